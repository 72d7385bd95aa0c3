//! How a transaction of a shop's books begins: who may, and where the log stands. Sent with the first thing that is
//! asked, so that it costs no round trip of its own.

use std::sync::Arc;

use smartkhata_core::id::BusinessId;
use smartkhata_core::journal::change::Hash;
use smartkhata_core::role::Role;
use smartkhata_core::store::schema::VERSION;
use smartkhata_core::sync::message::Point;
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::Row;

use super::connection::Connection;
use super::device::Bound;
use super::fault::fault;
use super::hand::Hand;
use super::head::{Caller, Head, LOCK, LOCK_AS, ROLE_OF, unreached};
use super::tables;

/// Decides whether a request may go on, by what the caller is to the shop and what was bought for it.
pub type Admits = Box<dyn Fn(Option<Role>, &str) -> Result<()> + Send + Sync>;

/// How a transaction begins.
pub struct Opening {
    /// The text that begins it.
    pub text: String,
    /// Who may go on; none for what belongs to no shop.
    pub guard: Option<Guard>,
}

/// What is looked at behind the beginning.
pub struct Guard {
    /// The shop.
    pub business: BusinessId,
    /// Who asks; none for the server's own work.
    pub caller: Option<Caller>,
    /// Takes the lock of the shop's log.
    pub locks: bool,
    /// Where the server's device of this shop was last seen to be this database's, and must still be.
    pub bound: Option<Arc<Bound>>,
    /// Lets the request go on.
    pub admits: Option<Admits>,
    /// Also from a device that was shut out: what it still holds is taken.
    pub late: bool,
    /// Hears of a shop whose tables are not at hand.
    pub hand: Arc<Hand>,
}

/// What is known of a transaction that has begun.
#[derive(Debug, Default)]
pub struct Opened {
    /// What the caller may do; none for the server's own work.
    pub role: Option<Role>,
    /// What was bought for the shop.
    pub plan: String,
    /// Where the shop's log stands, as this transaction sees the books.
    pub at: Option<Point>,
    /// The head of the log, where its lock is held.
    pub head: Option<Head>,
}

impl Guard {
    /// Its query: the log's lock, or what the caller is.
    pub fn query(&self) -> &'static str {
        match (self.locks, self.caller.is_some()) {
            (true, true) => LOCK_AS,
            (true, false) => LOCK,
            (false, _) => ROLE_OF,
        }
    }

    /// The parameters of that query.
    pub fn ids(&self) -> Vec<Vec<u8>> {
        let mut ids = vec![self.business.bytes()];
        if let Some(Caller { account, session }) = self.caller {
            ids.extend([account.as_bytes().to_vec(), session.as_bytes().to_vec()]);
        }
        ids
    }

    /// What its row says: a refusal where there is none.
    pub async fn opened(&self, connection: &mut Connection, row: Option<&Row>) -> Result<Opened> {
        let Some(row) = row else { return Err(unreached(connection, self.business, self.caller).await) };
        let head = if self.locks { Some(Head::of(row)?) } else { None };
        let (role, plan, shut_out, at, at_hand) = match &head {
            Some(head) => (head.role, head.plan.as_str(), head.shut_out, head.log.at, head.at_hand),
            None => {
                let told = |error| fault("role", &error);
                let text = |at| row.try_get::<_, &str>(at).map_err(told);
                let chain = Hash::from_bytes(row.try_get(4).map_err(told)?)?;
                let at = Point { seq: row.try_get(3).map_err(told)?, chain };
                let (shut_out, at_hand) = (row.try_get(2).map_err(told)?, row.try_get(5).map_err(told)?);
                (Some(text(0)?.parse()?), text(1)?, shut_out, at, at_hand)
            }
        };
        if shut_out && !self.late {
            let message = "The shop's owner has taken this device out of the shop.";
            return Err(Error::new(Code::DeviceRemoved, message));
        }
        if let Some(admits) = &self.admits {
            admits(role, plan)?;
        }
        self.hand.found(at_hand)?;
        if let (Some(bound), Some(head)) = (&self.bound, &head)
            && !head.is_bound(connection.incarnation())
        {
            bound.forget(self.business);
            return Err(Error::new(Code::Busy, "The database was restored a moment ago. Try again."));
        }
        if let Some(head) = head.as_ref().filter(|head| head.books != VERSION) {
            connection.work.writes.extend(tables::take(self.business, head.books, head.log.at.seq));
        }
        Ok(Opened { role, plan: plan.to_owned(), at: Some(at), head })
    }
}
