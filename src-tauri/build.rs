//! Embeds the built UI and the commands that its page may call.

use std::path::Path;

fn main() {
    let page = Path::new("../dist/index.html");
    println!("cargo:rerun-if-changed=../dist");
    println!("cargo:rerun-if-changed=examples/empty/page");
    if !page.is_file() {
        println!("cargo:warning=the UI is not built yet: run `cargo xtask web` first");
    }
    fold_what_is_alike();
    let commands =
        tauri_build::AppManifest::new().commands(&["door", "save_file", "open_file", "open_link", "tell_fault"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))
        .expect("tauri.conf.json and capabilities/ are valid");
}

/// Functions that came out alike are kept once. The linker that comes with Rust for this machine does that; others may
/// not know how.
fn fold_what_is_alike() {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release") && is("TARGET", "x86_64-unknown-linux-gnu") {
        println!("cargo:rustc-link-arg-bins=-Wl,--icf=all");
    }
}
