//! Who is cut, who is not, and what no person may override.

use super::*;
use crate::basics::Code;
use crate::rules::sample_terms::{day, palmetto, pec, petit_jean, time};
use crate::words::{HoldKind, PowerNow};

/// Monday, 30 November 2026, 10:00 in the program's zone.
fn monday(program: &Program) -> DayOfList {
    at("2026-11-30", "10:00", program)
}

fn at(date: &str, clock: &str, program: &Program) -> DayOfList {
    let now = Now::from_local(day(date).and_time(time(clock)), program.time_zone);
    DayOfList { now, forecast: None, proof_holds: true, waits: None }
}

fn candidate() -> Candidate {
    Candidate {
        balance: Cents(-25_56),
        active: true,
        power: PowerNow::On,
        last_actual_read: Some(day("2026-11-30")),
        estimated_days: 0,
        unbilled_days: 0,
        doubts: Vec::new(),
        holds: Vec::new(),
        pledges: Vec::new(),
        notice_failed: false,
        grace_until: None,
        release: Release::default(),
    }
}

/// As if people had let every gate pass that there is.
fn all_gates() -> Release {
    Release { gates: Gate::all().collect() }
}

fn hold(kind: HoldKind) -> Hold {
    Hold { kind, stops: vec![kind.stops_by_default()], until: Some(day("2026-11-30")) }
}

fn row(candidate: &Candidate, program: &Program) -> Row {
    judge(Ground::List, candidate, &monday(program), program).expect("the balance meets the condition")
}

fn code(gate: Gate) -> &'static str {
    gate.code().into_owned().leak()
}

fn codes(row: &Row) -> Vec<&'static str> {
    row.reasons.iter().map(|reason| code(reason.gate)).collect()
}

/// The one gate of a Petit Jean row that differs from a clean one, and whether a release passes it.
fn gate_of(candidate: Candidate) -> (&'static str, Verdict, bool) {
    let program = petit_jean();
    let held = row(&candidate, &program);
    let released = row(&Candidate { release: all_gates(), ..candidate }, &program);
    assert_eq!(codes(&held).len(), 1, "{:?}", held.reasons);
    assert_eq!(held.releasable(), released.verdict == Verdict::Ready);
    assert_eq!(codes(&held), codes(&released), "a released gate stays on the row as evidence");
    (codes(&held)[0], held.verdict, held.releasable())
}

#[test]
fn r30_petit_jean_cuts_at_zero_and_marks_it_and_palmetto_only_below() {
    let at_zero = Candidate { balance: Cents::ZERO, ..candidate() };
    let marked = row(&at_zero, &petit_jean());
    assert_eq!((marked.verdict, marked.exact_zero), (Verdict::Ready, true));
    assert!(marked.why.contains("exactly $0.00") && marked.why.contains("C1"), "{}", marked.why);
    assert_eq!(judge(Ground::List, &at_zero, &monday(&palmetto()), &palmetto()), None);
    let a_cent_below = Candidate { balance: Cents(-1), ..candidate() };
    assert_eq!(row(&a_cent_below, &palmetto()).verdict, Verdict::Ready);
    let a_cent_of_credit = Candidate { balance: Cents(1), ..candidate() };
    assert_eq!(judge(Ground::List, &a_cent_of_credit, &monday(&petit_jean()), &petit_jean()), None);
}

#[test]
fn only_an_active_account_whose_power_is_not_off_is_on_the_list() {
    let program = petit_jean();
    let closed = Candidate { active: false, ..candidate() };
    let off = Candidate { power: PowerNow::Off, ..candidate() };
    assert_eq!(judge(Ground::List, &closed, &monday(&program), &program), None);
    assert_eq!(judge(Ground::List, &off, &monday(&program), &program), None);
    assert_eq!(row(&Candidate { power: PowerNow::Unknown, ..candidate() }, &program).verdict, Verdict::Ready);
    let switching = Candidate { power: PowerNow::Switching, ..candidate() };
    assert_eq!(gate_of(switching), ("switching", Verdict::Held, false));
}

#[test]
fn c45_doubtful_facts_go_to_a_person_who_may_release_them() {
    let attention = |code| (code, Verdict::Attention, true);
    assert_eq!(gate_of(Candidate { estimated_days: 4, ..candidate() }), attention("estimated_too_long"));
    assert_eq!(gate_of(Candidate { unbilled_days: 1, ..candidate() }), attention("stale_read"));
    assert_eq!(gate_of(Candidate { last_actual_read: None, ..candidate() }), attention("stale_read"));
    let old = Candidate { last_actual_read: Some(day("2026-11-26")), ..candidate() };
    assert_eq!(gate_of(old), attention("stale_read"));
    assert_eq!(gate_of(Candidate { notice_failed: true, ..candidate() }), attention("notice_failed"));
    for kind in DoubtKind::ALL.iter().copied() {
        let doubts = vec![Doubt { kind, text: "Somebody must look".to_string() }];
        assert_eq!(gate_of(Candidate { doubts, ..candidate() }), attention(kind.word()));
    }
    let program = petit_jean();
    let unproven = DayOfList { proof_holds: false, ..monday(&program) };
    let unproven = judge(Ground::List, &candidate(), &unproven, &program).expect("a row");
    assert_eq!((codes(&unproven), unproven.verdict), (vec!["proof_failed"], Verdict::Attention));
}

#[test]
fn r20_an_account_is_cut_on_estimates_as_long_as_the_terms_allow() {
    let estimated = Candidate { estimated_days: 3, last_actual_read: Some(day("2026-11-27")), ..candidate() };
    assert_eq!(row(&estimated, &petit_jean()).verdict, Verdict::Ready);
    let mut no_estimates = petit_jean();
    no_estimates.daily_cycle.estimate_missing_reads = false;
    assert_eq!(codes(&row(&Candidate { estimated_days: 0, ..estimated }, &no_estimates)), ["stale_read"]);
}

#[test]
fn c22_a_flag_never_cuts_silently() {
    for kind in HoldKind::ALL.iter().copied().filter(|kind| kind.is_flag()) {
        let flagged = Candidate { holds: vec![hold(kind)], ..candidate() };
        assert_eq!(gate_of(flagged), (code(Gate::Hold(kind)), Verdict::Held, true));
    }
    assert_eq!(Gate::Hold(HoldKind::ThirdParty).code(), "hold_third_party");
    let tampered = Candidate { holds: vec![hold(HoldKind::Tampering)], ..candidate() };
    assert_eq!(row(&tampered, &petit_jean()).verdict, Verdict::Ready);
}

#[test]
fn e19_c10_a_freeze_or_a_missing_forecast_holds_the_day_and_no_release_passes_it() {
    let mut program = petit_jean();
    program.disconnect.freeze_at_or_below_f = Some(32);
    let released = Candidate { release: all_gates(), ..candidate() };
    let on = |low_f: Option<i32>| {
        let forecast = low_f.map(|low_f| Forecast { low_f, inclement: false });
        judge(Ground::List, &released, &DayOfList { forecast, ..monday(&program) }, &program).expect("a row")
    };
    assert_eq!((codes(&on(None)), on(None).verdict), (vec!["no_forecast"], Verdict::Held));
    assert_eq!((codes(&on(Some(32))), on(Some(32)).verdict), (vec!["freeze"], Verdict::Held));
    let refusal = on(Some(32)).release(true).unwrap_err();
    assert_eq!(refusal.code, Code::NotReleasable);
    assert!(refusal.message.contains("32 °F"), "{}", refusal.message);
    assert_eq!(on(Some(33)).verdict, Verdict::Ready);
}

#[test]
fn r32_inclement_weather_holds_where_the_terms_say_so_and_a_missing_forecast_does_not() {
    let storm = Some(Forecast { low_f: 60, inclement: true });
    let released = Candidate { release: all_gates(), ..candidate() };
    let stormy =
        |program: &Program| judge(Ground::List, &released, &DayOfList { forecast: storm, ..monday(program) }, program);
    assert_eq!(stormy(&pec()).expect("a row").verdict, Verdict::Held);
    assert_eq!(stormy(&petit_jean()).expect("a row").verdict, Verdict::Ready);
    assert_eq!(row(&released, &pec()).verdict, Verdict::Ready);
}

#[test]
fn e40_a_government_pledge_holds_and_no_release_passes_it() {
    let pledge = Pledge {
        amount: Cents(200_00),
        government: true,
        arrears_only: false,
        entered: day("2026-11-30"),
        until: None,
    };
    let pledged = Candidate { pledges: vec![pledge], release: all_gates(), ..candidate() };
    assert_eq!(row(&pledged, &pec()).verdict, Verdict::Held);
    assert!(!row(&pledged, &pec()).releasable());
    let private =
        Candidate { pledges: vec![Pledge { government: false, ..pledge }], release: all_gates(), ..candidate() };
    assert_eq!(row(&private, &pec()).verdict, Verdict::Ready);
}

#[test]
fn e37_c24_nobody_is_cut_while_the_hours_of_a_returned_payment_run() {
    let program = pec();
    let ends = at("2026-12-02", "11:00", &program).now.at;
    let returned = Candidate {
        grace_until: Some(ends),
        last_actual_read: Some(day("2026-12-02")),
        release: all_gates(),
        ..candidate()
    };
    let morning = judge(Ground::List, &returned, &at("2026-12-02", "09:05", &program), &program).expect("a row");
    assert_eq!((codes(&morning), morning.verdict), (vec!["grace_running", "review"], Verdict::Held));
    assert!(morning.reasons[0].text.contains("2026-12-02 11:00"), "{}", morning.reasons[0].text);
    for over in [at("2026-12-02", "11:00", &program), at("2026-12-03", "09:05", &program)] {
        assert_eq!(judge(Ground::List, &returned, &over, &program).expect("a row").verdict, Verdict::Ready);
    }
}

#[test]
fn c25_where_the_terms_want_a_review_only_a_released_row_is_cut() {
    let waiting = row(&candidate(), &pec());
    assert_eq!((codes(&waiting), waiting.verdict), (vec!["review"], Verdict::NeedsReview));
    assert_eq!(row(&Candidate { release: all_gates(), ..candidate() }, &pec()).verdict, Verdict::Ready);
}

#[test]
fn a_plain_look_passes_the_review_and_no_other_gate() {
    let looked_at = row(&candidate(), &pec()).release(false).expect("only the review stands");
    assert_eq!(row(&Candidate { release: looked_at, ..candidate() }, &pec()).verdict, Verdict::Ready);
    let flagged = Candidate { holds: vec![hold(HoldKind::Medical)], ..candidate() };
    let refusal = row(&flagged, &pec()).release(false).unwrap_err();
    assert_eq!(refusal.code, Code::ApprovalNeeded);
    assert!(refusal.message.contains("medical"), "{}", refusal.message);
    let approved = row(&flagged, &pec()).release(true).expect("a hold yields to an approval");
    assert_eq!(row(&Candidate { release: approved, ..flagged }, &pec()).verdict, Verdict::Ready);
}

#[test]
fn c22_a_flag_that_comes_after_the_release_holds_the_row() {
    let release = row(&Candidate { notice_failed: true, ..candidate() }, &pec()).release(true).expect("it yields");
    let flagged_since = Candidate { notice_failed: true, holds: vec![hold(HoldKind::Elderly)], release, ..candidate() };
    assert_eq!(row(&flagged_since, &pec()).verdict, Verdict::Held);
}

#[test]
fn c28_in_a_year_without_a_holiday_list_nobody_is_cut() {
    let program = petit_jean();
    let candidate = Candidate { last_actual_read: Some(day("2027-01-04")), release: all_gates(), ..candidate() };
    let row = judge(Ground::List, &candidate, &at("2027-01-04", "10:00", &program), &program).expect("a row");
    assert_eq!((codes(&row), row.verdict, row.releasable()), (vec!["no_holiday_list"], Verdict::Held, false));
}

#[test]
fn a_row_names_every_gate_and_is_released_only_if_all_yield() {
    let mut program = petit_jean();
    program.disconnect.freeze_at_or_below_f = Some(32);
    let both =
        Candidate { holds: vec![hold(HoldKind::Medical)], notice_failed: true, release: all_gates(), ..candidate() };
    let row = row(&both, &program);
    assert_eq!(codes(&row), ["no_forecast", "hold_medical", "notice_failed"]);
    assert_eq!((row.verdict, row.releasable()), (Verdict::Held, false));
}

#[test]
fn c44_the_ground_says_which_gates_count() {
    let of = |ground: Ground| Gate::all().filter(|gate| gate.counts_on(ground)).collect::<Vec<_>>();
    let life = [Gate::Hold(HoldKind::Medical), Gate::Hold(HoldKind::Safety)];
    assert_eq!(of(Ground::List), Gate::all().collect::<Vec<_>>());
    for ground in [Ground::Request, Ground::Stop, Ground::Move] {
        assert_eq!(of(ground), life);
    }
    let weather = [Gate::NoForecast, Gate::Freeze, Gate::Inclement];
    let tampering: Vec<Gate> = weather.into_iter().chain([Gate::Pledge, Gate::Hold(HoldKind::Medical)]).collect();
    assert_eq!(of(Ground::Tampering), tampering);
    assert_eq!(of(Ground::Safety), []);
}

#[test]
fn c44_what_does_not_count_is_told_and_stands_in_nobodys_way() {
    let program = petit_jean();
    let held = Candidate { holds: vec![hold(HoldKind::Medical), hold(HoldKind::Elderly)], ..candidate() };
    let on = |ground| judge(ground, &held, &monday(&program), &program).expect("another ground asks for no balance");
    assert_eq!(on(Ground::Safety).verdict, Verdict::Ready);
    assert_eq!(codes(&on(Ground::Safety)), ["hold_medical", "hold_elderly"]);
    assert_eq!(on(Ground::Request).against().map(|reason| reason.gate), Some(Gate::Hold(HoldKind::Medical)));
    // A hold for safety stops reconnects by itself, and counts all the same.
    let unsafe_meter = Candidate { holds: vec![hold(HoldKind::Safety)], balance: Cents(50_00), ..candidate() };
    let request = judge(Ground::Request, &unsafe_meter, &monday(&program), &program).expect("a request");
    assert_eq!(request.verdict, Verdict::Held);
    assert_eq!(judge(Ground::List, &unsafe_meter, &monday(&program), &program), None);
}

#[test]
fn c60_what_lets_the_list_go_on_opens_no_gate_of_the_rows_own() {
    let waiting = |program: &Program| DayOfList { waits: Some("too long".to_string()), ..monday(program) };
    let of = |candidate: &Candidate, program: &Program| {
        judge(Ground::List, candidate, &waiting(program), program).expect("a row")
    };
    let plain = of(&candidate(), &petit_jean());
    assert_eq!((codes(&plain), plain.verdict), (vec!["list_waits"], Verdict::Held));
    assert_eq!(plain.release(false).unwrap_err().code, Code::ApprovalNeeded);
    let release = plain.release(true).expect("two people let it go on");
    assert_eq!(of(&Candidate { release, ..candidate() }, &petit_jean()).verdict, Verdict::Ready);
    // Who looks a reviewed row over needs no more than the list does.
    assert!(of(&candidate(), &pec()).release(true).is_ok());
    let held = Candidate { holds: vec![hold(HoldKind::Medical)], ..candidate() };
    let refusal = of(&held, &petit_jean()).release(true).unwrap_err();
    assert_eq!(refusal.code, Code::ApprovalNeeded);
    assert!(refusal.message.contains("medical"), "{}", refusal.message);
}

#[test]
fn every_gate_is_found_by_its_code() {
    assert!(Gate::all().all(|gate| Gate::from_code(&gate.code()) == Some(gate)));
    assert_eq!(Gate::all().count(), 26);
    assert_eq!(Gate::from_code("all"), None);
}
