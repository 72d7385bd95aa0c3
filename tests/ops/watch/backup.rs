//! How old backups are, as `backup-age.sh` and `rds-backup-age.sh` tell the monitoring: here with what pgBackRest says in
//! place of pgBackRest, and with a mock of Amazon.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use smartkhata_tests::program::named;

use crate::place::ops;
use crate::service::{Service, free_port, run, until};

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

#[test]
#[ignore = "needs moto, Amazon's command line and jq; `cargo xtask test --operations` brings them"]
fn rds_tells_of_its_newest_snapshot_and_how_much_it_can_bring_back() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, port) = (folder.path(), free_port());
    let mut mock = Command::new(named("MOTO_SERVER"));
    let _mock = Service::start("moto", folder, mock.args(["-H", "127.0.0.1", "-p", &port.to_string()]));
    until("the mock listens", Duration::from_secs(30), || std::net::TcpStream::connect(("127.0.0.1", port)).ok());
    let amazon = |program: &Path| {
        let mut command = Command::new(program);
        command.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}")).env("AWS_DEFAULT_REGION", "ap-south-1");
        command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
        command
    };
    let make = "rds create-db-instance --db-instance-identifier smartkhata-production --engine postgres \
                --db-instance-class db.t3.micro --allocated-storage 20 --backup-retention-period 30 \
                --master-username operator --master-user-password only-for-this-test";
    run(amazon(&named("AWS_CLI")).args(make.split_whitespace()));
    let tell = |instances: &str| {
        let mut script = amazon(&ops("monitoring/backup/rds-backup-age.sh"));
        script.arg(folder).env("AWS_CLI", named("AWS_CLI")).env("RDS_INSTANCES", instances).output().unwrap()
    };
    let file = folder.join("smartkhata-rds-backup.prom");
    let said = tell("smartkhata-production");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let told = std::fs::read_to_string(&file).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    for figure in [
        r#"smartkhata_backup_completed_timestamp_seconds{stanza="smartkhata-production",type="snapshot"} "#,
        r#"smartkhata_backup_restorable_timestamp_seconds{stanza="smartkhata-production"} "#,
    ] {
        let value =
            told.lines().find_map(|line| line.strip_prefix(figure)).unwrap_or_else(|| panic!("{figure}: {told}"));
        assert!(now.abs_diff(value.parse().unwrap()) < 600, "{told}");
    }
    // Who is not answered leaves the file as it was.
    assert!(!tell("smartkhata-production no-such-instance").status.success());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), told);
    run(Command::new("shellcheck")
        .args([ops("monitoring/backup/rds-backup-age.sh"), ops("monitoring/backup/backup-age.sh")]));
}
