//! A new installation in books that are there already: after a restore, and where books came from elsewhere.

use std::collections::BTreeSet;

use super::settings::series_code;
use crate::api::Session;
use crate::api::session::Me;
use crate::document::number;
use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, DeviceId};
use crate::journal::change::Kind;
use crate::journal::merge::Fields;
use crate::store::Engine;
use crate::store::statements::{journal, sync as sql};

/// How often a series is drawn before it is given up: 32,768 of them for a shop's few devices.
const DRAWS: usize = 20;

/// Makes this installation a new device of the books, with a number series that no device of theirs has: numbers
/// that were given before are never given twice.
pub async fn join<E: Engine>(session: &mut Session<'_, E>, business: BusinessId) -> Result<Me> {
    let device = DeviceId::new(session.new_id());
    let mut me = Me { business, device, series: String::new() };
    session.become_device(me.clone()).await?;
    me.series = free_series(session, device).await?;
    begin(session, me.clone()).await?;
    Ok(me)
}

/// A series that no device of the books has, or had.
async fn free_series<E: Engine>(session: &mut Session<'_, E>, device: DeviceId) -> Result<String> {
    let mut taken = series_of_others(session, device).await?;
    taken.extend(series_of(session, device).await?);
    let mut drawn = (0..DRAWS).map(|_| new_series(&session.random()));
    let is_free = |series: &String| !taken.iter().any(|other| number::may_read_alike(series, other));
    let free = drawn.find(|series| series.as_ref().map_or(true, is_free));
    free.ok_or_else(|| Error::new(Code::Internal, "No number series is free."))?
}

/// Counts in another series from now on where another device had this one first, by the shop's log: both took it while
/// neither heard of the other.
pub async fn leave_series_of_another<E: Engine>(session: &mut Session<'_, E>) -> Result<()> {
    let me = session.me().await?;
    let mut first: Option<(i64, DeviceId)> = None;
    for head in session.rows(&journal::CHANGE_HEADS.with([me.business.into()])).await? {
        let device: DeviceId = head.id(0)?;
        for (place, series) in series_said(session, device).await? {
            if number::may_read_alike(&series, &me.series) {
                // What has no place yet comes last.
                let claim = (place.unwrap_or(i64::MAX), device);
                first = Some(first.map_or(claim, |first| first.min(claim)));
            }
        }
    }
    if first.is_none_or(|(_, device)| device == me.device) {
        return Ok(());
    }
    let series = free_series(session, me.device).await?;
    begin(session, Me { series, ..me }).await
}

/// Makes this installation the device that it was let in as, and says in which series it counts.
pub async fn begin<E: Engine>(session: &mut Session<'_, E>, me: Me) -> Result<()> {
    session.become_device(me.clone()).await?;
    session.append(Kind::Device, me.device.uuid(), &Fields::default().with("series", me.series)).await
}

/// Every series that other devices of the books count in, or once did: numbers of it were given.
pub async fn series_of_others<E: Engine>(session: &mut Session<'_, E>, device: DeviceId) -> Result<BTreeSet<String>> {
    let business = session.business().await?;
    let mut taken = BTreeSet::new();
    for head in session.rows(&journal::CHANGE_HEADS.with([business.into()])).await? {
        let other: DeviceId = head.id(0)?;
        if other != device {
            taken.extend(series_of(session, other).await?);
        }
    }
    Ok(taken)
}

/// Every series that a device counts in, or once did.
pub async fn series_of<E: Engine>(session: &mut Session<'_, E>, device: DeviceId) -> Result<BTreeSet<String>> {
    Ok(series_said(session, device).await?.into_iter().map(|(_, series)| series).collect())
}

/// The series that a device said to count in, each with its place on the log if it has one.
async fn series_said<E: Engine>(session: &mut Session<'_, E>, device: DeviceId) -> Result<Vec<(Option<i64>, String)>> {
    let business = session.business().await?;
    let said = sql::SAID_OF_RECORD.with([business.into(), device.uuid().into(), Kind::Device.as_str().into()]);
    let mut out = Vec::new();
    for row in session.rows(&said).await? {
        // What another version wrote in another shape says no series.
        let Ok(Fields { fields }) = serde_json::from_slice(row.bytes(1)?) else { continue };
        if let Some(series) = fields.get("series").and_then(|series| series.as_str()) {
            out.push((row.opt_int(0)?, series.to_owned()));
        }
    }
    Ok(out)
}

/// Three of 32 letters and digits, drawn: a series that no other device of the shop is likely to have.
fn new_series(random: &[u8]) -> Result<String> {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let drawn = random.iter().take(3).filter_map(|byte| LETTERS.get(usize::from(byte & 31)));
    series_code(&drawn.map(|letter| char::from(*letter)).collect::<String>())
}
