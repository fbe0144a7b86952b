//! One member who is being served: what the store says of them, and what is under way at their card.

use super::why;
use crate::basics::{Refusal, Refused};
use crate::desk::{AccountView, Call, Desk, LedgerLine, WhyView};
use crate::window::kit::chart::DayOfUse;
use crate::window::kit::list::{List, ListEvent};
use crate::window::kit::{Element, Look, Tone, card as surface, note};
use crate::window::screens::asked::sentence;
use crate::window::screens::payment;
use crate::window::work::{Effect, Place};
use crate::words::{ChargeQuality, Method};

/// So many billed days stand in the chart.
const CHART_DAYS: usize = 30;

pub struct Member {
    account: String,
    /// Of the newest question; answers to older ones are dropped.
    ticket: u64,
    loaded: Option<Loaded>,
    refused: Option<Refusal>,
    day: Option<usize>,
    lines: List,
    why: Option<why::Why>,
    why_ticket: u64,
    payment: Option<payment::State>,
    /// A payment that was begun before the program was started waits for the card.
    draft: Option<payment::Draft>,
    /// A payment is wanted, and the card has not come yet.
    pay_when_loaded: bool,
}

/// What the card shows.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub card: AccountView,
    /// Newest first.
    pub ledger: Vec<LedgerLine>,
    pub days: Vec<DayOfUse>,
    pub terms: Terms,
}

/// What of the terms the counter says, in their own words.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The time of day at which the power is cut.
    pub disconnect_at: Option<String>,
    /// The balance at which it is cut.
    pub disconnect_when: Option<String>,
    /// What may be paid with.
    pub methods: Vec<Method>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Pay,
    Why,
    CloseWhy,
    Day(usize),
    Lines(ListEvent),
    Go(Place),
    Payment(payment::Message),
    /// For the counter: this member is served, the next one please.
    Served,

    Came(u64, Box<Refused<Loaded>>),
    WhyCame(u64, Box<Refused<WhyView>>),
}

impl Member {
    /// Opens an account; `draft` is a payment that was begun on it before the program was started.
    pub fn new(account: String, draft: Option<payment::Draft>) -> Self {
        Self {
            account,
            ticket: 0,
            loaded: None,
            refused: None,
            day: None,
            lines: List::default(),
            why: None,
            why_ticket: 0,
            payment: None,
            pay_when_loaded: draft.is_some(),
            draft,
        }
    }

    pub fn account(&self) -> &str {
        &self.account
    }

    /// What stands on the tab.
    pub fn tab(&self) -> String {
        match &self.loaded {
            Some(loaded) => format!("{} \u{b7} {}", loaded.card.name, self.account),
            None => self.account.clone(),
        }
    }

    /// Whether money is being taken here.
    pub fn takes_payment(&self) -> bool {
        self.payment.is_some() || self.draft.is_some()
    }

    /// The payment that was begun here, to be kept until it is posted or cancelled.
    pub fn draft(&self) -> Option<payment::Draft> {
        self.draft.clone().or_else(|| self.payment.as_ref()?.draft())
    }

    /// The draft that no form took up.
    pub fn into_waiting(self) -> Option<(String, payment::Draft)> {
        Some((self.account, self.draft?))
    }

    /// Asks the store for everything that the card shows.
    pub fn refresh(&mut self) -> Effect<Message> {
        self.ticket += 1;
        let (ticket, account) = (self.ticket, self.account.clone());
        Effect::run(move |desk, call| Message::Came(ticket, Box::new(load(desk, call, &account))))
    }

    /// Opens the payment form, or puts the focus back into it.
    pub fn pay(&mut self) -> Effect<Message> {
        match (&self.payment, &self.loaded) {
            (Some(payment), _) => payment.focus().map(Message::Payment),
            (None, None) => {
                self.pay_when_loaded = true;
                Effect::None
            }
            (None, Some(loaded)) => {
                let (mut payment, effect) = payment::State::new(loaded.card.clone(), &loaded.terms.methods);
                let taken_up = self.draft.take().map_or(Effect::None, |draft| payment.take_up(draft));
                self.payment = Some(payment);
                Effect::Several(vec![effect, taken_up]).map(Message::Payment)
            }
        }
    }

    pub fn update(&mut self, look: Look, message: Message) -> Effect<Message> {
        match message {
            Message::Pay => self.pay(),
            Message::Why => self.ask_why(),
            Message::CloseWhy => {
                self.why = None;
                self.why_ticket += 1;
                Effect::None
            }
            Message::Day(day) => {
                self.day = Some(day);
                Effect::None
            }
            Message::Lines(event) => Effect::Task(self.lines.update(look, event)),
            Message::Go(place) => Effect::Go(place),
            Message::Payment(message) => self.tell_payment(message),
            Message::Came(ticket, answer) if ticket == self.ticket => self.came(*answer),
            Message::WhyCame(ticket, answer) if ticket == self.why_ticket => {
                self.why = Some(why::Why::of(*answer));
                Effect::None
            }
            Message::Came(..) | Message::WhyCame(..) | Message::Served => Effect::None,
        }
    }

    fn came(&mut self, answer: Refused<Loaded>) -> Effect<Message> {
        match answer {
            Err(refusal) => {
                self.refused = Some(refusal);
                Effect::None
            }
            Ok(loaded) => {
                let seen = match &mut self.payment {
                    Some(payment) => payment.seen(loaded.card.clone()).map(Message::Payment),
                    None => Effect::None,
                };
                self.refused = None;
                self.loaded = Some(loaded);
                let pays = if std::mem::take(&mut self.pay_when_loaded) { self.pay() } else { Effect::None };
                Effect::Several(vec![seen, pays])
            }
        }
    }

    fn ask_why(&mut self) -> Effect<Message> {
        self.why_ticket += 1;
        let (ticket, account) = (self.why_ticket, self.account.clone());
        Effect::run(move |desk, call| Message::WhyCame(ticket, Box::new(desk.why(call, &account))))
    }

    fn tell_payment(&mut self, message: payment::Message) -> Effect<Message> {
        let Some(payment) = &mut self.payment else { return Effect::None };
        match message {
            payment::Message::Close => {
                let served = payment.is_posted();
                self.payment = None;
                if served { Effect::Task(iced::Task::done(Message::Served)) } else { Effect::None }
            }
            message => {
                let moved = matches!(message, payment::Message::Posted(_));
                let told = payment.update(message).map(Message::Payment);
                let looked = if moved { self.refresh() } else { Effect::None };
                Effect::Several(vec![told, looked])
            }
        }
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        match (&self.payment, &self.loaded, &self.refused) {
            (Some(payment), ..) => payment.view(look).map(Message::Payment),
            (None, _, Some(refusal)) => {
                note(look, Tone::Bad, "This account cannot be shown", sentence(&refusal.message))
            }
            (None, Some(loaded), None) => loaded.view(look, self.day, &self.lines),
            (None, None, None) => surface(look, look.quiet("Looking at the account\u{2026}")).into(),
        }
    }

    pub fn dialog(&self, look: Look) -> Option<Element<'_, Message>> {
        self.why.as_ref().map(|why| why.view(look, Message::CloseWhy))
    }
}

fn load(desk: &mut Desk, call: &Call, account: &str) -> Refused<Loaded> {
    let card = desk.show(call, account)?;
    let mut ledger = desk.account_ledger(call, account)?;
    ledger.reverse();
    let days = desk.use_by_day(call, account, CHART_DAYS)?;
    let days = days
        .into_iter()
        .map(|day| DayOfUse {
            day: day.day,
            used: day.used,
            cost: day.cost,
            balance: day.balance,
            estimated: day.quality == ChargeQuality::Estimated,
        })
        .collect();
    Ok(Loaded { card, ledger, days, terms: terms(desk, call)? })
}

fn terms(desk: &mut Desk, call: &Call) -> Refused<Terms> {
    let program = desk.program(call)?;
    let rows = || program.sections.iter().flat_map(|section| &section.rows);
    let value = |key: &str| rows().find(|row| row.key == key).and_then(|row| row.value.clone());
    Ok(Terms {
        disconnect_at: value("disconnect.at"),
        disconnect_when: value("disconnect.when"),
        methods: program.choices.methods,
    })
}
