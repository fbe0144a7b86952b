//! What is derived is what its sealed rows say: how notices and commands stand, and what is open still.

use super::Findings;
use crate::basics::Refused;
use crate::ledger::Tx;

impl Tx<'_> {
    pub(super) fn prove_derived(&self, found: &mut Findings) -> Refused<()> {
        self.prove_search(&mut |problem| found.say(problem))?;
        found.end_kind("search");
        self.problems(
            "notices",
            "SELECT n.id FROM notice n LEFT JOIN notice_state s ON s.notice_id=n.id
             LEFT JOIN notice_step l ON l.notice_id=n.id AND NOT EXISTS(SELECT 1 FROM notice_step m
              WHERE m.notice_id=n.id AND (m.act_id>l.act_id OR (m.act_id=l.act_id AND m.line>l.line)))
             WHERE s.notice_id IS NULL OR s.channel<>n.channel OR s.status<>COALESCE(l.status,'waiting')
              OR s.tries<>COALESCE(l.tries,0) OR s.not_before<>COALESCE(l.not_before,n.not_before)
              OR s.sent_at IS DISTINCT FROM l.sent_at OR s.detail<>COALESCE(l.detail,'') ORDER BY n.id",
            found,
            |row| Ok(format!("notice {} does not stand where its last step left it", row.get::<i64>(0)?)),
        )?;
        self.problems(
            "switch commands",
            "SELECT c.id FROM switch_command c LEFT JOIN command_state s ON s.command_id=c.id
             LEFT JOIN command_step l ON l.command_id=c.id AND NOT EXISTS(SELECT 1 FROM command_step m
              WHERE m.command_id=c.id AND (m.act_id>l.act_id OR (m.act_id=l.act_id AND m.line>l.line)))
             WHERE s.command_id IS NULL OR s.account_id<>c.account_id OR s.status<>COALESCE(l.status,'queued')
              OR s.in_doubt<>COALESCE(l.in_doubt,0) OR s.tries<>COALESCE(l.tries,0)
              OR s.next_try_at<>COALESCE(l.next_try_at,c.next_try_at) OR s.done_at IS DISTINCT FROM l.done_at
              OR s.detail<>COALESCE(l.detail,c.detail) ORDER BY c.id",
            found,
            |row| Ok(format!("switch command {} does not stand where its last step left it", row.get::<i64>(0)?)),
        )?;
        for (kind, of, code, ended) in [
            ("approval", "t.office_id", "t.act", "approval_decided e WHERE e.approval_id=t.id"),
            ("attention", "COALESCE(t.account_id,0)", "t.code", "attention_cleared e WHERE e.attention_id=t.id"),
            ("drawer", "t.office_id", "''", "drawer_closed e WHERE e.drawer_id=t.id"),
        ] {
            self.problems(
                "what is open",
                &format!(
                    "SELECT t.id FROM {kind} t LEFT JOIN pending p ON p.kind='{kind}' AND p.id=t.id
                     WHERE p.id IS NULL OR p.of_id<>{of} OR p.code<>{code}
                      OR p.is_open<>CASE WHEN EXISTS(SELECT 1 FROM {ended}) THEN 0 ELSE 1 END
                     ORDER BY t.id"
                ),
                found,
                |row| Ok(format!("{kind} {} is not open or ended as its rows say", row.get::<i64>(0)?)),
            )?;
        }
        for (table, key, of) in [
            ("standing", "account_id", "account"),
            ("notice_state", "notice_id", "notice"),
            ("command_state", "command_id", "switch_command"),
        ] {
            self.problems(
                "what stands",
                &format!("SELECT s.{key} FROM {table} s WHERE NOT EXISTS(SELECT 1 FROM {of} t WHERE t.id=s.{key})"),
                found,
                |row| Ok(format!("{table} {} is of no {of}", row.get::<i64>(0)?)),
            )?;
        }
        self.problems(
            "what is open",
            "SELECT p.kind, p.id FROM pending p WHERE NOT EXISTS(SELECT 1 FROM approval t WHERE p.kind='approval' AND t.id=p.id)
              AND NOT EXISTS(SELECT 1 FROM attention t WHERE p.kind='attention' AND t.id=p.id)
              AND NOT EXISTS(SELECT 1 FROM drawer t WHERE p.kind='drawer' AND t.id=p.id)",
            found,
            |row| Ok(format!("{} {} is kept as open, and there is none", row.get::<String>(0)?, row.get::<i64>(1)?)),
        )
    }
}
