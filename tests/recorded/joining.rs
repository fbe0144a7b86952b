//! Joining: quotes, enrollments, conversions, who is refused, who comes back, members from a file.

use serde_json::{Value, json};

use crate::common::Enrollment;
use crate::recorder::Recorder;

/// The households that the story follows join on the first day.
pub fn first_day(it: &mut Recorder) {
    it.clock("12:00");
    let (office2, light) = (it.named("office2"), it.named("light"));
    let conversion = |name: &str, meter: &str| Enrollment::conversion().named(name, meter);
    let new = |name: &str, meter: &str| Enrollment::new_member().named(name, meter);
    for (name, enrollment) in [
        ("ada", Enrollment::new_member()),
        ("ben", Enrollment::arrears("150.00").named("Ben Boone", "M1002").not_due("31.40").unbilled("12.25")),
        (
            "cora",
            conversion("Cora Creek", "M1003")
                .past_due("80.00")
                .deposit("200.00")
                .with("/standard_account/deposit_since", "2024-03-01")
                .disconnected()
                .finance("as_much_as_allowed"),
        ),
        ("edna", new("Edna Elm", "M1005").paying("180.00").with("/service/digits", 4)),
        ("floyd", Enrollment::arrears("310.55").named("Floyd Fenn", "M1006").finance("as_much_as_allowed")),
        ("gail", new("Gail Gantry", "M1007").with("/service/link", "manual")),
        (
            "hank",
            new("Hank Hollis", "M1008")
                .switch_to_be_installed()
                .with("/member/email", Value::Null)
                .with("/member/phone", Value::Null)
                .with("/member/text", "501-555-0188")
                .with("/signature", json!({"name": "Hank Hollis", "paper": true})),
        ),
        (
            "ina",
            new("Ina Ives", "M1009")
                .with("/service/class", "general")
                .with("/service/phase", "three")
                .with("/service/demand_metered", true),
        ),
        ("jess", new("Jess Jay", "M1010").with("/service/estimated_daily_kwh", "24.0")),
        ("kate", new("Kate Kemp", "M1011").with("/standard_account", json!({"prior_account": "44.10"}))),
        ("lee", conversion("Lee Lark", "M1012").past_due("40.00").finance("10.00").paying("300.00")),
        ("lit", new("Mae Moss", "M1013").with("/service/add_ons", json!([light]))),
    ] {
        it.enroll(name, &enrollment);
    }
    let dell = conversion("Dell Dunn", "M1004").past_due("62.18").deposit("150.00").paying_by_check("75.00");
    let dell = dell.with("/standard_account/deposit_since", "2025-03-01");
    it.enroll_with("dell", &dell, |input| input["service"]["office"] = office2.clone().into());
    refused(it);
    let second = new("Ada Ozark", "M1021");
    it.enroll("ada2", &second.with("/member", json!({"number": it.named("ada_member")})));
}

/// Whom neither a quote nor an enrollment takes, and why. What one program refuses another quotes.
fn refused(it: &mut Recorder) {
    let new = || Enrollment::new_member().named("Max Moss", "M1031");
    let convert = || Enrollment::conversion().named("Max Moss", "M1031");
    let since = |day: &str| convert().deposit("100.00").with("/standard_account/deposit_since", day);
    for wrong in [
        new().with("/service/meter", "M1001"),
        new().with("/service/remote_switch", false),
        new().with("/service/phase", "three"),
        new().with("/service/class", "industrial"),
        new().with("/service/link", "nowhere"),
        new().with("/service/add_ons", json!(["Moonlight"])),
        new().with("/service/digits", 2),
        new().with("/service/start_kwh", "100000.0"),
        new().with("/service/start_kwh", 1000),
        new().with("/conditions", json!(["life_support"])),
        new().with("/conditions", json!(["haunted"])),
        new().with("/exempt", json!(["State sales tax"])),
        new().with("/member/email", "max"),
        new().with("/member/email", Value::Null).with("/member/phone", Value::Null),
        new().with("/member/name", ""),
        new().with("/member", json!({"number": "999999"})),
        new().with("/member", json!({"name": "Max Moss", "fone": "1"})),
        new().with("/standard_account", json!({"past_due": "10.00"})),
        convert().past_due("500.00").finance("300.00"),
        convert().past_due("50.00").finance("80.00"),
        convert().past_due("80.5"),
        since("2019-03-01"),
        since("2031-03-01"),
        convert().deposit("900.00"),
        convert().with("/standard_account", Value::Null),
    ] {
        it.joins("quote", &wrong, None, |_| ());
    }
    it.joins("quote", &new(), None, |input| input["service"]["office"] = "Atlantis".into());
    it.joins("quote", &new(), None, |input| input["account"] = "1000001".into());
    it.joins("enroll", &new().with("/signature", json!({"name": "Max Moss", "strokes": []})), Some("400.00"), |_| ());
    it.joins("enroll", &new().with("/signature", Value::Null), Some("400.00"), |_| ());
    it.joins("enroll", &new(), None, |_| ());
    for payment in [
        json!({"method": "cash", "amount": "1.00"}),
        json!({"method": "shells", "amount": "300.00"}),
        json!({"method": "card", "amount": "300.00", "reference": "4111111111111111"}),
        json!({"method": "cash", "amount": "300.00", "tendered": "20.00"}),
        json!({"method": "check", "amount": "300.00", "tendered": "320.00"}),
        json!({"method": "cash", "amount": "-5.00"}),
    ] {
        it.joins("enroll", &new(), None, |input| input["payment"] = payment.clone());
    }
    for (name, text) in
        [("no.json", "{\"member\":"), ("two.json", "{\"member\":{},\"member\":{}}"), ("list.json", "[1]")]
    {
        let file = it.office.file(name, text);
        it.call(&format!("quote new {file}"));
    }
    it.call("quote new /no/such/file.json");
}

const COLUMNS: &str = "account,member.number,member.name,member.phone,service.meter,service.address,service.class,\
                       service.phase,service.remote_switch,service.switch_installed,service.start_kwh,service.office,\
                       standard_account.past_due,standard_account.deposit,standard_account.deposit_since,finance,\
                       signature.name,signature.paper,payment.method,payment.amount";

/// A file of members: bad, good, again, and the same account with something else.
pub fn members_from_a_file(it: &mut Recorder) {
    it.clock("13:00");
    let office = it.named("office");
    let row = |account: &str, name: &str, meter: &str, debt: &str, paid: &str| {
        format!(
            "{account},,{name},501-555-0171,{meter},7 Fir St,residential,single,true,true,500.0,{office},{debt},{name},true,external,{paid}"
        )
    };
    let opal = row("7000001", "Opal Orr", "M1041", ",,,none", "140.00");
    let pete = row("7000002", "Pete Pruitt", "M1042", "90.00,60.00,2025-01-15,as_much_as_allowed", "210.00");
    let unsigned = row("7000003", "", "M1043", ",,,none", "140.00");
    let twice = row("7000004", "Ruth Quill", "M1041", ",,,none", "140.00");
    let odd = row("7000005", "Sol Stark", "M1045", "much,,,none", "140.00");
    it.import("members", &format!("{COLUMNS}\n{unsigned}\n{opal}\n{twice}\n{odd}\n"));
    it.import("members", &format!("{COLUMNS}\n{opal}\n{pete}\n"));
    it.import("members", &format!("{COLUMNS}\n{opal}\n{pete}\n"));
    it.import("members", &format!("{COLUMNS}\n{}\n", opal.replace("7 Fir St", "9 Fir St")));
    it.import("members", "member.name,shoe_size\nOpal,9\n");
    it.import("members", &format!("{COLUMNS}\n{opal},more\n"));
    it.script(
        "account find orr pruitt
         account find orr
         account show 7000001
         account show 7000002",
    );
}

/// After a closing: back again, with what is owed, where the terms know it.
pub fn coming_back(it: &mut Recorder) {
    it.clock("11:00");
    for (name, number, meter) in [
        ("cora", "$cora_member", "M1051"),
        ("una", "$una_member", "M1052"),
        ("tia", "$tia_member", "M1054"),
        ("s2", "1000002", "M1053"),
    ] {
        let number = it.with_names(number);
        let back = Enrollment::new_member().with("/service/meter", meter).with("/member", json!({"number": number}));
        it.call(&format!("account show ${name}"));
        it.enroll(&format!("{name}_back"), &back.with("/signature", json!({"name": "who came back", "paper": true})));
        it.call(&format!("account show ${name}_back"));
    }
}
