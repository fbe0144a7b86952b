//! The codes of refusals: a closed set, for scripts to branch on. Each with the kind of refusal it is.

use std::fmt;

use serde::{Serialize, Serializer};

/// What a refusal rests on: whoever gets one knows by this what to change, and whether the same call may pass later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The command line itself could not be read.
    Call,
    /// A value that was given cannot be taken: give another.
    Input,
    /// What was named is not there.
    NotFound,
    /// Another person must do it, or sign for it.
    Person,
    /// The terms, or the rules of the counter, say no.
    Rule,
    /// As things stand it cannot be done, or was done before.
    State,
    /// What is needed is in use or does not answer: the same call may pass in a moment.
    Busy,
    /// A meter's link says no, or cannot be trusted.
    Link,
    /// A file, a folder or the machine does not do what is needed.
    Machine,
    /// The store fails, or is not one that can be used.
    Store,
}

/// Each code with its word and what it means, by kind.
macro_rules! codes {
    ($($kind:ident { $($code:ident = $word:literal: $doc:literal),+ $(,)? })+) => {
        /// Why nothing was done, as one stable `snake_case` word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc] $code),+),+ }

        impl Code {
            /// Every code, by kind.
            pub const ALL: &'static [Self] = &[$($(Self::$code),+),+];

            /// The word that scripts see.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($(Self::$code => $word),+),+ }
            }

            /// What the refusal rests on.
            #[must_use]
            pub fn kind(self) -> Kind {
                match self { $($(Self::$code)|+ => Kind::$kind),+ }
            }
        }
    };
}

codes! {
    Call {
        WrongCall = "wrong_call": "The arguments cannot be read.",
    }
    Input {
        AccountTwice = "account_twice": "An account is named twice in one payment.",
        BadAgency = "bad_agency": "The agency of a pledge has no usable name.",
        BadAmount = "bad_amount": "Not an amount that one act may name.",
        BadBag = "bad_bag": "Not the number of a deposit bag.",
        BadContact = "bad_contact": "Not an e-mail address or a telephone number.",
        BadCount = "bad_count": "A drawer's count that cannot be read.",
        BadDay = "bad_day": "A day that has not begun, or lies before what it must follow.",
        BadDays = "bad_days": "A range of days that ends before it begins.",
        BadFile = "bad_file": "Not a CSV file in UTF-8.",
        BadForecast = "bad_forecast": "No temperature that a day can have.",
        BadHeader = "bad_header": "The columns of a file are not those that are asked for.",
        BadInput = "bad_input": "The JSON that was given is not what the act takes.",
        BadLink = "bad_link": "A link's address that cannot be read.",
        BadName = "bad_name": "A name that is empty or too long.",
        BadNote = "bad_note": "A note that is empty or too long.",
        BadOutbox = "bad_outbox": "Settings by which no notice can leave.",
        BadPin = "bad_pin": "A PIN that is too short, or typed in two ways.",
        BadPrice = "bad_price": "Not a price in dollars per kWh.",
        BadProgram = "bad_program": "A program file with errors.",
        BadRead = "bad_read": "A read that the meter cannot show (C31).",
        BadReason = "bad_reason": "A reason that is empty or too long.",
        BadRole = "bad_role": "No such role.",
        BadRow = "bad_row": "A row of a file that cannot be read.",
        BadRows = "bad_rows": "A file with rows that cannot be taken: nothing of it was.",
        BadState = "bad_state": "A state that a switch does not have.",
        BadText = "bad_text": "A text with characters that have no place in it, or that cannot be filled in.",
        CardNumber = "card_number": "A card's number, which must never be stored.",
        DoesNotAddUp = "does_not_add_up": "What is tendered and where it goes differ.",
        FileCutShort = "file_cut_short": "A file whose last line has not ended: more of it may come.",
        GroundNeeded = "ground_needed": "A switch is opened on a ground, and none was named (C44).",
        MixedTenders = "mixed_tenders": "The cash from outside and from the counter are in one payment.",
        NoReference = "no_reference": "The source's own number is missing.",
        NoTotal = "no_total": "A payments file without its own total.",
        UntilTooFar = "until_too_far": "The last day is further away than the terms allow.",
        NoReason = "no_reason": "Why is missing.",
        NotEnoughTendered = "not_enough_tendered": "Less is handed over than is to be paid.",
        OneAccount = "one_account": "Several accounts in a payment that may name one.",
        ReasonNeeded = "reason_needed": "A difference that wants its reason.",
        SameAccount = "same_account": "A payment is moved to where it is.",
        SameDrawer = "same_drawer": "A drawer hands its cash to itself.",
        SameMeter = "same_meter": "A meter is exchanged for itself.",
        UnknownArrival = "unknown_arrival": "Nothing that a list waits for.",
        UnknownCondition = "unknown_condition": "No condition of the terms.",
        UnknownHold = "unknown_hold": "No kind of hold.",
        UnknownMethod = "unknown_method": "No way to pay.",
        UnknownStop = "unknown_stop": "Nothing that a hold may stop.",
        UnknownWay = "unknown_way": "No way to be told.",
        UntilOver = "until_over": "A hold's last day has passed.",
        WhichDrawer = "which_drawer": "Several drawers wait: one must be named.",
        WhichHold = "which_hold": "Several holds stand: one must be named.",
        WhichTender = "which_tender": "Which of the receipt's items came back has to be named.",
    }
    NotFound {
        NoBackup = "no_backup": "No backup at that place.",
        NoFile = "no_file": "No file at that place.",
        NoFolder = "no_folder": "No folder at that place.",
        NoRead = "no_read": "The meter has no read of that day.",
        NoStore = "no_store": "No store at that place.",
        NoSuchHold = "no_such_hold": "No such hold stands on the account.",
        NotOnList = "not_on_list": "The account is not on today's list.",
        UnknownAccount = "unknown_account": "No such account.",
        UnknownApproval = "unknown_approval": "Nothing waits under that number.",
        UnknownDocument = "unknown_document": "No such document.",
        UnknownFee = "unknown_fee": "No such fee in the terms.",
        UnknownLink = "unknown_link": "No such link.",
        UnknownMatter = "unknown_matter": "No such open matter.",
        UnknownMember = "unknown_member": "No such member.",
        UnknownMeter = "unknown_meter": "No such meter.",
        UnknownOffice = "unknown_office": "No such office.",
        UnknownOperator = "unknown_operator": "No such operator.",
        UnknownPayment = "unknown_payment": "No payment from outside with that reference.",
        UnknownPledge = "unknown_pledge": "No such pledge.",
        UnknownPrice = "unknown_price": "No such price in the terms.",
        UnknownProgram = "unknown_program": "No such program.",
        UnknownReceipt = "unknown_receipt": "No such receipt.",
        UnknownSource = "unknown_source": "No supervisor named this source of payments.",
    }
    Person {
        ApprovalNeeded = "approval_needed": "A supervisor must approve.",
        ApproverIsMaker = "approver_is_maker": "Nobody approves their own act.",
        ApproverNotSupervisor = "approver_not_supervisor": "Who approves is no supervisor.",
        FirstIsSupervisor = "first_is_supervisor": "A store's first operator is a supervisor.",
        NoOperator = "no_operator": "Nobody says who acts.",
        NotAllowed = "not_allowed": "The scheduler may not do this.",
        NotYourDrawer = "not_your_drawer": "Another operator's drawer.",
        PinNeeded = "pin_needed": "Who is named signs with a PIN.",
        SecondPersonNeeded = "second_person_needed": "A count that is off is counted again by another person.",
        SupervisorNeeded = "supervisor_needed": "Only a supervisor does this.",
        BuiltIn = "built_in": "No person: it belongs to the store.",
        LastSupervisor = "last_supervisor": "Nobody could let anybody in any more.",
        PinLocked = "pin_locked": "Too many wrong PINs in a row: nobody tries one for a while.",
        WrongPin = "wrong_pin": "Not the PIN of who is named.",
        WrongSystemAccount = "wrong_system_account": "The scheduler acts from another account of the operating system.",
    }
    Rule {
        ArrearsFirst = "arrears_first": "The past-due plan is paid before an account leaves (R43).",
        BeforeTheTime = "before_the_time": "No list before its hour.",
        BelowMinimum = "below_minimum": "Less than what joining costs.",
        CardBatchDiffers = "card_batch_differs": "The card terminal's total and the receipts differ.",
        CardBatchNeeded = "card_batch_needed": "Cards were taken, and the terminal's total is missing.",
        ChangeOnlyFromCash = "change_only_from_cash": "Only cash gives change.",
        ChecksRefused = "checks_refused": "Too many of the member's checks came back (R41).",
        ContactNeeded = "contact_needed": "A member must be reachable in so many ways (R25).",
        DepositSince = "deposit_since": "A deposit that begins after it is paid out.",
        EnergyDebtFirst = "energy_debt_first": "The energy is paid before the past-due plan (C14).",
        FinanceAboveCap = "finance_above_cap": "More than the terms finance (R12).",
        FinanceAboveDebt = "finance_above_debt": "More than there is to finance.",
        FinanceNotAllowed = "finance_not_allowed": "The terms finance no debt.",
        MethodNotTaken = "method_not_taken": "The counter does not take this way to pay (R28).",
        MoreThanArrears = "more_than_arrears": "More than the past-due plan owes.",
        MoreThanOwed = "more_than_owed": "More than a closed account owes (C14).",
        NoEnergyPrice = "no_energy_price": "The rates have no price for the class and the month.",
        NoHolidayList = "no_holiday_list": "The year's holidays are not known (C11).",
        NoInterestRate = "no_interest_rate": "The year's rate of interest is not known (R11).",
        NotAConversion = "not_a_conversion": "Debts of the standard service belong to a conversion only.",
        NotABusinessDay = "not_a_business_day": "No list on a day that is no business day.",
        NotDue = "not_due": "The account is not due to be cut.",
        NotEligible = "not_eligible": "The terms do not take the service or the member (R01).",
        NowOnlyInPractice = "now_only_in_practice": "A time of one's own is for practice stores.",
        NotInPractice = "not_in_practice": "A practice store reaches nobody outside.",
        NotJustified = "not_justified": "The ground does not carry that the switch is opened: a gate stands (C44).",
        NotReleasable = "not_releasable": "No release passes what holds the row.",
        NotReturnable = "not_returnable": "The bank does not bring this back.",
        NotSameDay = "not_same_day": "Only a receipt of today is voided.",
        NotSigned = "not_signed": "The agreement wants a signature.",
        SamplesNeedPractice = "samples_need_practice": "Sample members are for practice stores.",
        SimOnlyInPractice = "sim_only_in_practice": "Built-in meters are for practice stores.",
        ThresholdNotOffered = "threshold_not_offered": "The program sets the low-balance alert itself (R24).",
        TooLate = "too_late": "After the last hour for a cut (C27).",
        WaiverNotAllowed = "waiver_not_allowed": "The terms know no such waiver (R45).",
        WaiverNotProven = "waiver_not_proven": "What the waiver rests on is not so (R45).",
    }
    State {
        AccountEnded = "account_ended": "The account is closed, or has left.",
        AccountExists = "account_exists": "There is an account of that number.",
        AccountLeft = "account_left": "The account has gone back to monthly billing.",
        AlreadyDeceased = "already_deceased": "The death is on record.",
        AlreadyEnded = "already_ended": "The account has ended before.",
        AlreadyReceived = "already_received": "The pledge's money is in.",
        AlreadyReleased = "already_released": "The cut is under way.",
        AlreadySent = "already_sent": "The command has gone out to the meter.",
        AlreadyUndone = "already_undone": "The receipt was undone before.",
        AlreadyWithdrawn = "already_withdrawn": "The pledge was withdrawn before.",
        ApprovalsWaiting = "approvals_waiting": "Acts wait for a second person.",
        BagUsed = "bag_used": "The bag's number was used before.",
        Changed = "changed": "What was seen before the act is no longer so.",
        ClockNotTrusted = "clock_not_trusted": "The clock stands behind the last act.",
        CountFinal = "count_final": "The count is the last one.",
        CutUnderWay = "cut_under_way": "A cut has gone out and its outcome is not seen.",
        DecisionNeeded = "decision_needed": "A doubt that a supervisor decides (C45).",
        DayAhead = "day_ahead": "The day has not come.",
        DayClosed = "day_closed": "The day's books are closed.",
        DaysBilled = "days_billed": "Days from then on are billed.",
        Disconnected = "disconnected": "The power is off.",
        DrawerClosed = "drawer_closed": "The receipt's drawer is closed.",
        DrawerCounted = "drawer_counted": "The drawer is counted and takes no more.",
        DrawerOfYesterday = "drawer_of_yesterday": "A drawer of an earlier day is open.",
        DrawerOpen = "drawer_open": "The operator has a drawer.",
        DrawersOpen = "drawers_open": "Drawers of the day are open.",
        EnrollmentReceipt = "enrollment_receipt": "An enrollment's receipt is not voided.",
        FileFirst = "file_first": "A file of payments counts by being taken in.",
        FinalReadNeeded = "final_read_needed": "The meter's last read must be entered.",
        Held = "held": "A hold stands on the account.",
        ImportConflict = "import_conflict": "The row was taken in before, with other content.",
        KeyReused = "key_reused": "The key stands for another act.",
        LinkExists = "link_exists": "There is a link of that name.",
        MeterInService = "meter_in_service": "The meter serves another account.",
        NoApprovalNeeded = "no_approval_needed": "Nobody else has to approve this act: it does not wait.",
        NoDrawer = "no_drawer": "The receipt lies in no drawer.",
        NoList = "no_list": "Today's list is not made.",
        NoOffice = "no_office": "No office is named.",
        NoOpenDrawer = "no_open_drawer": "Nobody opened a drawer.",
        NoTerms = "no_terms": "The store has no terms.",
        NotClosed = "not_closed": "The account is not closed.",
        NotCounted = "not_counted": "The drawer is not counted.",
        NotEnoughCash = "not_enough_cash": "The drawer holds less cash.",
        NotInService = "not_in_service": "The meter is not in service.",
        NotProven = "not_proven": "The store does not prove what it holds.",
        NothingOwed = "nothing_owed": "The account owes nothing.",
        NothingToDeposit = "nothing_to_deposit": "Nothing waits for the bank.",
        NothingToDo = "nothing_to_do": "There is nothing to carry out.",
        NothingToRefund = "nothing_to_refund": "Nothing is owed to the member.",
        NameAlike = "name_alike": "A name that reads like that of another operator.",
        OperatorExists = "operator_exists": "There is an operator of that name.",
        OtherStore = "other_store": "The backup is of another store.",
        OtherZone = "other_zone": "The store's days are those of another zone.",
        ReadExists = "read_exists": "The meter has a read of that day.",
        ReversalDiffers = "reversal_differs": "The reversal and the payment differ.",
        SeveralAccounts = "several_accounts": "The receipt paid several accounts.",
        TermsExist = "terms_exist": "Terms from that day on are loaded.",
    }
    Busy {
        StoreLocked = "store_locked": "Another program holds the store.",
        StoreLost = "store_lost": "The server of the store does not answer, or the line to it broke: nothing was written.",
        Unreachable = "unreachable": "Nothing answered, and nothing was sent that could have moved a switch.",
    }
    Link {
        Auth = "auth": "The other end does not accept who we are.",
        CountersUsedUp = "counters_used_up": "The meter's keys have no counters left.",
        OutcomeUnknown = "outcome_unknown": "A command was sent and its answer is lost.",
        Protocol = "protocol": "The other end answered what cannot be taken at its word.",
        Refused = "refused": "The other end said no.",
        WrongMeter = "wrong_meter": "The link reaches another meter.",
    }
    Machine {
        CannotWrite = "cannot_write": "A file cannot be written.",
        FileExists = "file_exists": "A file is in the way.",
        FileUnwritable = "file_unwritable": "A file or a folder takes no writing.",
        NoDataFolder = "no_data_folder": "No folder for the program's data.",
        NoRandomness = "no_randomness": "The system gives no random bytes.",
        NoTerminal = "no_terminal": "Nobody sits there to type a PIN.",
        NoWindow = "no_window": "The window cannot open.",
    }
    Store {
        AnswerUnreadable = "answer_unreadable": "The answer of an act cannot be read back.",
        ApprovalUnreadable = "approval_unreadable": "What waits for a second person cannot be read back.",
        BackupDamaged = "backup_damaged": "The backup is not whole.",
        BackupFailed = "backup_failed": "The copy is not what the store is.",
        DiskFull = "disk_full": "The disk is full.",
        MigrationFailed = "migration_failed": "The store could not be brought to this program's schema.",
        NetworkPath = "network_path": "The store lies on a network drive.",
        NotAStore = "not_a_store": "The file is no store.",
        StoreDamaged = "store_damaged": "The store cannot be read properly.",
        StoreExists = "store_exists": "A store is there already.",
        StoreFault = "store_fault": "The store refused what was asked of it.",
        StoreNewer = "store_newer": "A newer program wrote the store.",
        StoreReadOnly = "store_read_only": "The store takes no writing.",
        StoreUnsafe = "store_unsafe": "The disk does not keep what the ledger relies on.",
        StoreUnusable = "store_unusable": "The store's file cannot be made or opened.",
        TermsUnreadable = "terms_unreadable": "The store's copy of the terms cannot be read.",
    }
}

impl Code {
    /// Whether the same call may pass by itself in a moment.
    #[must_use]
    pub fn again_helps(self) -> bool {
        self.kind() == Kind::Busy
    }

    /// Whether the store itself fails: then no other call on it would fare better.
    #[must_use]
    pub fn is_of_the_store(self) -> bool {
        self.kind() == Kind::Store || matches!(self, Self::StoreLocked | Self::NotProven)
    }

    /// The exit status of the command line: 2 for a call that cannot be read, 1 for what is refused.
    #[must_use]
    pub fn exit_status(self) -> u8 {
        if self.kind() == Kind::Call { 2 } else { 1 }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// `StoreLocked` as `store_locked`.
    fn snake(name: &str) -> String {
        let mut word = String::new();
        for letter in name.chars() {
            if letter.is_uppercase() && !word.is_empty() {
                word.push('_');
            }
            word.extend(letter.to_lowercase());
        }
        word
    }

    #[test]
    fn every_code_is_one_word_of_its_own_that_says_its_name() {
        let words: BTreeSet<&str> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len(), "two codes have one word");
        for code in Code::ALL {
            assert_eq!(code.word(), snake(&format!("{code:?}")));
        }
    }

    #[test]
    fn only_what_is_busy_may_pass_by_itself_and_only_a_wrong_call_ends_with_two() {
        let again: Vec<&Code> = Code::ALL.iter().filter(|code| code.again_helps()).collect();
        assert_eq!(again, [&Code::StoreLocked, &Code::StoreLost, &Code::Unreachable]);
        let two: Vec<&Code> = Code::ALL.iter().filter(|code| code.exit_status() == 2).collect();
        assert_eq!(two, [&Code::WrongCall]);
    }
}
