//! A few things at the same time.

use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// Does `work` with each of `items`, at most `at_once` at the same time, and tells `each` what came of it, here, as soon as
/// it is known.
pub fn side_by_side<T: Send, R: Send>(
    at_once: usize,
    items: impl IntoIterator<Item = T, IntoIter: Send>,
    work: impl Fn(T) -> R + Sync,
    each: impl FnMut(R),
) {
    let items = Mutex::new(items.into_iter());
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..at_once.max(1) {
            let Some(first) = next() else { break };
            let (tell, next, work) = (tell.clone(), &next, &work);
            scope.spawn(move || {
                let mut item = Some(first);
                while let Some(one) = item {
                    // Who is told waits until the last has ended.
                    let _ = tell.send(work(one));
                    item = next();
                }
            });
        }
        drop(tell);
        told.into_iter().for_each(each);
    });
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn each_is_done_once_and_never_more_than_a_few_at_the_same_time() {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |number: usize| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(2));
            now.fetch_sub(1, Ordering::SeqCst);
            number
        };
        let mut done = Vec::new();
        side_by_side(4, 0..40, work, |number| done.push(number));
        done.sort_unstable();
        assert_eq!(done, (0..40).collect::<Vec<_>>());
        side_by_side(4, std::iter::empty(), work, |_| panic!("nothing is done with nothing"));
        assert!((2..=4).contains(&most.load(Ordering::SeqCst)));
    }
}
