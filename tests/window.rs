//! The real window on a real X server without a screen: it opens, paints, is worked by keys, and closes.
#![cfg(all(feature = "window", target_os = "linux"))]

mod common;
#[path = "meters/peer.rs"]
#[allow(dead_code, reason = "the adapters' own tests use all of it")]
mod peer;
#[path = "window/screen.rs"]
mod screen;

use common::money::cents;
use common::{Enrollment, Office};
use peer::{Peer, free_port};
use screen::Screen;
use serde_json::json;

#[test]
fn the_window_opens_paints_and_closes() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let screen = Screen::start();
    let window = screen.open(&office);
    let shot = window.shot_when_still("opens");
    assert!(shot.colours() >= 20, "the window shows {} colours: it is all but blank", shot.colours());
    window.close();
    office.verifies();
}

#[test]
fn a_name_typed_at_the_counter_finds_the_member() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let screen = Screen::start();
    let window = screen.open(&office);
    let before = window.shot_when_still("counter");
    let after = window.types("ozark").press(&["Return"]).shot_when_still("counter-found");
    let changed = after.changed_since(&before);
    assert!(changed > 0.01, "the member's card would change more of the picture than {:.2}%", changed * 100.0);
    window.close();
}

#[test]
fn a_payment_is_taken_with_the_keyboard_alone() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let before = cents(&office.balance());
    let screen = Screen::start();
    let window = screen.open(&office);
    window.shot_when_still("payment-counter");
    window.types("ozark").press(&["Return"]).shot_when_still("payment-card");
    window.press(&["F2"]).shot_when_still("payment-form");
    window.types("25.00").shot_when_still("payment-preview");
    // Enter that bounces is one payment.
    window.press(&["Return", "Return"]).shot_when_still("payment-receipt");
    assert_eq!(cents(&office.balance()), before + 25_00, "the store has not exactly this one payment");
    window.press(&["Escape"]).shot_when_still("payment-next");
    window.close();
    office.verifies();
}

/// An office whose only member, on a meter behind `url`, was disconnected on November 30 at 10:00 and needs $25.00.
fn cut_off(url: &str, secret: &str) -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-29T09:00").environment("WIRE_SECRET", secret);
    office.run(&["link", "add", "wire", url, "--secret-env", "WIRE_SECRET"]).done();
    let ada = Enrollment::new_member().named("Ada Ozark", "10042");
    office.enroll(&ada.with("/service/link", "wire").with("/service/start_kwh", "1234.0"));
    office.at("2026-11-30T09:00").cycle();
    office.set_to("-5.00");
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "disconnected", "power": "off", "to_reconnect": "25.00"}));
    office
}

/// Pays the one number at the window, and sees the peer's own switch close.
fn pays_and_is_on_again(office: &mut Office, peer: &Peer, closed: &str, shots: &str) {
    office.at("2026-11-30T10:30");
    let screen = Screen::start();
    let window = screen.open(office);
    window.shot_when_still(&format!("{shots}-counter"));
    window.types("ozark").press(&["Return"]).shot_when_still(&format!("{shots}-card"));
    window.press(&["F2"]).shot_when_still(&format!("{shots}-form"));
    window.types("25.00").shot_when_still(&format!("{shots}-preview"));
    window.press(&["Return"]).shot_when_still(&format!("{shots}-receipt"));
    peer.wait_for(closed);
    window.close();
    assert_eq!(peer.logged(closed), 1, "the peer's switch closed once");
    office.shows(json!({"status": "active", "power": "on", "balance": "20.00"}));
    office.verifies();
}

#[test]
fn a_payment_at_the_window_reaches_the_switch_of_a_meter_on_a_wire() {
    let peer =
        Peer::start("dlms_meter.py", &["--tcp", "0", "--auth", "low", "--password", "12345678", "--load-w", "400"]);
    let mut office = cut_off(&format!("dlms+tcp://127.0.0.1:{}?auth=low&timeout=2&wait=5", peer.port()), "12345678");
    pays_and_is_on_again(&mut office, &peer, "disconnected -> connected", "meter");
}

#[test]
fn a_payment_at_the_window_reaches_the_switch_behind_a_head_end() {
    let args = ["--port", "0", "--meters", "10042", "--user", "cis", "--password", "s3cret-pass", "--wh"];
    let peer = Peer::start("msp_headend.py", &args);
    let (port, notify) = (peer.port(), free_port());
    let url = format!("multispeak+http://cis@127.0.0.1:{port}/cd?timeout=2&wait=8&notify=127.0.0.1:{notify}");
    let mut office = cut_off(&url, "s3cret-pass");
    pays_and_is_on_again(&mut office, &peer, "10042: closed accepted", "head-end");
}

#[test]
fn a_window_that_closes_while_a_payment_is_posted_posts_it_whole() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let before = cents(&office.balance());
    let screen = Screen::start();
    let window = screen.open(&office);
    window.shot_when_still("closing-counter");
    window.types("ozark").press(&["Return"]).shot_when_still("closing-card");
    window.press(&["F2"]).types("25.00").shot_when_still("closing-preview");
    window.press(&["Return", "ctrl+q"]);
    window.ends();
    assert_eq!(cents(&office.balance()), before + 25_00);
    office.verifies();
}

#[test]
fn a_locked_window_keeps_what_was_typed() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let screen = Screen::start();
    let window = screen.open(&office);
    window.shot_when_still("lock-counter");
    window.types("ozark").press(&["Return"]).shot_when_still("lock-card");
    window.press(&["F2"]).types("12.34").shot_when_still("lock-typed");
    window.press(&["ctrl+l"]).shot_when_still("lock-locked");
    // `practice` has no PIN: Enter signs in again, and the next Enter posts what was typed before.
    window.press(&["Return"]).shot_when_still("lock-unlocked");
    let before = cents(&office.balance());
    window.press(&["Return"]).shot_when_still("lock-posted");
    assert_eq!(cents(&office.balance()), before + 12_34);
    window.close();
}

#[test]
fn without_a_display_one_line_names_the_command_line() {
    let office = Office::practice("petit-jean");
    let answer = common::Answer::of(&mut office.command(&[]));
    assert_ne!(answer.status, 0);
    assert_eq!(answer.stderr.trim().lines().count(), 1, "one clear line: {answer:?}");
    assert!(answer.stderr.contains("advance-pay --help"), "it does not say how to go on without a display: {answer:?}");
}
