//! The screens that stay alive while another is in front, and what they share.
//!
//! A new screen is a line in the list below.

use super::footer::Footer;
use crate::window::kit::{Element, Look, Shortcut};
use crate::window::screens::{
    account_acts, approvals, counter, drawer, enroll, morning, reports, settings, switch_queue,
};
use crate::window::work::{Effect, Screen as _};

/// An item of the rail.
pub struct Item {
    pub screen: Screen,
    pub label: &'static str,
    pub key: Shortcut,
    /// How many things wait there.
    pub waiting: fn(&Footer) -> usize,
}

/// Writes out, for each screen of the list, its item on the rail, and how it is begun, told, drawn and refreshed.
macro_rules! screens {
    ($($name:ident: $module:ident $(, $label:literal $key:ident $(counts $waiting:ident)?)?;)+) => {
        /// The rail, from top to bottom.
        pub const RAIL: &[Item] = &[$($(
            Item {
                screen: Screen::$name,
                label: $label,
                key: Shortcut::$key,
                waiting: |_footer| 0 $(+ _footer.$waiting)?,
            },
        )?)+];

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

        impl Message {
            /// Whose it is.
            pub const fn screen(&self) -> Screen {
                match self {
                    $(Self::$name(_) => Screen::$name),+
                }
            }
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

// Its name, its module, and on the rail its label, its key and what is counted beside it.
screens! {
    Counter: counter, "Counter" F1;
    Enroll: enroll, "Enroll" F3;
    Morning: morning, "Morning" F5;
    SwitchQueue: switch_queue, "Switch queue" F6 counts switching;
    Drawer: drawer, "Drawer & day" F8;
    Approvals: approvals, "To approve" F9 counts to_approve;
    Reports: reports, "Reports" F10 counts attention;
    Settings: settings, "Settings" F12;
    AccountActs: account_acts;
}
