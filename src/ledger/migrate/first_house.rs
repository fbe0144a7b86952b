//! What stands where: every table of the second house, and the question to the first house's tables that fills it.

use super::super::tables::*;

/// Rows that are copied together, in one act or, where there may be millions, in several.
pub(super) struct Part {
    /// Numbers in order, each with how many rows it stands for: the part is cut between them. None: it is one act.
    pub cut_by: Option<&'static str>,
    /// In a part that is cut, from `?1` to `?2`. What begins with FROM asks for the new table's columns by their names.
    pub rows: &'static [(&'static Table, &'static str)],
    /// The numbers are accounts, whose words are written anew.
    pub with_words: bool,
}

/// In an order in which everything is there before it is named. The acts follow, each as an act of its own.
pub(super) const PARTS: &[Part] = &[
    Part {
 cut_by: None,
 with_words: false,
 rows: &[
        (&STORE_FACT, "FROM store_fact WHERE name<>'last_at' ORDER BY name"),
        (&OFFICE, "FROM office ORDER BY id"),
        (&OPERATOR, "FROM (SELECT *, 1 AS revision FROM operator) ORDER BY id"),
        (&TERMS_VERSION, "FROM terms_version ORDER BY id"),
        (&PRICE_CHANGE, "FROM price_change ORDER BY id"),
        (&MEMBER, "FROM (SELECT *, 1 AS revision FROM member) ORDER BY id"),
        (&MEMBER_CHANGE, "FROM member_change ORDER BY id"),
        (&CHANNEL_CHOICE, "FROM channel_choice ORDER BY id"),
        (&ACCOUNT, "FROM account ORDER BY id"),
        (&ACCOUNT_OPTION, "FROM account_option"),
        (&ACCOUNT_OPTION_ENDED, "FROM account_option WHERE to_day IS NOT NULL"),
        (&LINK, "FROM link"),
        (&LINK_COUNTER, "FROM link_counter"),
        (&METER, "FROM meter ORDER BY id"),
        (&METER_ENDED, "SELECT id, to_day FROM meter WHERE to_day IS NOT NULL ORDER BY id"),
        (&SIM_METER, "FROM sim_meter"),
        (
            &STANDING,
            "FROM (SELECT s.*, m.id AS meter_id, m.number AS meter_number FROM standing s
               LEFT JOIN meter m ON m.account_id=s.account_id AND m.to_day IS NULL) ORDER BY account_id",
        ),
        (&STATUS_CHANGE, "FROM status_change ORDER BY id"),
        (&POWER_SEEN, "FROM power_seen ORDER BY id"),
        (&OWN_ACCOUNT, "FROM ledger_account WHERE account_id IS NULL ORDER BY id"),
        (&BALANCE, "FROM balance ORDER BY ledger_account_id"),
        (&BOOK, "SELECT id, COALESCE(office_id,0), day, opened_at FROM book ORDER BY id"),
    ],
},
    Part {
 cut_by: Some("SELECT txn_id, 2+count(*) FROM posting GROUP BY txn_id ORDER BY txn_id"),
 with_words: false,
 rows: &[
            (&TXN, "FROM txn WHERE id BETWEEN ?1 AND ?2 ORDER BY id"),
            (
                &POSTING,
                "FROM (SELECT p.*, CASE t.kind WHEN 'charges' THEN 1 END AS daily FROM posting p JOIN txn t ON t.id=p.txn_id)
                 WHERE txn_id BETWEEN ?1 AND ?2 ORDER BY txn_id, line",
            ),
            (&OLD_SEAL, "FROM seal WHERE txn_id BETWEEN ?1 AND ?2 ORDER BY txn_id"),
        ],
    },
    Part {
        cut_by: Some(
            "SELECT a.id, 1+(SELECT count(*) FROM reading r WHERE r.account_id=a.id)
              +(SELECT count(*) FROM charge c WHERE c.account_id=a.id) FROM account a ORDER BY a.id",
        ),
        rows: &[
            (
                &READING,
                "SELECT account_id, meter_id, day, CASE role WHEN 'daily' THEN '' ELSE role END, revision, wh, cum_wh,
                  CASE quality WHEN 'actual' THEN '' ELSE quality END, at, operator_id, approver_id, detail
                 FROM reading WHERE account_id BETWEEN ?1 AND ?2 ORDER BY id",
            ),
            (
                &CHARGE,
                "SELECT account_id, service_day, revision, txn_id, terms_id, price_id, rules_version, from_cum, to_cum,
                  CASE quality WHEN 'actual' THEN '' ELSE quality END, off_all_day, month->>0, month->>1, month->>2, month->>3,
                  month->>4, lines, cents
                 FROM (SELECT *, '['||month_before||']' AS month FROM charge) WHERE account_id BETWEEN ?1 AND ?2",
            ),
            (&TRUE_UP, "FROM true_up WHERE account_id BETWEEN ?1 AND ?2"),
        ],
        with_words: true,
    },
    Part {
 cut_by: Some("SELECT id, 3 FROM receipt ORDER BY id"),
 with_words: false,
 rows: &[
            (&RECEIPT, "FROM receipt WHERE id BETWEEN ?1 AND ?2 ORDER BY id"),
            (
                &RECEIPT_TENDER,
                "FROM (SELECT *, line AS ordinal FROM receipt_tender) WHERE receipt_id BETWEEN ?1 AND ?2",
            ),
            (
                &RECEIPT_ALLOCATION,
                "FROM (SELECT *, line AS ordinal FROM receipt_allocation) WHERE receipt_id BETWEEN ?1 AND ?2",
            ),
        ],
    },
    Part {
 cut_by: Some("SELECT id, 1+length(bytes)/1000 FROM document ORDER BY id"),
 with_words: false,
 rows: &[(&DOCUMENT, "FROM (SELECT *, NULL AS content FROM document) WHERE id BETWEEN ?1 AND ?2 ORDER BY id")],
    },
    Part {
 cut_by: Some("SELECT id, 2 FROM notice ORDER BY id"),
 with_words: false,
 rows: &[
            (&NOTICE, "FROM notice WHERE id BETWEEN ?1 AND ?2 ORDER BY id"),
            (
                &NOTICE_STEP,
                "FROM (SELECT *, id AS notice_id FROM notice) WHERE id BETWEEN ?1 AND ?2
                  AND (status<>'waiting' OR tries<>0 OR sent_at IS NOT NULL OR detail<>'') ORDER BY id",
            ),
            (
                &NOTICE_STATE,
                "FROM (SELECT *, id AS notice_id FROM notice) WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            ),
        ],
    },
    Part {
 cut_by: None,
 with_words: false,
 rows: &[
        (&APPROVAL, "FROM approval ORDER BY id"),
        (
            &APPROVAL_DECIDED,
            "SELECT id, decided_at, decided_by, outcome FROM approval WHERE outcome IS NOT NULL ORDER BY id",
        ),
        (&DRAWER, "FROM drawer ORDER BY id"),
        (&DRAWER_CLOSED, "SELECT id, closed_at, closed_by FROM drawer WHERE closed_at IS NOT NULL ORDER BY id"),
        (&DRAWER_MOVEMENT, "FROM drawer_movement ORDER BY id"),
        (&DRAWER_COUNT, "FROM drawer_count"),
        (&RECEIPT_UNDONE, "FROM receipt_undone ORDER BY receipt_id"),
        (&BANK_DEPOSIT, "FROM bank_deposit ORDER BY id"),
        (
            &BANK_ITEM,
            "SELECT DISTINCT d.id, r.id FROM bank_deposit d, json_each(d.items) i
             JOIN receipt r ON r.number=i.value->>'receipt' ORDER BY d.id, r.id",
        ),
        (&DAY_CLOSE, "FROM day_close ORDER BY book_id"),
        (&TAKEN_IN, "FROM taken_in"),
        (&HOLD, "FROM hold ORDER BY id"),
        (&HOLD_LIFTED, "SELECT id, lifted_at, lifted_by FROM hold WHERE lifted_at IS NOT NULL ORDER BY id"),
        (&NOTE, "FROM note ORDER BY id"),
        (&PLEDGE, "FROM pledge ORDER BY id"),
        (&PLEDGE_RECEIVED, "SELECT id, received_at, receipt_id FROM pledge WHERE received_at IS NOT NULL ORDER BY id"),
        (&FORECAST, "FROM forecast ORDER BY id"),
        (&ARRIVAL, "FROM arrival"),
        (&DISCONNECT_LIST, "FROM disconnect_list ORDER BY day"),
        (&LIST_ROW, "FROM list_row"),
        (
            &LIST_DECISION,
            "FROM (SELECT *, 1 AS ordinal, decided_at AS at FROM list_row WHERE decided_at IS NOT NULL)",
        ),
        (&SWITCH_COMMAND, "FROM switch_command ORDER BY id"),
        (
            &COMMAND_STEP,
            "FROM (SELECT *, id AS command_id FROM switch_command)
             WHERE status<>'queued' OR in_doubt<>0 OR tries<>0 OR done_at IS NOT NULL ORDER BY id",
        ),
        (&COMMAND_STATE, "FROM (SELECT *, id AS command_id FROM switch_command) ORDER BY id"),
        (&SWITCH_STEP, "FROM switch_step ORDER BY id"),
        (&ATTENTION, "FROM attention WHERE cleared_at IS NOT NULL ORDER BY id"),
        (&ATTENTION_CLEARED, "SELECT id, cleared_at, cleared_by FROM attention WHERE cleared_at IS NOT NULL ORDER BY id"),
        (&CYCLE_RUN, "FROM cycle_run ORDER BY id"),
        (
            &PENDING,
            "SELECT 'approval', id, office_id, act, outcome IS NULL FROM approval
             UNION ALL SELECT 'attention', id, COALESCE(account_id,0), code, 0 FROM attention WHERE cleared_at IS NOT NULL
             UNION ALL SELECT 'drawer', id, office_id, '', closed_at IS NULL FROM drawer",
        ),
    ],
},
    // What is open still follows what is over: of one kind an account has one matter open.
    Part {
        cut_by: None,
        with_words: false,
        rows: &[
            (&ATTENTION, "FROM attention WHERE cleared_at IS NULL ORDER BY id"),
            (
                &PENDING,
                "SELECT 'attention', id, COALESCE(account_id,0), code, 1 FROM attention WHERE cleared_at IS NULL",
            ),
        ],
    },
];
