//! Which folder holds the books, and which one the files that a shopkeeper saves.
//!
//! `--data FOLDER` wins over `SMARTKHATA_DATA`, which wins over the platform's folder for data of apps.

use smartkhata_core::machine;
use std::ffi::OsString;
use std::path::PathBuf;
use tauri::Runtime;
use tauri::path::PathResolver;

/// The folder of the books.
///
/// # Errors
/// When the platform knows no folder for data of apps and none was given.
pub fn books<R: Runtime>(path: &PathResolver<R>) -> tauri::Result<PathBuf> {
    match given(std::env::args_os().skip(1), std::env::var_os("SMARTKHATA_DATA")) {
        Some(folder) => Ok(folder),
        None => path.app_data_dir(),
    }
}

/// The folder for PDFs and other files to keep: `SMARTKHATA_DOWNLOADS`, else the one where browsers put
/// theirs, else the one for documents, else beside the books.
///
/// # Errors
/// When the platform knows none of them.
pub fn saved<R: Runtime>(path: &PathResolver<R>) -> tauri::Result<PathBuf> {
    match std::env::var_os("SMARTKHATA_DOWNLOADS") {
        Some(folder) if !folder.is_empty() => Ok(folder.into()),
        _ => path.download_dir().or_else(|_| path.document_dir()).or_else(|_| Ok(books(path)?.join("saved"))),
    }
}

/// The id of this machine: its system's, or on a phone one that was drawn and lies where no backup of the system takes it
/// along; none where it cannot be had.
pub fn machine<R: Runtime>(path: &PathResolver<R>) -> Option<String> {
    if cfg!(any(target_os = "android", target_os = "ios")) {
        machine::drawn_id(&not_backed_up(path).ok()?).ok()
    } else {
        machine::id().map(str::to_owned)
    }
}

/// A folder of the app that the system carries to no other phone.
fn not_backed_up<R: Runtime>(path: &PathResolver<R>) -> tauri::Result<PathBuf> {
    // Android's `getNoBackupFilesDir`.
    if cfg!(target_os = "android") { Ok(path.app_data_dir()?.join("no_backup")) } else { path.app_cache_dir() }
}

/// The folder named by the arguments or else the environment; an empty name is no name.
fn given(mut arguments: impl Iterator<Item = OsString>, environment: Option<OsString>) -> Option<PathBuf> {
    let mut folder = None;
    while let Some(argument) = arguments.next() {
        if argument == "--data" {
            folder = arguments.next();
        } else if let Some(value) = argument.to_str().and_then(|a| a.strip_prefix("--data=")) {
            folder = Some(value.into());
        }
    }
    folder.filter(|f| !f.is_empty()).or(environment.filter(|f| !f.is_empty())).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_wins_over_the_environment() {
        let check = |arguments: &[&str], environment: Option<&str>, folder: Option<&str>| {
            let found = given(arguments.iter().map(OsString::from), environment.map(OsString::from));
            assert_eq!(found, folder.map(PathBuf::from), "{arguments:?} {environment:?}");
        };
        check(&["--data", "shop"], Some("other"), Some("shop"));
        check(&["--data=shop"], Some("other"), Some("shop"));
        check(&[], Some("other"), Some("other"));
        check(&["--data"], Some("other"), Some("other"));
        check(&["--data", ""], Some(""), None);
        check(&["--unknown"], None, None);
    }
}
