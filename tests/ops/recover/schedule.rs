//! What runs by itself, and when.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::node::run;

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ops/backup").join(name)
}

fn calendar(timer: &str) -> String {
    let text = std::fs::read_to_string(shipped(timer)).expect("the timer");
    let calendar = text.lines().find_map(|line| line.strip_prefix("OnCalendar=")).expect("its calendar").to_owned();
    run(Command::new("systemd-analyze").args(["calendar", "--iterations=3", &calendar]).env("TZ", "UTC"))
}

#[test]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
fn backups_run_at_two_at_night_in_india_and_drills_monthly() {
    let nightly = calendar("smartkhata-backup.timer");
    assert_eq!(nightly.matches("20:30:00 UTC").count(), 3, "{nightly}");
    let monthly = calendar("smartkhata-drill.timer");
    assert_eq!(monthly.matches("22:30:00 UTC").count(), 3, "{monthly}");
    let erased = calendar("smartkhata-erase.timer");
    assert_eq!(erased.matches("21:30:00 UTC").count(), 3, "{erased}");
}

#[test]
#[ignore = "run by cargo xtask test --operations, which installs what it needs and says where the program is"]
fn the_units_are_understood_and_the_scripts_are_clean() {
    let ages = "../monitoring/backup/smartkhata-age@";
    let units =
        ["smartkhata-backup", "smartkhata-drill", "smartkhata-erase"].map(|unit| (unit.to_owned(), unit.to_owned()));
    // A template, which both ways of asking for a backup's age fill.
    let aged = ["backup-age", "rds-backup-age"].map(|age| (ages.to_owned(), format!("smartkhata-age@{age}")));
    for (file, unit) in units.into_iter().chain(aged) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for kind in ["service", "timer"] {
            // What is started is installed elsewhere: here something takes its place.
            let text = std::fs::read_to_string(shipped(&format!("{file}.{kind}"))).expect("the unit");
            let text = ["/usr/lib/smartkhata/backup/", "/usr/bin/smartkhata "]
                .iter()
                .fold(text, |text, program| text.replace(program, "/usr/bin/env "));
            std::fs::write(folder.path().join(format!("{unit}.{kind}")), text).expect("written");
        }
        run(Command::new("systemd-analyze")
            .args(["verify", "--man=no"])
            .arg(folder.path().join(format!("{unit}.timer"))));
    }
    // One for each cluster, beside Prometheus.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text =
        std::fs::read_to_string(shipped("../monitoring/postgres/smartkhata-exporter@.service")).expect("the unit");
    let unit = folder.path().join("smartkhata-exporter@books.service");
    std::fs::write(&unit, text.replace("/usr/bin/prometheus-postgres-exporter ", "/usr/bin/env ")).expect("written");
    run(Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(unit));
    let often = calendar("../monitoring/backup/smartkhata-age@.timer");
    assert!(often.contains("Next elapse"), "{often}");
    let scripts =
        ["backup", "restore", "drill", "drill-succeeded", "versioned", "rds-restore", "rds-drill", "rds-drills"];
    run(Command::new("shellcheck").args(scripts.map(|name| shipped(&format!("{name}.sh")))));
}
