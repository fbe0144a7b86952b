//! The papers that acts hand out: what was signed or mailed as its bytes, any other as what it is drawn from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call};
use crate::desk::joining::application::SignatureInput;
use crate::desk::joining::enroll::QuoteView;
use crate::desk::standing::Facts;
use crate::desk::switching::order::{self, GateKept};
use crate::desk::switching::seen::not_seen_on;
use crate::ledger::{self, AccountId, Kept, ListRow, OwnKind, ReceiptKind, Side, SwitchCommand};
use crate::paper::agreement::{Agreement, DueLine, Signature, Signed};
use crate::paper::evidence::{Evidence, Gate, Read, Step};
use crate::paper::receipt::{Allocation, Power, Receipt, Reprint, Tender, Voided};
use crate::paper::{AmountLine, Document, Letterhead, Paper, Run};
use crate::rules::payment::Service;
use crate::terms::{Paragraph, Piece, Style, TermsErrors};
use crate::words::{Asks, Word, capitalized};

/// A paper among an account's documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    pub id: i64,
    pub kind: String,
    pub title: String,
    pub at: String,
    pub operator: String,
    /// BLAKE3 of the bytes or the content, in hex.
    pub hash: String,
}

impl Desk {
    /// The papers of an account, oldest first.
    pub fn documents(&mut self, call: &Call, account: &str) -> Refused<Vec<DocumentView>> {
        self.ask(call, |act| {
            let id = act.tx.account_numbered(account)?.id;
            document_views(act, Some(id))
        })
    }

    /// The papers of no account: day reports, slips, lists.
    pub fn office_documents(&mut self, call: &Call) -> Refused<Vec<DocumentView>> {
        self.ask(call, |act| document_views(act, None))
    }

    /// A paper's PDF, the same bytes whenever it is asked for (`unknown_document`).
    pub fn document(&mut self, call: &Call, id: i64) -> Refused<Vec<u8>> {
        self.ask(call, |act| act.paper(id))
    }

    /// A receipt again, marked COPY; the one that was handed out stays as it was (`unknown_receipt`).
    pub fn reprint_receipt(&mut self, call: &Call, receipt: &str) -> Refused<Vec<u8>> {
        self.ask(call, |act| {
            let copy = Reprint { printed: act.now.at, by: act.operator.name.clone() };
            let receipt = act.tx.receipt_numbered(receipt)?;
            let paid = receipt.allocations.iter().map(|to| act.facts(to.account)).collect::<Refused<Vec<_>>>()?;
            Ok(act.lay_out_receipt(&receipt, &paid, Some(copy))?.pdf())
        })
    }

    /// The agreement as it would be signed now, to be read or signed in ink.
    pub fn draft_agreement(
        &mut self,
        call: &Call,
        quote: &QuoteView,
        facts: &BTreeMap<String, String>,
    ) -> Refused<Vec<Paragraph>> {
        self.ask(call, |act| {
            let mut all = act.common_facts();
            all.extend(quote_facts(quote));
            all.extend(facts.clone());
            fill_missing(&mut all);
            act.program().fill_agreement(&all).map_err(|errors| bad_text(&errors))
        })
    }
}

fn document_views(act: &Act<'_>, account: Option<AccountId>) -> Refused<Vec<DocumentView>> {
    let rows = act.tx.documents(account)?;
    Ok(rows
        .into_iter()
        .map(|row| DocumentView {
            id: row.id,
            kind: row.kind,
            title: row.title,
            at: act.time(row.at),
            operator: row.operator,
            hash: row.hash,
        })
        .collect())
}

impl Act<'_> {
    /// The head of every paper made now.
    pub fn letterhead(&self, office: &str) -> Letterhead {
        let program = self.program();
        Letterhead {
            utility: program.utility.clone(),
            office: office.to_string(),
            phone: program.phone.clone(),
            practice: self.practice,
            sample_rates: program.rates.sample,
            now: self.now,
        }
    }

    /// Keeps what a paper is drawn from among the documents of an account, or of none. Answers its number.
    pub fn keep_paper(&self, account: Option<AccountId>, kind: &str, document: &Document) -> Refused<i64> {
        let content = document.content().map_err(|error| not_a_paper(&error))?;
        self.keep(account, kind, document, &Kept::Content(content))
    }

    /// Keeps a paper that somebody signs or gets by mail: its bytes, as they are.
    pub fn keep_bytes(&self, account: AccountId, kind: &str, document: &Document) -> Refused<i64> {
        self.keep(Some(account), kind, document, &Kept::Bytes(document.pdf()))
    }

    /// What a paper could not show is said beside it.
    fn keep(&self, account: Option<AccountId>, kind: &str, document: &Document, kept: &Kept) -> Refused<i64> {
        if !document.missing.is_empty() {
            let lost: String = document.missing.iter().collect();
            let text = format!(
                "The paper \"{}\" shows a mark where {lost} stands: write it in by hand, and ask for a spelling in Latin letters.",
                document.title
            );
            self.tx.attend(account, "paper_incomplete", &text, self.today(), self.now.at)?;
        }
        self.tx.keep_document(account, kind, &document.title, kept, self.operator.id, self.now.at)
    }

    /// A paper's PDF: its bytes where they were kept, else drawn from its content (`unknown_document`).
    pub fn paper(&self, id: i64) -> Refused<Vec<u8>> {
        match self.tx.document(id)? {
            Kept::Bytes(bytes) => Ok(bytes),
            Kept::Content(content) => {
                Document::from_content(&content).map(|paper| paper.pdf()).map_err(|error| not_a_paper(&error))
            }
        }
    }

    /// Keeps a receipt as it is handed out, among the documents of every account that it paid: `paid`, as they stand after it.
    pub fn keep_receipt(&self, receipt: &ledger::Receipt, paid: &[Facts]) -> Refused<()> {
        let paper = self.lay_out_receipt(receipt, paid, None)?;
        for to in &receipt.allocations {
            self.keep_paper(Some(to.account), "receipt", &paper)?;
        }
        Ok(())
    }

    fn lay_out_receipt(&self, receipt: &ledger::Receipt, paid: &[Facts], copy: Option<Reprint>) -> Refused<Document> {
        let office = self.office_name(receipt.office.unwrap_or(paid[0].account.office))?;
        let other = self.other_lines(receipt)?;
        let mut allocations = Vec::new();
        for (part, facts) in receipt.allocations.iter().zip(paid) {
            let lines = [("To electricity", part.to_energy), ("To the past-due plan", part.to_arrears)];
            let lines = lines.into_iter().filter(|(_, cents)| !cents.is_zero());
            let lines = lines.map(|(text, cents)| AmountLine::new(text, cents)).chain(other.clone()).collect();
            allocations.push(Allocation {
                account: facts.account.number.clone(),
                name: facts.member.name.clone(),
                service_address: facts.account.address.clone(),
                lines,
                balance: facts.balances.energy,
                arrears: Some(facts.arrears()).filter(|arrears| !arrears.is_zero() || !part.to_arrears.is_zero()),
                power: self.power_on_paper(facts),
            });
        }
        let void = match &receipt.undone {
            Some(undone) => Some(Voided {
                at: undone.at,
                by: self.name_of(undone.operator)?,
                approved_by: undone.approver.map(|id| self.name_of(id)).transpose()?.unwrap_or_default(),
                reason: undone.reason.clone(),
            }),
            None => None,
        };
        let paper = Receipt {
            number: receipt.number.clone(),
            clerk: self.name_of(receipt.operator)?,
            at: receipt.at,
            tenders: receipt.tenders.iter().map(tender_on_paper).collect(),
            change: receipt.change,
            allocations,
            copy,
            void,
        };
        Ok(paper.lay_out(Paper::Roll, &self.letterhead(&office)))
    }

    /// What a receipt paid beside electricity and the past-due plan: membership, fees, debt to the standard service.
    fn other_lines(&self, receipt: &ledger::Receipt) -> Refused<Vec<AmountLine>> {
        if receipt.kind != ReceiptKind::Enrollment {
            return Ok(Vec::new());
        }
        let lines = self.tx.lines_of(receipt.txn)?.into_iter().filter_map(|(side, cents)| {
            let text = match side {
                Side::Membership(_) => "Membership fee".to_string(),
                Side::Own(OwnKind::Income, kind) => capitalized(&kind.replace('_', " ")),
                Side::Own(OwnKind::StandardBilling, _) => "Owed to the standard service".to_string(),
                Side::Energy(account) | Side::Arrears(account) if account != receipt.allocations[0].account => {
                    "Owed from the closed account".to_string()
                }
                _ => return None,
            };
            Some(AmountLine::new(text, cents))
        });
        Ok(lines.collect())
    }

    /// The power as it was seen: a paper never says that it is on before that (C44).
    fn power_on_paper(&self, facts: &Facts) -> Power {
        let requested = facts.command.as_ref().is_some_and(|command| command.wanted == crate::ledger::Wanted::On);
        match facts.for_payment().service {
            Service::On if facts.standing.power == ledger::Power::On => Power::On,
            Service::On if requested && facts.standing.power != ledger::Power::Unknown => Power::ReconnectRequested,
            Service::On => Power::Other(not_seen_on(facts).to_string()),
            Service::Ended => Power::Other("Account closed".to_string()),
            Service::Off if requested => Power::ReconnectRequested,
            Service::Off => match self.still_needed(facts) {
                Cents::ZERO => Power::Other("Power is held off: please ask".to_string()),
                needed => Power::Needed(needed),
            },
        }
    }

    /// Keeps the agreement as it is signed: its text filled from the terms, the signature, the quote.
    pub fn keep_agreement(&self, facts: &Facts, quote: &QuoteView, signature: &SignatureInput) -> Refused<i64> {
        let mut values = self.account_facts(facts)?;
        values.extend(quote_facts(quote));
        fill_missing(&mut values);
        let paragraphs = self.program().fill_agreement(&values).map_err(|errors| bad_text(&errors))?;
        let version = self.terms.on(self.today());
        let signed = Signed { name: signature.name.clone(), at: self.now.at, clerk: self.operator.name.clone() };
        let strokes = signature.strokes.iter().map(|stroke| stroke.iter().map(|[x, y]| (*x, *y)).collect()).collect();
        let program = self.program();
        let paper = Agreement {
            title: format!("{} agreement", program.title),
            terms: format!("terms in force from {}", crate::paper::day_text(version.program.effective)),
            terms_hash: self.terms_hash(version.reference.terms)?,
            member: facts.member.number.clone(),
            names: std::iter::once(facts.member.name.clone()).chain(facts.member.joint.clone()).collect(),
            mailing_address: facts.member.mailing_address.clone().unwrap_or_default(),
            account: facts.account.number.clone(),
            service_address: facts.account.address.clone(),
            meter: facts.meter.number.clone(),
            paragraphs: runs(below_title(&paragraphs)),
            due: quote
                .lines
                .iter()
                .map(|line| DueLine {
                    text: line.text.clone(),
                    due: line.due,
                    from_deposit: line.from_deposit,
                    financed: line.financed,
                })
                .collect(),
            outcome: vec![
                AmountLine::new("Paid now", quote.due_now),
                AmountLine::new("To the past-due plan", quote.to_arrears),
                AmountLine::new("Opening credit", quote.opening_credit),
            ],
            signature: if signature.paper { Signature::Ink(signed) } else { Signature::Drawn { strokes, signed } },
        };
        let office = self.tx.office(facts.account.office)?.name;
        let paper = paper.lay_out(&self.letterhead(&office));
        // In a practice office nobody is bound by what is signed.
        if self.practice {
            return self.keep_paper(Some(facts.id()), "agreement", &paper);
        }
        self.keep_bytes(facts.id(), "agreement", &paper)
    }

    fn terms_hash(&self, id: i64) -> Refused<String> {
        let rows = self.tx.terms_rows()?;
        Ok(rows.into_iter().find(|row| row.id == id).map_or_else(String::new, |row| row.hash))
    }

    /// Keeps why a service was disconnected, once it was seen open.
    pub fn keep_evidence(&self, command: &SwitchCommand) -> Refused<()> {
        let facts = self.facts(command.account)?;
        let day = self.now.at_instant(command.queued_at).day();
        let Some(row) = self.tx.list_row(day, command.account)? else { return Ok(()) };
        let evidence = Evidence {
            account: facts.account.number.clone(),
            name: facts.member.name.clone(),
            service_address: facts.account.address.clone(),
            meter: facts.meter.number.clone(),
            day,
            reason: row.why.clone(),
            balance: row.balance,
            clause: self.program().source("disconnect").to_string(),
            terms: format!("{} · from {}", self.program().title, self.terms.on(day).from.max(self.program().effective)),
            reads: self
                .tx
                .morning_reads(command.account, day - chrono::Days::new(6), day)?
                .into_iter()
                .map(|read| Read { day: read.day, register: read.register, quality: read.quality.word().to_string() })
                .collect(),
            gates: gates_on_paper(command, &row),
            released_by: row.decided_by.map(|id| self.tx.operator(id)).transpose()?.map(|operator| operator.name),
            steps: self
                .tx
                .steps(command.id)?
                .into_iter()
                .map(|step| Step { at: step.at, what: step.step, answer: step.state.unwrap_or(step.raw) })
                .collect(),
        };
        let office = self.tx.office(facts.account.office)?.name;
        self.keep_paper(Some(command.account), "cut-evidence", &evidence.lay_out(&self.letterhead(&office)))?;
        Ok(())
    }

    /// What every text may name: today, the office, the clerk.
    pub fn common_facts(&self) -> BTreeMap<String, String> {
        let office = self.office.map_or_else(String::new, |office| office.name.clone());
        BTreeMap::from([
            ("today".to_string(), crate::paper::day_text(self.today())),
            ("office".to_string(), office),
            ("clerk".to_string(), self.operator.name.clone()),
        ])
    }

    /// What a text may name of an account and its member.
    pub fn account_facts(&self, facts: &Facts) -> Refused<BTreeMap<String, String>> {
        let view = self.view(facts)?;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let day = |value: Option<crate::basics::Day>| value.map(crate::paper::day_text).unwrap_or_default();
        let mut values = self.common_facts();
        let owed = (-view.balance).or_zero() + view.arrears;
        for (name, value) in [
            ("member.name", view.name.clone()),
            ("member.number", view.member.clone()),
            ("member.phone", text(&view.phone)),
            ("member.email", text(&view.email)),
            ("member.text", text(&view.text)),
            ("member.mailing_address", text(&view.mailing_address)),
            ("account.number", view.account.clone()),
            ("account.balance", view.balance.dollars()),
            ("account.arrears", view.arrears.dollars()),
            ("account.owed", owed.dollars()),
            ("account.deposit", view.deposit.dollars()),
            ("account.membership", view.membership.dollars()),
            ("account.refund", view.refund_due.dollars()),
            ("account.to_reconnect", view.to_reconnect.unwrap_or_default().dollars()),
            ("account.disconnected_on", day(view.disconnected_on)),
            ("account.closes_after", day(view.closes_after)),
            ("account.closed_on", day(view.ended_on)),
            ("service.address", view.address.clone()),
            ("service.meter", view.meter.clone()),
            ("service.class", view.class.clone()),
            ("service.office", view.office.clone()),
        ] {
            values.insert(name.to_string(), value);
        }
        Ok(values)
    }

    /// A letter's paragraphs, filled from the terms and these facts.
    pub fn letter_text(&self, name: &str, mut facts: BTreeMap<String, String>) -> Refused<Vec<Vec<Run>>> {
        fill_missing(&mut facts);
        let paragraphs = self.program().fill_letter(name, &facts).map_err(|errors| bad_text(&errors))?;
        Ok(runs(&paragraphs))
    }
}

fn quote_facts(quote: &QuoteView) -> BTreeMap<String, String> {
    let from_deposit: Cents = quote.lines.iter().map(|line| line.from_deposit).sum();
    [
        ("enrollment.due_now", quote.due_now),
        ("enrollment.paid", quote.due_now),
        ("enrollment.from_deposit", from_deposit),
        ("enrollment.to_arrears", quote.to_arrears),
        ("enrollment.opening_credit", quote.opening_credit),
    ]
    .into_iter()
    .map(|(name, cents)| (name.to_string(), cents.dollars()))
    .collect()
}

/// A fact that does not apply here is an empty text.
fn fill_missing(facts: &mut BTreeMap<String, String>) {
    for name in crate::terms::FACTS {
        facts.entry(name.to_string()).or_default();
    }
}

/// The text without its own title, which the page has already.
fn below_title(paragraphs: &[Paragraph]) -> &[Paragraph] {
    match paragraphs.split_first() {
        Some((first, rest)) if first.style == Style::Heading => rest,
        _ => paragraphs,
    }
}

/// Paragraphs as runs: headings strong, items marked.
fn runs(paragraphs: &[Paragraph]) -> Vec<Vec<Run>> {
    paragraphs.iter().map(paragraph_runs).collect()
}

fn paragraph_runs(paragraph: &Paragraph) -> Vec<Run> {
    if paragraph.style == Style::Heading {
        return vec![Run::Strong(paragraph.text())];
    }
    let mark = (paragraph.style == Style::Item).then(|| Run::Plain("\u{2022} ".to_string()));
    let pieces = paragraph.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => Run::Plain(text.clone()),
        Piece::Term(text) => Run::Strong(text.clone()),
    });
    mark.into_iter().chain(pieces).collect()
}

fn not_a_paper(error: &serde_json::Error) -> Refusal {
    Refusal::new(Code::StoreFault, format!("the paper cannot be drawn from what is kept of it: {error}"))
}

fn bad_text(errors: &TermsErrors) -> Refusal {
    Refusal::new(Code::BadText, format!("the program's text cannot be filled: {errors}"))
}

fn tender_on_paper(tender: &crate::ledger::Tender) -> Tender {
    let detail = match (tender.method.asks(), &tender.check_number, &tender.reference) {
        (Some(Asks::Number), Some(number), _) => Some(format!("number {number}")),
        (Some(Asks::CardSlip), _, Some(reference)) => Some(format!("ending {reference}")),
        (_, _, Some(reference)) => Some(reference.clone()),
        _ => None,
    };
    Tender { method: tender.method.label(), detail, amount: tender.tendered }
}

/// The gates of a row as it kept them.
/// The gates as the order kept them, with who let each pass; of an older order as its row of the list has them.
fn gates_on_paper(command: &SwitchCommand, row: &ListRow) -> Vec<Gate> {
    let of_order = order::Evidence::of(command).map(|evidence| evidence.gates);
    let kept: Vec<GateKept> = of_order.or_else(|| serde_json::from_str(&row.gates).ok()).unwrap_or_default();
    let on_paper = |gate: GateKept| {
        let decided = gate.decided.map(|decided| format!(" {decided}.")).unwrap_or_default();
        Gate { text: gate.gate, found: format!("{}{decided}", gate.found), passed: gate.passed }
    };
    kept.into_iter().map(on_paper).collect()
}
