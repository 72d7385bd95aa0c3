//! `cargo xtask`: set-up and every task of the project in one place.
//!
//! One file a task; this one is the index. The crate has no dependencies, so that it starts within seconds
//! on a machine that has nothing but the Rust toolchain. No rule of the books lives here.

mod bench;
mod deb;
mod display;
mod drill;
mod failure;
mod image;
mod infra;
mod launch;
mod process;
mod release;
mod repo;
mod run;
mod setup;
mod sim;
mod step;
mod supply;
mod test;
mod tidy;
mod web;

use failure::{Failure, Result};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask TASK [OPTIONS]

  run    open SmartKhata (without a display: the web edition on 127.0.0.1)
           --data FOLDER   the folder that holds the books
           --demo          first fill a shop with a year of believable data
           --web           the web edition, also where there is a display
           --release       as it ships: optimised
  test   everything that CI runs
           --fast          the inner loop: format, lints, unit tests of core, server and xtask
           --operations    its last part alone: image, alerts, drills, releases and infrastructure
  bench  measure, on a shop of ten years; one line a figure, then a table
           --small         a tenth of it
           --bills=N       so many bills instead of a million (a million takes 20 GB of disk)
           GROUP           only these: window, lists, reports, page, totals, sizes, finalize, rebuild
  bench server             the backend under load, on a PostgreSQL of this computer's own
           --tenants=N     so many shops; --bills=N in all; --seconds=N for each load; --small
           PART            only this: devices, as they ship, or crowd, compiled as the backend is
  sim    sync, simulated: devices, faults, restores; 100,000 seeds
           --seeds=N       so many; --from=N begins with that one
           --seed=N        one, told step by step
  drill  recovery: a mistake, a power cut, everything brought back and every shop checked; minutes by phase
           --shops=N       so many shops instead of 100
           --bills=N       so many bills in each instead of 1,000
           --s3            the first repository on an S3 of this computer's own, by TLS
  supply what comes from others, and what must not leave: licences, sources, secrets in tracked files
  web    build the UI into dist/
           --release       as it ships: optimised for size; --dev, as without it: compiled soonest
  deb    the desktop edition as a Debian package
  image  the backend as an OCI image with its SBOM, the same bytes from the same tree
  infra  check the infrastructure's template: format, validity, promises, policies
           --apply-mock    also make it at a mock of Amazon
  release VERSION          image, push, staging, smoke test, then all shops step by step
           --to=registry   stop after the push; --to=staging before production, --from=staging goes on there
  smoke URL                try a running server: health, readiness, API
           --expect=V      the version that must answer; --whole also a bill's life
  launch-check             which lines of docs/launch.md hold
           --run           also run their commands; --api=URL asks the running server
  tidy   check the repository's own rules: boundaries, names, links
  setup  install what the other tasks need, then stop
  help   this text

Every task installs what it misses and says so. `cargo xtask TASK --help` shows this text too.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result {
    let (task, options) = match arguments.split_first() {
        Some((task, options)) if !options.iter().any(|o| o == "--help" || o == "-h") => (task.as_str(), options),
        _ => ("help", [].as_slice()),
    };
    match task {
        "run" => run::task(options),
        "test" => test::task(options),
        "bench" => bench::task(options),
        "deb" => deb::task(options),
        "image" => image::task(options),
        "infra" => infra::task(options),
        "release" => release::task(options),
        "smoke" => release::smoke(options),
        "launch-check" => launch::task(options),
        "tidy" => tidy::task(options),
        "sim" => sim::task(options),
        "supply" => supply::task(options),
        "drill" => drill::task(options),
        "web" => web::task(options),
        "setup" => setup::task(options),
        "help" | "--help" | "-h" => {
            eprint!("{HELP}");
            Ok(())
        }
        other => Err(Failure::new(format!("there is no task `{other}`; `cargo xtask help` lists them"))),
    }
}
