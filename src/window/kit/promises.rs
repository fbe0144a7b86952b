//! What the kit promises, tried on the gallery through a simulator.

use iced::Event;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::widget::{Space, column};
use iced_test::selector::{id, is_focused};

use super::gallery::{Gallery, Message};
use super::list::ListEvent;
use super::signature::{Signature, pad};
use super::testing::{key_press, shot, window};
use super::toast::Severity;
use super::{Element, Look, Mode, TextSize};

/// What the view says after one key in a fresh window.
fn after(
    gallery: &Gallery,
    before: impl FnOnce(&mut iced_test::Simulator<'_, Message>),
    key: Key,
    held: Modifiers,
) -> Vec<Message> {
    let mut ui = window((1280.0, 1600.0), gallery.view());
    before(&mut ui);
    ui.simulate([Event::Keyboard(key_press(key, held))]);
    ui.into_messages().collect()
}

fn letter(letter: &str) -> Key {
    Key::Character(letter.into())
}

fn light() -> Gallery {
    Gallery::new(Mode::Light, TextSize::Normal)
}

#[test]
fn every_palette_and_size_can_be_looked_at() {
    let kinds = [
        ("light", Mode::Light, TextSize::Normal),
        ("dark", Mode::Dark, TextSize::Normal),
        ("contrast", Mode::HighContrast, TextSize::Large),
    ];
    for (name, mode, size) in kinds {
        let gallery = Gallery::new(mode, size);
        let mut ui = window((1280.0, 1100.0), gallery.view());
        ui.tap_key(Named::Tab);
        shot(gallery.look, &mut ui, &format!("gallery-{name}"));
    }
    let mut small = light().with_dialog();
    small.toasts.say(Severity::Done, "Posted $20.00 for Ada Ozark. Receipt R-C-004118 is printing.");
    small.toasts.say(Severity::Refused, "The forecast is at the freeze limit: nobody is disconnected today.");
    let mut ui = window((1024.0, 700.0), small.view());
    ui.tap_key(Named::Tab);
    shot(small.look, &mut ui, "dialog-small");
}

#[test]
fn the_key_on_an_action_acts() {
    assert_eq!(after(&light(), |_| {}, Key::Named(Named::F2), Modifiers::empty()), [Message::Go("pay")]);
    assert_eq!(after(&light(), |_| {}, Key::Named(Named::Enter), Modifiers::CTRL), [Message::Go("cut")]);
    assert_eq!(after(&light(), |_| {}, letter("w"), Modifiers::empty()), [Message::Go("why")]);
    assert_eq!(after(&light(), |_| {}, letter("f"), Modifiers::CTRL), [Message::Go("find")]);
}

#[test]
fn a_disabled_action_does_nothing_and_says_why() {
    assert_eq!(after(&light(), |_| {}, Key::Named(Named::Enter), Modifiers::empty()), []);
    let gallery = light();
    let mut ui = window((1280.0, 1600.0), gallery.view());
    ui.click("Post").expect("the button is there");
    assert_eq!(ui.into_messages().count(), 0);
}

#[test]
fn a_letter_is_typed_and_does_not_act_while_a_field_has_the_focus() {
    let gallery = light();
    let mut ui = window((1280.0, 1600.0), gallery.view());
    ui.click(id("tendered")).expect("the field is there");
    ui.typewrite("w");
    let heard: Vec<Message> = ui.into_messages().collect();
    assert!(matches!(heard.as_slice(), [Message::Typed(_)]), "{heard:?}");
}

#[test]
fn a_function_key_and_escape_act_from_within_a_field() {
    let in_field = |ui: &mut iced_test::Simulator<'_, Message>| {
        ui.click(id("amount")).expect("the field is there");
    };
    assert_eq!(after(&light(), in_field, Key::Named(Named::F2), Modifiers::empty()), [Message::Go("pay")]);
    let in_dialog = |ui: &mut iced_test::Simulator<'_, Message>| {
        ui.click(id("reason")).expect("the field is there");
    };
    let asked = light().with_dialog();
    assert_eq!(after(&asked, in_dialog, Key::Named(Named::Escape), Modifiers::empty()), [Message::Go("keep")]);
}

#[test]
fn what_is_behind_a_dialog_takes_neither_keys_nor_mouse_nor_focus() {
    let asked = light().with_dialog();
    assert_eq!(after(&asked, |_| {}, Key::Named(Named::F2), Modifiers::empty()), []);
    assert_eq!(after(&asked, |_| {}, Key::Named(Named::Enter), Modifiers::CTRL), [Message::Go("disconnect")]);
    let mut ui = window((1280.0, 1600.0), asked.view());
    ui.click("Take payment").expect("it can be seen behind the dialog");
    for _ in 0..4 {
        ui.tap_key(Named::Tab);
        let focused = ui.find(is_focused()).expect("something in the dialog has the focus").bounds();
        assert!(focused.x > 300.0 && focused.x + focused.width < 1000.0, "{focused:?} is outside the dialog");
    }
    assert_eq!(ui.into_messages().count(), 0);
}

#[test]
fn a_message_can_be_dismissed_by_its_key_while_a_dialog_is_open() {
    let mut asked = light().with_dialog();
    let number = asked.toasts.say(Severity::Done, "Posted $20.00.");
    assert_eq!(after(&asked, |_| {}, letter("d"), Modifiers::CTRL), [Message::Dismissed(number)]);
}

#[test]
fn tab_goes_on_and_back_and_enter_presses_once() {
    let gallery = light();
    let mut ui = window((1280.0, 1600.0), gallery.view());
    ui.tap_key(Named::Tab);
    ui.tap_key(Named::Tab);
    let back = key_press(Key::Named(Named::Tab), Modifiers::SHIFT);
    ui.simulate([Event::Keyboard(back)]);
    ui.tap_key(Named::Enter);
    assert_eq!(ui.into_messages().collect::<Vec<_>>(), [Message::Go("Counter")]);
}

#[test]
fn what_tab_reaches_is_scrolled_into_view() {
    let gallery = light();
    let mut ui = window((1024.0, 700.0), gallery.view());
    for _ in 0..40 {
        ui.tap_key(Named::Tab);
        let Ok(focused) = ui.find(is_focused()) else { continue };
        let seen = focused.visible_bounds().unwrap_or_else(|| panic!("{focused:?} has the focus and can't be seen"));
        assert!(seen.height >= focused.bounds().height.min(100.0) - 1.0, "{focused:?} is cut");
    }
}

#[test]
fn only_the_rows_that_can_be_seen_are_built() {
    let gallery = light();
    let mut ui = window((1280.0, 1600.0), gallery.view());
    assert!(ui.find("Member 000003").is_ok());
    assert!(ui.find("Member 000500").is_err());
    drop(ui);
    let mut below = light();
    let _ = below.members.update::<Message>(below.look, ListEvent::Selected(500));
    let mut ui = window((1280.0, 1600.0), below.view());
    assert!(ui.find("Member 000500").is_ok());
}

#[test]
fn arrows_choose_within_a_row_and_move_the_selected_day() {
    let gallery = light();
    let mut heard = Vec::new();
    let mut ui = window((1280.0, 1600.0), gallery.view());
    for _ in 0..40 {
        ui.tap_key(Named::Tab);
        ui.tap_key(Named::ArrowRight);
    }
    heard.extend(ui.into_messages());
    assert!(heard.contains(&Message::Chosen(1)), "{heard:?}");
    assert!(heard.contains(&Message::Day(24)), "{heard:?}");
}

#[test]
fn a_stroke_on_the_pad_is_kept_in_widths_of_the_pad() {
    use iced::mouse::{self, Event as Mouse};
    let mut signature = Signature::default();
    let view = |signature| -> Element<'_, Vec<[f32; 2]>> {
        column![pad(Look::new(Mode::Light, TextSize::Normal), signature, 400.0, "", |stroke| stroke), Space::new()]
            .into()
    };
    let mut ui = window((600.0, 400.0), view(&signature));
    ui.point_at((40.0, 20.0));
    ui.simulate([Event::Mouse(Mouse::ButtonPressed(mouse::Button::Left))]);
    ui.point_at((80.0, 40.0));
    ui.simulate([Event::Mouse(Mouse::CursorMoved { position: (80.0, 40.0).into() })]);
    ui.simulate([Event::Mouse(Mouse::ButtonReleased(mouse::Button::Left))]);
    let strokes: Vec<_> = ui.into_messages().collect();
    assert_eq!(strokes, [vec![[0.1, 0.05], [0.2, 0.1]]]);
    strokes.into_iter().for_each(|stroke| signature.add(stroke));
    signature.clear();
    assert!(signature.is_empty());
}

#[test]
fn a_key_acts_however_often_the_messages_are_mapped_on_their_way() {
    #[derive(Debug, Clone, PartialEq)]
    struct Outer(Message);
    let look = Look::new(Mode::Light, TextSize::Normal);
    let pay = super::action(look, super::Kind::Primary, "Take payment", super::Shortcut::F2, Some(Message::Go("pay")));
    let screen: Element<'_, Outer> = Element::from(pay).map(Outer);
    let mut ui = window((400.0, 200.0), super::dialog::root(look, screen, None, Space::new().into()));
    ui.simulate([Event::Keyboard(key_press(Key::Named(Named::F2), Modifiers::empty()))]);
    assert_eq!(ui.into_messages().collect::<Vec<_>>(), [Outer(Message::Go("pay"))]);
}
