//! What something costs: seconds on the wall, seconds of processor, bytes of memory.

use std::process::Command;
use std::time::{Duration, Instant};

use nix::sys::resource::{Usage, UsageWho, getrusage};

/// Time on the wall and on the processor.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    pub wall: Duration,
    pub cpu: Duration,
}

impl Cost {
    /// Microseconds of processor for each of `count`.
    pub fn cpu_each(self, count: usize) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / count as f64
    }

    /// Microseconds on the wall for each of `count`.
    pub fn wall_each(self, count: usize) -> f64 {
        self.wall.as_secs_f64() * 1e6 / count as f64
    }
}

/// Does `work` in this process, all of its threads counted.
pub fn of<T>(work: impl FnOnce() -> T) -> (Cost, T) {
    measure(UsageWho::RUSAGE_SELF, work)
}

/// Runs a program to its end, and answers what it printed.
///
/// # Panics
/// When it cannot be run or fails.
pub fn of_program(command: &mut Command) -> (Cost, String) {
    let (cost, output) = measure(UsageWho::RUSAGE_CHILDREN, || command.output().expect("the program runs"));
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && complained.is_empty(), "{command:?}: {said}{complained}");
    (cost, said.into_owned())
}

fn measure<T>(who: UsageWho, work: impl FnOnce() -> T) -> (Cost, T) {
    let cpu = |usage: Usage| {
        let (user, system) = (usage.user_time(), usage.system_time());
        Duration::from_micros(
            ((user.tv_sec() + system.tv_sec()) * 1_000_000 + user.tv_usec() + system.tv_usec()).unsigned_abs(),
        )
    };
    let used = || cpu(getrusage(who).expect("the system counts processor time"));
    let (before, begun) = (used(), Instant::now());
    let done = work();
    (Cost { wall: begun.elapsed(), cpu: used() - before }, done)
}

/// The times of something that was done many times.
#[derive(Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Does it once more.
    pub fn take<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = work();
        self.0.push(begun.elapsed());
        done
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// In milliseconds: so many of a hundred took no longer.
    pub fn of_hundred(&mut self, percent: usize) -> f64 {
        self.0.sort_unstable();
        let last = self.0.len().checked_sub(1).expect("something was measured");
        self.0[last * percent / 100].as_secs_f64() * 1e3
    }

    /// Median, 99 of 100 and longest, in words.
    pub fn in_words(&mut self) -> String {
        let [median, most, longest] = [50, 99, 100].map(|percent| self.of_hundred(percent));
        format!("{median:.2} ms, p99 {most:.2}, longest {longest:.2}")
    }
}

/// The most memory that this process held while `work` ran, in MB; None where the system does not say.
pub fn peak_memory<T>(work: impl FnOnce() -> T) -> (Option<f64>, T) {
    // Linux: a 5 written here makes the peak begin anew.
    let anew = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let done = work();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    (peak.filter(|_| anew).map(|kilobytes: f64| kilobytes / 1024.0), done)
}
