//! The design system: how everything in the window looks, takes keys and says what it is.
//!
//! A view is given a [`Look`] (a `Copy` value: palette and text size) and hands it to whatever it builds. The rules:
//!
//! - Every [`action()`] shows its key, and the key shown is the key that acts: the widget itself offers it, and the
//!   [`dialog::root`] around the window finds who offers what was pressed. A disabled action offers nothing and says
//!   why; what is behind a dialog offers nothing either.
//! - Everything that takes keys is reached with Tab and shows the same ring.
//! - Red is for power off and money owed, green for what is safe to do, amber for "a person should look", blue for
//!   holds and information; the words say it too, never the colour alone.
//! - Nothing is empty without saying why ([`empty()`]), and nothing overflows: cells are cut at their column.

mod action;
mod badge;
mod card;
pub mod chart;
mod choice;
pub mod dialog;
mod empty;
pub mod field;
mod figure;
mod focusable;
pub mod font;
#[cfg(test)]
mod gallery;
mod inert;
mod keys;
pub mod list;
mod note;
mod palette;
#[cfg(test)]
mod promises;
mod ring;
mod scope;
mod shell;
pub mod signature;
mod steps;
pub mod styles;
pub mod table;
#[cfg(test)]
pub mod testing;
mod theme;
pub mod toast;
mod wrap;

pub use action::{Kind, action, key_chip, link};
pub use badge::{badge, count_badge};
pub use card::{card, divider, scrolling, titled_card};
pub use choice::{check, choice, combo};
pub use empty::empty;
pub use field::{Field, field};
pub use figure::{Figure, amount, figure, money};
pub use focusable::focusable;
pub use keys::Shortcut;
pub use note::note;
pub use palette::Tone;
pub use shell::{RailItem, Shell, screen_title, search_box, shell, tabs};
pub use steps::{Step, StepState, steps};
pub use theme::{Look, Mode, TextSize, space};

/// Any piece of a view.
pub type Element<'a, M> = iced::Element<'a, M>;
