//! The office's day: drawers, counts, the bank, the close, and what waits for a second person.

use advance_pay::trial::Cents;
use advance_pay::trial::desk::{AdjustInput, AskApproval, Call, Desk, WaitingAct, Who};

use crate::recorder::Recorder;

pub fn a_drawer_and_a_day(it: &mut Recorder) {
    it.script(
        r#"
        at 11:00
        day check
        drawer show
        drawer close
        deposit show
        deposit make --bag B-1
        drawer open --float 50.00
        pay $ada --method cash --amount 20.00 --tendered 20.00
        pay $ada --method check --amount 31.00 --check-number 3001
        keep left_out /receipt
        pay $ada --method money_order --amount 11.00
        pay $ada --method card --amount 9.00
        drawer show
        drawer paid-out --amount 4.50 --reason stamps
        drawer paid-out --amount 4000.00 --reason yacht
        drawer paid-out --amount 0.00 --reason nothing
        drawer paid-out --amount 1.00 --reason " "
        drawer drop --amount 5.00
        drawer drop --amount -5.00
        drawer hand-over --to practice --amount 1.00
        drawer hand-over --to Carl --amount 1.00
        drawer count --count seven
        drawer count --count 3=1
        drawer count --count 100=1,100=2
        drawer count --count 1=1
        drawer count --count 1=1
        drawer show
        day report
        day report $ago1
        day report $in1
        drawer close
        drawer close --reason "a bill was missing"
        drawer show
        drawer show --of Carl
        drawer show --of Nobody
        pay $ada --method cash --amount 1.00
        drawer open --float 100.00
        deposit show
        deposit make --bag ''
        deposit make --bag B-1 --leave-out R-Z-000009
        deposit make --bag B-1 --leave-out $left_out
        deposit make --bag B-1
        deposit make --bag B-2
        deposit make --bag B-3
        day check
        day close
        drawer count --count 100=1,1=1
        drawer close
        day close
        day close --card-batch 5.00
        deposit make --bag B-4
        day close --card-batch 5.00 --reason "one slip was lost"
        day close --card-batch 9.00
        day close --day $in1
        day close --day $ago1
        day close --day $ago2 --card-batch 12.34
        day report
        day report $ago2
        day report $ago1 --office "$office2"
        pay $ada --method cash --amount 2.00
        documents
        void $left_out --reason "too late" --approved-by practice
    "#,
    );
}

/// Clerks with a PIN, and acts that wait for a supervisor. Only the window asks for an approval; it asks the desk.
pub fn staff_and_approvals(it: &mut Recorder) {
    it.office.environment("ADVANCE_PAY_NEW_PIN", "1234");
    it.script(
        r#"
        at 11:00
        operator add Pia --role csr
        operator add Tess --role supervisor
        operator list
        by Pia 0000
        account show $ada
        account note $ada "wrong PIN"
        by Pia 1234
        account note $ada "right PIN"
        by Pia 0000
        operator list
        link list
        approval list
        account show $ada
        notices send
        by Pia 1234
        account show $ada
        at 11:01
        account show $ada
        adjust $ada --amount 1.00 --reason goodwill --approved-by Tess
        approver 9999
        adjust $ada --amount 1.00 --reason goodwill --approved-by Tess
        approver 1234
        adjust $ada --amount 1.00 --reason goodwill --approved-by Tess
        adjust $ada --amount 1.00 --reason goodwill --approved-by Pia
        by Tess 1234
        adjust $ada --amount 1.00 --reason goodwill --approved-by Tess
        by nobody
        approval list
    "#,
    );
    let (account, now) = (it.named("ada"), format!("{}T11:30:00", it.today));
    let mut desk = Desk::open(&it.office.store()).expect("the store");
    let who = Who::Named { name: "Carl".to_string(), pin: None };
    let by_carl = Call { who, now: now.parse().ok(), ..Call::default() };
    for (cents, reason) in [(5_00, "an hour without power"), (7_00, "two hours"), (8_00, "three hours")] {
        let adjust =
            WaitingAct::of(&AdjustInput { account: account.clone(), amount: Cents(cents), reason: reason.to_string() });
        let text = format!("Adjust Ada by {}", Cents(cents).dollars());
        desk.perform(&by_carl, &AskApproval { kept: adjust, text }).expect("it waits");
    }
    drop(desk);
    it.script(
        r#"
        at 11:40
        approval list
        day close --card-batch 0.00
        by Carl none
        approval approve 1
        by Pia 1234
        approval decline 2
        by Sue none
        approval approve 1
        approval approve 1
        approval decline 2
        approval approve 99
        by Carl none
        approval decline 3
        by nobody
        approval list
        account show $ada
    "#,
    );
}

/// Two clerks and a supervisor, each with a drawer; one hands over, one is short, one forgets.
pub fn three_drawers(it: &mut Recorder) {
    it.script(
        r#"
        at 17:00
        by Carl none
        drawer open --float 100.00
        drawer open --float 100.00
        drawer open --float -1.00
        pay $ada --method cash --amount 12.00 --tendered 20.00
        keep carls /receipt
        by Sue none
        drawer open --float 50.00
        void $carls --reason "in another's drawer" --approved-by practice
        by Carl none
        drawer hand-over --to Sue --amount 20.00
        drawer hand-over --to Carl --amount 20.00
        drawer hand-over --to Dora --amount 20.00
        drawer count --count 20=4
        drawer count --count 20=4,10=1
        pay $ada --method cash --amount 5.00
        void $carls --reason "counted already" --approved-by practice
        by Sue none
        drawer count --count 20=4,10=1,1=2 --of Carl
        drawer count --count 20=4,10=1,1=2 --of Carl
        drawer show --of Carl
        by Carl none
        drawer close --of Sue
        drawer close
        drawer close --reason "ten short"
        by Sue none
        drawer count --count 50=1,20=1
        drawer close
        by Pia 1234
        drawer show
        drawer open --float 30.00
        by nobody
        day close --card-batch 0.00
        day check
        day report
        deposit make --bag B-1
        deposit make --bag B-16
    "#,
    );
}
