//! E41–E43: what the month comes to so far, rounded once, less what it came to yesterday.

use serde_json::json;

use crate::common::{Charge, Enrollment, Office, days};

/// The use of one real household on the 31 days from 2007-10-01, 821.309 kWh: from "Individual Household Electric Power
/// Consumption", G. Hébrail and A. Bérard, UCI Machine Learning Repository, CC BY 4.0.
const OCTOBER: [&str; 31] = [
    "28.682", "36.648", "21.341", "25.308", "23.235", "29.271", "35.102", "18.254", "28.131", "19.450", "28.874",
    "31.908", "32.112", "34.354", "21.106", "32.741", "26.282", "25.309", "34.761", "27.671", "32.366", "27.548",
    "32.612", "31.094", "30.899", "23.959", "29.761", "8.536", "9.090", "13.517", "21.387",
];

#[test]
fn e41_r18_r19_the_days_of_a_month_add_up_to_the_monthly_bill_to_the_cent() {
    let two_blocks = [(
        r#"blocks                 = [ { price = "0.10000" } ]"#,
        r#"blocks = [ { up_to = 500, price = "0.11250" }, { price = "0.09375" } ]"#,
    )];
    let mut office = Office::variant("petit-jean", &two_blocks);
    office.at("2026-10-01T09:00").enroll(&Enrollment::new_member().paying("260.00"));
    office.shows(json!({"balance": "200.00"}));

    let mut balances = Vec::new();
    for (day, kwh) in days("2026-10-02", "2026-11-01").zip(OCTOBER) {
        balances.push(office.at(&format!("{day}T10:00")).use_kwh(kwh).cycle_and_balance());
    }
    assert_eq!(balances[..3], ["195.80", "190.71", "187.35"]);
    assert_eq!(balances.len(), 31);
    assert_eq!(balances[30], "83.63");
}

#[test]
fn e42_every_charge_line_rounds_the_month_so_far() {
    let adjustment_and_tax = [(
        "[daily_cycle]",
        r#"[[rates.per_kwh]]
name = "Power cost adjustment"
price = "0.00310"
[[rates.tax]]
name = "State sales tax"
rate = "0.0650"
on = ["energy", "per_kwh", "monthly"]
[daily_cycle]"#,
    )];
    let mut office = Office::variant("petit-jean", &adjustment_and_tax);
    office.at("2026-11-16T14:00").enroll(&Enrollment::new_member().paying("160.00"));
    let mut balances = office.cycles("2026-11-17", "2026-11-20", "10:00", "41.3");

    office.at("2026-11-20T11:00");
    let price = ["program", "price", "Power cost adjustment", "--from", "2026-11-20", "--price", "0.00455"];
    office.run(&price).done();
    balances.extend(office.cycles("2026-11-21", "2026-11-22", "10:00", "41.3"));

    assert_eq!(balances, ["94.40", "88.80", "83.20", "77.60", "71.94", "66.27"]);
    let lines: Vec<Vec<String>> = office.charges().into_iter().map(|charge| charge.lines).collect();
    let expected = [
        ["4.13", "0.13", "1.00", "0.34"],
        ["4.13", "0.13", "1.00", "0.34"],
        ["4.13", "0.12", "1.00", "0.35"],
        ["4.13", "0.13", "1.00", "0.34"],
        ["4.13", "0.19", "1.00", "0.34"],
        ["4.13", "0.19", "1.00", "0.35"],
    ];
    assert_eq!(lines, expected);
}

#[test]
fn e43_c26_days_between_two_actual_reads_are_spread_evenly_and_priced_by_their_own_season() {
    let summer = [(
        r#"months                 = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
blocks                 = [ { price = "0.10000" } ]"#,
        r#"months = [6, 7, 8, 9]
blocks = [ { price = "0.11430" } ]
[[rates.energy]]
months = [1, 2, 3, 4, 5, 10, 11, 12]
blocks = [ { price = "0.10000" } ]"#,
    )];
    let mut office = Office::variant("petit-jean", &summer);
    office.at("2026-09-26T09:00").enroll(&Enrollment::new_member().paying("160.00"));
    office.at("2026-09-27T10:00").use_kwh("30").cycle();
    office.shows(json!({"balance": "95.57"}));

    let cycle = office.at("2026-10-03T10:00").use_kwh("200.003").cycle();
    assert_eq!((&cycle["billed"], &cycle["estimated"]), (&json!(6), &json!(0)));
    office.shows(json!({"balance": "67.72"}));

    let spread = &office.charges()[1..];
    let shown = |part: fn(&Charge) -> &str| spread.iter().map(part).collect::<Vec<_>>();
    assert_eq!(shown(|charge| &charge.day), days("2026-09-27", "2026-10-02").collect::<Vec<_>>());
    assert_eq!(shown(|charge| &charge.quality), ["spread"; 6]);
    assert_eq!(shown(|charge| &charge.kwh), ["33.333", "33.333", "33.333", "33.333", "33.333", "33.338"]);
    assert_eq!(shown(|charge| &charge.total), ["4.81", "4.81", "4.81", "4.81", "4.30", "4.31"]);
}
