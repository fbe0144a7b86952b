//! The programs that ship with the product, inside the binary, so that a store can be made from it alone.

use std::collections::BTreeMap;

use super::errors::TermsErrors;
use super::model::Program;

/// One folder of `forms/`, as its files stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShippedProgram {
    pub id: &'static str,
    pub terms: &'static str,
    pub agreement: &'static str,
    /// The letters by name, without `.txt`.
    pub letters: &'static [(&'static str, &'static str)],
}

impl ShippedProgram {
    /// The program, checked like any other.
    ///
    /// # Errors
    /// As [`Program::parse`]; a test proves that the shipped ones have none.
    pub fn program(&self) -> Result<Program, TermsErrors> {
        Program::parse(self.terms, self.agreement, self.letters())
    }

    /// The letters' texts by name.
    #[must_use]
    pub fn letters(&self) -> BTreeMap<String, String> {
        self.letters.iter().map(|(name, text)| ((*name).to_string(), (*text).to_string())).collect()
    }
}

macro_rules! form {
    ($id:literal: $($letter:literal),*) => {
        ShippedProgram {
            id: $id,
            terms: include_str!(concat!("../../forms/", $id, "/program.toml")),
            agreement: include_str!(concat!("../../forms/", $id, "/agreement.txt")),
            letters: &[$(($letter, include_str!(concat!("../../forms/", $id, "/", $letter, ".txt")))),*],
        }
    };
}

static SHIPPED: [ShippedProgram; 4] = [
    form!("petit-jean": "final-notice"),
    form!("palmetto": "final-notice"),
    form!("peninsula-light": ),
    form!("pec": "final-notice", "returned-check"),
];

/// The four programs of the co-ops whose published terms the product was made from.
#[must_use]
pub fn shipped() -> &'static [ShippedProgram] {
    &SHIPPED
}
