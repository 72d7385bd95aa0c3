//! Connections that are kept open, as the role that row-level security holds.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{
    Manager, Metrics, Object, Pool, PoolError, QueueMode, RecycleError, RecycleResult, TimeoutType,
};
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::Config;
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connection::{Connection, Trips};
use super::fault::fault;
use super::migrate::SERVING;
use super::tls;

/// How long a request waits for a connection before it is told that the server is busy.
const WAIT: Duration = Duration::from_secs(3);

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);

/// How the server reaches PostgreSQL.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who serves: `postgres://…`.
    pub url: String,
    /// Who owns the tables and migrates them, when that is somebody else; none where this program only serves.
    pub owner_url: Option<String>,
    /// A PEM file with the authorities of its certificate, when those are not the web's.
    pub authorities: Option<PathBuf>,
    /// The most connections that are open at a time.
    pub connections: usize,
}

/// Connections in use and idle, for the gauge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// The most there may be.
    pub most: usize,
    /// Open.
    pub open: usize,
    /// Open and not in use.
    pub idle: usize,
    /// Requests that wait for one.
    pub waiting: usize,
    /// Round trips so far, of all connections.
    pub trips: u64,
    /// Those of them that took over 200 ms.
    pub slow: u64,
}

impl Figures {
    /// Those of two pools.
    pub fn and(self, other: Self) -> Self {
        Self {
            most: self.most.saturating_add(other.most),
            open: self.open.saturating_add(other.open),
            idle: self.idle.saturating_add(other.idle),
            waiting: self.waiting.saturating_add(other.waiting),
            trips: self.trips.saturating_add(other.trips),
            slow: self.slow.saturating_add(other.slow),
        }
    }
}

/// Makes connections.
pub struct Maker {
    config: Config,
    tls: MakeRustlsConnect,
    /// Of a copy that follows another and takes no writes.
    follows: bool,
    trips: Arc<Trips>,
}

impl Manager for Maker {
    type Type = Connection;
    type Error = Error;

    async fn create(&self) -> Result<Connection> {
        let client = super::migrate::connect(&self.config, &self.tls).await?;
        // Every statement goes by keys that begin with the business, so one plan serves all shops; planning anew for each
        // costs several times what running does. A table that is small when a plan is made would be read whole, and
        // grows: what has an index goes by it.
        // A statement that hangs and a transaction that nobody goes on with end by themselves, and let their locks go.
        let settings = format!(
            "set role {SERVING}; set synchronous_commit = on; set plan_cache_mode = force_generic_plan; \
             set enable_seqscan = off; set statement_timeout = '20s'; \
             set idle_in_transaction_session_timeout = '30s'"
        );
        client.batch_execute(&settings).await.map_err(|error| fault("connection", &error))?;
        if !self.follows {
            return Connection::identified(client).await.map(|connection| connection.counted(&self.trips));
        }
        let follows = client.query_one("select pg_is_in_recovery()", &[]).await.and_then(|row| row.try_get(0));
        match follows.map_err(|error| fault("connection", &error))? {
            true => Ok(Connection::over(client).counted(&self.trips)),
            false => Err(Error::new(Code::Unavailable, "The replica follows nobody any more.")),
        }
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<Error> {
        if connection.client().is_closed() { Err(RecycleError::message("closed")) } else { Ok(()) }
    }
}

/// A pool of at most so many connections.
pub fn new(settings: &Settings) -> Result<Pool<Maker>> {
    of(settings, super::migrate::config(&settings.url)?, false)
}

/// The same to a copy that follows another.
pub fn following(settings: &Settings) -> Result<Pool<Maker>> {
    let mut config = super::migrate::config(&settings.url)?;
    config.target_session_attrs(TargetSessionAttrs::Any);
    of(settings, config, true)
}

fn of(settings: &Settings, config: Config, follows: bool) -> Result<Pool<Maker>> {
    let tls = tls::connector(settings.authorities.as_deref())?;
    Pool::builder(Maker { config, tls, follows, trips: Arc::default() })
        .max_size(settings.connections)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(CONNECT))
        .queue_mode(QueueMode::Lifo)
        .build()
        .map_err(|error| Error::new(Code::Internal, format!("pool: {error}")))
}

/// A connection, waited for.
pub async fn get(pool: &Pool<Maker>) -> Result<Object<Maker>> {
    pool.get().await.map_err(|error| match error {
        PoolError::Backend(error) => error,
        PoolError::Timeout(TimeoutType::Wait) => Error::new(Code::Busy, "All connections are in use."),
        error => Error::new(Code::Unavailable, format!("pool: {error}")),
    })
}

/// How the pool stands.
pub fn figures(pool: &Pool<Maker>) -> Figures {
    let status = pool.status();
    let (trips, slow) = pool.manager().trips.read();
    let (most, open, idle, waiting) = (status.max_size, status.size, status.available, status.waiting);
    Figures { most, open, idle, waiting, trips, slow }
}
