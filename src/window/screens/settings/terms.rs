//! The co-op's terms: every value with its clause, new terms from a day on, a price that changes.

use std::path::PathBuf;

use iced::widget::{Column, Row as Line, column, container, row};
use iced::{Alignment, Fill};

use super::super::asked::{Asked, Posting, refused};
use super::super::dates;
use crate::basics::{Day, Refused};
use crate::desk::{Call, ChangePrice, LoadProgram, PriceView, ProgramView, SectionView, TermView};
use crate::window::kit::toast::Severity;
use crate::window::kit::{
    Element, Field, Kind, Look, Shortcut, Tone, action, badge, divider, field, note, space, titled_card,
};
use crate::window::work::Effect;

#[derive(Debug)]
pub struct State {
    program: Asked<ProgramView>,
    versions: Asked<Vec<(Day, ProgramView)>>,
    folder: Field<String>,
    from: Field<Day>,
    loading: Posting,
    price_name: Field<String>,
    price: Field<String>,
    price_from: Field<Day>,
    pricing: Posting,
}

#[derive(Debug, Clone)]
pub enum Message {
    Came(u64, Refused<ProgramView>),
    VersionsCame(u64, Refused<Vec<(Day, ProgramView)>>),
    Folder(String),
    ChooseFolder,
    /// `None`: the person changed their mind.
    FolderChosen(Option<PathBuf>),
    From(String),
    Load,
    Loaded(u64, Refused<ProgramView>),
    PriceName(String),
    Price(String),
    PriceFrom(String),
    ChangePrice,
    PriceChanged(u64, Refused<PriceView>),
}

fn needed() -> Field<String> {
    Field::new(|text| if text.is_empty() { Err("Write something here.".into()) } else { Ok(text.into()) })
}

impl Default for State {
    fn default() -> Self {
        Self {
            program: Asked::default(),
            versions: Asked::default(),
            folder: needed(),
            from: Field::new(dates::read_day),
            loading: Posting::default(),
            price_name: needed(),
            price: needed(),
            price_from: Field::new(dates::read_day),
            pricing: Posting::default(),
        }
    }
}

impl State {
    pub fn load(&mut self) -> Effect<Message> {
        let (program, versions) = (self.program.ask(), self.versions.ask());
        Effect::Several(vec![
            Effect::run(move |desk, call| Message::Came(program, desk.program(call))),
            Effect::run(move |desk, _| Message::VersionsCame(versions, desk.program_versions())),
        ])
    }

    pub fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Came(ticket, answer) => self.program.take(ticket, answer),
            Message::VersionsCame(ticket, answer) => self.versions.take(ticket, answer),
            Message::Folder(text) => self.folder.type_in(&text),
            Message::ChooseFolder => {
                let dialog = rfd::AsyncFileDialog::new().set_title("The folder of the new terms");
                let chosen = |folder: Option<rfd::FileHandle>| folder.map(|folder| folder.path().to_path_buf());
                let task =
                    iced::Task::perform(dialog.pick_folder(), move |folder| Message::FolderChosen(chosen(folder)));
                return Effect::Task(task);
            }
            Message::FolderChosen(Some(path)) => self.folder.type_in(&path.display().to_string()),
            Message::FolderChosen(None) => {}
            Message::From(text) => self.from.type_in(&text),
            Message::Load => return self.load_terms(),
            Message::Loaded(ticket, answer) => {
                if let Some(program) = self.loading.take(ticket, answer) {
                    let said = Effect::Say(Severity::Done, format!("The new terms of {} are in.", program.title));
                    return Effect::Several(vec![said, self.load()]);
                }
            }
            Message::PriceName(text) => self.price_name.type_in(&text),
            Message::Price(text) => self.price.type_in(&text),
            Message::PriceFrom(text) => self.price_from.type_in(&text),
            Message::ChangePrice => return self.change_price(),
            Message::PriceChanged(ticket, answer) => {
                if let Some(price) = self.pricing.take(ticket, answer) {
                    let words = format!("{} is ${} a kWh from {} on.", price.name, price.price, dates::day(price.from));
                    return Effect::Several(vec![Effect::Say(Severity::Done, words), self.load()]);
                }
            }
        }
        Effect::None
    }

    fn load_terms(&mut self) -> Effect<Message> {
        self.folder.ask();
        self.from.ask();
        let (Some(folder), Some(from)) = (self.folder.value().cloned(), self.from.value().copied()) else {
            return Effect::None;
        };
        let Some((ticket, key)) = self.loading.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::Loaded(ticket, LoadProgram::find(&folder, from).and_then(|load| desk.perform(&call, &load)))
        })
    }

    fn change_price(&mut self) -> Effect<Message> {
        self.price_name.ask();
        self.price.ask();
        self.price_from.ask();
        let typed = (self.price_name.value().cloned(), self.price.value().cloned(), self.price_from.value().copied());
        let (Some(name), Some(price), Some(from)) = typed else { return Effect::None };
        let Some((ticket, key)) = self.pricing.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::PriceChanged(ticket, desk.perform(&call, &ChangePrice { name, from, price }))
        })
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let program: Element<'_, Message> = match self.program.value() {
            Some(program) => program_view(look, program),
            None => {
                refused(look, self.program.refusal()).unwrap_or_else(|| look.quiet("Reading the terms\u{2026}").into())
            }
        };
        column![program, self.versions(look), self.new_terms(look), self.new_price(look)].spacing(space::M).into()
    }

    fn versions(&self, look: Look) -> Element<'_, Message> {
        let versions = self.versions.value().into_iter().flatten().map(|(from, program)| {
            look.body(format!("From {} on: {} {}", dates::day(*from), program.utility, program.title)).into()
        });
        let words = look.quiet("What was billed under a version stays as it was billed.");
        let list = Column::with_children(versions).spacing(space::XS);
        titled_card(look, "Versions of the terms", None, column![list, words].spacing(space::S)).into()
    }

    fn new_terms(&self, look: Look) -> Element<'_, Message> {
        let load = (!self.loading.under_way()).then_some(Message::Load);
        let body = column![
            row![
                field(look, "Folder with program.toml", &self.folder, Message::Folder),
                action(look, Kind::Plain, "Choose\u{2026}", Shortcut::ctrl('O'), Some(Message::ChooseFolder)),
                field(look, "In force from", &self.from, Message::From).placeholder("1/1/2027").width(160),
            ]
            .spacing(space::M)
            .align_y(Alignment::End),
            refused(look, self.loading.refusal()),
            action(look, Kind::Plain, "Bring in the new terms", Shortcut::ctrl('T'), load)
                .because("They are being read."),
        ];
        titled_card(look, "New terms; a supervisor brings them in", None, body.spacing(space::M)).into()
    }

    fn new_price(&self, look: Look) -> Element<'_, Message> {
        let change = (!self.pricing.under_way()).then_some(Message::ChangePrice);
        let body = column![
            row![
                field(look, "Name of the price", &self.price_name, Message::PriceName).placeholder("as in the terms"),
                field(look, "Dollars a kWh", &self.price, Message::Price).placeholder("0.00310").width(160),
                field(look, "From", &self.price_from, Message::PriceFrom).placeholder("1/1/2027").width(160),
            ]
            .spacing(space::M),
            refused(look, self.pricing.refusal()),
            action(look, Kind::Plain, "Change the price", Shortcut::ctrl('Y'), change).because("It is being done."),
        ];
        titled_card(look, "A price changes", None, body.spacing(space::M)).into()
    }
}

fn program_view<'a>(look: Look, program: &'a ProgramView) -> Element<'a, Message> {
    let sample = program
        .sample_rates
        .then(|| note(look, Tone::Attention, "Sample rates", "They are to be replaced by the co-op's own."));
    let confirm = (!program.to_confirm.is_empty()).then(|| {
        let words = format!("The board has not confirmed: {}.", program.to_confirm.join(", "));
        note(look, Tone::Attention, "To confirm", words)
    });
    let sections = program.sections.iter().map(|section| section_view(look, section));
    let title = format!("{} \u{b7} {}", program.utility, program.title);
    let head = look.quiet(format!(
        "In force from {}. Days are those of {}.",
        dates::day(program.effective),
        program.time_zone
    ));
    let body = column![head, sample, confirm, Column::with_children(sections).spacing(space::L)];
    titled_card(look, title, None, body.spacing(space::M)).into()
}

fn section_view<'a>(look: Look, section: &'a SectionView) -> Element<'a, Message> {
    let rows = section.rows.iter().map(|term| term_view(look, term, &section.clause));
    let clause = look.quiet(section.clause.as_str()).width(Fill).align_x(iced::alignment::Horizontal::Right);
    let head = row![look.heading(section.title.as_str()), clause].spacing(space::M);
    column![head, divider(look), Column::with_children(rows)].spacing(space::XS).into()
}

/// A value with its clause, where that is another than its table's.
fn term_view<'a>(look: Look, term: &'a TermView, table_clause: &str) -> Element<'a, Message> {
    let value = term.value.as_deref().unwrap_or("not in these terms");
    let clause = if term.clause == table_clause { "" } else { term.clause.as_str() };
    let confirm = term.to_confirm.then(|| badge(look, Tone::Attention, "to confirm"));
    let cells = Line::new()
        .push(container(look.quiet(key_words(&term.key))).width(look.scaled(280.0)))
        .push(container(look.body(value)).width(Fill))
        .push(confirm)
        .push((!clause.is_empty()).then(|| container(look.label(clause)).width(look.scaled(180.0))));
    cells.spacing(space::M).padding([3.0, 0.0]).into()
}

/// A key without its table, as words: `eligibility.remote_switch` is `remote switch`.
fn key_words(key: &str) -> String {
    key.rsplit('.').next().unwrap_or(key).replace('_', " ")
}
