//! Switching by hand, the queue, the links to meters, and the built-in meters of a practice store.

use clap::{Args, Subcommand};

use super::output::{Answer, Fields, Say, Side, Table, or_dash};
use crate::basics::{Kwh, Refused};
use crate::desk::{
    AddLink, Call, Desk, Ground, LinkTest, LinkView, QueueView, SetSim, SimInput, SimView, SwitchByHand, SwitchVerb,
    SwitchView, Worked,
};

/// Switch or ask a meter by hand, and the queue of commands
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay switch state M1001")]
pub enum SwitchCommand {
    /// Close a meter's switch: the power comes on
    #[command(
        after_help = "Before the target is met it needs a reason and a second person, and the next list judges the account again.

Example:
  advance-pay switch on M1001
  advance-pay switch on M1001 --reason \"a mistake of ours\" --approved-by Sue"
    )]
    On(ByHand),
    /// Open a meter's switch: the power goes off
    #[command(
        after_help = "The ground says what stands against it: on request, stop and move holds of safety and life support; for tampering a
medical hold, the weather, a pledge; for safety nothing. Safety and tampering need a second person.

Example:
  advance-pay switch off M1001 --ground request --reason \"Ada Ozark asked, known by her passphrase\"
  advance-pay switch off M1001 --ground safety --reason \"the meter burns\" --approved-by Sue"
    )]
    Off(ByHand),
    /// Read a meter's register
    #[command(after_help = "Example:\n  advance-pay switch read M1001")]
    Read {
        /// The meter's number
        meter: String,
    },
    /// Ask where a meter's switch stands
    #[command(after_help = "Example:\n  advance-pay switch state M1001")]
    State {
        /// The meter's number
        meter: String,
    },
    /// What waits, and what ended in the last day
    #[command(after_help = "Example:\n  advance-pay switch queue")]
    Queue,
    /// Work the queue once: all that is due by now, reconnects first
    #[command(after_help = "Example:\n  advance-pay --operator scheduler switch work")]
    Work,
}

/// What a switch by hand stands on (C44)
#[derive(Debug, Args)]
pub struct ByHand {
    /// The meter's number
    meter: String,
    /// Why it may be switched by hand
    #[arg(long, value_parser = by_hand)]
    ground: Option<Ground>,
    /// Who asked and how they were known, or what was found; it is kept with what is done
    #[arg(long)]
    reason: Option<String>,
}

/// The grounds that a person may name: for what is owed only the day's list disconnects.
fn by_hand(word: &str) -> Result<Ground, String> {
    match word.parse() {
        Ok(Ground::List) | Err(_) => Err(format!("\"{word}\" is not one of: request, stop, move, safety, tampering")),
        Ok(ground) => Ok(ground),
    }
}

impl SwitchCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let switch = |verb, ByHand { meter, ground, reason }| SwitchByHand { verb, meter, ground, reason };
        let input = match self {
            Self::On(by_hand) => switch(SwitchVerb::On, by_hand),
            Self::Off(by_hand) => switch(SwitchVerb::Off, by_hand),
            Self::Read { meter } => SwitchByHand::plain(SwitchVerb::Read, meter),
            Self::State { meter } => SwitchByHand::plain(SwitchVerb::State, meter),
            Self::Queue => return Ok(Answer::of(&desk.switch_queue(call)?)),
            Self::Work => return Ok(Answer::of(&desk.work_queue(call)?)),
        };
        Ok(Answer::of(&desk.switch_by_hand(call, &input)?))
    }
}

impl Say for SwitchView {
    fn say(&self) -> String {
        Fields::new()
            .field("Meter", &self.meter)
            .field("Command", self.command)
            .field("Status", self.status)
            .field("State", self.state)
            .maybe("Register", self.kwh.map(|kwh| format!("{kwh} kWh")))
            .field("Detail", &self.detail)
            .say()
    }
}

impl Say for QueueView {
    fn say(&self) -> String {
        let columns = [
            ("Meter", Side::Left),
            ("Account", Side::Left),
            ("Command", Side::Left),
            ("Status", Side::Left),
            ("Tries", Side::Right),
            ("Detail", Side::Left),
        ];
        let cells = |row: &crate::desk::QueueRow| {
            let (tries, detail) = (row.tries.to_string(), row.detail.clone());
            vec![row.meter.clone(), row.account.clone(), row.command.to_string(), row.status.to_string(), tries, detail]
        };
        Table::new(&columns).rows(self.rows.iter().map(cells)).say()
    }
}

impl Say for Worked {
    fn say(&self) -> String {
        Fields::new()
            .field("Disconnected", self.disconnected)
            .field("Reconnected", self.reconnected)
            .field("Waiting", self.waiting)
            .field("Refused", self.refused)
            .field("Expired", self.expired)
            .say()
    }
}

/// How meters are reached
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:
  advance-pay link add headend \"multispeak+https://cis@headend.example.org/cd\" --secret-env HEADEND_PASSWORD
  advance-pay link test headend")]
pub enum LinkCommand {
    /// Add a link; its secret stays in a variable or in a file of its own, never in the store
    #[command(after_help = "Example:
  advance-pay link add headend \"multispeak+https://cis@headend.example.org/cd\" --secret-env HEADEND_PASSWORD
  advance-pay link add m1001 \"dlms+tcp://192.0.2.7:4059?auth=low\" --secret-env M1001_PASSWORD

Without --secret-env the secret is the text of the file secrets/NAME in this account's folder of settings, ~/.config/advance-pay
on Linux. Nobody else may read that file (chmod 600), or it is not used. A build with the feature key-store also asks
the system's key store: service advance-pay, user NAME.")]
    Add {
        /// The link's name
        name: String,
        /// Where it is and how it is spoken to
        url: String,
        /// The environment variable that holds the secret
        #[arg(long, value_name = "VAR")]
        secret_env: Option<String>,
        /// In a practice store: nothing real hangs on this serial path
        #[arg(long)]
        confirm: bool,
    },
    /// List the links
    #[command(after_help = "Example:\n  advance-pay link list")]
    List,
    /// Try a link; it only reads
    #[command(after_help = "Example:\n  advance-pay link test headend")]
    Test {
        /// The link's name
        name: String,
    },
}

impl LinkCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        match self {
            Self::Add { name, url, secret_env, confirm } => {
                let added = desk.perform(call, &AddLink { name, url, secret_env, confirmed: confirm })?;
                let text = format!("The link {0} is added. Try it: advance-pay link test {0}", added.name);
                Ok(Answer::saying(&added, text))
            }
            Self::List => {
                let links = desk.links(call)?;
                Ok(Answer::saying(&links, list(&links)))
            }
            Self::Test { name } => Ok(Answer::of(&desk.test_link(call, &name)?)),
        }
    }
}

fn list(links: &[LinkView]) -> String {
    let cells = |link: &LinkView| vec![link.name.clone(), link.url.clone(), or_dash(link.secret_env.as_deref())];
    Table::new(&[("Name", Side::Left), ("URL", Side::Left), ("Secret in", Side::Left)])
        .rows(links.iter().map(cells))
        .say()
}

impl Say for LinkTest {
    fn say(&self) -> String {
        Fields::new()
            .field("Answers", if self.ok { "yes" } else { "no" })
            .field("Took", format!("{} ms", self.milliseconds))
            .maybe("Its clock is ahead", self.clock_seconds.map(|seconds| format!("{seconds} s")))
            .field("Detail", &self.detail)
            .say()
    }
}

/// The built-in meters of a practice store
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay --store practice.sqlite sim set M1001 --kwh 1042.5 --unreachable")]
pub enum SimCommand {
    /// Set a built-in meter's register, switch and faults
    #[command(after_help = "The faults that are named are all it has from now on; without any it works again.

Example:
  advance-pay --store practice.sqlite sim set M1001 --kwh 1042.5 --unreachable")]
    Set(SimSet),
    /// Show a built-in meter
    #[command(after_help = "Example:\n  advance-pay --store practice.sqlite sim show M1001")]
    Show {
        /// The meter's number
        meter: String,
    },
}

#[derive(Debug, Args)]
pub struct SimSet {
    /// The meter's number
    meter: String,
    /// What its register shows
    #[arg(long, value_name = "K", allow_negative_numbers = true)]
    kwh: Option<Kwh>,
    /// Where its switch stands
    #[arg(long, value_parser = ["on", "off"])]
    state: Option<String>,
    /// It answers nothing
    #[arg(long)]
    unreachable: bool,
    /// It refuses every command
    #[arg(long)]
    refuse: bool,
    /// It accepts every command and never moves
    #[arg(long)]
    stuck: bool,
    /// It carries a command out, and the reply is lost
    #[arg(long)]
    lose_reply: bool,
}

impl SimCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        match self {
            Self::Set(set) => {
                let SimSet { meter, kwh, state, unreachable, refuse, stuck, lose_reply } = set;
                let input = SimInput { kwh, state, unreachable, refuse, stuck, lose_reply };
                Ok(Answer::of(&desk.perform(call, &SetSim { meter, input })?))
            }
            Self::Show { meter } => Ok(Answer::of(&desk.sim(call, &meter)?)),
        }
    }
}

impl Say for SimView {
    fn say(&self) -> String {
        let faults = [
            (self.unreachable, "answers nothing"),
            (self.refuse, "refuses commands"),
            (self.stuck, "never moves"),
            (self.lose_reply, "loses replies"),
        ];
        let faults: Vec<&str> = faults.into_iter().filter(|(has, _)| *has).map(|(_, words)| words).collect();
        Fields::new()
            .field("Meter", &self.meter)
            .field("Register", format!("{} kWh", self.kwh))
            .field("Switch", &self.state)
            .field("Faults", if faults.is_empty() { "none".to_string() } else { faults.join(", ") })
            .say()
    }
}
