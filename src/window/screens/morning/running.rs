//! Running the cycle from the window: its progress, stopping it, and the five steps of the day.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use iced::Task;
use iced::futures::channel::mpsc;
use iced::widget::row;
use iced::{Alignment, Fill};

use super::{Message, Shown, State, rows};
use crate::basics::{Code, Refused};
use crate::desk::{CycleCounts, Progress};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Kind, Look, Shortcut, Step, StepState, Tone, action, note, space, steps};
use crate::window::work::Effect;
use crate::words::RowState;

/// A cycle under way.
pub(super) struct Running {
    pub ticket: u64,
    pub progress: Option<Progress>,
    stop: Arc<AtomicBool>,
}

impl Running {
    /// Stops after the batch under way; what was done stays done.
    pub fn stop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn in_words(&self) -> String {
        let stopping = if self.stop.load(Ordering::Relaxed) { "Stopping after this batch. " } else { "" };
        match &self.progress {
            Some(progress) => {
                format!("{stopping}{} of {} accounts are done ({}).", progress.done, progress.of, progress.step)
            }
            None => format!("{stopping}Reading the meters\u{2026}"),
        }
    }
}

impl State {
    pub(super) fn run(&mut self, confirm_clock: bool) -> Effect<Message> {
        if self.running.is_some() {
            return Effect::None;
        }
        self.trouble = None;
        self.ticket += 1;
        let (ticket, stop) = (self.ticket, Arc::new(AtomicBool::new(false)));
        self.running = Some(Running { ticket, progress: None, stop: Arc::clone(&stop) });
        let (tell, told) = mpsc::unbounded();
        let heard = Task::run(told, move |progress| Message::Progressed(ticket, progress));
        let work = Effect::run(move |desk, call| {
            let ran = desk.cycle_with_progress(call, confirm_clock, &mut |progress| {
                // Nobody listens any more once the window closes: the cycle goes on all the same.
                let _ = tell.unbounded_send(progress.clone());
                !stop.load(Ordering::Relaxed)
            });
            Message::Ran(ticket, ran)
        });
        Effect::Several(vec![Effect::Task(heard), work])
    }

    pub(super) fn ran(&mut self, ticket: u64, ran: Refused<CycleCounts>) -> Effect<Message> {
        if self.running.as_ref().is_none_or(|running| running.ticket != ticket) {
            return Effect::None;
        }
        self.running = None;
        let said = match ran {
            Ok(counts) if counts.already_running => {
                Effect::Say(Severity::Information, "Another cycle is at work: nothing was done twice.".to_string())
            }
            Ok(counts) => Effect::Say(Severity::Done, in_words(&counts)),
            Err(refusal) => {
                self.trouble = Some(refusal);
                Effect::None
            }
        };
        Effect::Several(vec![said, self.ask_again()])
    }

    /// The cycle's progress, or why it did not run.
    pub(super) fn cycle_note(&self, look: Look) -> Option<Element<'_, Message>> {
        if let Some(running) = &self.running {
            return Some(note(look, Tone::Info, "The cycle runs.", running.in_words()));
        }
        let refusal = self.trouble.as_ref()?;
        let words = note(look, Tone::Bad, "The cycle did not run.", refusal.message.as_str());
        let confirm = (refusal.code == Code::ClockNotTrusted)
            .then(|| action(look, Kind::Plain, "The clock is right", Shortcut::ctrl('K'), Some(Message::Run(true))));
        let words = iced::widget::container(words).width(Fill);
        Some(row![words, confirm.map(Element::from)].spacing(space::M).align_y(Alignment::Center).into())
    }

    /// The five steps of the day, each with when and how much.
    pub(super) fn steps<'a>(&self, look: Look, shown: &Shown) -> Element<'a, Message> {
        let sum = |count: fn(&CycleCounts) -> u32| shown.runs.iter().map(|run| count(&run.counts)).sum::<u32>();
        // The day's reads and bills are those of its first run that did any; the missing ones are those of the last.
        let when = |did: fn(&CycleCounts) -> bool| {
            shown.runs.iter().rev().find(|run| did(&run.counts)).map(|run| rows::clock(&run.at))
        };
        let missing = shown.runs.first().map_or(0, |run| run.counts.missing_reads);
        let (rows, ready) =
            (shown.list.rows.len(), shown.list.rows.iter().filter(|row| row.state == RowState::Ready).count());
        let list = match &shown.list.made_at {
            Some(_) if rows == 0 => "nobody is on it".to_string(),
            Some(_) => format!("{rows} rows \u{b7} {ready} ready"),
            None => "not made yet".to_string(),
        };
        let run = !shown.runs.is_empty();
        let arrived = shown.list.before_list.iter().all(|(_, in_)| *in_);
        let reads =
            if run { format!("{} in \u{b7} {missing} missing", sum(|counts| counts.reads)) } else { String::new() };
        let bills = format!("{} days billed \u{b7} {} estimated", sum(|c| c.billed), sum(|c| c.estimated));
        let notices = format!("{} sent or waiting to be", sum(|counts| counts.notices));
        let bills = if run { bills } else { String::new() };
        let notices = if run { notices } else { String::new() };
        let made = shown.list.made_at.as_deref().map(rows::clock);
        let five = [
            ("Reads", when(|counts| counts.reads > 0), reads, run),
            ("Bills", when(|counts| counts.billed > 0), bills, run),
            ("Notices", when(|counts| counts.notices > 0), notices, run),
            ("Before the list", None, super::before::in_words(&shown.list), run && arrived),
            ("List", made.or_else(|| Some(shown.list.cut_off.clone())), list, shown.list.made_at.is_some()),
        ];
        let now = five.iter().position(|(_, _, _, done)| !done);
        let bars = five.into_iter().enumerate().map(|(at, (name, when, detail, done))| Step {
            name: when.map_or_else(|| name.to_string(), |when| format!("{name} {when}")),
            detail,
            state: match (done, now == Some(at)) {
                (true, _) => StepState::Done,
                (false, true) => StepState::Now,
                (false, false) => StepState::ToCome,
            },
        });
        steps(look, bars.collect::<Vec<_>>())
    }
}

/// What a run did, in a sentence.
fn in_words(counts: &CycleCounts) -> String {
    let mut words = format!(
        "The cycle is done: {} reads, {} days billed, {} notices, {} disconnects, {} reconnects.",
        counts.reads, counts.billed, counts.notices, counts.disconnects, counts.reconnects
    );
    if counts.missing_reads > 0 {
        words.push_str(&format!(" {} reads are missing.", counts.missing_reads));
    }
    words
}
