//! Our own programs that finish the page: one makes JavaScript for the UI's module, built from the library at the
//! version in `Cargo.toml`; one writes its functions in an order that packs well; one writes the words.
//!
//! They are crates of their own (`xtask/bindgen`, `xtask/words`), because this one has no dependencies, and what they
//! need is large.

use crate::failure::Result;
use crate::{process, repo};
use std::path::PathBuf;

/// What makes `ui.js`.
pub fn bindgen() -> Result<PathBuf> {
    built("xtask-bindgen")
}

/// What orders the functions of a module.
pub fn order() -> Result<PathBuf> {
    built("xtask-order")
}

/// What writes the words as the page reads them.
pub fn words() -> Result<PathBuf> {
    built("xtask-words")
}

/// Builds one where it is missing or of another version; cargo knows which. As a part of the workspace: the tests then
/// find its libraries compiled.
fn built(name: &str) -> Result<PathBuf> {
    let tool = repo::built(name, false);
    if !tool.is_file() {
        eprintln!("    building {name} at the locked version (once, up to two minutes)");
    }
    process::run(process::cargo().args(["build", "--quiet", "--workspace", "--bin", name]))?;
    Ok(tool)
}
