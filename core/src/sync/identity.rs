//! An installation that finds itself cloned or restored takes a new name, at once and without a question.
//!
//! Its own number series and chain begin anew; what it had said and the log does not hold, it says again under its
//! new name, act by act with the same ids, so that nothing is lost and nothing counts twice.

use crate::api::Session;
use crate::business::device;
use crate::document::Draft;
use crate::error::Result;
use crate::id::{DeviceId, DraftId};
use crate::journal::change::Change;
use crate::store::Engine;
use crate::store::rebuild::change_of;
use crate::store::statements::{journal, sync as sql};
use crate::sync::state::State;

/// Entries moved at a time.
const PAGE: i64 = 500;

/// Takes a new device id and a new number series.
pub async fn renew<E: Engine>(session: &mut Session<'_, E>, state: &mut State) -> Result<()> {
    let old = session.me().await?;
    state.former.push(old.device);
    state.confirmed = 0;
    rename_drafts(session).await?;
    device::join(session, old.business).await?;
    state.save(session).await
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

/// Moves what a former self said from a place on, and the log does not hold, to the end of this installation's
/// chain. Ids, stamps, bodies and numbers stay.
pub async fn say_again<E: Engine>(
    session: &mut Session<'_, E>,
    state: &mut State,
    former: DeviceId,
    from: i64,
) -> Result<()> {
    let me = session.me().await?;
    loop {
        let page = sql::PENDING_PAGE.with([me.business.into(), former.into(), from.into(), PAGE.into()]);
        let rows = session.rows(&page).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            let (change, _) = change_of(row)?;
            let (dseq, prev) = session.chain_end().await?;
            let moved = Change { device: me.device, dseq: dseq.saturating_add(1), prev, ..change.clone() };
            session.moved(&moved);
            // What is said again keeps its stamp; what is said next is stamped above it.
            state.seen_ms = state.seen_ms.max(change.ms);
            session
                .engine
                .run(&[sql::MOVE.with([
                    me.business.into(),
                    former.into(),
                    change.dseq.into(),
                    me.device.into(),
                    moved.dseq.into(),
                    moved.prev.into(),
                    moved.hash().into(),
                ])])
                .await?;
        }
    }
}
