//! Who the member is: contacts and wishes, a new name, a death (R24, R25).

use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::texts::{check_contact, check_line, unprintable};
use crate::ledger::{HoldKind, Member, Status, Stops};
use crate::rules::clause::clause;
use crate::words::Channel;

/// Changes a member's contacts and wishes; what they were is kept. Only what is given changes; an empty text takes the
/// contact away.
///
/// # Errors
/// `unknown_member`, `bad_contact`, `contact_needed` (R25), `threshold_not_offered` (R24), `bad_amount`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberChange {
    pub member: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// A number for text messages.
    pub text: Option<String>,
    pub mailing_address: Option<String>,
    pub joint: Option<String>,
    pub authorized: Option<String>,
    pub passphrase: Option<String>,
    /// The member's own low-balance threshold, where the terms let members set one.
    pub low_balance: Option<Cents>,
}

/// A member as the `member` commands answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    pub member: String,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub text: Option<String>,
    pub mailing_address: Option<String>,
    pub joint: Option<String>,
    pub authorized: Option<String>,
    pub low_balance: Option<Cents>,
    pub deceased: bool,
    pub accounts: Vec<String>,
    /// What of the name and the address no paper can show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Gives a member another name, as by marriage; the old one is kept in the history.
///
/// # Errors
/// `unknown_member`, `bad_name`, `bad_input` for one that no page can show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameMember {
    pub member: String,
    pub name: String,
}

/// Records a member's death: nobody's power is cut over it until somebody has looked (R46).
///
/// # Errors
/// `unknown_member`, `already_deceased`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberDeceased {
    pub member: String,
}

impl Deed for MemberChange {
    const NAME: &'static str = "member_set";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = MemberView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at_member(&self.member)
    }

    fn run(&self, act: &Act<'_>) -> Refused<MemberView> {
        let member = changed(act.member_of(&self.member)?, self);
        act.check_contacts(&member, self)?;
        act.tx.change_member(&member, act.operator.id, act.now.at)?;
        act.member_view(member)
    }
}

impl Deed for RenameMember {
    const NAME: &'static str = "member_rename";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = MemberView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at_member(&self.member)
    }

    fn run(&self, act: &Act<'_>) -> Refused<MemberView> {
        let known = act.member_of(&self.member)?;
        let name = self.name.trim();
        if name.is_empty() {
            return Err(Refusal::new(Code::BadName, "a member needs a name: enter the new one"));
        }
        check_line("name", name)?;
        let renamed = Member { name: name.to_string(), ..known };
        act.tx.change_member(&renamed, act.operator.id, act.now.at)?;
        act.member_view(renamed)
    }
}

impl Deed for MemberDeceased {
    const NAME: &'static str = "member_deceased";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = MemberView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at_member(&self.member)
    }

    fn run(&self, act: &Act<'_>) -> Refused<MemberView> {
        let known = act.member_of(&self.member)?;
        if known.deceased_at.is_some() {
            return Err(Refusal::new(
                Code::AlreadyDeceased,
                format!("the death of member {} is on record already", self.member),
            ));
        }
        let deceased = Member { deceased_at: Some(act.now.at), ..known };
        act.tx.change_member(&deceased, act.operator.id, act.now.at)?;
        act.hold_for_death(&deceased)?;
        act.member_view(deceased)
    }
}

impl Act<'_> {
    fn member_of(&self, number: &str) -> Refused<Member> {
        self.tx.member_numbered(number)?.ok_or_else(|| {
            Refusal::new(
                Code::UnknownMember,
                format!("there is no member {number}: `account show` names an account's member"),
            )
        })
    }

    /// A hold on every served account, and a word to whoever looks at the attention list.
    fn hold_for_death(&self, member: &Member) -> Refused<()> {
        for account in self.tx.accounts_of(member.id)? {
            let facts = self.facts(account.id)?;
            if matches!(facts.standing.status, Status::Closed | Status::Left) {
                continue;
            }
            self.put_hold(&facts, HoldKind::Death, vec![Stops::Disconnect], None, "the member has died")?;
            let text = format!("{} has died: settle with the family who takes the service over", member.name);
            self.tx.attend(Some(account.id), "deceased", &text, self.today(), self.now.at)?;
        }
        Ok(())
    }

    fn check_contacts(&self, member: &Member, change: &MemberChange) -> Refused<()> {
        let program = self.program();
        for text in [&member.phone, &member.email, &member.text, &member.mailing_address].into_iter().flatten() {
            check_line("contact", text)?;
        }
        check_contact("phone", Channel::Phone, change.phone.as_deref())?;
        check_contact("email", Channel::Email, change.email.as_deref())?;
        check_contact("text", Channel::Text, change.text.as_deref())?;
        if let Some(threshold) = change.low_balance {
            if !program.notices.member_sets_threshold {
                let clause = clause(program, "notices");
                return Err(Refusal::new(
                    Code::ThresholdNotOffered,
                    format!("{} sets the low-balance alert itself{clause}", program.title),
                ));
            }
            if threshold < Cents::ZERO {
                return Err(Refusal::new(
                    Code::BadAmount,
                    format!("an alert at {threshold} would come too late: enter 0.00 or more"),
                ));
            }
        }
        let ways = [&member.phone, &member.email, &member.text].into_iter().flatten().count();
        let at_least = program.eligibility.contact_methods_at_least as usize;
        if ways < at_least {
            let clause = clause(program, "eligibility");
            return Err(Refusal::new(
                Code::ContactNeeded,
                format!(
                    "at least {at_least} of phone, e-mail and text must stay on file{clause}: enter another before this one goes"
                ),
            ));
        }
        Ok(())
    }

    fn member_view(&self, member: Member) -> Refused<MemberView> {
        let accounts = self.tx.accounts_of(member.id)?.into_iter().map(|account| account.number.0).collect();
        let stated = [("name", Some(&member.name)), ("mailing_address", member.mailing_address.as_ref())];
        Ok(MemberView {
            warnings: stated.into_iter().filter_map(|(key, text)| unprintable(key, text?)).collect(),
            member: member.number.0,
            name: member.name,
            phone: member.phone,
            email: member.email,
            text: member.text,
            mailing_address: member.mailing_address,
            joint: member.joint,
            authorized: member.authorized,
            low_balance: member.low_balance,
            deceased: member.deceased_at.is_some(),
            accounts,
        })
    }
}

/// The member with what is given changed.
fn changed(member: Member, change: &MemberChange) -> Member {
    let new = |old: Option<String>, given: &Option<String>| match given.as_deref().map(str::trim) {
        None => old,
        Some("") => None,
        Some(text) => Some(text.to_string()),
    };
    Member {
        phone: new(member.phone, &change.phone),
        email: new(member.email, &change.email),
        text: new(member.text, &change.text),
        mailing_address: new(member.mailing_address, &change.mailing_address),
        joint: new(member.joint, &change.joint),
        authorized: new(member.authorized, &change.authorized),
        passphrase: new(member.passphrase, &change.passphrase),
        low_balance: change.low_balance.or(member.low_balance),
        ..member
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::MemberId;

    fn ada() -> Member {
        Member {
            id: MemberId(1),
            number: "1000001".into(),
            name: "Ada Ozark".to_string(),
            phone: Some("501-555-0100".to_string()),
            email: Some("ada@example.org".to_string()),
            text: None,
            mailing_address: None,
            joint: None,
            authorized: None,
            passphrase: None,
            low_balance: Some(Cents(25_00)),
            deceased_at: None,
            joined_on: "2026-11-16".parse().expect("a day"),
        }
    }

    #[test]
    fn only_what_is_given_changes_and_an_empty_text_takes_it_away() {
        let change = MemberChange {
            phone: Some(String::new()),
            text: Some(" 501-555-0101 ".to_string()),
            ..MemberChange::default()
        };
        let after = changed(ada(), &change);
        assert_eq!(after, Member { phone: None, text: Some("501-555-0101".to_string()), ..ada() });
    }
}
