//! Time that passes while nobody does anything. A thread sleeps through it: the window itself does not poll.

use std::time::Duration;

use iced::futures::channel::{mpsc, oneshot};
use iced::{Subscription, Task};

/// How often the footer is looked at, and what the scheduler did meanwhile.
const TICK: Duration = Duration::from_secs(30);

/// A message at every tick.
pub fn ticks() -> Subscription<()> {
    Subscription::run(|| {
        let (tick, ticks) = mpsc::unbounded();
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(TICK);
                if tick.unbounded_send(()).is_err() {
                    return;
                }
            }
        });
        ticks
    })
}

/// A message after so long.
pub fn after(time: Duration) -> Task<()> {
    let (done, waited) = oneshot::channel();
    std::thread::spawn(move || {
        std::thread::sleep(time);
        // The window may have closed meanwhile.
        let _ = done.send(());
    });
    Task::future(async move {
        // A thread that could not wait is as good as one that has waited.
        let _ = waited.await;
    })
}
