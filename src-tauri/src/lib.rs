//! The Tauri shell, on the desktop and on phones: a window, the books behind it, and the files it saves.
//!
//! No rule of the books lives here. [`door`] is the only way to them, `books` the one place that names the
//! core's store; [`place`] says in which folder they are; [`files`] saves what the page made, [`viewer`] opens
//! it; `command` is what the page may call.

mod books;
mod command;
pub mod door;
pub mod files;
pub mod place;
pub mod viewer;

use door::Door;
use files::Files;
use std::sync::Arc;
use tauri::{Manager, RunEvent};
use viewer::Viewer;

/// Opens the window and stays until it is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            command::door,
            command::save_file,
            command::open_file,
            command::open_link
        ])
        .setup(|app| {
            let door = Arc::new(Door::new(place::books(app.path())?, books::open));
            // The window does not wait for the books: they open while the page loads.
            std::thread::spawn({
                let door = Arc::clone(&door);
                move || door.open_early()
            });
            app.manage(door);
            let viewer = Viewer::of_system();
            app.manage(Files::new(place::saved(app.path())?, viewer.clone()));
            app.manage(viewer);
            Ok(())
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => app.run(|app, event| {
            if let RunEvent::Exit = event {
                app.state::<Arc<Door>>().close();
            }
        }),
        Err(error) => {
            eprintln!("SmartKhata could not open its window: {error}");
            std::process::exit(1);
        }
    }
}
