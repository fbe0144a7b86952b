//! What is looked at and done to accounts beside their money: holds, notes, pledges, moving house, the ways out.

use serde_json::Value;

use crate::common::Enrollment;
use crate::recorder::Recorder;

/// Everybody of the story, from every side.
pub fn looked_at(it: &mut Recorder) {
    it.clock("16:00");
    for name in ["ada", "ben", "cora", "dell", "edna", "floyd", "gail", "hank", "ina", "kate", "lee", "lit", "ada2"] {
        it.call(&format!("account show ${name}"));
    }
    for name in ["ben", "cora", "s2"] {
        it.script(&format!("account ledger ${name}\ndocuments ${name}\nnotices list ${name}"));
    }
    it.script(
        r#"
        account why $ada
        account find ozark
        account find ada
        account find 12 elm
        account find 501-555-0100
        account find $ben
        account find zzz
        account find bo
        account show 5
        account ledger 5
        account why 5
        documents
        documents 5
        notices list 5
    "#,
    );
}

/// The members who were there before.
pub fn samples(it: &mut Recorder) {
    it.clock("16:00");
    for sample in 1..=12 {
        it.call(&format!("account show $s{sample}"));
    }
    it.script("account why $s9\naccount ledger $s9\naccount why $cora\nnotices list");
}

pub fn holds_and_notes(it: &mut Recorder) {
    it.script(
        r#"
        at 13:00
        account hold $s2 --kind medical --until $in9 --reason "a doctor's letter"
        account hold $s2 --kind elderly --reason "82 years old"
        account hold $s10 --kind third_party --until $in20 --reason "a daughter is told first"
        account hold $s11 --kind disabled --reason "a letter on file"
        account hold $ben --kind safety --until $in6 --reason "a burnt socket"
        account hold $lee --kind tampering --reason "a broken seal"
        account hold $kate --kind other --until $in30 --reason "asked" --stops disconnect,reconnect,close
        account hold $gail --kind member_request --until $in2 --reason "on vacation" --stops disconnect
        account hold $gail --kind other --until $ago1 --reason late
        account hold $gail --kind other --reason " "
        account hold $gail --kind cheerful --reason asked
        account hold $gail --kind other --reason asked --stops everything
        account hold 5 --kind other --reason asked
        account show $s2
        account unhold $s2
        account unhold $s2 --kind elderly
        account unhold $s2 --kind elderly
        account unhold $gail --id 9999
        account unhold $gail
        account hold $gail --kind other --reason asked
        keep hold /holds/0/id
        account unhold $gail --id $hold
        account unhold $gail
        account unhold $lee
        account note $ada "calls back on Friday"
        account note $ada "the dog bites" --pin
        account note $ada ''
        account note 5 "to nobody"
        account show $ada
    "#,
    );
}

pub fn pledges(it: &mut Recorder) {
    it.script(
        r#"
        at 13:00
        account pledge $ben --agency "County Aid" --government yes --amount 45.00 --until $in10
        keep pledge /pledge
        account pledge $ben --agency "Church Fund" --government no --amount 20.00
        keep private /pledge
        account pledge $floyd --agency "County Aid" --government yes --amount 30.00 --arrears-only
        keep plan_pledge /pledge
        account pledge $s2 --agency "County Aid" --government yes --amount 200.00 --until $in10
        account pledge $ben --agency " " --government yes --amount 45.00
        account pledge $ben --agency "County Aid" --government yes --amount 0.00
        account pledge $ben --agency "County Aid" --government yes --amount 5.00 --until $ago1
        account pledge $ben --agency "County Aid" --government maybe --amount 5.00
        account pledge 5 --agency "County Aid" --government yes --amount 5.00
        account show $ben
        pledge receive $pledge
        pledge receive $pledge
        pledge receive $plan_pledge
        pledge receive 9999
        pledge receive first
        account show $ben
        account show $floyd
    "#,
    );
}

pub fn moving_house(it: &mut Recorder) {
    it.clock("13:00");
    it.script(
        r#"
        adjust $edna --amount 150.00 --reason "before she moves" --approved-by practice
        adjust $kate --amount 60.00 --reason "before she moves" --approved-by practice
        account show $edna
    "#,
    );
    for (name, meter, last, extra) in [
        ("edna", "M1071", Some("12.0"), None),
        ("edna", "M1001", Some("2900.0"), None),
        ("edna", "M1071", Some("2900.0"), Some("payment")),
        ("edna", "M1071", None, Some("standard_account")),
        ("edna", "M1071", Some("2900.0"), None),
        ("edna", "M1071", Some("2900.0"), None),
        ("kate", "M1072", None, None),
        ("hank", "M1073", None, None),
    ] {
        let there = Enrollment::new_member().named("who moves", meter).with("/service/address", "99 New Rd");
        let mut input: Value = serde_json::from_str(&it.office.input(&there, Some("5.00"))).expect("our own JSON");
        for taken in ["payment", "standard_account"].into_iter().filter(|key| extra != Some(*key)) {
            input[taken] = Value::Null;
        }
        if extra == Some("standard_account") {
            input["standard_account"] = serde_json::json!({"past_due": "5.00"});
        }
        if let Some(kwh) = last {
            input["final_kwh"] = kwh.into();
        }
        let file = it.office.file("move.json", &input.to_string());
        it.call(&format!("account transfer ${name} {file}"));
        let moved = it.told("/account");
        if moved != "none" {
            it.name(&format!("{name}_moved"), &moved);
        }
    }
    it.script(
        r#"
        account show $edna
        account show $edna_moved
        account ledger $edna
        account ledger $edna_moved
        documents $edna_moved
        account show $kate_moved
        account transfer 5 /no/such/file.json
    "#,
    );
    it.script("account show $edna_moved\nkeep edna /account");
}

/// Back to monthly billing.
pub fn leaving(it: &mut Recorder) {
    it.script(
        r#"
        at 13:00
        account leave $dell --dry-run
        account leave $dell --dry-run --waiver cosigner
        account leave $dell --dry-run --waiver owner_with_good_credit
        account leave $dell --dry-run --waiver twelve_months_without_disconnect
        account leave $dell --dry-run --waiver luck
        account leave $dell --final-kwh 12.0
        account leave $floyd --dry-run
        account leave $floyd
        account leave $cora
        account leave $dell --final-kwh 1700.0
        account leave $dell
        account show $dell
        account ledger $dell
        documents $dell
        pay $dell --method cash --amount 5.00
        adjust $dell --amount 5.00 --reason "after it left" --approved-by Sue
        account leave $gail --final-kwh 1300.0
        account leave $s12
        account leave 5
        account hold $dell --kind other --reason late
        meter exchange $dell --final 1700.0 --new M1109 --start 3.0
        reading add M1104 $today 1800.0
    "#,
    );
}

/// Closing by hand, and what is owed on either side then.
pub fn closing(it: &mut Recorder) {
    it.script(
        r#"
        at 13:00
        account close $una --reason "moved away" --final-kwh 12.0
        account close $una --reason " " --final-kwh 1020.0
        account close $una --reason "moved away"
        account close $una --reason "moved away" --final-kwh 1020.0
        account close $una --reason "moved away" --final-kwh 1020.0
        account close $s1 --reason "moved away"
        account close $tia --reason "moved away" --final-kwh 9900.0
        account close $vic --reason "moved away"
        account show $una
        account show $s1
        account show $tia
        account refund $una --reason "account closed"
        account refund $una --reason "account closed" --approved-by practice
        account refund $una --reason "account closed" --approved-by practice
        account refund $s1 --reason "account closed" --approved-by Sue
        account refund $ada --reason "still open" --approved-by practice
        account write-off $ada --reason "still open" --approved-by practice
        pay $tia --method cash --amount 5000.00
        pay $tia --method cash --amount 1.00 --arrears-only
        pay $tia --method cash --amount 1.00
        adjust $tia --amount -2.00 --reason "a bill that came late" --approved-by Sue
        account write-off $tia --reason "no forwarding address"
        account write-off $tia --reason "no forwarding address" --approved-by practice
        account write-off $tia --reason "no forwarding address" --approved-by practice
        account refund $tia --reason "account closed" --approved-by practice
        account pledge $una --agency "County Aid" --government yes --amount 5.00
        payment move $outside --to $una --reason "meant for Una" --approved-by Sue
        meter exchange $una --final 1700.0 --new M1109 --start 3.0
        account leave $una
        account ledger $una
        account ledger $tia
        account why $una
        documents $una
        account show $una
    "#,
    );
}
