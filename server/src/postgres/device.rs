//! The server as a device of a shop: its own id, chain and series, bound to this very database. A database that was
//! restored gave numbers that it no longer knows of: there the server goes on as a new device, with a new series.

use smartkhata_core::Result;
use smartkhata_core::business::device;
use smartkhata_core::id::DeviceId;

use super::fault::fault;
use super::tenant::Writing;

const BIND: &str = "update head set device = $2, incarnation = $3 where business_id = $1";

/// Makes the server's device unless it has one of this database.
pub async fn ensure(writing: &mut Writing) -> Result<()> {
    let here = writing.transaction.connection()?.incarnation();
    if writing.head.device.is_some() && *writing.head.incarnation == *here {
        return Ok(());
    }
    let business = writing.business;
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
    writing.head.device = Some(device);
    writing.head.incarnation = here.into();
    Ok(())
}
