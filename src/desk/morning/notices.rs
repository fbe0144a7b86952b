//! Notices leave: each is tried, tried again for a day, and then given up; what the gateway and the dialer say became of
//! theirs is read back. Nothing is sent inside a transaction.
//!
//! A notice is claimed before it is sent: its try is counted and its next one set, so that neither a second process nor
//! the next run takes it too. Where the answer is lost it is sent again under the same id.

use std::path::Path;
use std::time::{Duration, Instant as Moment, SystemTime};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::outbox_settings::Way;
use crate::basics::Refused;
use crate::desk::Desk;
use crate::desk::act::{Call, Needs, Signed};
use crate::ledger::{Channel, Notice, NoticeStatus, Tx};
use crate::outbox::{Message, Outcome, SendError, folder, read_results, results_in};
use crate::rules::notices::next_try;
use crate::words::NoticeEvent;

/// A claim that nobody finished ends by itself: longer than a slow server takes for one message.
const CLAIM: TimeDelta = TimeDelta::minutes(10);
/// A run sends for at most so long; what is left goes with the next.
const SENDS_FOR: Duration = Duration::from_secs(60);

/// What sending did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesSent {
    pub sent: u32,
    /// Given up, or refused for good; also those that the gateway or the dialer could not deliver.
    pub failed: u32,
    /// Not sent yet: for the end of the quiet hours, for another try, for a way to be set up.
    pub waiting: u32,
    /// What the gateway and the dialer say they delivered.
    pub delivered: u32,
}

/// A notice as `notices list` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    pub id: i64,
    pub account: String,
    pub event: NoticeEvent,
    /// `email`, `text` or `phone`.
    pub channel: Channel,
    pub address: String,
    pub text: String,
    /// `waiting`, `sent`, `failed` or `withdrawn`.
    pub status: NoticeStatus,
    pub made_at: String,
    pub sent_at: Option<String>,
    pub tries: u32,
    pub detail: String,
}

impl Desk {
    /// Sends every notice that is due, and takes in what the gateway and the dialer say of theirs.
    ///
    /// # Errors
    /// Only of the store: what does not leave is counted and tried again.
    pub fn send_notices(&mut self, call: &Call) -> Refused<NoticesSent> {
        let signed = self.enter(call, "notices", Needs::Anyone)?;
        self.send_due(&signed)
    }

    /// The notices of an account, or of all, newest first.
    ///
    /// # Errors
    /// `unknown_account`.
    pub fn notices(&mut self, call: &Call, account: Option<&str>, limit: usize) -> Refused<Vec<NoticeView>> {
        self.ask(call, |act| {
            let account = account.map(|number| act.tx.account_numbered(number)).transpose()?;
            let notices = act.tx.notices(account.map(|account| account.id), limit)?;
            let view = |notice: Notice| {
                Ok(NoticeView {
                    id: notice.id,
                    account: act.tx.account(notice.account)?.number.0,
                    event: notice.event,
                    channel: notice.channel,
                    address: notice.address,
                    text: notice.text,
                    status: notice.status,
                    made_at: act.time(notice.made_at),
                    sent_at: notice.sent_at.map(|at| act.time(at)),
                    tries: notice.tries,
                    detail: notice.detail,
                })
            };
            notices.into_iter().map(view).collect()
        })
    }

    /// As [`Desk::send_notices`], for the cycle.
    pub(in crate::desk) fn send_due(&mut self, signed: &Signed) -> Refused<NoticesSent> {
        let ways = self.ways_out(signed)?;
        let mut done = NoticesSent::default();
        if let Some(folder) = ways.folder() {
            self.take_results(signed, folder, &mut done)?;
        }
        let until = Moment::now() + SENDS_FOR;
        let mut not_set_up = Vec::new();
        for channel in Channel::ALL {
            match ways.way(*channel) {
                Some(way) => self.send_channel(signed, *channel, (way, ways.mark(*channel)), until, &mut done)?,
                None => not_set_up.push(*channel),
            }
        }
        self.tell_what_is_not_set_up(signed, &not_set_up)?;
        done.waiting = self.store.read(|tx| tx.count_waiting_notices())?;
        Ok(done)
    }

    /// Sends what is due by one channel, until there is no more, the way is down, or the time is up.
    fn send_channel(
        &mut self,
        signed: &Signed,
        channel: Channel,
        (way, mark): (Way, &str),
        until: Moment,
        done: &mut NoticesSent,
    ) -> Refused<()> {
        let mut outbox = match way {
            Ok(outbox) => outbox,
            Err(why) => return self.put_off_the_rest(signed, channel, &why, done),
        };
        while Moment::now() < until {
            let (claimed, messages) = self.claim(signed, channel, outbox.at_once())?;
            if claimed.is_empty() {
                break;
            }
            match outbox.send(&messages) {
                Ok(sent) => self.record_sent(signed, channel, claimed, &format!("{mark}{}", sent.detail), done)?,
                Err(SendError::Later(why)) => self.record_put_off(signed, claimed, &why, done)?,
                Err(SendError::Refused(why)) => self.record_failed(signed, claimed, &why, done)?,
                Err(SendError::Down(why)) => {
                    self.record_put_off(signed, claimed, &why, done)?;
                    return self.put_off_the_rest(signed, channel, &why, done);
                }
            }
        }
        Ok(())
    }

    /// Takes the next notices that are due: their try is counted before they are sent.
    fn claim(&mut self, signed: &Signed, channel: Channel, at_most: usize) -> Refused<(Vec<Notice>, Vec<Message>)> {
        let utility = self.terms()?.program(signed.now.day()).utility.clone();
        let now = signed.now.at;
        self.store.write(|tx| {
            let store = store_id(tx)?;
            let mut claimed = tx.notices_due(channel, now, at_most)?;
            for notice in &mut claimed {
                notice.tries += 1;
                notice.not_before = now + CLAIM;
                tx.save_notice(notice)?;
            }
            let messages = claimed.iter().map(|notice| message(notice, &store, &utility)).collect();
            Ok((claimed, messages))
        })
    }

    fn record_sent(
        &mut self,
        signed: &Signed,
        channel: Channel,
        claimed: Vec<Notice>,
        detail: &str,
        done: &mut NoticesSent,
    ) -> Refused<()> {
        done.sent += count(&claimed);
        self.store.write(|tx| {
            for notice in claimed {
                let sent = Notice {
                    status: NoticeStatus::Sent,
                    sent_at: Some(signed.now.at),
                    detail: detail.to_string(),
                    ..notice
                };
                tx.save_notice(&sent)?;
            }
            tx.attended(None, stuck(channel), signed.operator.id, signed.now.at)?;
            tx.touch(signed.now.at);
            Ok(())
        })
    }

    /// Sets the next try of each, outside the quiet hours; one that was tried for a day is given up.
    fn record_put_off(
        &mut self,
        signed: &Signed,
        claimed: Vec<Notice>,
        why: &str,
        done: &mut NoticesSent,
    ) -> Refused<()> {
        let terms = self.terms()?;
        let program = terms.program(signed.now.day());
        self.store.write(|tx| {
            for notice in claimed {
                match next_try(notice.made_at, notice.tries, signed.now, program) {
                    Some(not_before) => tx.save_notice(&Notice { not_before, detail: why.to_string(), ..notice })?,
                    None => {
                        done.failed += 1;
                        give_up(tx, signed, notice, why)?;
                    }
                }
            }
            Ok(())
        })
    }

    fn record_failed(
        &mut self,
        signed: &Signed,
        claimed: Vec<Notice>,
        why: &str,
        done: &mut NoticesSent,
    ) -> Refused<()> {
        done.failed += count(&claimed);
        self.store.write(|tx| claimed.into_iter().try_for_each(|notice| give_up(tx, signed, notice, why)))
    }

    /// The way is down: the others that are due share the try, and a person is told.
    fn put_off_the_rest(
        &mut self,
        signed: &Signed,
        channel: Channel,
        why: &str,
        done: &mut NoticesSent,
    ) -> Refused<()> {
        let (rest, _) = self.claim(signed, channel, usize::MAX)?;
        let text = format!("notices by {} do not leave: {why}", channel.word());
        self.record_put_off(signed, rest, why, done)?;
        self.store.write(|tx| {
            let waits = tx.count_waiting_notices()? > 0;
            if waits { tx.attend(None, stuck(channel), &text, signed.now.day(), signed.now.at) } else { Ok(()) }
        })
    }

    /// One matter for a person while anything waits for a way that nobody set up.
    fn tell_what_is_not_set_up(&mut self, signed: &Signed, channels: &[Channel]) -> Refused<()> {
        const CODE: &str = "notices_not_set_up";
        let now = signed.now.at;
        self.store.write(|tx| {
            let mut waiting = Vec::new();
            for channel in channels {
                if !tx.notices_due(*channel, now, 1)?.is_empty() {
                    waiting.push(channel.word());
                }
            }
            if waiting.is_empty() {
                return tx.attended(None, CODE, signed.operator.id, now);
            }
            let text =
                format!("notices wait, for nobody set up how they leave by {}: `notices setup`", waiting.join(", "));
            tx.attend(None, CODE, &text, signed.now.day(), now)
        })
    }

    /// Takes in every file of results that waits; one that cannot be read is put aside with the reason.
    fn take_results(&mut self, signed: &Signed, folder: &Path, done: &mut NoticesSent) -> Refused<()> {
        // A folder that cannot be read is told when something is to be written there.
        for file in results_in(folder, SystemTime::now()).unwrap_or_default() {
            let trouble = match read_results(&file) {
                Ok(outcomes) => {
                    self.record_outcomes(signed, &outcomes, done)?;
                    folder::take(folder, &file, &format!("{} rows", outcomes.len()))
                        .err()
                        .map(|error| format!("it cannot be moved away: {error}"))
                }
                Err(why) => match folder::refuse(folder, &file, &why) {
                    Ok(_) => Some(why),
                    Err(error) => Some(format!("{why}; and it cannot be moved away: {error}")),
                },
            };
            if let Some(trouble) = trouble {
                let text = format!("{}: {trouble}", file.display());
                self.store.write(|tx| tx.attend(None, "results_refused", &text, signed.now.day(), signed.now.at))?;
            }
        }
        Ok(())
    }

    /// What became of messages; those that are not of this store are passed over.
    fn record_outcomes(&mut self, signed: &Signed, outcomes: &[Outcome], done: &mut NoticesSent) -> Refused<()> {
        self.store.write(|tx| {
            let store = store_id(tx)?;
            for outcome in outcomes {
                let Some(notice) = notice_of(tx, &store, &outcome.id)? else { continue };
                if outcome.delivered {
                    done.delivered += 1;
                    let sent_at = notice.sent_at.or(Some(signed.now.at));
                    let detail = in_words("delivered", &outcome.detail);
                    tx.save_notice(&Notice { status: NoticeStatus::Sent, sent_at, detail, ..notice })?;
                } else if notice.status != NoticeStatus::Failed {
                    done.failed += 1;
                    give_up(tx, signed, notice, &in_words("not delivered", &outcome.detail))?;
                }
            }
            Ok(())
        })
    }
}

/// A notice that did not reach the member, with a word to whoever looks at the attention list.
fn give_up(tx: &Tx<'_>, signed: &Signed, notice: Notice, why: &str) -> Refused<()> {
    let text = format!(
        "the notice \"{}\" to {} was not delivered ({why}): reach the member another way, and correct the contact",
        notice.event.text(),
        notice.address
    );
    tx.attend(Some(notice.account), "notice_failed", &text, signed.now.day(), signed.now.at)?;
    tx.save_notice(&Notice { status: NoticeStatus::Failed, detail: why.to_string(), ..notice })
}

fn message(notice: &Notice, store: &str, utility: &str) -> Message {
    Message {
        id: message_id(notice, store),
        channel: notice.channel,
        address: notice.address.clone(),
        subject: format!("{utility}: {}", notice.event.text()),
        text: notice.text.clone(),
    }
}

/// The same at every try. After a restore a new notice may get the number of one that was lost, but not its time too.
fn message_id(notice: &Notice, store: &str) -> String {
    format!("{}.{}.{store}", notice.id, notice.made_at.timestamp_millis())
}

/// The notice of a message id; None when the message was not this store's.
fn notice_of(tx: &Tx<'_>, store: &str, id: &str) -> Refused<Option<Notice>> {
    let Some(number) = id.split('.').next().and_then(|number| number.parse().ok()) else { return Ok(None) };
    Ok(tx.notice(number)?.filter(|notice| message_id(notice, store) == id))
}

fn store_id(tx: &Tx<'_>) -> Refused<String> {
    Ok(tx.fact("store_id")?.unwrap_or_default())
}

/// The matter on the attention list that nothing leaves by a channel.
fn stuck(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "emails_do_not_leave",
        Channel::Text => "texts_do_not_leave",
        Channel::Phone => "calls_do_not_leave",
    }
}

fn in_words(what: &str, detail: &str) -> String {
    if detail.is_empty() { what.to_string() } else { format!("{what}: {detail}") }
}

fn count(notices: &[Notice]) -> u32 {
    u32::try_from(notices.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "notices_tests.rs"]
mod tests;
