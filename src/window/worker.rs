//! The one thread that owns the store. Jobs go to it over a channel and are done in order; each answer comes back as a
//! task, so that the window never waits for a disk or a meter. Switch commands over a wire are left to [`Wires`].

use std::path::PathBuf;
use std::sync::{Arc, Mutex, mpsc};

use chrono::NaiveDateTime;
use iced::Task;
use iced::futures::channel::{mpsc as stream, oneshot};

use super::practice_clock::Clock;
use super::wires::{News, Wires};
use super::work::Job;
use crate::basics::{Code, Day, Now, Refusal, Refused};
use crate::desk::{Call, Desk, InitInput, Initialized, NewOperator, OperatorView, Share, Who};

/// The store's thread has ended: nothing can be asked or written until the program is started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// What the thread answers.
pub type Answer<T> = Result<T, Stopped>;

/// What is known of a store before anybody has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreFacts {
    pub path: PathBuf,
    pub practice: bool,
    pub utility: String,
    pub offices: Vec<String>,
}

/// Who signs in, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    pub name: String,
    pub pin: Option<String>,
    pub office: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub operator: OperatorView,
    pub office: String,
}

/// A store to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub path: PathBuf,
    pub input: InitInput,
    /// The supervisor that a real store begins with.
    pub first: Option<NewOperator>,
}

/// How the making of a store goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Making {
    /// So many steps of so many are done.
    Step(u32, u32),
    Made(Refused<StoreFacts>),
}

/// The way to the thread.
#[derive(Debug, Clone)]
pub struct Worker {
    work: mpsc::Sender<Work>,
    /// Until somebody listens.
    news: Arc<Mutex<Option<stream::UnboundedReceiver<News>>>>,
}

type Work = Box<dyn FnOnce(&mut Room) + Send>;

/// What the thread holds.
struct Room {
    desk: Option<Desk>,
    call: Call,
    clock: Option<Clock>,
    wires: Wires,
    told: stream::UnboundedSender<News>,
}

impl Worker {
    /// Starts the thread, and that of the wires; `now` is the local time at which a practice office's clock begins.
    ///
    /// # Errors
    /// The system's, when it has no more threads.
    pub fn start(now: Option<NaiveDateTime>) -> std::io::Result<Self> {
        let (work, jobs) = mpsc::channel::<Work>();
        let clock = now.map(Clock::beginning);
        let (told, news) = stream::unbounded();
        let wires = Wires::start(told.clone())?;
        std::thread::Builder::new().name("store".to_string()).spawn(move || {
            let mut room = Room { desk: None, call: Call::default(), clock, wires, told };
            for job in jobs {
                job(&mut room);
            }
        })?;
        Ok(Self { work, news: Arc::new(Mutex::new(Some(news))) })
    }

    /// What is told of the wires from now on, to whoever asks first; it does not end before the program does.
    pub fn news(&self) -> Task<News> {
        let news = self.news.lock().ok().and_then(|mut news| news.take());
        news.map_or_else(Task::none, Task::stream)
    }

    /// Opens a store; the one before, if there was one, is closed first.
    pub fn open(&self, path: PathBuf) -> Task<Answer<Refused<StoreFacts>>> {
        self.ask(move |room| room.open(path))
    }

    /// Makes a store and opens it, telling how far it is.
    pub fn make(&self, plan: Plan) -> Task<Answer<Making>> {
        let (told, progress) = stream::unbounded();
        let steps = Task::stream(progress).map(|(done, of)| Ok(Making::Step(done, of)));
        let made = self.ask(move |room| room.make(&plan, &told));
        Task::batch([steps, made.map(|answer| answer.map(Making::Made))])
    }

    /// Signs an operator in: whatever is done from now on is done by them, at their office.
    pub fn sign_in(&self, credentials: Credentials) -> Task<Answer<Refused<SignedIn>>> {
        self.ask(move |room| room.sign_in(credentials))
    }

    /// Has a screen's job done, as whoever is signed in.
    pub fn run<M: Send + 'static>(&self, job: Job<M>) -> Task<Answer<M>> {
        self.send(move |room| {
            let call = room.call();
            let desk = room.desk.as_mut()?;
            let answer = job(desk, &call);
            for trouble in desk.troubles() {
                // The window may have closed meanwhile: then nobody is there to be told.
                let words = format!("It is done, but afterwards: {}", trouble.message);
                let _ = room.told.unbounded_send(News::Trouble(words));
            }
            room.wires.look();
            Some(answer)
        })
    }

    /// Closes the store and answers, once everything that was asked before is done.
    pub fn finish(&self) -> Task<Answer<()>> {
        self.ask(|room| {
            room.desk = None;
            room.wires.end();
        })
    }

    fn ask<T: Send + 'static>(&self, work: impl FnOnce(&mut Room) -> T + Send + 'static) -> Task<Answer<T>> {
        self.send(|room| Some(work(room)))
    }

    fn send<T: Send + 'static>(&self, work: impl FnOnce(&mut Room) -> Option<T> + Send + 'static) -> Task<Answer<T>> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |room| {
            // The window may have closed meanwhile: then nobody waits for the answer.
            let _ = answer.send(work(room));
        });
        let sent = self.work.send(work);
        Task::future(async move {
            sent.map_err(|_| Stopped)?;
            answered.await.ok().flatten().ok_or(Stopped)
        })
    }
}

impl Room {
    /// The circumstances of what is asked now.
    fn call(&self) -> Call {
        Call { now: self.clock.map(Clock::now), ..self.call.clone() }
    }

    fn open(&mut self, path: PathBuf) -> Refused<StoreFacts> {
        self.desk = None;
        let mut desk = Desk::open(&path)?;
        if self.clock.is_some() && !desk.is_practice() {
            return Err(Refusal::new(
                Code::NowOnlyInPractice,
                "a time can be given only for a practice store: start without --now",
            ));
        }
        let facts = facts(&mut desk, path)?;
        desk.work_only(Share::BuiltIn);
        self.wires.open(&facts.path);
        self.desk = Some(desk);
        Ok(facts)
    }

    fn make(&mut self, plan: &Plan, told: &stream::UnboundedSender<(u32, u32)>) -> Refused<StoreFacts> {
        self.desk = None;
        if let Some(folder) = plan.path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                Refusal::new(Code::NoDataFolder, format!("{} cannot be made: {error}", folder.display()))
            })?;
        }
        let input = InitInput { now: self.clock.map(Clock::now), ..plan.input.clone() };
        let _: Initialized = Desk::init(&plan.path, &input, &mut |done, of| {
            // Nobody may be looking any more; the store is made all the same.
            let _ = told.unbounded_send((done, of));
        })?;
        if let Some(first) = &plan.first {
            Desk::open(&plan.path)?.add_operator(&Call::default(), first)?;
        }
        self.open(plan.path.clone())
    }

    fn sign_in(&mut self, credentials: Credentials) -> Refused<SignedIn> {
        let Some(desk) = &mut self.desk else {
            return Err(Refusal::new(Code::NoStore, "no store is open: open one first"));
        };
        let operator = desk.sign_in(&credentials.name, credentials.pin.as_deref())?;
        let office = credentials.office;
        self.call = Call { who: Who::SignedIn(operator.name.clone()), office: Some(office.clone()), ..Call::default() };
        self.wires.sign_in(&self.call, self.clock);
        Ok(SignedIn { operator, office })
    }
}

fn facts(desk: &mut Desk, path: PathBuf) -> Refused<StoreFacts> {
    let today: Day = Now::new(chrono::Utc::now(), desk.zone()).day();
    let versions = desk.program_versions()?;
    let in_force = versions.iter().rev().find(|(from, _)| *from <= today).or(versions.first());
    let (utility, offices) =
        in_force.map(|(_, program)| (program.utility.clone(), program.offices.clone())).unwrap_or_default();
    Ok(StoreFacts { path, practice: desk.is_practice(), utility, offices })
}
