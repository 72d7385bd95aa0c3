//! Where things are: the repository, its outputs and the folders that the compilers write to.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// Where native code is built: `CARGO_TARGET_DIR`, else `target/`.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) if !dir.is_empty() => root().join(dir),
        _ => root().join("target"),
    }
}

/// Where the UI is built: apart, because its compiler may be another one and would undo the native builds.
pub fn wasm_target() -> PathBuf {
    target().join("wasm")
}

/// Tools that were fetched or built for a task, kept until the target folder is removed.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// The built UI: what the window embeds and the server serves.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// A program that cargo built natively, by the name of its binary.
pub fn built(name: &str, release: bool) -> PathBuf {
    made(name, if release { "release" } else { "debug" })
}

/// The same of any profile, by the profile's folder.
pub fn made(name: &str, folder: &str) -> PathBuf {
    target().join(folder).join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// The backend as it ships.
pub fn served() -> PathBuf {
    made("smartkhata", "server")
}
