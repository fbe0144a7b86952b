//! What the clerk was shown, and what was paid a moment ago.

use tempfile::TempDir;

use super::*;
use crate::desk::InitInput;
use crate::desk::tests::{example, join, member, store};

/// A practice store with one member at 20.00, on Monday, November 16, 2026.
fn counter() -> (TempDir, Desk, String) {
    let init = InitInput {
        program: example("petit-jean"),
        practice: true,
        now: "2026-11-16T09:00:00".parse().ok(),
        ..InitInput::default()
    };
    let (folder, mut desk) = store(&init);
    let account = join(&mut desk, &at("09:00:00"), member("Ada Ozark", "M1001", "12 Elm St, Clinton AR"));
    (folder, desk, account)
}

fn at(time: &str) -> Call {
    Call { now: format!("2026-11-16T{time}").parse().ok(), ..Call::default() }
}

fn cash(account: &str, amount: Cents, seen_balance: Option<Cents>) -> PayInput {
    let tender = TenderInput { method: Method::Cash, amount, tendered: None, check_number: None, reference: None };
    let part = PartInput { account: account.to_string(), amount };
    PayInput { tenders: vec![tender], parts: vec![part], arrears_only: false, seen_balance }
}

#[test]
fn a_payment_that_was_shown_for_another_balance_comes_back_and_posts_nothing() {
    let (_folder, mut desk, account) = counter();
    let shown = cash(&account, Cents(5_00), Some(Cents(20_00)));
    desk.perform(&at("09:05:00"), &cash(&account, Cents(1_00), None)).expect("a payment in between");
    let refusal = desk.perform(&at("09:06:00"), &shown).unwrap_err();
    assert_eq!(refusal.code, Code::Changed);
    assert!(refusal.message.contains("$20.00") && refusal.message.contains("$21.00"), "{}", refusal.message);
    assert_eq!(desk.show(&at("09:06:00"), &account).expect("the account").balance, Cents(21_00));
    let again = PayInput { seen_balance: Some(Cents(21_00)), ..shown };
    assert_eq!(desk.perform(&at("09:07:00"), &again).expect("shown as it is").balance, Cents(26_00));
}

#[test]
fn the_same_amount_again_within_a_quarter_of_an_hour_is_asked_about() {
    let (_folder, mut desk, account) = counter();
    desk.perform(&at("09:00:00"), &cash(&account, Cents(5_00), None)).expect("a payment");
    let mut asked = |time: &str, amount: Cents| {
        desk.preview_payment(&at(time), &cash(&account, amount, None)).expect("shown").warning
    };
    assert!(asked("09:14:00", Cents(5_00)).is_some_and(|words| words.contains("14 minutes ago")));
    assert_eq!(asked("09:14:00", Cents(5_01)), None);
    assert_eq!(asked("09:15:00", Cents(5_00)), None);
}
