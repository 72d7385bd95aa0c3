//! The machine that watches a place, brought up from the files that the template gives it: with a mock of Amazon, a
//! registry that is a script, and nothing installed or started.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use smartkhata_tests::program::named;

use crate::amazon::Amazon;
use crate::place::ops;
use crate::service::run;

/// What the template writes beside the repository's own files.
const TOLD: &str = "PLACE=\"staging\"\nPREFIX=\"smartkhata-staging\"\nAWS_DEFAULT_REGION=\"ap-south-1\"\n\
    CLUSTER=\"smartkhata-staging\"\nREPOSITORY=\"registry.example/smartkhata-staging/smartkhata\"\nTRIED=\"\"\n\
    API=\"https://api.staging.smartkhata.example\"\nAPP=\"https://app.staging.smartkhata.example\"\n\
    RDS_INSTANCES=\"smartkhata-staging smartkhata-staging-two\"\n";

/// Values that a person sets.
const SECRETS: [(&str, &str); 6] = [
    ("metrics-token", "figures"),
    ("pagerduty-key", "who-is-on-call"),
    ("slack-url", "https://hooks.slack.example/T/B/x"),
    ("heartbeat-url", "https://heartbeat.example/x"),
    (
        "watching-url",
        "postgresql://watching:x@smartkhata-staging.c1.rds.example/books?sslmode=require,\
         postgresql://watching:x@smartkhata-staging-two.c1.rds.example:5432/books?sslmode=require",
    ),
    ("drill-url", "postgres://keeper:x@HOST/books?sslmode=require"),
];

/// Stands for the registry's client: an image of two layers, one of which has programs that say which image they are of and
/// what they are asked. A registry is a file for each image, with its digest.
const SKOPEO: &str = r#"#!/bin/sh
set -eu
act=$1 to=
if [ "$act" = login ]; then cat > /dev/null; exit; fi
for word; do case "$word" in docker://*) from="${to:-$word}" to="$word" ;; dir:*) from="$to" to="${word#dir:}" ;; esac; done
registry() { echo "$REGISTRIES/$(echo "$1" | tr -c 'a-z0-9.\n' -)"; }
if [ "$act" = inspect ]; then cat "$(registry "$to")"; exit; fi
case "$to" in docker://*) cat "$(registry "$from")" > "$(registry "$to")"; exit ;; esac
mkdir -p "$to/layer/usr/bin" "$to/layer/etc"
for program in smartkhata smartkhata-release; do printf '#!/bin/sh\necho %s "$@"\n' "$from" > "$to/layer/usr/bin/$program"; done
tar -czf "$to/aaaa" -C "$to/layer" usr
tar -czf "$to/bbbb" -C "$to/layer" etc
rm -r "$to/layer"
echo '{}' > "$to/manifest.json"
"#;

fn program(folder: &Path, name: &str, script: &str) {
    std::fs::write(folder.join(name), script).unwrap();
    std::fs::set_permissions(folder.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A machine: its files, its root, its programs, Amazon.
struct Machine {
    folder: tempfile::TempDir,
    amazon: Amazon,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let amazon = Amazon::start(folder.path());
        let machine = Self { folder, amazon };
        let (files, programs) = (machine.at("files"), machine.at("programs"));
        for folder in [&files, &programs] {
            std::fs::create_dir(folder).unwrap();
        }
        run(Command::new("cp").arg("-r").args(["backup", "host", "monitoring"].map(ops)).arg(&files));
        std::fs::copy(ops("image/rootfs/etc/ssl/certs/amazon-rds.pem"), files.join("amazon-rds.pem")).unwrap();
        std::fs::write(files.join("host.env"), TOLD).unwrap();
        std::fs::write(files.join("release.json"), "{}").unwrap();
        for name in ["apt-get", "systemctl", "adduser", "chown", "chgrp"] {
            let log = machine.at("done").display().to_string();
            program(&programs, name, &format!("#!/bin/sh\necho {name} \"$@\" >> {log}\n"));
        }
        program(&programs, "skopeo", SKOPEO);
        for (name, value) in SECRETS {
            // An option that is an address would be fetched.
            let input = json!({ "Name": format!("smartkhata-staging/{name}"), "SecretString": value }).to_string();
            let mut create = machine.amazon.led(named("AWS_CLI"));
            run(create.args(["secretsmanager", "create-secret", "--cli-input-json", &input]));
        }
        machine.amazon.call("ecs create-cluster --cluster-name smartkhata-staging");
        machine
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn text(&self, path: &str) -> String {
        let file = self.at("root").join(path.trim_start_matches('/'));
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    fn script(&self, name: &str) -> Command {
        let path = format!("{}:{}", self.at("programs").display(), std::env::var("PATH").unwrap());
        let mut script = self.amazon.led("bash");
        script.arg(self.at("files/host").join(name)).env("PATH", path).env("REGISTRIES", self.folder.path());
        script.env("FILES", self.at("files")).env("ROOT", self.at("root"));
        script
    }

    /// What its units start, with what this machine has them start instead.
    fn starts(&self) -> Vec<String> {
        let units = self.at("root/etc/systemd/system");
        let services = std::fs::read_dir(&units).unwrap().map(|entry| entry.unwrap().path());
        let services = services.filter(|path| path.extension().is_some_and(|kind| kind == "service"));
        let mut starts = Vec::new();
        for service in services {
            let here =
                std::fs::read_to_string(service.with_extension("service.d").join("host.conf")).unwrap_or_default();
            let whole = format!("{}{here}", std::fs::read_to_string(&service).unwrap());
            let of_this = whole.lines().filter_map(|line| line.strip_prefix("ExecStart="));
            // An empty one takes back those before it.
            let told: Vec<_> = of_this.collect();
            let from = told.iter().rposition(|start| start.is_empty()).map_or(0, |at| at + 1);
            starts.extend(told.iter().skip(from).map(|start| start.replace("%i", "rds-backup-age")));
        }
        starts
    }

    fn bring_up(&self) {
        run(&mut self.script("bring-up.sh"));
    }
}

#[test]
#[ignore = "needs moto, Amazon's command line, promtool, amtool and shellcheck; `cargo xtask test --operations` brings them"]
fn the_machine_that_watches_is_as_the_template_has_it() {
    let machine = Machine::new();
    machine.bring_up();

    // Prometheus and Alertmanager take what they are given.
    assert!(machine.text("/etc/prometheus/prometheus.yml").contains("\n    environment: staging\n"));
    assert_eq!(machine.text("/etc/smartkhata/secrets/metrics_token"), "figures");
    run(Command::new("promtool")
        .args(["check", "config", "--syntax-only"])
        .arg(machine.at("root/etc/prometheus/prometheus.yml")));
    assert!(machine.at("root/etc/prometheus/rules/alerts.yml").is_file());
    assert!(machine.text("/etc/prometheus/alertmanager.yml").contains("url: https://heartbeat.example/x\n"));
    run(Command::new("amtool").arg("check-config").arg(machine.at("root/etc/prometheus/alertmanager.yml")));
    let website = machine.text("/etc/prometheus/targets/website.yml");
    assert!(website.contains(r#"["https://api.staging.smartkhata.example/ready", "#), "{website}");
    for name in ["alertmanager", "node"] {
        assert!(machine.text(&format!("/etc/prometheus/targets/{name}.yml")).starts_with("- targets: [\"127.0.0.1:"));
    }
    // Each cluster has an exporter, and its own figures under its own name.
    let clusters = machine.text("/etc/prometheus/targets/database.yml");
    for (url, port) in SECRETS[4].1.split(',').zip([9187, 9188]) {
        let name = url.split_once('@').unwrap().1.split_once('.').unwrap().0;
        let target = format!("- targets: [\"127.0.0.1:{port}\"]\n  labels:\n    instance: {name}\n");
        assert!(clusters.contains(&target), "{clusters}");
        let told = machine.text(&format!("/etc/smartkhata/exporter/{name}.env"));
        assert_eq!(told, format!("DATA_SOURCE_NAME={url}\nPORT={port}\n"));
    }

    // The drill goes through every cluster, and both know who may read what they tell. What units start is there.
    let starts = machine.starts();
    for script in ["backup/rds-drills.sh", "monitoring/backup/rds-backup-age.sh", "host/bring-up.sh"] {
        assert!(starts.iter().any(|start| start.contains(&format!("/{script}"))), "{script}: {starts:?}");
    }
    let lies = |path: &str| match path.strip_prefix("/usr/lib/smartkhata") {
        Some(path) => machine.at("files").join(path.trim_start_matches('/')),
        None => PathBuf::from(path),
    };
    for path in starts.iter().flat_map(|start| start.split_whitespace()).filter(|word| word.ends_with(".sh")) {
        assert!(lies(path).is_file(), "{path} is started and not there");
    }
    let environment = machine.text("/etc/smartkhata/backup.env");
    assert!(environment.contains(&format!("DRILL_URL={}\n", SECRETS[5].1)), "{environment}");
    assert!(environment.contains("RDS_INSTANCES=\"smartkhata-staging smartkhata-staging-two\"\n"), "{environment}");
    let done = std::fs::read_to_string(machine.at("done")).unwrap();
    for unit in [
        "smartkhata-targets.service",
        "smartkhata-drill.timer",
        "smartkhata-age@rds-backup-age.timer",
        "smartkhata-exporter@smartkhata-staging-two.service",
    ] {
        assert!(done.contains(unit), "{unit} is not started: {done}");
        let file = unit.replace("@rds-backup-age", "@").replace("@smartkhata-staging-two", "@");
        assert!(machine.at("root/etc/systemd/system").join(file).is_file(), "{unit} is not there");
    }

    // Prometheus reads its files anew, and begins anew where what it is started with was changed.
    let began = |done: &str| done.contains("systemctl restart prometheus\n");
    assert!(began(&done));
    std::fs::write(machine.at("done"), "").unwrap();
    machine.bring_up();
    let done = std::fs::read_to_string(machine.at("done")).unwrap();
    assert!(!began(&done) && done.contains("systemctl reload prometheus\n"), "{done}");

    // Programs are those of the version that serves; before the first release, of the first image.
    let says = |name: &str| run(&mut Command::new(machine.at("root/usr/local/bin").join(name)));
    let image = "docker://registry.example/smartkhata-staging/smartkhata";
    assert_eq!(says("smartkhata").trim(), format!("{image}:first"));
    let container =
        r#"[{"name":"server","image":"registry.example/smartkhata-staging/smartkhata:1.2.3","memory":512}]"#;
    machine.amazon.call(&format!("ecs register-task-definition --family server --container-definitions {container}"));
    machine.amazon.call(
        "ecs create-service --cluster smartkhata-staging --service-name smartkhata-staging-blue --task-definition server \
         --desired-count 2",
    );
    machine.bring_up();
    assert_eq!(says("smartkhata-release").trim(), format!("{image}:1.2.3"));

    run(Command::new("shellcheck")
        .args(["bring-up.sh", "programs.sh", "release.sh"].map(|name| ops("host").join(name))));
}

#[test]
#[ignore = "needs moto and Amazon's command line; `cargo xtask test --operations` brings them"]
fn a_version_goes_to_production_as_it_was_tried() {
    let machine = Machine::new();
    let release = |version: &str| {
        let done = machine.script("release.sh").arg(version).output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        (done.status.success(), said)
    };
    let place = |text: &str| std::fs::write(machine.at("files/host.env"), text).unwrap();
    let registry = |name: &str| machine.at(&format!("docker---registry.example-{name}-smartkhata-1.2.3"));
    let put = |name: &str, digest: &str| std::fs::write(registry(name), digest).unwrap();

    // In staging it comes from its own registry, and is tried.
    let (done, said) = release("1.2.3");
    let program = "docker://registry.example/smartkhata-staging/smartkhata:1.2.3";
    let settings = machine.at("root/var/lib/smartkhata/release/staging.json");
    let runs = format!("{program} run 1.2.3 --settings {}\n", settings.display());
    let tries = format!("{program} smoke https://api.staging.smartkhata.example --expect 1.2.3 --whole\n");
    assert!(done && said.contains(&format!("{runs}{tries}")), "{said}");

    // To production its image is taken over first, once.
    let production = TOLD.replace("staging", "production");
    let tried = "TRIED=\"registry.example/smartkhata-staging/smartkhata\"";
    place(&production.replace("TRIED=\"\"", tried));
    assert!(!release("1.2.3").0, "what was not tried is not released");
    put("smartkhata-staging", "sha256:tried");
    for _ in 0..2 {
        let (done, said) = release("1.2.3");
        assert!(done && said.contains("smartkhata-production/smartkhata:1.2.3 run 1.2.3 "), "{said}");
        assert!(!said.contains(" smoke "), "{said}");
        assert_eq!(std::fs::read_to_string(registry("smartkhata-production")).unwrap(), "sha256:tried");
    }
    put("smartkhata-production", "sha256:another");
    let (done, said) = release("1.2.3");
    assert!(!done && said.contains("another image") && !said.contains(" run "), "{said}");
}
