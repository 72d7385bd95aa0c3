//! The head of a shop's log: the row that writers take turns at, and who may reach it.

use std::sync::Arc;

use smartkhata_core::id::{BusinessId, DeviceId};
use smartkhata_core::journal::change::Hash;
use smartkhata_core::role::Role;
use smartkhata_core::sync::host;
use smartkhata_core::sync::message::Point;
use smartkhata_core::{Code, Error, Result};
use tokio_postgres::Row;
use uuid::Uuid;

use super::connection::Connection;
use super::fault::fault;
use super::tables::are_at_hand;
use crate::account::session;

/// Who asks for a shop's books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account: Uuid,
    /// The session in which it signed in.
    pub session: Uuid,
}

/// Where a shop's log stands, as the writer that holds its lock sees it.
#[derive(Debug, Clone)]
pub struct Head {
    /// The last place, the digest up to it, the greatest stamp granted.
    pub log: host::Head,
    /// The last place when the lock was taken.
    pub(super) began: i64,
    /// The database that the server's device was made for.
    pub(super) incarnation: Arc<str>,
    /// The server's own device in this shop, once it has one.
    pub device: Option<DeviceId>,
    /// What was bought for this shop.
    pub plan: String,
    /// What the caller may do; none for the server's own work.
    pub role: Option<Role>,
    /// The shop has shut out the device that the caller signed in on.
    pub shut_out: bool,
    /// The version into whose tables the newest entries went.
    pub(super) books: i64,
    /// This version's are at the end of the log.
    pub(super) at_hand: bool,
}

/// Locks the head for the server's own work. Here as with every other look at a shop: one that was moved away, or is not
/// open here yet, is not served.
pub(super) const LOCK: &str = concat!(
    "select h.seq, h.cap, h.chain, h.incarnation, h.device, h.plan, null::text, false, h.books, ",
    are_at_hand!(),
    " from head h where h.business_id = $1 and h.erase_ms is null \
    and not exists (select 1 from moved o where o.shop = $1) for update of h"
);

/// What the devices of this sign-in say of whoever asks, in one row: what they were to the shop when they were taken out,
/// and since when they are shut out, if they are. A restored installation has a new name, and its sign-in is the same. A
/// name that it had left before, and that was taken out after it went on under another, shuts out nobody.
macro_rules! gone {
    () => {
        "(select min(x.retired_role) as was, min(x.retired_ms) filter (where x.living is null or x.seen_ms >= x.living) \
         as since from (select r.retired_ms, r.retired_role, r.seen_ms, \
         max(r.seen_ms) filter (where r.retired_ms is null) over () as living \
         from device r where r.business_id = $1 and r.session_id = $3) x where x.retired_ms is not null) gone"
    };
}
pub(super) use gone;

/// What whoever asks is to the shop; of somebody who was taken out of it, what they were: their device brings what it
/// still holds.
macro_rules! role {
    () => {
        "coalesce(m.role, gone.was)"
    };
}
pub(super) use role;

/// Whether whoever asks is a member, or holds a device of somebody who was one.
macro_rules! is_or_was_in {
    () => {
        concat!("(m.role is not null or (", crate::postgres::head::role!(), " is not null and gone.since is not null))")
    };
}
pub(super) use is_or_was_in;

/// Locks the head for a member of the shop, and for nobody else. Who waited while the shop was moved away still sees its
/// members as they were, but the head as it is: what is left here is to be erased.
pub(super) const LOCK_AS: &str = concat!(
    "select h.seq, h.cap, h.chain, h.incarnation, h.device, h.plan, ",
    role!(),
    ", gone.since is not null, h.books, ",
    are_at_hand!(),
    " from head h join session s on s.id = $3 and s.account_id = $2 and s.ended_ms is null \
    left join membership m on m.business_id = h.business_id and m.account_id = s.account_id cross join ",
    gone!(),
    " where h.business_id = $1 and h.erase_ms is null and ",
    is_or_was_in!(),
    " and not exists (select 1 from moved o where o.shop = $1) for update of h"
);

/// What a member of the shop may do, and where its log stands.
pub(super) const ROLE_OF: &str = concat!(
    "select ",
    role!(),
    ", h.plan, gone.since is not null, h.seq, h.chain, ",
    are_at_hand!(),
    " from head h \
    join session s on s.id = $3 and s.account_id = $2 and s.ended_ms is null \
    left join membership m on m.business_id = h.business_id and m.account_id = s.account_id cross join ",
    gone!(),
    " where h.business_id = $1 and ",
    is_or_was_in!(),
    " and not exists (select 1 from moved o where o.shop = $1)"
);

impl Head {
    pub(super) fn of(row: &Row) -> Result<Self> {
        let told = |error| fault("head", &error);
        let role: Option<String> = row.try_get(6).map_err(told)?;
        let device: Option<Vec<u8>> = row.try_get(4).map_err(told)?;
        let seq = row.try_get(0).map_err(told)?;
        let chain = Hash::from_bytes(row.try_get(2).map_err(told)?)?;
        Ok(Self {
            log: host::Head { at: Point { seq, chain }, cap: row.try_get(1).map_err(told)? },
            began: seq,
            incarnation: row.try_get::<_, &str>(3).map_err(told)?.into(),
            device: device.map(|bytes| DeviceId::from_bytes(&bytes)).transpose()?,
            plan: row.try_get(5).map_err(told)?,
            role: role.map(|role| role.parse()).transpose()?,
            shut_out: row.try_get(7).map_err(told)?,
            books: row.try_get(8).map_err(told)?,
            at_hand: row.try_get(9).map_err(told)?,
        })
    }

    /// Whether something was put on the log since the lock was taken.
    pub(super) fn has_moved(&self) -> bool {
        self.log.at.seq != self.began
    }

    /// Whether the server's device was made for this database.
    pub(super) fn is_bound(&self, incarnation: &str) -> bool {
        self.device.is_some() && *self.incarnation == *incarnation
    }
}

/// Whether the caller's session goes on.
const OPEN: &str = "select 1 from session where id = $1 and account_id = $2 and ended_ms is null";

/// Why a business is not reached: the caller was signed out, or has no such business. One that is not here and one that
/// is another's are told alike, so that nobody learns which ids there are.
pub(super) async fn unreached(connection: &mut Connection, business: BusinessId, caller: Option<Caller>) -> Error {
    if let Some(caller) = caller {
        match is_open(connection, caller).await {
            Ok(true) => {}
            Ok(false) => return session::over(),
            Err(error) => return error,
        }
    }
    no_such_business(business)
}

/// Nothing that this caller may know of.
pub fn no_such_business(business: BusinessId) -> Error {
    Error::field(Code::NotFound, "business", format!("You have no business {business}."))
}

async fn is_open(connection: &mut Connection, caller: Caller) -> Result<bool> {
    let open = connection.prepare_own(OPEN).await?;
    let (session, account) = (caller.session.as_bytes().as_slice(), caller.account.as_bytes().as_slice());
    let row = connection.client().query_opt(&open, &[&session, &account]).await;
    row.map(|row| row.is_some()).map_err(|error| fault("session", &error))
}
