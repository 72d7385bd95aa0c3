//! `cargo xtask bench`: the product's figures, one line each, and a table against their aims.

use crate::deb;
use crate::failure::{Result, unknown_option};
use crate::setup::apt;
use crate::step::step;
use crate::web::{self, Profile};
use crate::{process, repo};

/// `cargo xtask bench [--small]`.
pub fn task(options: &[String]) -> Result {
    if let Some(option) = options.iter().find(|option| *option != "--small") {
        return Err(unknown_option("bench", option));
    }
    step("system packages", || apt::ensure(apt::WINDOW))?;
    web::build(Profile::Release)?;
    step("compile, optimised", || {
        process::run(process::cargo().args(["build", "--release", "--package", "smartkhata-desktop"]))?;
        process::run(process::cargo().args(["build", "--release", "--package", "smartkhata-tests", "--bin", "bench"]))
    })?;
    let mut bench = process::command(repo::built("bench", true));
    bench.args(options);
    // The shop of ten years takes minutes to make: it is kept for the next run.
    bench.env("SMARTKHATA_BENCH", repo::target().join("bench"));
    bench.env("SMARTKHATA_DIST", repo::dist());
    bench.env("SMARTKHATA_DESKTOP", repo::built("smartkhata-desktop", true));
    if let Ok(package) = deb::newest() {
        bench.env("SMARTKHATA_DEB", package);
    }
    process::run(&mut bench)
}
