//! How money comes in, and how a receipt is undone.

use super::{OwnKind, words};

words! {
    /// What a receipt is for.
    ReceiptKind { Payment = "payment", Enrollment = "enrollment", External = "external", Pledge = "pledge" }
}

words! {
    /// How money was handed over.
    Method {
        Cash = "cash", Check = "check", MoneyOrder = "money_order", Card = "card", External = "external", Pledge = "pledge",
    }
}

/// What is asked of a payment at the counter, beside its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// What was handed over, for the change.
    HandedOver,
    /// The paper's own number.
    Number,
    /// The card's last four and the authorization code.
    CardSlip,
}

/// All that is particular to a method: another one is another row of [`Method::row`].
struct Row {
    /// What the day's report calls the sum of it.
    summed_as: &'static str,
    asks: Option<Asks>,
    goes_to: OwnKind,
    /// It lies in the drawer that took it, and is counted there.
    in_drawer: bool,
    bears: Option<OwnKind>,
}

impl Method {
    /// Those of the counter, of which the terms take some (R28).
    pub const AT_COUNTER: &'static [Self] = &[Self::Cash, Self::Check, Self::MoneyOrder, Self::Card];

    const fn row(self) -> Row {
        const fn row(
            summed_as: &'static str,
            asks: Option<Asks>,
            goes_to: OwnKind,
            in_drawer: bool,
            bears: Option<OwnKind>,
        ) -> Row {
            Row { summed_as, asks, goes_to, in_drawer, bears }
        }
        use OwnKind::{Bank, Cards, Cash, Checks, External, MoneyOrders};
        match self {
            Self::Cash => row("Cash", Some(Asks::HandedOver), Cash, true, None),
            Self::Check => row("Checks", Some(Asks::Number), Checks, true, Some(Bank)),
            Self::MoneyOrder => row("Money orders", Some(Asks::Number), MoneyOrders, true, Some(Bank)),
            Self::Card => row("Cards", Some(Asks::CardSlip), Cards, false, Some(Cards)),
            Self::External => row("From outside", None, External, false, Some(External)),
            Self::Pledge => row("From outside", None, External, false, None),
        }
    }

    /// What the counter asks of it; None: it is not taken there, but comes from outside.
    #[must_use]
    pub const fn asks(self) -> Option<Asks> {
        self.row().asks
    }

    /// Money that others took for us. It goes into no drawer.
    #[must_use]
    pub const fn is_outside(self) -> bool {
        self.row().asks.is_none()
    }

    /// The co-op's own account that it goes into.
    #[must_use]
    pub const fn goes_to(self) -> OwnKind {
        self.row().goes_to
    }

    /// Whether it lies in a drawer until it goes to the bank.
    #[must_use]
    pub const fn is_in_drawer(self) -> bool {
        self.row().in_drawer
    }

    /// Whether it is a paper with a number, which a drawer holds and a deposit lists one by one.
    #[must_use]
    pub const fn is_item(self) -> bool {
        matches!(self.row(), Row { asks: Some(Asks::Number), in_drawer: true, .. })
    }

    /// Who bears it until it is settled, once it came back: the bank where it was deposited, or its clearing. None: it
    /// does not come back.
    #[must_use]
    pub const fn bears(self) -> Option<OwnKind> {
        self.row().bears
    }

    /// What the day's report calls the sum of it.
    #[must_use]
    pub const fn summed_as(self) -> &'static str {
        self.row().summed_as
    }

    /// Under which method the day's report sums it up: money from outside is one.
    #[must_use]
    pub const fn summed_with(self) -> Self {
        if self.is_outside() { Self::External } else { self }
    }

    /// Those that a payment may name; a pledge is received by an act of its own.
    pub fn of_payments() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|method| method.summed_with() == *method)
    }

    /// The method that a payment names. Refused: a sentence that names those there are.
    ///
    /// # Errors
    /// The sentence, for a word that is none of them.
    pub fn named(word: &str) -> Result<Self, String> {
        Self::of_payments().find(|method| method.word() == word).ok_or_else(|| {
            let known: Vec<&str> = Self::of_payments().map(Self::word).collect();
            format!("\"{word}\" is no way to pay: it is one of {}", known.join(", "))
        })
    }
}

words! {
    /// How a receipt was undone.
    Undone {
        Void = "void" => "voided",
        Returned = "returned",
        BankError = "bank_error" => "returned by the bank's error",
        Moved = "moved" => "moved to another account",
        Reversed = "reversed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_counter_takes_is_what_it_asks_something_of() {
        let asked: Vec<Method> = Method::ALL.iter().copied().filter(|method| !method.is_outside()).collect();
        assert_eq!(asked, Method::AT_COUNTER);
    }

    #[test]
    fn a_payment_names_no_pledge_and_is_told_what_it_may_name() {
        assert_eq!(Method::named("money_order"), Ok(Method::MoneyOrder));
        let sentence = "\"pledge\" is no way to pay: it is one of cash, check, money_order, card, external";
        assert_eq!(Method::named("pledge"), Err(sentence.to_string()));
    }
}
