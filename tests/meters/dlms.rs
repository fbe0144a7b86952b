//! DLMS/COSEM against a meter with its faults, over TCP and over a pair of serial ports.

use std::time::Duration;

use advance_pay::trial::meters::{Command, LinkUrl, MeterLink, Settled, Setup, SwitchState, open};
use advance_pay::trial::{Code, Kwh, MeterNo};
use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use crate::peer::{Peer, SerialPair, free_port};
use crate::support::{Again, carry_out, link, meter, send, setup};

const PASSWORD: &str = "12345678";
const KEYS: &str = "000102030405060708090A0B0C0D0E0F:D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
const REGISTER: Kwh = Kwh::from_wh(1_234_567);

struct Meter {
    peer: Peer,
    link: Box<dyn MeterLink>,
    _line: Option<SerialPair>,
}

fn secret(auth: &str) -> Option<&'static str> {
    match auth {
        "low" => Some(PASSWORD),
        "gmac" => Some(KEYS),
        _ => None,
    }
}

fn over_tcp(auth: &str, faults: &[&str], keys: &str) -> Meter {
    let mut args = vec!["--tcp", "0", "--auth", auth];
    args.extend(faults);
    let peer = Peer::start("dlms_meter.py", &args);
    let url = format!("dlms+tcp://127.0.0.1:{}?auth={auth}&{keys}", peer.port());
    Meter { peer, link: link(&url, secret(auth)), _line: None }
}

fn over_serial(auth: &str, faults: &[&str], keys: &str) -> Meter {
    let line = SerialPair::start();
    let at = line.meter();
    let mut args = vec!["--serial", &at, "--auth", auth];
    args.extend(faults);
    let peer = Peer::start("dlms_meter.py", &args);
    let url = format!("dlms+serial://{}?auth={auth}&{keys}", line.client());
    Meter { peer, link: link(&url, secret(auth)), _line: Some(line) }
}

const QUICK: &str = "timeout=1&wait=5";

/// The same promise over both ways.
fn over_both(auth: &str, faults: &[&str], keys: &str, promise: impl Fn(&mut Meter)) {
    promise(&mut over_tcp(auth, faults, keys));
    promise(&mut over_serial(auth, faults, keys));
}

fn state(one: &mut Meter) -> SwitchState {
    one.link.switch_state(&meter()).expect("a state").state
}

#[test]
fn a_register_is_read_exactly_under_every_proof() {
    for auth in ["none", "low", "gmac"] {
        over_both(auth, &[], QUICK, |one| {
            let read = one.link.read(&meter()).expect("a read");
            assert_eq!(read.kwh, REGISTER, "{auth}");
            let clock = read.meter_time.expect("its clock");
            assert!((Utc::now() - clock).abs() < TimeDelta::minutes(1), "{clock}");
        });
    }
}

#[test]
fn a_disconnect_and_a_reconnect_are_done_when_they_are_seen() {
    for auth in ["low", "gmac"] {
        over_both(auth, &["--switch-delay", "0.5"], QUICK, |one| {
            assert_eq!(state(one), SwitchState::On);
            for (command, after) in [(Command::Open, SwitchState::Off), (Command::Close, SwitchState::On)] {
                let settled = carry_out(&mut *one.link, command, None).expect("accepted");
                assert!(matches!(settled, Settled::Done { .. }), "{auth}: {settled:?}");
                assert_eq!(state(one), after);
            }
        });
    }
}

#[test]
fn a_probe_names_the_meter_and_tells_its_clock_without_a_secret() {
    let mut one = over_tcp("low", &["--clock-offset", "3600"], QUICK);
    let probe = one.link.probe().expect("it answers");
    assert_eq!(probe.meter, Some(meter()));
    assert!(probe.clock.expect("a clock") - Utc::now() > TimeDelta::minutes(50));
    assert!(!format!("{probe:?}").contains(PASSWORD));
}

#[test]
fn a_wrong_meter_is_neither_read_nor_switched() {
    let mut one = over_tcp("low", &["--meter-no", "10099"], QUICK);
    let refused = send(&mut *one.link, Command::Open).expect_err("another meter");
    assert_eq!(refused.code(), Code::WrongMeter);
    assert!(refused.to_string().contains("10099") && refused.to_string().contains("10042"), "{refused}");
    assert_eq!(one.link.read(&meter()).expect_err("another meter").code(), Code::WrongMeter);
    let other: MeterNo = "10099".into();
    assert_eq!(one.link.switch_state(&other).expect("its own number").state, SwitchState::On);
}

#[test]
fn a_refused_command_moves_nothing() {
    over_both("low", &["--refuse-disconnect"], QUICK, |one| {
        assert_eq!(send(&mut *one.link, Command::Open).expect_err("refused").code(), Code::Refused);
        assert_eq!(state(one), SwitchState::On);
    });
}

#[test]
fn a_stuck_switch_stays_unseen() {
    let mut one = over_tcp("low", &["--stuck"], "timeout=1&wait=1");
    let settled = carry_out(&mut *one.link, Command::Open, None).expect("accepted");
    assert!(matches!(settled, Settled::Unseen { last: SwitchState::On, .. }), "{settled:?}");
}

#[test]
fn a_lost_reply_is_made_good_by_reading_the_state_and_is_never_sent_again() {
    for auth in ["low", "gmac"] {
        over_both(auth, &["--lose-action-replies", "1"], QUICK, |one| {
            let accepted = send(&mut *one.link, Command::Open).expect("it was seen carried out");
            assert!(accepted.detail.contains("lost"), "{accepted:?}");
            assert_eq!(state(one), SwitchState::Off);
            assert_eq!(one.peer.logged("action 1 accepted"), 1);
        });
    }
}

#[test]
fn a_lost_reply_of_a_slow_switch_is_unknown_and_the_wait_tells() {
    let mut one = over_tcp("low", &["--lose-action-replies", "1", "--switch-delay", "1"], QUICK);
    assert_eq!(send(&mut *one.link, Command::Open).expect_err("lost").code(), Code::OutcomeUnknown);
    std::thread::sleep(Duration::from_millis(1200));
    assert_eq!(state(&mut one), SwitchState::Off);
    assert_eq!(one.peer.logged("action 1 accepted"), 1);
}

#[test]
fn a_mode_that_only_arms_says_so_and_is_not_on() {
    let mut one = over_tcp("low", &["--control-mode", "1"], QUICK);
    carry_out(&mut *one.link, Command::Open, None).expect("accepted");
    let accepted = send(&mut *one.link, Command::Close).expect("accepted");
    assert!(accepted.arms_only && accepted.detail.contains("button"), "{accepted:?}");
    let settled = carry_out(&mut *one.link, Command::Close, None).expect("accepted");
    assert!(matches!(settled, Settled::Armed { .. }), "{settled:?}");
    assert_eq!(state(&mut one), SwitchState::Armed);
}

#[test]
fn a_meter_that_cannot_be_switched_from_afar_is_not_sent_anything() {
    let mut one = over_tcp("low", &["--control-mode", "0"], QUICK);
    assert_eq!(send(&mut *one.link, Command::Open).expect_err("mode 0").code(), Code::Refused);
    assert_eq!(one.peer.logged("action"), 0);
}

#[test]
fn garbled_answers_are_asked_for_again() {
    over_both("low", &["--garble", "3"], "timeout=0.5&wait=5", |one| {
        for _ in 0..3 {
            assert_eq!(one.link.read(&meter()).expect("a read").kwh, REGISTER);
        }
        one.peer.wait_for("reply garbled");
    });
}

#[test]
fn a_meter_that_goes_silent_is_unreachable_and_in_the_middle_of_a_command_unknown() {
    // Answered before the action: the association, the number, the control mode.
    for (answered, code) in [("2", Code::Unreachable), ("3", Code::OutcomeUnknown)] {
        let mut one = over_tcp("low", &["--drop-after", answered], "timeout=0.3&wait=0");
        assert_eq!(send(&mut *one.link, Command::Open).expect_err("silent").code(), code, "after {answered}");
    }
    // On a line: the link itself, the association, the number, the control mode.
    let mut one = over_serial("low", &["--drop-after", "4"], "timeout=0.3&wait=0");
    assert_eq!(send(&mut *one.link, Command::Open).expect_err("silent").code(), Code::OutcomeUnknown);
    assert_eq!(one.link.read(&meter()).expect_err("silent").code(), Code::Unreachable);
}

#[test]
fn an_answer_within_the_timeout_is_waited_for() {
    let mut one = over_tcp("low", &["--delay", "0.3"], "timeout=2&wait=5");
    assert_eq!(one.link.read(&meter()).expect("a read").kwh, REGISTER);
}

#[test]
fn an_answer_that_takes_too_long_is_unreachable() {
    let mut one = over_tcp("low", &["--delay", "1"], "timeout=0.2&wait=0");
    assert_eq!(one.link.read(&meter()).expect_err("too late").code(), Code::Unreachable);
}

#[test]
fn a_wrong_password_or_key_is_an_auth_error_that_does_not_repeat_it() {
    let wrong = "100102030405060708090A0B0C0D0E0F:D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
    for (auth, wrong) in [("low", "87654321"), ("gmac", wrong)] {
        let one = over_tcp(auth, &[], QUICK);
        let url = format!("dlms+tcp://127.0.0.1:{}?auth={auth}&{QUICK}", one.peer.port());
        let error = link(&url, Some(wrong)).read(&meter()).expect_err("not accepted");
        assert_eq!(error.code(), Code::Auth, "{error}");
        assert!(!format!("{error:?}").contains(wrong), "{error:?}");
    }
}

#[test]
fn a_counter_that_was_used_before_is_an_auth_error_that_says_so() {
    let one = over_tcp("gmac", &[], QUICK);
    let url: LinkUrl = format!("dlms+tcp://127.0.0.1:{}?auth=gmac&{QUICK}", one.peer.port()).parse().expect("a URL");
    let again = || open(&url, Setup { counters: Box::new(Again), ..setup(Some(KEYS)) }).expect("it opens");
    again().read(&meter()).expect("the first time");
    let error = again().read(&meter()).expect_err("the second time");
    assert_eq!(error.code(), Code::Auth);
    assert!(error.to_string().contains("invocation counter"), "{error}");
}

#[test]
fn another_proof_than_the_meter_wants_is_an_auth_error() {
    let one = over_tcp("low", &[], QUICK);
    let url = format!("dlms+tcp://127.0.0.1:{}?auth=none&{QUICK}", one.peer.port());
    assert_eq!(link(&url, None).read(&meter()).expect_err("it wants a password").code(), Code::Auth);
}

#[test]
fn a_public_client_may_not_read_the_register() {
    let one = over_tcp("low", &[], QUICK);
    let url = format!("dlms+tcp://127.0.0.1:{}?auth=none&client=16&{QUICK}", one.peer.port());
    let mut public = link(&url, None);
    assert_eq!(public.probe().expect("it tells its number").meter, Some(meter()));
    assert_eq!(public.read(&meter()).expect_err("denied").code(), Code::Auth);
    assert_eq!(send(&mut *public, Command::Open).expect_err("denied").code(), Code::Auth);
}

#[test]
fn a_secret_that_is_missing_is_told_before_anything_is_sent() {
    let url: LinkUrl = format!("dlms+tcp://127.0.0.1:{}?auth=gmac", free_port()).parse().expect("a URL");
    assert_eq!(open(&url, setup(None)).err().expect("no keys").code(), Code::Auth);
}

#[test]
fn nobody_at_the_address_or_on_the_line_is_unreachable() {
    let mut nobody = link(&format!("dlms+tcp://127.0.0.1:{}?auth=none&{QUICK}", free_port()), None);
    assert_eq!(nobody.read(&meter()).expect_err("nobody").code(), Code::Unreachable);
    let mut nothing = link("dlms+serial:///dev/there-is-no-such-port?auth=none", None);
    let error = nothing.command(&meter(), Command::Open, Uuid::nil(), None).expect_err("nothing");
    assert_eq!(error.code(), Code::Unreachable);
    let pair = SerialPair::start();
    let mut silent = link(&format!("dlms+serial://{}?auth=none&timeout=0.2", pair.client()), None);
    assert_eq!(send(&mut *silent, Command::Open).expect_err("silent").code(), Code::Unreachable);
}
