//! From the list at the disconnect time and the payment at the counter to the meter's own switch, over each adapter.

use serde_json::json;

use crate::common::{Enrollment, Office};
use crate::peer::{Peer, SerialPair, free_port};

const METER: &str = "10042";
const PASSWORD: &str = "12345678";
const KEYS: &str = "000102030405060708090A0B0C0D0E0F:D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
const HEAD_END_PASSWORD: &str = "s3cret-pass";

/// An office whose member's meter is reached over a wire.
struct Wired {
    office: Office,
    peer: Peer,
    _line: Option<SerialPair>,
}

impl Wired {
    /// Adds the link, and enrolls the member on November 29 at the register that the peer shows.
    fn open(url: &str, secret: &str, peer: Peer, line: Option<SerialPair>) -> Self {
        let mut office = Office::practice("petit-jean");
        office.at("2026-11-29T09:00").environment("WIRE_SECRET", secret);
        office.run(&["link", "add", "wire", url, "--secret-env", "WIRE_SECRET", "--confirm"]).done();
        let tested = office.run(&["link", "test", "wire"]).done();
        assert_eq!(tested["ok"], true, "{tested}");
        let ada = Enrollment::new_member().named("Ada Ozark", METER);
        office.enroll(&ada.with("/service/link", "wire").with("/service/start_kwh", "1234.0"));
        Self { office, peer, _line: line }
    }
}

/// The 10:00 disconnect and the reconnect by a payment reach the peer's own switch; each is sent once.
fn cut_and_back(mut wired: Wired, opened: &str, closed: &str) {
    let office = &mut wired.office;
    let account = office.account().number.clone();
    office.at("2026-11-30T09:00");
    let cycle = office.cycle();
    assert_eq!((&cycle["billed"], &cycle["missing_reads"]), (&json!(1), &json!(0)), "{cycle}");
    office.set_to("-5.00");
    let cycle = office.at("2026-11-30T10:00").cycle();
    assert_eq!(cycle["disconnects"], 1, "{cycle}");
    assert_eq!(wired.peer.logged(opened), 1, "the peer's switch opened once");
    office.shows(json!({"status": "disconnected", "power": "off", "to_reconnect": "25.00"}));

    let paid = office.run(&["pay", &account, "--method", "cash", "--amount", "25.00"]).done();
    assert_eq!(paid["power"], "on", "{paid}");
    assert_eq!(wired.peer.logged(closed), 1, "the peer's switch closed once");
    office.shows(json!({"status": "active", "power": "on", "balance": "20.00"}));
    office.verifies();
}

#[test]
fn a_meter_on_tcp_is_cut_at_the_time_and_back_on_with_the_payment() {
    let peer =
        Peer::start("dlms_meter.py", &["--tcp", "0", "--auth", "low", "--password", PASSWORD, "--load-w", "400"]);
    let url = format!("dlms+tcp://127.0.0.1:{}?auth=low&timeout=2&wait=5", peer.port());
    cut_and_back(Wired::open(&url, PASSWORD, peer, None), "connected -> disconnected", "disconnected -> connected");
}

#[test]
fn a_meter_on_a_serial_line_is_cut_at_the_time_and_back_on_with_the_payment() {
    let line = SerialPair::start();
    let peer = Peer::start("dlms_meter.py", &["--serial", &line.meter(), "--auth", "gmac", "--load-w", "400"]);
    let url = format!("dlms+serial://{}?auth=gmac&timeout=2&wait=5", line.client());
    cut_and_back(Wired::open(&url, KEYS, peer, Some(line)), "connected -> disconnected", "disconnected -> connected");
}

#[test]
fn a_meter_behind_a_head_end_is_cut_at_the_time_and_back_on_with_the_payment() {
    let args = ["--port", "0", "--meters", METER, "--user", "cis", "--password", HEAD_END_PASSWORD, "--wh"];
    let peer = Peer::start("msp_headend.py", &args);
    let notify = free_port();
    let url = format!("multispeak+http://cis@127.0.0.1:{}/cd?timeout=2&wait=8&notify=127.0.0.1:{notify}", peer.port());
    cut_and_back(Wired::open(&url, HEAD_END_PASSWORD, peer, None), "10042: open accepted", "10042: closed accepted");
}
