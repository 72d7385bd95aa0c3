//! Attaching: the record of bytes that lie beside the books already.

use super::{Attached, AttachmentView, Content, MOST, Owner, get};
use crate::api::Session;
use crate::attachment::hide;
use crate::document;
use crate::error::{Code, Error, OrError, Result};
use crate::id::AttachmentId;
use crate::item::list as item;
use crate::journal::change::Kind;
use crate::party::get as party;
use crate::store::Engine;
use crate::text;

/// Writes the record. The same bytes on the same record are one attachment: said again it is answered, and shown
/// again if it was hidden.
///
/// # Errors
/// `not_found` for what is not in the books, `too_many` for a record that holds a hundred.
pub async fn add<E: Engine>(
    session: &mut Session<'_, E>,
    owner: Owner,
    name: &str,
    content: &Content,
) -> Result<AttachmentView> {
    must_exist(session, owner).await?;
    let there = get::of(session, owner, true).await?;
    if let Some(known) = there.iter().find(|known| known.sha256 == content.sha256) {
        return if known.hidden { hide::set(session, known.id, false).await } else { Ok(known.clone()) };
    }
    if i64::try_from(there.len()).unwrap_or(i64::MAX) >= MOST {
        let message = format!("{MOST} photos and PDFs are attached here already.");
        return Err(Error::field(Code::TooMany, "owner", message));
    }
    let attached = Attached {
        owner,
        sha256: content.sha256,
        size: i64::try_from(content.bytes.len()).unwrap_or(i64::MAX),
        mime: content.mime.as_str().to_owned(),
        name: named(name, content)?,
    };
    attached.check()?;
    let id = AttachmentId::new(session.new_id());
    session.append(Kind::Attach, id.uuid(), &attached).await?;
    get::find(session, id).await
}

async fn must_exist<E: Engine>(session: &mut Session<'_, E>, owner: Owner) -> Result<()> {
    match owner {
        Owner::Voucher(id) => document::get::exists(session, id).await?.then_some(()).or_not_found("voucher"),
        Owner::Party(id) => party::find(session, id).await.map(drop),
        Owner::Item(id) => item::find(session, id).await.map(drop),
    }
}

/// A name that is a plain file name on every system and has the ending of its kind.
fn named(name: &str, content: &Content) -> Result<String> {
    let plain: String = name.chars().map(|c| if r#"/\:*?"<>|"#.contains(c) { '-' } else { c }).collect();
    let plain = text::line("name", &plain, 1000)?;
    let stem = match plain.rsplit_once('.') {
        Some((stem, ending)) if (1..=5).contains(&ending.len()) => stem,
        _ => &plain,
    };
    let stem: String = stem.trim_matches(['.', ' ']).chars().take(super::LONGEST_NAME - 6).collect();
    let stem = if stem.is_empty() { "Photo" } else { stem.trim() };
    Ok(format!("{stem}.{}", content.mime.ending()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_end_as_their_kind_does() {
        let content = Content::new(b"\xff\xd8\xff....".to_vec(), "").unwrap();
        let check = |name: &str, plain: &str| assert_eq!(named(name, &content).unwrap(), plain);
        check("IMG_2043.HEIC", "IMG_2043.jpg");
        check("बिल 12.jpeg", "बिल 12.jpg");
        check("../../etc/passwd", "-..-etc-passwd.jpg");
        check("Supplier v1.2 final", "Supplier v1.2 final.jpg");
        check("", "Photo.jpg");
        check(".jpg", "Photo.jpg");
        assert_eq!(named(&"र".repeat(500), &content).unwrap().chars().count(), super::super::LONGEST_NAME - 2);
    }
}
