//! Credit without cash: its one way in (C59). Whatever raises a balance without cash, a check or an approved card asks here.

use serde::{Deserialize, Serialize};

use crate::basics::{Code, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::texts::check_line;
use crate::ledger::Role;

/// Where credit without cash comes from. What is posted by hand (`adjust`) always needs two people by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) enum CreditSource<'a> {
    /// Money that somebody else took, as the clerk says, under the source's own reference.
    Outside { reference: Option<&'a str> },
    /// A row of a payments file, by the name of its source; whether the file carries its own total.
    File { source: &'a str, total: bool },
    /// An agency's pledge: it keeps the power on, and is received as money (C48).
    Pledge,
    /// The deposit of a standard account, which nobody here has proved.
    Deposit,
}

/// Names a source whose payments files are taken.
///
/// # Errors
/// `supervisor_needed`; `bad_input` for a name that no line can show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamePaymentSource {
    pub source: String,
}

impl Deed for NamePaymentSource {
    const NAME: &'static str = "payment_source";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = String;

    fn run(&self, act: &Act<'_>) -> Refused<String> {
        check_line("source", &self.source)?;
        act.tx.set_fact(&source_fact(&self.source), "named")?;
        Ok(self.source.clone())
    }
}

fn source_fact(source: &str) -> String {
    format!("payment_source.{source}")
}

impl Act<'_> {
    /// Asks of credit without cash a supervisor's own hand, or a supervisor's approval (C48, C59); of a file a
    /// source that a supervisor named. A practice store takes any file, and a payment without its reference.
    ///
    /// # Errors
    /// `approval_needed`, `no_reference`, `unknown_source`, `no_total`.
    pub(in crate::desk) fn credit(&self, source: CreditSource<'_>) -> Refused<()> {
        match source {
            CreditSource::File { source, total } if !self.practice => self.check_file(source, total),
            CreditSource::File { .. } => Ok(()),
            CreditSource::Outside { reference } => {
                if !self.practice && reference.is_none_or(|reference| reference.trim().is_empty()) {
                    let text = "money from outside needs its source's own number: enter it as the reference";
                    return Err(Refusal::new(Code::NoReference, text));
                }
                self.need_supervisor("what others took for us")
            }
            CreditSource::Pledge => self.need_supervisor("an agency's pledge"),
            CreditSource::Deposit => self.need_supervisor("a deposit that is brought over"),
        }
    }

    fn check_file(&self, source: &str, total: bool) -> Refused<()> {
        if self.tx.fact(&source_fact(source))?.is_none() {
            let text = format!("no supervisor named the source \"{source}\": import source {source} does");
            return Err(Refusal::new(Code::UnknownSource, text));
        }
        if !total {
            let text = "the file has no total of its own: its last row is of kind total, with the sum (C59)";
            return Err(Refusal::new(Code::NoTotal, text));
        }
        Ok(())
    }

    /// Who acts is a supervisor, or one approves: never who acts.
    fn need_supervisor(&self, what: &str) -> Refused<()> {
        let approved = self.approver.is_some_and(|it| it.role == Role::Supervisor && it.id != self.operator.id);
        if self.operator.role == Role::Supervisor || approved {
            return Ok(());
        }
        let text = format!("{what} raises a balance without cash: a supervisor signs in, or approves (--approved-by)");
        Err(Refusal::new(Code::ApprovalNeeded, text))
    }
}
