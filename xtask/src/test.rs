//! `cargo xtask test`: everything that CI runs, in the order that finds a fault soonest.
//!
//! Cargo is told the whole workspace each time, and which of its targets: another choice of packages is another choice of
//! features, with which the same code would be compiled once more.

use crate::display::Hidden;
use crate::failure::{Failure, Result, unknown_option};
use crate::setup::{apt, pip};
use crate::step::{self, Steps};
use crate::web::{self, Profile};
use crate::{image, infra, process, repo, supply, tidy};
use Part::{Operations, Product};
use Work::{Always, Beside, IfPossible};
use std::process::Command;

/// Crates of the inner loop: no window, no wasm, no browser.
const PLAIN: &[&str] = &["smartkhata-core", "smartkhata-server", "xtask", "xtask-words"];

/// A part of the tests that can be run alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What shopkeepers have.
    Product,
    /// What runs beside the backend where it is operated.
    Operations,
}

/// What a step does.
enum Work {
    /// It runs wherever the task does.
    Always(fn() -> Result),
    /// It tells why, where this machine cannot run it.
    IfPossible(step::IfPossible),
    /// The same, and it mostly waits: it runs beside its neighbours of this kind.
    Beside(step::IfPossible),
}

impl Work {
    /// What runs beside others, with its name.
    fn beside(&self, name: &'static str) -> Option<(&'static str, step::IfPossible)> {
        if let Beside(work) = self { Some((name, *work)) } else { None }
    }
}

/// All steps.
const STEPS: &[(Part, &str, Work)] = &[
    (Product, "system packages", Always(packages_of_the_product)),
    (Product, "repository's rules", Always(tidy::check)),
    (Product, "format", Always(format)),
    (Product, "licences, sources, secrets", Always(|| supply::task(&[]))),
    (Product, "UI", Always(|| web::build(Profile::Release))),
    (Product, "lints", Always(|| lints(&["--workspace", "--all-targets"]))),
    (Product, "core without features", Always(|| lints(&["--package", "smartkhata-core", "--no-default-features"]))),
    (Product, "programs and tests, compiled", Always(compiled)),
    (Product, "tests and journeys", Always(tests)),
    (Product, "REST contract", Always(contract)),
    (Product, "attachments with S3", Always(with_s3)),
    (Operations, "packages and tools of operations", Always(packages_of_operations)),
    (Operations, "workflows", Always(workflows)),
    (Operations, "infrastructure", IfPossible(infra::check)),
    (Operations, "programs of operations, compiled", Always(compiled_for_operations)),
    (Operations, "image", Always(|| on_linux(|| image::build(image::Program::Tested).map(drop)))),
    (Operations, "alerts, logs, backups, image", Beside(|| operation("watch"))),
    (Operations, "recovery", Beside(|| operation("recover"))),
    (Operations, "releases", Beside(|| operation("ship"))),
    (Operations, "infrastructure at a mock", Beside(infra::apply_to_mock)),
];

/// The programs that are started here: by tests, and to make the UI.
const PROGRAMS: &[&str] =
    &["smartkhata", "smartkhata-desktop", "smartkhata-release", "xtask-bindgen", "xtask-order", "xtask-words"];

/// Tests of operations, as `tests/Cargo.toml` names them.
const OPERATIONS: &[&str] = &["watch", "recover", "ship"];

/// `cargo xtask test [--fast | --operations]`: everything, the inner loop, or one part alone.
pub fn task(options: &[String]) -> Result {
    match options {
        [] => run(&[Product, Operations]),
        [option] if option == "--fast" => fast(),
        [option] if option == "--operations" => run(&[Operations]),
        [option, ..] => Err(unknown_option("test", option)),
    }
}

/// Format, lints and tests of the plain crates.
fn fast() -> Result {
    let mut steps = Steps::new(&["system packages", "repository's rules", "format", "lints", "unit tests"]);
    steps.run("system packages", || apt::ensure(apt::SHAPING))?;
    steps.run("repository's rules", tidy::check)?;
    steps.run("format", format)?;
    steps.run("lints", || lints(&["--all-targets"]))?;
    steps.run("unit tests", || process::run(&mut unit_tests(process::find("hb-shape").is_some())))
}

/// The unit tests of the plain crates. On systems that install nothing here HarfBuzz may be missing: what is compared
/// with it is left out, and that is said.
fn unit_tests(shaper: bool) -> Command {
    let mut tests = cargo(&["test", "--quiet", "--lib", "--bins"]);
    each(&mut tests, "--package", PLAIN);
    if !shaper {
        eprintln!("    hb-shape is not here: glyphs are not compared with HarfBuzz's");
        tests.args(["--", "--skip", "print::harfbuzz::"]);
    }
    tests
}

/// Runs the steps of these parts.
fn run(parts: &[Part]) -> Result {
    let chosen: Vec<_> = STEPS.iter().filter(|(part, ..)| parts.contains(part)).collect();
    let mut steps = Steps::new(&chosen.iter().map(|(_, name, _)| *name).collect::<Vec<_>>());
    for group in chosen.chunk_by(|(.., one), (.., next)| matches!((one, next), (Beside(_), Beside(_)))) {
        match group {
            [(_, name, Always(work))] => steps.run(name, work)?,
            [(_, name, IfPossible(work))] => steps.run_if_possible(name, work)?,
            many => {
                steps.run_beside(&many.iter().filter_map(|(_, name, work)| work.beside(name)).collect::<Vec<_>>())?
            }
        }
    }
    Ok(())
}

fn packages_of_the_product() -> Result {
    apt::ensure(&[apt::WINDOW, apt::TESTS].concat())
}

/// Tools as well, so that none is installed by two steps that run beside each other.
fn packages_of_operations() -> Result {
    apt::ensure(&[apt::WINDOW, apt::TESTS, apt::OPERATIONS, apt::IMAGE].concat())?;
    [pip::zizmor, pip::jactionlint, pip::checkov, pip::cyclonedx, pip::moto_server]
        .iter()
        .try_for_each(|tool| tool().map(drop))
}

/// Everything that is run later, so that its faults are found before the first test is waited for.
fn compiled() -> Result {
    process::run(each(&mut cargo(&["build", "--workspace", "--tests", "--examples"]), "--bin", PROGRAMS))
}

/// Every crate's tests; among them the journeys through browser and window, on a screen of their own, which find the
/// programs through the environment.
fn tests() -> Result {
    let mut tests = cargo(&["test", "--workspace"]);
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

/// The REST API against the suite that follows from its own document. Windows runs no PostgreSQL here.
fn contract() -> Result {
    if !cfg!(unix) {
        return Ok(());
    }
    process::run(waiting("rest_contract").env("SCHEMATHESIS", pip::schemathesis()?))
}

/// Bytes of attachments with a local S3. Windows runs no PostgreSQL here.
fn with_s3() -> Result {
    if !cfg!(unix) {
        return Ok(());
    }
    process::run(waiting("attachments").env("SMARTKHATA_S3", pip::moto_server()?))
}

/// Workflows of the host: nothing in them lets a stranger in, and they are what the host understands.
fn workflows() -> Result {
    process::run(process::command(pip::zizmor()?).args(["--offline", "--quiet", ".github/workflows"]))?;
    process::run(process::command(pip::jactionlint()?).args(["--no-online", "--no-hints"]))
}

/// The same as all tests need, and no more where they were not compiled.
fn compiled_for_operations() -> Result {
    on_linux(|| {
        let mut build = cargo(&["build", "--workspace", "--bin", "smartkhata", "--bin", "smartkhata-release"]);
        process::run(each(&mut build, "--test", OPERATIONS))
    })
}

/// What runs beside the backend where it is operated, with the distribution's own programs.
fn operation(name: &str) -> Result<Option<String>> {
    on_linux(|| {
        let (amazon, cyclonedx) = (pip::amazon()?, pip::cyclonedx()?);
        let mut tests = waiting(name);
        tests.env("SMARTKHATA_BIN", repo::built("smartkhata", false)).env("SMARTKHATA_IMAGE", image::tried());
        tests.env("SMARTKHATA_RELEASE", repo::built("smartkhata-release", false));
        tests.env("CYCLONEDX_PYTHON", cyclonedx).env("SMARTKHATA_DRILL_S3", &amazon.mock);
        tests.env("MOTO_SERVER", &amazon.mock).env("AWS_CLI", &amazon.cli);
        tests.env("XTASK", std::env::current_exe().map_err(|e| Failure::io("looking for this program", &e))?);
        process::run_quietly(&mut tests)
    })?;
    Ok(None)
}

/// Where the backend is operated.
fn on_linux(work: impl FnOnce() -> Result) -> Result {
    if cfg!(target_os = "linux") { work() } else { Ok(()) }
}

/// The tests of a file that wait for what is not everywhere.
fn waiting(name: &str) -> Command {
    cargo(&["test", "--workspace", "--test", name, "--", "--ignored"])
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

/// Each name with the option that says what it is.
fn each<'a>(cargo: &'a mut Command, option: &str, names: &[&str]) -> &'a mut Command {
    cargo.args(names.iter().flat_map(|name| [option, name]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inner_loop_leaves_out_only_what_needs_a_tool_that_is_not_here() {
        let last = |shaper| unit_tests(shaper).get_args().last().map(|word| word.to_string_lossy().into_owned());
        assert_eq!(last(true).as_deref(), PLAIN.last().copied());
        assert_eq!(last(false).as_deref(), Some("print::harfbuzz::"));
        assert!(apt::TESTS.iter().any(|need| apt::SHAPING.contains(need)), "and the whole run installs it too");
    }
}
