//! Reports: what a person should look at, the office's days, its papers, the morning's runs, files for other systems, the proof and the backup.

mod attention;
pub mod day_report;
mod files;
mod notices;
mod proof;
mod save_dialog;
#[cfg(test)]
mod tests;

use iced::Fill;
use iced::widget::{column, row};

use super::asked::{Asked, refused};
use super::dates;
use crate::basics::{Day, Refused};
use crate::desk::{CycleRunView, DayReportView, DocumentView, Reported};
use crate::window::kit::table::{Column as Heading, Row, table};
use crate::window::kit::toast::Severity;
use crate::window::kit::{
    Element, Field, Kind, Look, Shortcut, action, empty, field, screen_title, scrolling, space, titled_card,
};
use crate::window::work::{Effect, Screen};

/// So many runs and papers are listed, newest first.
const LISTED: usize = 100;

/// A part of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Day,
    Attention,
    Papers,
    Runs,
    Notices,
    Files,
    Proof,
}

const SECTIONS: [(Section, &str, char); 7] = [
    (Section::Day, "Day report", 'D'),
    (Section::Attention, "Attention", 'A'),
    (Section::Papers, "Papers of the office", 'P'),
    (Section::Runs, "Morning runs", 'R'),
    (Section::Notices, "Notices", 'N'),
    (Section::Files, "Files", 'F'),
    (Section::Proof, "Proof and backup", 'V'),
];

#[derive(Debug)]
pub struct State {
    look: Look,
    section: Section,
    day: Field<Option<Day>>,
    report: Asked<DayReportView>,
    papers: Asked<Vec<DocumentView>>,
    runs: Asked<Vec<CycleRunView>>,
    attention: attention::State,
    notices: notices::State,
    files: files::State,
    proof: proof::State,
}

#[derive(Debug, Clone)]
pub enum Message {
    Show(Section),
    DayTyped(String),
    ShowDay,
    ReportCame(u64, Refused<Box<DayReportView>>),
    PrintDay,
    PapersCame(u64, Refused<Vec<DocumentView>>),
    OpenPaper(i64),
    /// A paper to print: its file's name and bytes.
    PaperCame(Refused<(String, Vec<u8>)>),
    RunsCame(u64, Refused<Vec<CycleRunView>>),
    Attention(attention::Message),
    Notices(notices::Message),
    Files(files::Message),
    Proof(proof::Message),
}

impl Screen for State {
    type Message = Message;

    /// Opens with today's report.
    fn new(look: Look) -> (Self, Effect<Message>) {
        let mut state = Self {
            look,
            section: Section::Day,
            day: Field::new(dates::read_day_if),
            report: Asked::default(),
            papers: Asked::default(),
            runs: Asked::default(),
            attention: attention::State::default(),
            notices: notices::State::default(),
            files: files::State::default(),
            proof: proof::State::default(),
        };
        let effect = Effect::Several(vec![state.ask_report(), state.ask_attention()]);
        (state, effect)
    }

    fn refresh(&mut self, look: Look) -> Effect<Message> {
        self.look = look;
        match self.section {
            Section::Attention => self.ask_attention(),
            section => Effect::Several(vec![self.show(section), self.ask_attention()]),
        }
    }

    fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Show(section) => return self.show(section),
            Message::DayTyped(text) => self.day.type_in(&text),
            Message::ShowDay => {
                self.day.ask();
                if self.day.value().is_some() {
                    return self.ask_report();
                }
            }
            Message::ReportCame(ticket, answer) => self.report.take(ticket, answer.map(|report| *report)),
            Message::PrintDay => {
                let day = self.report.value().map(|report| report.day);
                return Effect::run(move |desk, call| {
                    let name = day.map_or_else(|| "day-report.pdf".to_string(), |day| format!("day-report-{day}.pdf"));
                    Message::PaperCame(desk.day_report_paper(call, day).map(|paper| (name, paper)))
                });
            }
            Message::PapersCame(ticket, answer) => self.papers.take(ticket, answer),
            Message::OpenPaper(id) => {
                return Effect::run(move |desk, call| {
                    Message::PaperCame(desk.document(call, id).map(|paper| (format!("document-{id}.pdf"), paper)))
                });
            }
            Message::PaperCame(Ok((name, paper))) => return Effect::Print(name, paper),
            Message::PaperCame(Err(refusal)) => return Effect::Say(Severity::Refused, refusal.message),
            Message::RunsCame(ticket, answer) => self.runs.take(ticket, answer),
            Message::Attention(message) => return self.attention.update(self.look, message).map(Message::Attention),
            Message::Notices(message) => return self.notices.update(self.look, message).map(Message::Notices),
            Message::Files(message) => return self.files.update(message).map(Message::Files),
            Message::Proof(message) => return self.proof.update(message).map(Message::Proof),
        }
        Effect::None
    }

    fn view(&self, look: Look) -> Element<'_, Message> {
        let sections = SECTIONS.map(|(section, name, key)| {
            let kind = if section == self.section { Kind::Plain } else { Kind::Link };
            action(look, kind, self.named(section, name), Shortcut::letter(key), Some(Message::Show(section))).into()
        });
        let sections = iced::widget::Row::with_children(sections).spacing(space::S).wrap();
        let title = screen_title(look, "Reports", iced::widget::Space::new());
        let content = match self.section {
            Section::Day => self.day(look),
            Section::Papers => self.papers(look),
            Section::Runs => self.runs(look),
            // A list scrolls by itself.
            Section::Attention => {
                return column![title, sections, self.attention.view(look).map(Message::Attention)]
                    .spacing(space::M)
                    .into();
            }
            Section::Notices => {
                return column![title, sections, self.notices.view(look).map(Message::Notices)]
                    .spacing(space::M)
                    .into();
            }
            Section::Files => self.files.view(look).map(Message::Files),
            Section::Proof => self.proof.view(look).map(Message::Proof),
        };
        column![title, sections, scrolling(look, content)].spacing(space::M).into()
    }
}

impl State {
    /// Whatever is shown, how many matters are open stands beside it.
    fn ask_attention(&mut self) -> Effect<Message> {
        self.attention.load().map(Message::Attention)
    }

    fn ask_report(&mut self) -> Effect<Message> {
        let (ticket, day) = (self.report.ask(), self.day.value().copied().flatten());
        Effect::run(move |desk, call| {
            Message::ReportCame(ticket, desk.day_report(call, day, Reported::Here).map(Box::new))
        })
    }

    fn show(&mut self, section: Section) -> Effect<Message> {
        self.section = section;
        match section {
            Section::Day => self.ask_report(),
            Section::Attention => self.ask_attention(),
            Section::Papers => {
                let ticket = self.papers.ask();
                Effect::run(move |desk, call| Message::PapersCame(ticket, desk.office_documents(call)))
            }
            Section::Runs => {
                let ticket = self.runs.ask();
                Effect::run(move |desk, call| Message::RunsCame(ticket, desk.cycle_runs(call, LISTED)))
            }
            Section::Notices => self.notices.load().map(Message::Notices),
            Section::Files | Section::Proof => Effect::None,
        }
    }

    /// The name of a section, with how many things wait there.
    fn named(&self, section: Section, name: &str) -> String {
        match self.attention.count() {
            waiting if waiting > 0 && section == Section::Attention => format!("{name} ({waiting})"),
            _ => name.to_string(),
        }
    }

    fn day(&self, look: Look) -> Element<'_, Message> {
        let report: Element<'_, Message> = match self.report.value() {
            Some(report) => day_report::view(look, report),
            None if self.report.under_way() => look.quiet("Adding up the day\u{2026}").into(),
            None => refused(look, self.report.refusal()).unwrap_or_else(|| iced::widget::Space::new().into()),
        };
        let print = self.report.value().map(|_| Message::PrintDay);
        let head = row![
            field(look, "Day", &self.day, Message::DayTyped).placeholder("today, or 11/30/2026").width(220),
            action(look, Kind::Plain, "Show this day", Shortcut::CTRL_ENTER, Some(Message::ShowDay)),
            action(look, Kind::Primary, "Print", Shortcut::ctrl('P'), print).because("There is no report to print."),
        ];
        let head = head.spacing(space::M).align_y(iced::Alignment::End);
        titled_card(look, "An office's day", None, column![head, report].spacing(space::L)).into()
    }

    fn papers(&self, look: Look) -> Element<'_, Message> {
        let words = "Day reports, deposit slips and disconnect lists, byte for byte as they were printed.";
        let content: Element<'_, Message> = match self.papers.value() {
            Some(papers) if papers.is_empty() => empty(
                look,
                "No papers yet",
                "The first day's close and the first bank deposit leave theirs here.",
                None,
            ),
            Some(papers) => paper_table(look, papers, Message::OpenPaper),
            None => waiting(look, &self.papers),
        };
        titled_card(look, "Papers of the office", None, column![look.quiet(words), content].spacing(space::M)).into()
    }

    fn runs(&self, look: Look) -> Element<'_, Message> {
        let content = match self.runs.value() {
            Some(runs) if runs.is_empty() => empty(
                look,
                "The cycle has not run yet",
                "It bills every account in the morning by itself, or from the Morning screen.",
                None,
            ),
            Some(runs) => run_table(look, runs),
            None => waiting(look, &self.runs),
        };
        titled_card(look, "What the mornings did", None, content).into()
    }
}

fn waiting<'a, T>(look: Look, asked: &'a Asked<T>) -> Element<'a, Message> {
    refused(look, asked.refusal()).unwrap_or_else(|| look.quiet("Looking\u{2026}").into())
}

/// A list of papers, newest first; Enter opens one.
pub(super) fn paper_table<'a, M: Clone + 'static>(
    look: Look,
    papers: &'a [DocumentView],
    on_open: impl Fn(i64) -> M,
) -> Element<'a, M> {
    let headings = [Heading::words("When", 150), Heading::words("Paper", Fill), Heading::words("By", 140)];
    let rows = papers.iter().rev().take(LISTED).map(|paper| {
        Row::new(vec![
            look.quiet(dates::when(&paper.at)).into(),
            look.line(paper.title.as_str()).into(),
            look.line(paper.operator.as_str()).into(),
        ])
        .on_press(on_open(paper.id))
    });
    table(look, &headings, rows)
}

fn run_table<'a>(look: Look, runs: &'a [CycleRunView]) -> Element<'a, Message> {
    let number = |title: &'static str| Heading::figures(title, 84);
    let headings = [
        Heading::words("When", 150),
        Heading::words("By", Fill),
        number("Reads"),
        number("Missing"),
        number("Billed"),
        number("Estimated"),
        number("Cut"),
        number("Held"),
        number("Attention"),
    ];
    let rows = runs.iter().map(|run| {
        let c = &run.counts;
        let counts = [c.reads, c.missing_reads, c.billed, c.estimated, c.disconnects, c.held, c.attention];
        let mut cells = vec![look.quiet(dates::when(&run.at)).into(), look.line(run.operator.as_str()).into()];
        cells.extend(counts.map(|count| look.line(count.to_string()).into()));
        Row::new(cells)
    });
    table(look, &headings, rows)
}
