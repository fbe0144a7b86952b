//! Sample rows, complete and of no interest but for what a test names.

use advance_pay::trial::ledger::*;
use advance_pay::trial::{Cents, Day, Kwh};

use crate::office::at;

pub fn reading(account: AccountId, meter: MeterId, day: Day, register: Kwh, operator: OperatorId) -> Reading {
    Reading {
        id: 0,
        account,
        meter,
        day,
        role: ReadRole::Daily,
        revision: 1,
        register,
        cum: Some(register),
        quality: ReadQuality::Actual,
        at: at(4),
        operator,
        approver: None,
        detail: None,
    }
}

pub fn charge(account: AccountId, day: Day, revision: u32, txn: TxnId, lines: &[i64]) -> ChargeRow {
    ChargeRow {
        account,
        service_day: day,
        revision,
        txn: Some(txn),
        terms: 1,
        price: 0,
        rules_version: 1,
        from: Kwh::from_wh(1_000_000),
        to: Kwh::from_wh(1_030_000),
        quality: ChargeQuality::Actual,
        off_all_day: false,
        month_before: MonthBefore::default(),
        lines: lines.iter().copied().map(Cents).collect(),
        total: Cents(lines.iter().sum()),
    }
}

pub fn receipt(account: AccountId, amount: Cents, txn: TxnId, office: OfficeId, operator: OperatorId) -> Receipt {
    Receipt {
        id: ReceiptId(0),
        number: "".into(),
        kind: ReceiptKind::Payment,
        txn,
        at: at(5),
        paid_at: at(5),
        office: Some(office),
        drawer: None,
        operator,
        amount,
        change: Cents::ZERO,
        tenders: vec![Tender {
            method: Method::Cash,
            amount,
            tendered: amount,
            check_number: None,
            reference: None,
            returned: None,
        }],
        allocations: vec![Allocation { account, to_energy: amount, to_arrears: Cents::ZERO, to_other: Cents::ZERO }],
        undone: None,
    }
}

pub fn switch_command(account: AccountId, meter: MeterId, operator: OperatorId) -> SwitchCommand {
    SwitchCommand {
        id: CommandId(0),
        tx: uuid::Uuid::from_u128(3),
        account,
        meter,
        wanted: Wanted::Off,
        cause: Cause::Disconnect,
        reason: "balance".into(),
        evidence: Some("{}".into()),
        queued_at: at(7),
        not_after: None,
        operator,
        status: CommandStatus::Queued,
        in_doubt: false,
        tries: 0,
        next_try_at: at(7),
        done_at: None,
        detail: String::new(),
    }
}

pub fn notice(account: AccountId) -> Notice {
    Notice {
        id: 0,
        account,
        event: NoticeEvent::LowBalance,
        level: "15.00".into(),
        channel: Channel::Email,
        address: "ada@example.org".into(),
        text: "the balance is low".into(),
        made_at: at(9),
        not_before: at(9),
        status: NoticeStatus::Waiting,
        tries: 0,
        sent_at: None,
        detail: String::new(),
    }
}

pub fn count(drawer: DrawerId, operator: OperatorId) -> Count {
    Count {
        drawer,
        ordinal: 1,
        operator,
        at: at(12),
        pieces: "{}".into(),
        cash: Cents(50_00),
        checks: Cents::ZERO,
        money_orders: Cents::ZERO,
        expected_cash: Cents(50_00),
        expected_checks: Cents::ZERO,
        expected_money_orders: Cents::ZERO,
    }
}
