//! `cargo xtask test`: everything that CI runs, in the order that finds a fault soonest.

use crate::display::Hidden;
use crate::failure::{Result, unknown_option};
use crate::setup::{apt, pip};
use crate::step::Steps;
use crate::web::{self, Profile};
use crate::{process, repo, tidy};
use std::process::Command;

/// Crates of the inner loop: no window, no wasm, no browser.
const PLAIN: &[&str] = &["smartkhata-core", "smartkhata-server", "xtask"];

/// `cargo xtask test [--fast]`.
pub fn task(options: &[String]) -> Result {
    let mut inner_loop = false;
    for option in options {
        match option.as_str() {
            "--fast" => inner_loop = true,
            other => return Err(unknown_option("test", other)),
        }
    }
    if inner_loop { fast() } else { full() }
}

/// Format, lints and tests of the plain crates.
fn fast() -> Result {
    let mut steps = Steps::new(&["repository's rules", "format", "lints", "unit tests"]);
    steps.run("repository's rules", tidy::check)?;
    steps.run("format", format)?;
    steps.run("lints", || lints(&["--all-targets"]))?;
    steps.run("unit tests", || {
        let mut tests = cargo(&["test", "--quiet", "--lib", "--bins"]);
        process::run(packages(&mut tests, PLAIN))
    })
}

fn full() -> Result {
    let mut steps = Steps::new(&[
        "system packages",
        "repository's rules",
        "format",
        "UI",
        "lints",
        "core without features",
        "unit, property and store tests",
        "REST contract",
        "attachments with S3",
        "programs under test",
        "journeys",
    ]);
    steps.run("system packages", || {
        apt::ensure(apt::WINDOW)?;
        apt::ensure(apt::TESTS)
    })?;
    steps.run("repository's rules", tidy::check)?;
    steps.run("format", format)?;
    steps.run("UI", || web::build(Profile::Release))?;
    steps.run("lints", || lints(&["--workspace", "--all-targets"]))?;
    steps.run("core without features", || lints(&["--package", "smartkhata-core", "--no-default-features"]))?;
    steps.run("unit, property and store tests", || {
        process::run(&mut cargo(&["test", "--workspace", "--exclude", "smartkhata-tests"]))
    })?;
    steps.run("REST contract", contract)?;
    steps.run("attachments with S3", with_s3)?;
    steps.run("programs under test", || {
        process::run(&mut cargo(&["build", "--package", "smartkhata-server", "--package", "smartkhata-desktop"]))
    })?;
    steps.run("journeys", journeys)
}

/// The REST API against the suite that follows from its own document. Windows runs no PostgreSQL here.
fn contract() -> Result {
    if !cfg!(unix) {
        return Ok(());
    }
    let mut tests = cargo(&["test", "--package", "smartkhata-server", "--test", "rest_contract", "--", "--ignored"]);
    process::run(tests.env("SCHEMATHESIS", pip::schemathesis()?))
}

/// Bytes of attachments with a local S3. Windows runs no PostgreSQL here.
fn with_s3() -> Result {
    if !cfg!(unix) {
        return Ok(());
    }
    let mut tests = cargo(&["test", "--package", "smartkhata-server", "--test", "attachments", "--", "--ignored"]);
    process::run(tests.env("SMARTKHATA_S3", pip::local_s3()?))
}

/// Browser and window, on a screen of their own; they find the programs through the environment.
fn journeys() -> Result {
    let mut tests = cargo(&["test", "--package", "smartkhata-tests"]);
    tests.env("SMARTKHATA_BIN", repo::built("smartkhata", false));
    tests.env("SMARTKHATA_DESKTOP", repo::built("smartkhata-desktop", false));
    tests.env("SMARTKHATA_DIST", repo::dist());
    tests.env("SMARTKHATA_SHOTS", repo::root().join("target/shots"));
    let screen = if cfg!(target_os = "linux") { Some(Hidden::start()?) } else { None };
    if let Some(screen) = &screen {
        tests.env("DISPLAY", screen.name()).env_remove("WAYLAND_DISPLAY");
    }
    process::run(&mut tests)
}

fn format() -> Result {
    process::run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn lints(what: &[&str]) -> Result {
    process::run(cargo(&["clippy", "--quiet"]).args(what).args(["--", "--deny", "warnings"]))
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = process::cargo();
    cargo.args(arguments);
    cargo
}

fn packages<'a>(cargo: &'a mut Command, packages: &[&str]) -> &'a mut Command {
    cargo.args(packages.iter().flat_map(|package| ["--package", package]))
}
