//! The settings' screen, against a real practice office.

use std::path::Path;

use iced::widget::Space;

use super::super::staffed::{LIGHT, Office, SMALL, Seen, WIDE};
use super::*;
use crate::window::kit::dialog::root;
use crate::window::kit::testing::{shot, window};

struct Screen {
    office: Office,
    state: State,
}

impl Screen {
    fn open(who: &str, section: Section) -> Self {
        let mut office = Office::open();
        office.who = who.into();
        let mut screen = Self { office, state: State::new(LIGHT).0 };
        screen.does(Message::Show(section));
        screen
    }

    fn does(&mut self, message: Message) -> Vec<Seen> {
        let effect = self.state.update(message);
        self.office.settle(effect, &mut |message| self.state.update(message))
    }

    fn finds(&self, words: &str) -> bool {
        window(WIDE, self.state.view(LIGHT)).find(words).is_ok()
    }

    fn may_sign_in(&mut self, name: &str) -> bool {
        self.office.desk.operators().expect("operators").iter().any(|operator| operator.name == name)
    }

    fn has_link(&mut self, name: &str) -> bool {
        self.office.desk.links().expect("links").iter().any(|link| link.name == name)
    }

    fn shots(&self, name: &str) {
        let contrast = Look::new(Mode::HighContrast, TextSize::Large);
        for (look, size, tail) in [(LIGHT, WIDE, ""), (LIGHT, SMALL, "-small"), (contrast, WIDE, "-contrast")] {
            let view = root(look, self.state.view(look), None, Space::new().into());
            shot(look, &mut window(size, view), &format!("{name}{tail}"));
        }
    }
}

#[test]
fn the_look_is_the_applications_to_change() {
    let mut screen = Screen::open("Dora", Section::Appearance);
    screen.shots("settings-look");
    let seen = screen.does(Message::Appearance(Mode::Dark, TextSize::Large));
    assert_eq!(seen, [Seen::Looks(Mode::Dark, TextSize::Large)]);
    let mut ui = window(WIDE, screen.state.view(LIGHT));
    ui.click("High contrast").expect("a choice");
    let heard: Vec<Message> = ui.into_messages().collect();
    assert!(matches!(heard.as_slice(), [Message::Appearance(Mode::HighContrast, TextSize::Normal)]), "{heard:?}");
}

#[test]
fn a_supervisor_adds_an_operator_and_a_clerk_is_refused_in_words() {
    let mut screen = Screen::open("Dora", Section::People);
    let add = |screen: &mut Screen, again: &str| {
        for message in [
            people::Message::Name("Eve".into()),
            people::Message::Pin("2468".into()),
            people::Message::Again(again.into()),
            people::Message::Add,
        ] {
            screen.does(Message::People(message));
        }
    };
    add(&mut screen, "2468");
    assert!(screen.finds("Not done"), "a clerk adds nobody");
    screen.office.who = "Sue".into();
    add(&mut screen, "2469");
    assert!(screen.finds("The two PINs differ: type the same one twice."));
    assert!(!screen.may_sign_in("Eve"));
    add(&mut screen, "2468");
    assert!(screen.may_sign_in("Eve"));
    screen.shots("settings-people");
}

#[test]
fn every_value_of_the_terms_stands_with_its_clause() {
    let screen = Screen::open("Sue", Section::Terms);
    assert!(screen.finds("Sample rates") && screen.finds("To confirm"));
    assert!(screen.finds("FAQ 12: residential, voluntary"));
    screen.shots("settings-terms");
}

#[test]
fn new_terms_come_in_from_a_day_on() {
    let mut screen = Screen::open("Sue", Section::Terms);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/petit-jean");
    screen.does(Message::Terms(terms::Message::Load));
    screen.does(Message::Terms(terms::Message::FolderChosen(Some(folder))));
    screen.does(Message::Terms(terms::Message::From("1/1/2027".into())));
    let seen = screen.does(Message::Terms(terms::Message::Load));
    assert!(matches!(&seen[..], [Seen::Said(Severity::Done, _)]), "{seen:?}");
    let versions = screen.office.desk.program_versions().expect("versions");
    assert_eq!(versions.last().map(|(from, _)| from.to_string()), Some("2027-01-01".into()));
}

#[test]
fn a_price_that_the_terms_do_not_have_is_refused_in_words() {
    let mut screen = Screen::open("Sue", Section::Terms);
    for message in [
        terms::Message::PriceName("no such price".into()),
        terms::Message::Price("0.00310".into()),
        terms::Message::PriceFrom("1/1/2027".into()),
        terms::Message::ChangePrice,
    ] {
        screen.does(Message::Terms(message));
    }
    let words = window((1064.0, 4000.0), screen.state.view(LIGHT)).find("Not done").is_ok();
    assert!(words);
}

#[test]
fn a_link_is_tried_and_added_only_where_practice_may_go() {
    let mut screen = Screen::open("Sue", Section::Links);
    screen.does(Message::Links(links::Message::Try("sim".into())));
    assert!(screen.finds("sim answers"));
    screen.shots("settings-links");
    let add = |screen: &mut Screen, url: &str| {
        screen.does(Message::Links(links::Message::Name("head-end".into())));
        screen.does(Message::Links(links::Message::Url(url.into())));
        screen.does(Message::Links(links::Message::Add));
    };
    add(&mut screen, "dlms+tcp://10.1.2.3:4059?auth=none");
    assert!(screen.finds("Not done") && !screen.has_link("head-end"));
    add(&mut screen, "dlms+tcp://127.0.0.1:4059?auth=none");
    assert!(screen.has_link("head-end"));
}

#[test]
fn the_store_says_what_it_is_and_a_supervisor_sets_the_limit() {
    let mut screen = Screen::open("Sue", Section::About);
    assert!(screen.finds("Practice: nothing here is real") && screen.finds("Clinton"));
    screen.shots("settings-about");
    screen.does(Message::Limit("2.00".into()));
    let seen = screen.does(Message::SetLimit);
    assert!(matches!(&seen[..], [Seen::Said(Severity::Done, _)]), "{seen:?}");
    assert_eq!(screen.does(Message::SignOut), [Seen::SignedOut]);
}
