//! What the tests of the window share.

use std::path::{Path, PathBuf};
use std::sync::Once;

use iced::keyboard::{self, Key, Modifiers, key};
use iced::{Font, Settings, Size};
use iced_test::Simulator;

use super::{Element, Look};

/// A view in a window of a size.
pub fn window<M>(size: impl Into<Size>, view: Element<'_, M>) -> Simulator<'_, M> {
    static FONTS: Once = Once::new();
    FONTS.call_once(load_fonts);
    let settings = Settings { default_font: Font::with_name(super::font::FAMILY), ..Settings::default() };
    Simulator::with_size(settings, size, view)
}

fn load_fonts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    for font in files.filter(|path| path.extension().is_some_and(|end| end == "ttf")) {
        let bytes = std::fs::read(font).expect("a font");
        let mut system = iced::advanced::graphics::text::font_system().write().expect("fonts");
        system.load_font(bytes.into());
    }
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
