//! An act as a value, and the one entrance by which every act is done: by whom, when, with whose approval, never twice.
//!
//! The window, the command line, an approval and the scheduler hand over the same value. An act that is a part of another
//! is [run](Deed::run) within it: it has no key of its own and asks no role.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::Desk;
use super::act::{Act, By, Call, Needs};
use super::foreseen::Ahead;
use super::looks::Looks;
use super::texts::check_showable;
use crate::basics::{Code, Refusal, Refused};
use crate::ledger::{ActDone, Tx};

/// An act, with all that is asked: its fields are its input. Each has its row in `deeds.rs`, or it does not compile.
pub trait Deed: Listed + Serialize + DeserializeOwned {
    /// Its word in the store.
    const NAME: &'static str;
    /// What it asks of who does it.
    const NEEDS: Needs;
    /// Whether the power may move by it: then the switch queue is worked before it is answered, where anything is due.
    const MOVES_POWER: bool = false;
    /// What it answers, now and under the same key again.
    type Answer: Serialize + DeserializeOwned;

    /// The key that stands in the input itself; the call's comes before it.
    fn key(&self) -> Option<Uuid> {
        None
    }

    /// What it looks at for certain.
    fn looks_at(&self) -> Looks<'_> {
        Looks::default()
    }

    /// What has to be asked of the world before the transaction begins: the act as it is then run, if other than it stands.
    fn prepared(&self, _desk: &mut Desk, _by: By<'_>) -> Refused<Option<Self>> {
        Ok(None)
    }

    /// Loads what it decides by, asks the rules, writes. If it refuses, nothing of it is kept.
    fn run(&self, act: &Act<'_>) -> Refused<Self::Answer>;

    /// What a refusal leaves behind: nothing, but for the fact that something was refused, where that is one.
    fn refused(&self, _desk: &mut Desk, _by: By<'_>, _why: &Refusal) -> Refused<()> {
        Ok(())
    }

    /// What follows once it is written, again when the same key comes again; of what moves power, once the queue was worked.
    /// Its trouble is told beside the answer.
    fn then(&self, _desk: &mut Desk, _by: By<'_>, _answer: &mut Self::Answer) -> Refused<()> {
        Ok(())
    }
}

/// An act that has its row in the list of all.
pub trait Listed {}

/// A row of the list of all acts.
#[derive(Debug)]
pub struct Row {
    pub name: &'static str,
    pub needs: Needs,
    pub(super) perform: fn(&mut Desk, &Call, &Value) -> Refused<Value>,
}

/// An act that was asked for and is kept until it is done: its word, and its input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingAct {
    pub act: String,
    #[serde(flatten)]
    pub input: Value,
}

impl WaitingAct {
    /// Keeps an act.
    pub fn of<D: Deed>(deed: &D) -> Self {
        let input = serde_json::to_value(deed).expect("inputs are plain data, their maps keyed by text");
        Self { act: D::NAME.to_string(), input }
    }
}

impl Desk {
    /// Does an act once. The same key and content again answers with what was done the first time; other content under a
    /// used key is refused (`key_reused`).
    ///
    /// # Errors
    /// Those of signing in, then `key_reused`, then those of what the act needs, then `not_proven`, then its own.
    pub fn perform<D: Deed>(&mut self, call: &Call, deed: &D) -> Refused<D::Answer> {
        let (key, looks, content) = (call.key.or_else(|| deed.key()), deed.looks_at(), content_hash(deed)?);
        let before = |tx: &Tx<'_>| Ok((key.map(|key| tx.act(key)).transpose()?.flatten(), Ahead::look_up(tx, &looks)?));
        let (signed, (done, ahead)) = self.sign_with(call, &before)?;
        let by = (call, &signed);
        let (mut answer, power_moved) = match done {
            Some(done) => (answer_of(key.unwrap_or_default(), done, &content)?, true),
            None => {
                D::NEEDS.check(D::NAME, &signed, self.practice)?;
                self.store.check_proven()?;
                let prepared = deed.prepared(self, by)?;
                let foresee = |act: &Act<'_>| {
                    if D::MOVES_POWER {
                        let _ = act.tx.any_due(act.now.at);
                    }
                    ahead.foresee(act, key, &looks);
                };
                let written = self.write_foreseen(&signed, foresee, |act| {
                    if let Some(key) = key
                        && let Some(done) = act.tx.act(key)?
                    {
                        return Ok((answer_of(key, done, &content)?, true));
                    }
                    let due = D::MOVES_POWER && act.tx.any_due(act.now.at)?;
                    if looks.money || looks.drawer {
                        act.know_own_accounts(&ahead)?;
                    }
                    let answer = prepared.as_ref().unwrap_or(deed).run(act)?;
                    let json = serde_json::to_string(&answer).map_err(unwritable)?;
                    let done = ActDone { name: D::NAME.to_string(), content, answer: json };
                    let approver = act.approver.map(|approver| approver.id);
                    act.tx.record_act(
                        key.unwrap_or_else(Uuid::now_v7),
                        &done,
                        act.now.at,
                        act.operator.id,
                        approver,
                    )?;
                    Ok((answer, due || act.tx.moved_commands()))
                });
                if let Err(why) = &written {
                    deed.refused(self, by, why)?;
                }
                written?
            }
        };
        if D::MOVES_POWER && !power_moved {
            return Ok(answer);
        }
        let worked = if D::MOVES_POWER { self.work_queue_by(by).map(drop) } else { Ok(()) };
        let followed = deed.then(self, by, &mut answer);
        self.troubles.extend([worked, followed].into_iter().filter_map(Result::err));
        Ok(answer)
    }

    /// Does an act that was kept.
    pub(super) fn perform_as<D: Deed>(&mut self, call: &Call, input: &Value) -> Refused<Value> {
        let deed: D = serde_json::from_value(input.clone()).map_err(unwritable)?;
        serde_json::to_value(self.perform(call, &deed)?).map_err(unwritable)
    }

    /// What went wrong after acts that are done and stay done: to be told beside their answers. Each is told once.
    pub fn troubles(&mut self) -> Vec<Refusal> {
        std::mem::take(&mut self.troubles)
    }
}

/// What was answered under a key, if it was used for the same.
fn answer_of<A: DeserializeOwned>(key: Uuid, done: ActDone, content: &[u8; 32]) -> Refused<A> {
    if done.content != *content {
        return Err(Refusal::new(
            Code::KeyReused,
            format!("the key {key} was used for something else ({}): make a new key for a new act", done.name),
        ));
    }
    serde_json::from_str(&done.answer).map_err(unwritable)
}

/// The hash of what is asked; text that cannot be shown is refused before anything is done with it.
fn content_hash<D: Deed>(deed: &D) -> Refused<[u8; 32]> {
    let json = serde_json::to_string(deed).map_err(unwritable)?;
    check_showable(&json)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(D::NAME.as_bytes()).update(&[0]).update(json.as_bytes());
    Ok(*hasher.finalize().as_bytes())
}

fn unwritable(error: serde_json::Error) -> Refusal {
    Refusal::new(Code::AnswerUnreadable, format!("the act's answer cannot be read or written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::Day;
    use crate::desk::tests::{example, store};
    use crate::desk::{EnterForecast, InitInput, NewOperator, Who};
    use crate::ledger::Role;

    const NOW: &str = "2026-11-16T09:00:00";

    fn office() -> (tempfile::TempDir, Desk) {
        let input =
            InitInput { program: example("petit-jean"), practice: true, now: NOW.parse().ok(), ..InitInput::default() };
        store(&input)
    }

    fn call() -> Call {
        Call { now: NOW.parse().ok(), key: Some(Uuid::from_u128(7)), ..Call::default() }
    }

    fn forecast() -> EnterForecast {
        let date: Day = "2026-11-17".parse().expect("a day");
        EnterForecast { date, low_f: 40, inclement: false }
    }

    #[test]
    fn a_used_key_answers_nobody_who_has_not_signed_in() {
        let (_folder, mut desk) = office();
        let carl = NewOperator { name: "Carl".to_string(), role: Role::Supervisor, pin: Some("4711".to_string()) };
        desk.add_operator(&Call { key: None, ..call() }, &carl).expect("an operator");
        desk.perform(&call(), &forecast()).expect("it is entered");
        for (pin, code) in [(Some("1111"), Code::WrongPin), (None, Code::PinNeeded)] {
            let who = Who::Named { name: "Carl".to_string(), pin: pin.map(str::to_string) };
            let refusal = desk.perform(&Call { who, ..call() }, &forecast()).expect_err("not signed in");
            assert_eq!(refusal.code, code);
        }
        let other = EnterForecast { low_f: 41, ..forecast() };
        assert_eq!(desk.perform(&call(), &other).expect_err("another act").code, Code::KeyReused);
        assert_eq!(desk.perform(&call(), &forecast()).expect("the same again").low_f, 40);
    }

    /// Writes nothing, and fails once it is done.
    #[derive(Serialize, Deserialize)]
    struct Troubled;

    impl Listed for Troubled {}

    impl Deed for Troubled {
        const NAME: &'static str = "troubled";
        const NEEDS: Needs = Needs::Clerk;
        type Answer = bool;

        fn run(&self, _: &Act<'_>) -> Refused<bool> {
            Ok(true)
        }

        fn then(&self, _: &mut Desk, _: By<'_>, _: &mut bool) -> Refused<()> {
            Err(Refusal::new(Code::StoreFault, "the queue cannot be worked"))
        }
    }

    #[test]
    fn what_goes_wrong_after_an_act_is_told_beside_its_answer_once() {
        let (_folder, mut desk) = office();
        assert_eq!(desk.perform(&call(), &Troubled), Ok(true));
        let told: Vec<Code> = desk.troubles().into_iter().map(|trouble| trouble.code).collect();
        assert_eq!(told, [Code::StoreFault]);
        assert_eq!(desk.troubles(), []);
        let done = desk.store.read(|tx| tx.act(Uuid::from_u128(7))).expect("a question");
        assert_eq!(done.map(|done| done.name).as_deref(), Some("troubled"), "it is done all the same");
    }
}
