//! The links to meters: which there are, how they are tried, and how one is opened for work.

use std::ops::Range;
use std::path::PathBuf;
use std::time::Instant as Moment;

use serde::{Deserialize, Serialize};

use super::secrets::secret_of;
use crate::basics::{Code, Day, Kwh, MeterNo, Now, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::wires::Share;
use crate::ledger::{LinkRow, SimProfile, SimRow, Store};
use crate::meters::{
    Counters, LinkError, LinkUrl, ManualLink, MeterLink, Setup, SimBank, SimMeter, Simulator, SwitchState, SystemTitle,
    Target, check_authority, open,
};

/// The link of the built-in meters, in practice stores only.
pub(in crate::desk) const SIM: &str = "sim";
/// The link of meters that somebody must go to.
pub(in crate::desk) const MANUAL: &str = "manual";
/// Whether a link has no wire and answers at once.
pub(in crate::desk) fn is_built_in(link: &str) -> bool {
    matches!(link, SIM | MANUAL)
}

/// A meter's clock further off than this is told.
const CLOCK_MINUTES: i64 = 15;
/// How many invocation counters a process takes at a time.
const COUNTER_BLOCK: u32 = 1000;

/// A link as `link list` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    pub name: String,
    pub url: String,
    pub secret_env: Option<String>,
}

/// What `link test` answers; it only reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkTest {
    pub ok: bool,
    pub detail: String,
    pub milliseconds: u64,
    /// How many seconds the other end's clock is ahead of ours.
    pub clock_seconds: Option<i64>,
}

/// Adds a link. The secret is never stored: only the name of the variable that holds it.
///
/// # Errors
/// `bad_link` with what is wrong in the URL, `link_exists`, `not_in_practice`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddLink {
    pub name: String,
    pub url: String,
    pub secret_env: Option<String>,
    /// A practice store may use a serial path that a person confirms.
    pub confirmed: bool,
}

impl Deed for AddLink {
    const NAME: &'static str = "link_add";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = LinkView;

    fn run(&self, act: &Act<'_>) -> Refused<LinkView> {
        let Self { name, url, secret_env, confirmed } = self.clone();
        let parsed: LinkUrl = url.parse().map_err(|error| Refusal::new(Code::BadLink, format!("{error}")))?;
        if act.practice && !parsed.allowed_in_practice(confirmed) {
            return Err(Refusal::new(
                Code::NotInPractice,
                "a practice store reaches only this machine (127.0.0.1, ::1), or a serial path that you confirm with --confirm: \
                 practice never switches a real house",
            ));
        }
        check_authority(&parsed).map_err(|why| Refusal::new(Code::BadLink, why))?;
        let row = LinkRow { name, url, secret_env, confirmed };
        act.tx.add_link(&row, act.now.at)?;
        Ok(LinkView { name: row.name, url: row.url, secret_env: row.secret_env })
    }
}

impl Desk {
    /// Every link of the store, the built-in ones first.
    pub fn links(&mut self, call: &Call) -> Refused<Vec<LinkView>> {
        let rows = self.ask(call, |act| act.tx.links())?;
        let built_in =
            |name: &str, url: &str| LinkView { name: name.to_string(), url: url.to_string(), secret_env: None };
        let mut views = Vec::new();
        if self.practice {
            views.push(built_in(SIM, "built-in simulator"));
        }
        views.push(built_in(MANUAL, "a person reads and switches on site"));
        views.extend(rows.into_iter().map(|row| LinkView { name: row.name, url: row.url, secret_env: row.secret_env }));
        Ok(views)
    }

    /// Tries a link: who answers, how fast, how far its clock is off.
    ///
    /// # Errors
    /// `unknown_link`, and the link's own code with the reason in words, never the secret.
    pub fn test_link(&mut self, call: &Call, name: &str) -> Refused<LinkTest> {
        let now = self.sign(call)?.now;
        self.store.read(|tx| known_link(tx, name))?;
        let begun = Moment::now();
        let mut links = Links::new(self, now);
        let probe =
            links.with(name, |link| link.probe()).map_err(|error| Refusal::new(error.code(), error.to_string()))?;
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let clock_seconds = probe.clock.map(|clock| (clock - chrono::Utc::now()).num_seconds());
        let mut detail = probe.detail;
        if let Some(seconds) = clock_seconds.filter(|seconds| seconds.abs() > CLOCK_MINUTES * 60) {
            detail.push_str(&format!("; its clock is {} minutes off: set it", seconds / 60));
        }
        Ok(LinkTest { ok: true, detail, milliseconds, clock_seconds })
    }
}

impl Act<'_> {
    /// Whether an account may name this link (`unknown_link`).
    pub fn check_link(&self, name: &str) -> Refused<()> {
        if name == SIM && !self.practice {
            return Err(Refusal::new(
                Code::SimOnlyInPractice,
                "the built-in meters are for practice stores: name a real link, or `manual`",
            ));
        }
        known_link(self.tx, name)
    }
}

fn known_link(tx: &crate::ledger::Tx<'_>, name: &str) -> Refused<()> {
    if matches!(name, SIM | MANUAL) || tx.link(name)?.is_some() {
        return Ok(());
    }
    Err(Refusal::new(
        Code::UnknownLink,
        format!("there is no link \"{name}\": add it with `link add`, or use `manual`"),
    ))
}

/// The links, opened when first used and kept open for as long as the desk is.
pub(in crate::desk) struct Links<'d> {
    desk: &'d mut Desk,
    now: Now,
}

impl<'d> Links<'d> {
    pub fn new(desk: &'d mut Desk, now: Now) -> Self {
        Self { desk, now }
    }

    /// Works with a link. That it cannot be opened is an error of the link like any other.
    pub fn with<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut dyn MeterLink) -> Result<T, LinkError>,
    ) -> Result<T, LinkError> {
        match name {
            SIM => work(&mut Simulator::new(StoreMeters { store: &mut self.desk.store, today: self.now.day() })),
            MANUAL => work(&mut ManualLink),
            _ => {
                let mut link = self.hand(name)?.ok_or_else(|| {
                    LinkError::Unreachable(format!("the link \"{name}\" does one thing at a time, and is at work"))
                })?;
                let worked = work(link.as_mut());
                self.give_back(name, link);
                worked
            }
        }
    }

    /// Hands out a link with a wire, opened where it was not, to be worked with at the same time as others; it is given
    /// back. None: it does one thing at a time and is handed out already.
    pub fn hand(&mut self, name: &str) -> Result<Option<Box<dyn MeterLink>>, LinkError> {
        if !self.desk.open_links.contains_key(name) {
            let link = self.open(name)?;
            self.desk.open_links.insert(name.to_string(), Some(link));
        }
        let kept = self.desk.open_links.get_mut(name).expect("it was put there just now");
        Ok(kept.as_ref().and_then(|link| link.beside()).or_else(|| kept.take()))
    }

    /// Takes a link back that was handed out.
    pub fn give_back(&mut self, name: &str, link: Box<dyn MeterLink>) {
        if let Some(kept @ None) = self.desk.open_links.get_mut(name) {
            *kept = Some(link);
        }
    }

    fn open(&mut self, name: &str) -> Result<Box<dyn MeterLink>, LinkError> {
        let unreachable = |refusal: Refusal| LinkError::Unreachable(refusal.message);
        let (row, title) = self.desk.store.write(|tx| Ok((tx.link(name)?, system_title(tx)?))).map_err(unreachable)?;
        let Some(row) = row else { return Err(LinkError::Unreachable(format!("there is no link \"{name}\": add it"))) };
        let mut url: LinkUrl = row.url.parse().map_err(|error| LinkError::Protocol(format!("{error}")))?;
        if let (Share::BuiltIn, Target::MultiSpeak(server)) = (self.desk.share, &mut url.target) {
            // Only one can listen there: the desk that sends the commands.
            server.notify = None;
        }
        if self.desk.practice && !url.allowed_in_practice(row.confirmed) {
            return Err(LinkError::Refused("a practice store reaches only this machine".to_string()));
        }
        let secret = secret_of(&row, &url)?;
        let counters = StoreCounters { path: self.desk.store.path().to_path_buf(), link: name.to_string() };
        open(&url, Setup { zone: self.now.zone, secret, title, counters: Box::new(counters), entropy: random_bytes })
    }
}

fn random_bytes(bytes: &mut [u8]) -> Refused<()> {
    getrandom::fill(bytes).map_err(|error| {
        Refusal::new(Code::NoRandomness, format!("the system gives no random bytes: {error}; nothing was sent"))
    })
}

/// The store's own system title: made once.
fn system_title(tx: &crate::ledger::Tx<'_>) -> Refused<SystemTitle> {
    if let Some(title) = tx.fact("system_title")?.and_then(|text| text.parse().ok()) {
        return Ok(title);
    }
    let store = tx.fact("store_id")?.unwrap_or_default();
    let hash = blake3::hash(store.as_bytes());
    let mut bytes = *b"APD\0\0\0\0\0";
    bytes[3..].copy_from_slice(&hash.as_bytes()[..5]);
    let title = SystemTitle(bytes);
    tx.set_fact("system_title", &title.to_string())?;
    Ok(title)
}

/// Invocation counters from the store: a block is stored as taken before it is used.
struct StoreCounters {
    path: PathBuf,
    link: String,
}

impl Counters for StoreCounters {
    fn take_block(&mut self, _title: SystemTitle) -> Refused<Range<u32>> {
        let first = Store::open(&self.path)?.write(|tx| tx.take_counters(&self.link, COUNTER_BLOCK))?;
        Ok(first..first.saturating_add(COUNTER_BLOCK))
    }
}

/// The built-in meters, kept in the store. A sample member's meter turns by itself on a household's days.
struct StoreMeters<'s> {
    store: &'s mut Store,
    today: Day,
}

impl SimBank for StoreMeters<'_> {
    fn get(&mut self, number: &MeterNo) -> Refused<Option<SimMeter>> {
        let row = self.store.read(|tx| tx.sim(number.as_str()))?;
        Ok(row.map(|row| sim_meter(&turned(row, self.today))))
    }

    fn get_many(&mut self, numbers: &[MeterNo]) -> Refused<Vec<Option<SimMeter>>> {
        let wanted = numbers.iter().map(|number| number.0.clone()).collect();
        let mut rows = self.store.read(|tx| tx.sims(wanted))?;
        Ok(numbers.iter().map(|number| rows.remove(number).map(|row| sim_meter(&turned(row, self.today)))).collect())
    }

    fn put(&mut self, meter: &SimMeter) -> Refused<()> {
        let today = self.today;
        self.store.write(|tx| {
            let profile = tx.sim(meter.number.as_str())?.and_then(|row| row.profile);
            tx.put_sim(&SimRow {
                number: meter.number.clone(),
                register: meter.kwh,
                state: meter.state.to_string(),
                unreachable: meter.unreachable,
                refuse: meter.refuse,
                stuck: meter.stuck,
                lose_reply: meter.lose_reply,
                profile: profile
                    .map(|profile| SimProfile { turned_through: today.pred_opt().unwrap_or(today), ..profile }),
            })
        })
    }
}

fn sim_meter(row: &SimRow) -> SimMeter {
    SimMeter {
        number: row.number.clone(),
        kwh: row.register,
        state: match row.state.as_str() {
            "off" => SwitchState::Off,
            "armed" => SwitchState::Armed,
            _ => SwitchState::On,
        },
        unreachable: row.unreachable,
        refuse: row.refuse,
        stuck: row.stuck,
        lose_reply: row.lose_reply,
    }
}

/// A built-in meter as it stands on the morning of `today`: with every day before it turned, while it is on.
pub(in crate::desk) fn turned(row: SimRow, today: Day) -> SimRow {
    let Some(profile) = row.profile.filter(|_| row.state == "on") else { return row };
    let days = (today.pred_opt().unwrap_or(today) - profile.turned_through).num_days().max(0);
    let used: i64 = (1..=days)
        .map(|step| {
            let day = profile.turned_through + chrono::Days::new(u64::try_from(step).unwrap_or(0));
            household_wh(day, profile.shift) * profile.percent / 100
        })
        .sum();
    SimRow {
        register: row.register + Kwh::from_wh(used),
        profile: Some(SimProfile {
            turned_through: today.pred_opt().unwrap_or(today).max(profile.turned_through),
            ..profile
        }),
        ..row
    }
}

/// What the household used on a day, in Wh: its four years, one after the other, from `shift` on.
fn household_wh(day: Day, shift: i64) -> i64 {
    static DAYS: std::sync::OnceLock<Vec<i64>> = std::sync::OnceLock::new();
    let days = DAYS.get_or_init(|| {
        let file = include_str!("../../../assets/household_daily_kwh.csv");
        let uses = file.lines().filter_map(|line| line.split(',').nth(1)?.parse::<Kwh>().ok());
        uses.map(|kwh| kwh.wh).collect()
    });
    let index = (i64::from(day.to_epoch_days()) + shift).rem_euclid(days.len().max(1) as i64);
    days.get(usize::try_from(index).unwrap_or(0)).copied().unwrap_or(0)
}

/// What `sim set` changes: the faults are the whole set each time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimInput {
    pub kwh: Option<Kwh>,
    /// `on` or `off`.
    pub state: Option<String>,
    pub unreachable: bool,
    pub refuse: bool,
    pub stuck: bool,
    pub lose_reply: bool,
}

/// A built-in meter as `sim show` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimView {
    pub meter: String,
    pub kwh: Kwh,
    pub state: String,
    pub unreachable: bool,
    pub refuse: bool,
    pub stuck: bool,
    pub lose_reply: bool,
}

/// Sets a built-in meter's register, switch and faults; only in a practice store.
///
/// # Errors
/// `sim_only_in_practice`, `bad_state`, `bad_read`, `unknown_meter`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetSim {
    pub meter: String,
    pub input: SimInput,
}

impl Deed for SetSim {
    const NAME: &'static str = "sim_set";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = SimView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at_meter(&self.meter)
    }

    fn run(&self, act: &Act<'_>) -> Refused<SimView> {
        only_in(act.practice)?;
        let input = &self.input;
        if input.state.as_deref().is_some_and(|state| !matches!(state, "on" | "off")) {
            return Err(Refusal::new(Code::BadState, "a simulated switch is set to on or off"));
        }
        if input.kwh.is_some_and(|kwh| kwh < Kwh::ZERO) {
            return Err(Refusal::new(Code::BadRead, "a register cannot show less than 0"));
        }
        let row = turned(sim_row(act, &self.meter)?, act.today());
        let row = SimRow {
            register: input.kwh.unwrap_or(row.register),
            state: input.state.clone().unwrap_or(row.state),
            unreachable: input.unreachable,
            refuse: input.refuse,
            stuck: input.stuck,
            lose_reply: input.lose_reply,
            profile: row.profile.filter(|_| input.kwh.is_none()),
            number: row.number,
        };
        act.tx.put_sim(&row)?;
        Ok(sim_view(&row))
    }
}

impl Desk {
    /// A built-in meter as it stands now.
    pub fn sim(&mut self, call: &Call, meter: &str) -> Refused<SimView> {
        only_in(self.practice)?;
        self.ask(call, |act| Ok(sim_view(&turned(sim_row(act, meter)?, act.today()))))
    }
}

fn only_in(practice: bool) -> Refused<()> {
    if practice {
        return Ok(());
    }
    Err(Refusal::new(Code::SimOnlyInPractice, "the built-in meters are for practice stores only"))
}

fn sim_row(act: &Act<'_>, meter: &str) -> Refused<SimRow> {
    act.tx.sim(meter)?.ok_or_else(|| {
        Refusal::new(
            Code::UnknownMeter,
            format!("the simulator has no meter {meter}: enrolling with the link `sim` makes one"),
        )
    })
}

fn sim_view(row: &SimRow) -> SimView {
    SimView {
        meter: row.number.0.clone(),
        kwh: row.register,
        state: row.state.clone(),
        unreachable: row.unreachable,
        refuse: row.refuse,
        stuck: row.stuck,
        lose_reply: row.lose_reply,
    }
}
