//! What the switch queue's screen is told.

use crate::basics::Refused;
use crate::desk::{FoundView, Ground, LinkTest, LinkView, QueueRow, SwitchView, Worked};
use crate::window::kit::list::ListEvent;
use crate::words::SwitchVerb;

#[derive(Debug, Clone)]
pub enum Message {
    List(ListEvent),
    Work,
    OpenAccount,
    Meter(String),
    /// Asks a meter, or asks the clerk before it switches one.
    ByHand(SwitchVerb),
    /// On which ground the switch is opened.
    Ground(Ground),
    Reason(String),
    Approver(String),
    Pin(String),
    /// The clerk has read back whose power it is.
    Confirm,
    CloseDialog,
    Test(String),
    Came(u64, Refused<Vec<QueueRow>>),
    LinksCame(Refused<Vec<LinkView>>),
    Worked(Refused<Worked>),
    MeterFound(u64, Refused<Option<FoundView>>),
    Answered(Refused<SwitchView>),
    Tested(String, Refused<LinkTest>),
}
