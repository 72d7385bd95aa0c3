//! How old backups are, as `backup-age.sh` tells the monitoring: here with what pgBackRest says in place of pgBackRest.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::place::ops;
use crate::service::run;

/// Runs the script with a pgBackRest that says this.
pub fn tell(folder: &Path, textfiles: &Path, said: &serde_json::Value) {
    let programs = folder.join("programs");
    std::fs::create_dir_all(&programs).unwrap();
    std::fs::write(folder.join("info.json"), said.to_string()).unwrap();
    let pgbackrest = programs.join("pgbackrest");
    let script = format!("#!/bin/sh\ntest \"$*\" = 'info --output=json'\ncat {}\n", folder.join("info.json").display());
    std::fs::write(&pgbackrest, script).unwrap();
    std::fs::set_permissions(&pgbackrest, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    run(Command::new(ops("monitoring/backup/backup-age.sh")).arg(textfiles).env("PATH", path));
}

/// What pgBackRest 2 says of a stanza whose newest backups were complete at these times, in seconds.
pub fn info(full: i64, incremental: i64) -> serde_json::Value {
    let backup = |kind: &str, stop: i64, size: i64| {
        json!({
            "label": "20261128-020002F", "type": kind, "error": false,
            "timestamp": { "start": stop - 60, "stop": stop },
            "info": { "size": 10 * size, "delta": size, "repository": { "size": size, "delta": size } },
        })
    };
    json!([{
        "name": "smartkhata", "status": { "code": 0, "message": "ok" }, "cipher": "aes-256-cbc",
        "backup": [backup("full", full - 86_400, 5), backup("full", full, 7), backup("incr", incremental, 3)],
    }, {
        "name": "elsewhere", "status": { "code": 2, "message": "no valid backups" }, "backup": [],
    }])
}

#[test]
#[ignore = "needs jq; `cargo xtask test --operations` installs it"]
fn the_newest_backup_of_each_type_is_told() {
    let folder = tempfile::tempdir().unwrap();
    tell(folder.path(), folder.path(), &info(1_700_000_000, 1_700_003_600));
    let told = std::fs::read_to_string(folder.path().join("smartkhata-backup.prom")).unwrap();
    let lines: Vec<&str> = told.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        lines,
        [
            r#"smartkhata_backup_completed_timestamp_seconds{stanza="smartkhata",type="full"} 1700000000"#,
            r#"smartkhata_backup_completed_timestamp_seconds{stanza="smartkhata",type="incr"} 1700003600"#,
            r#"smartkhata_backup_size_bytes{stanza="smartkhata",type="full"} 7"#,
            r#"smartkhata_backup_size_bytes{stanza="smartkhata",type="incr"} 3"#,
        ]
    );
}
