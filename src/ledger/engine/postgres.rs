//! The engine of several offices: PostgreSQL, over a wire that may be slow and may break.
//!
//! What a flight asks or writes is sent at once and awaited once, so an act costs two round trips however many statements it
//! has. That is why this file stands on `tokio-postgres` itself: the `postgres` crate is the same runtime behind one call at
//! a time. Nothing asynchronous leaves this file.

use std::collections::{HashMap, HashSet};
use std::error::Error as StdError;
use std::fmt::Write as _;

use futures_util::StreamExt;
use futures_util::future::{LocalBoxFuture, join_all};
use tokio::runtime::Runtime;
use tokio_postgres::config::Host;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Config, Error, NoTls, Row as Line, Statement};

use super::{Ask, Batch, Change, Counts, Dialect, Engine, Row, Rows, Value};
use crate::basics::{Code, Refusal, Refused};
use crate::ledger::tables::Kind;

/// The writer's lock falls when a commit is visible, so whoever gets it next knows the fate of every act before. It is a
/// statement of its own: within one, the moment that is seen is older than the wait.
const BECOME_WRITER: &str = "BEGIN; SELECT pg_advisory_xact_lock(4150)";
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// A plan is made once, perhaps on the day when its tables are empty: it goes by an index all the same. A session whose
/// computer is gone must not keep the writer's lock.
const SESSION: &str = "SET plan_cache_mode=force_generic_plan; SET enable_seqscan=off; SET enable_hashjoin=off;
    SET enable_mergejoin=off; SET jit=off; SET lock_timeout='10s'; SET idle_in_transaction_session_timeout='10s';
    SET tcp_user_timeout='10s'; SET client_min_messages=warning";
/// So many futures are sent in the order in which they are joined; of more, nothing is promised. Joined twice over, they
/// are as many times as many.
const SENT_IN_ORDER: usize = 30;
const A_FLIGHT: usize = SENT_IN_ORDER * SENT_IN_ORDER;
/// At most so many rows of an answer that is walked through are held at a time.
const ROWS_AT_A_TIME: usize = 1000;

const NOTHING_WRITTEN: &str = "the store cannot be reached: check the line, and try again; nothing was written";

/// A session with a server.
pub struct Postgres {
    runtime: Runtime,
    client: Client,
    statements: HashMap<String, Statement>,
    counts: Counts,
}

/// One of the things that a flight sends.
enum Sent<'a> {
    Word(&'static str),
    Ask(&'a Ask),
    Batch(&'a Batch),
}

/// What came back: the answer, if it was a question, and how many rows were read or written.
type Came = (Option<Refused<Rows>>, u64);

impl Postgres {
    /// Connects, by a URL or by `key=value` words. Until the wire is sealed by TLS it goes no further than this computer
    /// (`store_unsafe`).
    pub fn open(address: &str) -> Refused<Self> {
        let mut config: Config = address.parse().map_err(|error| lost(&error))?;
        config.application_name("advance-pay");
        let near = |host: &Host| match host {
            Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
            #[cfg(unix)]
            Host::Unix(_) => true,
        };
        if !config.get_hosts().iter().all(near) || config.get_hostaddrs().iter().any(|address| !address.is_loopback()) {
            return Err(Refusal::new(
                Code::StoreUnsafe,
                "the store is on another computer, and the line to it would be open to be read: use one on this computer",
            ));
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Refusal::new(Code::StoreFault, format!("no runtime: {error}")))?;
        let client = runtime.block_on(async {
            let (client, connection) = config.connect(NoTls).await?;
            // It is driven whenever this runtime runs: while an answer is awaited.
            tokio::spawn(connection);
            Ok(client)
        });
        let client = client.map_err(|error| lost(&error))?;
        let mut engine = Self { runtime, client, statements: HashMap::new(), counts: Counts::default() };
        engine.script(SESSION)?;
        Ok(engine)
    }

    /// Whether the schema is there.
    pub fn has_schema(&mut self) -> Refused<bool> {
        let there = super::ask("SELECT to_regclass('public.seal') IS NOT NULL", []);
        self.ask(&[there])?[0].one(|row| row.get(0))
    }

    /// Sends everything, awaits everything, and answers the questions. The first error counts: what follows it in a
    /// transaction only echoes it, and a COMMIT after it is a rollback.
    fn flight(&mut self, sent: &[Sent<'_>]) -> Result<Vec<Refused<Rows>>, Error> {
        let mut answers = Vec::new();
        for part in sent.chunks(A_FLIGHT) {
            self.prepare(part)?;
            self.counts.flights += 1;
            self.counts.statements += part.len() as u64;
            let (client, statements) = (&self.client, &self.statements);
            let flights =
                part.chunks(SENT_IN_ORDER).map(|few| join_all(few.iter().map(|it| it.fly(client, statements))));
            for answer in self.runtime.block_on(join_all(flights)).into_iter().flatten() {
                let (answer, rows) = answer?;
                self.counts.questions += u64::from(answer.is_some());
                answers.extend(answer);
                self.counts.rows += rows;
            }
        }
        Ok(answers)
    }

    /// Prepares what this session has not prepared yet, all at once.
    fn prepare(&mut self, part: &[Sent<'_>]) -> Result<(), Error> {
        let wanted = part.iter().filter_map(Sent::text);
        let new: HashSet<String> = wanted.filter(|sql| !self.statements.contains_key(sql)).collect();
        if new.is_empty() {
            return Ok(());
        }
        self.counts.flights += 1;
        let new: Vec<String> = new.into_iter().collect();
        let prepared = self.runtime.block_on(join_all(new.iter().map(|sql| self.client.prepare(sql))));
        for (sql, statement) in new.into_iter().zip(prepared) {
            self.statements.insert(sql, statement?);
        }
        Ok(())
    }

    fn answered(&mut self, sent: &[Sent<'_>]) -> Refused<Vec<Rows>> {
        self.flight(sent).map_err(|error| lost(&error))?.into_iter().collect()
    }
}

impl<'a> Sent<'a> {
    /// The SQL that is prepared for it.
    fn text(&self) -> Option<String> {
        match self {
            Self::Word(_) => None,
            Self::Ask(ask) => Some(translated(&ask.sql)),
            Self::Batch(batch) => Some(statement_of(batch)),
        }
    }

    /// Sends it when it is first looked at, and awaits what comes.
    fn fly(
        &'a self,
        client: &'a Client,
        statements: &'a HashMap<String, Statement>,
    ) -> LocalBoxFuture<'a, Result<Came, Error>> {
        let statement = self.text().map(|sql| &statements[&sql]);
        Box::pin(async move {
            match (self, statement) {
                (Self::Ask(ask), Some(statement)) => {
                    let lines = client.query(statement, &parameters(&ask.with)).await?;
                    let width = statement.columns().len();
                    Ok((Some(rows_of(width, &lines)), lines.len() as u64))
                }
                (Self::Batch(batch), Some(statement)) => {
                    let columns = columns_of(batch);
                    let with: Vec<&(dyn ToSql + Sync)> = columns.iter().map(Cells::as_sql).collect();
                    Ok((None, client.execute(statement, &with).await?))
                }
                (Self::Word(word), _) => client.batch_execute(word).await.map(|()| (None, 0)),
                (_, None) => unreachable!("only words are not prepared"),
            }
        })
    }
}

impl Engine for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn begin(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        let sent: Vec<Sent<'_>> = [Sent::Word(BECOME_WRITER)].into_iter().chain(asks.iter().map(Sent::Ask)).collect();
        self.answered(&sent).inspect_err(|_| self.rollback())
    }

    fn look(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        let mut sent = vec![Sent::Word(BEGIN_READ)];
        sent.extend(asks.iter().map(Sent::Ask));
        sent.push(Sent::Word("ROLLBACK"));
        self.answered(&sent).inspect_err(|_| self.rollback())
    }

    fn begin_read(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        let sent: Vec<Sent<'_>> = [Sent::Word(BEGIN_READ)].into_iter().chain(asks.iter().map(Sent::Ask)).collect();
        self.answered(&sent).inspect_err(|_| self.rollback())
    }

    fn ask(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.answered(&asks.iter().map(Sent::Ask).collect::<Vec<_>>())
    }

    fn write_then_ask(&mut self, batches: &[Batch], asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.answered(&batches.iter().map(Sent::Batch).chain(asks.iter().map(Sent::Ask)).collect::<Vec<_>>())
    }

    fn each(&mut self, ask: &Ask, look: &mut dyn FnMut(Row<'_>) -> Refused<()>) -> Refused<()> {
        let sent = Sent::Ask(ask);
        self.prepare(std::slice::from_ref(&sent)).map_err(|error| lost(&error))?;
        self.counts.flights += 1;
        (self.counts.questions, self.counts.statements) = (self.counts.questions + 1, self.counts.statements + 1);
        let statement = &self.statements[&translated(&ask.sql)];
        let width = statement.columns().len();
        let lines = self.runtime.block_on(self.client.query_raw(statement, &ask.with)).map_err(|error| lost(&error))?;
        // The server is not read faster than this is walked through.
        let mut portions = Box::pin(lines.ready_chunks(ROWS_AT_A_TIME));
        while let Some(portion) = self.runtime.block_on(portions.next()) {
            let lines: Vec<Line> = portion.into_iter().collect::<Result<_, _>>().map_err(|error| lost(&error))?;
            self.counts.rows += lines.len() as u64;
            rows_of(width, &lines)?.iter().try_for_each(&mut *look)?;
        }
        Ok(())
    }

    fn write(&mut self, batches: &[Batch]) -> Refused<()> {
        self.answered(&batches.iter().map(Sent::Batch).collect::<Vec<_>>()).map(drop)
    }

    fn commit(&mut self, batches: &[Batch]) -> Refused<()> {
        // Only what flies with the COMMIT shares its fate.
        let (before, last) = batches.split_at(batches.len().saturating_sub(A_FLIGHT - 1));
        let sent: Vec<Sent<'_>> = last.iter().map(Sent::Batch).chain([Sent::Word("COMMIT")]).collect();
        let ready = self.write(before).and_then(|()| self.prepare(&sent).map_err(|error| lost(&error)));
        let done = ready.and_then(|()| {
            self.flight(&sent).map(drop).map_err(|error| {
                let broken = "the connection broke while this was written, and it may have been: ask for it again";
                refusal(&error, Code::OutcomeUnknown, broken)
            })
        });
        self.counts.commits += u64::from(done.is_ok());
        done.inspect_err(|_| self.rollback())
    }

    fn rollback(&mut self) {
        self.counts.flights += 1;
        // On a broken connection the server does it.
        let _ = self.runtime.block_on(self.client.batch_execute("ROLLBACK"));
    }

    fn script(&mut self, sql: &str) -> Refused<()> {
        self.runtime.block_on(self.client.batch_execute(sql)).map_err(|error| lost(&error))
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}

/// `?1` becomes `$1`, a list an array.
fn translated(sql: &str) -> String {
    sql.replace("IN LIST(", "=ANY(").replace('?', "$")
}

/// One statement for all rows of a batch: a parameter a column, an array each.
fn statement_of(batch: &Batch) -> String {
    let (table, columns) = (batch.table.name, &batch.columns);
    let arrays: Vec<String> =
        (1..).zip(columns).map(|(at, name)| format!("${at}::{}[]", array_word(batch.table.kind_of(name)))).collect();
    let fresh = format!("unnest({}) AS fresh({})", arrays.join(","), columns.join(","));
    let same = |keys: usize| {
        let same: Vec<String> = columns[..keys].iter().map(|name| format!("{table}.{name}=fresh.{name}")).collect();
        same.join(" AND ")
    };
    match batch.change {
        Change::Insert => format!("INSERT INTO {table}({}) SELECT * FROM {fresh}", columns.join(",")),
        Change::Update { keys } => {
            let set: Vec<String> = columns[keys..].iter().map(|name| format!("{name}=fresh.{name}")).collect();
            format!("UPDATE {table} SET {} FROM {fresh} WHERE {}", set.join(","), same(keys))
        }
        Change::Delete { keys } => format!("DELETE FROM {table} USING {fresh} WHERE {}", same(keys)),
    }
}

fn array_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Int => "bigint",
        Kind::Text => "text",
        Kind::Blob => "bytea",
    }
}

/// A column of a batch.
enum Cells<'a> {
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<&'a str>>),
    Blobs(Vec<Option<&'a [u8]>>),
}

impl Cells<'_> {
    fn as_sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Ints(cells) => cells,
            Self::Texts(cells) => cells,
            Self::Blobs(cells) => cells,
        }
    }
}

fn columns_of(batch: &Batch) -> Vec<Cells<'_>> {
    let rows = rows_that_count(batch);
    let of = |(at, name): (usize, &&str)| match batch.table.kind_of(name) {
        Kind::Int => {
            Cells::Ints(rows.iter().map(|row| if let Value::Int(it) = row[at] { Some(it) } else { None }).collect())
        }
        Kind::Text => Cells::Texts(
            rows.iter().map(|row| if let Value::Text(it) = &row[at] { Some(&**it) } else { None }).collect(),
        ),
        Kind::Blob => Cells::Blobs(
            rows.iter().map(|row| if let Value::Blob(it) = &row[at] { Some(&**it) } else { None }).collect(),
        ),
    };
    batch.columns.iter().enumerate().map(of).collect()
}

/// A row that a batch moves twice has its last values; a statement over the whole batch would choose for itself.
fn rows_that_count(batch: &Batch) -> Vec<&[Value]> {
    let mut rows: Vec<&[Value]> = batch.rows().collect();
    if let Change::Update { keys } = batch.change {
        let mut seen = HashSet::new();
        rows.reverse();
        rows.retain(|row| seen.insert(&row[..keys]));
    }
    rows
}

fn parameters(with: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    with.iter().map(|value| value as _).collect()
}

fn rows_of(width: usize, lines: &[Line]) -> Refused<Rows> {
    let cells = lines.iter().flat_map(|line| (0..width).map(move |at| cell_of(line, at)));
    let cells = cells.collect::<Result<_, _>>().map_err(|error| lost(&error))?;
    Ok(Rows { width, cells })
}

fn cell_of(line: &Line, at: usize) -> Result<Value, Error> {
    Ok(match *line.columns()[at].type_() {
        Type::INT4 => line.try_get::<_, Option<i32>>(at)?.into(),
        Type::BOOL => line.try_get::<_, Option<bool>>(at)?.into(),
        Type::BYTEA => line.try_get::<_, Option<Vec<u8>>>(at)?.into(),
        Type::TEXT => line.try_get::<_, Option<String>>(at)?.into(),
        // Any other kind is an error: a sum is a NUMERIC here, and its question has to say CAST(sum(x) AS BIGINT).
        _ => line.try_get::<_, Option<i64>>(at)?.into(),
    })
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            // Beside a number that stands in the question.
            Self::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Self::Int(number) => number.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Blob(bytes) => bytes.to_sql_checked(ty, out),
            Self::List(numbers) => numbers.to_sql_checked(ty, out),
            Self::Texts(texts) => texts.to_sql_checked(ty, out),
        }
    }

    /// Each value says for itself what it fits.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn lost(error: &Error) -> Refusal {
    refusal(error, Code::StoreLost, NOTHING_WRITTEN)
}

/// What the server says, in the words of the person who has to do something about it. No word from it at all, or the word
/// that it is going down, is what `broken` says.
fn refusal(error: &Error, broken: Code, message: &str) -> Refusal {
    let Some(said) = error.as_db_error() else {
        return if error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>()) {
            Refusal::new(broken, format!("{message} ({error})"))
        } else {
            fault(&in_full(error))
        };
    };
    match said.code() {
        code if *code == SqlState::LOCK_NOT_AVAILABLE => {
            Refusal::new(Code::StoreLocked, "the store is in use by another program: wait a moment and try again")
        }
        code if *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
            || *code == SqlState::TOO_MANY_CONNECTIONS
            || ["57P", "08"].iter().any(|class| code.code().starts_with(class)) =>
        {
            Refusal::new(broken, format!("{message} ({})", said.message()))
        }
        _ => fault(said.message()),
    }
}

fn fault(why: &str) -> Refusal {
    Refusal::new(Code::StoreFault, format!("the store refused this: {why}; nothing of it was written"))
}

/// An error with what caused it.
fn in_full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let _ = write!(text, ": {inner}");
        cause = inner.source();
    }
    text
}
