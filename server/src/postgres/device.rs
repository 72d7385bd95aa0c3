//! The server as a device of a shop: its own id, chain and series, bound to this very database. A database that was
//! restored gave numbers that it no longer knows of: there the server goes on as a new device, with a new series.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use smartkhata_core::Result;
use smartkhata_core::business::device;
use smartkhata_core::id::{BusinessId, DeviceId};

use super::fault::fault;
use super::tenant::Writing;

/// The one before is kept: its name is nobody else's.
const BIND: &str = "update head set former = case when device is null then former else array_append(former, device) end, \
    device = $2, incarnation = $3 where business_id = $1";

/// Shops that are remembered; beyond them it begins anew.
const MOST: usize = 100_000;

/// Shops whose device was bound to this database when it was last looked at: their lock can wait for the first thing
/// that is asked.
#[derive(Default)]
pub struct Bound(Mutex<HashSet<BusinessId>>);

impl Bound {
    /// Whether a shop is one of them.
    pub fn has(&self, business: BusinessId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&business)
    }

    fn note(&self, business: BusinessId) {
        let mut bound = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if bound.len() >= MOST {
            bound.clear();
        }
        bound.insert(business);
    }

    /// A shop was found otherwise.
    pub fn forget(&self, business: BusinessId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&business);
    }
}

/// Makes the server's device unless it has one of this database.
pub async fn ensure(writing: &mut Writing) -> Result<()> {
    if writing.waits_bound() {
        return Ok(());
    }
    let business = writing.business;
    if writing.is_bound().await? {
        writing.bound.note(business);
        return Ok(());
    }
    let me = device::join(&mut writing.bare_session()?, business).await?;
    bind(writing, me.device).await
}

/// Notes which device the server is in this shop, and in which database it became it.
pub async fn bind(writing: &mut Writing, device: DeviceId) -> Result<()> {
    let business = writing.business.bytes();
    let connection = writing.transaction.connection()?;
    let bind = connection.prepare_own(BIND).await?;
    let here = connection.incarnation().to_owned();
    let bound = connection.client().execute(&bind, &[&business, &device.bytes(), &here]).await;
    bound.map_err(|error| fault("device", &error))?;
    if let Some(head) = &mut connection.work.opened.head {
        head.device = Some(device);
        head.incarnation = here.into();
    }
    Ok(())
}
