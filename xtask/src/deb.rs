//! `cargo xtask deb`: the desktop edition as a package for Debian and its kin.

use crate::failure::{Failure, Result, unknown_option};
use crate::setup::{apt, npm};
use crate::step::step;
use crate::web::{self, Profile};
use crate::{process, repo};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

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
    let package = bundle()?;
    let bytes =
        std::fs::metadata(&package).map_err(|e| Failure::io(format_args!("reading {}", package.display()), &e))?.len();
    eprintln!("==> {} ({bytes} bytes)", package.display());
    Ok(())
}

/// Packs the window's program as it was just compiled; answers where the package is.
pub fn bundle() -> Result<PathBuf> {
    // A package's name holds its version and machine: one of another tree would lie beside it.
    let folder = repo::target().join("release/bundle/deb");
    match std::fs::remove_dir_all(&folder) {
        Err(e) if e.kind() != ErrorKind::NotFound => {
            return Err(Failure::io(format_args!("removing {}", folder.display()), &e));
        }
        _ => {}
    }
    step("bundle", || {
        let tauri =
            npm::tauri()?.ok_or_else(|| Failure::new("`npm` is missing; install the packages nodejs and npm"))?;
        process::run(process::command("node").arg(tauri).args(["bundle", "--bundles", "deb", "--ci"]))
    })?;
    package(&folder)
}

/// The package in a folder.
fn package(folder: &Path) -> Result<PathBuf> {
    let none = || Failure::new(format!("the bundler left no package in {}", folder.display()));
    let Ok(entries) = std::fs::read_dir(folder) else { return Err(none()) };
    let mut paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.find(|path| path.extension().is_some_and(|e| e == "deb")).ok_or_else(none)
}
