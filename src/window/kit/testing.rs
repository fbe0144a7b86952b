//! What the tests of the window share.

use std::path::PathBuf;

use iced::keyboard::{self, Key, Modifiers, key};
use iced::{Font, Settings, Size};
use iced_test::Simulator;

use super::{Element, Look};

/// A view in a window of a size.
pub fn window<M>(size: impl Into<Size>, view: Element<'_, M>) -> Simulator<'_, M> {
    let settings = Settings { default_font: Font::with_name(super::font::FAMILY), ..Settings::default() };
    Simulator::with_size(settings, size, view)
}

/// A key as it is pressed.
pub fn key_press(key: Key, modifiers: Modifiers) -> keyboard::Event {
    keyboard::Event::KeyPressed {
        modified_key: key.clone(),
        key,
        physical_key: key::Physical::Unidentified(key::NativeCode::Unidentified),
        location: keyboard::Location::Standard,
        modifiers,
        text: None,
        repeat: false,
    }
}

/// With `SHOTS` set, draws the view into that folder, for a person to look at. It proves nothing and compares nothing.
pub fn shot<M>(look: Look, view: &mut Simulator<'_, M>, name: &str) {
    let Some(folder) = std::env::var_os("SHOTS").map(PathBuf::from) else { return };
    let picture = view.snapshot(&look.theme()).expect("a picture");
    let _ = std::fs::remove_file(folder.join(format!("{name}-tiny-skia.png")));
    picture.matches_image(folder.join(name)).expect("a file that can be written");
}
