//! One list of tables. Both engines' tables, guards and privileges follow from it, and so does what a seal covers: a table
//! that is added here is made, guarded, sealed and proven without another line.
//!
//! Money: integer cents, credits positive. Energy: integer watt-hours. Days: civil days since 1970-01-01 in the program's
//! time zone. Instants: unix milliseconds UTC. Yes and no: 1 and 0. Texts hold the program's words.
//!
//! A day's rows stand together in every index of what the morning writes, day before account: a morning is appended. With
//! the account first, each account's newest row is on a page of its own after half a year, and a morning rewrites them all.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int,
    Text,
    Blob,
}

/// Table and column whose value a column must name.
#[derive(Debug, Clone, Copy)]
pub struct Refers {
    pub table: &'static str,
    pub column: &'static str,
    /// Looked at by the seal of the act that wrote the row; else only by the proof.
    pub at_seal: bool,
}

/// A column of a table.
#[derive(Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
    /// What follows the type in both engines: a CHECK.
    pub rule: &'static str,
    /// The words of the closed set that it holds; empty: it holds none.
    pub words: &'static [&'static str],
    pub refers: Option<Refers>,
}

/// Who may write a table, and how.
#[derive(Debug, Clone, Copy)]
pub enum Keeps {
    /// Appended by an act and sealed with it. Its rows begin with `act_id, line`: which act wrote it, and as its which.
    /// `numbered`: within the same first columns, the last one is numbered from 1 without a gap.
    Appended { numbered: &'static [&'static str] },
    /// Follows from what is appended, and is proven from it. `key` names a row; `goes`: rows may be taken away.
    Derived { key: &'static [&'static str], goes: bool },
    /// Derived, and moved by the seal alone.
    MovedBySeal { key: &'static [&'static str] },
    /// No record of ours: the meters of a practice store, which the program plays itself.
    World { key: &'static [&'static str] },
}

/// An index that is no key.
#[derive(Debug)]
pub struct Index {
    pub name: &'static str,
    pub on: &'static str,
    /// Empty: every row.
    pub only_where: &'static str,
}

/// A table of the store.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// What it is for; stands as a comment in the schema.
    pub doc: &'static [&'static str],
    /// Without `act_id` and `line`, which every appended table begins with.
    pub columns: &'static [Column],
    pub keeps: Keeps,
    /// Each a key: columns joined by a comma.
    pub unique: &'static [&'static str],
    pub indexes: &'static [Index],
}

/// Tables as they are read: `/// what for` `NAME = "name" keeps { column: kind "rule" -> table.column, … } unique [..] index [..];`.
/// Kinds in small letters may be missing (NULL). `in` is a closed set of words. `->` is looked at by the seal, `~>` only by the proof.
macro_rules! tables {
    ($($(#[doc = $doc:literal])* $id:ident = $name:literal $keeps:expr, {
        $($column:ident: $kind:ident $($rule:literal)? $(in $set:ident :: $words:ident)?
            $(-> $of:ident . $key:ident)? $(~ $pof:ident . $pkey:ident)?),+ $(,)?
    } unique [$($unique:literal),*] index [$($index:literal on $on:literal $(where $only:literal)?),*];)+) => {
        $($(#[doc = $doc])* pub static $id: Table = Table {
            name: $name,
            doc: &[$($doc),*],
            columns: &[$(Column {
                name: stringify!($column),
                kind: tables!(@kind $kind),
                nullable: tables!(@nullable $kind),
                rule: tables!(@text $($rule)?),
                words: tables!(@words $($set $words)?),
                refers: tables!(@refers $($of $key)? $(~ $pof $pkey)?),
            }),+],
            keeps: $keeps,
            unique: &[$($unique),*],
            indexes: &[$(Index { name: $index, on: $on, only_where: tables!(@text $($only)?) }),*],
        };)+
        /// Every table, in the order of the schema.
        pub static TABLES: &[&Table] = &[$(&$id),+];
    };
    (@kind Int) => { Kind::Int }; (@kind int) => { Kind::Int };
    (@kind Text) => { Kind::Text }; (@kind text) => { Kind::Text };
    (@kind Blob) => { Kind::Blob }; (@kind blob) => { Kind::Blob };
    (@nullable Int) => { false }; (@nullable Text) => { false }; (@nullable Blob) => { false };
    (@nullable int) => { true }; (@nullable text) => { true }; (@nullable blob) => { true };
    (@text) => { "" }; (@text $text:literal) => { $text };
    (@words) => { &[] }; (@words $set:ident $words:ident) => { crate::words::$set::$words };
    (@refers) => { None };
    (@refers $of:ident $key:ident) => {
        Some(Refers { table: stringify!($of), column: stringify!($key), at_seal: true })
    };
    (@refers ~ $of:ident $key:ident) => {
        Some(Refers { table: stringify!($of), column: stringify!($key), at_seal: false })
    };
}

const KEPT: Keeps = Keeps::Appended { numbered: &[] };

const fn numbered(numbered: &'static [&'static str]) -> Keeps {
    Keeps::Appended { numbered }
}

const fn derived(key: &'static [&'static str]) -> Keeps {
    Keeps::Derived { key, goes: false }
}

// ---------------------------------------------------------------------------------------------------- the store itself
tables! {
    /// Every act that writes, by the key made when its form opened: a retry finds its first answer here.
    ACT = "act" KEPT, {
        key: Blob "CHECK(length(key)=16)", name: Text, content: Blob "CHECK(length(content)=32)", at: Int,
        operator_id: int, approver_id: int, answer: Text,
    } unique ["key"] index ["act_at" on "at"];
    /// The chain: one BLAKE3 seal an act, over the seal before and every row that the act wrote.
    SEAL = "seal" Keeps::MovedBySeal { key: &["act_id"] }, {
        act_id: Int, covers: Int, hash: Blob "CHECK(length(hash)=32)",
    } unique [] index ["seal_hash" on "hash"];
    /// The chain of the first house's transactions, as its day reports printed it; empty in a store made since.
    OLD_SEAL = "old_seal" KEPT, {
        txn_id: Int, hash: Blob "CHECK(length(hash)=32)",
    } unique ["txn_id"] index ["old_seal_hash" on "hash"];
    /// Facts and settings of the store; the last one of a name holds.
    STORE_FACT = "store_fact" KEPT, {
        name: Text, value: Text,
    } unique [] index ["store_fact_name" on "name, act_id, line"];
    OFFICE = "office" KEPT, {
        id: Int, name: Text, code: Text,
    } unique ["id", "name", "code"] index [];
    /// Who works here; the last revision holds. `pin_hash` is argon2; none: no PIN (the scheduler; `practice` in a practice store).
    OPERATOR = "operator" numbered(&["id", "revision"]), {
        id: Int, revision: Int, name: Text, role: Text in Role::WORDS, pin_hash: text,
        added_at: Int, active: Int "CHECK(active IN(0,1))",
    } unique ["id, revision"] index ["operator_name" on "name"];
    /// PINs that were tried: how many wrong ones in a row, by the last of them; 0: a right one ended the row, or a new PIN did.
    /// `by_id`: who signed the call in which it was an approver's.
    PIN_TRY = "pin_try" KEPT, {
        operator_id: Int, by_id: int, at: Int, wrong_in_row: Int "CHECK(wrong_in_row>=0)",
    } unique [] index ["pin_try_operator" on "operator_id, act_id, line"];
    /// The store's own copy of the terms: program.toml, agreement and letters (JSON: name to text) as they were loaded.
    TERMS_VERSION = "terms_version" KEPT, {
        id: Int, from_day: Int, loaded_at: Int, operator_id: Int, program: Text, agreement: Text, letters: Text, hash: Text,
    } unique ["id", "from_day"] index [];
    PRICE_CHANGE = "price_change" KEPT, {
        id: Int, name: Text, from_day: Int, price: Text, at: Int, operator_id: Int,
    } unique ["id"] index [];
    /// What waits for a second person.
    APPROVAL = "approval" KEPT, {
        id: Int, act: Text, text: Text, content: Text, key: Blob "CHECK(length(key)=16)", maker_id: Int,
        office_id: Int ~ office.id, at: Int,
    } unique ["id", "key"] index [];
    APPROVAL_DECIDED = "approval_decided" KEPT, {
        approval_id: Int ~ approval.id, at: Int, operator_id: Int,
        outcome: Text in Outcome::WORDS,
    } unique ["approval_id"] index [];
    /// What is open still, so that it is found among everything that ever was: approvals, matters, drawers. `of_id` is the
    /// account's or the office's; 0: nobody's.
    PENDING = "pending" derived(&["kind", "id"]), {
        kind: Text in PendingKind::WORDS, id: Int, of_id: Int, code: Text,
        is_open: Int "CHECK(is_open IN(0,1))",
    } unique [] index ["pending_open" on "kind, of_id, code" where "is_open=1"];

    // ------------------------------------------------------------------------------------------------ people and things
    /// The last revision holds; `low_balance_cents` none: the program's threshold.
    MEMBER = "member" numbered(&["id", "revision"]), {
        id: Int, revision: Int, number: Text, name: Text, phone: text, email: text, text_phone: text, mailing_address: text,
        joint: text, authorized: text, passphrase: text, low_balance_cents: int, deceased_at: int, joined_on: Int,
    } unique ["id, revision"] index ["member_number" on "number"];
    MEMBER_CHANGE = "member_change" KEPT, {
        member_id: Int, at: Int, operator_id: Int, field: Text, was: text, becomes: text,
    } unique [] index ["member_change_member" on "member_id"];
    /// An account and its service. What is billed by and can change is kept by its effective day in the tables below.
    ACCOUNT = "account" KEPT, {
        id: Int, number: Text, member_id: Int, office_id: Int ~ office.id, address: Text, class: Text, phase: Text,
        tax_area: text, estimated_daily_wh: int, opened_at: Int, opened_on: Int,
        joined_as: Text in JoinedAs::WORDS, moved_from: int ~ account.id,
    } unique ["id", "number"] index ["account_member" on "member_id"];
    /// Add-ons and exemptions, from a day on.
    ACCOUNT_OPTION = "account_option" KEPT, {
        account_id: Int ~ account.id, kind: Text in OptionKind::WORDS, name: Text,
        count: Int "CHECK(count>=1)", from_day: Int,
    } unique ["account_id, kind, name, from_day"] index [];
    /// `to_day` is the last day included.
    ACCOUNT_OPTION_ENDED = "account_option_ended" KEPT, {
        account_id: Int, kind: Text, name: Text, from_day: Int, to_day: Int,
    } unique ["account_id, kind, name, from_day"] index [];
    /// Where an account stands now. `billed_through` is the last service day that was billed; `estimated_run` the days in a
    /// row billed on estimates; `grace_until` the hours a returned payment leaves (C24); `told_…` what notices last looked at
    /// (C30); `meter_…` the meter in service.
    STANDING = "standing" derived(&["account_id"]), {
        account_id: Int, status: Text in Status::WORDS, disconnected_at: int,
        disconnected_on: int, ended_on: int, power: Text in Power::WORDS, billed_through: Int,
        estimated_run: Int, grace_until: int, told_cents: int, told_days: int, meter_id: int, meter_number: text,
    } unique ["meter_number"] index
        ["standing_billing" on "billed_through" where "status IN('active','disconnected')",
         "standing_off" on "account_id" where "status='disconnected'", "standing_meter" on "meter_id",
         "standing_seen_off" on "account_id" where "status='active' AND power='off'"];
    STATUS_CHANGE = "status_change" KEPT, {
        account_id: Int ~ account.id, at: Int, day: Int, status: Text in Status::WORDS,
        reason: Text, operator_id: Int,
    } unique [] index ["status_change_account" on "account_id"];
    /// Appended when a state that was seen differs from the one before.
    POWER_SEEN = "power_seen" KEPT, {
        account_id: Int ~ account.id, at: Int, state: Text in Power::SEEN, detail: Text,
    } unique [] index ["power_seen_account" on "account_id, at"];
    /// `secret_env` is the variable's name; the secret is never here.
    LINK = "link" KEPT, {
        name: Text, url: Text, secret_env: text, confirmed: Int "CHECK(confirmed IN(0,1))", added_at: Int,
    } unique ["name"] index [];
    /// DLMS invocation counters: a block is stored before it is used; the last one is where the next begins.
    LINK_COUNTER = "link_counter" KEPT, {
        link: Text ~ link.name, next: Int "CHECK(next>=0)",
    } unique ["link, next"] index [];
    METER = "meter" KEPT, {
        id: Int, account_id: Int ~ account.id, number: Text, digits: Int "CHECK(digits BETWEEN 3 AND 9)", link: Text,
        from_day: Int,
    } unique ["id"] index ["meter_account" on "account_id", "meter_number" on "number"];
    /// The day of a meter's final read.
    METER_ENDED = "meter_ended" KEPT, {
        meter_id: Int ~ meter.id, to_day: Int,
    } unique ["meter_id"] index [];
    /// The built-in meters of a practice store. A sample member's meter turns by itself: a household's days, shifted and scaled.
    SIM_METER = "sim_meter" Keeps::World { key: &["number"] }, {
        number: Text, wh: Int, state: Text in Power::SEEN, unreachable: Int, refuse: Int, stuck: Int,
        lose_reply: Int, profile_shift: int, profile_percent: int, turned_through: int,
    } unique [] index [];

    // ------------------------------------------------------------------------------------------------ the ledger
    /// The co-op's own ledger accounts; ids are multiples of 8. A member's five need no row: account id * 8 + 1 energy,
    /// 2 arrears, 3 deposit, 4 membership, 5 refund. `name`: which drawer, income, tax and area, office.
    OWN_ACCOUNT = "own_account" KEPT, {
        id: Int "CHECK(id%8=0)", kind: Text in OwnKind::WORDS,
        name: Text,
    } unique ["id", "name, kind"] index [];
    BALANCE = "balance" Keeps::MovedBySeal { key: &["ledger_account_id"] }, {
        ledger_account_id: Int, cents: Int "DEFAULT 0", seq: Int "DEFAULT 0", last_act: Int "DEFAULT 0",
    } unique [] index ["balance_spent" on "cents" where "cents<=0 AND ledger_account_id%8=1"];
    /// An office's day; office 0: the store's own. Closed by its `day_close`.
    BOOK = "book" KEPT, {
        id: Int, office_id: Int, day: Int, opened_at: Int,
    } unique ["id", "office_id, day"] index ["book_day" on "day"];
    TXN = "txn" numbered(&["id"]), {
        id: Int "CHECK(id>=1)", kind: Text, at: Int, service_day: int, book_id: Int -> book.id, operator_id: Int, approver_id: int,
        memo: Text, reverses: int,
    } unique ["id", "reverses"] index ["txn_book" on "book_id"];
    /// `daily` is 1 for the lines of a morning's charges: an account's are found by their days, all others by the index.
    POSTING = "posting" KEPT, {
        txn_id: Int, ledger_account_id: Int -> balance.ledger_account_id,
        cents: Int "CHECK(cents<>0 AND abs(cents)<=100000000000)", daily: int,
    } unique [] index ["posting_account" on "ledger_account_id, txn_id" where "daily IS NULL"];

    // ------------------------------------------------------------------------------------------------ reads and charges
    /// A register read. `cum_wh` is the same point on one continuous register of the account, over rollovers and exchanges;
    /// none: never billed (C31). What nearly every read is takes no room: without a `role` it is the morning's, daily, and
    /// without a `quality` actual.
    READING = "reading" numbered(&["day", "account_id", "role", "revision"]), {
        account_id: Int -> account.id, meter_id: Int -> meter.id, day: Int, role: Text in ReadRole::SPARED,
        revision: Int "CHECK(revision>=1)", wh: Int "CHECK(wh>=0)", cum_wh: int,
        quality: Text in ReadQuality::SPARED, at: Int, operator_id: Int,
        approver_id: int, detail: text,
    } unique ["day, account_id, role, revision"] index [];
    /// One day's charge. `lines` are cents in the order of the terms' lines; `month_…` the month's Wh and cents by kind before
    /// this day; `txn_id` none: it came to nothing; without a `quality` its reads are actual.
    CHARGE = "charge" numbered(&["service_day", "account_id", "revision"]), {
        account_id: Int -> account.id, service_day: Int, revision: Int "CHECK(revision>=1)", txn_id: int -> txn.id, terms_id: Int,
        price_id: Int, rules_version: Int, from_cum: Int, to_cum: Int,
        quality: Text in ChargeQuality::SPARED, off_all_day: Int "CHECK(off_all_day IN(0,1))",
        month_wh: Int, month_energy: Int, month_per_kwh: Int, month_monthly: Int, month_add_on: Int, lines: Text, cents: Int,
    } unique ["service_day, account_id, revision"] index [];
    /// `month` is its first day; `lines` JSON.
    TRUE_UP = "true_up" numbered(&["month", "account_id", "revision"]), {
        account_id: Int -> account.id, month: Int, revision: Int "CHECK(revision>=1)", txn_id: int -> txn.id, payments: Int,
        lines: Text, cents: Int,
    } unique ["month, account_id, revision"] index [];

    // ------------------------------------------------------------------------------------------------ the counter
    /// `by_itself`: opened by a practice store.
    DRAWER = "drawer" KEPT, {
        id: Int, office_id: Int ~ office.id, operator_id: Int, book_id: Int ~ book.id, opened_at: Int,
        float_cents: Int "CHECK(float_cents>=0)", by_itself: Int "CHECK(by_itself IN(0,1))",
    } unique ["id"] index ["drawer_book" on "book_id"];
    DRAWER_CLOSED = "drawer_closed" KEPT, {
        drawer_id: Int ~ drawer.id, at: Int, operator_id: Int,
    } unique ["drawer_id"] index [];
    DRAWER_MOVEMENT = "drawer_movement" KEPT, {
        drawer_id: Int ~ drawer.id, kind: Text in MovementKind::WORDS, cents: Int "CHECK(cents>0)",
        reason: Text, at: Int, operator_id: Int, txn_id: Int ~ txn.id,
    } unique [] index ["drawer_movement_drawer" on "drawer_id"];
    /// A blind count; `pieces` is JSON: denomination to number.
    DRAWER_COUNT = "drawer_count" numbered(&["drawer_id", "ordinal"]), {
        drawer_id: Int ~ drawer.id, ordinal: Int "CHECK(ordinal IN(1,2))", operator_id: Int, at: Int, pieces: Text,
        cash_cents: Int, checks_cents: Int, money_orders_cents: Int, expected_cash_cents: Int, expected_checks_cents: Int,
        expected_money_orders_cents: Int,
    } unique ["drawer_id, ordinal"] index [];
    /// `series` is the office's code and epoch; `seq` has no gap within it.
    RECEIPT = "receipt" numbered(&["series", "seq"]), {
        id: Int, number: Text, series: Text, seq: Int "CHECK(seq>=1)",
        kind: Text in ReceiptKind::WORDS, txn_id: Int -> txn.id, at: Int, paid_at: Int,
        office_id: int, drawer_id: int, operator_id: Int, cents: Int "CHECK(cents>0)", change_cents: Int "CHECK(change_cents>=0)",
    } unique ["id", "number", "series, seq"] index ["receipt_drawer" on "drawer_id", "receipt_txn" on "txn_id"];
    RECEIPT_TENDER = "receipt_tender" numbered(&["receipt_id", "ordinal"]), {
        receipt_id: Int -> receipt.id, ordinal: Int,
        method: Text in Method::WORDS, cents: Int "CHECK(cents>0)",
        tendered: Int, check_number: text, reference: text,
    } unique ["receipt_id, ordinal"] index [];
    /// `to_other`: fees, membership, debt to the standard service.
    RECEIPT_ALLOCATION = "receipt_allocation" numbered(&["receipt_id", "ordinal"]), {
        receipt_id: Int -> receipt.id, ordinal: Int, account_id: Int -> account.id, to_energy: Int, to_arrears: Int, to_other: Int,
    } unique ["receipt_id, ordinal"] index ["receipt_allocation_account" on "account_id, receipt_id"];
    /// Voided, returned or moved: once.
    RECEIPT_UNDONE = "receipt_undone" KEPT, {
        receipt_id: Int -> receipt.id, how: Text in Undone::WORDS, at: Int,
        day: Int, reason: Text, operator_id: Int, approver_id: int, txn_id: Int ~ txn.id, becomes: int ~ receipt.id,
    } unique ["receipt_id"] index ["receipt_undone_day" on "day"];
    /// A tender that came back by itself, by its place on the receipt (C58).
    ITEM_RETURNED = "item_returned" KEPT, {
        receipt_id: Int -> receipt.id, tender: Int, how: Text in Undone::WORDS, at: Int,
        day: Int, reason: Text, operator_id: Int, approver_id: int, txn_id: Int ~ txn.id,
    } unique ["receipt_id, tender"] index ["item_returned_day" on "day"];
    /// `items` is JSON: each check and money order.
    BANK_DEPOSIT = "bank_deposit" KEPT, {
        id: Int, office_id: Int ~ office.id, book_id: Int ~ book.id, bag: Text, at: Int, operator_id: Int, cash_cents: Int,
        items: Text, cents: Int, txn_id: Int ~ txn.id,
    } unique ["id", "office_id, bag"] index ["bank_deposit_book" on "book_id"];
    /// The receipts whose checks and money orders a deposit took to the bank.
    BANK_ITEM = "bank_item" KEPT, {
        deposit_id: Int ~ bank_deposit.id, receipt_id: Int ~ receipt.id,
    } unique [] index ["bank_item_receipt" on "receipt_id"];
    /// Closes a book. `head` is the chain's head before it; `report` JSON, as it was shown and printed.
    DAY_CLOSE = "day_close" KEPT, {
        book_id: Int -> book.id, at: Int, operator_id: Int, card_batch_cents: int, head: Text, report: Text,
    } unique ["book_id"] index [];
    /// Rows of files that were taken in, by their own key.
    TAKEN_IN = "taken_in" KEPT, {
        kind: Text in TakenKind::WORDS, source: Text, content: Blob, receipt_id: int ~ receipt.id,
        at: Int,
    } unique ["kind, source"] index [];

    // ------------------------------------------------------------------------------------------------ holds, notes, pledges, notices
    /// `stops`: disconnect, reconnect, close, those that apply; `until_day` is included (C34).
    HOLD = "hold" KEPT, {
        id: Int, account_id: Int ~ account.id, kind: Text, stops: Text, from_day: Int, until_day: Int, reason: Text, at: Int,
        operator_id: Int,
    } unique ["id"] index ["hold_account" on "account_id"];
    HOLD_LIFTED = "hold_lifted" KEPT, {
        hold_id: Int ~ hold.id, at: Int, operator_id: Int,
    } unique ["hold_id"] index [];
    NOTE = "note" KEPT, {
        id: Int, account_id: Int ~ account.id, text: Text, pinned: Int "CHECK(pinned IN(0,1))", at: Int, operator_id: Int,
    } unique ["id"] index ["note_account" on "account_id"];
    PLEDGE = "pledge" KEPT, {
        id: Int, account_id: Int ~ account.id, agency: Text, government: Int "CHECK(government IN(0,1))",
        cents: Int "CHECK(cents>0)", until_day: int, arrears_only: Int "CHECK(arrears_only IN(0,1))", at: Int, operator_id: Int,
    } unique ["id"] index ["pledge_account" on "account_id"];
    PLEDGE_RECEIVED = "pledge_received" KEPT, {
        pledge_id: Int ~ pledge.id, at: Int, receipt_id: Int ~ receipt.id,
    } unique ["pledge_id"] index [];
    PLEDGE_WITHDRAWN = "pledge_withdrawn" KEPT, {
        pledge_id: Int ~ pledge.id, at: Int, reason: Text, operator_id: Int,
    } unique ["pledge_id"] index [];
    /// `level`: which amount or number of days; `not_before`: the end of the quiet hours.
    NOTICE = "notice" KEPT, {
        id: Int, account_id: Int ~ account.id, event: Text, level: Text,
        channel: Text in Channel::WORDS, address: Text, text: Text, made_at: Int, not_before: Int,
    } unique ["id"] index ["notice_account" on "account_id, id"];
    /// What became of a notice, try by try.
    NOTICE_STEP = "notice_step" KEPT, {
        notice_id: Int ~ notice.id, status: Text in NoticeStatus::WORDS, tries: Int,
        not_before: Int, sent_at: int, detail: Text,
    } unique [] index ["notice_step_notice" on "notice_id"];
    /// How a notice stands: its last step.
    NOTICE_STATE = "notice_state" derived(&["notice_id"]), {
        notice_id: Int, channel: Text, status: Text, tries: Int, not_before: Int, sent_at: int, detail: Text,
    } unique [] index ["notice_waiting" on "channel, not_before" where "status='waiting'"];
    /// A member's word on a way of telling; the last one counts.
    CHANNEL_CHOICE = "channel_choice" KEPT, {
        member_id: Int, channel: Text in Channel::WORDS, allowed: Int "CHECK(allowed IN(0,1))",
        at: Int, operator_id: Int,
    } unique [] index ["channel_choice_member" on "member_id, channel"];

    // ------------------------------------------------------------------------------------------------ the morning and the switch
    FORECAST = "forecast" KEPT, {
        day: Int, low_f: Int, inclement: Int "CHECK(inclement IN(0,1))", at: Int, operator_id: Int,
    } unique [] index ["forecast_day" on "day"];
    /// What `before_list` waits for.
    ARRIVAL = "arrival" KEPT, {
        day: Int, what: Text, at: Int, operator_id: Int,
    } unique ["day, what"] index [];
    /// One a day (C27); `waits`: why the whole list waits for a person.
    DISCONNECT_LIST = "disconnect_list" KEPT, {
        day: Int, made_at: Int, waits: text,
    } unique ["day"] index [];
    /// People let a list go on that waited as a whole (C60).
    LIST_LET_GO = "list_let_go" KEPT, {
        day: Int ~ disconnect_list.day, operator_id: int, approver_id: int, reason: text,
    } unique ["day"] index [];
    /// Who, and why or why not; `gates` JSON: what was checked, and how it stood.
    LIST_ROW = "list_row" KEPT, {
        day: Int ~ disconnect_list.day, account_id: Int ~ account.id, balance_cents: Int, last_read_day: int,
        state: Text in RowState::WORDS, code: Text,
        why: Text, releasable: Int "CHECK(releasable IN(0,1))", gates: Text,
    } unique ["day, account_id"] index [];
    /// How a row was decided; the last decision holds.
    LIST_DECISION = "list_decision" numbered(&["day", "account_id", "ordinal"]), {
        day: Int, account_id: Int, ordinal: Int,
        state: Text in RowState::WORDS, code: Text,
        why: Text, at: Int, decided_by: int, approved_by: int, reason: text, command_id: int,
    } unique ["day, account_id, ordinal"] index [];
    /// `tx` is the same on every retry; `evidence` JSON: balance, reads, clause, gates, who released.
    SWITCH_COMMAND = "switch_command" KEPT, {
        id: Int, tx: Blob "CHECK(length(tx)=16)", account_id: Int -> account.id, meter_id: Int -> meter.id,
        command: Text in Wanted::WORDS,
        cause: Text in Cause::WORDS, reason: Text, evidence: text,
        queued_at: Int, not_after: int, operator_id: Int, next_try_at: Int, detail: Text,
    } unique ["id", "tx"] index
        ["switch_command_account" on "account_id", "switch_command_meter" on "meter_id, queued_at", "switch_command_at" on "queued_at"];
    /// How far a command has come, each time it went on. `in_doubt`: it went out, outcome unknown: ask the state first.
    COMMAND_STEP = "command_step" KEPT, {
        command_id: Int -> switch_command.id,
        status: Text in CommandStatus::WORDS,
        in_doubt: Int "CHECK(in_doubt IN(0,1))", tries: Int, next_try_at: Int, done_at: int, detail: Text,
    } unique [] index ["command_step_command" on "command_id"];
    /// How a command stands: its last step.
    COMMAND_STATE = "command_state" derived(&["command_id"]), {
        command_id: Int, account_id: Int, status: Text, in_doubt: Int, tries: Int, next_try_at: Int, done_at: int, detail: Text,
    } unique [] index
        ["command_due" on "next_try_at" where "status IN('queued','sent','attention')",
         "command_open" on "account_id" where "status IN('queued','sent','attention')"];
    /// Every step at a switch: what was asked, the raw answer, the state seen. Without a command: asked by hand.
    SWITCH_STEP = "switch_step" KEPT, {
        command_id: int ~ switch_command.id, meter_id: Int ~ meter.id, at: Int, operator_id: Int, step: Text, state: text, raw: Text,
    } unique [] index ["switch_step_command" on "command_id"];
    /// What a person should look at.
    ATTENTION = "attention" KEPT, {
        id: Int, account_id: int ~ account.id, day: Int, code: Text, text: Text, at: Int,
    } unique ["id"] index ["attention_account" on "account_id"];
    ATTENTION_CLEARED = "attention_cleared" KEPT, {
        attention_id: Int ~ attention.id, at: Int, operator_id: Int,
    } unique ["attention_id"] index [];
    /// What a matter of a refused payments file waits for, by the keys of `taken_in` (C45).
    AWAITED_PAYMENT = "awaited_payment" KEPT, {
        attention_id: Int ~ attention.id, source: Text,
    } unique [] index ["awaited_payment_attention" on "attention_id"];
    /// What a person decided of a matter: whether what was read or paid counts (C45).
    ATTENTION_DECIDED = "attention_decided" KEPT, {
        attention_id: Int ~ attention.id, accepted: Int "CHECK(accepted IN(0,1))", reason: Text, at: Int, operator_id: Int,
    } unique ["attention_id"] index [];
    /// What a matter leaves in doubt: the read of the morning `day`, with the days from `from_day` to `through_day` whose charges
    /// stand on it; or the link `source`.
    DOUBT = "doubt" KEPT, {
        attention_id: Int ~ attention.id, day: Int, source: text, from_day: int, through_day: int,
    } unique [] index ["doubt_attention" on "attention_id"];
    /// A doubt that is over for an account while its matter is open: its morning was decided, or its row of the list released.
    DOUBT_OVER = "doubt_over" KEPT, {
        attention_id: Int ~ attention.id, account_id: Int ~ account.id, day: Int, at: Int, operator_id: Int,
    } unique ["attention_id, account_id, day"] index [];
    /// `counts` JSON, as it was answered.
    CYCLE_RUN = "cycle_run" KEPT, {
        at: Int, day: Int, operator_id: Int, counts: Text,
    } unique [] index [];

    // ------------------------------------------------------------------------------------------------ paper
    /// What was signed or mailed is kept as bytes; a receipt or report as its content (JSON), drawn again when asked for.
    /// `hash` is of the bytes, or of the content.
    DOCUMENT = "document" KEPT, {
        id: Int, account_id: int ~ account.id, kind: Text, title: Text, at: Int, operator_id: Int,
        hash: Blob "CHECK(length(hash)=32)", content: text, bytes: blob,
    } unique ["id"] index ["document_account" on "account_id, id"];

    // ------------------------------------------------------------------------------------------------ search
    /// What an account is found by: its words, folded, with a space between. `begun` are found from their first letter on,
    /// `inside` from three letters on. `place`: where it stands in an answer: 1 for what is ended, else 0, and the name.
    SEARCH_ACCOUNT = "search_account" derived(&["account_id"]), {
        account_id: Int, place: Text, begun: Text, inside: Text,
    } unique [] index [];
    /// The same word by word, each with its suffixes of three letters and more, under their first three letters in the
    /// order of an answer; without a `word`, the first one and two letters of what is begun.
    SEARCH_WORD = "search_word" Keeps::Derived { key: &["gram", "place", "account_id", "word"], goes: true }, {
        gram: Text, place: Text, account_id: Int, word: Text,
    } unique [] index ["search_word_word" on "word" where "word<>''"];
}

impl Table {
    /// Whether a seal covers its rows.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        matches!(self.keeps, Keeps::Appended { .. })
    }

    /// The columns that name a row of a table whose rows move; none: its rows stay as they are.
    #[must_use]
    pub fn moved_by(&self) -> &'static [&'static str] {
        match self.keeps {
            Keeps::Derived { key, .. } | Keeps::World { key } => key,
            Keeps::Appended { .. } | Keeps::MovedBySeal { .. } => &[],
        }
    }

    /// The columns that an act writes: of what a seal moves only its key, for it starts at its defaults.
    #[must_use]
    pub fn written(&self) -> &'static [Column] {
        match self.keeps {
            Keeps::MovedBySeal { key } => &self.columns[..key.len()],
            _ => self.columns,
        }
    }

    /// A column's kind. The list has every column that the program names.
    #[must_use]
    pub fn kind_of(&self, name: &str) -> Kind {
        self.columns.iter().find(|column| column.name == name).map_or(Kind::Int, |column| column.kind)
    }
}
