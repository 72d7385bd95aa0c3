//! One attachment: small, and open over the screen. What has not come here yet says so, and is asked for again.

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_core::api::attachment::ReadAttachment;
use smartkhata_core::attachment::{AttachmentView, Mime};
use smartkhata_core::{Code, Error};
use smartkhata_part::part;

use super::hide;
use crate::part::{Button, Icon, Look, Sheet, Trouble, moment};
use crate::state::answer::use_answer;
use crate::state::{self, READ_ONLY, use_signal};
use crate::{api, browser, shell, t};

/// How often is looked for what has not come, in milliseconds.
const LOOK_MS: u32 = 15_000;

/// The small one.
#[part]
pub fn Thumb(view: AttachmentView) -> Element {
    let mut open = use_signal(bool::default);
    let (id, is_picture) = (view.id, view.mime != Mime::Pdf.as_str());
    let read = use_answer(move || async move {
        // Pages are asked for when they are opened.
        if is_picture { api::call(ReadAttachment { id }).await.map(Some) } else { Ok(None) }
    });
    // What is still to come is looked for while it is on the screen.
    use_future(move || async move {
        loop {
            TimeoutFuture::new(LOOK_MS).await;
            let away = matches!(&*read.peek(), Some(Err(error)) if error.code == Code::NotArrived);
            if away {
                read.restart();
            }
        }
    });
    let (stands, address) = match read() {
        None => ("coming", None),
        Some(Ok(file)) => ("here", file.map(|file| format!("data:{};base64,{}", file.mime, file.base64))),
        Some(Err(error)) if error.code == Code::NotArrived => ("away", None),
        Some(Err(_)) => ("trouble", None),
    };
    let icon = if is_picture { "photo" } else { "bill" };
    let say = match stands {
        "coming" => t!("attach-coming"),
        "away" => t!("attach-away"),
        "trouble" => t!("attach-trouble"),
        _ => view.name.clone(),
    };
    rsx! {
        button {
            r#type: "button", class: "thumb {stands}", "data-testid": "attachment", "data-state": stands,
            aria_label: "{view.name}: {say}", title: view.name.clone(),
            onclick: move |_| {
                if matches!(stands, "away" | "trouble") {
                    read.restart();
                }
                open.set(true);
            },
            if let Some(address) = &address {
                img { src: "{address}", alt: "" }
            } else {
                Icon { name: icon }
                span { class: "thumb-say", "{say}" }
            }
        }
        if open() {
            Opened { view: view.clone(), address, away: stands == "away", onclose: move |()| open.set(false) }
        }
    }
}

/// Kilobytes or megabytes, as people say them.
fn size(bytes: i64) -> String {
    if bytes < 1_000_000 {
        format!("{} kB", bytes.max(1000) / 1000)
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
    }
}

/// The large one, with what can be done.
#[part]
fn Opened(view: AttachmentView, address: Option<String>, away: bool, onclose: EventHandler<()>) -> Element {
    let mut problem = use_signal(Option::<Error>::default);
    let id = view.id;
    let hand_over = move |()| {
        state::run(async move {
            match api::call(ReadAttachment { id }).await {
                Ok(file) => {
                    if let Some(bytes) = browser::bytes_of_base64(&file.base64) {
                        shell::hand_over(&file.name, &file.mime, &bytes).await;
                    }
                }
                Err(error) => {
                    if let Ok(mut problem) = problem.try_write() {
                        *problem = Some(error);
                    }
                }
            }
        });
    };
    let hidden = view.clone();
    rsx! {
        Sheet { title: view.name.clone(), testid: "attachment-sheet", onclose,
            if let Some(error) = problem() {
                Trouble { error }
            }
            if let Some(address) = address {
                img { class: "attachment-picture", src: "{address}", alt: "{view.name}", "data-testid": "attachment-picture" }
            }
            if away {
                p { class: "strip wait", role: "status", Icon { name: "pause" } span { class: "grow", {t!("attach-away-hint")} } }
            }
            p { class: "muted", {t!("attach-more", size = size(view.size), when = moment(view.ms))} }
            div { class: "button-row",
                if !away {
                    Button { say: t!("attach-open"), testid: "attachment-open", icon: "pdf", look: Look::Main, onclick: hand_over }
                }
                if !READ_ONLY() {
                    Button {
                        say: t!("attach-hide"), testid: "attachment-hide",
                        onclick: move |()| {
                            hide(hidden.clone());
                            onclose.call(());
                        },
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        assert_eq!([size(12), size(345_678), size(2_345_678)], ["1 kB", "345 kB", "2.3 MB"]);
    }
}
