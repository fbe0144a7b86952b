//! What must be in before the list is made: the payments taken elsewhere, the night drop, the forecast (C10).

use iced::widget::{Row, row};
use iced::{Alignment, Fill};

use super::{Message, Shown, State};
use crate::basics::Refused;
use crate::desk::{EnterForecast, ForecastView, ListView, NoteArrival};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Field, Kind, Look, Shortcut, action, card, check, field, space};
use crate::window::work::Effect;

/// The forecast as it is typed.
pub(super) struct Before {
    low: Field<i32>,
    inclement: bool,
    under_way: bool,
}

impl Default for Before {
    fn default() -> Self {
        let degrees = |text: &str| text.parse().map_err(|_| "Write whole °F, like 41 or -5.".to_string());
        Self { low: Field::new(degrees), inclement: false, under_way: false }
    }
}

impl Before {
    /// Shows the forecast that counts, unless another is being typed.
    pub fn forecast(&mut self, known: Option<&ForecastView>) {
        if let Some(known) = known.filter(|_| self.low.text().is_empty()) {
            self.low = Self::default().low.holding(known.low_f.to_string());
            self.inclement = known.inclement;
        }
    }
}

/// What a list waits for, in the field's words.
fn arrival(what: &str) -> String {
    match what {
        "external_payments" => "Payments taken elsewhere are in".to_string(),
        "night_drop" => "The night drop is emptied and posted".to_string(),
        other => other.replace('_', " "),
    }
}

/// How much of it is in, in a few words.
pub(super) fn in_words(list: &ListView) -> String {
    let arrived = list.before_list.iter().filter(|(_, is_in)| *is_in).count();
    let waited_for = match list.before_list.len() {
        0 => "nothing is waited for".to_string(),
        of => format!("{arrived} of {of} in"),
    };
    match &list.forecast {
        Some(forecast) if forecast.inclement => format!("{waited_for} \u{b7} low {} °F, inclement", forecast.low_f),
        Some(forecast) => format!("{waited_for} \u{b7} low {} °F", forecast.low_f),
        None => format!("{waited_for} \u{b7} no forecast"),
    }
}

impl State {
    pub(super) fn before_the_list(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::ForecastLow(text) => self.before.low.type_in(&text),
            Message::Inclement(inclement) => self.before.inclement = inclement,
            Message::EnterForecast => return self.enter_forecast(),
            Message::Arrived(what) => {
                return Effect::run(move |desk, call| Message::ArrivalNoted(desk.perform(call, &NoteArrival { what })));
            }
            Message::ForecastEntered(entered) => {
                self.before.under_way = false;
                let words = |forecast: ForecastView| format!("Forecast entered: a low of {} °F.", forecast.low_f);
                return self.noted(entered.map(words));
            }
            Message::ArrivalNoted(noted) => return self.noted(noted.map(|_| "Noted: it is in.".to_string())),
            _ => {}
        }
        Effect::None
    }

    fn enter_forecast(&mut self) -> Effect<Message> {
        self.before.low.ask();
        let day = self.shown().map(|shown| shown.list.day);
        let (Some(low), Some(day), false) = (self.before.low.value().copied(), day, self.before.under_way) else {
            return Effect::None;
        };
        self.before.under_way = true;
        let forecast = EnterForecast { date: day, low_f: low, inclement: self.before.inclement };
        Effect::run(move |desk, call| Message::ForecastEntered(desk.perform(call, &forecast)))
    }

    fn noted(&mut self, noted: Refused<String>) -> Effect<Message> {
        let said = match noted {
            Ok(words) => Effect::Say(Severity::Done, words),
            Err(refusal) => Effect::Say(Severity::Refused, refusal.message),
        };
        Effect::Several(vec![said, self.ask_again()])
    }

    /// The ticks and the forecast; nothing once the list is made.
    pub(super) fn before_card<'a>(&'a self, look: Look, shown: &'a Shown) -> Option<Element<'a, Message>> {
        if shown.list.made_at.is_some() {
            return None;
        }
        let ticks = shown.list.before_list.iter().map(|(what, is_in)| {
            // What is in stays in: there is nothing to take back.
            let turn = (!is_in).then_some(move |_| Message::Arrived(what.clone()));
            check(look, arrival(what), *is_in, turn)
        });
        let nothing = shown.list.before_list.is_empty().then(|| look.quiet("The terms wait for nothing but the time."));
        let ticks = Row::with_children(ticks).push(nothing).spacing(space::L).align_y(Alignment::Center);
        let low =
            field(look, "", &self.before.low, Message::ForecastLow).id("forecast").placeholder("Low, °F").width(110);
        let enter = (!self.before.under_way).then_some(Message::EnterForecast);
        let forecast = row![
            look.label("Forecast"),
            low,
            check(look, "Inclement", self.before.inclement, Some(Message::Inclement)),
            action(look, Kind::Plain, "Enter forecast", Shortcut::ctrl('E'), enter),
        ];
        let line =
            row![ticks, iced::widget::Space::new().width(Fill), forecast.spacing(space::M).align_y(Alignment::Center)];
        Some(card(look, line.spacing(space::L).align_y(Alignment::Center)).padding([space::S, space::L]).into())
    }
}
