//! A morning at a practice office.

use crate::basics::Code;
use iced::keyboard::{Key, Modifiers, key::Named};

use super::*;
use crate::window::screens::practice::{At, Office, SMALL_WINDOW, Seen, WINDOW};
use crate::words::{PowerNow, RowState};

type Morning = At<State>;

impl Morning {
    /// Monday, November 30, before the list: an office with thirty sample members, three of whom have run out.
    fn before(program: &str) -> Self {
        let mut office = Office::new(program, "2026-11-30T08:00:00", 30);
        for account in office.accounts(3) {
            office.run_out(&account);
        }
        Self::begun(office)
    }

    /// The list is made: what it waits for is in, and it is its time.
    fn made(program: &str) -> Self {
        let mut morning = Self::before(program);
        let wanted = morning.list().before_list.clone();
        for (what, _) in wanted {
            morning.tell(Message::Arrived(what));
        }
        morning.tell(Message::ForecastLow("41".into())).tell(Message::EnterForecast);
        morning.office.at("2026-11-30T10:05:00");
        morning.tell(Message::Run(false));
        morning
    }

    fn list(&self) -> &ListView {
        &self.state.shown().expect("the day is shown").list
    }

    fn select(&mut self, state: RowState) -> String {
        let at = self.list().rows.iter().position(|row| row.state == state).unwrap_or_else(|| {
            panic!("no row is {state}: {:?}", self.list().rows.iter().map(|row| &row.state).collect::<Vec<_>>())
        });
        self.tell(Message::List(ListEvent::Selected(at)));
        self.list().rows[at].account.clone()
    }

    fn row(&self, account: &str) -> &RowView {
        self.list().rows.iter().find(|row| row.account == account).expect("the row")
    }
}

#[test]
fn before_its_time_there_is_no_list_and_the_reason_is_said() {
    let mut morning = Morning::before("petit-jean");
    assert!(morning.list().not_now.is_some());
    morning.picture("morning-before", WINDOW);
    morning.tell(Message::ForecastLow("x".into())).tell(Message::EnterForecast);
    assert!(
        morning.list().forecast.as_ref().is_none_or(|forecast| forecast.low_f != 41),
        "what is no number is not entered"
    );
    morning.tell(Message::ForecastLow("41".into())).tell(Message::EnterForecast);
    assert_eq!(morning.list().forecast.as_ref().map(|forecast| forecast.low_f), Some(41));
}

#[test]
fn the_cycle_makes_the_list_and_every_row_says_why() {
    let mut morning = Morning::made("petit-jean");
    assert!(morning.list().made_at.is_some(), "{:?}", morning.list().not_now);
    assert!(!morning.list().rows.is_empty());
    morning.tell(Message::List(ListEvent::Selected(0)));
    morning.picture("morning-list", WINDOW);
    morning.picture("morning-list-small", SMALL_WINDOW);
    morning.tell(Message::AskWhy);
    morning.picture("morning-why", WINDOW);
    let account = morning.list().rows[0].account.clone();
    assert_eq!(morning.does(Message::OpenAccount), [Seen::Went(Place::Account(account))]);
    assert!(morning.state.ask.is_none());
}

#[test]
fn c25_a_row_to_be_looked_over_is_cut_only_once_a_person_lets_it_go() {
    let mut morning = Morning::made("pec");
    let account = morning.select(RowState::Review);
    assert_eq!(morning.row(&account).power, PowerNow::On);
    morning.tell(Message::List(ListEvent::Marked(morning.state.list.selected().expect("a row"))));
    morning.picture("morning-review", WINDOW);
    morning.tell(Message::AskRelease);
    morning.picture("morning-release", WINDOW);
    morning.tell(Message::CloseDialog);
    assert_eq!(morning.row(&account).power, PowerNow::On, "closing the dialog cuts nobody");
    morning.tell(Message::AskRelease).tell(Message::Decide);
    assert_eq!(morning.row(&account).state, RowState::Released);
    assert_eq!(morning.row(&account).power, PowerNow::Off);
    assert!(morning.state.marked.is_empty());
}

#[test]
fn a_row_is_kept_on_today_only_with_a_reason() {
    let mut morning = Morning::made("pec");
    let account = morning.select(RowState::Review);
    morning.tell(Message::AskHold).tell(Message::Decide);
    assert!(morning.state.ask.is_some(), "the dialog stays and says what is missing");
    morning.picture("morning-hold", WINDOW);
    morning.tell(Message::Reason("pays at noon".into())).tell(Message::Decide);
    assert_eq!(morning.row(&account).state, RowState::Withdrawn);
    assert!(morning.state.ask.is_none());
}

#[test]
fn a_release_that_needs_a_second_person_asks_for_one_and_can_be_left_waiting() {
    let mut morning = Morning::made("pec");
    morning.select(RowState::Review);
    morning.tell(Message::AskRelease);
    let refusal =
        crate::basics::Refusal::new(Code::ApprovalNeeded, "A medical hold stands. Give a reason and an approval.");
    morning.tell(Message::Decided(Err(refusal)));
    morning.picture("morning-approval", WINDOW);
    morning.tell(Message::LeaveForApproval);
    assert!(morning.state.ask.is_some(), "the supervisor must be told why");
    morning.tell(Message::Reason("no one home for a month".into())).tell(Message::LeaveForApproval);
    assert!(morning.state.ask.is_none());
    let call = morning.office.call();
    assert_eq!(morning.office.desk.approvals(&call).expect("what waits").len(), 1);
}

#[test]
fn a_cycle_under_way_is_stopped_between_batches_and_an_old_answer_is_dropped() {
    let mut morning = Morning::before("petit-jean");
    let run = morning.state.update(Message::Run(false));
    assert!(matches!(morning.state.update(Message::Run(false)), Effect::None), "it runs once");
    let ticket = morning.state.running.as_ref().expect("it runs").ticket;
    let progress = Progress { step: "billing", done: 500, of: 20_000 };
    morning.state.update(Message::Progressed(ticket, progress.clone()));
    morning.picture("morning-running", WINDOW);
    morning.tell(Message::Progressed(ticket + 1, Progress { done: 1, ..progress.clone() }));
    assert_eq!(morning.state.running.as_ref().and_then(|running| running.progress.clone()), Some(progress));
    assert!(matches!(morning.press(Key::Named(Named::Escape), Modifiers::empty())[..], [Message::Stop]));
    morning.tell(Message::Stop);
    morning.settle(run);
    assert!(morning.state.running.is_none());
    let call = morning.office.call();
    let runs = morning.office.desk.cycle_runs(&call, 1).expect("runs");
    assert!(!runs[0].at.starts_with("2026-11-30T08"), "a stopped run is no whole one");
}

#[test]
fn a_list_that_waits_as_a_whole_says_why_and_goes_on_with_a_person() {
    let mut morning = Morning::made("pec");
    let Some(Ok(shown)) = &mut morning.state.shown else { panic!("the day is shown") };
    shown.list.waits = Some("12 rows, and the mean of the last 20 lists is 2".into());
    morning.picture("morning-waits", WINDOW);
    assert!(matches!(morning.press(Key::Character("g".into()), Modifiers::CTRL)[..], [Message::AskGoOn]));
    morning.tell(Message::AskGoOn).tell(Message::Decide);
    assert!(morning.list().rows.iter().all(|row| row.state != RowState::Review));
}

#[test]
fn the_keys_on_the_morning_act() {
    let mut morning = Morning::made("pec");
    morning.select(RowState::Review);
    assert!(matches!(morning.press(Key::Character("w".into()), Modifiers::empty())[..], [Message::AskWhy]));
    assert!(matches!(morning.press(Key::Character("h".into()), Modifiers::empty())[..], [Message::AskHold]));
    assert!(matches!(morning.press(Key::Character("r".into()), Modifiers::CTRL)[..], [Message::Run(false)]));
    assert!(matches!(morning.press(Key::Named(Named::Enter), Modifiers::CTRL)[..], [Message::AskRelease]));
    morning.tell(Message::AskRelease);
    assert!(matches!(morning.press(Key::Named(Named::Enter), Modifiers::CTRL)[..], [Message::Decide]));
    assert!(matches!(morning.press(Key::Named(Named::Escape), Modifiers::empty())[..], [Message::CloseDialog]));
}
