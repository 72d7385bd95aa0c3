//! Photos and PDFs that are kept with a record.

use serde::{Deserialize, Serialize};

use crate::attachment::{AttachmentView, Owner};
use crate::id::AttachmentId;

/// Attaches a photo or a PDF.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddAttachment {
    /// What it belongs to.
    pub owner: Owner,
    /// What it is called; its ending follows from what it is.
    #[serde(default)]
    pub name: String,
    /// What the bytes are said to be: `image/jpeg`, `image/png`, `image/webp`, `application/pdf`; found out when empty.
    #[serde(default)]
    pub mime: String,
    /// The bytes in base64; 10 MB at most.
    pub base64: String,
}

/// What is attached to a record.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListAttachments {
    /// The record.
    pub owner: Owner,
    /// Those that were put away, too.
    #[serde(default)]
    pub hidden: bool,
}

/// What is attached to a record, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachments {
    /// The attachments.
    pub rows: Vec<AttachmentView>,
}

/// The bytes of an attachment; `not_arrived` while they are on another device.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadAttachment {
    /// The attachment.
    pub id: AttachmentId,
}

/// Puts an attachment away, or shows it again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HideAttachment {
    /// The attachment.
    pub id: AttachmentId,
    /// Away, or shown.
    pub hidden: bool,
}
