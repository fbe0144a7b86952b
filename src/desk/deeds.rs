//! The list of all acts: what can be done with a store, and by whom.

use serde_json::Value;

use super::accounts::ClearAttention;
use super::counter::{
    AdjustInput, ChargeFee, HoldInput, LiftHold, MovePayment, NamePaymentSource, PayInput, PaymentReturned,
    PledgeInput, ReceivePledge, Refund, VoidReceipt, WithdrawPledge, WriteOff,
};
use super::deed::{Deed, Listed, Row, WaitingAct};
use super::files::{Import, SetWatch};
use super::joining::{CloseInput, Enroll, LeaveInput, Transfer};
use super::keeping::{ChangePrice, LoadProgram};
use super::morning::{
    AddReading, ConfirmClock, CorrectReading, Decide, EnterForecast, ExchangeInput, HoldRow, NoteArrival,
    OutboxSettings, ReleaseRows,
};
use super::office_day::{
    CloseDayInput, CloseDrawerInput, CountInput, DepositInput, DropToSafe, HandOver, OpenDrawer, PayOut,
    SetOverShortLimit,
};
use super::people::{
    AddOperator, AskApproval, Decline, KeepNote, MarkApproved, MemberChange, MemberDeceased, RenameMember, Retire,
    SetConsent, SetPin, SetRole,
};
use super::switching::{AddLink, SetSim, SwitchByHand};
use super::{Call, Desk};
use crate::basics::{Code, Refusal, Refused};

macro_rules! list {
    ($($deed:ty),+ $(,)?) => {
        $(impl Listed for $deed {})+

        /// Every act, with what it needs.
        static DEEDS: &[Row] = &[$(Row {
            name: <$deed as Deed>::NAME,
            needs: <$deed as Deed>::NEEDS,
            perform: Desk::perform_as::<$deed>,
        }),+];
    };
}

list![
    AddLink,
    AddOperator,
    AddReading,
    AdjustInput,
    AskApproval,
    ChangePrice,
    ChargeFee,
    ClearAttention,
    CloseDayInput,
    CloseDrawerInput,
    CloseInput,
    ConfirmClock,
    CorrectReading,
    CountInput,
    Decide,
    Decline,
    DepositInput,
    DropToSafe,
    Enroll,
    EnterForecast,
    ExchangeInput,
    HandOver,
    HoldInput,
    HoldRow,
    Import,
    KeepNote,
    LeaveInput,
    LiftHold,
    LoadProgram,
    MarkApproved,
    MemberChange,
    MemberDeceased,
    MovePayment,
    NamePaymentSource,
    NoteArrival,
    OpenDrawer,
    OutboxSettings,
    PayInput,
    PayOut,
    PaymentReturned,
    PledgeInput,
    ReceivePledge,
    Refund,
    ReleaseRows,
    RenameMember,
    Retire,
    SetConsent,
    SetOverShortLimit,
    SetPin,
    SetRole,
    SetSim,
    SetWatch,
    SwitchByHand,
    Transfer,
    VoidReceipt,
    WithdrawPledge,
    WriteOff,
];

impl WaitingAct {
    /// Whether it may wait for a second person.
    pub(super) fn check_waits(&self) -> Refused<()> {
        if self.row()?.needs.second_person() {
            return Ok(());
        }
        Err(Refusal::new(Code::NoApprovalNeeded, "nobody else has to approve this: do it without"))
    }

    /// What the list says of it.
    fn row(&self) -> Refused<&'static Row> {
        DEEDS.iter().find(|row| row.name == self.act).ok_or_else(|| {
            Refusal::new(Code::ApprovalUnreadable, format!("{} is no act that this program knows", self.act))
        })
    }

    /// Does it, by its own entrance.
    pub fn perform(&self, desk: &mut Desk, call: &Call) -> Refused<Value> {
        (self.row()?.perform)(desk, call, &self.input)
    }
}

#[cfg(test)]
mod tests {
    use Needs::{Anyone, Approval, Clerk, ClerkOrApproval, SecondPerson, Supervisor};

    use super::super::act::Needs;
    use super::*;
    use crate::desk::tests::{example, store};
    use crate::desk::{AskApproval, InitInput, KeepNote};

    /// Who may do what: an act that is new, or whose needs change, is written down here.
    const WHO_MAY: [(Needs, &str); 6] = [
        (Anyone, "arrived import"),
        (
            Clerk,
            "ask_approval attention_clear close consent cycle_hold day_close decline deposit_make \
             drawer_close drawer_drop drawer_hand_over drawer_open drawer_paid_out fee \
             forecast hold leave member_deceased member_rename member_set meter_exchange note operator_pin \
             reading_add return_payment sim_set transfer unhold",
        ),
        (ClerkOrApproval, "cycle_release enroll pay pledge pledge_receive pledge_withdraw switch"),
        (SecondPerson, "drawer_count"),
        (Approval, "adjust payment_move reading_correct refund void write_off"),
        (
            Supervisor,
            "approve attention_decide confirm_clock link_add notices_setup operator_add operator_retire \
             operator_role over_short_limit payment_source program_load program_price watch",
        ),
    ];

    #[test]
    fn every_act_is_listed_once_with_who_may_do_it() {
        for (needs, names) in WHO_MAY {
            let mut listed: Vec<&str> = DEEDS.iter().filter(|row| row.needs == needs).map(|row| row.name).collect();
            listed.sort_unstable();
            assert_eq!(listed.join(" "), names, "{needs:?}");
        }
    }

    #[test]
    fn only_an_act_that_somebody_else_approves_waits_for_them() {
        let input = InitInput { program: example("petit-jean"), practice: true, ..InitInput::default() };
        let (_folder, mut desk) = store(&input);
        let note = KeepNote { account: "1000001".to_string(), text: "calls back".to_string(), pin: false };
        let unknown = WaitingAct { act: "fly".to_string(), input: serde_json::json!({}) };
        for (kept, code) in [(WaitingAct::of(&note), Code::NoApprovalNeeded), (unknown, Code::ApprovalUnreadable)] {
            let asked = AskApproval { kept, text: "a note".to_string() };
            assert_eq!(desk.perform(&Call::default(), &asked).expect_err("it does not wait").code, code);
        }
    }
}
