//! The agreement as it would be signed now, made ready to be drawn.

use std::collections::BTreeMap;

use crate::basics::Refused;
use crate::desk::{Call, Desk, ParagraphStyle, Piece, QuoteView};

/// One paragraph: its words, and which of them were filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub style: ParagraphStyle,
    /// Each run of words, and whether it was filled from the terms or the facts.
    pub runs: Vec<(String, bool)>,
}

/// The filled text, and where and when it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub paragraphs: Vec<Words>,
    /// `Nov 30, 2026, 2:14 PM · Clinton`.
    pub place: String,
}

impl Draft {
    /// Asks the store to fill the program's agreement.
    pub fn ask(desk: &mut Desk, call: &Call, quote: &QuoteView, facts: &BTreeMap<String, String>) -> Refused<Self> {
        let paragraphs = desk.draft_agreement(call, quote, facts)?;
        let paragraphs = paragraphs.into_iter().map(|paragraph| Words {
            style: paragraph.style,
            runs: paragraph
                .pieces
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) => (text, false),
                    Piece::Term(text) => (text, true),
                })
                .collect(),
        });
        let paragraphs = paragraphs.collect();
        let now = call.now.unwrap_or_else(|| chrono::Utc::now().with_timezone(&desk.zone()).naive_local());
        let mut place = now.format("%b %-d, %Y, %-I:%M %p").to_string();
        if let Some(office) = &call.office {
            place = format!("{place} \u{b7} {office}");
        }
        Ok(Self { paragraphs, place })
    }
}
