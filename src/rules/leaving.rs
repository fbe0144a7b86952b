//! Back to monthly billing: what must be paid first, and what deposit is asked (R43, R45).

use chrono::Months;
use rust_decimal::Decimal;

use super::clause::clause;
use crate::basics::{Cents, Code, Day, Refusal, Refused, days_in_month, first_of_month};
use crate::terms::{LeavingDeposit, Program};

/// An average or highest bill is of so many months back, at most.
const MONTHS_OF_HISTORY: u32 = 12;
/// The waiver that the account's own history proves; the others a person vouches for.
const WITHOUT_DISCONNECT: &str = "twelve_months_without_disconnect";
const MONTHS_WITHOUT_DISCONNECT: u32 = 12;

/// What the days of one calendar month were charged, taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthBill {
    /// Any day of the month.
    pub month: Day,
    pub amount: Cents,
    /// How many of its days were billed; a month that is not whole is not a bill (C35).
    pub days_billed: u32,
}

/// The account that wants to leave the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaver {
    pub balance: Cents,
    /// What the past-due plan still owes.
    pub arrears: Cents,
    pub bills: Vec<MonthBill>,
    pub enrolled_on: Day,
    pub last_disconnect: Option<Day>,
    /// The waiver asked for, in the terms' word: `cosigner`, `owner_with_good_credit`,
    /// `twelve_months_without_disconnect`.
    pub waiver: Option<String>,
}

/// What leaving takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    pub deposit: Cents,
    /// How the deposit came to be, in a sentence with the clause.
    pub why: String,
    /// What is owed for energy, and on the past-due plan where the terms let it come along.
    pub owed: Cents,
}

/// What `leaver` must bring to go back to monthly billing (R43).
///
/// Refused: arrears that the terms want paid first (`arrears_first`), a waiver that the terms do not name
/// (`waiver_not_allowed`) or that the account's history does not bear out (`waiver_not_proven`).
pub fn leave(leaver: &Leaver, today: Day, program: &Program) -> Refused<Leave> {
    let terms = &program.leaving;
    let clause = clause(program, "leaving");
    if terms.arrears_paid_first && leaver.arrears > Cents::ZERO {
        let message = format!("The past-due plan still owes {}: it is paid first{clause}.", leaver.arrears.dollars());
        return Err(Refusal::new(Code::ArrearsFirst, message));
    }
    let (deposit, why) = match waiver(leaver, today, program)? {
        Some(waiver) => (Cents::ZERO, format!("No deposit: {waiver}")),
        None => deposit(&whole_bills(&leaver.bills, today), program),
    };
    Ok(Leave { deposit, why: format!("{why}{clause}."), owed: (-leaver.balance).or_zero() + leaver.arrears })
}

/// The waiver that holds, in words: the one asked for, or twelve months without a cut, which need not be asked for.
fn waiver(leaver: &Leaver, today: Day, program: &Program) -> Refused<Option<String>> {
    let named = |word: &str| program.leaving.waived_by.iter().any(|waiver| waiver == word);
    let proven = months_without_disconnect(leaver, today);
    match leaver.waiver.as_deref() {
        Some(asked) if !named(asked) => {
            let message = format!(
                "The terms waive no deposit for \"{asked}\": they name {}{}.",
                in_words(&program.leaving.waived_by),
                clause(program, "leaving")
            );
            Err(Refusal::new(Code::WaiverNotAllowed, message))
        }
        Some(WITHOUT_DISCONNECT) if !proven => {
            let message = format!(
                "The account has not been in the program for {MONTHS_WITHOUT_DISCONNECT} months without a \
                 disconnect{}.",
                clause(program, "leaving")
            );
            Err(Refusal::new(Code::WaiverNotProven, message))
        }
        Some(asked) => Ok(Some(asked.replace('_', " "))),
        None => Ok((named(WITHOUT_DISCONNECT) && proven).then(|| WITHOUT_DISCONNECT.replace('_', " "))),
    }
}

fn in_words(waivers: &[String]) -> String {
    if waivers.is_empty() { "none".to_string() } else { waivers.join(", ").replace('_', " ") }
}

fn months_without_disconnect(leaver: &Leaver, today: Day) -> bool {
    let since = leaver.last_disconnect.map_or(leaver.enrolled_on, |cut| cut.max(leaver.enrolled_on));
    since.checked_add_months(Months::new(MONTHS_WITHOUT_DISCONNECT)).is_some_and(|full| full <= today)
}

/// The whole calendar months (C35) of the last twelve, the highest bill first.
fn whole_bills(bills: &[MonthBill], today: Day) -> Vec<Cents> {
    let this_month = first_of_month(today);
    let oldest = this_month.checked_sub_months(Months::new(MONTHS_OF_HISTORY)).unwrap_or(Day::MIN);
    let counts =
        |bill: &&MonthBill| bill.days_billed == days_in_month(bill.month) && (oldest..this_month).contains(&bill.month);
    let mut whole: Vec<_> = bills.iter().filter(counts).map(|bill| bill.amount).collect();
    whole.sort_unstable();
    whole.reverse();
    whole
}

/// The deposit by the terms, and how it came to be. Without one whole month it is the least that the terms name: no
/// bill is made up.
fn deposit(bills: &[Cents], program: &Program) -> (Cents, String) {
    let at_least = program.leaving.deposit_at_least;
    let highest = bills.first().copied().unwrap_or_default();
    let (by_bills, how) = match program.leaving.deposit {
        LeavingDeposit::None => return (Cents::ZERO, "The terms ask no deposit".to_string()),
        _ if bills.is_empty() => {
            return (at_least, "No whole calendar month is billed yet: the least deposit of the terms".to_string());
        }
        LeavingDeposit::TwoMonthsAverage => {
            (two_months_average(bills), format!("Two months' average of {} whole months", bills.len()))
        }
        LeavingDeposit::TwoHighestBills => {
            (bills.iter().copied().take(2).sum(), "The two highest bills of the last 12 months".to_string())
        }
        LeavingDeposit::TwiceHighestBill => {
            (highest + highest, format!("Twice the highest bill of the last 12 months, {}", highest.dollars()))
        }
    };
    if by_bills < at_least {
        let why = format!("{how} comes to {}; the terms ask at least {}", by_bills.dollars(), at_least.dollars());
        return (at_least, why);
    }
    (by_bills, how)
}

/// Twice the mean bill, rounded once.
fn two_months_average(bills: &[Cents]) -> Cents {
    let sum: Cents = bills.iter().copied().sum();
    Cents::rounded(Decimal::from(2 * sum.0) / Decimal::from(bills.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::sample_terms::{day, palmetto, pec, peninsula_light, petit_jean};

    fn bill(month: &str, amount: i64) -> MonthBill {
        let month = day(&format!("{month}-01"));
        MonthBill { month, amount: Cents(amount), days_billed: days_in_month(month) }
    }

    fn leaver() -> Leaver {
        Leaver {
            balance: Cents(12_00),
            arrears: Cents::ZERO,
            bills: vec![bill("2026-08", 120_00), bill("2026-09", 100_01), bill("2026-10", 80_00)],
            enrolled_on: day("2026-07-20"),
            last_disconnect: None,
            waiver: None,
        }
    }

    fn today() -> Day {
        day("2026-11-16")
    }

    fn deposit_of(leaver: &Leaver, program: &Program) -> Cents {
        leave(leaver, today(), program).expect("nothing stands in the way").deposit
    }

    #[test]
    fn r43_the_deposit_is_what_each_terms_make_of_the_bills() {
        assert_eq!(deposit_of(&leaver(), &petit_jean()), Cents(200_01));
        assert_eq!(deposit_of(&leaver(), &peninsula_light()), Cents(240_00));
        let mut two_highest = petit_jean();
        two_highest.leaving.deposit = LeavingDeposit::TwoHighestBills;
        assert_eq!(deposit_of(&leaver(), &two_highest), Cents(220_01));
        two_highest.leaving.deposit = LeavingDeposit::None;
        assert_eq!(deposit_of(&leaver(), &two_highest), Cents::ZERO);
    }

    #[test]
    fn c35_only_whole_calendar_months_of_the_last_twelve_are_bills() {
        let mut with_more = leaver();
        with_more.bills.extend([
            MonthBill { days_billed: 12, ..bill("2026-07", 900_00) },
            bill("2025-10", 900_00),
            bill("2026-11", 900_00),
        ]);
        assert_eq!(deposit_of(&with_more, &peninsula_light()), Cents(240_00));
        with_more.bills.push(bill("2025-11", 300_00));
        assert_eq!(deposit_of(&with_more, &peninsula_light()), Cents(600_00));
    }

    #[test]
    fn r43_without_a_whole_month_it_is_the_least_of_the_terms_and_says_so() {
        let mut program = pec();
        program.leaving.deposit_at_least = Cents(150_00);
        let new = Leaver { bills: Vec::new(), ..leaver() };
        let leave = leave(&new, today(), &program).expect("nothing stands in the way");
        assert_eq!(leave.deposit, Cents(150_00));
        assert!(leave.why.contains("No whole calendar month") && leave.why.contains("A4"), "{}", leave.why);
        program.leaving.deposit_at_least = Cents(250_00);
        assert_eq!(deposit_of(&leaver(), &program), Cents(250_00));
    }

    #[test]
    fn r43_debt_is_paid_first_where_the_terms_say_so() {
        let owing = Leaver { arrears: Cents(10_00), balance: Cents(-3_00), ..leaver() };
        assert_eq!(leave(&owing, today(), &petit_jean()).unwrap_err().code, Code::ArrearsFirst);
        let mut lenient = petit_jean();
        lenient.leaving.arrears_paid_first = false;
        assert_eq!(leave(&owing, today(), &lenient).expect("allowed").owed, Cents(13_00));
    }

    #[test]
    fn r43_a_waiver_holds_only_where_the_terms_name_it() {
        let cosigned = Leaver { waiver: Some("cosigner".into()), ..leaver() };
        assert_eq!(deposit_of(&cosigned, &pec()), Cents::ZERO);
        for program in [petit_jean(), palmetto()] {
            assert_eq!(leave(&cosigned, today(), &program).unwrap_err().code, Code::WaiverNotAllowed);
        }
    }

    #[test]
    fn r43_twelve_months_without_a_disconnect_are_proven_by_the_account_itself() {
        let program = peninsula_light();
        let faithful = Leaver { enrolled_on: day("2025-11-16"), ..leaver() };
        assert_eq!(deposit_of(&faithful, &program), Cents::ZERO);
        let cut = Leaver { last_disconnect: Some(day("2025-11-17")), ..faithful };
        assert_eq!(deposit_of(&cut, &program), Cents(240_00));
        let claimed = Leaver { waiver: Some(WITHOUT_DISCONNECT.into()), ..cut };
        assert_eq!(leave(&claimed, today(), &program).unwrap_err().code, Code::WaiverNotProven);
    }

    proptest! {
        #[test]
        fn r45_two_months_average_is_never_above_the_two_highest_bills(
            amounts in prop::collection::vec(0..900_00_i64, 2..12),
        ) {
            let mut bills: Vec<_> = amounts.into_iter().map(Cents).collect();
            bills.sort_unstable();
            bills.reverse();
            prop_assert!(two_months_average(&bills) <= bills[0] + bills[1]);
        }
    }
}
