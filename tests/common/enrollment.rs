//! The input of `quote` and `enroll`, with the defaults of the worked examples.

use serde_json::{Value, json};

/// One enrollment or conversion. Only what differs from a usual member is stated.
#[derive(Debug, Clone)]
pub struct Enrollment {
    /// `new` or `convert`: the word of the command line.
    pub way: &'static str,
    input: Value,
    /// Exactly what is due, unless a test says otherwise.
    paying: Option<Value>,
}

impl Enrollment {
    /// Someone who is new to the co-op.
    pub fn new_member() -> Self {
        let input = json!({
            "member": {"number": null, "name": "Ada Ozark", "phone": "501-555-0100", "email": "ada@example.org",
                       "text": null, "mailing_address": "12 Elm St, Clinton AR"},
            "service": {"meter": "M1001", "address": "12 Elm St, Clinton AR", "class": "residential", "phase": "single",
                        "demand_metered": false, "remote_switch": true, "switch_installed": true,
                        "start_kwh": "1000.0", "digits": 5, "estimated_daily_kwh": null, "link": "sim",
                        "office": null, "tax_area": null, "add_ons": []},
            "exempt": [],
            "conditions": [],
            "standard_account": null,
            "finance": "none",
            "signature": {"name": "Ada Ozark", "strokes": [[[10, 12], [14, 18]]]},
            "payment": null,
        });
        Self { way: "new", input, paying: None }
    }

    /// Someone whose standard account is converted; it owes nothing and has no deposit.
    pub fn conversion() -> Self {
        let account = json!({"past_due": "0.00", "billed_not_due": "0.00", "unbilled": "0.00", "prior_account": "0.00",
                             "deposit": "0.00", "deposit_since": null, "disconnected": false});
        Self { way: "convert", ..Self::new_member() }.with("/standard_account", account)
    }

    /// A conversion that brings `amount` of past-due debt, all of it financed.
    pub fn arrears(amount: &str) -> Self {
        Self::conversion().past_due(amount).finance(amount)
    }

    /// Another value at a place of the input, like `/service/meter`.
    #[track_caller]
    pub fn with(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        *self.input.pointer_mut(pointer).unwrap_or_else(|| panic!("the input has no {pointer}")) = value.into();
        self
    }

    pub fn past_due(self, amount: &str) -> Self {
        self.with("/standard_account/past_due", amount)
    }

    pub fn not_due(self, amount: &str) -> Self {
        self.with("/standard_account/billed_not_due", amount)
    }

    pub fn unbilled(self, amount: &str) -> Self {
        self.with("/standard_account/unbilled", amount)
    }

    pub fn deposit(self, amount: &str) -> Self {
        self.with("/standard_account/deposit", amount)
    }

    pub fn disconnected(self) -> Self {
        self.with("/standard_account/disconnected", true)
    }

    /// `none`, `as_much_as_allowed` or an amount.
    pub fn finance(self, how: &str) -> Self {
        self.with("/finance", how)
    }

    pub fn switch_to_be_installed(self) -> Self {
        self.with("/service/switch_installed", false)
    }

    /// A second household: its own name, meter and house number.
    pub fn named(self, name: &str, meter: &str) -> Self {
        self.with("/member/name", name).with("/signature/name", name).with("/service/meter", meter)
    }

    /// Brings so much cash.
    pub fn paying(mut self, amount: &str) -> Self {
        self.paying = Some(json!({"method": "cash", "amount": amount, "tendered": amount}));
        self
    }

    /// Brings a check.
    pub fn paying_by_check(mut self, amount: &str) -> Self {
        self.paying = Some(json!({"method": "check", "amount": amount}));
        self
    }

    pub fn brings_its_own_payment(&self) -> bool {
        self.paying.is_some()
    }

    pub fn meter(&self) -> &str {
        self.text("/service/meter")
    }

    pub fn start_kwh(&self) -> &str {
        self.text("/service/start_kwh")
    }

    fn text(&self, pointer: &str) -> &str {
        self.input.pointer(pointer).and_then(Value::as_str).expect("the input has this text")
    }

    /// The JSON of an enrollment at `office` on `today` (a deposit was paid the same day unless a test says otherwise)
    /// that pays `due` in cash, or what the test said it brings.
    pub fn input(&self, office: &str, today: &str, due: Option<&str>) -> Value {
        let mut input = self.input.clone();
        input["service"]["office"] = office.into();
        if let Some(since) = input.pointer_mut("/standard_account/deposit_since")
            && since.is_null()
        {
            *since = today.into();
        }
        let exactly =
            due.filter(|due| *due != "0.00").map(|due| json!({"method": "cash", "amount": due, "tendered": due}));
        input["payment"] = self.paying.clone().or(exactly).unwrap_or(Value::Null);
        input
    }
}
