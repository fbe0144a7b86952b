//! What can be done with an account: groups, names, keys.

use crate::window::kit::Shortcut;

/// One thing to do with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Hold,
    LiftHold,
    Note,
    Pledge,
    ReceivePledge,
    Contacts,
    Rename,
    Deceased,
    Void,
    ReturnedPayment,
    MovePayment,
    Fee,
    Adjust,
    EnterRead,
    CorrectRead,
    ExchangeMeter,
    MoveHouse,
    Leave,
    Close,
    Refund,
    WriteOff,
    Papers,
}

/// The menu, in the order of the counter: a group's name and its acts.
pub const MENU: [(&str, &[Act]); 6] = [
    ("Holds and notes", &[Act::Hold, Act::LiftHold, Act::Note]),
    ("Assistance", &[Act::Pledge, Act::ReceivePledge]),
    ("Member and papers", &[Act::Contacts, Act::Rename, Act::Deceased, Act::Papers]),
    ("Payments", &[Act::Void, Act::ReturnedPayment, Act::MovePayment]),
    ("Charges and meter", &[Act::Fee, Act::Adjust, Act::EnterRead, Act::CorrectRead, Act::ExchangeMeter]),
    ("Moving and leaving", &[Act::MoveHouse, Act::Leave, Act::Close, Act::Refund, Act::WriteOff]),
];

impl Act {
    /// As it stands in the menu and over its form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hold => "Put a hold on",
            Self::LiftHold => "Lift a hold",
            Self::Note => "Leave a note",
            Self::Pledge => "Enter a pledge",
            Self::ReceivePledge => "A pledge is paid",
            Self::Contacts => "Contacts and threshold",
            Self::Rename => "Another name",
            Self::Deceased => "The member has died",
            Self::Void => "Void a receipt",
            Self::ReturnedPayment => "Returned payment",
            Self::MovePayment => "Move a payment",
            Self::Fee => "Charge a fee",
            Self::Adjust => "Adjust the balance",
            Self::EnterRead => "Enter a read",
            Self::CorrectRead => "Correct a read",
            Self::ExchangeMeter => "Exchange the meter",
            Self::MoveHouse => "Moving house",
            Self::Leave => "Back to monthly billing",
            Self::Close => "Close the account",
            Self::Refund => "Refund what is owed",
            Self::WriteOff => "Write off",
            Self::Papers => "Papers and copies",
        }
    }

    /// As it stands on the button that does it.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::ReceivePledge => "The money is in",
            Self::Contacts => "Change the contacts",
            Self::Rename => "Change the name",
            Self::Deceased => "Record the death",
            Self::ReturnedPayment => "Take the payment back",
            Self::MoveHouse => "Move the account",
            _ => self.name(),
        }
    }

    pub const fn key(self) -> Shortcut {
        Shortcut::letter(match self {
            Self::Hold => 'H',
            Self::LiftHold => 'U',
            Self::Note => 'N',
            Self::Pledge => 'P',
            Self::ReceivePledge => 'G',
            Self::Contacts => 'C',
            Self::Rename => 'M',
            Self::Deceased => 'Z',
            Self::Void => 'V',
            Self::ReturnedPayment => 'B',
            Self::MovePayment => 'O',
            Self::Fee => 'F',
            Self::Adjust => 'A',
            Self::EnterRead => 'I',
            Self::CorrectRead => 'R',
            Self::ExchangeMeter => 'X',
            Self::MoveHouse => 'T',
            Self::Leave => 'L',
            Self::Close => 'K',
            Self::Refund => 'E',
            Self::WriteOff => 'W',
            Self::Papers => 'D',
        })
    }

    /// What to know before it is done.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Hold => "The program switches and closes nothing by itself against a hold. Its last day counts.",
            Self::LiftHold => "Where it kept the power off, a balance that reaches the target brings it back now.",
            Self::Note => "A pinned note stays on top of the member's card.",
            Self::Pledge => "A promise of money. Where the terms say so it keeps the power on until its last day.",
            Self::ReceivePledge => "The agency's money is in, and counts now.",
            Self::Contacts => "Only what you change changes; an empty field takes the contact away.",
            Self::Rename => "As by marriage. The old name stays in the history.",
            Self::Deceased => "Puts a hold on every account of the member: nobody's power is cut over a death.",
            Self::Void => "Only on the same day, from the same open drawer. A supervisor approves.",
            Self::ReturnedPayment => "Both legs of the payment come back, and the fee unless the bank erred.",
            Self::MovePayment => "It was posted to the wrong account. A supervisor approves.",
            Self::Fee => "The fees that the terms let staff post.",
            Self::Adjust => "Moves the balance by hand. A supervisor approves.",
            Self::EnterRead => "A read that somebody took. If the day was billed without it, the difference posts now.",
            Self::CorrectRead => "Both reads are kept; the difference posts now. A supervisor approves.",
            Self::ExchangeMeter => "The old meter's last read and the new one's first are one point of the account.",
            Self::MoveHouse => "Credit, past-due plan and membership go along; the account here is closed. No fee.",
            Self::Leave => "The power stays on, and so does the membership; what is owed moves to monthly billing.",
            Self::Close => "Charges up to the final read, then as the terms close an account.",
            Self::Refund => "A check request over all that is owed to the member. A supervisor approves.",
            Self::WriteOff => "Gives up what a closed account owes. A supervisor approves.",
            Self::Papers => "Everything that was handed out, as it was. A copy of a receipt says COPY.",
        }
    }

    /// Whether it takes power, money or the account away.
    pub const fn takes_away(self) -> bool {
        matches!(self, Self::Void | Self::ReturnedPayment | Self::Leave | Self::Close | Self::WriteOff | Self::Deceased)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_act_has_a_key_of_its_own() {
        let acts: Vec<Act> = MENU.iter().flat_map(|(_, acts)| acts.iter().copied()).collect();
        let keys: HashSet<Shortcut> = acts.iter().map(|act| act.key()).collect();
        assert_eq!((keys.len(), acts.len()), (acts.len(), 22));
    }
}
