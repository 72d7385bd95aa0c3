//! Tools that come from npm, at the versions locked in `xtask/npm`.
//!
//! wasm-opt is taken from there because Debian's is years older and breaks the UI's module: what it writes
//! validates and then dies when the browser starts it.

use super::apt;
use crate::failure::{Failure, Result};
use crate::{process, repo};
use std::fs;
use std::path::{Path, PathBuf};

/// Said where there is no npm: the UI works, it is only larger.
pub const SKIPPED: &str = "wasm-opt skipped: npm is missing (install Node to make the UI a fifth smaller)";

/// The script of wasm-opt, to be run by `node`; `None` where npm is missing and cannot be installed here.
pub fn wasm_opt() -> Result<Option<PathBuf>> {
    Ok(modules("wasm-opt")?.map(|modules| modules.join("binaryen/bin/wasm-opt")))
}

/// Tauri's command line, to be run by `node`; `None` where npm is missing and cannot be installed here.
pub fn tauri() -> Result<Option<PathBuf>> {
    Ok(modules("tauri-cli")?.map(|modules| modules.join("@tauri-apps/cli/tauri.js")))
}

/// The modules of one tool, installed again when its lock file changed.
fn modules(tool: &str) -> Result<Option<PathBuf>> {
    if process::find("npm").is_none() || process::find("node").is_none() {
        if !apt::is_here() {
            return Ok(None);
        }
        apt::ensure(apt::NODE)?;
    }
    let (from, to) = (repo::root().join("xtask/npm").join(tool), repo::tools().join(tool));
    let lock = read(&from.join("package-lock.json"))?;
    let done = to.join("installed");
    if fs::read_to_string(&done).ok().as_deref() != Some(&lock) {
        eprintln!("    installing with npm: {tool}");
        fs::create_dir_all(&to).map_err(|e| Failure::io(format_args!("making {}", to.display()), &e))?;
        for name in ["package.json", "package-lock.json"] {
            fs::copy(from.join(name), to.join(name)).map_err(|e| Failure::io(format_args!("copying {name}"), &e))?;
        }
        let npm = process::find("npm").ok_or_else(|| Failure::new("`npm` is missing; install Node"))?;
        let mut install = process::command(npm);
        // Not `ci`: it refuses a lock file that leaves out other systems' optional packages.
        install.current_dir(&to).args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
        process::run(&mut install)?;
        fs::write(&done, &lock).map_err(|e| Failure::io(format_args!("writing {}", done.display()), &e))?;
    }
    Ok(Some(to.join("node_modules")))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|e| Failure::io(format_args!("reading {}", path.display()), &e))
}
