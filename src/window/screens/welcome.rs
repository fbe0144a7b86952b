//! The first start: a practice office in one click, or a store for real. Also what stands there when a store does not
//! open, with the reason and what to do.

use std::path::{Path, PathBuf};

use iced::widget::{column, container, progress_bar, row};
use iced::{Fill, Task};

use crate::basics::{Code, Refusal};
use crate::desk::{InitInput, NewOperator, ProgramView, shipped_programs};
use crate::window::kit::styles::{Surface, surface};
use crate::window::kit::table::{Column, Row, table};
use crate::window::kit::{
    Element, Field, Kind, Look, Shortcut, Tone, action, card, field, note, scrolling, space, titled_card,
};
use crate::window::screens::asked::sentence;
use crate::window::worker::{Making, Plan};

/// The members of a practice office made in one click, and whose terms it runs.
const SAMPLE_MEMBERS: u32 = 200;
const PRACTICE_PROGRAM: &str = "petit-jean";

const NAME: &str = "first-supervisor";

#[derive(Debug)]
pub struct State {
    /// Where a store for real is made.
    store: PathBuf,
    practice: PathBuf,
    page: Page,
    programs: Vec<ProgramView>,
    /// A shipped program's id, or a folder.
    program: Option<String>,
    name: Field<String>,
    pin: Field<String>,
    again: Field<String>,
    refused: Option<Refusal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Choose,
    SetUp,
    /// So many steps of so many are done.
    Making(u32, u32),
}

#[derive(Debug, Clone)]
pub enum Message {
    Practice,
    SetUp,
    Back,
    TryAgain,
    PickStore,
    StorePicked(Option<PathBuf>),
    Program(String),
    PickProgram,
    ProgramPicked(Option<PathBuf>),
    Name(String),
    Pin(String),
    Again(String),
    Make,
}

/// What the application does for this screen: there is no store yet to ask.
pub enum Action {
    None,
    Make(Plan),
    Open(PathBuf),
    Task(Task<Message>),
}

impl State {
    /// Begins; `store` is the file that was asked for, `practice` where a practice office lives, `refused` why the
    /// store does not open, unless there simply is none yet.
    pub fn new(store: PathBuf, practice: PathBuf, refused: Option<Refusal>) -> Self {
        Self {
            store,
            practice,
            page: Page::Choose,
            programs: Vec::new(),
            program: None,
            name: Field::new(|text| needed(text, "Write the supervisor's name.")),
            pin: Field::new(|text| needed(text, "Choose a PIN of 4 to 12 digits.")),
            again: Field::new(|text| needed(text, "The same PIN again.")),
            refused,
        }
    }

    /// How the making of a store goes.
    pub fn making(&mut self, making: &Making) {
        match making {
            Making::Step(done, of) => self.page = Page::Making(*done, *of),
            Making::Made(Ok(_)) => {}
            Making::Made(Err(refusal)) => self.refuse(refusal.clone()),
        }
    }

    /// Says why it was not done.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.page = if self.program.is_some() { Page::SetUp } else { Page::Choose };
        self.refused = Some(refusal);
    }

    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Practice if self.practice.exists() => return Action::Open(self.practice.clone()),
            Message::Practice => return self.make(self.practice_plan()),
            Message::SetUp => {
                self.set_up();
                return Action::Task(iced::widget::operation::focus(NAME));
            }
            Message::Back => {
                (self.page, self.program, self.refused) = (Page::Choose, None, None);
            }
            Message::TryAgain => return Action::Open(self.store.clone()),
            Message::PickStore => return Action::Task(pick_store()),
            Message::StorePicked(Some(path)) => return Action::Open(path),
            Message::Program(id) => self.program = Some(id),
            Message::PickProgram => return Action::Task(pick_program()),
            Message::ProgramPicked(Some(folder)) => self.program = Some(folder.display().to_string()),
            Message::StorePicked(None) | Message::ProgramPicked(None) => {}
            Message::Name(name) => self.name.type_in(&name),
            Message::Pin(pin) => self.pin.type_in(&pin),
            Message::Again(pin) => self.again.type_in(&pin),
            Message::Make => return self.real_plan().map_or(Action::None, |plan| self.make(plan)),
        }
        Action::None
    }

    fn set_up(&mut self) {
        match shipped_programs() {
            Ok(programs) => {
                self.program = programs.first().map(|program| program.id.clone());
                (self.programs, self.page, self.refused) = (programs, Page::SetUp, None);
            }
            Err(refusal) => self.refuse(refusal),
        }
    }

    fn make(&mut self, plan: Plan) -> Action {
        (self.page, self.refused) = (Page::Making(0, 1), None);
        Action::Make(plan)
    }

    fn practice_plan(&self) -> Plan {
        let program = PRACTICE_PROGRAM.to_string();
        let input = InitInput { program, practice: true, sample_members: SAMPLE_MEMBERS, ..InitInput::default() };
        Plan { path: self.practice.clone(), input, first: None }
    }

    /// `None` while something is missing, which is then said at its field.
    fn real_plan(&mut self) -> Option<Plan> {
        for field in [&mut self.name, &mut self.pin, &mut self.again] {
            field.ask();
        }
        let (name, pin) = (self.name.value()?.clone(), self.pin.value()?.clone());
        if self.again.value() != Some(&pin) {
            self.refused = Some(Refusal::new(Code::BadPin, "The two PINs are not the same: type both again."));
            return None;
        }
        let input = InitInput { program: self.program.clone()?, ..InitInput::default() };
        let role = "supervisor".parse().ok()?;
        Some(Plan { path: self.store.clone(), input, first: Some(NewOperator { name, role, pin: Some(pin) }) })
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let page = match self.page {
            Page::Choose => self.choose(look),
            Page::SetUp => self.set_up_form(look),
            Page::Making(done, of) => making(look, done, of),
        };
        let page = container(page).max_width(look.scaled(760.0)).padding(space::XL);
        let page = scrolling(look, container(page).center_x(Fill));
        container(page).width(Fill).height(Fill).style(surface(look, Surface::Paper)).into()
    }

    fn choose(&self, look: Look) -> Element<'_, Message> {
        let refused = self.refused.as_ref().map(|refusal| {
            let again = action(look, Kind::Plain, "Try again", Shortcut::letter('T'), Some(Message::TryAgain));
            column![note(look, Tone::Bad, "This store does not open", sentence(&refusal.message)), again]
                .spacing(space::S)
        });
        let (words, button) = if self.practice.exists() {
            ("The practice office that was made on this computer.", "Open the practice office")
        } else {
            (
                "200 invented members who have lived on Petit Jean's terms for a month. Nothing in it is real, and \
                 every screen and page says so.",
                "Make a practice office",
            )
        };
        let practice = column![
            look.quiet(words),
            action(look, Kind::Primary, button, Shortcut::ENTER, Some(Message::Practice)),
            look.label(self.practice.display().to_string()),
        ];
        let real = column![
            look.quiet(
                "Choose the co-op's terms and name the first supervisor. The store is one file on this computer."
            ),
            action(look, Kind::Plain, "Set up for real", Shortcut::letter('S'), Some(Message::SetUp)),
        ];
        let other = column![
            look.quiet("A store that is on this computer already."),
            action(look, Kind::Plain, "Open another store", Shortcut::letter('O'), Some(Message::PickStore)),
        ];
        // What stands at that path is not overwritten: where it does not open, only another store leads on.
        let practice = (self.refused.is_none() || self.practice != self.store).then_some(practice);
        let real = (!self.store.exists()).then_some(real);
        column![
            look.title("Welcome to Advance Pay Desk"),
            refused,
            practice.map(|practice| titled_card(look, "Try it", None, practice.spacing(space::M))),
            real.map(|real| titled_card(look, "Use it", None, real.spacing(space::M))),
            titled_card(look, "Go on", None, other.spacing(space::M)),
        ]
        .spacing(space::L)
        .into()
    }

    fn set_up_form(&self, look: Look) -> Element<'_, Message> {
        let columns = [Column::words("Utility", Fill), Column::words("Program", Fill)];
        let rows = self.programs.iter().map(|program| {
            let cells = vec![look.line(program.utility.as_str()).into(), look.line(program.title.as_str()).into()];
            Row::new(cells)
                .selected(self.program.as_ref() == Some(&program.id))
                .on_press(Message::Program(program.id.clone()))
        });
        let folder = self.program.as_deref().filter(|chosen| self.programs.iter().all(|shipped| shipped.id != *chosen));
        let folder = folder.map(|folder| note(look, Tone::Info, "Terms from a folder", folder));
        let terms = column![
            table(look, &columns, rows),
            folder,
            action(look, Kind::Plain, "Terms from a folder", None, Some(Message::PickProgram)),
        ];
        let supervisor = column![
            field(look, "Name", &self.name, Message::Name).id(NAME),
            row![
                field(look, "PIN", &self.pin, Message::Pin).secure().hint("4 to 12 digits."),
                field(look, "PIN again", &self.again, Message::Again).secure(),
            ]
            .spacing(space::M),
        ];
        let refused = self.refused.as_ref().map(|refusal| note(look, Tone::Bad, "", sentence(&refusal.message)));
        let actions = row![
            action(look, Kind::Plain, "Back", Shortcut::ESCAPE, Some(Message::Back)),
            action(look, Kind::Primary, "Make the store", Shortcut::ENTER, Some(Message::Make)),
        ];
        column![
            look.title("Set up for real"),
            titled_card(look, "Whose terms", None, terms.spacing(space::M)),
            titled_card(look, "The first supervisor", None, supervisor.spacing(space::M)),
            look.quiet(format!("The store will be {}", self.store.display())),
            refused,
            actions.spacing(space::M),
        ]
        .spacing(space::L)
        .into()
    }
}

fn making<'a>(look: Look, done: u32, of: u32) -> Element<'a, Message> {
    let p = look.palette();
    let bar = progress_bar(0.0..=of.max(1) as f32, done as f32).girth(12).style(move |_| progress_bar::Style {
        background: p.hover.into(),
        bar: p.green.into(),
        border: iced::border::rounded(space::RADIUS),
    });
    let words = if of > 1 {
        format!("Day {done} of {of}: members join, are read and billed, and pay.")
    } else {
        "The store is being made.".to_string()
    };
    card(look, column![look.title("One moment"), look.quiet(words), bar].spacing(space::M)).into()
}

fn needed(text: &str, words: &str) -> Result<String, String> {
    if text.is_empty() { Err(words.to_string()) } else { Ok(text.to_string()) }
}

fn pick_store() -> Task<Message> {
    let dialog = rfd::AsyncFileDialog::new().set_title("Open a store").add_filter("Advance Pay stores", &["sqlite"]);
    Task::future(async move { Message::StorePicked(dialog.pick_file().await.map(|file| file.path().to_path_buf())) })
}

fn pick_program() -> Task<Message> {
    let dialog = rfd::AsyncFileDialog::new().set_title("The folder with the co-op's program.toml");
    Task::future(
        async move { Message::ProgramPicked(dialog.pick_folder().await.map(|file| file.path().to_path_buf())) },
    )
}

/// Where the practice office lives: at the path that was named, or beside the platform's own store, which is kept free
/// for real members.
pub fn practice_path(store: &Path, default_store: Option<&Path>) -> PathBuf {
    if Some(store) == default_store { store.with_file_name("practice.sqlite") } else { store.to_path_buf() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn welcome() -> State {
        State::new("store.sqlite".into(), "practice-that-is-not-there.sqlite".into(), None)
    }

    #[test]
    fn one_click_makes_a_practice_office_with_members() {
        let mut screen = welcome();
        let Action::Make(plan) = screen.update(Message::Practice) else { panic!("it is to be made") };
        assert!(plan.input.practice && plan.input.sample_members == 200 && plan.first.is_none());
        assert!(matches!(screen.page, Page::Making(..)));
        screen.refuse(Refusal::new(Code::StoreExists, "it is there already"));
        assert!(matches!(screen.page, Page::Choose));
    }

    #[test]
    fn a_store_for_real_begins_with_a_supervisor_who_typed_one_pin_twice() {
        let mut screen = welcome();
        screen.update(Message::SetUp);
        assert!(!screen.programs.is_empty());
        assert!(matches!(screen.update(Message::Make), Action::None), "nobody is named yet");
        screen.update(Message::Name("D. Park".to_string()));
        screen.update(Message::Pin("4711".to_string()));
        screen.update(Message::Again("4712".to_string()));
        assert!(matches!(screen.update(Message::Make), Action::None), "the PINs differ");
        screen.update(Message::Again("4711".to_string()));
        let Action::Make(plan) = screen.update(Message::Make) else { panic!("it is to be made") };
        assert_eq!(plan.path, Path::new("store.sqlite"));
        assert!(!plan.input.practice && plan.input.sample_members == 0);
        assert_eq!(plan.first.and_then(|first| first.pin).as_deref(), Some("4711"));
    }

    #[test]
    fn the_platforms_own_store_is_kept_free_for_real_members() {
        let own = Path::new("/data/store.sqlite");
        assert_eq!(practice_path(own, Some(own)), Path::new("/data/practice.sqlite"));
        assert_eq!(practice_path(Path::new("/x/try.sqlite"), Some(own)), Path::new("/x/try.sqlite"));
    }
}
