//! Commands over wires, several at the same time: a head end that takes its time over each is not waited for one by one, and
//! a switch that is stuck holds up no other.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use super::carry_out::{Outcome, Ready, Round, Worked, carry_out, make_ready, record};
use super::links::Links;
use crate::basics::{Now, Refused};
use crate::desk::Desk;
use crate::ledger::Due;
use crate::meters::MeterLink;

/// So many commands of a link are out at a time: a thousand of them do not flood a head end.
const A_FEW: usize = 16;

/// What became of a command that is due.
enum TakenUp {
    /// It goes out over this link.
    GoesOut(Box<dyn MeterLink>, Box<Ready>),
    /// Nothing goes out, and that is stored.
    Over,
    /// Its link does one thing at a time, and is at it.
    Later,
}

impl Desk {
    /// Works commands of links with a wire, a few of each link at the same time, in their order. Each is stored as going out
    /// just before it does, and what came of it as soon as it is known.
    pub(super) fn work_wires(
        &mut self,
        (by, now, proof_holds): Round<'_>,
        mut waiting: VecDeque<Due>,
        worked: &mut Worked,
    ) -> Refused<()> {
        let heard = Arc::clone(&self.heard);
        let (tell, told) = mpsc::channel();
        let all = thread::scope(|scope| {
            let mut out: HashMap<String, usize> = HashMap::new();
            loop {
                let mut later = VecDeque::new();
                while let Some(due) = waiting.pop_front() {
                    let beside = out.entry(due.link.clone()).or_default();
                    let taken = if *beside < A_FEW {
                        self.take_up((by, now, proof_holds), &due, worked)?
                    } else {
                        TakenUp::Later
                    };
                    match taken {
                        TakenUp::Over => {}
                        TakenUp::Later => later.push_back(due),
                        TakenUp::GoesOut(mut link, ready) => {
                            *beside += 1;
                            let (tell, heard) = (tell.clone(), &heard);
                            scope.spawn(move || {
                                let outcome = carry_out(&mut *link, &ready, heard);
                                // Whoever does not hear it any more has failed, and looks at the switch first next time.
                                let _ = tell.send((due.link, link, ready, outcome));
                            });
                        }
                    }
                }
                waiting = later;
                if out.values().all(|beside| *beside == 0) {
                    return Ok(());
                }
                let Ok((name, link, ready, outcome)) = told.recv() else { return Ok(()) };
                out.entry(name.clone()).and_modify(|beside| *beside -= 1);
                Links::new(self, by.1.now).give_back(&name, link);
                self.queue_step(by, |act| record(act, &ready, outcome, worked))?;
            }
        });
        // What did not come back after a failure is opened anew.
        self.open_links.retain(|_, link| link.is_some());
        all
    }

    fn take_up(&mut self, (by, now, proof_holds): Round<'_>, due: &Due, worked: &mut Worked) -> Refused<TakenUp> {
        let at = Now::new(now, self.zone());
        let link = match Links::new(self, at).hand(&due.link) {
            Ok(Some(link)) => Ok(link),
            Ok(None) => return Ok(TakenUp::Later),
            Err(error) => Err(error),
        };
        let patience = link.as_ref().map_or(Duration::ZERO, |link| link.patience());
        let ready = self.queue_step(by, |act| make_ready(act, due.command, now, patience, proof_holds, worked))?;
        match (link, ready) {
            (Ok(link), Some(ready)) => return Ok(TakenUp::GoesOut(link, Box::new(ready))),
            (Ok(link), None) => Links::new(self, at).give_back(&due.link, link),
            (Err(error), Some(ready)) => {
                self.queue_step(by, |act| record(act, &ready, Outcome::not_sent(error), worked))?;
            }
            // It does not go out anyway.
            (Err(_), None) => {}
        }
        Ok(TakenUp::Over)
    }
}
