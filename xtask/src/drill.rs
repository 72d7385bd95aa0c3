//! `cargo xtask drill`: recovery, tried. On many shops here; `cargo xtask test` tries it on a few.

use crate::failure::{Result, unknown_option};
use crate::setup::{apt, pip};
use crate::step::step;
use crate::{process, repo};

/// How large the drill is unless it is told.
const SHOPS: &str = "100";
const BILLS: &str = "1000";

/// The seconds after which a segment of the log that is not full is archived, as shipped.
const ARCHIVE_TIMEOUT: &str = "60";

/// `cargo xtask drill [--shops=N] [--bills=N] [--s3]`.
pub fn task(options: &[String]) -> Result {
    let (mut shops, mut bills, mut s3) = (SHOPS, BILLS, false);
    for option in options {
        match option.split_once('=') {
            Some(("--shops", number)) => shops = number,
            Some(("--bills", number)) => bills = number,
            None if option == "--s3" => s3 = true,
            _ => return Err(unknown_option("drill", option)),
        }
    }
    step("system packages", || apt::ensure(apt::OPERATIONS))?;
    step("compile, optimised", || {
        process::run(process::cargo().args(["build", "--profile", "server", "--package", "smartkhata-server"]))
    })?;
    let mut drill = process::cargo();
    drill.args([
        "test",
        "--release",
        "--package",
        "smartkhata-tests",
        "--test",
        "recover",
        "drill::",
        "--",
        "--ignored",
        "--nocapture",
    ]);
    drill.env("SMARTKHATA_BIN", repo::served());
    drill.env("SMARTKHATA_DRILL_SHOPS", shops).env("SMARTKHATA_DRILL_BILLS", bills);
    drill.env("SMARTKHATA_DRILL_ARCHIVE_TIMEOUT", ARCHIVE_TIMEOUT);
    drill.env("SMARTKHATA_DRILL_REPORT", repo::target().join("drill.json"));
    if s3 {
        drill.env("SMARTKHATA_DRILL_S3", step("an S3 of this computer's own", pip::moto_server)?);
    }
    process::run(&mut drill)?;
    eprintln!("    figures: {}", repo::target().join("drill.json").display());
    Ok(())
}
