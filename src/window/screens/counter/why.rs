//! Why the account is as it is: the store's own explanation, sentence by sentence.

use iced::Length;
use iced::widget::{Column, container, scrollable};

use crate::basics::Refused;
use crate::desk::WhyView;
use crate::window::kit::dialog::dialog;
use crate::window::kit::{Element, Kind, Look, Shortcut, Tone, action, note, space, styles};
use crate::window::screens::asked::sentence;

/// More sentences than anybody reads to a member; the papers have all.
const SENTENCES: usize = 60;

pub struct Why {
    told: Refused<Vec<String>>,
}

impl Why {
    pub fn of(answer: Refused<WhyView>) -> Self {
        Self { told: answer.map(|why| why.words.into_iter().take(SENTENCES).collect()) }
    }

    pub fn view<'a, M: Clone + 'static>(&'a self, look: Look, close: M) -> Element<'a, M> {
        let body: Element<'a, M> = match &self.told {
            Err(refusal) => note(look, Tone::Bad, "", sentence(&refusal.message)),
            Ok(words) => {
                let first = words.iter().take(1).map(|words| look.strong(words.as_str()).into());
                let then = words.iter().skip(1).map(|words| look.body(words.as_str()).into());
                let told = Column::with_children(first.chain(then)).spacing(space::S);
                let told = container(told).padding(iced::Padding::ZERO.right(space::L));
                scrollable(told).style(styles::scroll(look)).height(Length::Fixed(look.scaled(380.0))).into()
            }
        };
        let close = action(look, Kind::Primary, "Close", Shortcut::ESCAPE, Some(close)).into();
        dialog(look, "How it came to this", body, vec![close])
    }
}
