//! Reading records of attachments.

use uuid::Uuid;

use super::{AttachmentView, MOST, Owner};
use crate::api::Session;
use crate::api::attachment::{Attachments, ListAttachments};
use crate::document::VoucherKind;
use crate::error::{Code, Error, OrError, Result};
use crate::id::AttachmentId;
use crate::journal::change::Hash;
use crate::store::statements::attachment as sql;
use crate::store::{Engine, Row, Value};

/// What is attached to a record, oldest first; hidden ones only when they are asked for.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, request: ListAttachments) -> Result<Attachments> {
    Ok(Attachments { rows: of(session, request.owner, request.hidden).await? })
}

/// What is attached to a record.
pub async fn of<E: Engine>(session: &mut Session<'_, E>, owner: Owner, hidden: bool) -> Result<Vec<AttachmentView>> {
    let business = session.business().await?;
    // Several devices may have gone past what one record holds; all of it is shown.
    let most = MOST.saturating_mul(4);
    let rows = session.rows(&sql::ATTACHMENTS_OF.with([business.into(), owner.uuid().into(), most.into()])).await?;
    let views = rows.iter().map(view).collect::<Result<Vec<_>>>()?;
    Ok(views.into_iter().filter(|view| view.owner == owner && (hidden || !view.hidden)).collect())
}

/// One attachment; `not_found` without one.
pub async fn find<E: Engine>(session: &mut Session<'_, E>, id: AttachmentId) -> Result<AttachmentView> {
    let business = session.business().await?;
    let row = session.row(&sql::ATTACHMENT_GET.with([business.into(), id.into()])).await?;
    view(&row.or_not_found("attachment")?)
}

/// All attachments, hidden ones too, in the order of their ids after one; empty at the end.
pub async fn page<E: Engine>(
    session: &mut Session<'_, E>,
    after: Option<AttachmentId>,
    limit: i64,
) -> Result<Vec<AttachmentView>> {
    let business = session.business().await?;
    let after = Value::from(after.map(AttachmentId::bytes).unwrap_or_default());
    let rows = session.rows(&sql::ATTACHMENT_PAGE.with([business.into(), after, limit.into()])).await?;
    rows.iter().map(view).collect()
}

fn view(row: &Row) -> Result<AttachmentView> {
    let owner = Uuid::from_slice(row.bytes(2)?)
        .map_err(|_| Error::new(Code::CorruptDatabase, "A stored id is not 16 bytes."))?;
    Ok(AttachmentView {
        id: row.id(0)?,
        owner: Owner::from_stored(&row.text(1)?, owner)?,
        name: row.text(3)?,
        mime: row.text(4)?,
        size: row.int(5)?,
        sha256: Hash::from_bytes(row.bytes(6)?)?,
        ms: row.int(7)?,
        device: row.id(8)?,
        hidden: row.text(9)? == "true",
        tells_costs: row.text(10)? == VoucherKind::Stock.as_str(),
    })
}
