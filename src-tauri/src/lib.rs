//! The Tauri shell, on the desktop and on phones: a window, the books behind it, and the files it saves.
//!
//! No rule of the books lives here. [`door`] is the only way to them, `books` the one place that names the
//! core's store; [`place`] says in which folder they are; [`files`] saves what the page made, [`viewer`] opens
//! it; `graphics` is how the page is drawn; `command` is what the page may call.

mod assets;
mod books;
mod command;
pub mod door;
mod faults;
pub mod files;
#[cfg(target_os = "linux")]
mod graphics;
pub mod place;
pub mod viewer;

use assets::WithFonts;
use door::Door;
use files::Files;
use smartkhata_core::store::sqlite::Stage;
use smartkhata_courier::installation::FIRST;
use smartkhata_courier::{Answers, Installation};
use std::path::Path;
use std::sync::Arc;
use tauri::{AppHandle, Manager, RunEvent};
use viewer::Viewer;

/// Opens the window and stays until it is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    #[cfg(target_os = "linux")]
    graphics::settle();
    let mut context = tauri::generate_context!();
    WithFonts::beside(&mut context);
    let _telling = faults::if_asked();
    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            command::door,
            command::save_file,
            command::open_file,
            command::open_link,
            command::tell_fault
        ])
        .setup(|app| {
            let (window, machine) = (app.handle().clone(), place::machine(app.path()));
            let open = move |folder: &Path| {
                let books = books::open(folder, machine.clone(), &mut |stage| title(&window, Some(stage)));
                title(&window, None);
                books
            };
            let open = Arc::new(open);
            let shops = Installation::new(place::books(app.path())?, move |folder: &Path| {
                let open = Arc::clone(&open);
                Ok(Door::new(folder.to_owned(), move |folder| open(folder)))
            });
            let shops = Arc::new(shops);
            // The window does not wait for the books: they open while the page loads, and each shop's entries are
            // carried from then on, whichever of them is on the screen.
            std::thread::spawn({
                let shops = Arc::clone(&shops);
                move || {
                    each(&shops, Door::open_early);
                    keep_daily_backups(&shops);
                }
            });
            app.manage(shops);
            let viewer = Viewer::of_system();
            app.manage(Files::new(place::saved(app.path())?, viewer.clone()));
            app.manage(viewer);
            Ok(())
        })
        .build(context);
    match app {
        Ok(app) => app.run(|app, event| {
            if let RunEvent::Exit = event {
                app.state::<Arc<Installation<Door>>>().close(Door::close);
            }
        }),
        Err(error) => {
            eprintln!("SmartKhata could not open its window: {error}");
            std::process::exit(1);
        }
    }
}

/// Says in the title what opening the books is busy with, where it takes long enough to be read.
#[cfg_attr(mobile, expect(unused_variables, reason = "a phone shows no title"))]
fn title(app: &AppHandle, stage: Option<Stage>) {
    let title = match stage {
        None => "SmartKhata".to_owned(),
        Some(Stage::Copying) => "SmartKhata: keeping a copy of the books".to_owned(),
        Some(Stage::Rebuilding(entries)) => format!("SmartKhata: {entries} entries made ready"),
        Some(Stage::Totals) => "SmartKhata: adding up the totals".to_owned(),
    };
    #[cfg(desktop)]
    if let Some(window) = app.get_webview_window("main") {
        // A title that cannot be set is no reason to keep the books closed.
        let _ = window.set_title(&title);
    }
}

/// Keeps the day's backup, for as long as the window stands. One that fails does not stop the shop and is tried
/// again; the backup screen lists what there is. The counter comes first: a backup reads all the books, and the page
/// that loads beside it would wait.
fn keep_daily_backups(shops: &Installation<Door>) -> ! {
    const FIRST_LOOK: std::time::Duration = std::time::Duration::from_secs(15);
    const LOOK: std::time::Duration = std::time::Duration::from_secs(3600);
    std::thread::sleep(FIRST_LOOK);
    loop {
        each(shops, |door| {
            let _ = door.call("backup.daily", "{}");
        });
        std::thread::sleep(LOOK);
    }
}

/// Does something with every shop that can be reached; the page is told of the others when it asks for them.
fn each(shops: &Installation<Door>, act: impl Fn(&Door)) {
    let keys = shops.keys().unwrap_or_else(|_| vec![FIRST.to_owned()]);
    keys.iter().filter_map(|key| shops.books(key).ok()).for_each(|door| act(&door));
}
