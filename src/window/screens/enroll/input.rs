//! What the form says, as the desk takes it.

use std::collections::BTreeMap;

use super::State;
use super::due::Finance;
use crate::basics::Cents;
use crate::desk::{EnrollInput, FinanceInput, Joining, MemberInput, ServiceInput, SignatureInput, StandardInput};
use crate::window::kit::Field;

/// What a text field says; nothing where it was left empty.
pub(super) fn said(field: &Field<String>) -> Option<String> {
    field.value().filter(|text| !text.is_empty()).cloned()
}

impl State {
    /// Everything but signature and payment: what is asked for a quote.
    pub(super) fn input(&self) -> EnrollInput {
        EnrollInput {
            member: self.member_input(),
            service: self.service_input(),
            exempt: Vec::new(),
            conditions: self.conditions.iter().map(|condition| condition.word().to_string()).collect(),
            standard_account: (self.joining == Joining::Convert).then(|| self.standard_input()),
            finance: self.finance_input(),
            signature: None,
            payment: None,
            account: None,
            key: None,
        }
    }

    /// All that was entered.
    pub(super) fn whole_input(&self) -> EnrollInput {
        EnrollInput {
            signature: Some(SignatureInput {
                name: self.member.name.text().trim().to_string(),
                strokes: self.agreement.strokes(),
                paper: self.agreement.paper,
            }),
            payment: self.payment.input(),
            ..self.input()
        }
    }

    fn member_input(&self) -> MemberInput {
        let form = &self.member;
        MemberInput {
            number: form.number.clone(),
            name: said(&form.name),
            phone: said(&form.phone),
            email: said(&form.email),
            text: said(&form.text),
            mailing_address: said(&form.mailing),
            joint: said(&form.joint),
            authorized: said(&form.authorized),
            passphrase: said(&form.passphrase),
        }
    }

    fn service_input(&self) -> ServiceInput {
        let form = &self.service;
        ServiceInput {
            meter: form.meter.text().trim().to_string(),
            address: form.address.text().trim().to_string(),
            class: form.class.to_string(),
            phase: form.phase.to_string(),
            demand_metered: form.demand_metered,
            remote_switch: form.remote_switch,
            switch_installed: form.switch_installed,
            start_kwh: form.start_kwh.value().copied().unwrap_or_default(),
            digits: form.digits.value().copied().unwrap_or_default(),
            estimated_daily_kwh: form.daily_kwh.value().copied().flatten(),
            link: form.link.clone(),
            office: form.office.clone(),
            tax_area: form.tax_area.clone(),
            add_ons: form.chosen_add_ons.clone(),
        }
    }

    fn standard_input(&self) -> StandardInput {
        let sheet = &self.worksheet;
        let amount = |field: &Field<Cents>| field.value().copied().unwrap_or_default();
        StandardInput {
            past_due: amount(&sheet.past_due),
            billed_not_due: amount(&sheet.billed_not_due),
            unbilled: amount(&sheet.unbilled),
            prior_account: amount(&sheet.prior_account),
            deposit: amount(&sheet.deposit),
            deposit_since: sheet.deposit_since.value().copied().flatten(),
            disconnected: sheet.already_off,
        }
    }

    fn finance_input(&self) -> FinanceInput {
        match self.worksheet.finance {
            _ if self.joining == Joining::New => FinanceInput::None,
            Finance::None => FinanceInput::None,
            Finance::AsMuchAsAllowed => FinanceInput::AsMuchAsAllowed,
            Finance::Amount => FinanceInput::Amount(self.worksheet.finance_amount.value().copied().unwrap_or_default()),
        }
    }

    /// What the agreement names of the member and the service.
    pub(super) fn agreement_facts(&self) -> BTreeMap<String, String> {
        let (member, service) = (&self.member, &self.service);
        [
            ("member.name", member.name.text()),
            ("member.number", member.number.as_deref().unwrap_or_default()),
            ("member.phone", member.phone.text()),
            ("member.email", member.email.text()),
            ("member.text", member.text.text()),
            ("member.mailing_address", member.mailing.text()),
            ("account.number", "(given when it is posted)"),
            ("service.address", service.address.text()),
            ("service.meter", service.meter.text()),
            ("service.class", service.class),
            ("service.office", service.office.as_deref().unwrap_or_default()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_string(), value.trim().to_string()))
        .collect()
    }
}
