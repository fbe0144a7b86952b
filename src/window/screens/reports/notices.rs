//! The notices to members: what was to be told, by which way, and what became of it.

use iced::Fill;
use iced::widget::{column, row};

use super::super::asked::{Asked, Posting, refused};
use super::super::dates;
use crate::basics::Refused;
use crate::desk::{NoticeView, NoticesSent};
use crate::window::kit::list::{List, ListEvent, list};
use crate::window::kit::table::{Column as Heading, Row};
use crate::window::kit::toast::Severity;
use crate::window::kit::{
    Element, Field, Kind, Look, Shortcut, Tone, action, badge, empty, field, note, space, titled_card,
};
use crate::window::work::{Effect, Place};
use crate::words::NoticeStatus;

/// So many are listed, newest first.
const LISTED: usize = 1000;

#[derive(Debug)]
pub struct State {
    notices: Asked<Vec<NoticeView>>,
    account: Field<String>,
    list: List,
    sending: Posting,
}

#[derive(Debug, Clone)]
pub enum Message {
    Came(u64, Refused<Vec<NoticeView>>),
    /// Only those of one account; empty is all.
    Account(String),
    Find,
    List(ListEvent),
    Send,
    Sent(u64, Refused<NoticesSent>),
}

impl Default for State {
    fn default() -> Self {
        Self { notices: Asked::default(), account: Field::any(), list: List::default(), sending: Posting::default() }
    }
}

impl State {
    pub fn load(&mut self) -> Effect<Message> {
        let account = Some(self.account.text().trim().to_string()).filter(|account| !account.is_empty());
        let ticket = self.notices.ask();
        Effect::run(move |desk, call| Message::Came(ticket, desk.notices(call, account.as_deref(), LISTED)))
    }

    fn selected(&self) -> Option<&NoticeView> {
        self.notices.value()?.get(self.list.selected()?)
    }

    pub fn update(&mut self, look: Look, message: Message) -> Effect<Message> {
        match message {
            Message::Came(ticket, answer) => {
                self.notices.take(ticket, answer);
                return Effect::Task(self.list.reset());
            }
            Message::Account(text) => self.account.type_in(&text),
            Message::Find => return self.load(),
            Message::List(event) => {
                let scrolled = Effect::Task(self.list.update(look, event));
                return match (event, self.selected()) {
                    (ListEvent::Opened(_), Some(notice)) => Effect::Go(Place::Account(notice.account.clone())),
                    _ => scrolled,
                };
            }
            Message::Send => {
                let Some((ticket, _)) = self.sending.begin() else { return Effect::None };
                return Effect::run(move |desk, call| Message::Sent(ticket, desk.send_notices(call)));
            }
            Message::Sent(ticket, answer) => {
                if let Some(sent) = self.sending.take(ticket, answer) {
                    let severity = if sent.failed > 0 { Severity::Attention } else { Severity::Done };
                    let words = format!("{} sent, {} given up, {} still wait.", sent.sent, sent.failed, sent.waiting);
                    return Effect::Several(vec![Effect::Say(severity, words), self.load()]);
                }
            }
        }
        Effect::None
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let send = (!self.sending.under_way()).then_some(Message::Send);
        let head = row![
            field(look, "Account", &self.account, Message::Account).placeholder("all").width(220),
            action(look, Kind::Plain, "Show", Shortcut::CTRL_ENTER, Some(Message::Find)),
            action(look, Kind::Primary, "Send what is due", Shortcut::letter('M'), send)
                .because("They are being sent."),
        ];
        let list: Element<'_, Message> = match self.notices.value() {
            Some(notices) if notices.is_empty() => {
                empty(look, "No notice was made yet", "The cycle makes them as balances fall and power changes.", None)
            }
            Some(notices) => self.list(look, notices),
            None => refused(look, self.notices.refusal()).unwrap_or_else(|| look.quiet("Looking\u{2026}").into()),
        };
        let words = self.selected().map(|notice| whole(look, notice));
        let body = column![
            head.spacing(space::M).align_y(iced::Alignment::End),
            refused(look, self.sending.refusal()),
            iced::widget::container(list).height(Fill),
            words
        ];
        titled_card(look, "Notices to members", None, body.spacing(space::M)).height(Fill).into()
    }

    fn list<'a>(&'a self, look: Look, notices: &'a [NoticeView]) -> Element<'a, Message> {
        let headings = [
            Heading::words("Made", 140),
            Heading::words("Account", 100),
            Heading::words("What", 180),
            Heading::words("To", Fill),
            Heading::words("", 110),
        ];
        let row = move |index: usize| {
            let notice = &notices[index];
            let (tone, status) = standing(notice);
            Row::new(vec![
                look.quiet(dates::when(&notice.made_at)).into(),
                look.line(notice.account.as_str()).into(),
                look.line(notice.event.text()).into(),
                look.line(format!("{} {}", notice.channel.word(), notice.address)).into(),
                badge(look, tone, status),
            ])
        };
        list(look, &self.list, &headings, notices.len(), row, Message::List)
    }
}

fn standing(notice: &NoticeView) -> (Tone, &'static str) {
    match notice.status {
        NoticeStatus::Sent => (Tone::Good, "sent"),
        NoticeStatus::Failed => (Tone::Bad, "failed"),
        NoticeStatus::Waiting => (Tone::Attention, "waiting"),
        NoticeStatus::Withdrawn => (Tone::Neutral, "withdrawn"),
    }
}

/// A notice as the member reads it, and how it went.
fn whole<'a>(look: Look, notice: &'a NoticeView) -> Element<'a, Message> {
    let tries = if notice.tries == 1 { "1 try".to_string() } else { format!("{} tries", notice.tries) };
    let sent = notice.sent_at.as_deref().map(|at| format!(", sent {}", dates::when(at))).unwrap_or_default();
    let detail = if notice.detail.is_empty() { String::new() } else { format!(": {}", notice.detail) };
    note(look, Tone::Info, format!("{tries}{sent}{detail}"), notice.text.as_str())
}
