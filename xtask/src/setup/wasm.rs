//! A compiler for `wasm32-unknown-unknown`.
//!
//! The platform's own means come first: the target that the toolchain has, or `rustup target add`. Where
//! rustup is absent or told not to download (`RUSTUP_AUTO_INSTALL=0`), Debian's own compiler builds the UI,
//! and only the UI, together with the standard library from its source package.

use super::apt;
use crate::failure::{Failure, Result};
use crate::process;
use crate::web::Profile;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target triple of the UI.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// What compiles the UI here.
#[derive(Debug, PartialEq, Eq)]
pub enum Compiler {
    /// The toolchain that builds everything else.
    Toolchain,
    /// Debian's, with the linker to use.
    Debian { linker: PathBuf },
}

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

impl Compiler {
    /// `cargo SUBCOMMAND` for the wasm target, building into `target`.
    pub fn cargo(&self, subcommand: &str, target: &Path, profile: Profile) -> Command {
        let mut cargo = match self {
            Compiler::Toolchain => {
                let mut cargo = process::cargo();
                cargo.arg(subcommand);
                cargo
            }
            Compiler::Debian { linker } => {
                // What only a developer reads does not travel to a phone: the page that ships tells in which function it
                // failed, not with what. Dioxus tells its global signals apart by file and line. What a page hashes is an
                // id or a photo: its loop needs not be unrolled.
                let flags = match profile {
                    Profile::Release => {
                        "-Zfmt-debug=none -Zlocation-detail=file,line -Zunstable-options -Cpanic=immediate-abort \
                         --cfg sha2_backend_soft=\"compact\""
                    }
                    Profile::Dev => "",
                };
                let mut cargo = process::command(DEBIAN_CARGO);
                // rustup's proxies on the PATH, and the libraries of its toolchain, are of another version.
                for name in ["CARGO", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH", "RUSTC_WRAPPER"] {
                    cargo.env_remove(name);
                }
                cargo
                    .env("PATH", "/usr/bin:/bin")
                    .env("RUSTC", DEBIAN_RUSTC)
                    // Building the standard library is not a stable feature of cargo.
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags)
                    .args([subcommand, "-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
                cargo
            }
        };
        cargo.args(["--target", TARGET, "--target-dir"]).arg(target);
        cargo
    }
}

/// Finds a compiler, installing one where there is none.
pub fn ensure() -> Result<Compiler> {
    let sysroot = sysroot()?;
    if has_target(&sysroot) {
        return Ok(Compiler::Toolchain);
    }
    if process::find("rustup").is_some() && std::env::var_os("RUSTUP_AUTO_INSTALL").is_none_or(|v| v != "0") {
        eprintln!("    adding the wasm target: rustup target add {TARGET}");
        let added = process::run(process::command("rustup").args(["target", "add", TARGET]));
        match added {
            Ok(()) => return Ok(Compiler::Toolchain),
            Err(failure) if apt::is_here() => eprintln!("    {failure}; using Debian's compiler instead"),
            Err(failure) => return Err(missing(&failure.to_string())),
        }
    }
    if !apt::is_here() {
        return Err(missing("neither rustup nor apt can add it here"));
    }
    apt::ensure(apt::WASM).map_err(|f| missing(&f.to_string()))?;
    Ok(Compiler::Debian { linker: linker(&sysroot)? })
}

fn missing(why: &str) -> Failure {
    Failure::new(format!(
        "the wasm target of the Rust compiler is missing, and the UI needs it:\n  rustup target add {TARGET}\n({why})"
    ))
}

fn sysroot() -> Result<PathBuf> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    process::output(process::command(rustc).args(["--print", "sysroot"]))
        .map(|s| PathBuf::from(s.trim()))
        .ok_or_else(|| Failure::new("`rustc` is missing; install Rust (https://rustup.rs) and try again"))
}

fn has_target(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir()
}

/// LLVM's linker for wasm: the one that comes with the toolchain, else Debian's.
fn linker(sysroot: &Path) -> Result<PathBuf> {
    let shipped = std::fs::read_dir(sysroot.join("lib/rustlib"))
        .map_err(|e| Failure::io(format_args!("reading {}", sysroot.display()), &e))?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/rust-lld")))
        .find(|path| path.is_file());
    if let Some(path) = shipped {
        return Ok(path);
    }
    apt::ensure(apt::LINKER)?;
    process::find("wasm-ld")
        .ok_or_else(|| Failure::new("`wasm-ld`, the linker of the UI, is missing; install the package `lld`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

    #[test]
    fn debians_compiler_runs_without_rustups_proxies() {
        let compiler = Compiler::Debian { linker: PathBuf::from("/opt/rust-lld") };
        let cargo = compiler.cargo("check", Path::new("target/wasm"), Profile::Dev);
        assert_eq!(cargo.get_program(), DEBIAN_CARGO);
        let env = |name: &str| cargo.get_envs().find(|(n, _)| *n == OsStr::new(name)).map(|(_, value)| value);
        assert_eq!(env("PATH"), Some(Some(OsStr::new("/usr/bin:/bin"))));
        assert_eq!(env("RUSTUP_TOOLCHAIN"), Some(None));
        assert_eq!(env("LD_LIBRARY_PATH"), Some(None));
        let arguments: Vec<_> = cargo.get_args().collect();
        assert_eq!(arguments.first(), Some(&OsStr::new("check")));
        assert!(arguments.contains(&OsStr::new("-Zbuild-std=std,panic_abort")));
    }
}
