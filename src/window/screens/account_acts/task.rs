//! What a filled form asks of the desk: in words before it is done, done, and in words after.

use super::act::Act;
use super::form::{Ask, Form};
use super::{Facts, dates};
use crate::basics::{Cents, Day, Kwh, Refused};
use crate::desk::{
    AdjustInput, Call, CloseInput, Desk, ExchangeInput, HoldInput, LeaveInput, MemberChange, PayOutInput, PledgeInput,
    ServiceInput, SignatureInput, TransferInput, WaitingAct, WhichHold,
};

/// An act with everything that it needs.
#[derive(Debug, Clone)]
pub enum Task {
    Hold(HoldInput),
    LiftHold {
        account: String,
        which: WhichHold,
    },
    Note {
        account: String,
        text: String,
        pin: bool,
    },
    Pledge(PledgeInput),
    ReceivePledge(i64),
    Contacts(MemberChange),
    Rename {
        member: String,
        name: String,
    },
    Deceased {
        member: String,
    },
    ReturnedPayment {
        receipt: String,
        reason: String,
        bank_error: bool,
    },
    Fee {
        account: String,
        name: String,
    },
    EnterRead {
        meter: String,
        day: Day,
        kwh: Kwh,
    },
    ExchangeMeter(ExchangeInput),
    MoveHouse {
        account: String,
        input: Box<TransferInput>,
    },
    Leave(LeaveInput),
    Close(CloseInput),
    /// What a second person approves.
    Approved(WaitingAct),
}

/// What was done, in words, and what follows from it.
#[derive(Debug, Clone, Default)]
pub struct Done {
    pub words: String,
    /// Papers that it made, to print: file names and bytes.
    pub papers: Vec<(String, Vec<u8>)>,
    /// Another account to go to.
    pub account: Option<String>,
}

impl Task {
    /// The act that a form asks for; `None` while something is missing.
    pub fn of(act: Act, form: &Form, facts: &Facts) -> Option<Self> {
        let account = facts.account.account.clone();
        let member = facts.account.member.clone();
        let meter = facts.account.meter.clone();
        let reason = || form.text(Ask::Reason);
        let receipt = || form.chosen(Ask::Receipt).map(|choice| choice.value.clone());
        Some(match act {
            Act::Hold => Self::Hold(hold(form, account)?),
            Act::LiftHold => {
                let id = form.chosen(Ask::Hold)?.value.parse().ok()?;
                Self::LiftHold { account, which: WhichHold::Id(id) }
            }
            Act::Note => Self::Note { account, text: form.text(Ask::Text)?, pin: form.yes(Ask::Pin) },
            Act::Pledge => Self::Pledge(pledge(form, account)?),
            Act::ReceivePledge => Self::ReceivePledge(form.chosen(Ask::Pledge)?.value.parse().ok()?),
            Act::Contacts => Self::Contacts(contacts(form, facts)?),
            Act::Rename => Self::Rename { member, name: form.text_if(Ask::Name)? },
            Act::Deceased => Self::Deceased { member },
            Act::Void => Self::Approved(WaitingAct::Void { receipt: receipt()?, reason: reason()? }),
            Act::ReturnedPayment => {
                Self::ReturnedPayment { receipt: receipt()?, reason: reason()?, bank_error: form.yes(Ask::BankError) }
            }
            Act::MovePayment => {
                let to = form.text(Ask::To)?;
                Self::Approved(WaitingAct::Move { receipt: receipt()?, to, reason: reason()? })
            }
            Act::Fee => Self::Fee { account, name: form.chosen(Ask::Fee)?.value.clone() },
            Act::Adjust => Self::Approved(WaitingAct::Adjust(adjust(form, account)?)),
            Act::EnterRead => Self::EnterRead { meter, day: form.day(Ask::Day)?, kwh: form.kwh(Ask::Register)? },
            Act::CorrectRead => {
                let (day, kwh) = (form.day(Ask::Day)?, form.kwh(Ask::Register)?);
                Self::Approved(WaitingAct::CorrectReading { meter, day, kwh, reason: reason()? })
            }
            Act::ExchangeMeter => Self::ExchangeMeter(exchange(form, account)?),
            Act::MoveHouse => Self::MoveHouse { input: Box::new(transfer(form, facts)?), account },
            Act::Leave => Self::Leave(leave(form, account)?),
            Act::Close => {
                Self::Close(CloseInput { account, reason: reason()?, final_kwh: form.kwh_if(Ask::FinalRegister)? })
            }
            Act::Refund => Self::Approved(WaitingAct::Refund(PayOutInput { account, reason: reason()? })),
            Act::WriteOff => Self::Approved(WaitingAct::WriteOff(PayOutInput { account, reason: reason()? })),
            Act::Papers => return None,
        })
    }

    /// What waits for a second person, when none is at hand.
    pub fn waiting(&self) -> Option<&WaitingAct> {
        match self {
            Self::Approved(waiting) => Some(waiting),
            _ => None,
        }
    }

    /// What will be done, read back before it is.
    pub fn read_back(&self, facts: &Facts) -> String {
        let (account, name) = (&facts.account, &facts.account.name);
        match self {
            Self::Hold(input) => {
                let until = input
                    .until
                    .map_or_else(|| "until it is lifted".to_string(), |day| format!("to {}", dates::day(day)));
                format!(
                    "Hold ({}) on {name}, {}, {until}: {}.",
                    input.kind.replace('_', " "),
                    account.address,
                    input.reason
                )
            }
            Self::LiftHold { .. } => format!("Lift the hold on {name}, {}.", account.address),
            Self::Note { pin, .. } => format!("A {}note on {name}.", if *pin { "pinned " } else { "" }),
            Self::Pledge(input) => format!("{} pledged by {} for {name}.", input.amount.dollars(), input.agency),
            Self::ReceivePledge(_) => format!("The pledge's money is in for {name}, and counts now."),
            Self::Contacts(_) => format!("Change how {name} is reached."),
            Self::Rename { name: new, .. } => format!("{name} is called {new} from now on."),
            Self::Deceased { .. } => format!("{name} has died. Every account of the member is held."),
            Self::ReturnedPayment { receipt, bank_error, .. } => {
                let fee = if *bank_error { "without a fee" } else { "with the returned-payment fee" };
                format!("Take back receipt {receipt} from {name}, {fee}.")
            }
            Self::Fee { name: fee, .. } => format!("Charge {name} the fee \"{fee}\"."),
            Self::EnterRead { meter, day, kwh } => format!("Meter {meter} showed {kwh} kWh on {}.", dates::day(*day)),
            Self::ExchangeMeter(input) => {
                format!(
                    "Meter {} goes out at {} kWh, {} comes in at {} kWh.",
                    account.meter, input.final_kwh, input.new_meter, input.start_kwh
                )
            }
            Self::MoveHouse { input, .. } => {
                format!(
                    "{name} moves from {} to {}, meter {}.",
                    account.address, input.service.address, input.service.meter
                )
            }
            Self::Leave(_) => format!("{name}, {}, goes back to monthly billing.", account.address),
            Self::Close(input) => {
                format!("Close account {} of {name}, {}: {}.", account.account, account.address, input.reason)
            }
            Self::Approved(waiting) => read_back_waiting(waiting, facts),
        }
    }

    /// Does it.
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Done> {
        Ok(match self {
            Self::Hold(input) => said(desk.hold(call, &input)?.power_text.unwrap_or("The hold stands.".into())),
            Self::LiftHold { account, which } => {
                said(desk.unhold(call, &account, &which)?.power_text.unwrap_or("The hold is lifted.".into()))
            }
            Self::Note { account, text, pin } => {
                desk.note(call, &account, &text, pin)?;
                said("The note is kept.")
            }
            Self::Pledge(input) => said(desk.pledge(call, &input)?.power_text).or("The pledge is entered."),
            Self::ReceivePledge(id) => receive(desk, call, id)?,
            Self::Contacts(change) => {
                desk.set_member(call, &change)?;
                said("The contacts are changed.")
            }
            Self::Rename { member, name } => {
                desk.rename_member(call, &member, &name)?;
                said(format!("The member is called {name} from now on."))
            }
            Self::Deceased { member } => {
                let accounts = desk.member_deceased(call, &member)?.accounts.len();
                said(format!("Recorded. A hold stands on {accounts} account{}.", if accounts == 1 { "" } else { "s" }))
            }
            Self::ReturnedPayment { receipt, reason, bank_error } => {
                let returned = desk.return_payment(call, &receipt, &reason, bank_error)?;
                said(format!(
                    "Taken back; the fee is {}, the balance {}.",
                    returned.fee.dollars(),
                    returned.balance.dollars()
                ))
            }
            Self::Fee { account, name } => {
                let charged = desk.fee(call, &account, &name)?;
                said(format!(
                    "{} charged; the balance is {}.",
                    charged.amount.abs().dollars(),
                    charged.balance.dollars()
                ))
            }
            Self::EnterRead { meter, day, kwh } => read_taken(&desk.add_reading(call, &meter, day, kwh)?),
            Self::ExchangeMeter(input) => {
                let exchanged = desk.exchange_meter(call, &input)?;
                said(format!("Meter {} serves the account now.", exchanged.meter))
            }
            Self::MoveHouse { account, input } => move_house(desk, call, &account, &input)?,
            Self::Leave(input) => {
                let left = desk.leave(call, &input)?;
                said(format!("Back to monthly billing. Deposit {}: {}", left.deposit.dollars(), left.reason))
            }
            Self::Close(input) => close(desk, call, &input)?,
            Self::Approved(waiting) => approved(desk, call, waiting)?,
        })
    }
}

fn said(words: impl Into<String>) -> Done {
    Done { words: words.into(), ..Done::default() }
}

impl Done {
    /// These words where the act had none.
    fn or(mut self, words: &str) -> Self {
        if self.words.is_empty() {
            self.words = words.to_string();
        }
        self
    }
}

fn hold(form: &Form, account: String) -> Option<HoldInput> {
    let kind = form.chosen(Ask::Kind)?;
    let more = [(Ask::StopsDisconnect, "disconnect"), (Ask::StopsReconnect, "reconnect"), (Ask::StopsClose, "close")];
    let mut stops: Vec<String> =
        more.into_iter().filter(|(ask, _)| form.yes(*ask)).map(|(_, word)| word.to_string()).collect();
    // The kind's own comes on top of what was ticked; nothing ticked leaves it to the desk.
    if !stops.is_empty() {
        let own = if kind.detail.contains("reconnects") { "reconnect" } else { "disconnect" };
        if !stops.iter().any(|word| word == own) {
            stops.push(own.to_string());
        }
    }
    let (until, reason) = (form.day_if(Ask::Until)?, form.text(Ask::Reason)?);
    Some(HoldInput { account, kind: kind.value.clone(), stops, until, reason })
}

fn pledge(form: &Form, account: String) -> Option<PledgeInput> {
    Some(PledgeInput {
        account,
        agency: form.text(Ask::Agency)?,
        government: form.yes(Ask::Government),
        amount: form.money(Ask::Amount)?,
        until: form.day_if(Ask::Until)?,
        arrears_only: form.yes(Ask::ArrearsOnly),
    })
}

/// Only what is another than it was: the desk takes an empty text as a contact that is taken away.
fn contacts(form: &Form, facts: &Facts) -> Option<MemberChange> {
    let known = &facts.account;
    let changed = |ask: Ask, was: &Option<String>| {
        form.text(ask).filter(|now| now.as_str() != was.as_deref().unwrap_or_default())
    };
    let low_balance = form.money_if(Ask::LowBalance)?.filter(|now| Some(*now) != known.low_balance);
    Some(MemberChange {
        member: known.member.clone(),
        phone: changed(Ask::Phone, &known.phone),
        email: changed(Ask::Email, &known.email),
        text: changed(Ask::TextNumber, &known.text),
        mailing_address: changed(Ask::MailingAddress, &known.mailing_address),
        joint: form.text_if(Ask::Joint),
        authorized: changed(Ask::Authorized, &known.authorized),
        passphrase: form.text_if(Ask::Passphrase),
        low_balance,
    })
}

fn adjust(form: &Form, account: String) -> Option<AdjustInput> {
    let amount = form.money(Ask::Amount)?;
    let amount = if form.yes(Ask::Lowers) { -amount } else { amount };
    Some(AdjustInput { account, amount, reason: form.text(Ask::Reason)? })
}

fn exchange(form: &Form, account: String) -> Option<ExchangeInput> {
    Some(ExchangeInput {
        account,
        final_kwh: form.kwh(Ask::FinalRegister)?,
        new_meter: form.text(Ask::Meter)?,
        start_kwh: form.kwh(Ask::Register)?,
        digits: Some(form.count(Ask::Digits)?).filter(|digits| *digits > 0),
    })
}

pub fn leave(form: &Form, account: String) -> Option<LeaveInput> {
    let waiver = form.chosen(Ask::Waiver).map(|choice| choice.value.clone()).filter(|waiver| !waiver.is_empty());
    Some(LeaveInput { account, waiver, final_kwh: form.kwh_if(Ask::FinalRegister)? })
}

fn transfer(form: &Form, facts: &Facts) -> Option<TransferInput> {
    let add_ons = form.text(Ask::AddOns)?;
    let add_ons = add_ons.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_string).collect();
    let service = ServiceInput {
        meter: form.text(Ask::Meter)?,
        address: form.text(Ask::Address)?,
        class: form.text(Ask::Class)?,
        phase: form.text(Ask::Phase)?,
        demand_metered: false,
        remote_switch: form.yes(Ask::RemoteSwitch),
        switch_installed: form.yes(Ask::SwitchInstalled),
        start_kwh: form.kwh(Ask::Register)?,
        digits: 5,
        estimated_daily_kwh: None,
        link: form.text_if(Ask::Link),
        office: Some(facts.account.office.clone()),
        tax_area: form.text_if(Ask::TaxArea),
        add_ons,
    };
    Some(TransferInput {
        service,
        final_kwh: form.kwh_if(Ask::FinalRegister)?,
        signature: SignatureInput {
            name: form.text(Ask::Name)?,
            strokes: form.strokes(),
            paper: form.yes(Ask::OnPaper),
        },
        exempt: None,
        conditions: Vec::new(),
        account: None,
        key: None,
    })
}

/// What a supervisor reads.
fn read_back_waiting(waiting: &WaitingAct, facts: &Facts) -> String {
    let (number, name) = (&facts.account.account, &facts.account.name);
    match waiting {
        WaitingAct::Void { receipt, reason } => format!("Void receipt {receipt} of {name}: {reason}."),
        WaitingAct::Move { receipt, to, reason } => {
            format!("Move receipt {receipt} from {name}, account {number}, to account {to}: {reason}.")
        }
        WaitingAct::CorrectReading { meter, day, kwh, reason } => {
            format!("Correct the read of meter {meter} on {} to {kwh} kWh: {reason}.", dates::day(*day))
        }
        WaitingAct::Adjust(input) => {
            let way = if input.amount < Cents::ZERO { "Lower" } else { "Raise" };
            format!(
                "{way} the balance of {name}, account {number}, by {}: {}.",
                input.amount.abs().dollars(),
                input.reason
            )
        }
        WaitingAct::Refund(input) => {
            format!("Refund {} to {name}, account {number}: {}.", facts.account.refund_due.dollars(), input.reason)
        }
        WaitingAct::WriteOff(input) => format!("Write off what {name}, account {number}, owes: {}.", input.reason),
        WaitingAct::Release { accounts, reason } => format!("Release {}: {reason}.", accounts.join(", ")),
    }
}

fn approved(desk: &mut Desk, call: &Call, waiting: WaitingAct) -> Refused<Done> {
    Ok(match waiting {
        WaitingAct::Void { receipt, reason } => {
            let voided = desk.void(call, &receipt, &reason)?;
            said(format!("Receipt {} is void; the balance is {}.", voided.receipt, voided.balance.dollars()))
        }
        WaitingAct::Move { receipt, to, reason } => {
            let moved = desk.move_payment(call, &receipt, &to, &reason)?;
            let (from, to) = (moved.from.balance.dollars(), moved.to.balance.dollars());
            said(format!("Moved to account {}: it has {to}, this one {from}.", moved.to.account))
        }
        WaitingAct::CorrectReading { meter, day, kwh, reason } => {
            read_taken(&desk.correct_reading(call, &meter, day, kwh, &reason)?)
        }
        WaitingAct::Adjust(input) => {
            said(format!("Adjusted; the balance is {}.", desk.adjust(call, &input)?.balance.dollars()))
        }
        WaitingAct::Refund(input) => {
            let refunded = desk.refund(call, &input)?;
            let paper = desk.document(call, refunded.document)?;
            let words = format!("Check request {} over {}.", refunded.request, refunded.refunded.dollars());
            Done { papers: vec![(format!("check-request-{}.pdf", refunded.request), paper)], ..said(words) }
        }
        WaitingAct::WriteOff(input) => {
            said(format!("{} written off.", desk.write_off(call, &input)?.written_off.dollars()))
        }
        WaitingAct::Release { accounts, reason } => {
            desk.release(call, &crate::desk::Rows::Accounts(accounts), Some(&reason))?;
            said("Released.")
        }
    })
}

fn read_taken(read: &crate::desk::ReadTaken) -> Done {
    let posted = match read.changed {
        Cents::ZERO => "it changes no charge".to_string(),
        changed => format!("the balance moved by {}", changed.dollars()),
    };
    said(format!("Meter {} showed {} kWh on {}; {posted}.", read.meter, read.kwh, dates::day(read.date)))
}

fn receive(desk: &mut Desk, call: &Call, id: i64) -> Refused<Done> {
    let received = desk.receive_pledge(call, id)?;
    let copy = desk.reprint_receipt(call, &received.receipt)?;
    let words = format!("{} received; the balance is {}.", received.amount.dollars(), received.balance.dollars());
    Ok(Done { papers: vec![(format!("receipt-{}.pdf", received.receipt), copy)], ..said(words) })
}

fn move_house(desk: &mut Desk, call: &Call, account: &str, input: &TransferInput) -> Refused<Done> {
    let moved = desk.transfer(call, account, input)?;
    let agreement = desk.document(call, moved.agreement)?;
    let words =
        format!("Account {} at {}; its balance is {}.", moved.account, input.service.address, moved.balance.dollars());
    let papers = vec![(format!("agreement-{}.pdf", moved.account), agreement)];
    Ok(Done { words, papers, account: Some(moved.account) })
}

fn close(desk: &mut Desk, call: &Call, input: &CloseInput) -> Refused<Done> {
    let closed = desk.close_account(call, input)?;
    let letter = closed.letter.map(|letter| desk.document(call, letter)).transpose()?;
    let owed = match (closed.refund_due, closed.balance + -closed.arrears) {
        (refund, _) if refund > Cents::ZERO => format!("{} is owed to the member", refund.dollars()),
        (_, balance) if balance < Cents::ZERO => format!("{} is still owed", balance.abs().dollars()),
        _ => "nothing is owed".to_string(),
    };
    let papers = letter.into_iter().map(|letter| (format!("closing-{}.pdf", closed.account), letter)).collect();
    Ok(Done {
        papers,
        ..said(format!("Account {} is closed on {}; {owed}.", closed.account, dates::day(closed.closed_on)))
    })
}
