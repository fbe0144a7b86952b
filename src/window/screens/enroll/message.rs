//! The steps of an enrollment, the blanks of its form, and everything that can happen to it.

use super::draft::Draft;
use super::due::Finance;
use super::offered::Offered;
use super::service::Tick;
use crate::basics::{Refusal, Refused};
use crate::desk::{AccountView, Enrolled, FoundView, Joining, QuoteView};
use crate::window::kit::signature::Stroked;
use crate::words::{Condition, Method};

/// Where the clerk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Member,
    Service,
    Eligibility,
    Due,
    Notices,
    Agreement,
    Payment,
}

impl Step {
    pub(super) const ALL: [Self; 7] =
        [Self::Member, Self::Service, Self::Eligibility, Self::Due, Self::Notices, Self::Agreement, Self::Payment];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Member => "Member",
            Self::Service => "Service & meter",
            Self::Eligibility => "Eligibility",
            Self::Due => "What is due",
            Self::Notices => "Notices",
            Self::Agreement => "Agreement",
            Self::Payment => "Payment",
        }
    }

    pub(super) fn beside(self, by: isize) -> Option<Self> {
        let at = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(at.checked_add_signed(by)?).copied()
    }
}

/// A place of the form that is typed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    Search,
    Name,
    Phone,
    Email,
    Text,
    Mailing,
    Joint,
    Authorized,
    Passphrase,
    Meter,
    Address,
    StartKwh,
    Digits,
    DailyKwh,
    PastDue,
    BilledNotDue,
    Unbilled,
    PriorAccount,
    Deposit,
    DepositSince,
    FinanceAmount,
    Identification,
    Amount,
    Tendered,
    CheckNumber,
    Reference,
}

#[derive(Debug, Clone)]
pub enum Message {
    Typed(Blank, String),
    Join(Joining),
    /// Whether the member is in the store already.
    IsMember(bool),
    /// The member of this account is meant.
    Pick(String),
    Class(&'static str),
    Phase(&'static str),
    Turn(Tick, bool),
    Office(String),
    Link(String),
    Area(String),
    AddOn(String, bool),
    Say(Condition, bool),
    AlreadyOff(bool),
    Finance(Finance),
    Consent(bool),
    Stroke(Stroked),
    ClearSignature,
    SignOnPaper,
    CopyGiven(bool),
    Pay(Method),
    Back,
    Continue,
    PrintBoth,
    OpenAccount,
    StartAgain,
    OfferedCame(Box<Refused<Offered>>),
    FoundCame(u64, Refused<Vec<FoundView>>),
    MemberCame(u64, Box<Refused<AccountView>>),
    QuoteCame(u64, Refused<QuoteView>),
    DraftCame(u64, Refused<Draft>),
    Posted(Box<Refused<Enrolled>>),
    NoteKept(Option<Refusal>),
    PapersCame(Refused<Vec<(String, Vec<u8>)>>),
}

/// Puts what is typed into a blank.
pub(super) fn typed(blank: Blank) -> impl Fn(String) -> Message {
    move |text| Message::Typed(blank, text)
}
