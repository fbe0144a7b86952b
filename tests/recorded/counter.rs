//! Money at the counter: every way to pay, and every way that a payment is undone.

use crate::recorder::Recorder;

pub fn every_way_to_pay(it: &mut Recorder) {
    it.script(
        r#"
        at 11:00
        pay $ada --method cash --amount 40.00 --tendered 60.00
        pay $ada --method check --amount 25.00 --check-number 1001
        keep check /receipt
        pay $ada --method money_order --amount 15.00 --reference MO-77
        pay $ada --method card --amount 12.34 --reference "4242 A1"
        pay $ada --method external --amount 10.00 --reference web-9
        keep outside /receipt
        pay $ada --method external --amount 10.00 --dry-run
        pay $ben --method cash --amount 60.00
        keep plan /receipt
        pay $ben --method cash --amount 20.00 --arrears-only
        pay $ben --method cash --amount 999.00 --arrears-only
        pay $ben --method cash --amount 20.00 --arrears-only --dry-run
        pay $ada --method cash --amount 20.00 --arrears-only
        pay --tender cash=40.00 --tender check=60.00#1234 --to $ada=70.00 --to $ben=30.00
        keep split /receipt
        pay --tender check=30.00#1235 --tender cash=20.00 --to $dell=45.00
        pay --tender card=30.00#4242 --tender money_order=20.00 --to $edna=25.00 --to $dell=25.00 --dry-run
        pay --tender check=30.00#1236 --to $dell=45.00
        pay --tender check=50.00#1236 --to $dell=45.00
        pay --tender cash=45.00 --to $dell=20.00 --to $dell=25.00
        pay --tender cash=45.00 --to $dell=20.00 --to $edna=25.00 --arrears-only
        pay $ada --method cash --amount 40.00 --tendered 30.00
        pay $ada --method check --amount 40.00 --tendered 60.00
        pay $ada --method card --amount 40.00 --reference 4111111111111111
        pay $ada --method cash --amount 0.00
        pay $ada --method cash --amount -5.00
        pay 5 --method cash --amount 5.00
        pay $ada --method shells --amount 5.00
        pay $ada --method cash --amount 4O.00
        pay $ada --method cash
        pay --to $ada=5.00
        pay $gail --method cash --amount 30.00 --office "$office2"
        pay $gail --method cash --amount 30.00 --office Atlantis
        pay $jess --method check --amount 55.00
        keep bounced /receipt
        fee $ada "Meter change trip"
        fee $ada "Tree trimming"
        adjust $ada --amount 5.00 --reason goodwill
        adjust $ada --amount 5.00 --reason goodwill --approved-by practice
        adjust $ben --amount -3.21 --reason "a posting error" --approved-by Sue
        adjust $ben --amount 0.00 --reason nothing --approved-by Sue
        adjust $ben --amount 1.00 --reason " " --approved-by Sue
        adjust $ben --amount 1.00 --reason trust --approved-by Carl
        adjust $ben --amount 1.00 --reason trust --approved-by Nobody
        account show $ada
        account show $ben
    "#,
    );
}

pub fn undone(it: &mut Recorder) {
    it.script(
        r#"
        at 11:00
        pay $ada --method cash --amount 33.00
        keep today /receipt
        void $today_receipt --reason "no such receipt"
        void $today --reason "keyed to the wrong member" --approved-by practice
        pay $edna --method cash --amount 44.00
        keep mistaken /receipt
        void $mistaken --reason "keyed to the wrong member"
        void $mistaken --reason " " --approved-by practice
        void $mistaken --reason "keyed to the wrong member" --approved-by practice
        void $mistaken --reason "keyed to the wrong member" --approved-by practice
        void $split --reason yesterday's --approved-by practice
        void $ada_receipt --reason "what she joined with" --approved-by practice
        void $outside --reason "from outside" --approved-by practice
        void R-X-999999 --reason unknown --approved-by practice
        pay --tender cash=10.00 --tender check=20.00#88 --to $ada=20.00 --to $edna=10.00
        keep both /receipt
        void $both --reason "both of them" --approved-by Sue
        payment move $plan --to $edna --reason "meant for Edna"
        payment move $plan --to $edna --reason "meant for Edna" --approved-by Sue
        keep moved /receipt
        payment move $plan --to $edna --reason "meant for Edna" --approved-by Sue
        payment move $split --to $edna --reason "two accounts" --approved-by Sue
        payment move $check --to $ada --reason "where it is" --approved-by Sue
        payment move $check --to 5 --reason "to nobody" --approved-by Sue
        return-payment $bounced --reason "insufficient funds"
        return-payment $bounced --reason "insufficient funds"
        return-payment $check --reason "the bank erred" --bank-error
        return-payment $split --reason "account closed"
        return-payment $plan --reason "it was cash"
        return-payment $moved --reason "it was cash"
        account show $ada
        account show $jess
        account ledger $ada
        account ledger $ben
        account ledger $edna
        account ledger $jess
    "#,
    );
}

/// A second returned check, checks that are refused then, and a payment after a disconnect.
pub fn late_and_returned(it: &mut Recorder) {
    it.script(
        r#"
        at 12:30
        pay $edna --method check --amount 90.00 --check-number 2001
        keep first /receipt
        pay $edna --method check --amount 20.00 --check-number 2002
        keep second /receipt
        return-payment $first --reason "insufficient funds"
        return-payment $second --reason "insufficient funds"
        pay $edna --method check --amount 20.00 --check-number 2003
        pay $ada --method cash --amount 20.00
        pay $edna --method cash --amount 20.00
        account show $edna
        account show $s3
        keep due /to_reconnect
        pay $s3 --method card --amount $due --reference "1111 B2"
        account show $s3
        switch queue
    "#,
    );
}

/// What is paid on ordinary days: enough for most to stay on, too little or too late for some.
pub fn of_every_day(it: &mut Recorder, day: u64) {
    let payers: &[(&str, &str)] = match day % 7 {
        0 => &[("ada", "30.00"), ("edna", "40.00"), ("s6", "25.00")],
        2 => &[("s4", "40.00"), ("s10", "20.00")],
        3 => &[("floyd", "35.00"), ("gail", "40.00")],
        4 => &[("s11", "20.00"), ("s12", "22.22")],
        5 => &[("s6", "18.00"), ("ada2", "33.00")],
        _ => &[],
    };
    if day == 0 || day > 38 {
        return;
    }
    it.clock("14:15");
    let row = |(name, amount): &(&str, &str)| format!("kiosk,{day}-{name},${name},{amount},$todayT14:00:00\n");
    if !payers.is_empty() {
        let rows: String = payers.iter().map(row).collect();
        it.import("payments", &format!("source,reference,account,amount,paid_at\n{rows}"));
    }
    // Who is off and pays what brings the power back.
    if day % 7 == 3 {
        for name in ["s8", "ben", "lee"] {
            it.script(&format!("account show ${name}\nkeep due /to_reconnect"));
            if !["none", "0.00"].contains(&it.named("due").as_str()) {
                it.call(&format!("pay ${name} --method cash --amount $due"));
            }
        }
    }
}
