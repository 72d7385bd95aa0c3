//! `cargo xtask deb`: the desktop edition as a package for Debian and its kin.

use crate::failure::{Failure, Result, unknown_option};
use crate::setup::{apt, npm};
use crate::step::step;
use crate::web::{self, Profile};
use crate::{process, repo};
use std::path::PathBuf;

/// `cargo xtask deb`.
pub fn task(options: &[String]) -> Result {
    if let Some(option) = options.first() {
        return Err(unknown_option("deb", option));
    }
    if !apt::is_here() {
        return Err(Failure::new("a Debian package is built on Debian; dpkg is missing here"));
    }
    step("system packages", || apt::ensure(apt::WINDOW))?;
    web::build(Profile::Release)?;
    step("compile smartkhata-desktop", || {
        process::run(process::cargo().args(["build", "--release", "--package", "smartkhata-desktop"]))
    })?;
    step("bundle", || {
        let tauri =
            npm::tauri()?.ok_or_else(|| Failure::new("`npm` is missing; install the packages nodejs and npm"))?;
        process::run(process::command("node").arg(tauri).args(["bundle", "--bundles", "deb", "--ci"]))
    })?;
    let package = newest()?;
    let bytes =
        std::fs::metadata(&package).map_err(|e| Failure::io(format_args!("reading {}", package.display()), &e))?.len();
    eprintln!("==> {} ({bytes} bytes)", package.display());
    Ok(())
}

/// The package written last: its name holds the version and the machine.
pub fn newest() -> Result<PathBuf> {
    let folder = repo::target().join("release/bundle/deb");
    let entries =
        std::fs::read_dir(&folder).map_err(|e| Failure::io(format_args!("reading {}", folder.display()), &e))?;
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "deb"))
        .max_by_key(|path| path.metadata().and_then(|m| m.modified()).ok())
        .ok_or_else(|| Failure::new(format!("the bundler left no package in {}", folder.display())))
}
