//! Reads that were wrong, late or missing, over the ends of months, seasons and terms: what was billed on them follows.

use serde_json::{Value, json};

use crate::common::{Answer, Enrollment, Office};

const METER: &str = "M1001";

fn member(program: &str, changes: &[(&str, &str)], start: &str, enrollment: &Enrollment) -> Office {
    let mut office = Office::variant(program, changes);
    office.at(start).enroll(enrollment);
    office
}

fn correct(office: &Office, meter: &str, day: &str, kwh: &str) -> Answer {
    office.run(&["reading", "correct", meter, day, kwh, "--reason", "misread", "--approved-by", "practice"])
}

/// The register of the served meter is `kwh`, and the cycle runs.
fn cycle_at(office: &mut Office, now: &str, kwh: &str) {
    let meter = office.account().meter.clone();
    office.at(now).register(&meter, kwh).cycle();
}

fn used(office: &Office) -> Vec<(String, String, String)> {
    office.charges().into_iter().map(|charge| (charge.day, charge.kwh, charge.quality)).collect()
}

fn uses(office: &Office) -> Vec<String> {
    used(office).into_iter().map(|(_, kwh, _)| kwh).collect()
}

// C31

#[test]
fn c31_a_read_that_was_taken_for_a_rollover_is_corrected_with_all_that_followed_it() {
    let start = Enrollment::new_member().with("/service/start_kwh", "95000.0").paying("980.00");
    let mut office = member("petit-jean", &[], "2026-11-16T09:00", &start);
    cycle_at(&mut office, "2026-11-17T10:00", "12.3");
    cycle_at(&mut office, "2026-11-18T10:00", "95024.6");
    cycle_at(&mut office, "2026-11-19T10:00", "95037.0");
    assert_eq!(uses(&office)[0], "5012.3", "95000 to 12.3 looks like a rollover");
    correct(&office, METER, "2026-11-17", "95012.3").done();
    assert_eq!(uses(&office), ["12.3", "12.3", "12.4"]);
    // 980.00 - 60.00 of fees, less 3.70 and three days' share.
    office.shows(json!({"balance": "913.30"}));
    office.verifies();
}

#[test]
fn c31_reads_that_a_wrong_one_kept_out_count_once_it_is_corrected() {
    let mut office = member("petit-jean", &[], "2026-11-16T09:00", &Enrollment::new_member().paying("980.00"));
    cycle_at(&mut office, "2026-11-17T10:00", "2000.0");
    for (day, register) in [("18", "1060.0"), ("19", "1090.0"), ("20", "1120.0")] {
        cycle_at(&mut office, &format!("2026-11-{day}T10:00"), register);
    }
    assert_eq!(uses(&office)[0], "1000.0");
    correct(&office, METER, "2026-11-17", "1030.0").done();
    assert_eq!(uses(&office), ["30.0", "30.0", "30.0", "30.0"]);
    assert_eq!(used(&office)[3].2, "actual");
    office.shows(json!({"balance": "904.00"}));
    office.verifies();
}

#[test]
fn c31_a_correction_that_leaves_a_later_read_unexplained_is_refused_and_writes_nothing() {
    let mut office = member("petit-jean", &[], "2026-11-16T09:00", &Enrollment::new_member().paying("980.00"));
    cycle_at(&mut office, "2026-11-17T10:00", "1030.0");
    cycle_at(&mut office, "2026-11-18T10:00", "1060.0");
    let before = (office.ledger(), uses(&office));
    let refused = correct(&office, METER, "2026-11-17", "1070.0").refused();
    assert_eq!(refused.code, "bad_read");
    assert!(refused.message.contains("2026-11-18"), "{}", refused.message);
    assert_eq!((office.ledger(), uses(&office)), before);
    office.verifies();
}

#[test]
fn c31_an_exchange_after_a_rollover_goes_on_and_a_correction_before_it_reaches_the_new_meter() {
    let start = Enrollment::new_member().with("/service/start_kwh", "95000.0").paying("980.00");
    let mut office = member("petit-jean", &[], "2026-11-16T09:00", &start);
    cycle_at(&mut office, "2026-11-17T10:00", "12.3");
    office.at("2026-11-18T09:00").register(METER, "95020.0").cycle();
    let number = office.account().number.clone();
    let exchange = ["meter", "exchange", &number, "--final", "95024.6", "--new", "M7700", "--start", "3.0"];
    office.at("2026-11-18T14:00").run(&exchange).done();
    office.at("2026-11-19T10:00").register("M7700", "13.0").cycle();
    office.at("2026-11-20T10:00").register("M7700", "33.0").cycle();
    correct(&office, METER, "2026-11-17", "95012.3").done();
    assert_eq!(uses(&office), ["12.3", "7.7", "14.6", "20.0"]);
    office.verifies();
}

#[test]
fn c31_an_estimate_keeps_its_use_when_the_read_before_it_is_corrected() {
    let mut office = member("peninsula-light", &[], "2026-11-09T09:00", &Enrollment::new_member().paying("300.00"));
    office.cycles("2026-11-10", "2026-11-17", "10:00", "30");
    office.at("2026-11-18T10:00").unreachable().cycle();
    correct(&office, METER, "2026-11-17", "1235.0").done();
    let days = used(&office);
    assert_eq!((days[7].1.as_str(), days[8].1.as_str(), days[8].2.as_str()), ("25.0", "30.0", "estimated"));
    // The next read corrects what the estimate was off.
    cycle_at(&mut office, "2026-11-19T10:00", "1290.0");
    assert_eq!(used(&office)[9].1, "25.0");
    office.verifies();
}

#[test]
fn c31_a_read_that_is_entered_later_takes_the_place_of_an_estimate() {
    let mut office = member("peninsula-light", &[], "2026-11-09T09:00", &Enrollment::new_member().paying("300.00"));
    office.cycles("2026-11-10", "2026-11-17", "10:00", "30");
    office.at("2026-11-18T10:00").unreachable().cycle();
    office.at("2026-11-19T10:00").cycle();
    assert_eq!(&uses(&office)[8..], ["30.0", "30.0"]);
    office.run(&["reading", "add", METER, "2026-11-18", "1250.0"]).done();
    assert_eq!(&uses(&office)[8..], ["10.0", "30.0"]);
    assert_eq!(used(&office)[8].2, "manual");
    office.verifies();
}

// C26, Rounding

#[test]
fn c26_a_late_cycle_bills_each_day_by_its_own_season_price_and_terms() {
    let seasons = (
        "blocks                 = [ { price = \"0.10000\" } ]\n",
        "blocks                 = [ { price = \"0.10000\" } ]\n[[rates.per_kwh]]\nname = \"Power cost adjustment\"\nprice = \"-0.00500\"\n",
    );
    let mut office = member("petit-jean", &[seasons], "2026-10-28T09:00", &Enrollment::new_member().paying("980.00"));
    office.run(&["program", "price", "Power cost adjustment", "--from", "2026-10-30", "--price", "0.01000"]).done();
    let folder = changed_program(&office, "amount                 = \"30.00\"", "amount = \"60.00\"");
    office.run(&["program", "load", &folder, "--from", "2026-11-01"]).done();
    cycle_at(&mut office, "2026-11-03T10:00", "1060.0");
    let lines: Vec<_> = office.charges().into_iter().map(|charge| (charge.day, charge.lines)).collect();
    let day = |index: usize| lines[index].1.iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(lines.len(), 6);
    assert_eq!(day(0), ["1.00", "-0.05", "0.97"]);
    assert_eq!(day(1), ["1.00", "-0.05", "0.96"]);
    // At the new price for both sums: round(0.30) - round(0.20), round(0.40) - round(0.30).
    assert_eq!(day(2), ["1.00", "0.10", "0.97"]);
    assert_eq!(day(3), ["1.00", "0.10", "0.97"]);
    // From November on the new file: its own price of the adjustment, and 60.00 a month.
    assert_eq!(day(4), ["1.00", "-0.05", "2.00"]);
    assert_eq!(day(5), ["1.00", "-0.05", "2.00"]);
    office.verifies();
}

/// A copy of the office's program with a change.
fn changed_program(office: &Office, from: &str, to: &str) -> String {
    let folder = office.folder().join("program-of-november");
    std::fs::create_dir(&folder).expect("a folder");
    for name in ["program.toml", "agreement.txt"] {
        let text = std::fs::read_to_string(format!("{}/{name}", office.program_folder())).expect("a text");
        assert!(name != "program.toml" || text.contains(from), "there is no {from}");
        std::fs::write(folder.join(name), text.replace(from, to)).expect("a copy");
    }
    folder.into_os_string().into_string().expect("UTF-8")
}

#[test]
fn c26_a_read_between_two_gaps_is_billed_and_the_gap_after_it_is_estimated_in_one_cycle() {
    let mut office = member("peninsula-light", &[], "2026-11-09T09:00", &Enrollment::new_member().paying("300.00"));
    office.cycles("2026-11-10", "2026-11-17", "10:00", "30");
    // The program was off for days; a file has the read of the 19th, and the meter does not answer on the 21st.
    let file = office.file("reads.csv", &format!("meter,at,kwh\n{METER},2026-11-19T08:00:00,1300.0\n"));
    office.at("2026-11-21T10:00").unreachable();
    office.run(&["import", "readings", &file]).done();
    office.cycle();
    let days = used(&office);
    let quality: Vec<_> = days[8..].iter().map(|(_, kwh, quality)| (kwh.as_str(), quality.as_str())).collect();
    assert_eq!(quality, [("30.0", "spread"), ("30.0", "spread"), ("30.0", "estimated"), ("30.0", "estimated")]);
    office.verifies();
}

#[test]
fn r20_a_day_is_estimated_only_as_often_as_the_terms_say_and_then_nobody_is_cut() {
    let mut office = member("peninsula-light", &[], "2026-11-09T09:00", &Enrollment::new_member().paying("61.00"));
    office.cycles("2026-11-10", "2026-11-17", "10:00", "30");
    office.set_to("-1.00");
    office.unreachable();
    let at_most = 3;
    for (index, day) in crate::common::days("2026-11-18", "2026-11-24").enumerate() {
        let cycle = office.at(&format!("{day}T10:00")).cycle();
        assert_eq!(cycle["estimated"], i32::from(index < at_most), "on {day}: {cycle}");
    }
    assert!(office.show()["attention"].to_string().contains("no read since"), "{}", office.show());
    office.verifies();
}

// C29

/// The amounts of the true-up lines on the ledger, by their text.
fn true_ups(office: &Office) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_string();
    let lines = office.ledger();
    let of_kind = lines.iter().filter(|line| line["kind"] == "true_up");
    of_kind.map(|line| (text(&line["text"]), text(&line["amount"]))).collect()
}

#[test]
fn c29_a_correction_over_a_months_end_trues_that_month_up_again() {
    let mut office = member("pec", &[], "2026-11-21T12:00", &Enrollment::new_member().paying("300.00"));
    office.cycles("2026-11-22", "2026-12-02", "09:00", "30");
    let before = office.balance();
    // 10 kWh of the last of November belong to the first of December.
    correct(&office, METER, "2026-12-01", "1290.0").done();
    assert_eq!(office.balance(), before, "kWh moved between days at one price cost the same");
    assert_eq!((uses(&office)[9].as_str(), uses(&office)[10].as_str()), ("20.0", "40.0"));
    office.verifies();
}

#[test]
fn c29_closing_by_hand_after_a_months_end_that_was_not_billed_trues_both_months_up() {
    let mut office = member("pec", &[], "2026-11-21T12:00", &Enrollment::new_member().paying("300.00"));
    office.cycles("2026-11-22", "2026-11-29", "09:00", "30");
    let account = office.account().number.clone();
    let close = ["account", "close", &account, "--reason", "moved away", "--final-kwh", "1400.0"];
    office.at("2026-12-03T15:00").run(&close).done();
    let reserve: Vec<_> =
        true_ups(&office).into_iter().filter(|(text, _)| text.contains("reserve")).map(|(_, cents)| cents).collect();
    // Ten days of November, three of December.
    assert_eq!(reserve, ["3.33", "0.97"]);
    office.shows(json!({"status": "closed"}));
    office.verifies();
}

#[test]
fn r22_c29_returned_and_voided_payments_are_not_counted() {
    let mut office = member("pec", &[], "2026-10-31T12:00", &Enrollment::new_member().paying("300.00"));
    office.cycles("2026-11-01", "2026-11-30", "09:00", "10");
    let receipt = office.pay_by_check("10.00");
    office.return_payment(&receipt);
    for _ in 0..3 {
        office.pay("10.00");
    }
    office.at("2026-12-01T09:00").use_kwh("10").cycle();
    let credit: Vec<_> = true_ups(&office).into_iter().filter(|(text, _)| text.contains("month's payments")).collect();
    // October's one day with no payment: 6.00 / 31; November's three payments: 2.00.
    assert_eq!(credit.iter().map(|(_, cents)| cents.as_str()).collect::<Vec<_>>(), ["0.19", "2.00"]);
    office.verifies();
}

#[test]
fn c14_c31_a_read_that_is_corrected_after_closing_is_settled_with_the_member() {
    let mut office = member("petit-jean", &[], "2026-11-16T09:00", &Enrollment::new_member());
    cycle_at(&mut office, "2026-11-17T10:00", "1050.0");
    let account = office.account().number.clone();
    let close = ["account", "close", &account, "--reason", "moved away", "--final-kwh", "1060.0"];
    office.at("2026-11-17T15:00").run(&close).done();
    // 20.00 less 6.00 and two days' share; the membership.
    office.shows(json!({"status": "closed", "balance": "0.00", "refund_due": "32.00"}));
    // The final read is that of the next morning.
    correct(office.at("2026-11-18T10:00"), METER, "2026-11-18", "1055.0").done();
    office.shows(json!({"balance": "0.00", "refund_due": "32.50"}));
    correct(&office, METER, "2026-11-18", "1065.0").done();
    office.shows(json!({"status": "closed", "balance": "-1.00", "refund_due": "32.50", "power": "off"}));
    office.verifies();
}

#[test]
fn c29_leaving_and_moving_house_after_a_months_end_that_was_not_billed_true_both_months_up() {
    let mut office = member("pec", &[], "2026-11-21T12:00", &Enrollment::new_member().paying("300.00"));
    office.cycles("2026-11-22", "2026-11-29", "09:00", "30");
    let account = office.account().number.clone();
    office.at("2026-12-03T15:00").run(&["account", "leave", &account]).done();
    let reserve = true_ups(&office).into_iter().filter(|(text, _)| text.contains("reserve")).count();
    assert_eq!(reserve, 2);
    office.shows(json!({"status": "left", "balance": "0.00"}));
    let refused = correct(&office, METER, "2026-11-29", "1235.0").refused();
    assert_eq!(refused.code, "account_left");
    office.verifies();
}
