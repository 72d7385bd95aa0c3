//! An installation that finds itself cloned or restored takes a new name, at once and without a question.
//!
//! Its own number series and chain begin anew; what it had said and the log does not hold, it says again under its
//! new name, act by act with the same ids, so that nothing is lost and nothing counts twice.

use crate::api::Session;
use crate::api::session::Me;
use crate::business::device;
use crate::document::Draft;
use crate::error::{OrError, Result};
use crate::id::{BusinessId, DeviceId, DraftId};
use crate::journal::change::Change;
use crate::store::Engine;
use crate::store::rebuild::change_of;
use crate::store::statements::{journal, sync as sql};
use crate::sync::state::State;

/// Entries moved at a time.
const PAGE: i64 = 500;

/// The first place of a chain behind the entry that says whose it is.
const AFTER_ITS_NAME: i64 = 2;

/// Takes a new device id and a new number series.
pub async fn renew<E: Engine>(session: &mut Session<'_, E>, state: &mut State) -> Result<()> {
    let business = leave_name(session, state).await?;
    device::join(session, business).await?;
    state.save(session).await
}

/// Takes the device id and the number series that the shop gave.
pub async fn renew_as<E: Engine>(session: &mut Session<'_, E>, state: &mut State, me: Me) -> Result<()> {
    leave_name(session, state).await?;
    device::begin(session, me).await?;
    state.save(session).await
}

/// Leaves its name, whatever the next one is; the books' id.
async fn leave_name<E: Engine>(session: &mut Session<'_, E>, state: &mut State) -> Result<BusinessId> {
    let old = session.me().await?;
    state.former.push(old.device);
    (state.confirmed, state.unheard) = (0, true);
    // Its new chain has no stamp yet; an edit has to be above what it had said under its old name.
    state.seen_ms = state.seen_ms.max(session.chain_end().await?.ms);
    rename_drafts(session).await?;
    Ok(old.business)
}

/// Gives every draft a new id: a draft's id becomes its bill's, and whoever this installation was may have made that
/// bill.
async fn rename_drafts<E: Engine>(session: &mut Session<'_, E>) -> Result<()> {
    let business = session.business().await?;
    for row in session.rows(&sql::DRAFTS.with([business.into()])).await? {
        let (id, ms): (DraftId, i64) = (row.id(0)?, row.int(1)?);
        // A draft that another version wrote in another shape is kept as it is: it cannot become a bill here.
        let Ok(mut draft) = serde_json::from_str::<Draft>(&row.text(2)?) else { continue };
        draft.id = DraftId::new(session.new_id());
        let body = crate::api::write(&draft)?;
        session
            .engine
            .run(&[
                journal::DRAFT_DELETE.with([business.into(), id.into()]),
                journal::DRAFT_SET.with([business.into(), draft.id.into(), ms.into(), body.into()]),
            ])
            .await?;
    }
    Ok(())
}

/// Moves what former selves said, and the log does not hold, into this installation's chain, in the order in which it
/// was said.
pub async fn say_all_again<E: Engine>(session: &mut Session<'_, E>, state: &mut State) -> Result<()> {
    // Each goes before what is there: the newest first, so that the oldest ends in front.
    for former in state.former.clone().into_iter().rev() {
        say_again(session, state, former, 1).await?;
    }
    if state.former.is_empty() { Ok(()) } else { state.save(session).await }
}

/// Moves what a former self said from a place on, and the log does not hold, into this installation's chain: before
/// what it said since, for a later edit has to have the later place; behind it, once somebody has heard of that. Ids,
/// stamps, bodies and numbers stay.
pub async fn say_again<E: Engine>(
    session: &mut Session<'_, E>,
    state: &mut State,
    former: DeviceId,
    from: i64,
) -> Result<()> {
    let me = session.me().await?;
    let page = sql::PENDING_PAGE.with([me.business.into(), former.into(), from.into(), PAGE.into()]);
    if session.row(&page).await?.is_none() {
        return Ok(());
    }
    if state.unheard {
        make_room(session, &me, former).await?;
    }
    loop {
        let rows = session.rows(&page).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            let (change, _) = change_of(row)?;
            let end = session.chain_end().await?;
            let moved =
                Change { device: me.device, dseq: end.dseq.saturating_add(1), prev: end.hash, ..change.clone() };
            session.moved(&moved);
            // What is said again keeps its stamp; what is said next is stamped above it.
            state.seen_ms = state.seen_ms.max(change.ms);
            rechain(session, &change, &moved).await?;
        }
    }
}

/// Takes off this installation's chain what it said since it has its name, all but who it is, and puts it at the end of
/// a former chain: from there it comes back behind what was said before.
async fn make_room<E: Engine>(session: &mut Session<'_, E>, me: &Me, former: DeviceId) -> Result<()> {
    let last = session.row(&journal::CHANGE_HEAD.with([me.business.into(), former.into()])).await?;
    let mut end = last.or_not_found("entry")?.int(0)?;
    loop {
        let since = sql::PENDING_PAGE.with([me.business.into(), me.device.into(), AFTER_ITS_NAME.into(), PAGE.into()]);
        let since = session.rows(&since).await?;
        if since.is_empty() {
            break;
        }
        for row in &since {
            let (change, _) = change_of(row)?;
            end = end.saturating_add(1);
            rechain(session, &change, &Change { device: former, dseq: end, ..change.clone() }).await?;
        }
    }
    session.forget_chain_end();
    Ok(())
}

/// Moves an entry that is not on the log to another place.
async fn rechain<E: Engine>(session: &mut Session<'_, E>, from: &Change, to: &Change) -> Result<()> {
    let place = sql::MOVE.with([
        from.business.into(),
        from.device.into(),
        from.dseq.into(),
        to.device.into(),
        to.dseq.into(),
        to.prev.into(),
        to.hash().into(),
    ]);
    session.engine.run(&[place]).await.map(drop)
}
