//! Where one is in something that takes several steps.

use iced::widget::{Row, Space, column, container};
use iced::{Element, Fill};

use super::{Look, font, space};

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    ToCome,
}

/// One step of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub name: String,
    /// When, or how it went; may be empty.
    pub detail: String,
    pub state: StepState,
}

/// The steps side by side, each under its bar.
pub fn steps<'a, M: 'a>(look: Look, steps: impl IntoIterator<Item = Step>) -> Element<'a, M> {
    Row::with_children(steps.into_iter().map(|step| one_step(look, step))).spacing(space::S).into()
}

fn one_step<'a, M: 'a>(look: Look, step: Step) -> Element<'a, M> {
    let p = look.palette();
    let (bar, ink, weight) = match step.state {
        StepState::Done => (p.green_ink, p.green_ink, font::REGULAR),
        StepState::Now => (p.green_ink, p.ink, font::BOLD),
        StepState::ToCome => (p.strong_line, p.quiet_ink, font::REGULAR),
    };
    let name = if step.state == StepState::Done { format!("\u{2713} {}", step.name) } else { step.name };
    let detail = (!step.detail.is_empty()).then(|| look.label(step.detail));
    let line = container(Space::new()).width(Fill).height(3).style(move |_| container::background(bar));
    column![line, look.text(name, 13.0, weight, ink), detail].spacing(space::XS).width(Fill).into()
}
