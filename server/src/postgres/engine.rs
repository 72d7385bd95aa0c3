//! The books' engine on one PostgreSQL connection: everything that waits goes out in one round trip with what is asked.

use std::error::Error as StdError;

use bytes::BytesMut;
use smartkhata_core::role::Role;
use smartkhata_core::store::{Engine, Row, Statement, Value};
use smartkhata_core::sync::host;
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::types::{IsNull, ToSql, Type, WrongType};
use tokio_postgres::{Client, Column, Statement as Prepared};

use super::connection::{Connection, moment};
use super::fault::fault;
use super::opening::Guard;
use super::pipeline::in_order;

/// Runs the books' statements: what is asked takes one round trip, together with what has waited for it.
pub struct PostgresEngine<'a> {
    connection: &'a mut Connection,
}

/// What goes out together, in this order behind what has waited.
#[derive(Default)]
struct Message<'m> {
    /// Statements whose counts are read.
    run: &'m [Statement],
    /// Questions.
    ask: &'m [Statement],
    /// Ends the transaction.
    commit: bool,
}

/// What came back.
type Answers = (Vec<u64>, Vec<Vec<Row>>);

impl<'a> PostgresEngine<'a> {
    /// Over a connection.
    pub fn new(connection: &'a mut Connection) -> Self {
        Self { connection }
    }

    /// What the caller is to the shop, once something was asked.
    pub fn role(&self) -> Option<Role> {
        self.connection.work.opened.role
    }

    async fn prepare(&mut self, statement: &Statement) -> Result<Prepared> {
        self.connection.prepare(statement.sql.text, || statement.sql.postgres()).await
    }

    async fn prepare_all(&mut self, statements: &[Statement]) -> Result<Vec<Prepared>> {
        let mut prepared = Vec::with_capacity(statements.len());
        for statement in statements {
            prepared.push(self.prepare(statement).await?);
        }
        Ok(prepared)
    }
}

impl PostgresEngine<'_> {
    /// Begins the transaction, unless it has begun.
    pub(super) async fn open(&mut self) -> Result<()> {
        match &self.connection.work.failed {
            Some(error) => Err(error.clone()),
            None if self.connection.work.opening.is_some() => self.send(Message::default()).await.map(drop),
            None => Ok(()),
        }
    }

    /// Sends what has waited with the commit behind it. On disk when this answers.
    pub(super) async fn commit(&mut self) -> Result<()> {
        self.exchange(Message { commit: true, ..Message::default() }).await.map(drop)
    }

    /// Sends a message, behind the beginning where nothing was sent yet: what writes or ends waits for who may.
    async fn exchange(&mut self, message: Message<'_>) -> Result<Answers> {
        if !self.connection.work.writes.is_empty() || !message.run.is_empty() || message.commit {
            self.open().await?;
        }
        self.send(message).await
    }

    async fn send(&mut self, message: Message<'_>) -> Result<Answers> {
        if let Some(error) = &self.connection.work.failed {
            return Err(error.clone());
        }
        if self.connection.work.over {
            return Err(Error::new(Code::Internal, "More was asked of a snapshot than the one question."));
        }
        let sent = self.sent(message).await;
        if let Err(error) = &sent
            && self.connection.work.began
        {
            // Nothing behind a failure counts, least of all behind a refusal of who asks.
            self.connection.work.failed = Some(error.clone());
        }
        sent
    }

    async fn sent(&mut self, message: Message<'_>) -> Result<Answers> {
        let opening = self.connection.work.opening.take();
        self.connection.work.began |= opening.is_some();
        let ends = self.connection.work.once && !message.ask.is_empty();
        self.connection.work.over = ends;
        let writes = std::mem::take(&mut self.connection.work.writes);
        let ahead = if message.commit { Vec::new() } else { self.connection.work.take_ahead(message.ask) };
        let guard = opening.as_ref().and_then(|opening| opening.guard.as_ref());
        let looked = match guard {
            Some(guard) => Some(self.connection.prepare_own(guard.query()).await?),
            None => None,
        };
        let written = self.connection.prepare_writes(&writes).await?;
        let run = self.prepare_all(message.run).await?;
        let (ask, foreseen) = (self.prepare_all(message.ask).await?, self.prepare_all(&ahead).await?);

        self.connection.work.busy = true;
        self.connection.work.trips = self.connection.work.trips.saturating_add(1);
        let sent = moment();
        let client = self.connection.client();
        let ids = guard.map(Guard::ids).unwrap_or_default();
        let begin = async {
            match &opening {
                Some(opening) => client.batch_execute(&opening.text).await,
                None => Ok(()),
            }
        };
        let ids: Vec<&(dyn ToSql + Sync)> = ids.iter().map(|id| id as _).collect();
        let guarded = async {
            match &looked {
                Some(looked) => client.query_opt(looked, &ids).await,
                None => Ok(None),
            }
        };
        let run = message.run.iter().zip(run).map(|(statement, prepared)| execute(client, statement, prepared));
        let asked = message.ask.iter().chain(&ahead).zip(ask.into_iter().chain(foreseen));
        let asked = asked.map(|(statement, prepared)| query(client, statement, prepared));
        let commit = async {
            // A transaction that PostgreSQL gave up would answer `commit` with a rollback and no error.
            match (message.commit, ends) {
                (true, _) => client.batch_execute("select 1; commit").await,
                // What was only read is as good either way.
                (false, true) => client.batch_execute("commit").await,
                (false, false) => Ok(()),
            }
        };
        let (begun, guarded, wrote, counts, answers, committed) = tokio::join!(
            biased;
            begin,
            guarded,
            in_order(grouped(client, &writes, written)),
            in_order(run.collect()),
            in_order(asked.collect()),
            commit
        );
        self.connection.work.busy = false;
        if !self.connection.work.beside {
            self.connection.trips.count(sent.elapsed());
        }
        begun.map_err(|error| fault("begin", &error))?;
        let guarded = guarded.map_err(|error| fault("lock", &error))?;
        if let Some(guard) = guard {
            let opened = guard.opened(self.connection, guarded.as_ref()).await?;
            self.connection.work.opened = opened;
        }
        wrote?;
        let (counts, mut answers) = (counts?, answers?);
        committed.map_err(|error| fault("commit", &error))?;
        let heard = answers.split_off(message.ask.len());
        self.connection.work.keep(ahead.into_iter().zip(heard));
        Ok((counts, answers))
    }

    /// Prepares statements that are about to run behind others.
    pub(super) async fn prepare_for(&mut self, statements: &[Statement]) -> Result<()> {
        self.prepare_all(statements).await.map(drop)
    }

    /// Begins a transaction, locks, and asks what stands behind the lock: one round trip. The lock's row, if there is
    /// one, and each query's rows.
    pub(super) async fn behind(
        connection: &mut Connection,
        begin: &str,
        lock: &Prepared,
        params: &[&(dyn ToSql + Sync)],
        queries: &[Statement],
    ) -> Result<(Option<tokio_postgres::Row>, Vec<Vec<Row>>)> {
        let prepared = PostgresEngine::new(connection).prepare_all(queries).await?;
        connection.work.busy = true;
        let sent = moment();
        let client = connection.client();
        let asked = queries.iter().zip(prepared).map(|(statement, prepared)| query(client, statement, prepared));
        let (begun, locked, known) = tokio::join!(biased; client.batch_execute(begin), client.query_opt(lock, params), in_order(asked.collect()));
        connection.work.busy = false;
        connection.trips.count(sent.elapsed());
        begun.map_err(|error| fault("begin", &error))?;
        let locked = locked.map_err(|error| fault("lock", &error))?;
        Ok((locked, known?))
    }
}

impl Engine for PostgresEngine<'_> {
    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        if let Some(rows) = self.connection.work.answer(statement) {
            return Ok(rows);
        }
        let (_, answers) =
            self.exchange(Message { ask: std::slice::from_ref(statement), ..Message::default() }).await?;
        Ok(answers.into_iter().next().unwrap_or_default())
    }

    async fn query_many(&mut self, statements: &[Statement]) -> Result<Vec<Vec<Row>>> {
        let mut answers: Vec<Option<Vec<Row>>> =
            statements.iter().map(|statement| self.connection.work.answer(statement)).collect();
        let asked = statements.iter().zip(&answers).filter(|(_, answer)| answer.is_none());
        let asked: Vec<Statement> = asked.map(|(statement, _)| statement.clone()).collect();
        if !asked.is_empty() {
            let (_, heard) = self.exchange(Message { ask: &asked, ..Message::default() }).await?;
            for (answer, rows) in answers.iter_mut().filter(|answer| answer.is_none()).zip(heard) {
                *answer = Some(rows);
            }
        }
        Ok(answers.into_iter().map(Option::unwrap_or_default).collect())
    }

    async fn run(&mut self, statements: &[Statement]) -> Result<Vec<u64>> {
        self.connection.work.forget();
        self.exchange(Message { run: statements, ..Message::default() }).await.map(|(counts, _)| counts)
    }

    fn ahead(&mut self, queries: impl FnOnce() -> Vec<Statement>) {
        queries().into_iter().for_each(|query| self.connection.work.foresee(query));
    }

    async fn later(&mut self, statements: Vec<Statement>) -> Result<()> {
        self.connection.work.forget();
        self.connection.work.writes.extend(statements);
        Ok(())
    }

    async fn log(&mut self) -> Result<Option<&mut host::Head>> {
        self.open().await?;
        Ok(self.connection.work.opened.head.as_mut().map(|head| &mut head.log))
    }
}

/// Writes with those of one shape together.
fn grouped<'c>(
    client: &'c Client,
    mut statements: &'c [Statement],
    prepared: Vec<(Prepared, usize)>,
) -> Vec<impl Future<Output = Result<u64>> + 'c> {
    let mut out = Vec::with_capacity(prepared.len());
    for (prepared, together) in prepared {
        let (these, rest) = statements.split_at_checked(together).unwrap_or((statements, Default::default()));
        statements = rest;
        out.push(async move {
            let params = these.iter().flat_map(|statement| statement.params.iter().map(Param)).collect::<Vec<_>>();
            let name = these.first().map_or("", |statement| statement.sql.name);
            client.execute_raw(&prepared, params).await.map_err(|error| fault(name, &error))
        });
    }
    out
}

async fn query(client: &Client, statement: &Statement, prepared: Prepared) -> Result<Vec<Row>> {
    let params: Vec<Param<'_>> = statement.params.iter().map(Param).collect();
    let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
    let rows = client.query(&prepared, &params).await.map_err(|error| told(statement, &error))?;
    rows.iter().map(|row| read(row).map_err(|error| told(statement, &error))).collect()
}

async fn execute(client: &Client, statement: &Statement, prepared: Prepared) -> Result<u64> {
    let params: Vec<Param<'_>> = statement.params.iter().map(Param).collect();
    client.execute_raw(&prepared, params).await.map_err(|error| told(statement, &error))
}

/// A value as a parameter; one of another type than PostgreSQL expects there is refused before it is sent.
#[derive(Debug)]
struct Param<'a>(&'a Value);

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(value) => value.to_sql(ty, out),
            Value::Text(text) => text.to_sql(ty, out),
            Value::Bytes(bytes) => bytes.as_slice().to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Which type fits depends on the value: `to_sql_checked` looks.
        true
    }

    fn to_sql_checked(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        let fits = match self.0 {
            Value::Null => true,
            Value::Int(_) => *ty == Type::INT8,
            Value::Text(_) => *ty == Type::TEXT,
            Value::Bytes(_) => *ty == Type::BYTEA,
        };
        if fits { self.to_sql(ty, out) } else { Err(Box::new(WrongType::new::<i64>(ty.clone()))) }
    }
}

/// A row of PostgreSQL as the books know it.
///
/// # Errors
/// When a column is neither `bigint`, `text` nor `bytea`.
pub fn read(row: &tokio_postgres::Row) -> std::result::Result<Row, tokio_postgres::Error> {
    let value = |(at, column): (usize, &Column)| {
        let value = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map(Value::Int),
            Type::TEXT => row.try_get::<_, Option<String>>(at)?.map(Value::Text),
            _ => row.try_get::<_, Option<&[u8]>>(at)?.map(Value::from),
        };
        Ok(value.unwrap_or(Value::Null))
    };
    // A `collect` that may fail does not know how many there will be.
    let mut values = Vec::with_capacity(row.len());
    for column in row.columns().iter().enumerate() {
        values.push(value(column)?);
    }
    Ok(Row(values))
}

fn told(statement: &Statement, error: &tokio_postgres::Error) -> Error {
    fault(statement.sql.name, error)
}
