//! The way back from a backup: one of those on this device, or a file that is named. Books that are open are kept as a
//! backup of their own first, so that a restore too can be undone; damaged ones stay beside it as they are.
//!
//! Test ids: `backup-row` (with `data-path`), `backup-share`, `backup-restore`, `backup-file`, `field-path`,
//! `backup-restore-path`; toast: `toast-undo`.

use dioxus::html::FileData;
use dioxus::prelude::*;
use smartkhata_core::api::backup::{BackupFile, BringBackup, CreateBackup, ListBackups, RestoreBackup};
use smartkhata_core::{Code, Error, Result};
use smartkhata_part::part;
use wasm_bindgen_futures::JsFuture;

use super::entry::undo;
use super::shell::read_shop;
use crate::part::{Button, Empty, Field, Icon, Look, Trouble, Waiting};
use crate::state::answer::use_answer;
use crate::state::submit::use_submit;
use crate::state::{self, CHANGES, SHOP, Tone, share, use_callback, use_signal};
use crate::{api, browser, t};

/// `4.9 MB`: the size of a file as a shop reads it.
fn size(bytes: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    for (unit, name) in UNITS {
        if bytes >= unit {
            let tenths = bytes.saturating_mul(10) / unit;
            return format!("{}.{} {name}", tenths / 10, tenths % 10);
        }
    }
    format!("{bytes} B")
}

/// `22-11-26 21:15`, of `2026-11-22T21:15:00+05:30`.
fn when(made: &str) -> String {
    let parts = made.split_once('T').and_then(|(day, time)| Some((day.parse().ok()?, time.get(..5)?)));
    parts.map_or_else(|| made.to_owned(), |(day, time)| format!("{} {time}", crate::part::short(day)))
}

/// The last part of a path, on any system.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The backups of this device, and the field for another one. Where no books are open, they are when it is done.
#[part]
pub fn Restore() -> Element {
    let files = use_answer(|| async {
        let _ = CHANGES();
        api::call(ListBackups {}).await
    });
    let mut path = use_signal(String::new);
    let mut turns = use_signal(|| 0_u32);
    let submit = use_submit();
    let restore = use_callback(move |from: String| {
        if from.trim().is_empty() {
            return submit.refuse(Error::field(Code::Required, "path", "Say which file."));
        }
        submit.send(restore_undoably(from), || {});
    });
    let at = submit.problem();
    let busy = submit.is_busy();
    let open = SHOP.read().is_some();
    rsx! {
        if open || files().is_some_and(|answer| !answer.is_ok_and(|answer| answer.files.is_empty())) {
            section { class: "card flush",
                h2 { class: "card-title", {t!("backup-files")} }
                match files() {
                    None => rsx! { Waiting {} },
                    Some(Err(error)) => rsx! { Trouble { error, onretry: move |()| files.restart() } },
                    Some(Ok(answer)) if answer.files.is_empty() => rsx! {
                        Empty { title: t!("backup-none"), hint: t!("backup-none-hint") }
                    },
                    Some(Ok(answer)) => rsx! {
                        for file in answer.files {
                            File { key: "{file.path}", file, busy: busy, onrestore: move |path| restore.call(path) }
                        }
                    },
                }
            }
        }
        section { class: "card backup-make",
            h2 { {t!("backup-restore-other")} }
            if open {
                p { class: "strip wait", {t!("backup-restore-what")} }
            }
            if let Some(error) = at.besides(&["path"]) {
                Trouble { error }
            }
            label { class: "button large wide pick-file",
                Icon { name: "bills" }
                {t!("backup-choose")}
                // A field of its own for each turn: the same file may be taken again.
                for turn in [turns()] {
                    input {
                        key: "{turn}", r#type: "file", class: "unseen", "data-testid": "backup-file", disabled: busy,
                        onchange: move |event: FormEvent| {
                            turns += 1;
                            if let Some(file) = event.files().into_iter().next() {
                                submit.send(restore_file(file), || {});
                            }
                        },
                    }
                }
            }
            Field {
                name: "path", label: t!("backup-path"), hint: t!("backup-path-hint"), value: path(), problem: at,
                oninput: move |text| path.set(text),
            }
            Button {
                say: t!("backup-restore"), testid: "backup-restore-path", class: "large", icon: "undo", disabled: busy,
                onclick: move |()| restore.call(path.peek().trim().to_owned()),
            }
        }
    }
}

#[part]
fn File(file: BackupFile, busy: bool, onrestore: EventHandler<String>) -> Element {
    let made = when(&file.made);
    let (path, shared) = (file.path.clone(), file.path.clone());
    rsx! {
        div { class: "list-row backup-file", "data-testid": "backup-row", "data-path": "{file.path}",
            span { class: "grow",
                span { class: "name block", "{made}" }
                span { class: "more block", {t!("backup-entries", entries = file.entries, size = size(file.bytes))} }
                span { class: "more block", title: "{file.path}", {file_name(&file.path)} }
            }
            Button {
                say: t!("do-share"), testid: "backup-share", icon: "share", bare: true, look: Look::Quiet,
                onclick: move |()| share::share_backup(shared.clone()),
            }
            button {
                r#type: "button",
                class: "button",
                "data-testid": "backup-restore",
                aria_label: t!("backup-restore-this", when = made),
                disabled: busy,
                onclick: move |_| onrestore.call(path.clone()),
                {t!("backup-restore")}
            }
        }
    }
}

/// Bytes of a file that travel at a time.
const PART: f64 = 3_000_000.0;

/// Brings a file that was chosen to where the books are, and restores it.
async fn restore_file(file: FileData) -> Result<()> {
    state::say_done(t!("backup-working"));
    let unreadable = || Error::field(Code::InvalidFile, "path", "The file cannot be read.");
    let blob: &web_sys::Blob = file.inner().downcast_ref::<web_sys::File>().ok_or_else(unreadable)?;
    let size = blob.size();
    let (mut at, mut path) = (0.0, String::new());
    while at < size {
        let end = (at + PART).min(size);
        let part = blob.slice_with_f64_and_f64(at, end).map_err(|_| unreadable())?;
        let bytes = JsFuture::from(part.array_buffer()).await.map_err(|_| unreadable())?;
        let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
        let base64 = browser::base64_of_bytes(&bytes).ok_or_else(unreadable)?;
        #[expect(clippy::cast_possible_truncation, reason = "a place in a file is a whole number")]
        let brought = api::call(BringBackup { at: at as i64, base64 }).await?;
        (at, path) = (end, brought.path);
    }
    restore_undoably(path).await
}

/// Keeps the books of today, then restores; the way back is the backup just made.
async fn restore_undoably(path: String) -> Result<()> {
    state::say_done(t!("backup-working"));
    let kept = match SHOP.peek().is_some() {
        true => api::call(CreateBackup { folder: None }).await.map(Some),
        false => Ok(None),
    };
    let kept = match kept {
        // Of damaged books there can be none; the file itself is kept.
        Err(error) if error.code() == Code::CorruptDatabase => None,
        kept => kept?,
    };
    let status = api::call(RestoreBackup { path }).await?;
    opened().await?;
    let again = kept.map(|kept| {
        undo(move || {
            let path = kept.path.clone();
            async move {
                api::call(RestoreBackup { path }).await?;
                opened().await
            }
        })
    });
    state::toast(t!("backup-restored", entries = status.entries), Tone::Done, again.into_iter().collect());
    Ok(())
}

/// Other books are open now: the shop may have another name, and every list another content.
async fn opened() -> Result<()> {
    read_shop().await?;
    state::books_changed();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_described_as_a_shop_reads_it() {
        assert_eq!(size(4_912_334), "4.9 MB");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(12_000), "12.0 kB");
        assert_eq!(when("2026-11-22T21:15:00+05:30"), "22-11-26 21:15");
        assert_eq!(when("long ago"), "long ago");
        assert_eq!(file_name("E:\\Books\\2026.smartkhata"), "2026.smartkhata");
        assert_eq!(file_name("/books/2026.smartkhata"), "2026.smartkhata");
    }
}
