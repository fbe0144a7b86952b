//! What the tests of the screens share: a practice office in a folder of its own, with the application's part played.

use std::collections::VecDeque;

use iced::widget::Space;
use tempfile::TempDir;

use crate::desk::{Call, Desk, InitInput};
use crate::window::kit::dialog::root;
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Look, Mode, Shell, TextSize, shell};
use crate::window::work::{Effect, Place};

/// The look that the pictures are taken in.
pub const LIGHT: Look = Look::new(Mode::Light, TextSize::Normal);

/// A store with sample members, and everything the screens asked the application to do.
pub struct Office {
    _folder: TempDir,
    pub desk: Desk,
    pub call: Call,
    pub said: Vec<(Severity, String)>,
    pub gone: Vec<Place>,
    pub printed: Vec<String>,
}

impl Office {
    /// An office of a shipped program, made at a local time.
    pub fn new(program: &str, now: &str, sample_members: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("office.store");
        let now = now.parse().expect("a local time");
        let input = InitInput { program: program.into(), practice: true, sample_members, now: Some(now) };
        Desk::init(&path, &input, &mut |_, _| {}).expect("a practice office");
        let desk = Desk::open(&path).expect("the office opens");
        let call = Call { now: Some(now), ..Call::default() };
        Self { _folder: folder, desk, call, said: Vec::new(), gone: Vec::new(), printed: Vec::new() }
    }

    /// It is another time of day now.
    pub fn at(&mut self, now: &str) {
        self.call.now = Some(now.parse().expect("a local time"));
    }

    /// Does what a screen asks, hands it every answer, and goes on until it asks nothing more.
    pub fn settle<M: 'static>(&mut self, effect: Effect<M>, mut update: impl FnMut(M) -> Effect<M>) {
        let mut asked = VecDeque::from([effect]);
        while let Some(effect) = asked.pop_front() {
            match effect {
                Effect::Run(job) => {
                    let answer = job(&mut self.desk, &self.call);
                    asked.push_back(update(answer));
                }
                Effect::Several(effects) => asked.extend(effects),
                Effect::Say(severity, words) => self.said.push((severity, words)),
                Effect::Go(place) => self.gone.push(place),
                Effect::Print(name, bytes) => {
                    assert!(bytes.starts_with(b"%PDF"), "{name} is no PDF");
                    self.printed.push(name);
                }
                _ => {}
            }
        }
    }
}

/// A screen as it stands in the window, with the dialog over it.
pub fn framed<'a, M: Clone + Send + 'static>(screen: Element<'a, M>, dialog: Option<Element<'a, M>>) -> Element<'a, M> {
    let band = Some("PRACTICE OFFICE \u{b7} nothing here is real \u{b7} rates are samples");
    let around = Shell { band, items: Vec::new(), footer: vec!["Clinton \u{b7} D. Park".into()] };
    // As the application does: every screen's messages become its own.
    let (screen, dialog) = (screen.map(Some), dialog.map(|dialog| dialog.map(Some)));
    root(LIGHT, shell(LIGHT, around, screen), dialog, Space::new().into())
        .map(|told| told.expect("what the screen says"))
}
