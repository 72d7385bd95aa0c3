//! Backups: one file with all the books, made at a press, and the way back from one.
//!
//! Test ids: `backup`, `backup-now`, `field-folder`, and those of `restore.rs`.

use dioxus::prelude::*;
use smartkhata_core::api::backup::CreateBackup;
use smartkhata_part::part;

use super::restore::{Restore, file_name};
use crate::part::{Button, Field, LinkButton, Look, Trouble};
use crate::route::Route;
use crate::state::submit::use_submit;
use crate::state::{self, use_callback, use_signal};
use crate::{api, t};

/// The screen.
#[part]
pub fn Backup() -> Element {
    let mut folder = use_signal(String::new);
    let submit = use_submit();
    let make = use_callback(move |()| {
        let chosen = Some(folder.peek().trim().to_owned()).filter(|folder| !folder.is_empty());
        submit.send(
            async move {
                let made = api::call(CreateBackup { folder: chosen }).await?;
                state::books_changed();
                state::say_done(t!("settings-backup-made", name = file_name(&made.path).to_owned()));
                Ok(())
            },
            || {},
        );
    });
    let at = submit.problem();
    let busy = submit.is_busy();
    rsx! {
        main { class: "screen", "data-testid": "backup",
            header { class: "screen-head",
                LinkButton {
                    say: t!("do-back"), testid: "backup-back", to: Route::Settings, icon: "back", bare: true, look: Look::Quiet,
                }
                h1 { {t!("backup-title")} }
            }
            if let Some(error) = at.besides(&["folder"]) {
                Trouble { error }
            }
            section { class: "card backup-make",
                p { {t!("settings-backup-hint")} }
                Field {
                    name: "folder", label: t!("backup-folder"), hint: t!("backup-folder-hint"), value: folder(), problem: at.clone(),
                    oninput: move |text| folder.set(text), onenter: move |()| make.call(()),
                }
                Button {
                    say: if busy { t!("waiting") } else { t!("settings-backup-now") }, testid: "backup-now",
                    look: Look::Main, class: "large", disabled: busy, onclick: move |()| make.call(()),
                }
            }
            Restore {}
        }
    }
}
