//! By which ways a member wants to be told: their word is kept, and the last one counts (R25).

use serde::{Deserialize, Serialize};

use crate::basics::{Code, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::ledger::{Channel, Member};
use crate::rules::clause::clause;

/// By which ways a member is told, and by which they do not want to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub member: String,
    /// The ways by which notices leave.
    pub told_by: Vec<Channel>,
    /// The ways by which the member wants none.
    pub refused: Vec<Channel>,
}

/// Records that a member wants notices by a way, or wants none. What waits by a way that is refused does not leave.
///
/// # Errors
/// `unknown_member`; `contact_needed` when too few of the ways on file would be left (R25).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetConsent {
    pub member: String,
    pub channel: Channel,
    pub allowed: bool,
}

impl Deed for SetConsent {
    const NAME: &'static str = "consent";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = Consent;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at_member(&self.member)
    }

    fn run(&self, act: &Act<'_>) -> Refused<Consent> {
        let known = act.consenting(&self.member)?;
        let mut after = act.consent_of(&known)?;
        if !self.allowed && after.told_by.contains(&self.channel) {
            after.told_by.retain(|way| *way != self.channel);
            act.check_enough_ways(&after)?;
        }
        act.tx.set_choice(known.id, self.channel, self.allowed, act.operator.id, act.now.at)?;
        act.consent_of(&known)
    }
}

#[cfg(test)]
impl crate::desk::Desk {
    /// By which ways a member is told.
    pub fn consent(&mut self, call: &crate::desk::Call, member: &str) -> Refused<Consent> {
        self.ask(call, |act| act.consent_of(&act.consenting(member)?))
    }
}

impl Act<'_> {
    fn consenting(&self, number: &str) -> Refused<Member> {
        self.tx.member_numbered(number)?.ok_or_else(|| {
            Refusal::new(
                Code::UnknownMember,
                format!("there is no member {number}: `account show` names an account's member"),
            )
        })
    }

    fn consent_of(&self, member: &Member) -> Refused<Consent> {
        let refused = self.tx.channels_refused(member.id)?;
        let on_file = [
            (Channel::Email, member.email.is_some()),
            (Channel::Text, member.text.is_some()),
            (Channel::Phone, member.phone.is_some()),
        ];
        let told_by = on_file.into_iter().filter(|(way, known)| *known && !refused.contains(way));
        Ok(Consent { member: member.number.0.clone(), told_by: told_by.map(|(way, _)| way).collect(), refused })
    }

    fn check_enough_ways(&self, after: &Consent) -> Refused<()> {
        let program = self.program();
        let at_least = program.eligibility.contact_methods_at_least as usize;
        if after.told_by.len() >= at_least {
            return Ok(());
        }
        let clause = clause(program, "eligibility");
        Err(Refusal::new(
            Code::ContactNeeded,
            format!(
                "notices must be able to leave by at least {at_least} of phone, e-mail and text{clause}: allow another way first"
            ),
        ))
    }
}
