//! Where this device stands towards the shop's log.

use crate::api::Session;
use crate::api::session::Me;
use crate::api::sync::{GetSyncStatus, SyncDevice, SyncStatus};
use crate::error::{OrError, Result};
use crate::store::Engine;
use crate::store::statements::{attachment as sql, sync};
use crate::sync::state::State;

/// Reads it off what was last heard; asks nobody.
pub async fn status<E: Engine>(session: &mut Session<'_, E>, _: GetSyncStatus) -> Result<SyncStatus> {
    let (me, state) = State::load(session).await?;
    let mut devices = Vec::with_capacity(state.readers.len());
    for reader in &state.readers {
        let fields = session.fields(reader.device.uuid()).await?;
        let this = reader.device == me.device;
        devices.push(SyncDevice {
            id: reader.device,
            name: fields.get("name"),
            series: fields.get("series"),
            // What the log heard of this device is as old as its last message.
            entries: if this { state.cursor.seq } else { reader.seq },
            seen_ms: reader.ms,
            this,
        });
    }
    let joined = state.in_step_ms > 0 || state.cursor.seq > 0;
    let pending = if joined { waiting(session, &me, &state).await? } else { 0 };
    let waiting = session.row(&sql::HELD_PENDING.with([me.business.into()])).await?.or_not_found("count")?;
    let (pending_files, pending_bytes) = if joined { (waiting.int(0)?, waiting.int(1)?) } else { (0, 0) };
    let (entries, head) = (state.cursor.seq, state.head.max(state.cursor.seq));
    let in_step_ms = state.in_step_ms;
    Ok(SyncStatus { joined, pending, pending_files, pending_bytes, entries, head, in_step_ms, devices })
}

/// How many entries of this device are not on the log, also of those that it made under a former name.
async fn waiting<E: Engine>(session: &mut Session<'_, E>, me: &Me, state: &State) -> Result<i64> {
    let mut sum = 0_i64;
    for device in state.former.iter().chain([&me.device]) {
        let row = session.row(&sync::WAITING.with([me.business.into(), (*device).into()])).await?;
        sum = sum.saturating_add(row.or_not_found("count")?.int(0)?);
    }
    Ok(sum)
}
