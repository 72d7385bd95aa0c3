//! Drafts: kept on this device only, outside the journal, so that a bill being typed survives a crash.

use crate::api::Session;
use crate::api::bill::{DiscardDraft, Done, Drafts, GetDraft, ListDrafts, SaveDraft};
use crate::api::write;
use crate::document::{Draft, get};
use crate::error::{Code, Error, OrError, Result};
use crate::id::{BusinessId, DraftId, VoucherId};
use crate::page::{self, After};
use crate::store::statements::journal as sql;
use crate::store::{Engine, Statement};

/// Lines of one bill: as many as an e-invoice takes.
pub const MOST_LINES: usize = 1000;

/// Keeps a draft; one with the same id is replaced.
pub async fn save<E: Engine>(session: &mut Session<'_, E>, request: SaveDraft) -> Result<Done> {
    if request.draft.lines.len() > MOST_LINES {
        return Err(too_many_lines());
    }
    // A write that comes late, after the draft has become a bill, has nothing left to keep.
    if get::stored(session, VoucherId::new(request.draft.id.uuid())).await?.is_some() {
        return Ok(Done {});
    }
    let business = session.business().await?;
    let body = write(&request.draft)?;
    let ms = session.now_ms();
    let keep = sql::DRAFT_SET.with([business.into(), request.draft.id.into(), ms.into(), body.into()]);
    session.engine.later(vec![keep]).await?;
    Ok(Done {})
}

/// A page of this device's drafts, last touched first. What is asked of a draft is in its text: it is read on until the
/// page is full.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, request: ListDrafts) -> Result<Drafts> {
    let business = session.business().await?;
    let limit = page::rows(request.limit);
    let (full, mut drafts) = (usize::try_from(limit).unwrap_or(usize::MAX), Vec::new());
    let mut key = After::newest(request.after.as_deref())?.params();
    loop {
        let [ms, id] = key;
        let rows = session.rows(&sql::DRAFT_LIST.with([business.into(), ms, id, limit.into()])).await?;
        for row in &rows {
            // A draft that an older app wrote in another shape is left out; it stays in the table.
            let Ok(draft) = serde_json::from_str::<Draft>(&row.text(2)?) else { continue };
            if request.party.is_some_and(|party| draft.party != Some(party)) {
                continue;
            }
            drafts.push(draft);
            if drafts.len() == full {
                let id: DraftId = row.id(1)?;
                return Ok(Drafts { drafts, next: Some(page::cursor(row.int(0)?, id.uuid())) });
            }
        }
        match rows.last() {
            Some(last) if rows.len() == full => key = [last.int(0)?.into(), last.bytes(1)?.into()],
            _ => return Ok(Drafts { drafts, next: None }),
        }
    }
}

/// The query for a draft.
pub fn query(business: BusinessId, id: DraftId) -> Statement {
    sql::DRAFT_GET.with([business.into(), id.into()])
}

/// One draft; `not_found` without one.
pub async fn get<E: Engine>(session: &mut Session<'_, E>, request: GetDraft) -> Result<Draft> {
    let business = session.business().await?;
    let row = session.row(&query(business, request.id)).await?.or_not_found("draft")?;
    serde_json::from_str(&row.text(0)?)
        .map_err(|_| Error::new(Code::NewerDatabase, "A newer SmartKhata made this draft. Update the app to open it."))
}

/// Throws a draft away; nothing is wrong when it is gone already.
pub async fn discard<E: Engine>(session: &mut Session<'_, E>, request: DiscardDraft) -> Result<Done> {
    let business = session.business().await?;
    session.engine.later(vec![sql::DRAFT_DELETE.with([business.into(), request.id.into()])]).await?;
    Ok(Done {})
}

/// The refusal of a bill that is too long.
pub fn too_many_lines() -> Error {
    Error::field(Code::TooManyLines, "lines", format!("A bill holds at most {MOST_LINES} lines."))
}
