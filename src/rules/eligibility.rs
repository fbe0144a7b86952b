//! Who may join the program (R01, R02).

use super::clause::clause;
use crate::basics::{Code, Refusal, Refused};
use crate::terms::{Eligibility, Program};
use crate::words::{Condition, Word};

/// A service and its household as they ask to join. The words are those of the program file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// `residential`, `general`.
    pub service_class: String,
    /// `single`, `three`.
    pub phase: String,
    pub demand_metered: bool,
    /// The meter answers remotely and carries a switch.
    pub remote_switch: bool,
    /// What is so, in words of [`Condition`].
    pub conditions: Vec<String>,
    /// By how many ways the member can be reached: e-mail, text, phone.
    pub contact_methods: u32,
}

/// Whether the terms let `applicant` join (R01, R02). A refusal (`not_eligible`) names every reason at once, so that
/// nobody comes back for the second one; a condition that no terms know is `unknown_condition`, never overlooked.
pub fn check(applicant: &Applicant, program: &Program) -> Refused<()> {
    if let Some(unknown) = applicant.conditions.iter().find(|word| Condition::from_word(word).is_none()) {
        let known = Condition::WORDS
            .split_last()
            .map_or_else(String::new, |(last, first)| format!("{} and {last}", first.join(", ")));
        let message = format!("\"{unknown}\" is not a condition: name those that apply of {known}.");
        return Err(Refusal::new(Code::UnknownCondition, message));
    }
    let reasons = reasons_against(applicant, &program.eligibility);
    if reasons.is_empty() {
        return Ok(());
    }
    let message = format!(
        "This service cannot join {}: {}{}.",
        program.title,
        reasons.join("; "),
        clause(program, "eligibility")
    );
    Err(Refusal::new(Code::NotEligible, message))
}

fn reasons_against(applicant: &Applicant, terms: &Eligibility) -> Vec<String> {
    let mut reasons = Vec::new();
    if !terms.service_classes.contains(&applicant.service_class) {
        reasons.push(format!(
            "it is of class {}, and only {} service may join",
            applicant.service_class,
            terms.service_classes.join(" or ")
        ));
    }
    if !terms.phases.contains(&applicant.phase) {
        reasons.push(format!(
            "it is {}-phase, and only {}-phase service may join",
            applicant.phase,
            terms.phases.join("- or ")
        ));
    }
    if applicant.demand_metered && !terms.demand_metered {
        reasons.push("it is demand metered".to_string());
    }
    if terms.remote_switch && !applicant.remote_switch {
        reasons.push("its meter does not answer remotely or carries no switch".to_string());
    }
    let so = applicant.conditions.iter().filter_map(|word| Condition::from_word(word));
    reasons.extend(so.filter(|condition| terms.refused_when.contains(condition)).map(|it| told(it).to_string()));
    if applicant.contact_methods < terms.contact_methods_at_least {
        reasons.push(format!(
            "notices need at least {} of e-mail, text and phone, and {} is on file",
            terms.contact_methods_at_least, applicant.contact_methods
        ));
    }
    reasons
}

/// A condition as a refusal tells it to the member.
fn told(condition: Condition) -> &'static str {
    match condition {
        Condition::LifeSupport => "an occupant's life would be in danger without power",
        Condition::LoanProgram => "the account takes part in a loan program",
        Condition::NoBalanceAccess => Condition::NoBalanceAccess.text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::sample_terms::{pec, peninsula_light, petit_jean};

    fn household() -> Applicant {
        Applicant {
            service_class: "residential".into(),
            phase: "single".into(),
            demand_metered: false,
            remote_switch: true,
            conditions: Vec::new(),
            contact_methods: 2,
        }
    }

    #[test]
    fn r01_a_single_phase_household_joins_and_every_reason_against_one_is_named_at_once() {
        assert_eq!(check(&household(), &petit_jean()), Ok(()));
        let mill = Applicant {
            service_class: "general".into(),
            phase: "three".into(),
            demand_metered: true,
            remote_switch: false,
            ..household()
        };
        let refusal = check(&mill, &petit_jean()).unwrap_err();
        assert_eq!(refusal.code, Code::NotEligible);
        for reason in ["class general", "three-phase", "demand metered", "no switch", "FAQ 12"] {
            assert!(refusal.message.contains(reason), "{reason} is missing in: {}", refusal.message);
        }
        let mill_with_a_switch = Applicant { remote_switch: true, ..mill };
        assert_eq!(check(&mill_with_a_switch, &peninsula_light()), Ok(()));
    }

    #[test]
    fn r02_a_condition_refuses_only_where_the_terms_say_so() {
        let on_life_support = Applicant { conditions: vec!["life_support".into()], ..household() };
        assert_eq!(check(&on_life_support, &petit_jean()), Ok(()));
        let refusal = check(&on_life_support, &pec()).unwrap_err();
        assert!(refusal.message.contains("in danger without power"), "{}", refusal.message);
        assert!(refusal.message.contains("Section 307 A1"), "{}", refusal.message);
    }

    #[test]
    fn r02_a_misspelled_condition_is_never_overlooked() {
        let misspelled = Applicant { conditions: vec!["life-support".into()], ..household() };
        assert_eq!(check(&misspelled, &pec()).unwrap_err().code, Code::UnknownCondition);
    }

    #[test]
    fn r01_a_member_who_cannot_be_reached_is_refused_where_a_notice_is_owed() {
        let unreachable = Applicant { contact_methods: 0, ..household() };
        assert_eq!(check(&unreachable, &petit_jean()), Ok(()));
        assert_eq!(check(&unreachable, &peninsula_light()).unwrap_err().code, Code::NotEligible);
    }
}
