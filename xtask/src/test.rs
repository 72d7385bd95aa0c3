//! `cargo xtask test`: everything that CI runs, in the order that finds a fault soonest.

use crate::display::Hidden;
use crate::failure::{Result, unknown_option};
use crate::setup::{apt, pip};
use crate::step::Steps;
use crate::web::{self, Profile};
use crate::{image, infra, process, repo, supply, tidy};
use std::process::Command;

/// Crates of the inner loop: no window, no wasm, no browser.
const PLAIN: &[&str] = &["smartkhata-core", "smartkhata-server", "xtask"];

/// Tests of operations, as `tests/Cargo.toml` names them.
const OPERATIONS: &[&str] = &["watch", "recover", "ship"];

/// `cargo xtask test [--fast | --operations]`.
pub fn task(options: &[String]) -> Result {
    match options {
        [] => full(),
        [option] if option == "--fast" => fast(),
        [option] if option == "--operations" => operated(),
        [option, ..] => Err(unknown_option("test", option)),
    }
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
        "licences, sources, secrets",
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
    steps.run("licences, sources, secrets", || supply::task(&[]))?;
    steps.run("UI", || web::build(Profile::Release))?;
    steps.run("lints", || lints(&["--workspace", "--all-targets"]))?;
    steps.run("core without features", || lints(&["--package", "smartkhata-core", "--no-default-features"]))?;
    steps.run("unit, property and store tests", || {
        process::run(&mut cargo(&["test", "--workspace", "--exclude", "smartkhata-tests"]))
    })?;
    steps.run("REST contract", contract)?;
    steps.run("attachments with S3", with_s3)?;
    steps.run("programs under test", programs)?;
    steps.run("journeys", journeys)
}

/// What runs beside the backend where it is operated: alerts, image, drills, releases, infrastructure.
fn operated() -> Result {
    let mut steps =
        Steps::new(&["system packages", "programs under test", "operations", "workflows", "infrastructure"]);
    steps.run("system packages", || {
        apt::ensure(apt::WINDOW)?;
        apt::ensure(apt::TESTS)
    })?;
    steps.run("programs under test", programs)?;
    steps.run("operations", operations)?;
    steps.run("workflows", workflows)?;
    steps.run_if_possible("infrastructure", infra::check)
}

fn programs() -> Result {
    let programs = ["smartkhata-server", "smartkhata-desktop", "smartkhata-release"];
    process::run(packages(&mut cargo(&["build"]), &programs))
}

/// The REST API against the suite that follows from its own document. Windows runs no PostgreSQL here.
fn contract() -> Result {
    if !cfg!(unix) {
        return Ok(());
    }
    let mut tests = cargo(&["test", "--package", "smartkhata-server", "--test", "rest_contract", "--", "--ignored"]);
    process::run(tests.env("SCHEMATHESIS", pip::schemathesis()?))
}

/// What runs beside the backend where it is operated, with the distribution's own programs; on Linux alone.
fn operations() -> Result {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    apt::ensure(apt::OPERATIONS)?;
    let (image, cyclonedx) = (image::build(image::Optimised::ToTry)?, pip::cyclonedx()?);
    let amazon = pip::amazon()?;
    for name in OPERATIONS {
        let mut tests = cargo(&["test", "--package", "smartkhata-tests", "--test", name, "--", "--ignored"]);
        tests.env("SMARTKHATA_BIN", repo::built("smartkhata", false)).env("SMARTKHATA_IMAGE", &image.name);
        tests.env("SMARTKHATA_RELEASE", repo::built("smartkhata-release", false));
        tests.env("CYCLONEDX_PYTHON", &cyclonedx);
        tests.env("MOTO_SERVER", &amazon.mock).env("AWS_CLI", &amazon.cli);
        tests.env("SMARTKHATA_DRILL_S3", &amazon.mock);
        process::run(&mut tests)?;
    }
    Ok(())
}

/// Bytes of attachments with a local S3. Windows runs no PostgreSQL here.
fn with_s3() -> Result {
    if !cfg!(unix) {
        return Ok(());
    }
    let mut tests = cargo(&["test", "--package", "smartkhata-server", "--test", "attachments", "--", "--ignored"]);
    process::run(tests.env("SMARTKHATA_S3", pip::moto_server()?))
}

/// Workflows of the host: nothing in them lets a stranger in.
fn workflows() -> Result {
    process::run(process::command(pip::zizmor()?).args(["--offline", "--quiet", ".github/workflows"]))
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
