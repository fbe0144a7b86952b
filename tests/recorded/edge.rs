//! A disconnect from every side: the day before, the morning, and the money that was there in time after all.

use serde_json::{Value, json};

use crate::common::Enrollment;
use crate::recorder::Recorder;

/// Four households that will be below zero in the morning, two of them behind meters that do not answer as they should;
/// and one whose check comes back.
pub fn the_day_before(it: &mut Recorder) {
    it.clock("15:00");
    for (name, meter) in [("rex", "M1081"), ("sol", "M1082"), ("tim", "M1083"), ("uma", "M1084"), ("val", "M1085")] {
        it.enroll(name, &Enrollment::new_member().named(name, meter).paying("160.00"));
    }
    it.script(
        r#"
        pay $uma --method check --amount 120.00 --check-number 5001
        keep bounced /receipt
        pay $ada --method cash --amount 400.00
        keep wrong /receipt
        adjust $rex --amount -250.00 --reason "a bill from before" --approved-by practice
        adjust $sol --amount -250.00 --reason "a bill from before" --approved-by practice
        adjust $tim --amount -250.00 --reason "a bill from before" --approved-by practice
        adjust $val --amount -250.00 --reason "a bill from before" --approved-by practice
        adjust $uma --amount -200.00 --reason "a bill from before" --approved-by practice
        at 15:30
        return-payment $bounced --reason "insufficient funds"
        account show $uma
        sim set M1081 --stuck
        sim set M1082 --unreachable
    "#,
    );
}

/// After the morning's list: who is released or held again, and what is paid, moved or late.
pub fn the_morning(it: &mut Recorder) {
    it.script(
        r#"
        at 11:00
        cycle release $rex
        cycle release $rex --reason "once more" --approved-by practice
        cycle hold $rex --reason "he is on his way"
        cycle hold $val --reason "she is on her way"
        cycle release $uma
        cycle release $uma --reason "the manager insists" --approved-by practice
        account leave $rex
        account show $rex
        account show $sol
        account show $tim
        account show $uma
        switch queue
        sim set M1081
        sim set M1082
        at 11:20
        switch work
        switch queue
        account show $rex
        account show $sol
        account why $tim
    "#,
    );
    it.import("payments", "source,reference,account,amount,paid_at\nbank,1,$tim,300.00,$todayT06:00:00\n");
    it.script(
        r#"
        account show $tim
        payment move $wrong --to $rex --reason "it was his" --approved-by Sue
        account show $rex
        account why $rex
        account show $sol
        keep due /to_reconnect
        pay $sol --method cash --amount 5.00 --dry-run
        pay $sol --method cash --amount 5.00
        pay $sol --method money_order --amount $due
        account show $sol
        account ledger $sol
        pay $val --method card --amount 500.00 --reference "4242 C3"
        account show $val
        sim set M1084 --unreachable
        switch on M1084
        account close $uma --reason "while a command waits" --final-kwh 1010.0
        cycle review
    "#,
    );
}

/// Households that are closed a few days later: one with credit, one with a debt, one whose meter nobody read.
pub fn to_be_closed(it: &mut Recorder) {
    it.clock("15:00");
    let new = |name: &str, meter: &str| Enrollment::new_member().named(name, meter).paying("200.00");
    it.enroll("una", &new("Una Upton", "M1091"));
    it.enroll("tia", &new("Tia Tull", "M1092"));
    it.enroll("vic", &new("Vic Vale", "M1093").with("/service/link", "manual"));
    let brought = Enrollment::conversion().named("Wes West", "M1094").deposit("100.00");
    it.joins("quote", &brought, None, |input: &mut Value| input["standard_account"]["deposit_since"] = json!(null));
}
