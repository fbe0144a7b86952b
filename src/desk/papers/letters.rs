//! The letters that a co-op's folder holds, to a member: the final notice at closing (R38).

use crate::basics::{Cents, Day, Refused};
use crate::desk::act::Act;
use crate::desk::standing::Facts;
use crate::ledger::Role;
use crate::paper::letter::{Letter, Settlement as SettledPaper};
use crate::paper::{AmountLine, Run, day_text};
use crate::rules::closing::{PaidFrom, PaidTo, Settlement};

impl Act<'_> {
    /// Writes the letter that the terms send at closing, and keeps it. None: the terms have no letter, or the power was
    /// not off: their letter speaks of a disconnect.
    pub fn keep_closing_letter(&self, before: &Facts, settlement: &Settlement, closed_on: Day) -> Refused<Option<i64>> {
        let name = self.program().closing.as_ref().and_then(|terms| terms.letter.as_deref());
        let (Some(name), Some(disconnected_on)) = (name, before.standing.disconnected_on) else { return Ok(None) };
        let after = self.facts(before.id())?;
        let mut facts = self.account_facts(&after)?;
        facts.insert("account.disconnected_on".to_string(), day_text(disconnected_on));
        facts.insert("account.closed_on".to_string(), day_text(closed_on));
        facts.insert("member.mailing_address".to_string(), after.mailing_address().to_string());
        // What is nothing is not told of: a letter asks for a fact with {{#if account.owed}}.
        let nothing = Cents::ZERO.dollars();
        facts.values_mut().filter(|value| **value == nothing).for_each(String::clear);
        let text = self.letter_text(name, facts)?;
        let letter = Letter { settlement: Some(settled(before, settlement)), ..self.letter(&after, text) };
        let office = self.tx.office(after.account.office)?.name;
        self.keep_bytes(after.id(), name, &letter.lay_out(&self.letterhead(&office))).map(Some)
    }

    /// A letter to the member: its text begins with its subject. A head and a signature that the text brings of its own,
    /// for a co-op may send it as plain mail, are left out where the sheet has both.
    fn letter(&self, facts: &Facts, mut text: Vec<Vec<Run>>) -> Letter {
        let program = self.program();
        let name = facts.member.name.as_str();
        let to: Vec<String> =
            std::iter::once(name).chain(facts.mailing_address().lines()).map(str::to_string).collect();
        let head_and_foot = [
            day_text(self.today()),
            one_line(&to.join(" ")),
            one_line(&format!("Account {}, service at {}", facts.account.number, facts.account.address)),
            one_line(&format!("{} {}", program.utility, program.phone.as_deref().unwrap_or_default())),
        ];
        let subject = if text.is_empty() { program.title.clone() } else { words(&text.remove(0)) };
        text.retain(|paragraph| !head_and_foot.contains(&words(paragraph)));
        let from = match self.operator.role {
            Role::System => program.title.clone(),
            Role::Csr | Role::Supervisor => self.operator.name.clone(),
        };
        Letter {
            subject,
            date: self.today(),
            to,
            account: facts.account.number.clone(),
            service_address: facts.account.address.clone(),
            paragraphs: text,
            settlement: None,
            from,
        }
    }
}

/// How the account was settled, line by line, from what stood before to what is left.
fn settled(before: &Facts, settlement: &Settlement) -> SettledPaper {
    let membership = |returned: bool| -> Cents {
        let moves = settlement.moves.iter().filter(|to| to.from == PaidFrom::Membership);
        moves.filter(|to| (to.to == PaidTo::Refund) == returned).map(|to| to.amount).sum()
    };
    let mut lines = vec![AmountLine::new("Balance after the last charge", before.balances.energy)];
    let others = [
        ("Past-due plan", -before.arrears()),
        ("Membership fee applied", membership(false)),
        ("Membership fee returned", membership(true)),
        ("Owed to you before", before.balances.refund),
    ];
    lines.extend(
        others.into_iter().filter(|(_, amount)| !amount.is_zero()).map(|(text, amount)| AmountLine::new(text, amount)),
    );
    let outcome = lines.iter().map(|line| line.amount).sum();
    SettledPaper { lines, outcome }
}

/// A paragraph's words on one line.
fn words(paragraph: &[Run]) -> String {
    let text: String = paragraph
        .iter()
        .map(|run| match run {
            Run::Plain(text) | Run::Strong(text) => text.as_str(),
        })
        .collect();
    one_line(&text)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
