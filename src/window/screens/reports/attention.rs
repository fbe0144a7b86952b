//! What a person should look at, over all accounts, until somebody did.

use iced::Fill;
use iced::widget::{column, container, row};

use super::super::asked::{Asked, Posting, refused, sentence};
use super::super::dates;
use crate::basics::Refused;
use crate::desk::{AttentionView, Call, ClearAttention, Decide, Decided};
use crate::window::kit::list::{List, ListEvent, list};
use crate::window::kit::table::{Column as Heading, Row};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Field, Kind, Look, Shortcut, Tone, action, empty, field, note, space, titled_card};
use crate::window::work::{Effect, Place};

#[derive(Debug)]
pub struct State {
    matters: Asked<Vec<AttentionView>>,
    list: List,
    clearing: Posting,
    /// Why a doubt is decided as it is.
    reason: Field<String>,
}

impl Default for State {
    fn default() -> Self {
        Self { matters: Asked::default(), list: List::default(), clearing: Posting::default(), reason: Field::any() }
    }
}

#[derive(Debug, Clone)]
pub enum Message {
    List(ListEvent),
    /// To the account of the selected matter.
    Open,
    /// Somebody looked at the selected matter.
    LookedAt,
    Reason(String),
    /// What the selected doubt is about counts, or it does not.
    Decide(bool),

    Came(u64, Refused<Vec<AttentionView>>),
    Cleared(u64, Refused<Vec<i64>>),
    Decided(u64, Refused<Decided>),
}

impl State {
    pub fn load(&mut self) -> Effect<Message> {
        let ticket = self.matters.ask();
        Effect::run(move |desk, call| Message::Came(ticket, desk.attention(call)))
    }

    /// How many matters are open, as far as is known.
    pub fn count(&self) -> usize {
        self.matters.value().map_or(0, Vec::len)
    }

    fn selected(&self) -> Option<&AttentionView> {
        self.matters.value()?.get(self.list.selected()?)
    }

    pub fn update(&mut self, look: Look, message: Message) -> Effect<Message> {
        match message {
            Message::List(event) => {
                let scrolled = Effect::Task(self.list.update(look, event));
                if matches!(event, ListEvent::Opened(_)) { self.open() } else { scrolled }
            }
            Message::Open => self.open(),
            Message::LookedAt => self.clear(),
            Message::Came(ticket, answer) => self.came(look, ticket, answer),
            Message::Reason(text) => {
                self.reason.type_in(&text);
                Effect::None
            }
            Message::Decide(accept) => self.decide(accept),
            Message::Cleared(ticket, answer) => {
                let done = self.clearing.take(ticket, answer).is_some();
                self.over(done, "Looked at. If it still holds, the next cycle lists it again.")
            }
            Message::Decided(ticket, answer) => {
                let done = self.clearing.take(ticket, answer).is_some();
                self.over(done, "Decided. What it changed is posted.")
            }
        }
    }

    fn over(&mut self, done: bool, words: &str) -> Effect<Message> {
        if !done {
            return Effect::None;
        }
        self.reason = Field::any();
        Effect::Several(vec![Effect::Say(Severity::Done, words.to_string()), self.load()])
    }

    fn open(&self) -> Effect<Message> {
        let account = self.selected().and_then(|matter| matter.account.clone());
        account.map_or(Effect::None, |account| Effect::Go(Place::Account(account)))
    }

    fn clear(&mut self) -> Effect<Message> {
        let Some(id) = self.selected().map(|matter| matter.id) else { return Effect::None };
        let Some((ticket, key)) = self.clearing.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::Cleared(ticket, desk.perform(&call, &ClearAttention { id }))
        })
    }

    fn decide(&mut self, accept: bool) -> Effect<Message> {
        let Some(id) = self.selected().filter(|matter| matter.doubt).map(|matter| matter.id) else {
            return Effect::None;
        };
        let Some(reason) = self.reason.value().filter(|text| !text.is_empty()).cloned() else { return Effect::None };
        let Some((ticket, key)) = self.clearing.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::Decided(ticket, desk.perform(&call, &Decide { id, accept, reason }))
        })
    }

    /// The selection stays at its matter; when that one is gone, at the one that took its place.
    fn came(&mut self, look: Look, ticket: u64, answer: Refused<Vec<AttentionView>>) -> Effect<Message> {
        let before = self.selected().map(|matter| matter.id);
        self.matters.take(ticket, answer);
        let matters = self.matters.value().map_or(&[][..], Vec::as_slice);
        let same = matters.iter().position(|matter| Some(matter.id) == before);
        let next = same.or_else(|| Some(self.list.selected()?.min(matters.len().checked_sub(1)?)));
        Effect::Task(match next {
            Some(row) => self.list.update(look, ListEvent::Selected(row)),
            None => self.list.reset(),
        })
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let list: Element<'_, Message> = match self.matters.value() {
            Some(matters) if matters.is_empty() => empty(
                look,
                "Nothing needs a look",
                "A meter that counts while its switch is open, a read that goes backward, a notice nobody gets: the \
                 morning lists them here.",
                None,
            ),
            Some(matters) => self.list(look, matters),
            None => refused(look, self.matters.refusal()).unwrap_or_else(|| look.quiet("Looking\u{2026}").into()),
        };
        let body = column![
            container(list).height(Fill),
            refused(look, self.clearing.refusal()),
            self.selected().map(|matter| note(look, Tone::Attention, whose(matter), sentence(&matter.text))),
            self.actions(look),
        ];
        titled_card(look, "What a person should look at", None, body.spacing(space::M)).height(Fill).into()
    }

    fn list<'a>(&'a self, look: Look, matters: &'a [AttentionView]) -> Element<'a, Message> {
        let headings = [
            Heading::words("Since", look.scaled(130.0)),
            Heading::words("Account", look.scaled(84.0)),
            Heading::words("Member", look.scaled(170.0)),
            Heading::words("What", Fill),
        ];
        let row = move |index: usize| {
            let matter = &matters[index];
            Row::new(vec![
                look.quiet(dates::when(&matter.at)).into(),
                look.line(matter.account.as_deref().unwrap_or("\u{2014}")).into(),
                look.line(matter.name.as_deref().unwrap_or("The office")).into(),
                look.line(matter.text.as_str()).into(),
            ])
        };
        list(look, &self.list, &headings, matters.len(), row, Message::List)
    }

    fn actions(&self, look: Look) -> Element<'_, Message> {
        let selected = self.selected();
        let open = selected.and_then(|matter| matter.account.as_ref()).map(|_| Message::Open);
        let open = action(look, Kind::Plain, "Open the account", Shortcut::letter('O'), open)
            .because("Choose a matter of an account first.");
        if selected.is_some_and(|matter| matter.doubt) {
            return self.decision(look, open.into());
        }
        let clear = selected.filter(|_| !self.clearing.under_way()).map(|_| Message::LookedAt);
        let clear =
            action(look, Kind::Primary, "Looked at", Shortcut::letter('L'), clear).because("Choose a matter first.");
        row![clear, open].spacing(space::M).into()
    }

    /// A doubt is over when a supervisor has decided it.
    fn decision<'a>(&'a self, look: Look, open: Element<'a, Message>) -> Element<'a, Message> {
        let ready = !self.clearing.under_way() && !self.reason.text().trim().is_empty();
        let decide = |kind, words, key, accept| {
            action(look, kind, words, Shortcut::ctrl(key), ready.then_some(Message::Decide(accept)))
                .because("Say why first: the reason is kept.")
        };
        let why = field(look, "Why", &self.reason, Message::Reason).hint("Nobody is disconnected on it until then.");
        let acts = row![
            decide(Kind::Primary, "It counts", 'Y', true),
            decide(Kind::Plain, "It does not count", 'N', false),
            open,
        ];
        column![why, acts.spacing(space::M)].spacing(space::M).into()
    }
}

/// Whose matter it is, and from which day.
fn whose(matter: &AttentionView) -> String {
    let day = dates::day(matter.day);
    match (&matter.name, &matter.account) {
        (Some(name), Some(account)) => format!("{name} \u{b7} account {account} \u{b7} {day}"),
        _ => format!("The office \u{b7} {day}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{Code, Refusal};
    use crate::window::kit::testing::{shot, window};
    use crate::window::screens::practice::{LIGHT, WIDE};

    fn matter(id: i64, account: Option<&str>) -> AttentionView {
        AttentionView {
            id,
            account: account.map(str::to_string),
            name: account.map(|_| "Ada Ozark".to_string()),
            day: "2026-11-16".parse().expect("a day"),
            code: "no_read".to_string(),
            doubt: false,
            text: "no read since 2026-11-12: look at the meter or enter a read".to_string(),
            at: "2026-11-16T10:00:00-06:00".to_string(),
        }
    }

    fn listed() -> State {
        let mut state = State::default();
        state.matters.put(vec![matter(3, Some("1000001")), matter(2, None), matter(1, None)]);
        state
    }

    #[test]
    fn enter_opens_the_account_of_a_matter_that_has_one() {
        let mut state = listed();
        let opened = state.update(LIGHT, Message::List(ListEvent::Opened(0)));
        assert!(matches!(opened, Effect::Go(Place::Account(account)) if account == "1000001"));
        let mut seen = window(WIDE, state.view(LIGHT));
        assert!(seen.find("No read since 2026-11-12: look at the meter or enter a read.").is_ok());
        shot(LIGHT, &mut seen, "reports-attention");
        drop(seen);
        assert!(matches!(state.update(LIGHT, Message::List(ListEvent::Opened(1))), Effect::None));
    }

    #[test]
    fn what_was_looked_at_is_taken_off_once_and_the_next_is_selected() {
        let mut state = listed();
        assert!(matches!(state.update(LIGHT, Message::LookedAt), Effect::None), "nothing is selected");
        let _ = state.update(LIGHT, Message::List(ListEvent::Selected(1)));
        assert!(matches!(state.update(LIGHT, Message::LookedAt), Effect::Run(_)));
        assert!(matches!(state.update(LIGHT, Message::LookedAt), Effect::None), "it is under way");
        let ticket = state.matters.ask();
        let left = vec![matter(3, Some("1000001")), matter(1, None)];
        let _ = state.update(LIGHT, Message::Came(ticket, Ok(left)));
        assert_eq!((state.count(), state.selected().map(|matter| matter.id)), (2, Some(1)));
    }

    #[test]
    fn c45_a_doubt_is_decided_with_a_reason_and_a_look_does_not_end_it() {
        let mut state = State::default();
        state.matters.put(vec![AttentionView { doubt: true, ..matter(3, Some("1000001")) }]);
        let _ = state.update(LIGHT, Message::List(ListEvent::Selected(0)));
        assert!(matches!(state.update(LIGHT, Message::Decide(false)), Effect::None), "there is no reason");
        assert!(window(WIDE, state.view(LIGHT)).find("Looked at").is_err());
        let _ = state.update(LIGHT, Message::Reason("read again on site".to_string()));
        assert!(window(WIDE, state.view(LIGHT)).find("It does not count").is_ok());
        assert!(matches!(state.update(LIGHT, Message::Decide(false)), Effect::Run(_)));
        assert!(matches!(state.update(LIGHT, Message::Decide(false)), Effect::None), "it is under way");
    }

    #[test]
    fn a_refusal_to_take_it_off_is_said() {
        let mut state = listed();
        let (ticket, _) = state.clearing.begin().expect("it begins");
        let refusal = Refusal::new(Code::UnknownMatter, "there is no open matter 2: list them again");
        let _ = state.update(LIGHT, Message::Cleared(ticket, Err(refusal)));
        assert!(window(WIDE, state.view(LIGHT)).find("There is no open matter 2: list them again.").is_ok());
    }
}
