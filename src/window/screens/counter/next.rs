//! What happens next to an account, in words that can be read to the member.

use chrono::Days;

use super::member::Terms;
use crate::basics::{Cents, Day};
use crate::desk::AccountView;
use crate::words::{PowerNow, Status, Stops};

/// The sentences; the first is what matters most now.
pub fn sentences(card: &AccountView, terms: &Terms) -> Vec<String> {
    let mut told = match card.status {
        Status::Disconnected => disconnected(card),
        Status::Closed => ended(card, "The account is closed"),
        Status::Left => ended(card, "The account is back on monthly billing"),
        Status::Active => active(card, terms),
    };
    for hold in &card.holds {
        let kind = hold.kind.text();
        told.push(format!("A {kind} hold stops {} {}.", stops(&hold.stops), until(hold.until)));
    }
    told
}

/// `Mon Dec 7`, as it is said at the counter.
pub fn day(day: Day) -> String {
    day.format("%a %b %-d").to_string()
}

/// How long a hold stands.
pub fn until(last: Option<Day>) -> String {
    last.map_or_else(|| "until it is lifted".to_string(), |last| format!("through {}", day(last)))
}

fn disconnected(card: &AccountView) -> Vec<String> {
    let mut told = Vec::new();
    match card.to_reconnect {
        _ if card.power == PowerNow::Switching => {
            told.push("The switch is at work: the power's state is on its way.".to_string())
        }
        Some(amount) if amount > Cents::ZERO => {
            told.push(format!("If {} is paid, the reconnect is requested at once, at any hour.", amount.dollars()))
        }
        _ => told.push("What had to be paid is paid; the switch queue says what the power waits for.".to_string()),
    }
    if let Some(last) = card.closes_after {
        let fee = if card.membership > Cents::ZERO {
            format!("; the {} membership fee then goes to what is owed", card.membership.dollars())
        } else {
            String::new()
        };
        told.push(format!("Otherwise the account becomes inactive at the end of {}{fee}.", day(last)));
    }
    told
}

fn active(card: &AccountView, terms: &Terms) -> Vec<String> {
    let mut told = Vec::new();
    let cut_at = terms.disconnect_at.as_deref().unwrap_or("the disconnect time");
    let cut_when = terms.disconnect_when.as_deref().unwrap_or("too low");
    match card.days_left {
        Some(0) => told.push(format!(
            "{} If it is {cut_when} at {cut_at} on the next business day, the power is disconnected.",
            if card.balance <= Cents::ZERO {
                "The balance is used up."
            } else {
                "The balance does not last another day."
            }
        )),
        Some(1) => told.push("At the member's usual use the balance lasts about 1 more day.".to_string()),
        Some(days) => told.push(format!("At the member's usual use the balance lasts about {days} more days.")),
        None => {}
    }
    let next = card.billed_through + Days::new(1);
    let morning = next + Days::new(1);
    told.push(format!("The use of {} is billed on the morning of {}.", day(next), day(morning)));
    if let Some(limit) = card.low_balance {
        told.push(if card.balance <= limit {
            format!("The balance is at or under {}: the member is alerted.", limit.dollars())
        } else {
            format!("The member is alerted at {}.", limit.dollars())
        });
    }
    if card.arrears > Cents::ZERO {
        told.push(format!(
            "{} of the past-due plan is still to be paid, a part of each payment.",
            card.arrears.dollars()
        ));
    }
    told
}

fn ended(card: &AccountView, words: &str) -> Vec<String> {
    let since = card.ended_on.map_or_else(String::new, |on| format!(" since {}", day(on)));
    let mut told = vec![format!("{words}{since}: it is not billed any more.")];
    if card.refund_due > Cents::ZERO {
        told.push(format!("{} is owed to the member and waits for a check request.", card.refund_due.dollars()));
    }
    if card.balance < Cents::ZERO || card.arrears > Cents::ZERO {
        told.push("What is owed is carried to a new enrollment.".to_string());
    }
    told
}

fn stops(stops: &[Stops]) -> String {
    let words: Vec<&str> = stops
        .iter()
        .map(|stop| match stop {
            Stops::Disconnect => "the disconnect",
            Stops::Reconnect => "the reconnect",
            Stops::Close => "the closing",
        })
        .collect();
    words.join(" and ")
}
