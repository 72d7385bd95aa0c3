//! Photos and papers with a record: what is there, and one more.
//!
//! Test ids: `attachments`, `attachment` (each; `data-state`: `coming`, `here`, `away`, `trouble`), `attach-file`,
//! `attach-camera`, `attachment-sheet`, `attachment-picture`, `attachment-open`, `attachment-hide`, `attach-chosen` (each
//! file of a form), `attach-drop`; toast: `toast-undo`.

use dioxus::html::FileData;
use dioxus::prelude::*;
use smartkhata_core::api::attachment::{AddAttachment, HideAttachment, ListAttachments};
use smartkhata_core::attachment::{AttachmentView, Owner};
use smartkhata_core::id::AttachmentId;
use smartkhata_core::{Error, Result};
use smartkhata_part::part;

use super::entry::undo;
use crate::part::{Icon, Sheet, Trouble};
use crate::photo::{self, Chosen};
use crate::state::answer::use_answer;
use crate::state::{self, CHANGES, Offer, READ_ONLY, Tone, WIDE, use_signal};
use crate::{api, t};

mod choose;
mod thumb;

pub use choose::{ChooseFiles, attach_all};

/// The card of a record.
#[part]
pub fn Attachments(owner: Owner) -> Element {
    let mut of = use_signal(|| owner);
    if of() != owner {
        of.set(owner);
    }
    let listed = use_answer(move || async move {
        let _ = CHANGES();
        api::call(ListAttachments { owner: of(), hidden: false }).await
    });
    let mut adding = use_signal(|| 0_usize);
    let pick = move |files: Vec<FileData>| {
        let owner = of();
        adding += files.len();
        state::run(async move {
            for file in files {
                let added = add(owner, &file).await;
                // The record may have been left meanwhile.
                if let Ok(mut adding) = adding.try_write() {
                    *adding = adding.saturating_sub(1);
                }
                match added {
                    Ok(view) => {
                        state::books_changed();
                        state::toast(t!("attach-added", name = view.name), Tone::Done, vec![put_away(view.id, true)]);
                    }
                    Err(error) => state::say_error(&error),
                }
            }
        });
    };
    let (rows, error): (Vec<AttachmentView>, Option<Error>) = match listed() {
        None => (Vec::new(), None),
        Some(Ok(listed)) => (listed.rows, None),
        Some(Err(error)) => (Vec::new(), Some(error)),
    };
    rsx! {
        section { class: "card attachments", "data-testid": "attachments",
            h2 { {t!("attach-title")} }
            if let Some(error) = error {
                Trouble { error, onretry: move |()| listed.restart() }
            }
            div { class: "thumbs",
                for view in rows {
                    thumb::Thumb { key: "{view.id}", view }
                }
                for place in 0..adding() {
                    span { key: "adding-{place}", class: "thumb", role: "status", span { class: "thumb-say", {t!("attach-adding")} } }
                }
                if !READ_ONLY() {
                    if !WIDE() {
                        Pick { testid: "attach-camera", say: t!("attach-camera"), icon: "photo", camera: true, onpick: pick }
                    }
                    Pick { testid: "attach-file", say: t!("attach-file"), icon: "plus", camera: false, onpick: pick }
                }
            }
        }
    }
}

/// The same over the screen, for records without a screen of their own.
#[part]
pub fn AttachmentsSheet(owner: Owner, title: String, onclose: EventHandler<()>) -> Element {
    rsx! {
        Sheet { title, testid: "attachments-sheet", onclose, Attachments { owner } }
    }
}

/// Takes files, or a photo of this moment.
#[part]
fn Pick(testid: String, say: String, icon: &'static str, camera: bool, onpick: EventHandler<Vec<FileData>>) -> Element {
    // A field of its own for each turn: the same file may be taken again.
    let mut turns = use_signal(|| 0_u32);
    rsx! {
        label { class: "thumb pick",
            Icon { name: icon }
            span { class: "thumb-say", "{say}" }
            for turn in [turns()] {
                input {
                    key: "{turn}",
                    class: "unseen",
                    r#type: "file",
                    accept: if camera { "image/*" } else { "image/*,application/pdf" },
                    capture: camera.then_some("environment"),
                    multiple: !camera,
                    "data-testid": testid.clone(),
                    onchange: move |event| {
                        onpick.call(event.files());
                        turns += 1;
                    },
                }
            }
        }
    }
}

async fn add(owner: Owner, file: &FileData) -> Result<AttachmentView> {
    attach(owner, photo::read(file).await?).await
}

/// Attaches a file that was read.
async fn attach(owner: Owner, chosen: Chosen) -> Result<AttachmentView> {
    let Chosen { name, mime, base64 } = chosen;
    api::call(AddAttachment { owner, name, mime: mime.to_owned(), base64 }).await
}

/// Puts an attachment away, and offers to show it again.
fn hide(view: AttachmentView) {
    state::run(async move {
        match api::call(HideAttachment { id: view.id, hidden: true }).await {
            Ok(_) => {
                state::books_changed();
                state::toast(t!("attach-hidden", name = view.name), Tone::Done, vec![put_away(view.id, false)]);
            }
            Err(error) => state::say_error(&error),
        }
    });
}

/// The undo that hides an attachment, or shows it again.
fn put_away(id: AttachmentId, hidden: bool) -> Offer {
    undo(move || async move { api::call(HideAttachment { id, hidden }).await.map(drop) })
}
