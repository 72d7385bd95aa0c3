//! The tool that makes JavaScript for the UI's wasm, built from the library at the version in `Cargo.toml`.
//!
//! It is a crate of its own (`xtask/bindgen`), because it is large and only the UI needs it.

use crate::failure::Result;
use crate::{process, repo};
use std::path::PathBuf;

/// Builds the tool where it is missing or of another version; cargo knows which.
pub fn ensure() -> Result<PathBuf> {
    let tool = repo::tools().join("debug").join(format!("xtask-bindgen{}", std::env::consts::EXE_SUFFIX));
    if !tool.is_file() {
        eprintln!("    building wasm-bindgen at the locked version (once, two minutes)");
    }
    let mut build = process::cargo();
    build.args(["build", "--quiet", "--package", "xtask-bindgen", "--target-dir"]).arg(repo::tools());
    process::run(&mut build)?;
    Ok(tool)
}
