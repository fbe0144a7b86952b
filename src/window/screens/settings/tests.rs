//! The settings' screen, against a real practice office.

use std::path::Path;

use super::*;
use crate::window::kit::testing::window;
use crate::window::screens::practice::{At, LIGHT, Office, Seen, WIDE};

type Settings = At<State>;

impl Settings {
    fn open(who: &str, section: Section) -> Self {
        let mut office = Office::open();
        office.sign_in(who);
        let mut screen = Self::begun(office);
        screen.does(Message::Show(section));
        screen
    }

    fn may_sign_in(&mut self, name: &str) -> bool {
        self.office.desk.operators(&Call::default()).expect("operators").iter().any(|operator| operator.name == name)
    }

    fn has_link(&mut self, name: &str) -> bool {
        self.office.desk.links(&Call::default()).expect("links").iter().any(|link| link.name == name)
    }

    fn shots(&self, name: &str) {
        self.pictures(name, Some((Look::new(Mode::HighContrast, TextSize::Large), "-contrast")));
    }
}

#[test]
fn the_look_is_the_applications_to_change() {
    let mut screen = Settings::open("Dora", Section::Appearance);
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
    let mut screen = Settings::open("Dora", Section::People);
    let add = |screen: &mut Settings, again: &str| {
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
    assert!(screen.shows("Not done"), "a clerk adds nobody");
    screen.office.sign_in("Sue");
    add(&mut screen, "2469");
    assert!(screen.shows("The two PINs differ: type the same one twice."));
    assert!(!screen.may_sign_in("Eve"));
    add(&mut screen, "2468");
    assert!(screen.may_sign_in("Eve"));
    screen.shots("settings-people");
}

#[test]
fn every_value_of_the_terms_stands_with_its_clause() {
    let screen = Settings::open("Sue", Section::Terms);
    assert!(screen.shows("Sample rates") && screen.shows("To confirm"));
    assert!(screen.shows("FAQ 12: residential, voluntary"));
    screen.shots("settings-terms");
}

#[test]
fn new_terms_come_in_from_a_day_on() {
    let mut screen = Settings::open("Sue", Section::Terms);
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
    let mut screen = Settings::open("Sue", Section::Terms);
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
    let mut screen = Settings::open("Sue", Section::Links);
    screen.does(Message::Links(links::Message::Try("sim".into())));
    assert!(screen.shows("sim answers"));
    screen.shots("settings-links");
    let add = |screen: &mut Settings, url: &str| {
        screen.does(Message::Links(links::Message::Name("head-end".into())));
        screen.does(Message::Links(links::Message::Url(url.into())));
        screen.does(Message::Links(links::Message::Add));
    };
    add(&mut screen, "dlms+tcp://10.1.2.3:4059?auth=none");
    assert!(screen.shows("Not done") && !screen.has_link("head-end"));
    add(&mut screen, "dlms+tcp://127.0.0.1:4059?auth=none");
    assert!(screen.has_link("head-end"));
}

#[test]
fn the_store_says_what_it_is_and_a_supervisor_sets_the_limit() {
    let mut screen = Settings::open("Sue", Section::About);
    assert!(screen.shows("Practice: nothing here is real") && screen.shows("Clinton"));
    screen.shots("settings-about");
    screen.does(Message::Limit("2.00".into()));
    let seen = screen.does(Message::SetLimit);
    assert!(matches!(&seen[..], [Seen::Said(Severity::Done, _)]), "{seen:?}");
    assert_eq!(screen.does(Message::SignOut), [Seen::SignedOut]);
}
