//! A button that reads barcodes with the phone's camera, where the browser can: what is seen is told one by one until the
//! sheet is closed.
//!
//! Test ids: `scan`, `sheet-scan`, `scan-picture`, `scan-light`, `scan-said`, `scan-trouble`.

use std::cell::RefCell;
use std::rc::Rc;

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_part::part;

use super::{Button, Icon, Look, Sheet};
use crate::camera::{self, Camera, Seen};
use crate::state::{WIDE, spawn, use_signal};
use crate::{state, t};

/// The element that shows the picture.
const PICTURE: &str = "scan-picture";

/// How often the picture is looked at.
const EVERY_MS: u32 = 150;

/// The button and its sheet; neither where barcodes cannot be read.
#[part]
pub fn Scan(
    open: Signal<bool>,
    /// A code that came into the picture.
    onscan: EventHandler<String>,
    /// What became of the last one.
    #[props(default)]
    said: String,
) -> Element {
    if WIDE() || !camera::can_scan() {
        return rsx! {};
    }
    let mut open = open;
    rsx! {
        Button { say: t!("scan"), testid: "scan", icon: "scan", bare: true, onclick: move |()| open.set(true) }
        if open() {
            ScanSheet { said, onscan, onclose: move |()| open.set(false) }
        }
    }
}

#[part]
fn ScanSheet(said: String, onscan: EventHandler<String>, onclose: EventHandler<()>) -> Element {
    let mut camera = use_signal(|| None::<Result<Rc<Camera>, &'static str>>);
    let mut lit = use_signal(bool::default);
    let seen = use_hook(|| Rc::new(RefCell::new(Seen::default())));
    use_hook(move || {
        state::run(async move {
            let opened = Camera::open().await.map(Rc::new);
            // The sheet may be gone by now: nobody holds the camera then, and it is off.
            if let Ok(mut camera) = camera.try_write() {
                *camera = Some(opened);
            }
        });
    });
    use_drop(move || {
        camera.take();
    });
    let look = {
        let seen = Rc::clone(&seen);
        move |_| {
            let Some(Ok(camera)) = camera.peek().clone() else { return };
            let seen = Rc::clone(&seen);
            spawn(async move {
                camera.show(PICTURE).await;
                loop {
                    TimeoutFuture::new(EVERY_MS).await;
                    let codes = camera.codes(PICTURE).await;
                    let came = seen.borrow_mut().came(codes, js_sys::Date::now());
                    for code in came {
                        camera.tell();
                        onscan.call(code);
                    }
                }
            });
        }
    };
    rsx! {
        Sheet { title: t!("scan-title"), testid: "sheet-scan", onclose,
            match camera() {
                None => rsx! { p { class: "muted", {t!("scan-waits")} } },
                Some(Err(words)) => rsx! {
                    p { class: "strip out", role: "alert", "data-testid": "scan-trouble",
                        Icon { name: "alert" }
                        span { class: "grow", {t!(words)} }
                    }
                },
                Some(Ok(now)) => rsx! {
                    video {
                        class: "scan-picture",
                        id: PICTURE,
                        "data-testid": PICTURE,
                        playsinline: true,
                        muted: true,
                        onmounted: look,
                        onclick: move |_| seen.borrow_mut().again(),
                    }
                    p { class: "muted", {t!("scan-hint")} }
                    if now.has_light() {
                        Button {
                            say: t!("scan-light"), testid: "scan-light", look: if lit() { Look::Main } else { Look::Quiet },
                            onclick: move |()| {
                                let (now, on) = (Rc::clone(&now), !lit());
                                lit.set(on);
                                spawn(async move { now.light(on).await });
                            },
                        }
                    }
                },
            }
            p { role: "status", "data-testid": "scan-said", "{said}" }
        }
    }
}
