//! The thread of the wires: it sends the switch commands that go to a head end or a meter, on a desk of its own on the
//! same store, so that a slow answer holds up nobody at the counter.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use iced::futures::channel::mpsc as stream;

use super::practice_clock::Clock;
use crate::basics::Refused;
use crate::desk::{Call, Desk, Share, Worked};

/// What is due is looked for so often, even when nobody asks.
const EVERY: Duration = Duration::from_secs(5);
/// The window waits no longer than this for commands that are out; what is not seen by then is asked for later.
const CLOSING: Duration = Duration::from_secs(10);

/// What the window is told of the wires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Commands were sent or settled: what the screens show may have changed.
    Worked,
    /// They cannot be sent, and why.
    Trouble(String),
}

/// The way to the thread.
#[derive(Debug)]
pub struct Wires {
    orders: mpsc::Sender<Order>,
}

enum Order {
    Open(PathBuf),
    /// The commands are sent in this operator's name, from this office, on this clock.
    SignIn(Call, Option<Clock>),
    /// Something may have been queued.
    Look,
    /// Ends, and answers when it has.
    End(mpsc::Sender<()>),
}

impl Wires {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system's, when it has no more threads.
    pub fn start(news: stream::UnboundedSender<News>) -> std::io::Result<Self> {
        let (orders, taken) = mpsc::channel();
        let line = Line { news, path: None, desk: None, operator: None, told: None };
        std::thread::Builder::new().name("wires".to_string()).spawn(move || line.serve(&taken))?;
        Ok(Self { orders })
    }

    pub fn open(&self, path: &Path) {
        self.order(Order::Open(path.to_path_buf()));
    }

    pub fn sign_in(&self, call: &Call, clock: Option<Clock>) {
        self.order(Order::SignIn(call.clone(), clock));
    }

    pub fn look(&self) {
        self.order(Order::Look);
    }

    /// Lets a round finish, but not for longer than [`CLOSING`]: the commands that are then still out are stored as sent.
    pub fn end(&self) {
        let (ended, end) = mpsc::channel();
        self.order(Order::End(ended));
        // It ended, or it is not waited for any longer: either way the window closes.
        let _ = end.recv_timeout(CLOSING);
    }

    fn order(&self, order: Order) {
        // The thread ends only when it is told to; after that nothing is asked of it.
        let _ = self.orders.send(order);
    }
}

/// What the thread holds.
struct Line {
    news: stream::UnboundedSender<News>,
    path: Option<PathBuf>,
    /// None until the store at `path` has opened.
    desk: Option<Desk>,
    operator: Option<(Call, Option<Clock>)>,
    /// The trouble that was told last: it is told once.
    told: Option<String>,
}

impl Line {
    fn serve(mut self, orders: &mpsc::Receiver<Order>) {
        loop {
            let mut next = match orders.recv_timeout(EVERY) {
                Ok(order) => Some(order),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            while let Some(order) = next {
                match order {
                    // Who signed in at another store is nobody here.
                    Order::Open(path) => (self.path, self.desk, self.operator) = (Some(path), None, None),
                    Order::SignIn(call, clock) => self.operator = Some((call, clock)),
                    Order::Look => {}
                    Order::End(ended) => {
                        self.desk = None;
                        // The window may not wait any longer.
                        let _ = ended.send(());
                        return;
                    }
                }
                next = orders.try_recv().ok();
            }
            self.work();
        }
    }

    /// Works what is due, once a store is open and somebody has signed in.
    fn work(&mut self) {
        match self.try_work() {
            Ok(worked) => {
                self.told = None;
                if worked != Worked::default() {
                    self.tell(News::Worked);
                }
            }
            Err(refusal) => self.trouble(&refusal.message),
        }
    }

    fn try_work(&mut self) -> Refused<Worked> {
        let (Some(path), Some((call, clock))) = (&self.path, &self.operator) else { return Ok(Worked::default()) };
        let desk = match &mut self.desk {
            Some(desk) => desk,
            none => {
                let mut desk = Desk::open(path)?;
                desk.work_only(Share::Wires);
                none.insert(desk)
            }
        };
        desk.work_queue(&Call { now: clock.map(Clock::now), ..call.clone() })
    }

    fn trouble(&mut self, why: &str) {
        if self.told.as_deref() != Some(why) {
            self.told = Some(why.to_string());
            self.tell(News::Trouble(format!("Commands over a wire are not being sent: {why}")));
        }
    }

    fn tell(&self, news: News) {
        // The window may have closed meanwhile.
        let _ = self.news.unbounded_send(news);
    }
}

#[cfg(test)]
mod tests {
    use iced::futures::StreamExt as _;
    use iced::futures::executor::block_on;

    use super::*;

    #[test]
    fn a_store_that_does_not_open_is_told_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let (news, told) = stream::unbounded();
        let path = Some(folder.path().join("nothing.sqlite"));
        let mut line = Line { news, path, desk: None, operator: Some((Call::default(), None)), told: None };
        line.work();
        line.work();
        drop(line);
        let all: Vec<News> = block_on(told.collect());
        assert!(matches!(&all[..], [News::Trouble(_)]), "{all:?}");
    }
}
