//! What stands at the bottom of the rail and beside its items: the drawer, the time, the last cycle, what waits.

use chrono::{DateTime, NaiveDateTime};

use crate::basics::{Day, Now};
use crate::desk::{Call, CycleRunView, Desk, DrawerView};

/// The state of the office in a few words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footer {
    pub drawer: String,
    pub time: String,
    pub cycle: String,
    /// Commands of the switch queue that are not done.
    pub switching: usize,
    /// Acts that wait for a second person.
    pub to_approve: usize,
    /// Matters that a person should look at.
    pub attention: usize,
    /// The store does not prove what it holds, and is only read.
    pub unproven: bool,
}

impl Footer {
    /// Looks at the store. What it does not say is left out: each screen tells its own refusals.
    pub fn look(desk: &mut Desk, call: &Call) -> Self {
        let last = desk.cycle_runs(call, 1).unwrap_or_default().into_iter().next();
        let now = now(desk, call, last.as_ref());
        let drawer = desk.drawer_view(call, None).ok();
        let queue = desk.switch_queue(call).map(|queue| queue.rows).unwrap_or_default();
        Self {
            drawer: drawer_words(drawer.as_ref(), now.date(), desk.is_practice()),
            time: now.format("%a %b %-d, %-I:%M %p").to_string(),
            cycle: last.map_or_else(|| "No cycle has run yet".to_string(), |run| cycle_words(&run, now.date())),
            switching: queue.iter().filter(|row| row.status.is_open()).count(),
            to_approve: desk.approvals(call).map_or(0, |waiting| waiting.len()),
            attention: desk.attention(call).map_or(0, |matters| matters.len()),
            unproven: desk.unproven().is_some(),
        }
    }
}

/// The local time; in a practice office whose days ran ahead, that of its last morning.
fn now(desk: &Desk, call: &Call, last: Option<&CycleRunView>) -> NaiveDateTime {
    let real = call.now.unwrap_or_else(|| Now::new(chrono::Utc::now(), desk.zone()).local());
    let ahead = last.filter(|_| desk.is_practice() && call.now.is_none()).and_then(|run| local(&run.at));
    ahead.map_or(real, |ahead| ahead.max(real))
}

/// The local time in a view's instant.
fn local(at: &str) -> Option<NaiveDateTime> {
    DateTime::parse_from_rfc3339(at).ok().map(|at| at.naive_local())
}

/// In a practice office yesterday's drawer blocks nobody, and the first payment opens one.
fn drawer_words(drawer: Option<&DrawerView>, today: Day, practice: bool) -> String {
    let drawer = drawer.filter(|drawer| !(practice && drawer.day < today));
    let Some(drawer) = drawer else { return "No drawer is open".to_string() };
    let time = |at: &str| local(at).map(|at| at.format("%-I:%M").to_string()).unwrap_or_default();
    match &drawer.closed_at {
        Some(closed) => format!("Drawer closed at {}", time(closed)),
        None if drawer.day < today => format!("Drawer of {} is still open", drawer.day.format("%b %-d")),
        None if drawer.counts > 0 => "Drawer counted, not closed".to_string(),
        None => format!("Drawer open since {}", time(&drawer.opened_at)),
    }
}

fn cycle_words(run: &CycleRunView, today: Day) -> String {
    let Some(at) = local(&run.at) else { return String::new() };
    let when = if at.date() == today { at.format("%-I:%M") } else { at.format("%b %-d, %-I:%M") };
    match run.counts.missing_reads {
        0 => format!("Cycle done {when} \u{b7} all reads in"),
        1 => format!("Cycle done {when} \u{b7} 1 read missing"),
        missing => format!("Cycle done {when} \u{b7} {missing} reads missing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::CycleCounts;

    #[test]
    fn the_last_cycle_is_told_with_what_it_missed() {
        let counts = CycleCounts { missing_reads: 2, ..CycleCounts::default() };
        let run =
            CycleRunView { at: "2026-11-30T10:02:00-06:00".to_string(), operator: "scheduler".to_string(), counts };
        let day = |text: &str| text.parse::<Day>().expect("a day");
        assert_eq!(cycle_words(&run, day("2026-11-30")), "Cycle done 10:02 \u{b7} 2 reads missing");
        assert_eq!(cycle_words(&run, day("2026-12-01")), "Cycle done Nov 30, 10:02 \u{b7} 2 reads missing");
    }
}
