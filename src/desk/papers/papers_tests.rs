//! Papers as a store gives them back.

use tempfile::TempDir;

use crate::basics::Cents;
use crate::desk::tests::{example, join, member, store};
use crate::desk::{Call, Desk, InitInput, PartInput, PayInput, TenderInput, Who};
use crate::ledger::Kept;
use crate::paper::samples;
use crate::words::Method;

fn office() -> (TempDir, Desk, Call, String) {
    let now = "2026-11-16T09:00:00".parse().ok();
    let (folder, mut desk) =
        store(&InitInput { program: example("petit-jean"), practice: true, now, ..InitInput::default() });
    let call = Call { who: Who::Default, now, ..Call::default() };
    let account = join(&mut desk, &call, member("Ada Ozark", "M1001", "12 Elm St, Clinton AR"));
    (folder, desk, call, account)
}

fn pay(desk: &mut Desk, call: &Call, account: &str, reference: &str) -> String {
    let amount = Cents(40_00);
    let tender = TenderInput {
        method: Method::External,
        amount,
        tendered: None,
        check_number: None,
        reference: Some(reference.to_string()),
    };
    let parts = vec![PartInput { account: account.to_string(), amount }];
    let input = PayInput { tenders: vec![tender], parts, arrears_only: false, seen_balance: None };
    desk.perform(call, &input).expect("a payment").receipt.expect("a receipt")
}

#[test]
fn a_paper_is_drawn_from_the_store_as_it_was_laid_out_whenever_it_is_asked_for() {
    let (_folder, mut desk, call, account) = office();
    for (name, document) in samples::all() {
        let signed = desk.sign(&call).expect("practice");
        let ids = desk.step(&signed, |act| {
            let account = act.tx.account_numbered(&account)?.id;
            Ok([act.keep_paper(Some(account), name, &document)?, act.keep_bytes(account, name, &document)?])
        });
        for id in ids.expect("papers") {
            for time in ["first", "second"] {
                let drawn = desk.document(&call, id).expect("a PDF");
                assert!(drawn == document.pdf(), "{name}, document {id}, drawn a {time} time");
            }
        }
    }
    assert!(desk.verify(&call, None).expect("an answer").ok);
}

#[test]
fn a_receipt_keeps_its_content_and_not_its_drawing() {
    let (_folder, mut desk, call, account) = office();
    let number = pay(&mut desk, &call, &account, "bank-1");
    let papers = desk.documents(&call, &account).expect("papers");
    let receipt = papers.iter().find(|paper| paper.title.contains(&number)).expect("the receipt");
    let Kept::Content(content) = desk.ask(&call, |act| act.tx.document(receipt.id)).expect("what is kept") else {
        panic!("a receipt's PDF is in the store")
    };
    assert!(content.len() <= 2_000, "{} bytes: {content}", content.len());
    assert_eq!(receipt.hash, blake3::hash(content.as_bytes()).to_hex().to_string());
    // It says the balance of its own time, whatever is paid later.
    let before = desk.document(&call, receipt.id).expect("a PDF");
    pay(&mut desk, &call, &account, "bank-2");
    assert!(desk.document(&call, receipt.id).expect("a PDF") == before);
    assert!(desk.reprint_receipt(&call, &number).expect("a copy") != before, "a copy says COPY");
}

#[test]
fn a_letter_that_is_mailed_keeps_its_bytes() {
    let (_folder, mut desk, call, account) = office();
    let letter = samples::all().into_iter().find(|(name, _)| *name == "letter").expect("a letter").1;
    let signed = desk.sign(&call).expect("practice");
    let id = desk.step(&signed, |act| {
        let account = act.tx.account_numbered(&account)?.id;
        act.keep_bytes(account, "letter", &letter)
    });
    let kept = desk.ask(&call, |act| act.tx.document(*id.as_ref().expect("a letter"))).expect("what is kept");
    assert_eq!(kept, Kept::Bytes(letter.pdf()));
}
