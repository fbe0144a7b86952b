//! What every command of the program answers over six weeks of four offices, one a shipped program: compared byte for
//! byte with what was recorded, so that a change of the inside that changes an answer is seen at once.
//!
//! `story.rs` has the calendar, the files beside it the scenes. Every office has members who were there before and members
//! who join, pay, are disconnected, move, leave; staff with and without PINs; drawers, lists, files, links, faults; and
//! everything that a rule or the state of things refuses. The recordings are `<program>.txt`: a line a call, with the time,
//! who asked, the call, its exit status and the JSON that it wrote; below an export the file.
//!
//! To record anew, after a change of an answer that is meant:
//!
//! ```text
//! ADVANCE_PAY_RENEW_RECORDINGS=1 cargo test --test recorded
//! ```
//!
//! # What is masked, and why
//!
//! | in the recording | stands for | because |
//! | --- | --- | --- |
//! | `HASH` | 64 hexadecimal digits: the head of the chain of seals | it covers keys that are made at random |
//! | `UUID` | a key or an id of that form | made at random where none is given |
//! | `OFFICE` | the folder of the office | a new temporary one each time |
//! | `SIZE` | the number after `"bytes"` | a PDF may be drawn in more ways than one |
//! | `TIME` | the number after `"milliseconds"` | how long this machine waited |
//! | `SEALS` | the number after `"seals"` | how many links the chain has is the store's own affair, like its head |
//!
//! Nothing else is. Calls in an office for real members, where no time can be given, are such whose answers hold none.

#[path = "../common/mod.rs"]
mod common;

mod accounts;
mod counter;
mod coverage;
mod edge;
mod files;
mod joining;
mod mask;
mod morning;
mod office;
mod opening;
mod people;
mod recorder;
mod refusals;
mod story;

use story::Place;

#[test]
fn petit_jean_answers_as_it_was_recorded() {
    story::tell(&Place {
        program: "petit-jean",
        first: "2026-10-19",
        cut: "10:00",
        offices: ["Clinton", "Marshall"],
        price: "Power cost adjustment",
        light: "Security light 100 W",
    });
}

#[test]
fn palmetto_answers_as_it_was_recorded() {
    story::tell(&Place {
        program: "palmetto",
        first: "2027-02-15",
        cut: "08:30",
        offices: ["Ridgeland", "Hilton Head"],
        price: "Wholesale power adjustment",
        light: "none",
    });
}

#[test]
fn peninsula_light_answers_as_it_was_recorded() {
    story::tell(&Place {
        program: "peninsula-light",
        first: "2026-12-07",
        cut: "10:00",
        offices: ["Gig Harbor", "Gig Harbor"],
        price: "none",
        light: "none",
    });
}

#[test]
fn pec_answers_as_it_was_recorded() {
    story::tell(&Place {
        program: "pec",
        first: "2027-04-26",
        cut: "09:00",
        offices: ["Ada", "Ada"],
        price: "Power cost adjustment",
        light: "Security light",
    });
}
