//! How old backups are, as `backup-age.sh` and `rds-backup-age.sh` tell the monitoring: here with what pgBackRest says in
//! place of pgBackRest, and with a mock of Amazon.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use smartkhata_tests::program::named;

use crate::amazon::Amazon;
use crate::place::{ops, text};
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
    let backup = |repository: i64, kind: &str, stop: i64, size: i64| {
        json!({
            "label": "20261128-020002F", "type": kind, "error": false,
            "database": { "id": 1, "repo-key": repository },
            "timestamp": { "start": stop - 60, "stop": stop },
            "info": { "size": 10 * size, "delta": size, "repository": { "size": size, "delta": size } },
        })
    };
    let repository = |key: i64, code: i64| json!({ "key": key, "cipher": "aes-256-cbc", "status": { "code": code } });
    json!([{
        "name": "smartkhata", "status": { "code": 0, "message": "ok" }, "cipher": "aes-256-cbc",
        "repo": [repository(1, 0), repository(2, 0)],
        "backup": [
            backup(1, "full", full - 86_400, 5), backup(1, "full", full, 7), backup(1, "incr", incremental, 3),
            backup(2, "full", full, 8), backup(2, "incr", incremental, 4),
        ],
    }, {
        "name": "elsewhere", "status": { "code": 2, "message": "no valid backups" },
        "repo": [repository(1, 2)], "backup": [],
    }])
}

#[test]
#[ignore = "needs a mock of Amazon; `cargo xtask test --operations` brings it"]
fn a_bucket_that_keeps_no_versions_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let amazon = Amazon::start(folder.path());
    for bucket in ["here", "there"] {
        amazon.call(&format!(
            "s3api create-bucket --bucket {bucket} --create-bucket-configuration LocationConstraint=ap-south-1"
        ));
    }
    let versioned = |buckets: [&str; 2]| {
        let mut script = amazon.led(ops("backup/versioned.sh"));
        script.env("PGBACKREST_CONFIG", ops("backup/pgbackrest.conf"));
        for (repository, bucket) in buckets.iter().enumerate() {
            let name = |what: &str| format!("PGBACKREST_REPO{}_S3_{what}", repository + 1);
            script.env(name("BUCKET"), bucket).env(name("KEY"), "test").env(name("KEY_SECRET"), "test");
        }
        let ended = script.output().unwrap();
        (ended.status.success(), String::from_utf8(ended.stderr).unwrap())
    };
    let keep = |bucket: &str, status: &str| {
        amazon
            .call(&format!("s3api put-bucket-versioning --bucket {bucket} --versioning-configuration Status={status}"));
    };
    keep("here", "Enabled");
    // Never asked to; let go of again; not there.
    for (second, said) in [("there", "versions of there are None"), ("nowhere", "versions of nowhere are not known")] {
        let (well, told) = versioned(["here", second]);
        assert!(!well && told.contains("repository 2") && told.contains(said), "{told}");
        assert!(!told.contains("repository 1"), "{told}");
    }
    keep("there", "Suspended");
    let (well, told) = versioned(["here", "there"]);
    assert!(!well && told.contains("versions of there are Suspended"), "{told}");
    keep("there", "Enabled");
    assert_eq!(versioned(["here", "there"]), (true, String::new()));
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
            r#"smartkhata_backup_completed_timestamp_seconds{stanza="smartkhata",repository="1",type="full"} 1700000000"#,
            r#"smartkhata_backup_completed_timestamp_seconds{stanza="smartkhata",repository="1",type="incr"} 1700003600"#,
            r#"smartkhata_backup_completed_timestamp_seconds{stanza="smartkhata",repository="2",type="full"} 1700000000"#,
            r#"smartkhata_backup_completed_timestamp_seconds{stanza="smartkhata",repository="2",type="incr"} 1700003600"#,
            r#"smartkhata_backup_size_bytes{stanza="smartkhata",repository="1",type="full"} 7"#,
            r#"smartkhata_backup_size_bytes{stanza="smartkhata",repository="1",type="incr"} 3"#,
            r#"smartkhata_backup_size_bytes{stanza="smartkhata",repository="2",type="full"} 8"#,
            r#"smartkhata_backup_size_bytes{stanza="smartkhata",repository="2",type="incr"} 4"#,
        ]
    );

    // A repository that cannot be read, or never had a backup, is as old as can be.
    let mut half = info(1_700_000_000, 1_700_003_600);
    half[0]["status"] = json!({ "code": 4, "message": "different across repos" });
    half[0]["repo"][1]["status"]["code"] = json!(99);
    half[0]["backup"].as_array_mut().unwrap().truncate(3);
    tell(folder.path(), folder.path(), &half);
    let told = std::fs::read_to_string(folder.path().join("smartkhata-backup.prom")).unwrap();
    let line = r#"smartkhata_backup_completed_timestamp_seconds{stanza="smartkhata",repository="2",type="none"} 0"#;
    assert!(told.lines().any(|told| told == line), "{told}");
}

#[test]
#[ignore = "needs moto, Amazon's command line and jq; `cargo xtask test --operations` brings them"]
fn rds_tells_of_its_newest_snapshot_and_how_much_it_can_bring_back() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, amazon) = (folder.path(), Amazon::start(folder.path()));
    let tell = |instances: &str| {
        let mut script = amazon.led(ops("monitoring/backup/rds-backup-age.sh"));
        script.arg(folder).env("RDS_INSTANCES", instances).output().unwrap()
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
    // One without a snapshot has one as old as can be, whatever another has.
    let none = folder.join("aws");
    let script = "#!/bin/sh\n\
        case \"$*\" in *describe-db-snapshots*) echo '{\"DBSnapshots\": []}' ;; *) exec \"$AMAZON\" \"$@\" ;; esac\n";
    std::fs::write(&none, script).unwrap();
    std::fs::set_permissions(&none, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut script = amazon.led(ops("monitoring/backup/rds-backup-age.sh"));
    script.arg(folder).env("RDS_INSTANCES", "smartkhata-production").env("AMAZON", named("AWS_CLI"));
    run(script.env("AWS_CLI", &none));
    let told = std::fs::read_to_string(&file).unwrap();
    let line = r#"smartkhata_backup_completed_timestamp_seconds{stanza="smartkhata-production",type="snapshot"} 0"#;
    assert!(told.lines().any(|told| told == line), "{told}");
    // Who is not answered leaves the file as it was.
    assert!(!tell("smartkhata-production no-such-instance").status.success());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), told);
    run(Command::new("shellcheck")
        .args([ops("monitoring/backup/rds-backup-age.sh"), ops("monitoring/backup/backup-age.sh")]));
}

#[test]
fn a_region_that_fails_does_not_keep_the_other_from_its_backup() {
    let folder = tempfile::tempdir().unwrap();
    let (pgbackrest, log) = (folder.path().join("pgbackrest"), folder.path().join("log"));
    let script = format!("#!/bin/sh\necho \"$*\" >> {}\ntest \"$1\" != --repo=1\n", log.display());
    std::fs::write(&pgbackrest, script).unwrap();
    std::fs::set_permissions(&pgbackrest, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let done = Command::new(ops("backup/backup.sh")).arg("full").env("PATH", path).output().unwrap();
    let asked = std::fs::read_to_string(&log).unwrap();
    assert_eq!(asked, "--repo=1 --type=full backup\n--repo=2 --type=full backup\n");
    assert_eq!(done.status.code(), Some(1), "it is told all the same");
    assert!(String::from_utf8_lossy(&done.stderr).contains("repository 1 has no backup"));
}

/// A program that stands for `smartkhata`: it is told the host of the instance that was brought back, and finds sound or
/// not.
pub fn checker(folder: &Path, verdict: u8) -> std::path::PathBuf {
    let program = folder.join("smartkhata");
    let script =
        format!("#!/bin/sh\necho \"$DATABASE_URL $*\" >> {}\nexit {verdict}\n", folder.join("checked").display());
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program
}

#[test]
#[ignore = "needs moto and Amazon's command line; `cargo xtask test --operations` brings them"]
fn a_drill_on_rds_checks_what_came_back_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, amazon) = (folder.path(), Amazon::start(folder.path()));
    let drill = |verdict: u8| {
        let mut drill = amazon.led(ops("backup/rds-drill.sh"));
        drill.arg("smartkhata-production").env("DRILL_URL", "postgres://keeper@HOST/books").env("TEXTFILES", folder);
        let done = drill.env("SMARTKHATA", checker(folder, verdict)).output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        let instances =
            amazon.call("rds describe-db-instances --query DBInstances[].DBInstanceIdentifier --output text");
        assert_eq!(instances.trim(), "smartkhata-production", "the instance is gone again: {said}");
        (done.status.code(), said)
    };
    let figures = folder.join("smartkhata_drill-smartkhata-production.prom");
    let (code, said) = drill(1);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(r#""sound":false"#) && !figures.exists(), "{said}");
    let (code, said) = drill(0);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(r#""sound":true"#) && figures.exists(), "{said}");
    let checked = std::fs::read_to_string(folder.join("checked")).unwrap();
    let url = "postgres://keeper@smartkhata-production-drill.";
    assert!(checked.starts_with(url) && checked.contains("/books verify --all --operator drill"), "{checked}");

    // Of several, one that fails keeps no other from its drill, and no other's success hides it.
    std::fs::remove_file(&figures).unwrap();
    let mut drills = amazon.led(ops("backup/rds-drills.sh"));
    drills.env("DRILL_URL", "postgres://keeper@HOST/books").env("TEXTFILES", folder);
    drills.env("RDS_INSTANCES", "no-such-instance smartkhata-production").env("SMARTKHATA", checker(folder, 0));
    let done = drills.output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && said.contains("no good drill of no-such-instance\n"), "{said}");
    let told = std::fs::read_to_string(&figures).unwrap();
    assert!(told.contains("{stanza=\"smartkhata-production\"} "), "{told}");
    assert!(!folder.join("smartkhata_drill-no-such-instance.prom").exists());
}

/// Stands for Amazon's command line: an instance comes after so many looks, or goes wrong.
const SLOW: &str = r#"#!/bin/sh
set -eu
case "$*" in
    *restore-db-instance-to-point-in-time*) echo "$@" > "$FOLDER/asked" ;;
    *DBInstanceStatus*)
        echo look >> "$FOLDER/looks"
        if [ "$(wc -l < "$FOLDER/looks")" -gt 3 ]; then echo "$BECOMES"; else echo creating; fi ;;
    *Endpoint.Address*) echo restored.example ;;
    *wait*) exit 255 ;;
    *) echo None ;;
esac
"#;

#[test]
fn a_restore_on_rds_is_waited_for_until_it_is_there_or_has_failed() {
    let restore = |becomes: &str, seconds: &str| {
        let folder = tempfile::tempdir().unwrap();
        let aws = folder.path().join("aws");
        std::fs::write(&aws, SLOW).unwrap();
        std::fs::set_permissions(&aws, std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut restore = Command::new(ops("backup/rds-restore.sh"));
        restore.args(["from", "from-restored"]).env("AWS_CLI", &aws).env("FOLDER", folder.path());
        restore.env("BECOMES", becomes).env("RDS_POLL_SECONDS", "0.05").env("RDS_WAIT_SECONDS", seconds);
        let done = restore.env("RDS_OPTIONS", "--multi-az").output().unwrap();
        let asked = std::fs::read_to_string(folder.path().join("asked")).unwrap();
        assert!(asked.trim().ends_with(" --multi-az"), "{asked}");
        let text = |said: &[u8]| String::from_utf8_lossy(said).trim().to_owned();
        (done.status.success(), text(&done.stdout), text(&done.stderr))
    };
    let (done, said, why) = restore("available", "60");
    assert!(done && said == "restored.example", "{why}");
    let (done, _, why) = restore("incompatible-restore", "60");
    assert!(!done && why.contains("from-restored is incompatible-restore"), "{why}");
    let (done, _, why) = restore("creating", "1");
    assert!(!done && why.contains("is still creating"), "{why}");
}

/// A restore that is waited for longer than people may be without it is none.
#[test]
fn a_restore_of_rds_leaves_an_hour_of_the_four_that_are_promised() {
    let script = text("backup/rds-restore.sh");
    let (_, usual) = script.split_once("RDS_WAIT_SECONDS:-").unwrap();
    let seconds: u32 = usual.split('}').next().unwrap().parse().unwrap();
    assert!(seconds <= 3 * 3600, "{seconds} s");
}
