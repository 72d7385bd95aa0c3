//! A new installation in books that are there already: after a restore, and where books came from elsewhere.

use super::settings::series_code;
use crate::api::Session;
use crate::api::session::Me;
use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, DeviceId};
use crate::journal::change::Kind;
use crate::journal::merge::Fields;
use crate::store::Engine;
use crate::store::statements::journal;

/// How often a series is drawn before it is given up: 32,768 of them for a shop's few devices.
const DRAWS: usize = 20;

/// Makes this installation a new device of the books, with a number series that no device of theirs has: numbers
/// that were given before are never given twice.
pub async fn join<E: Engine>(session: &mut Session<'_, E>, business: BusinessId) -> Result<Me> {
    let device = DeviceId::new(session.new_id());
    let mut me = Me { business, device, series: String::new() };
    session.become_device(me.clone()).await?;
    let taken = series_taken(session, business).await?;
    let mut drawn = (0..DRAWS).map(|_| new_series(&session.random()));
    let free = drawn.find(|series| series.as_ref().map_or(true, |series| !taken.contains(series)));
    me.series = free.ok_or_else(|| Error::new(Code::Internal, "No number series is free."))??;
    begin(session, me.clone()).await?;
    Ok(me)
}

/// Makes this installation the device that it was let in as, and says in which series it counts.
pub async fn begin<E: Engine>(session: &mut Session<'_, E>, me: Me) -> Result<()> {
    session.become_device(me.clone()).await?;
    session.append(Kind::Device, me.device.uuid(), &Fields::default().with("series", me.series)).await
}

/// The series of every device that wrote into the books.
async fn series_taken<E: Engine>(session: &mut Session<'_, E>, business: BusinessId) -> Result<Vec<String>> {
    let mut taken = Vec::new();
    for row in session.rows(&journal::CHANGE_HEADS.with([business.into()])).await? {
        taken.push(session.fields(row.id::<DeviceId>(0)?.uuid()).await?.get("series"));
    }
    Ok(taken)
}

/// Three of 32 letters and digits, drawn: a series that no other device of the shop is likely to have.
fn new_series(random: &[u8]) -> Result<String> {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let drawn = random.iter().take(3).filter_map(|byte| LETTERS.get(usize::from(byte & 31)));
    series_code(&drawn.map(|letter| char::from(*letter)).collect::<String>())
}
