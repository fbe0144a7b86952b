//! The agreement: the co-op's text with its numbers filled in, what was due, and the signature.

use super::letterhead::{AmountLine, Letterhead, column_amount};
use super::page::{Area, Document, Ink, Mark, Paper};
use super::sheet::Sheet;
use super::table::Table;
use super::text::{Align, Run, Style};
use crate::basics::{AccountNo, Cents, Instant, MemberNo, MeterNo};

/// What the member signs. It is kept byte for byte.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// `Advance Pay agreement`.
    pub title: String,
    /// Which terms it states: `terms in force from Jan 1, 2026`.
    pub terms: String,
    /// The hash of those terms, in hex.
    pub terms_hash: String,
    pub member: MemberNo,
    /// The member and all joint members.
    pub names: Vec<String>,
    pub mailing_address: String,
    pub account: AccountNo,
    pub service_address: String,
    pub meter: MeterNo,
    /// The text, with what was filled in bold.
    pub paragraphs: Vec<Vec<Run>>,
    /// What was due, and how each line is covered.
    pub due: Vec<DueLine>,
    /// What comes of it: paid now, to the past-due plan, opening credit.
    pub outcome: Vec<AmountLine>,
    pub signature: Signature,
}

/// One line of what is due at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLine {
    pub text: String,
    pub due: Cents,
    pub from_deposit: Cents,
    pub financed: Cents,
}

/// How it is signed.
#[derive(Debug, Clone, PartialEq)]
pub enum Signature {
    /// Drawn on the pad. The strokes are in the pad's own coordinates, y downwards.
    Drawn { strokes: Vec<Vec<(f32, f32)>>, signed: Signed },
    /// In ink on the printed form, which is filed.
    Ink(Signed),
    /// Not signed yet: printed to be signed.
    #[cfg_attr(not(test), expect(dead_code, reason = "no act asks for the unsigned form yet"))]
    Draft { name: String },
}

/// Who signed, and before whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub name: String,
    pub at: Instant,
    pub clerk: String,
}

impl Agreement {
    /// The paper, ready to become a PDF.
    #[must_use]
    pub fn lay_out(&self, head: &Letterhead) -> Document {
        let mut sheet = Sheet::new(Paper::Letter, head, format!("{} · account {}", self.title, self.account));
        sheet.opening(&self.title, &self.terms);
        if matches!(self.signature, Signature::Draft { .. }) {
            sheet.callout(
                Ink::Amber,
                Ink::SoftAmber,
                "Not signed yet",
                "It takes effect when it is signed and the amount due is paid.",
            );
        }
        self.parties(&mut sheet);
        sheet.gap(8.0);
        for paragraph in &self.paragraphs {
            sheet.runs(Style::BODY, paragraph);
            sheet.gap(6.0);
        }
        self.due(&mut sheet);
        self.signature(&mut sheet);
        sheet.gap(8.0);
        sheet.text(Style::SMALL, &format!("{}. Hash of the terms: {}", self.terms, self.terms_hash));
        sheet.finish()
    }

    fn parties(&self, sheet: &mut Sheet) {
        let member = format!("{} (number {})", self.names.join(" and "), self.member);
        let service = format!("{} · meter {}", self.service_address, self.meter);
        sheet.facts(&[
            ("Member", member.as_str()),
            ("Mailing address", &self.mailing_address),
            ("Account", self.account.as_str()),
            ("Service", &service),
        ]);
    }

    fn due(&self, sheet: &mut Sheet) {
        sheet.heading("What is due at the start");
        let columns = [
            ("", Align::Left),
            ("Due", Align::Right),
            ("From deposit", Align::Right),
            ("Past-due plan", Align::Right),
            ("To pay", Align::Right),
        ];
        let mut table = Table::new(&columns, "Nothing is due.");
        let mut sums = [Cents::ZERO; 4];
        for line in &self.due {
            let amounts = [line.due, line.from_deposit, line.financed, line.due - line.from_deposit - line.financed];
            for (sum, amount) in sums.iter_mut().zip(amounts) {
                *sum += amount;
            }
            table.row(cells(&line.text, amounts.map(column_amount)));
        }
        if !self.due.is_empty() {
            table.total(cells("Total", sums.map(Cents::dollars)));
        }
        sheet.table(&table);
        for line in &self.outcome {
            sheet.pair((&line.text, Style::BODY), (&line.amount.dollars(), Style::BOLD));
        }
    }

    fn signature(&self, sheet: &mut Sheet) {
        let head = sheet.head;
        sheet.gap(14.0);
        match &self.signature {
            Signature::Drawn { strokes, signed } => {
                let area = signature_area(sheet);
                for points in scaled(strokes, area) {
                    sheet.mark(Mark::Stroke { points, thickness: 1.3, ink: Ink::Text });
                }
                signed.lay_out(sheet, "Signed on the pad", head);
            }
            Signature::Ink(signed) => {
                signature_area(sheet);
                signed.lay_out(sheet, "Signed in ink; the original is on file", head);
            }
            Signature::Draft { name } => {
                signature_area(sheet);
                sheet.text(Style::BODY, name);
                sheet.gap(10.0);
                sheet.text(
                    Style::QUIET,
                    "Date ____________________      Office ____________________      Clerk ____________________",
                );
            }
        }
    }
}

fn cells(text: &str, amounts: [String; 4]) -> Vec<String> {
    std::iter::once(text.to_string()).chain(amounts).collect()
}

impl Signed {
    fn lay_out(&self, sheet: &mut Sheet, how: &str, head: &Letterhead) {
        sheet.text(Style::BOLD, &self.name);
        let facts = format!("{how} · {} · {} office · before {}", head.time(self.at), head.office, self.clerk);
        sheet.text(Style::SMALL, &facts);
    }
}

/// The place for the signature, above its line, on one page with the name under it.
fn signature_area(sheet: &mut Sheet) -> Area {
    sheet.ensure(140.0);
    sheet.text(Style::QUIET, "Signature of the member");
    let whole = sheet.reserve(76.0);
    let area = Area { width: whole.width * 0.62, ..whole };
    sheet.mark(Mark::Fill { area: Area { y: area.y + area.height - 8.0, height: 0.9, ..area }, ink: Ink::Text });
    area
}

/// The strokes as large as `area` allows, standing on its line. Their proportions stay.
fn scaled(strokes: &[Vec<(f32, f32)>], area: Area) -> Vec<Vec<(f32, f32)>> {
    let points = || strokes.iter().flatten().filter(|point| point.0.is_finite() && point.1.is_finite());
    let reach = |of: fn(&(f32, f32)) -> f32| {
        points().map(of).fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)))
    };
    let ((left, right), (top, bottom)) = (reach(|point| point.0), reach(|point| point.1));
    let (width, height) = (area.width - 16.0, area.height - 14.0);
    let scale = (width / (right - left).max(1.0)).min(height / (bottom - top).max(1.0));
    let place =
        |&(x, y): &(f32, f32)| (area.x + 8.0 + (x - left) * scale, area.y + 4.0 + height - (bottom - y) * scale);
    let drawn = strokes.iter().map(|stroke| {
        stroke.iter().filter(|point| point.0.is_finite() && point.1.is_finite()).map(place).collect::<Vec<_>>()
    });
    drawn.filter(|stroke| !stroke.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_its_box_whatever_the_pad_measured() {
        let area = Area { x: 60.0, y: 400.0, width: 300.0, height: 76.0 };
        for pad in [0.001_f32, 1.0, 10_000.0] {
            let strokes =
                vec![vec![(0.0, 0.0), (2.0 * pad, pad)], vec![(pad, pad / 2.0)], vec![(f32::NAN, 1.0)], vec![]];
            let drawn = scaled(&strokes, area);
            assert_eq!(drawn.len(), 2, "a dot is drawn, what is no place is not");
            let within = |&(x, y): &(f32, f32)| (60.0..=360.0).contains(&x) && (400.0..=476.0).contains(&y);
            assert!(drawn.iter().flatten().all(within), "pad of {pad}");
        }
    }
}
