//! Keys that act: their names as drawn on a chip, and what was pressed.

use std::fmt;

use iced::keyboard::key::Named;
use iced::keyboard::{self, Key, Modifiers};

/// A key or a combination that stands for an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shortcut {
    held: Held,
    key: Pressed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Held {
    Nothing,
    Ctrl,
    Alt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Pressed {
    /// A letter or digit, upper case.
    Letter(char),
    Named(Named),
}

impl Shortcut {
    pub const ENTER: Self = Self::named(Held::Nothing, Named::Enter);
    pub const CTRL_ENTER: Self = Self::named(Held::Ctrl, Named::Enter);
    pub const ESCAPE: Self = Self::named(Held::Nothing, Named::Escape);
    pub const DELETE: Self = Self::named(Held::Nothing, Named::Delete);
    pub const UP: Self = Self::named(Held::Nothing, Named::ArrowUp);
    pub const DOWN: Self = Self::named(Held::Nothing, Named::ArrowDown);
    pub const ALT_LEFT: Self = Self::named(Held::Alt, Named::ArrowLeft);

    pub const F1: Self = Self::named(Held::Nothing, Named::F1);
    pub const F2: Self = Self::named(Held::Nothing, Named::F2);
    pub const F3: Self = Self::named(Held::Nothing, Named::F3);
    pub const F4: Self = Self::named(Held::Nothing, Named::F4);
    pub const F5: Self = Self::named(Held::Nothing, Named::F5);
    pub const F6: Self = Self::named(Held::Nothing, Named::F6);
    pub const F7: Self = Self::named(Held::Nothing, Named::F7);
    pub const F8: Self = Self::named(Held::Nothing, Named::F8);
    pub const F9: Self = Self::named(Held::Nothing, Named::F9);
    pub const F10: Self = Self::named(Held::Nothing, Named::F10);
    pub const F11: Self = Self::named(Held::Nothing, Named::F11);
    pub const F12: Self = Self::named(Held::Nothing, Named::F12);

    const fn named(held: Held, key: Named) -> Self {
        Self { held, key: Pressed::Named(key) }
    }

    /// A single letter or digit: acts only while no field has the focus.
    #[must_use]
    pub const fn letter(letter: char) -> Self {
        Self { held: Held::Nothing, key: Pressed::Letter(letter.to_ascii_uppercase()) }
    }

    #[must_use]
    pub const fn ctrl(letter: char) -> Self {
        Self { held: Held::Ctrl, key: Pressed::Letter(letter.to_ascii_uppercase()) }
    }

    /// What a keyboard event says was pressed; `None` for a key that is held down, released, or no shortcut at all.
    #[must_use]
    pub fn pressed(event: &keyboard::Event) -> Option<Self> {
        let keyboard::Event::KeyPressed { key, physical_key, modifiers, repeat: false, .. } = event else {
            return None;
        };
        let held = held(*modifiers)?;
        let key = match key {
            Key::Named(named) => Pressed::Named(*named),
            Key::Character(_) => Pressed::Letter(key.to_latin(*physical_key)?.to_ascii_uppercase()),
            Key::Unidentified => return None,
        };
        Some(Self { held, key })
    }

    /// Whether it acts although a field took the key: function keys, Escape and combinations do, a letter does not.
    /// Ctrl A, C, V and X edit text and belong to the field.
    #[must_use]
    pub fn always_acts(self) -> bool {
        match (self.held, self.key) {
            (Held::Ctrl, Pressed::Letter(letter)) => !matches!(letter, 'A' | 'C' | 'V' | 'X'),
            (Held::Ctrl | Held::Alt, _) => true,
            (Held::Nothing, Pressed::Letter(_)) => false,
            (Held::Nothing, Pressed::Named(named)) => named == Named::Escape || function_key(named).is_some(),
        }
    }
}

/// `None` for a combination that no shortcut uses.
fn held(modifiers: Modifiers) -> Option<Held> {
    match (modifiers.control(), modifiers.alt(), modifiers.logo()) {
        (false, false, false) => Some(Held::Nothing),
        (true, false, false) => Some(Held::Ctrl),
        (false, true, false) => Some(Held::Alt),
        _ => None,
    }
}

fn function_key(named: Named) -> Option<&'static str> {
    Some(match named {
        Named::F1 => "F1",
        Named::F2 => "F2",
        Named::F3 => "F3",
        Named::F4 => "F4",
        Named::F5 => "F5",
        Named::F6 => "F6",
        Named::F7 => "F7",
        Named::F8 => "F8",
        Named::F9 => "F9",
        Named::F10 => "F10",
        Named::F11 => "F11",
        Named::F12 => "F12",
        _ => return None,
    })
}

impl fmt::Display for Shortcut {
    /// As on the chip: `F2`, `Ctrl Enter`, `Esc`, `W`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.held {
            Held::Nothing => "",
            Held::Ctrl => "Ctrl ",
            Held::Alt => "Alt ",
        })?;
        match self.key {
            Pressed::Letter(letter) => write!(f, "{letter}"),
            Pressed::Named(Named::Escape) => f.write_str("Esc"),
            Pressed::Named(Named::Delete) => f.write_str("Del"),
            Pressed::Named(Named::ArrowUp) => f.write_str("Up"),
            Pressed::Named(Named::ArrowDown) => f.write_str("Down"),
            Pressed::Named(Named::ArrowLeft) => f.write_str("Left"),
            Pressed::Named(Named::ArrowRight) => f.write_str("Right"),
            Pressed::Named(named) => match function_key(named) {
                Some(name) => f.write_str(name),
                None => write!(f, "{named:?}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::key_press;
    use super::*;

    #[test]
    fn a_chip_names_the_key_as_the_keyboard_does() {
        let names = [Shortcut::F2, Shortcut::CTRL_ENTER, Shortcut::ESCAPE, Shortcut::ctrl('f'), Shortcut::letter('w')];
        assert_eq!(names.map(|key| key.to_string()), ["F2", "Ctrl Enter", "Esc", "Ctrl F", "W"]);
    }

    #[test]
    fn only_function_keys_escape_and_combinations_act_in_a_field() {
        for always in [Shortcut::F12, Shortcut::ESCAPE, Shortcut::CTRL_ENTER, Shortcut::ALT_LEFT, Shortcut::ctrl('F')] {
            assert!(always.always_acts(), "{always}");
        }
        for typed in [Shortcut::letter('R'), Shortcut::ENTER, Shortcut::DELETE, Shortcut::ctrl('A')] {
            assert!(!typed.always_acts(), "{typed}");
        }
    }

    #[test]
    fn what_is_pressed_is_read_whatever_the_case() {
        let w = key_press(Key::Character("W".into()), Modifiers::SHIFT);
        assert_eq!(Shortcut::pressed(&w), Some(Shortcut::letter('w')));
        let ctrl_f = key_press(Key::Character("f".into()), Modifiers::CTRL);
        assert_eq!(Shortcut::pressed(&ctrl_f), Some(Shortcut::ctrl('F')));
        let ctrl_alt_f = key_press(Key::Character("f".into()), Modifiers::CTRL | Modifiers::ALT);
        assert_eq!(Shortcut::pressed(&ctrl_alt_f), None);
    }

    #[test]
    fn a_key_that_is_held_down_acts_once() {
        let mut held = key_press(Key::Named(Named::F2), Modifiers::empty());
        if let keyboard::Event::KeyPressed { repeat, .. } = &mut held {
            *repeat = true;
        }
        assert_eq!(Shortcut::pressed(&held), None);
    }
}
