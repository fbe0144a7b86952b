//! The night's use of each meter, the morning's cycle and list, and meters that do not do as they are told.

use crate::recorder::Recorder;

/// The meters of the simulator that the story follows, what they began with, and what they count a day.
const METERS: [(&str, u64, u64); 4] =
    [("M1001", 1000, 34), ("M1002", 1000, 52), ("M1003", 1000, 41), ("M1005", 1000, 66)];
/// Meters whose reads come in a file.
const READ_ELSEWHERE: [(&str, u64); 7] =
    [("M1004", 28), ("M1006", 61), ("M1009", 47), ("M1010", 22), ("M1011", 39), ("M1012", 55), ("M1021", 5)];

/// What the meters show this morning, which faults they have, and the day's forecast.
pub fn night(it: &mut Recorder, day: u64) {
    if day == 0 {
        return;
    }
    it.clock("06:10");
    for (meter, start, daily) in METERS {
        let fault = match (day, meter) {
            (11..=12, "M1001") | (22..=26, "M1002") => "--unreachable",
            (5..=6, "M1003") => "--stuck",
            (7, "M1003") => "--refuse",
            (8, "M1003") => "--lose-reply",
            (27, "M1005") => "--lose-reply",
            _ => "",
        };
        // A wheel that goes round twice as fast on the weekend, and once backwards.
        let weekend = day / 7 * 2 + (day % 7).saturating_sub(4);
        let kwh = if (day, meter) == (16, "M1001") { 900 } else { start + daily * day + 10 * weekend };
        if day.is_multiple_of(2) || !fault.is_empty() || meter == "M1005" {
            it.call(&format!("sim set {meter} --kwh {kwh}.{} {fault}", day % 10));
        }
    }
    // Nobody reads on some mornings.
    if ![9, 17, 18, 31].contains(&day) {
        let row =
            |(meter, daily): &(&str, u64)| format!("{meter},$todayT05:{:02}:00,{}.0\n", day % 60, 1000 + daily * day);
        it.import("readings", &format!("meter,at,kwh\n{}", READ_ELSEWHERE.iter().map(row).collect::<String>()));
    }
    match day {
        4 => it.call("forecast $today --low-f 28"),
        9 | 19 => {}
        10 => it.script("forecast $today --low-f 20\nforecast $today --low-f 41"),
        15 => it.call("forecast $today --low-f 45 --inclement"),
        _ => it.call("forecast $today --low-f 45"),
    }
}

/// The cycle on time, early, late, twice, by the scheduler, or not at all.
pub fn cycle(it: &mut Recorder, day: u64, cut: &str) {
    it.clock(cut);
    match day {
        0 => it.script("at 08:00\ncycle\ncycle\ncycle review"),
        // The computer was off.
        13 | 26 | 27 => {}
        16 => it.script("at 16:40\ncycle\ncycle review"),
        20 => it.script("at 05:00\ncycle"),
        _ if day.is_multiple_of(5) => {
            let cut = it.with_names(cut);
            it.script(&format!("at 07:30\ncycle\ncycle review\nat {cut}\ncycle --operator scheduler\ncycle"));
        }
        _ => it.call("cycle"),
    }
    if ![13, 16, 20, 26, 27].contains(&day) {
        review(it, day);
    }
}

/// The list is looked at; where it waits for a person, one says so.
fn review(it: &mut Recorder, day: u64) {
    it.call("cycle review");
    match day {
        4 => it
            .script("cycle release $s2\ncycle release --all\ncycle release --all --reason cold --approved-by practice"),
        8 => it.script(
            "cycle hold $s9 --reason \"pays at noon\"\ncycle hold $ada --reason \"not on the list\"\ncycle release $s9",
        ),
        9 => it.script("cycle release --all\ncycle release --all --reason \"no forecast\" --approved-by practice"),
        11 => it.script(
            "cycle release $s9 --reason \"agreed with the member\" --approved-by practice
             cycle release $ada\ncycle arrived night_drop\ncycle arrived swallows",
        ),
        _ if day % 2 == 1 => it.call("cycle release --all"),
        _ => {}
    }
    if day % 4 == 1 {
        it.call("switch queue");
    }
}

/// Switches by hand, and the built-in meters' faults.
pub fn by_hand(it: &mut Recorder) {
    it.script(
        r#"
        at 15:00
        sim show M1001
        sim show M9999
        switch state M1001
        switch read M1001
        sim set M1001 --kwh 1400.0
        switch state M1001
        switch read M1001
        switch off M1001
        switch off M1001 --ground request
        switch off M1001 --ground safety --reason "sparks"
        switch off M1001 --ground request --reason "she asked, known by her passphrase"
        switch off M1001 --ground request --reason "she asked, known by her passphrase"
        account show $ada
        switch on M1001
        account hold $ada --kind medical --reason "a letter"
        switch off M1001 --ground stop --reason "she leaves"
        switch off M1001 --ground tampering --reason "the seal is broken" --approved-by practice
        account unhold $ada
        switch off M1001 --ground safety --reason "sparks" --approved-by practice
        account show $ada
        switch on M1001
        switch on M1001 --reason "repaired" --approved-by practice
        sim set M1001 --state off
        switch state M1001
        sim set M1001 --state on --stuck
        switch off M1001 --ground move --reason "she moves"
        switch queue
        sim set M1001
        switch on M1001
        sim set M1001 --refuse
        switch off M1001 --ground move --reason "she moves"
        sim set M1001 --lose-reply
        switch off M1001 --ground move --reason "she moves"
        switch on M1001
        sim set M1001 --kwh -5.0
        sim set M1001 --state sideways
        sim set M1001
        sim show M1001
        switch state M1007
        switch off M1007 --ground stop --reason "the service ends"
        switch on M1007
        switch read M1007
        switch on M9999
        switch queue
        switch work
        by Carl none
        switch state M1001
        switch off M1001 --ground request --reason "it asked" --operator scheduler
        by nobody
        switch work --operator scheduler
        at 15:31
        switch work
        switch queue
        account show $ada
    "#,
    );
}

/// Reads that a person took, corrects or wants to.
pub fn reads_by_hand(it: &mut Recorder) {
    it.script(
        r#"
        at 13:00
        attention list
        attention decide 9999 --accept --reason "looked at it"
        attention decide 1 --reject --reason " "
        attention decide 1 --reject --reason "looked at it"
        reading add M1007 $today 1190.0
        reading add M1007 $today 1190.0
        reading add M1007 $in1 1190.0
        reading add M1007 $ago30 990.0
        reading add M1007 $ago3 1111.0
        reading add M1007 $ago2 50.0
        reading add M9999 $today 50.0
        reading add M1007 $ago4 -20
        reading correct M1007 $ago3 1108.5 --reason "read again on site"
        reading correct M1007 $ago3 1108.5 --reason "read again on site" --approved-by Sue
        reading correct M1007 $ago3 5.0 --reason "read again on site" --approved-by Sue
        reading correct M1007 $ago1 1150.0 --reason "there is none" --approved-by Sue
        reading correct M1002 $ago2 1480.0 --reason "read again on site" --approved-by Sue
        reading correct M1002 $ago2 1510.0 --reason "and again" --approved-by practice
        account why $gail
        account why $ben
        account show $gail
        meter exchange $ada --final 1450.0 --new M1101 --start 3.0
        meter exchange $ada --final 1500.0 --new M1002 --start 3.0
        meter exchange $ada --final 10.0 --new M1101 --start 3.0
        meter exchange $floyd --final 10.0 --new M1106 --start 3.0
        meter exchange $dell --final 1400.0 --new M1104 --start 3.0 --digits 6
        meter exchange $dell --final 1400.0 --new M1105 --start -3.0
        account show $ada
        account show $dell
        sim show M1101
    "#,
    );
}

/// Links to what does not answer, and a member behind one.
pub fn links(it: &mut Recorder) {
    it.script(
        r#"
        at 13:00
        link add headend multispeak+http://cis@127.0.0.1:1/cd?timeout=1&wait=1 --secret-env HEADEND_PASSWORD
        link add headend multispeak+http://cis@127.0.0.1:1/cd --secret-env HEADEND_PASSWORD
        link add far multispeak+https://cis@headend.example.org/cd --secret-env HEADEND_PASSWORD
        link add plain multispeak+http://cis@headend.example.org/cd --secret-env HEADEND_PASSWORD
        link add m1 dlms+tcp://127.0.0.1:1?auth=none&timeout=1
        link add m2 dlms+tcp://127.0.0.1:1?auth=low&speed=9
        link add m3 dlms+serial:///dev/no-such-line?baud=9600
        link add m3 dlms+serial:///dev/no-such-line?baud=9600 --confirm
        link add m4 gopher://127.0.0.1
        link add sim dlms+tcp://127.0.0.1:1
        link list
        link test headend
        link test m1
        link test m3
        link test sim
        link test nowhere
        by Carl none
        link add m5 dlms+tcp://127.0.0.1:1?auth=none
        link list
        by nobody
    "#,
    );
    use crate::common::Enrollment;
    it.enroll("ned", &Enrollment::new_member().named("Ned Nix", "M1061").with("/service/link", "headend"));
    it.enroll("vern", &Enrollment::new_member().named("Vern Voss", "M1062").with("/service/link", "m1"));
    it.script(
        r#"
        switch state M1061
        switch off M1061 --ground request --reason "he asked, known by his passphrase"
        switch read M1062
        switch queue
        at 13:05
        switch work
        at 13:40
        switch work
        switch queue
        account show $ned
        account why $vern
    "#,
    );
}
