//! Attachments of books in a folder: their bytes beside the database, in `attachments`.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::blobs::{Blobs, Found};
use super::{Books, folder};
use crate::api::attachment::{AddAttachment, ReadAttachment};
use crate::api::bill::FileResponse;
use crate::attachment::{AttachmentView, Content, add, get};
use crate::error::{Code, Error, Result};
use crate::id::AttachmentId;
use crate::journal::change::Hash;
use crate::store::statements::attachment as sql;
use crate::store::{Engine, Row, Value};
use crate::sync::state::State;

/// Parts of downloads that nobody has gone on with for so long are thrown away.
const STALE: Duration = Duration::from_secs(3 * 86_400);

/// Rows read at a time.
const PAGE: i64 = 200;

/// Bytes by their digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes {
    /// The digest.
    pub sha256: Hash,
    /// How many.
    pub size: i64,
}

/// What a look at every attachment found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BytesCheck {
    /// Records.
    pub records: u64,
    /// Those whose bytes are here and right.
    pub sound: u64,
    /// Names of those whose bytes are not here.
    pub missing: Vec<String>,
    /// Names of those whose bytes are not those that were attached.
    pub damaged: Vec<String>,
    /// Nobody else can have them: these books never met another device.
    pub alone: bool,
}

impl Books {
    /// The bytes of attachments.
    pub fn blobs(&self) -> Blobs {
        Blobs::new(folder::attachments(&self.folder))
    }

    /// Attaches a photo or PDF: its bytes are on disk before its record is.
    pub fn attach(&self, request: &AddAttachment) -> Result<AttachmentView> {
        let content = Content::from_base64(&request.base64, &request.mime)?;
        self.must_write()?;
        self.blobs().put(content.sha256, &content.bytes)?;
        let view = self.write(async |session| {
            let view = add::add(session, request.owner, &request.name, &content).await?;
            let business = session.business().await?;
            let held = sql::HELD_SET.with([business.into(), view.sha256.into(), view.size.into(), 0_i64.into()]);
            session.engine.run(&[held]).await?;
            Ok(view)
        })?;
        self.tell_saved();
        Ok(view)
    }

    /// The bytes of an attachment.
    ///
    /// # Errors
    /// `not_arrived` while they are on another device, `wrong_bytes` when the file was damaged.
    pub fn attachment(&self, request: &ReadAttachment) -> Result<FileResponse> {
        let view = self.attachment_record(request.id)?;
        let bytes = self.blobs().read(view.sha256)?.ok_or_else(not_arrived)?;
        let AttachmentView { name, mime, tells_costs, .. } = view;
        Ok(FileResponse { name, mime, base64: STANDARD.encode(bytes), tells_costs })
    }

    /// The record of an attachment.
    pub fn attachment_record(&self, id: AttachmentId) -> Result<AttachmentView> {
        self.read(async |session| get::find(session, id).await)
    }

    /// Bytes that the host lacks and whose record it has, after a digest.
    pub fn bytes_to_send(&self, after: Option<Hash>) -> Result<Vec<Bytes>> {
        self.bytes(&sql::HELD_WAITING, after)
    }

    /// Bytes that are not here, after a digest.
    pub fn bytes_away(&self, after: Option<Hash>) -> Result<Vec<Bytes>> {
        self.bytes(&sql::AWAY, after)
    }

    /// Bytes that are here and that the host has acknowledged, after a digest.
    pub fn bytes_elsewhere(&self, after: Option<Hash>) -> Result<Vec<Bytes>> {
        self.bytes(&sql::HELD_ELSEWHERE, after)
    }

    fn bytes(&self, of: &'static crate::store::Sql, after: Option<Hash>) -> Result<Vec<Bytes>> {
        self.read(async |session| {
            let business = session.business().await?;
            let after = Value::from(after.map(|hash| hash.0.to_vec()).unwrap_or_default());
            let rows = session.rows(&of.with([business.into(), after, PAGE.into()])).await?;
            let bytes = |row: &Row| Ok(Bytes { sha256: Hash::from_bytes(row.bytes(0)?)?, size: row.int(1)? });
            rows.iter().map(bytes).collect()
        })
    }

    /// The host has acknowledged bytes, or has lost them.
    pub fn bytes_sent(&self, sha256: Hash, acknowledged: bool) -> Result<()> {
        self.write(async |session| {
            let (business, now_ms) = (session.business().await?, session.now_ms().max(1));
            let sent_ms = if acknowledged { now_ms } else { 0 };
            session.engine.run(&[sql::HELD_SENT.with([business.into(), sha256.into(), sent_ms.into()])]).await.map(drop)
        })
    }

    /// Bytes came from the host: they are whole, right, and there, too.
    pub fn bytes_came(&self, bytes: Bytes) -> Result<()> {
        self.write(async |session| {
            let (business, now_ms) = (session.business().await?, session.now_ms().max(1));
            let held = [business.into(), bytes.sha256.into(), bytes.size.into(), now_ms.into()];
            session.engine.run(&[sql::HELD_SET.with(held)]).await.map(drop)
        })
    }

    /// Makes room: bytes that the host has acknowledged leave this device, and come again when they are looked at.
    ///
    /// # Errors
    /// `conflict` for bytes that the host has not acknowledged: this may be the only copy.
    pub fn let_go(&self, sha256: Hash) -> Result<()> {
        self.write(async |session| {
            let business = session.business().await?;
            if session.engine.run(&[sql::HELD_DROP.with([business.into(), sha256.into()])]).await? == [0] {
                return Err(Error::new(Code::Conflict, "These bytes are on this device alone."));
            }
            Ok(())
        })?;
        self.blobs().remove(sha256)
    }

    /// Notes anew which bytes lie here: after a restore, or when files were copied beside the books.
    pub fn note_bytes(&self) -> Result<()> {
        let (blobs, mut after) = (self.blobs(), None);
        loop {
            let page = self.bytes_away(after)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.sha256);
            for bytes in page.into_iter().filter(|bytes| blobs.has(bytes.sha256)) {
                self.write(async |session| {
                    let business = session.business().await?;
                    let held = [business.into(), bytes.sha256.into(), bytes.size.into(), 0_i64.into()];
                    session.engine.run(&[sql::HELD_SET.with(held)]).await.map(drop)
                })?;
            }
        }
    }

    /// Throws away parts of downloads that nobody goes on with.
    pub fn sweep_bytes(&self) {
        self.blobs().sweep(STALE);
    }

    /// Looks at the bytes of every attachment. Nothing is written.
    pub fn verify_bytes(&self, heard: &mut dyn FnMut(u64)) -> Result<BytesCheck> {
        let (blobs, mut check) = (self.blobs(), BytesCheck::default());
        check.alone = self.read(async |session| {
            let (_, state) = State::load(session).await?;
            Ok(state.cursor.seq == 0 && state.in_step_ms == 0)
        })?;
        let mut after = None;
        loop {
            let page = self.read(async |session| get::page(session, after, PAGE).await)?;
            let Some(last) = page.last() else { return Ok(check) };
            after = Some(last.id);
            for AttachmentView { sha256, name, .. } in page {
                check.records = check.records.saturating_add(1);
                match blobs.check(sha256)? {
                    Found::Sound => check.sound = check.sound.saturating_add(1),
                    Found::Missing => check.missing.push(format!("{name} ({sha256})")),
                    Found::Damaged => check.damaged.push(format!("{name} ({sha256})")),
                }
            }
            heard(check.records);
        }
    }
}

/// The refusal of bytes that are not here.
fn not_arrived() -> Error {
    Error::new(Code::NotArrived, "This photo is on another device and has not come here yet.")
}
