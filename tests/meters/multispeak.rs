//! MultiSpeak 3.0 against a head end with its faults.

use std::collections::BTreeMap;

use advance_pay::trial::meters::{Command, MeterLink, Settled, SwitchState, settle};
use advance_pay::trial::{Code, Kwh, MeterNo};
use uuid::Uuid;

use crate::peer::{Peer, free_port, scripted};
use crate::support::{carry_out, link, meter, send};

const PASSWORD: &str = "s3cret-pass";

struct HeadEnd {
    peer: Peer,
    link: Box<dyn MeterLink>,
}

/// A head end with these faults and a link to it with these keys.
fn head_end(faults: &[&str], keys: &str) -> HeadEnd {
    let mut args = vec!["--port", "0", "--meters", "10042,10043", "--user", "cis", "--password", PASSWORD];
    args.extend(faults);
    let peer = Peer::start("msp_headend.py", &args);
    let link = link(&url(peer.port(), keys), Some(PASSWORD));
    HeadEnd { peer, link }
}

fn url(port: u16, keys: &str) -> String {
    format!("multispeak+http://cis@127.0.0.1:{port}/cd?timeout=2&{keys}")
}

fn notifying() -> String {
    format!("wait=8&notify=127.0.0.1:{}", free_port())
}

fn state(link: &mut dyn MeterLink) -> SwitchState {
    link.switch_state(&meter()).expect("a state").state
}

#[test]
fn a_probe_names_the_head_end_and_its_clock() {
    let mut end = head_end(&[], "wait=0");
    let probe = end.link.probe().expect("it answers");
    assert!(probe.detail.contains("TestHeadEnd") && probe.clock.is_some(), "{probe:?}");
}

#[test]
fn a_disconnect_is_done_when_open_was_told() {
    for words in ["command", "state"] {
        let mut end = head_end(&["--words", words], "wait=8");
        let settled = carry_out(&mut *end.link, Command::Open, None).expect("accepted");
        assert!(matches!(settled, Settled::Done { .. }), "{words}: {settled:?}");
    }
}

#[test]
fn a_reconnect_without_notification_or_a_higher_read_stays_sent() {
    let mut end = head_end(&[], "wait=1");
    let before = end.link.read(&meter()).expect("a read").kwh;
    let settled = carry_out(&mut *end.link, Command::Close, Some(before)).expect("accepted");
    assert!(matches!(settled, Settled::Unseen { last: SwitchState::On, .. }), "{settled:?}");
}

#[test]
fn a_reconnect_is_done_on_closed_and_a_higher_read() {
    let mut end = head_end(&["--wh", "--load-w", "9000000"], "wait=8");
    carry_out(&mut *end.link, Command::Open, None).expect("accepted");
    let before = end.link.read(&meter()).expect("a read").kwh;
    let settled = carry_out(&mut *end.link, Command::Close, Some(before)).expect("accepted");
    assert!(matches!(settled, Settled::Done { .. }), "{settled:?}");
}

#[test]
fn a_reconnect_is_done_on_closed_and_our_notification_however_often_it_comes() {
    for fault in [&["--switch-delay", "0.1"][..], &["--notify-twice"], &["--switch-delay", "1.5"]] {
        let mut end = head_end(fault, &notifying());
        let settled = carry_out(&mut *end.link, Command::Close, None).expect("accepted");
        assert!(matches!(&settled, Settled::Done { detail, .. } if detail.contains("notification")), "{settled:?}");
        assert_eq!(state(&mut *end.link), SwitchState::On);
    }
}

#[test]
fn a_lost_notification_is_made_good_by_asking_for_the_state() {
    let mut end = head_end(&["--lose-notifications", "1"], &notifying());
    let settled = carry_out(&mut *end.link, Command::Close, None).expect("accepted");
    assert!(matches!(settled, Settled::Done { .. }), "{settled:?}");
    end.peer.wait_for("CDStateNotification delivered");
}

#[test]
fn a_late_notification_of_an_earlier_command_confirms_nothing() {
    let notify = free_port();
    let mut end = head_end(&["--switch-delay", "1"], &format!("wait=0.5&notify=127.0.0.1:{notify}"));
    send(&mut *end.link, Command::Close).expect("accepted");
    end.peer.wait_for("CDStateChangedNotification delivered");
    let settled = settle(&mut *end.link, &meter(), Command::Close, Uuid::new_v4(), None, &mut Vec::new());
    assert!(matches!(settled, Settled::Unseen { .. }), "{settled:?}");
}

#[test]
fn a_command_goes_out_in_the_published_order_with_its_expiry() {
    let (port, server) = scripted(vec![(200, envelope("", "<InitiateConnectDisconnectResponse/>"))]);
    let notify = free_port();
    let mut link = link(&url(port, &format!("wait=0&notify=127.0.0.1:{notify}")), Some(PASSWORD));
    let (transaction, expires) = (Uuid::new_v4(), "2026-11-30T21:30:00Z".parse().expect("an instant"));
    let accepted = link.command(&meter(), Command::Close, transaction, Some(expires)).expect("accepted");
    assert!(!accepted.raw.contains(PASSWORD));
    let call = server.join().expect("it was fetched").remove(0);
    assert!(
        call.to_lowercase().contains("soapaction: \"http://www.multispeak.org/version_3.0/initiateconnectdisconnect\"")
    );
    let inner = format!(
        "<InitiateConnectDisconnect xmlns=\"http://www.multispeak.org/Version_3.0\"><cdEvents>\
         <connectDisconnectEvent objectID=\"10042\" verb=\"New\"><loadActionCode>Connect</loadActionCode>\
         <reasonCode>PaymentReceived</reasonCode><meterNo>10042</meterNo></connectDisconnectEvent></cdEvents>\
         <responseURL>http://127.0.0.1:{notify}/</responseURL><transactionID>{transaction}</transactionID>\
         <expirationTime>2026-11-30T21:30:00Z</expirationTime></InitiateConnectDisconnect>"
    );
    assert!(call.contains(&inner), "{call}");
}

#[test]
fn the_same_transaction_again_is_not_carried_out_twice() {
    let mut end = head_end(&[], "wait=0");
    let transaction = Uuid::new_v4();
    for _ in 0..2 {
        end.link.command(&meter(), Command::Open, transaction, None).expect("accepted");
    }
    end.peer.wait_for("not carried out twice");
}

#[test]
fn a_lost_reply_leaves_the_command_unknown_and_the_state_tells() {
    let mut end = head_end(&["--drop-replies", "1"], "wait=8");
    let transaction = Uuid::new_v4();
    let lost = end.link.command(&meter(), Command::Open, transaction, None).expect_err("its reply is lost");
    assert_eq!(lost.code(), Code::OutcomeUnknown);
    let settled = settle(&mut *end.link, &meter(), Command::Open, transaction, None, &mut Vec::new());
    assert!(matches!(settled, Settled::Done { .. }), "{settled:?}");
}

#[test]
fn an_answer_that_takes_too_long_is_unknown_for_a_command_and_unreachable_for_a_question() {
    let end = head_end(&["--delay", "2"], "wait=0");
    let url = format!("multispeak+http://cis@127.0.0.1:{}/cd?timeout=0.4&wait=0", end.peer.port());
    let mut link = link(&url, Some(PASSWORD));
    assert_eq!(link.switch_state(&meter()).expect_err("too late").code(), Code::Unreachable);
    assert_eq!(send(&mut *link, Command::Open).expect_err("too late").code(), Code::OutcomeUnknown);
}

#[test]
fn a_head_end_that_is_not_there_was_sent_nothing() {
    let mut link = link(&url(free_port(), "wait=0"), Some(PASSWORD));
    assert_eq!(send(&mut *link, Command::Open).expect_err("nobody").code(), Code::Unreachable);
}

#[test]
fn a_refusal_comes_in_the_head_ends_words_and_moves_nothing() {
    let mut end = head_end(&["--refuse-disconnect"], "wait=0");
    let refused = send(&mut *end.link, Command::Open).expect_err("refused");
    assert_eq!(refused.code(), Code::Refused);
    assert!(refused.to_string().contains("Meter not Connected/Disconnected."), "{refused}");
    assert_eq!(state(&mut *end.link), SwitchState::On);
}

#[test]
fn a_stuck_switch_is_told_as_a_failure_or_stays_unseen() {
    let mut end = head_end(&["--stuck"], &notifying());
    let settled = carry_out(&mut *end.link, Command::Open, None).expect("accepted");
    assert!(
        matches!(&settled, Settled::Failed { error, .. } if error.to_string().contains("no answer from the meter")),
        "{settled:?}"
    );
    let mut end = head_end(&["--stuck"], "wait=1");
    let settled = carry_out(&mut *end.link, Command::Open, None).expect("accepted");
    assert!(matches!(settled, Settled::Unseen { last: SwitchState::On, .. }), "{settled:?}");
}

#[test]
fn a_meter_that_is_only_armed_is_not_on() {
    let mut end = head_end(&[], "wait=8");
    let settled = carry_out(&mut *end.link, Command::Arm, None).expect("accepted");
    assert!(matches!(settled, Settled::Done { .. }), "{settled:?}");
    assert_eq!(state(&mut *end.link), SwitchState::Armed);
}

#[test]
fn what_fails_before_anything_is_sent_was_never_carried_out() {
    let end = head_end(&[], "wait=0");
    for nowhere in [
        format!("multispeak+https://cis@127.0.0.1:{}/cd", end.peer.port()),
        format!("multispeak+http://cis@127.0.0.1:{}/cd", free_port()),
        "multispeak+https://cis@head-end.invalid/cd".to_string(),
    ] {
        let mut link = link(&format!("{nowhere}?timeout=2&wait=0"), Some(PASSWORD));
        let error = send(&mut *link, Command::Open).expect_err(&nowhere);
        assert_eq!(error.code(), Code::Unreachable, "{nowhere}: {error}");
    }
}

#[test]
fn a_head_end_with_its_own_authority_is_trusted_by_that_file_and_by_no_other() {
    let file = |name: &str| format!("{}/tests/peers/tls/{name}", env!("CARGO_MANIFEST_DIR"));
    let end = Peer::start("msp_headend.py", &["--port", "0", "--tls", &file("server.pem")]);
    let url = format!("multispeak+https://127.0.0.1:{}/cd?timeout=2&wait=0", end.port());
    let mut trusting = link(&format!("{url}&ca={}", file("ca.pem")), None);
    trusting.switch_state(&meter()).expect("its certificate is of that authority");
    let mut stranger = link(&url, None);
    let error = send(&mut *stranger, Command::Open).expect_err("this computer does not know the authority");
    assert_eq!(error.code(), Code::Unreachable, "nothing was sent: {error}");
    assert!(error.to_string().contains("certificate"), "{error}");
    assert_eq!(end.logged("open accepted"), 0);
}

#[test]
fn a_meter_that_does_not_answer_its_head_end_is_out_of_reach_and_is_no_refusal() {
    let mut end = head_end(&["--deaf", "10042"], "wait=0");
    assert_eq!(end.link.read(&meter()).expect_err("deaf").code(), Code::Unreachable);
    assert_eq!(end.link.switch_state(&meter()).expect_err("deaf").code(), Code::Unreachable);
    let mut read = Vec::new();
    let meters = ["10042".into(), "10043".into()];
    end.link.read_many(&meters, &mut |meter, one| read.push((meter.to_string(), one.is_ok()))).expect("no list");
    assert_eq!(read, [("10042".to_string(), false), ("10043".to_string(), true)]);
}

#[test]
fn a_wrong_password_is_an_auth_error_without_the_password() {
    let end = head_end(&[], "wait=0");
    let mut link = link(&url(end.peer.port(), "wait=0"), Some("wrong-pass"));
    let error = link.probe().expect_err("not authorized");
    assert_eq!(error.code(), Code::Auth);
    assert!(!format!("{error:?}").contains("wrong-pass"));
    assert_eq!(send(&mut *link, Command::Open).expect_err("not authorized").code(), Code::Auth);
}

#[test]
fn a_meter_that_the_head_end_does_not_have_is_unknown() {
    let mut end = head_end(&[], "wait=0");
    let other: MeterNo = "99999".into();
    assert_eq!(end.link.read(&other).expect_err("unknown").code(), Code::UnknownMeter);
    assert_eq!(end.link.switch_state(&other).expect_err("unknown").code(), Code::UnknownMeter);
    let error = end.link.command(&other, Command::Open, Uuid::new_v4(), None).expect_err("unknown");
    assert_eq!(error.code(), Code::UnknownMeter);
}

#[test]
fn a_busy_head_end_refuses_one_call_and_takes_the_next() {
    let mut end = head_end(&["--fault-every", "2"], "wait=0");
    end.link.switch_state(&meter()).expect("the first call");
    assert_eq!(end.link.switch_state(&meter()).expect_err("the second call").code(), Code::Refused);
    end.link.switch_state(&meter()).expect("the third call");
}

#[test]
fn a_read_is_whole_kwh_unless_the_same_register_is_told_in_wh() {
    for (wh, expected) in [(&[][..], 1_234_000), (&["--wh"], 1_234_567)] {
        let mut end = head_end(wh, "wait=0");
        let read = end.link.read(&meter()).expect("a read");
        assert_eq!(read.kwh, Kwh::from_wh(expected));
        assert!(read.read_at.is_some() && read.raw.contains("posKWh") && !read.raw.contains(PASSWORD), "{read:?}");
    }
}

#[test]
fn two_windows_can_share_one_place_to_be_notified() {
    let keys = notifying();
    let end = head_end(&[], &keys);
    let mut second = link(&url(end.peer.port(), &keys), Some(PASSWORD));
    assert!(second.probe().expect("it answers").detail.contains("not listening"));
}

#[test]
fn many_meters_are_read_page_by_page_and_each_is_told_once() {
    let (port, server) = scripted(vec![
        (200, page(&["1", "2", "3"], "ObjectsRemaining=\"5\" LastSent=\"3\"")),
        (200, page(&["3", "4", "5", "77"], "ObjectsRemaining=\"0\" LastSent=\"77\"")),
        (200, one("6")),
        (500, fault("meter 7 is unknown")),
        (503, "<html/>".to_string()),
        (200, one("99")),
    ]);
    let meters: Vec<MeterNo> = (1..=9).map(|number| MeterNo(number.to_string())).collect();
    let mut link = link(&format!("multispeak+http://127.0.0.1:{port}/?timeout=2"), None);
    let mut told = BTreeMap::new();
    let list = link.read_many(&meters, &mut |meter, read| {
        let outcome = read.map(|read| read.kwh.wh).map_err(|error| error.code());
        assert!(told.insert(meter.to_string(), outcome).is_none(), "meter {meter} was told twice");
    });
    assert_eq!(list, Ok(()));
    let calls = server.join().expect("every answer was fetched");
    assert!(calls[0].contains("<lastReceived></lastReceived>") && calls[1].contains("<lastReceived>3</lastReceived>"));
    let told: Vec<_> = told.into_iter().collect();
    let read = |number: &str| (number.to_string(), Ok(number.parse::<i64>().expect("a number") * 1000));
    let failed = |number: &str, code| (number.to_string(), Err(code));
    assert_eq!(told[..6], ["1", "2", "3", "4", "5", "6"].map(read));
    assert_eq!(
        told[6..],
        [failed("7", Code::UnknownMeter), failed("8", Code::Protocol), failed("9", Code::WrongMeter)]
    );
}

#[test]
fn a_head_end_that_goes_away_while_paging_is_unreachable_for_the_rest() {
    let (port, server) = scripted(vec![(200, page(&["1"], "ObjectsRemaining=\"9\" LastSent=\"1\""))]);
    let meters: Vec<MeterNo> = (1..=10).map(|number| MeterNo(number.to_string())).collect();
    let mut link = link(&format!("multispeak+http://127.0.0.1:{port}/?timeout=2"), None);
    let mut codes = Vec::new();
    let list =
        link.read_many(&meters, &mut |_, read| codes.push(read.map_or_else(|error| error.code().word(), |_| "read")));
    assert!(list.is_err(), "that the list failed is told");
    server.join().expect("the page was fetched");
    codes.sort_unstable();
    assert_eq!(codes, [&["read"][..], &["unreachable"; 9]].concat());
}

#[test]
fn a_head_end_that_is_gone_is_not_waited_for_meter_by_meter() {
    let mut answers = vec![(500, fault("GetLatestReadings is not supported")), (200, one("1"))];
    answers.push((500, fault("meter 10 is unknown")));
    let (port, server) = scripted(answers);
    let meters: Vec<MeterNo> = (1..=12).map(|number| MeterNo(number.to_string())).collect();
    let mut link = link(&format!("multispeak+http://127.0.0.1:{port}/?timeout=2"), None);
    let mut codes = Vec::new();
    let list =
        link.read_many(&meters, &mut |_, read| codes.push(read.map_or_else(|error| error.code().word(), |_| "read")));
    assert!(list.is_err(), "that the list failed is told");
    server.join().expect("all were fetched");
    assert_eq!(codes, [&["read", "unknown_meter"][..], &["unreachable"; 10]].concat());
}

#[test]
fn a_status_other_than_200_is_told_by_its_number() {
    let (port, server) = scripted(vec![(503, "<html>down</html>".to_string()), (302, String::new())]);
    let mut link = link(&format!("multispeak+http://127.0.0.1:{port}/?timeout=2"), None);
    assert!(link.probe().expect_err("down").to_string().contains("503"));
    assert!(link.probe().expect_err("elsewhere").to_string().contains("302"));
    server.join().expect("both were fetched");
}

fn envelope(header: &str, body: &str) -> String {
    let header = format!("<s:Header><MultiSpeakMsgHeader {header}/></s:Header>");
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    format!("<s:Envelope xmlns:s=\"{soap}\">{header}<s:Body>{body}</s:Body></s:Envelope>")
}

fn response(operation: &str, header: &str, result: &str) -> String {
    let result = format!("<{operation}Result>{result}</{operation}Result>");
    envelope(header, &format!("<{operation}Response>{result}</{operation}Response>"))
}

fn reading(number: &str) -> String {
    format!("<meterNo>{number}</meterNo><readingDate>2026-11-30T06:00:00Z</readingDate><posKWh>{number}</posKWh>")
}

fn page(numbers: &[&str], header: &str) -> String {
    let reads: String = numbers.iter().map(|number| format!("<meterRead>{}</meterRead>", reading(number))).collect();
    response("GetLatestReadings", header, &reads)
}

fn one(number: &str) -> String {
    response("GetLatestReadingByMeterNo", "", &reading(number))
}

fn fault(words: &str) -> String {
    envelope("", &format!("<s:Fault><faultcode>s:Server</faultcode><faultstring>{words}</faultstring></s:Fault>"))
}
