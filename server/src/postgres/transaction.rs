//! One transaction of one pooled connection. Dropped before its end, it is taken back.

use std::time::Duration;

use deadpool::managed::Object;
use futures_util::FutureExt;
use smartkhata_core::{Code, Error, Result};
use tokio::runtime::Handle;

use super::connection::Connection;
use super::fault::fault;
use super::pool::Maker;
use super::work::Work;

/// How long a connection may take to give a transaction up before it is closed instead.
const ROLLBACK: Duration = Duration::from_secs(5);

/// A connection that is out of the pool, with a transaction on it.
pub struct Transaction(Option<Object<Maker>>);

impl Transaction {
    /// Takes a connection whose transaction is about to begin: from here on a drop takes it back.
    pub fn on(connection: Object<Maker>) -> Self {
        Self(Some(connection))
    }

    /// The connection.
    pub fn connection(&mut self) -> Result<&mut Connection> {
        let gone = || Error::new(Code::Internal, "The transaction has ended already.");
        self.0.as_deref_mut().ok_or_else(gone)
    }

    /// Ends it well: what it wrote is on disk when this answers.
    pub async fn commit(mut self) -> Result<()> {
        // A transaction that PostgreSQL gave up would answer `commit` with a rollback and no error.
        self.connection()?.client().batch_execute("select 1; commit").await.map_err(|error| fault("commit", &error))?;
        self.ended();
        Ok(())
    }

    /// The transaction was committed beside other statements, or never begun; the connection goes back to the pool.
    pub fn ended(&mut self) {
        if let Some(mut connection) = self.0.take() {
            connection.work = Work::default();
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(mut connection) = self.0.take() else { return };
        let work = std::mem::take(&mut connection.work);
        if (work.opening.is_some() || work.over) && !work.busy {
            // Nothing was sent, or the end with the rest.
            return;
        }
        if !work.busy {
            // Sent and not waited for: whoever has the connection next is behind it. One that breaks here is found
            // broken there, and closing takes the transaction back too.
            let _ = connection.client().batch_execute("rollback").now_or_never();
            return;
        }
        // Beside the answer: a caller that was refused does not wait for it. Without a runtime, or when the rollback
        // fails, the connection is closed, which takes the transaction back too.
        match Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    let rollback = connection.client().batch_execute("rollback");
                    if !matches!(tokio::time::timeout(ROLLBACK, rollback).await, Ok(Ok(()))) {
                        drop(Object::take(connection));
                    }
                });
            }
            Err(_) => drop(Object::take(connection)),
        }
    }
}
