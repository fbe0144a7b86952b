//! A PostgreSQL of the suite's own: a cluster in a temporary folder, on a socket there, gone with the last who uses it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, Weak};

/// Whoever makes a store; a superuser.
pub const OWNER: &str = "owner";
/// Whoever works with it: of the role `advance_pay_counter`, and no more.
pub const CLERK: &str = "ruth";

pub struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
}

/// The cluster that is running, while anyone holds it.
static RUNNING: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

impl Cluster {
    pub fn get() -> Arc<Self> {
        let mut running = RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        running.upgrade().unwrap_or_else(|| {
            let fresh = Arc::new(Self::start());
            *running = Arc::downgrade(&fresh);
            fresh
        })
    }

    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let cluster = Self { folder, programs: programs() };
        if is_root() {
            // PostgreSQL does not run as root.
            done(Command::new("chown").arg("postgres:postgres").arg(cluster.folder.path()));
            done(Command::new("chmod").arg("755").arg(cluster.folder.path()));
        }
        let words = ["-E", "UTF8", "--locale=C", "-A", "trust", "-U", OWNER, "--no-sync", "-D"];
        done(cluster.program("initdb").args(words).arg(cluster.data()));
        let folder = cluster.folder.path().display();
        let options = format!("-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off");
        done(cluster.control("start").arg("-l").arg(cluster.folder.path().join("log")).args(["-o", &options]));
        cluster
            .psql(
                OWNER,
                "postgres",
                &format!("CREATE ROLE advance_pay_counter; CREATE ROLE {CLERK} LOGIN IN ROLE advance_pay_counter"),
            )
            .expect("a clerk");
        cluster
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// One of PostgreSQL's programs, as somebody who is not root.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/");
        command
    }

    fn control(&self, what: &str) -> Command {
        let mut command = self.program("pg_ctl");
        command.args([what, "-w", "-s", "-D"]).arg(self.data());
        command
    }

    /// A database of this name, empty; its address for `user` follows from it.
    pub fn database(&self, name: &str) {
        self.psql(OWNER, "postgres", &format!("CREATE DATABASE {name}")).expect("a database");
    }

    pub fn address(&self, user: &str, database: &str) -> String {
        format!("host={} user={user} dbname={database}", self.folder.path().display())
    }

    /// What a stranger with a shell is told; refused: the server's words.
    pub fn psql(&self, user: &str, database: &str, sql: &str) -> Result<String, String> {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d"]).arg(self.address(user, database));
        let output = command.args(["-c", sql]).output().expect("psql");
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.control("stop").args(["-m", "immediate"]).output();
    }
}

fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    found.retain(|folder| folder.join("initdb").exists());
    found.sort();
    found.pop().expect("Debian's postgresql is installed: tests/run does it")
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0)
        && Path::new("/usr/bin/setpriv").exists()
}

#[track_caller]
fn done(command: &mut Command) {
    // What is started stays, and would keep a pipe open: nothing is piped.
    let status = command.stdout(std::process::Stdio::null()).status().expect("a program of Debian's");
    assert!(status.success(), "{command:?}");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_string()
}
