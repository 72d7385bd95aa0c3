//! Requests of the door that need the bytes of attachments.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use smartkhata_core::api::attachment::{AddAttachment, ReadAttachment};
use smartkhata_core::api::bill::FileResponse;
use smartkhata_core::api::{self, Request};
use smartkhata_core::attachment::{AttachmentView, Content, add, get};
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error, Result};

use crate::blob::{Key, aside};
use crate::cloud::Cloud;
use crate::postgres::Caller;

/// Answers one by its name.
pub async fn answer(cloud: &Cloud, business: BusinessId, caller: Caller, request: &str, body: &str) -> Result<String> {
    match request {
        AddAttachment::NAME => api::write(&attach(cloud, business, caller, api::parse(body)?).await?),
        ReadAttachment::NAME => api::write(&read(cloud, business, caller, &api::parse(body)?).await?),
        _ => Err(Error::new(Code::UnknownRequest, "There is no such request.")),
    }
}

/// Keeps the bytes, then writes the record.
async fn attach(cloud: &Cloud, business: BusinessId, caller: Caller, request: AddAttachment) -> Result<AttachmentView> {
    let (content, owner, name) = aside(move || {
        let content = Content::from_base64(&request.base64, &request.mime)?;
        Ok((content, request.owner, request.name))
    })
    .await?;
    let (key, mime) = (Key { business, sha256: content.sha256 }, content.mime.as_str());
    // Who may not write here, or has no room, has nothing kept.
    let mut reading = cloud.read(business, caller, AddAttachment::NAME).await?;
    let size = i64::try_from(content.bytes.len()).unwrap_or(i64::MAX);
    cloud.attic.room_for(&mut reading, key, size).await?;
    drop(reading);
    let incoming = cloud.attic.incoming(business);
    let keeps = incoming.clone();
    let content = aside(move || keeps.put(content.sha256, &content.bytes).map(|()| content)).await?;
    cloud.attic.store().keep(key, mime, &incoming).await?;
    let mut writing = cloud.write(business, caller, AddAttachment::NAME).await?;
    let view = add::add(&mut writing.session().await?, owner, &name, &content).await?;
    let now_ms = cloud.desk.database.clock().now_ms();
    cloud.attic.kept(&mut writing, key, mime, view.size, now_ms).await?;
    writing.commit().await?;
    Ok(view)
}

async fn read(cloud: &Cloud, business: BusinessId, caller: Caller, request: &ReadAttachment) -> Result<FileResponse> {
    let mut reading = cloud.read(business, caller, ReadAttachment::NAME).await?;
    let view = get::find(&mut reading.session()?, request.id).await?;
    let role = reading.role();
    // No connection to PostgreSQL is held while bytes travel.
    drop(reading);
    role.map_or(Ok(()), |role| role.may_read(view.tells_costs))?;
    let bytes = cloud.attic.store().read(Key { business, sha256: view.sha256 }).await?;
    let bytes = bytes
        .ok_or_else(|| Error::new(Code::NotArrived, "This photo is on another device and has not come here yet."))?;
    let AttachmentView { name, mime, tells_costs, .. } = view;
    Ok(FileResponse { name, mime, base64: STANDARD.encode(bytes), tells_costs })
}
