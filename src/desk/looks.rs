//! What an act is about, as its input names it: known before it begins, so that it can be asked for at once.

/// What an act looks at for certain. What else it comes upon, it asks for when it does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looks<'a> {
    /// Accounts, by number.
    pub accounts: Vec<&'a str>,
    /// Members, by number.
    pub members: Vec<&'a str>,
    /// Receipts, by number.
    pub receipts: Vec<&'a str>,
    /// Meters, by number.
    pub meters: Vec<&'a str>,
    /// Pledges.
    pub pledges: Vec<i64>,
    /// The operator's own drawer at the office.
    pub drawer: bool,
    /// Money from outside: its book.
    pub outside: bool,
    /// Money moves: a book, the co-op's own accounts, what the member is told.
    pub money: bool,
    /// A receipt is given: the next number of its series.
    pub receipt: bool,
    /// A check is taken: those that came back.
    pub checks: bool,
    /// What is held and pledged.
    pub holds: bool,
}

impl<'a> Looks<'a> {
    /// At one account.
    #[must_use]
    pub fn at(account: &'a str) -> Self {
        Self { accounts: vec![account], ..Self::default() }
    }

    /// At one member.
    #[must_use]
    pub fn at_member(member: &'a str) -> Self {
        Self { members: vec![member], ..Self::default() }
    }

    /// At one receipt.
    #[must_use]
    pub fn at_receipt(receipt: &'a str) -> Self {
        Self { receipts: vec![receipt], ..Self::default() }
    }

    /// At one meter.
    #[must_use]
    pub fn at_meter(meter: &'a str) -> Self {
        Self { meters: vec![meter], ..Self::default() }
    }

    /// At the operator's own drawer, too.
    #[must_use]
    pub fn and_drawer(self) -> Self {
        Self { drawer: true, ..self }
    }

    /// At what money that moves is posted to, too.
    #[must_use]
    pub fn and_money(self) -> Self {
        Self { money: true, ..self }
    }

    /// At the next number of a receipt, and at what its money is posted to.
    #[must_use]
    pub fn and_receipt(self) -> Self {
        Self { receipt: true, money: true, ..self }
    }

    /// At what is held and pledged, too.
    #[must_use]
    pub fn and_holds(self) -> Self {
        Self { holds: true, ..self }
    }
}
