//! The tools that finish the UI's module: one makes JavaScript for it, built from the library at the version in
//! `Cargo.toml`; the other writes its functions in an order that packs well.
//!
//! They are a crate of their own (`xtask/bindgen`), because it is large and only the UI needs it.

use crate::failure::Result;
use crate::{process, repo};
use std::path::PathBuf;

/// What makes `ui.js`.
pub fn ensure() -> Result<PathBuf> {
    built("xtask-bindgen")
}

/// What orders the functions of a module.
pub fn order() -> Result<PathBuf> {
    built("xtask-order")
}

/// Builds one where it is missing or of another version; cargo knows which. As a part of the workspace: the tests then
/// find its libraries compiled.
fn built(name: &str) -> Result<PathBuf> {
    let tool = repo::built(name, false);
    if !tool.is_file() {
        eprintln!("    building {name} at the locked version (once, two minutes)");
    }
    process::run(process::cargo().args(["build", "--quiet", "--workspace", "--bin", name]))?;
    Ok(tool)
}
