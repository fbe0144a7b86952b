//! Which notices an event sends, by which ways, when, and in what words (R24–R26, C30).

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta};

use super::limits::meets_condition;
use crate::basics::{Cents, Instant, Now};
use crate::terms::{NoticeEvent, Program};

/// How far the money reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    pub balance: Cents,
    /// The fewest whole days that the days left are at or below (C30): 3.5 is at 4; None: it cannot be said.
    pub days_left: Option<u32>,
}

/// What happened to the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// The day's charges, or a true-up.
    Charges,
    Payment(Cents),
    /// By how much the balance moved: corrections, fees, returned payments.
    Adjustment(Cents),
    /// The power was seen off; the one payment that brings it back.
    Disconnected {
        to_reconnect: Cents,
    },
    /// The power was seen on.
    Reconnected,
    Closed,
}

/// One event on one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub happening: Happening,
    /// None: the account's first level, as if it had been above every threshold before.
    pub before: Option<Level>,
    pub after: Level,
    /// The days left as people are told: rounded down.
    pub lasts: Option<u32>,
    /// The member's own threshold, heeded where the terms let members set one.
    pub own_threshold: Option<Cents>,
    /// The local time of the next list that may cut; None: it cannot be said.
    pub next_list: Option<NaiveDateTime>,
}

/// A notice to be sent by every way on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub event: NoticeEvent,
    pub text: String,
}

/// The notices that the terms send for `change` (R24): of what happened, if they name it, and of every threshold that
/// the change falls to or below for the first time since it was above (C30).
#[must_use]
pub fn notices(change: &Change, program: &Program) -> Vec<Notice> {
    let mut found = vec![of_happening(change)];
    if matches!(change.happening, Happening::Charges | Happening::Payment(_) | Happening::Adjustment(_)) {
        found.push(low_balance(change, program).map(|text| (NoticeEvent::LowBalance, text)));
        found.push(below_zero(change));
        found.push(disconnect_pending(change, program));
    }
    let named = found.into_iter().flatten().filter(|(event, _)| program.notices.events.contains(event));
    named.map(|(event, text)| Notice { event, text: signed(&text, program) }).collect()
}

/// The amount at or below which a low-balance notice is sent (R24): the member's own where the terms let members set
/// one, else the program's. None: no notice by amount.
#[must_use]
pub fn threshold(own: Option<Cents>, program: &Program) -> Option<Cents> {
    own.filter(|_| program.notices.member_sets_threshold).or(program.notices.low_balance)
}

fn of_happening(change: &Change) -> Option<(NoticeEvent, String)> {
    let balance = change.after.balance.dollars();
    match change.happening {
        Happening::Charges => None,
        Happening::Payment(amount) => Some((
            NoticeEvent::Payment,
            format!("We received your payment of {}. Your balance is {balance}.", amount.dollars()),
        )),
        Happening::Adjustment(amount) => Some((
            NoticeEvent::Adjustment,
            format!("Your balance was adjusted by {}. It is {balance} now.", amount.dollars()),
        )),
        Happening::Disconnected { to_reconnect } => Some((
            NoticeEvent::Disconnected,
            format!(
                "Your power was disconnected: your balance is {balance}. A payment of {} brings it back.",
                to_reconnect.dollars()
            ),
        )),
        Happening::Reconnected => {
            Some((NoticeEvent::Reconnected, format!("Your power is on again. Your balance is {balance}.")))
        }
        Happening::Closed => Some((NoticeEvent::Closed, closed(change.after.balance))),
    }
}

fn closed(balance: Cents) -> String {
    if balance < Cents::ZERO {
        format!("Your account is closed. It still owes {}.", (-balance).dollars())
    } else {
        "Your account is closed. It owes nothing for electricity.".to_string()
    }
}

/// One notice for all low-balance thresholds that a change falls to at once: by amount, by days left, or both.
fn low_balance(change: &Change, program: &Program) -> Option<String> {
    let by_amount = threshold(change.own_threshold, program)
        .filter(|limit| falls_to(change.before.map(|level| level.balance), change.after.balance, *limit));
    let before = change.before.and_then(|level| level.days_left);
    let falls = |left: u32| program.notices.low_balance_days.iter().any(|limit| falls_to(before, left, *limit));
    let by_days = change.lasts.filter(|_| change.after.days_left.is_some_and(falls));
    let balance = change.after.balance.dollars();
    let amount = by_amount.map(|limit| format!("That is at or below {}. ", limit.dollars())).unwrap_or_default();
    let days = by_days.map(lasts).unwrap_or_default();
    (by_amount.is_some() || by_days.is_some())
        .then(|| format!("Your balance is {balance}. {amount}{days}Pay in time to keep the power on."))
}

fn lasts(days_left: u32) -> String {
    match days_left {
        0 => "At your usual use it lasts less than a day. ".to_string(),
        1 => "At your usual use it lasts about 1 day. ".to_string(),
        days => format!("At your usual use it lasts about {days} days. "),
    }
}

fn below_zero(change: &Change) -> Option<(NoticeEvent, String)> {
    let was_below = change.before.is_some_and(|level| level.balance < Cents::ZERO);
    let is_below = change.after.balance < Cents::ZERO;
    (is_below && !was_below)
        .then(|| (NoticeEvent::BelowZero, format!("Your balance is below zero: {}.", change.after.balance.dollars())))
}

fn disconnect_pending(change: &Change, program: &Program) -> Option<(NoticeEvent, String)> {
    let was_due = change.before.is_some_and(|level| meets_condition(level.balance, program));
    let is_due = meets_condition(change.after.balance, program);
    (is_due && !was_due).then(|| {
        let balance = change.after.balance.dollars();
        let when = change.next_list.map_or("at the next disconnect time".to_string(), |list| {
            list.format("at %H:%M on %A, %B %-d").to_string()
        });
        let text = format!("Your balance is {balance}. Your power is to be disconnected {when} unless you pay before.");
        (NoticeEvent::DisconnectPending, text)
    })
}

/// Whether a value falls to `limit` or below, having been above it; one that is new falls from above.
fn falls_to<T: PartialOrd>(before: Option<T>, after: T, limit: T) -> bool {
    after <= limit && before.is_none_or(|before| before > limit)
}

/// The text, headed by whose notice it is and closed by whom to call.
fn signed(text: &str, program: &Program) -> String {
    let phone = program.phone.as_ref().map(|phone| format!(" Questions: {phone}.")).unwrap_or_default();
    format!("{}, {}: {text}{phone}", program.title, program.utility)
}

/// A way by which a notice leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    Email,
    Text,
    Phone,
}

/// How a member can be reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contacts {
    pub email: Option<String>,
    /// The number of a phone that takes texts.
    pub text: Option<String>,
    pub phone: Option<String>,
}

impl Contacts {
    /// Every way on file, with its address (R25).
    #[must_use]
    pub fn on_file(&self) -> Vec<(Channel, &str)> {
        let ways = [(Channel::Email, &self.email), (Channel::Text, &self.text), (Channel::Phone, &self.phone)];
        let given = ways.into_iter().filter_map(|(channel, address)| Some((channel, address.as_deref()?)));
        given.filter(|(_, address)| !address.trim().is_empty()).collect()
    }
}

/// The earliest moment at which a notice may leave: now, or the end of the quiet hours that run (R26). They may wrap
/// midnight; their first minute is quiet, their last is not.
#[must_use]
pub fn earliest_send(now: Now, program: &Program) -> Instant {
    match program.notices.quiet {
        Some((from, to)) if is_quiet(now.time(), from, to) => {
            let ends_on = if now.time() < to { now.day() } else { now.day() + Days::new(1) };
            Now::from_local(ends_on.and_time(to), now.zone).at
        }
        _ => now.at,
    }
}

fn is_quiet(time: NaiveTime, from: NaiveTime, to: NaiveTime) -> bool {
    if from <= to { (from..to).contains(&time) } else { time >= from || time < to }
}

/// Minutes until the next try after the first, the second, …
const SOON: [i64; 4] = [1, 5, 15, 60];
/// Minutes until the next try after those.
const LATER: i64 = 120;
/// How long a notice is tried: then once more, and no more.
const TRIED_FOR: TimeDelta = TimeDelta::hours(24);

/// When a notice made at `made_at` that did not leave for the `tries`th time is tried again, outside the quiet hours (R26);
/// None: it was tried long enough.
#[must_use]
pub fn next_try(made_at: Instant, tries: u32, now: Now, program: &Program) -> Option<Instant> {
    let last = earliest_send(now.at_instant(made_at), program) + TRIED_FOR;
    let tries = usize::try_from(tries).unwrap_or(usize::MAX);
    // A desk that did not run for a day has not tried for a day: the quick tries come first, always.
    if tries > SOON.len() && now.at >= last {
        return None;
    }
    let minutes = SOON.get(tries.saturating_sub(1)).copied().unwrap_or(LATER);
    let next = now.at + TimeDelta::minutes(minutes);
    let next = if now.at < last { next.min(last) } else { next };
    Some(earliest_send(now.at_instant(next), program))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::sample_terms::{day, palmetto, pec, peninsula_light, petit_jean, time};

    fn level(balance: i64, days_left: u32) -> Level {
        Level { balance: Cents(balance), days_left: Some(days_left) }
    }

    fn charged(before: Level, after: Level) -> Change {
        let next_list = Some(day("2026-11-30").and_time(time("10:00")));
        let lasts = after.days_left;
        Change { happening: Happening::Charges, before: Some(before), after, lasts, own_threshold: None, next_list }
    }

    fn events(change: &Change, program: &Program) -> Vec<&'static str> {
        notices(change, program).into_iter().map(|notice| notice.event.word()).collect()
    }

    #[test]
    fn r24_the_alert_is_sent_at_the_amount_and_once() {
        assert_eq!(events(&charged(level(15_01, 3), level(15_00, 3)), &petit_jean()), ["low_balance"]);
        assert!(events(&charged(level(15_00, 3), level(3_90, 0)), &petit_jean()).is_empty());
        assert!(events(&charged(level(20_00, 4), level(15_01, 3)), &petit_jean()).is_empty());
    }

    #[test]
    fn r24_a_payment_that_leaves_the_balance_low_alerts_nobody_twice() {
        let paid = Change { happening: Happening::Payment(Cents(5_00)), ..charged(level(3_00, 0), level(8_00, 2)) };
        assert!(events(&paid, &petit_jean()).is_empty());
    }

    #[test]
    fn r24_a_first_level_that_is_low_is_told() {
        let first = Change { before: None, ..charged(level(0, 0), level(12_00, 3)) };
        assert_eq!(events(&first, &petit_jean()), ["low_balance"]);
    }

    #[test]
    fn r24_the_members_own_threshold_counts_where_the_terms_let_members_set_one() {
        let own = Change { own_threshold: Some(Cents(40_00)), ..charged(level(41_00, 9), level(39_00, 8)) };
        assert_eq!(events(&own, &palmetto()), ["low_balance"]);
        assert!(events(&own, &petit_jean()).is_empty());
        let passes_the_programs =
            Change { own_threshold: Some(Cents(5_00)), ..charged(level(21_00, 5), level(19_00, 4)) };
        assert!(events(&passes_the_programs, &pec()).is_empty());
    }

    #[test]
    fn c30_an_alert_at_n_days_is_sent_when_the_days_first_fall_to_n_or_less() {
        let told = |from, to| events(&charged(level(40_00, from), level(30_00, to)), &peninsula_light());
        assert_eq!(told(8, 7), ["low_balance"]);
        assert!(told(7, 6).is_empty());
        assert_eq!(told(4, 3), ["low_balance"]);
        assert_eq!(told(8, 2), ["low_balance"], "two thresholds at once are one notice");
    }

    #[test]
    fn r24_peninsula_tells_of_a_negative_balance_and_of_the_cut_that_is_coming() {
        let below = notices(&charged(level(2_94, 0), level(-1_19, 0)), &peninsula_light());
        let words: Vec<_> = below.iter().map(|notice| notice.event.word()).collect();
        assert_eq!(words, ["below_zero", "disconnect_pending"]);
        assert!(below[1].text.contains("at 10:00 on Monday, November 30"), "{}", below[1].text);
        assert!(events(&charged(level(2_94, 0), level(0, 0)), &peninsula_light()).is_empty());
        assert!(events(&charged(level(-1_19, 0), level(-5_30, 0)), &peninsula_light()).is_empty());
    }

    #[test]
    fn r24_payments_and_adjustments_are_told_where_the_terms_name_them() {
        let paid = Change { happening: Happening::Payment(Cents(40_00)), ..charged(level(50_00, 9), level(90_00, 20)) };
        assert_eq!(events(&paid, &peninsula_light()), ["payment"]);
        assert!(events(&paid, &petit_jean()).is_empty());
        let adjusted =
            Change { happening: Happening::Adjustment(Cents(-60_00)), ..charged(level(90_00, 20), level(30_00, 6)) };
        assert_eq!(events(&adjusted, &peninsula_light()), ["adjustment", "low_balance"]);
    }

    #[test]
    fn a_notice_says_whose_it_is_the_numbers_and_whom_to_call() {
        let off = Happening::Disconnected { to_reconnect: Cents(45_56) };
        let off = Change { happening: off, ..charged(level(-25_56, 0), level(-25_56, 0)) };
        assert_eq!(
            notices(&off, &petit_jean())[0].text,
            "Advance Pay, Petit Jean Electric Cooperative: Your power was disconnected: your balance is \u{2212}$25.56. \
             A payment of $45.56 brings it back. Questions: 501-745-2493."
        );
        let low = notices(&charged(level(30_00, 7), level(12_50, 3)), &petit_jean());
        assert!(low[0].text.contains("Your balance is $12.50. That is at or below $15.00."), "{}", low[0].text);
        let closed = Change { happening: Happening::Closed, ..off };
        assert!(notices(&closed, &pec())[0].text.contains("It still owes $25.56."));
    }

    #[test]
    fn r25_every_contact_on_file_is_used() {
        let contacts = Contacts {
            email: Some("ada@example.org".into()),
            text: Some(" ".into()),
            phone: Some("501-555-0100".into()),
        };
        assert_eq!(contacts.on_file(), [(Channel::Email, "ada@example.org"), (Channel::Phone, "501-555-0100")]);
    }

    #[test]
    fn r26_in_quiet_hours_a_notice_waits_for_their_end() {
        let program = pec();
        let at = |date, clock| Now::from_local(day(date).and_time(time(clock)), program.time_zone);
        let leaves = |date, clock| at(date, clock).at_instant(earliest_send(at(date, clock), &program)).local();
        let local = |date: &str, clock| day(date).and_time(time(clock));
        assert_eq!(leaves("2026-11-30", "20:59"), local("2026-11-30", "20:59"));
        assert_eq!(leaves("2026-11-30", "21:00"), local("2026-12-01", "07:00"));
        assert_eq!(leaves("2026-12-01", "06:59"), local("2026-12-01", "07:00"));
        assert_eq!(leaves("2026-12-01", "07:00"), local("2026-12-01", "07:00"));
        let loud = at("2026-11-30", "23:00");
        assert_eq!(earliest_send(loud, &petit_jean()), loud.at);
    }

    proptest! {
        #[test]
        fn c30_between_two_alerts_the_balance_was_above_the_threshold(
            balances in prop::collection::vec(-50_00..60_00_i64, 2..40),
        ) {
            let program = petit_jean();
            let limit = program.notices.low_balance.expect("Petit Jean alerts by amount");
            let mut armed = true;
            let mut before = None;
            for balance in balances {
                let after = Level { balance: Cents(balance), days_left: None };
                let told = !notices(&Change { before, ..charged(after, after) }, &program).is_empty();
                prop_assert_eq!(told, armed && after.balance <= limit);
                armed = after.balance > limit;
                before = Some(after);
            }
        }
    }
}
