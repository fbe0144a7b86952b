//! The screens that stay alive while another is in front, and what they share.
//!
//! A new screen is one line in the list below, a `Place` that leads to it and an item of the rail.

use crate::window::kit::{Element, Look};
use crate::window::screens::{
    account_acts, approvals, counter, drawer, enroll, morning, reports, settings, switch_queue,
};
use crate::window::work::Effect;

/// Writes out, for each screen of the list, how it is begun, told, drawn and refreshed.
macro_rules! screens {
    ($($name:ident: $module:ident),+ $(,)?) => {
        /// Which screen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Screen {
            $($name),+
        }

        /// A message of one of them.
        #[derive(Debug, Clone)]
        pub enum Message {
            $($name($module::Message)),+
        }

        /// Their states; one that nobody went to yet has none.
        #[derive(Default)]
        pub struct Screens {
            $(pub $module: Option<$module::State>),+
        }

        impl Screens {
            /// Brings what a screen shows up to date; begins it the first time.
            pub fn show(&mut self, screen: Screen, look: Look) -> Effect<Message> {
                match screen {
                    $(Screen::$name => match &mut self.$module {
                        Some(state) => state.refresh(look).map(Message::$name),
                        None => {
                            let (state, effect) = $module::State::new(look);
                            self.$module = Some(state);
                            effect.map(Message::$name)
                        }
                    }),+
                }
            }

            /// Hands a message to its screen.
            pub fn update(&mut self, message: Message) -> Effect<Message> {
                match message {
                    $(Message::$name(message) => self
                        .$module
                        .as_mut()
                        .map_or(Effect::None, |state| state.update(message).map(Message::$name))),+
                }
            }

            /// What a screen shows; `None` while it has not begun.
            pub fn view(&self, screen: Screen, look: Look) -> Option<Element<'_, Message>> {
                match screen {
                    $(Screen::$name => self.$module.as_ref().map(|state| state.view(look).map(Message::$name))),+
                }
            }

            /// What a screen asks over everything else.
            pub fn dialog(&self, screen: Screen, look: Look) -> Option<Element<'_, Message>> {
                match screen {
                    $(Screen::$name => {
                        self.$module.as_ref().and_then(|state| state.dialog(look)).map(|asked| asked.map(Message::$name))
                    }),+
                }
            }
        }
    };
}

screens! {
    Counter: counter,
    Enroll: enroll,
    Morning: morning,
    SwitchQueue: switch_queue,
    Drawer: drawer,
    Approvals: approvals,
    Reports: reports,
    Settings: settings,
    AccountActs: account_acts,
}
