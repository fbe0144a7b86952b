//! The calendar: what happens on which of the 42 days. The first is a Monday.

use chrono::{Days, NaiveDate};

use crate::common::Office;
use crate::recorder::Recorder;
use crate::{accounts, counter, edge, files, joining, morning, office, opening, people, refusals};

/// Where and when a story takes place: each spans what the others don't, like the end of daylight time, a year or a season.
pub struct Place {
    pub program: &'static str,
    /// A Monday.
    pub first: &'static str,
    /// When the terms disconnect.
    pub cut: &'static str,
    pub offices: [&'static str; 2],
    /// A charge by the kWh, if the terms have one.
    pub price: &'static str,
    /// An add-on, if the terms have one.
    pub light: &'static str,
}

const DAYS: u64 = 42;

/// Lives through the six weeks, and compares what was answered with the recording.
#[track_caller]
pub fn tell(place: &Place) {
    let first: NaiveDate = place.first.parse().expect("a day");
    let mut it = Recorder::at(Office::with_program(place.program, &[]), first);
    it.name("program", place.program);
    it.name("office", place.offices[0]);
    it.name("office2", place.offices[1]);
    it.name("price", place.price);
    it.name("light", place.light);
    opening::before_the_first_day(&mut it);
    for day in 0..DAYS {
        it.today = first + Days::new(day);
        it.heading(&format!("day {day}: {}", it.today.format("%A %Y-%m-%d")));
        morning::night(&mut it, day);
        morning::cycle(&mut it, day, place.cut);
        scenes(&mut it, day);
    }
    files::last_day(&mut it);
    if place.program == "petit-jean" {
        refusals::in_an_office_for_real_members(&mut it);
    }
    it.compare(place.program);
}

/// What is the same under any terms is lived through in one office or two.
fn scenes(it: &mut Recorder, day: u64) {
    let program = it.named("program");
    match (day, program.as_str()) {
        (0, _) => {
            opening::first_day(it);
            joining::first_day(it);
        }
        (1, _) => counter::every_way_to_pay(it),
        (2, _) => counter::undone(it),
        (3, _) => office::a_drawer_and_a_day(it),
        (4, _) => people::members_and_notices(it),
        (5, _) => files::payments_of_others(it),
        (6 | 40, _) => accounts::looked_at(it),
        (7, "petit-jean" | "pec") => joining::members_from_a_file(it),
        (8, _) => accounts::holds_and_notes(it),
        (10, _) => accounts::pledges(it),
        (11, "petit-jean" | "peninsula-light") => morning::by_hand(it),
        (12, _) => morning::reads_by_hand(it),
        (15, "petit-jean" | "pec") => office::staff_and_approvals(it),
        (16, "petit-jean" | "palmetto") => office::three_drawers(it),
        (17, "petit-jean" | "palmetto") => opening::new_prices(it),
        (18, _) => accounts::moving_house(it),
        (19, "palmetto" | "peninsula-light") => files::watched_folder(it),
        (20, _) => {
            accounts::samples(it);
            edge::to_be_closed(it);
        }
        (22, _) => accounts::leaving(it),
        (23, _) => accounts::closing(it),
        (24, _) => edge::the_day_before(it),
        (25, _) => edge::the_morning(it),
        (26, "petit-jean" | "peninsula-light") => refusals::of_an_act(it),
        (27, "petit-jean") => refusals::wrong_calls(it),
        (28, "petit-jean") => people::keys(it),
        (29, "petit-jean" | "peninsula-light") => opening::new_terms(it),
        (30, _) => counter::late_and_returned(it),
        (33, _) => joining::coming_back(it),
        (34, _) => people::death(it),
        (36, "palmetto" | "pec") => files::backup_and_restore(it),
        (38, "petit-jean" | "peninsula-light") => morning::links(it),
        (41, _) => files::exports(it),
        _ => {}
    }
    counter::of_every_day(it, day);
}
