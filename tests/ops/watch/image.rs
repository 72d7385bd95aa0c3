//! The image as a registry and a container see it: pushed, pulled, and run with nothing that it does not need.

use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use smartkhata_tests::postgres::Cluster;

use crate::service::{Service, free_port, get, run, until};
use crate::shop::Shop;

/// Holds a list of parts against the schema of CycloneDX.
const VALIDATE: &str = "
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(sys.argv[1]).read())
sys.exit(str(error) if error else 0)
";

/// A program as root, which containers need.
fn as_root(program: &str) -> Command {
    let root = run(Command::new("id").arg("-u")).trim() == "0";
    let mut command = Command::new(if root { program } else { "sudo" });
    if !root {
        command.args(["-n", program]);
    }
    command
}

/// podman with a store of its own, removed with the value.
struct Podman<'a> {
    folder: &'a Path,
}

impl Podman<'_> {
    fn command(&self) -> Command {
        let mut podman = as_root("podman");
        podman.args(["--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--runtime", "runc"]);
        podman.arg("--root").arg(self.folder.join("store")).arg("--runroot").arg(self.folder.join("running"));
        podman
    }
}

impl Drop for Podman<'_> {
    fn drop(&mut self) {
        let _ = self.command().args(["rm", "--all", "--force", "--time", "3"]).output();
        let _ = as_root("rm").arg("-rf").arg(self.folder.join("store")).arg(self.folder.join("running")).output();
    }
}

#[test]
#[ignore = "needs the image and podman; `cargo xtask test --operations` builds and installs them"]
fn the_image_goes_through_a_registry_and_serves_with_no_rights_at_all() {
    let image = std::env::var("SMARTKHATA_IMAGE")
        .expect("SMARTKHATA_IMAGE: run `cargo xtask test --operations`, which builds it");
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();

    // What it says of itself.
    let config: Value =
        serde_json::from_str(&run(Command::new("skopeo").args(["inspect", "--config", &image]))).unwrap();
    let config = &config["config"];
    assert_eq!(config["User"], "65532:65532");
    assert_eq!((&config["Entrypoint"], &config["Cmd"]), (&json!(["/usr/bin/smartkhata"]), &json!(["serve"])));
    let labels = &config["Labels"];
    assert_eq!(labels["org.opencontainers.image.version"], env!("CARGO_PKG_VERSION"));
    for label in ["revision", "created", "licenses", "title", "description"] {
        assert!(labels[format!("org.opencontainers.image.{label}")].is_string(), "{labels}");
    }

    // Through a registry, byte for byte.
    let port = free_port();
    let registry = folder.join("registry.yml");
    let storage = folder.join("registry").display().to_string();
    let text = json!({
        "version": 0.1, "log": { "level": "error" },
        "storage": { "filesystem": { "rootdirectory": storage } }, "http": { "addr": format!("127.0.0.1:{port}") },
    });
    std::fs::write(&registry, text.to_string()).unwrap();
    let mut serve = Command::new("docker-registry");
    let serve = serve.arg("serve").arg(&registry);
    let _registry = Service::answering("registry", folder, serve, &format!("http://127.0.0.1:{port}/v2/"));
    let pushed = format!("docker://127.0.0.1:{port}/smartkhata:test");
    run(Command::new("skopeo").args(["copy", "--quiet", "--dest-tls-verify=false", &image, &pushed]));
    let digest = |name: &str| {
        run(Command::new("skopeo").args(["inspect", "--tls-verify=false", "--format", "{{.Digest}}", name]))
    };
    assert_eq!(digest(&image), digest(&pushed), "the registry has another image");

    // A PostgreSQL that is reached by its name, as it is where the image runs.
    let database = free_port();
    let cluster = Cluster::with(&["listen_addresses=127.0.0.1", &format!("port={database}")]);
    let port_option = database.to_string();
    until("PostgreSQL takes connections", || {
        cluster.client("pg_isready").args(["--port", &port_option]).output().unwrap().status.success().then_some(())
    });
    for statement in ["create role keeper login createrole", "create database books owner keeper"] {
        run(cluster.client("psql").args(["--quiet", "--port", &port_option, "-d", "postgres", "-c", statement]));
    }

    // Nobody, nothing to write, no rights.
    let podman = Podman { folder };
    let listen = free_port();
    let name = format!("127.0.0.1:{port}/smartkhata:test");
    run(podman.command().args(["pull", "--quiet", "--tls-verify=false", &name]));
    let mut start = podman.command();
    start.args(["run", "--detach", "--name", "shop", "--network", "host", "--read-only", "--read-only-tmpfs=false"]);
    start.args(["--cap-drop", "all", "--security-opt", "no-new-privileges"]);
    start.args(["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"]);
    start.args(["--env", &format!("DATABASE_URL=postgres://keeper@localhost:{database}/books")]);
    start.args(["--env", "SMARTKHATA_LISTEN=127.0.0.1", &name]);
    start.args(["serve", "--port", &listen.to_string(), "--print-codes"]);
    run(&mut start);
    let address = format!("http://127.0.0.1:{listen}");
    until("the container answers", || {
        if get(&format!("{address}/health")).0 == 200 {
            return Some(());
        }
        let state = run(podman.command().args(["inspect", "--format", "{{.State.Status}}", "shop"]));
        let said = podman.command().args(["logs", "shop"]).output().unwrap();
        assert!(state.trim() == "running", "{state}: {}", String::from_utf8_lossy(&said.stderr));
        None
    });
    let (status, ready) = get(&format!("{address}/ready"));
    assert_eq!(status, 200, "{ready}");
    // The web edition: its page signs people in, and finds its files.
    let (status, page) = get(&format!("{address}/"));
    assert!(status == 200 && page.contains(r#"name="smartkhata-edition" content="cloud""#), "{status} {page}");
    for file in ["start.js", "ui.js", "css/styles.css", "words/hi.txt"] {
        assert_eq!(get(&format!("{address}/{file}")).0, 200, "{file}");
    }

    let pid = run(podman.command().args(["inspect", "--format", "{{.State.Pid}}", "shop"]));
    let process = Path::new("/proc").join(pid.trim());
    let status = std::fs::read_to_string(process.join("status")).unwrap();
    let line = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    assert_eq!(line("Uid:"), "65532\t65532\t65532\t65532");
    assert_eq!((line("CapEff:"), line("CapBnd:")), ("0000000000000000".into(), "0000000000000000".into()));
    assert_eq!(line("NoNewPrivs:"), "1");
    let mounts = run(as_root("cat").arg(process.join("mountinfo")));
    let root = mounts.lines().find(|line| line.split(' ').nth(4) == Some("/")).unwrap();
    assert!(root.split(' ').nth(5).unwrap().split(',').any(|option| option == "ro"), "{root}");

    // What is written on the way finds its one folder, though nothing else can be written: a photo, an export.
    let shop = Shop::of(&address, &|| {
        let said = podman.command().args(["logs", "shop"]).output().unwrap();
        String::from_utf8_lossy(&said.stderr).into_owned()
    });
    let photo = STANDARD.encode([b"%PDF-1.7 ".as_slice(), &[7; 40_000]].concat());
    let body = json!({ "owner": { "voucher": shop.sell(1) }, "name": "Bill.pdf", "base64": photo });
    let (status, added) = shop.door("attachment.add", body);
    assert_eq!(status, 200, "{added}");
    assert!(shop.bytes("/ui_bg.wasm").unwrap().starts_with(b"\0asm"), "the page's module is there");
    let export = shop.bytes(&format!("/b/{}/export", shop.id)).unwrap();
    let whole = export.len().is_multiple_of(512) && export.ends_with(&[0; 1024]);
    let holds = |name: &[u8]| export.windows(name.len()).any(|part| part == name);
    assert!(whole && holds(b"people.json") && holds(b"books.sqlite"), "the export has {} bytes", export.len());

    // Its end is asked for, and it closes.
    run(podman.command().args(["stop", "--time", "20", "shop"]));
    let code = run(podman.command().args(["inspect", "--format", "{{.State.ExitCode}}", "shop"]));
    assert_eq!(code.trim(), "0", "it did not close by itself");

    // What is inside: the backend, what releases it, their list of parts, the authorities of the web and of Amazon's databases.
    let whole = folder.join("whole.tar");
    run(podman.command().args(["export", "--output"]).arg(&whole).arg("shop"));
    let files = run(as_root("tar").arg("-tf").arg(&whole));
    let programs: Vec<&str> = files.lines().filter(|file| file.contains("bin/") && !file.ends_with('/')).collect();
    assert_eq!(programs, ["usr/bin/smartkhata", "usr/bin/smartkhata-release"], "{files}");
    assert!(files.contains("etc/ssl/certs/ca-certificates.crt") && files.contains("etc/ssl/certs/amazon-rds.pem"));
    let sbom = run(as_root("tar").arg("-xOf").arg(&whole).arg("usr/share/doc/smartkhata/sbom.cdx.json"));
    parts_are_listed(&sbom);
    let list = folder.join("sbom.json");
    std::fs::write(&list, &sbom).unwrap();
    let python = std::env::var("CYCLONEDX_PYTHON").expect("CYCLONEDX_PYTHON: run `cargo xtask test --operations`");
    run(Command::new(python).args(["-c", VALIDATE]).arg(&list));
}

/// The list is CycloneDX: parts with versions, licences and checksums; and every reference leads to one of them.
fn parts_are_listed(sbom: &str) {
    let sbom: Value = serde_json::from_str(sbom).unwrap();
    assert_eq!((&sbom["bomFormat"], &sbom["specVersion"]), (&json!("CycloneDX"), &json!("1.5")));
    let parts = sbom["components"].as_array().unwrap();
    assert!(parts.len() > 150, "{} parts", parts.len());
    let mut known: Vec<&str> = parts.iter().map(|part| part["bom-ref"].as_str().unwrap()).collect();
    known.push(sbom["metadata"]["component"]["bom-ref"].as_str().unwrap());
    for part in parts {
        let own = part["name"].as_str().unwrap().starts_with("smartkhata");
        let debian = part["purl"].as_str().unwrap().starts_with("pkg:deb/");
        assert!(own || debian || part["hashes"][0]["content"].as_str().unwrap().len() == 64, "{part}");
        assert!(debian || part["licenses"][0]["expression"].is_string(), "{part}");
    }
    for name in ["axum", "tokio-postgres", "rustls", "libsqlite3-sys", "libc6-dev", "dioxus"] {
        assert!(parts.iter().any(|part| part["name"] == name), "{name} is not listed");
    }
    // It was built here: of this system its packages are.
    let system = std::fs::read_to_string("/etc/os-release").unwrap();
    let id = system.lines().find_map(|line| line.strip_prefix("ID=")).unwrap().trim_matches('"');
    let packages = parts.iter().filter_map(|part| part["purl"].as_str()?.strip_prefix("pkg:deb/"));
    let packages: Vec<&str> = packages.collect();
    assert!(packages.len() == 2 && packages.iter().all(|purl| purl.starts_with(&format!("{id}/"))), "{packages:?}");
    for name in ["proptest", "tauri"] {
        assert!(parts.iter().all(|part| part["name"] != name), "{name} is not in the program");
    }
    for dependency in sbom["dependencies"].as_array().unwrap() {
        for reference in dependency["dependsOn"].as_array().unwrap() {
            assert!(known.contains(&reference.as_str().unwrap()), "{reference} leads nowhere");
        }
    }
}
