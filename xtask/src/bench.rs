//! `cargo xtask bench`: the product's figures, one line each, and a table against their aims.

use crate::deb;
use crate::failure::{Failure, Result, unknown_option};
use crate::setup::{apt, wasm};
use crate::step::step;
use crate::web::{self, Profile};
use crate::{process, repo};
use std::path::PathBuf;

/// Groups of figures, a file each in `tests/bench`.
const GROUPS: &[&str] = &["window", "lists", "reports", "page", "totals", "sizes", "finalize", "rebuild"];

/// The group that loads the backend: asked for by name, alone.
const SERVER: &str = "server";

/// `cargo xtask bench [--small] [--bills=N] [GROUP…]`, `cargo xtask bench server [devices | crowd] [--small] [--tenants=N]
/// [--bills=N] [--seconds=N]`.
pub fn task(options: &[String]) -> Result {
    if options.iter().any(|option| option == SERVER) {
        return server(options);
    }
    let known =
        |option: &&String| *option == "--small" || option.starts_with("--bills=") || GROUPS.contains(&option.as_str());
    if let Some(option) = options.iter().find(|option| !known(option)) {
        return Err(unknown_option("bench", option));
    }
    step("system packages", || {
        apt::ensure(apt::WINDOW)?;
        apt::ensure(apt::TESTS)
    })?;
    web::build(Profile::Release)?;
    let totals = step("UI: what it is compared with", compared)?;
    step("compile, optimised", || {
        let release = |arguments: &[&str]| process::run(process::cargo().args(["build", "--release"]).args(arguments));
        release(&["--package", "smartkhata-desktop"])?;
        release(&["--package", "smartkhata-desktop", "--features", "empty-window", "--example", "empty"])?;
        release(&["--package", "smartkhata-tests", "--bin", "bench"])
    })?;
    let mut bench = process::command(repo::built("bench", true));
    bench.args(options);
    // The shop of ten years takes minutes to make: it is kept for the next run.
    bench.env("SMARTKHATA_BENCH", repo::target().join("bench"));
    bench.env("SMARTKHATA_DIST", repo::dist());
    bench.env("SMARTKHATA_DESKTOP", repo::built("smartkhata-desktop", true));
    bench.env("SMARTKHATA_EMPTY", repo::built("examples/empty", true));
    bench.env("SMARTKHATA_TOTALS", totals);
    // Of the program that was just compiled: a package that lies about may be another tree's.
    if measures(options, "sizes") && apt::is_here() {
        bench.env("SMARTKHATA_DEB", deb::bundle()?);
    }
    process::run(&mut bench)
}

/// Whether a group of figures is measured: named, or all of them where none is.
fn measures(options: &[String], group: &str) -> bool {
    let mut named = options.iter().filter(|option| !option.starts_with("--")).peekable();
    named.peek().is_none() || named.any(|option| option == group)
}

/// The two parts of the backend's figures, each with the profile that its caller is compiled in: devices as they ship, and a
/// crowd that takes as little as it can of the processor that it shares with the backend.
const PARTS: &[(&str, &str)] = &[("devices", "release"), ("crowd", "server")];

/// The figures of the backend: the program as it ships, on a PostgreSQL of its own.
fn server(options: &[String]) -> Result {
    let sizes = ["--tenants=", "--bills=", "--seconds="];
    let known = |option: &&String| {
        let is_part = PARTS.iter().any(|(part, _)| part == option);
        is_part || [SERVER, "--small"].contains(&option.as_str()) || sizes.iter().any(|size| option.starts_with(size))
    };
    if let Some(option) = options.iter().find(|option| !known(option)) {
        return Err(unknown_option("bench server", option));
    }
    step("system packages", || apt::ensure(apt::POSTGRES))?;
    let named = |part: &str| options.iter().any(|option| option == part);
    let chosen: Vec<_> = PARTS.iter().filter(|(part, _)| named(part)).collect();
    let parts = if chosen.is_empty() { PARTS.iter().collect() } else { chosen };
    step("compile, optimised", || {
        process::run(process::cargo().args(["build", "--profile", "server", "--package", "smartkhata-server"]))?;
        parts.iter().try_for_each(|(_, profile)| {
            let bench = ["build", "--profile", profile, "--package", "smartkhata-tests", "--bin", "bench"];
            process::run(process::cargo().args(bench))
        })
    })?;
    let sizes = options.iter().filter(|option| option.starts_with("--"));
    parts.iter().try_for_each(|(part, profile)| {
        let mut bench = process::command(repo::made("bench", profile));
        bench.args([SERVER, part]).args(sizes.clone());
        bench.env("SMARTKHATA_BENCH", repo::target().join("bench"));
        bench.env("SMARTKHATA_SERVER", repo::served());
        process::run(&mut bench)
    })
}

/// Builds the empty page into the empty window's folder, and the module that works out a draft's totals; answers
/// where that one is.
fn compared() -> Result<PathBuf> {
    let mut build = wasm::ensure()?.cargo("build", &repo::wasm_target(), Profile::Release);
    process::run(build.args(["--package", "smartkhata-app", "--examples", "--profile", "wasm"]))?;
    let examples = repo::wasm_target().join(wasm::TARGET).join("wasm/examples");
    let page = repo::root().join("src-tauri/examples/empty/page");
    web::bind(&examples.join("empty.wasm"), &page, Profile::Release)?;
    web::optimise(&page.join("ui_bg.wasm"))?;
    // The compiler's own file stays as it is: it would be taken for built the next time.
    let totals = examples.join("draft_totals.optimised.wasm");
    std::fs::copy(examples.join("draft_totals.wasm"), &totals)
        .map_err(|e| Failure::io(format_args!("copying {}", totals.display()), &e))?;
    web::optimise(&totals)?;
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use super::measures;

    #[test]
    fn a_package_is_made_where_its_size_is_measured() {
        let wants = |options: &[&str]| measures(&options.iter().map(|o| (*o).to_owned()).collect::<Vec<_>>(), "sizes");
        assert!(wants(&[]) && wants(&["--small"]) && wants(&["lists", "sizes"]) && wants(&["--bills=10", "sizes"]));
        assert!(!wants(&["lists"]) && !wants(&["--small", "window", "page"]));
    }
}
