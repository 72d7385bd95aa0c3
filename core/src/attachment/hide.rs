//! Putting an attachment away, and showing it again. Its record and its bytes stay.

use super::{AttachmentView, get};
use crate::api::Session;
use crate::api::attachment::HideAttachment;
use crate::error::Result;
use crate::id::AttachmentId;
use crate::journal::change::Kind;
use crate::journal::merge::Fields;
use crate::store::Engine;

/// The field that says it.
pub const HIDDEN: &str = "hidden";

/// Hides an attachment, or shows it again.
pub async fn hide<E: Engine>(session: &mut Session<'_, E>, request: HideAttachment) -> Result<AttachmentView> {
    set(session, request.id, request.hidden).await
}

/// Sets whether it is hidden; says nothing that is so already.
pub async fn set<E: Engine>(session: &mut Session<'_, E>, id: AttachmentId, hidden: bool) -> Result<AttachmentView> {
    let known = get::find(session, id).await?;
    if known.hidden == hidden {
        return Ok(known);
    }
    session.append(Kind::Attachment, id.uuid(), &Fields::default().with(HIDDEN, hidden)).await?;
    get::find(session, id).await
}
