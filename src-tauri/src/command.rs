//! What the page may call. Each command is a line or two around the shops' [`Door`]s and [`Files`].

use crate::door::Door;
use crate::files::Files;
use crate::viewer::Viewer;
use serde_json::Value;
use smartkhata_core::{Code, Error, Result};
use smartkhata_courier::Installation;
use std::sync::Arc;
use tauri::State;
use tauri::async_runtime::spawn_blocking;
use tauri::ipc::Response;

/// One request to the books of a shop, answered away from the window's thread.
#[tauri::command]
pub async fn door(
    shops: State<'_, Arc<Installation<Door>>>,
    shop: String,
    request: String,
    body: Value,
) -> Result<Response> {
    let shops = Arc::clone(&shops);
    aside(move || shops.call(&shop, &request, &body.to_string())).await.map(Response::new)
}

/// Keeps a file that the page made, and answers with its path.
#[tauri::command]
pub async fn save_file(files: State<'_, Files>, name: String, bytes: Vec<u8>) -> Result<String> {
    let files = files.inner().clone();
    aside(move || files.save(&name, &bytes)).await
}

/// Opens a file that was saved before with the program the system has for it.
#[tauri::command]
pub async fn open_file(files: State<'_, Files>, path: String) -> Result<()> {
    let files = files.inner().clone();
    aside(move || files.open(&path)).await
}

/// Opens a link to a person (WhatsApp, a call, a mail) in the program the system has for it.
#[tauri::command]
pub async fn open_link(viewer: State<'_, Viewer>, address: String) -> Result<()> {
    let viewer = viewer.inner().clone();
    aside(move || viewer.open_link(&address)).await
}

/// Tells of a fault of the page, if the owner asked for that: the number of the function of its module, and the place in it.
#[tauri::command]
pub fn tell_fault(number: u32, offset: u32) {
    smartkhata_faults::tell_page(number, offset);
}

/// Runs blocking work on a thread that may wait.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let fault =
        |_| Error::new(Code::Internal, "SmartKhata met a fault of its own. Nothing was written; please try again.");
    spawn_blocking(work).await.map_err(fault)?
}
