//! `cargo xtask release`, the whole of it: a tagged tree, an image in a registry, staging, its smoke test, production. Each
//! place is two real servers behind HAProxy; only the image is made beforehand, and figures are told by a stub.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use smartkhata_tests::postgres::Cluster;
use smartkhata_tests::program::{Running, installed, named};

use crate::balancer::Balancer;
use crate::cloud::figures;
use crate::released::Place;
use crate::server::{KEEPER, PASSWORD, Server, cluster};

/// What is released: the servers answer with it.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A tree as a release finds it, with a registry beside it.
struct Tree {
    folder: tempfile::TempDir,
    _registry: Running,
    repository: String,
}

fn run(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    out.into_owned()
}

impl Tree {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for home in ["tree/ops/release", "tree/xtask", "image", ".config/containers"] {
            std::fs::create_dir_all(at(home)).unwrap();
        }
        let write = |name: &str, text: &str| std::fs::write(at(name), text).unwrap();
        write("tree/Cargo.toml", &format!("[workspace.package]\nversion = \"{VERSION}\"\n"));
        write("tree/.gitignore", "/target\n/ops/release/*.json\n/ops/release/*.state\n/ops/release/*.lock\n");
        // Cargo, asked for the image or for the release's program: both were made before.
        let cargo = format!(
            "#!/bin/sh\nset -eu\ncase \"$*\" in\n\
             'run --quiet --package xtask image') mkdir -p target/image; rm -rf target/image/image; cp -R {image} target/image/image ;;\n\
             *'--package smartkhata-release -- '*) until [ \"$1\" = -- ]; do shift; done; shift; exec {release} \"$@\" ;;\n\
             *) echo \"cargo $*\" >&2; exit 1 ;;\nesac\n",
            image = at("image").display(),
            release = named("SMARTKHATA_RELEASE").display(),
        );
        write("cargo", &cargo);
        std::fs::set_permissions(at("cargo"), std::fs::Permissions::from_mode(0o755)).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let storage = at("registry").display().to_string();
        let registry = json!({
            "version": 0.1, "log": { "level": "error" },
            "storage": { "filesystem": { "rootdirectory": storage } }, "http": { "addr": format!("127.0.0.1:{port}") },
        });
        write("registry.yml", &registry.to_string());
        // It speaks no TLS here: so who releases has it in their home.
        write(
            ".config/containers/registries.conf",
            &format!("[[registry]]\nlocation = \"127.0.0.1:{port}\"\ninsecure = true\n"),
        );
        let mut serve = Command::new(installed("docker-registry", "docker-registry"));
        let registry = Running::start(serve.arg("serve").arg(at("registry.yml")).stderr(Stdio::null()));
        for _ in 0..1_200 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        let tree = Self { folder, _registry: registry, repository: format!("127.0.0.1:{port}/smartkhata") };
        tree.image("first");
        tree.git(&["init", "--quiet"]);
        tree.git(&["add", "."]);
        tree.git(&["commit", "--quiet", "--message", "what is released"]);
        tree
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.arg("-C").arg(self.at("tree")).args(["-c", "user.name=x", "-c", "user.email=x@shop.example"]);
        run(git.args(arguments).env("HOME", self.folder.path()))
    }

    /// Puts an image where the build leaves it: one empty layer, and a label that makes it itself.
    fn image(&self, label: &str) {
        let image = self.at("image");
        let _ = std::fs::remove_dir_all(&image);
        let blobs = image.join("blobs/sha256");
        std::fs::create_dir_all(&blobs).unwrap();
        let blob = |kind: &str, bytes: &[u8]| -> Value {
            let unnamed = blobs.join("unnamed");
            std::fs::write(&unnamed, bytes).unwrap();
            let sum = run(Command::new("sha256sum").arg(&unnamed));
            let sum = sum.split(' ').next().unwrap().to_owned();
            std::fs::rename(&unnamed, blobs.join(&sum)).unwrap();
            let kind = format!("application/vnd.oci.image.{kind}");
            json!({ "mediaType": kind, "digest": format!("sha256:{sum}"), "size": bytes.len() })
        };
        let layer = blob("layer.v1.tar", &[0; 1024]);
        let config = json!({
            "architecture": "amd64", "os": "linux", "config": { "Labels": { "which": label } },
            "rootfs": { "type": "layers", "diff_ids": [layer["digest"]] },
        });
        let config = blob("config.v1+json", config.to_string().as_bytes());
        let manifest = json!({ "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": [layer] });
        let manifest = blob("manifest.v1+json", manifest.to_string().as_bytes());
        std::fs::write(image.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).unwrap();
        std::fs::write(image.join("index.json"), json!({ "schemaVersion": 2, "manifests": [manifest] }).to_string())
            .unwrap();
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env("HOME", self.folder.path());
        command
    }

    /// The digest of what the registry has as this version.
    fn pushed(&self) -> Option<String> {
        let image = format!("docker://{}:{VERSION}", self.repository);
        let mut skopeo = self.command(&installed("skopeo", "skopeo"));
        let said = skopeo.args(["inspect", "--format", "{{.Digest}}", &image]).output().unwrap();
        said.status.success().then(|| String::from_utf8_lossy(&said.stdout).trim().to_owned())
    }

    /// `cargo xtask release VERSION OPTIONS`: whether it went well, and what it said.
    fn release(&self, options: &[&str], staging: &str, password: &str) -> (bool, String) {
        let mut xtask = self.command(&named("XTASK"));
        xtask.args(["release", VERSION]).args(options).current_dir(self.at("tree"));
        xtask
            .env("CARGO", self.at("cargo"))
            .env("CARGO_MANIFEST_DIR", self.at("tree/xtask"))
            .env_remove("CARGO_TARGET_DIR");
        xtask.env("SMARTKHATA_REPOSITORY", &self.repository).env("SMARTKHATA_STAGING", staging);
        xtask.env("SMOKE_IDENTITY", KEEPER).env("SMOKE_PASSWORD", password).env_remove("SLACK_WEBHOOK");
        let output = xtask.stdin(Stdio::null()).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }
}

/// Where a version is released to: what serves it, and what stands before it.
struct Stage {
    place: Place,
    balancer: Balancer,
}

impl Stage {
    /// Blue serves; green waits for what comes.
    async fn of(name: &str, tree: &Tree, blue: &Server, green: &Server) -> Self {
        let balancer = Balancer::start(blue.host()).await;
        let place = Place::new(&balancer.socket(), &figures(), "");
        place.at("blue", blue.id(), blue.host());
        let stage = Self { place, balancer };
        stage.waits("green", green).await;
        let mut settings = stage.place.settings();
        settings["name"] = name.into();
        settings["plan"] = json!({
            "watch": "200 ms", "poll": "100 ms", "drain": "100 ms", "keep": "200 ms",
            "limits": { "minimum": 10, "errors_ppm": 1000, "slow_ms": 200 },
            "verify": { "minimum": 10, "errors_ppm": 500, "slow_ms": 200 },
        });
        settings["gate"]["connections"] = "1".into();
        // Readiness alone: the smoke test is a step of its own here, which may fail.
        let ready = stage.place.url("{colour}");
        settings["fleet"]["commands"]["ready"] = json!(["sh", "-c", format!("curl -fsS \"$(cat {ready})/ready\"")]);
        std::fs::write(tree.at(&format!("tree/ops/release/{name}.json")), settings.to_string()).unwrap();
        stage
    }

    async fn waits(&self, colour: &str, server: &Server) {
        self.balancer.place(colour, server.host()).await;
        self.place.at(colour, server.id(), server.host());
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs HAProxy, a registry and built programs: `cargo xtask test --operations` brings them"]
async fn one_command_takes_a_version_from_the_tree_to_production() {
    let tree = Tree::new();
    let (tried, serving): (Cluster, Cluster) = (cluster().await, cluster().await);
    let (mut old, new) = (Server::start(&tried), Server::start(&tried));
    old.keeper().await;
    let (mut before, after) = (Server::start(&serving), Server::start(&serving));
    let staging = Stage::of("staging", &tree, &old, &new).await;
    let production = Stage::of("production", &tree, &before, &after).await;
    let address = staging.balancer.address.clone();

    // A tree that nobody could find again is released nowhere.
    let (done, said) = tree.release(&[], &address, PASSWORD);
    assert!(!done && said.contains("has no tag"), "{said}");
    tree.git(&["tag", &format!("v{VERSION}")]);
    std::fs::write(tree.at("tree/left"), "lying around").unwrap();
    let (done, said) = tree.release(&[], &address, PASSWORD);
    assert!(!done && said.contains("not committed"), "{said}");
    std::fs::remove_file(tree.at("tree/left")).unwrap();
    assert_eq!(tree.pushed(), None);

    // What fails its smoke test in staging goes no further.
    let (done, said) = tree.release(&[], &address, "not the password");
    assert!(!done, "{said}");
    let image = tree.pushed().unwrap_or_else(|| panic!("it is pushed before: {said}"));
    assert_eq!((staging.balancer.weights(), production.balancer.weights()), ((0, 100), (100, 0)), "{said}");
    assert!(old.has_ended().await, "staging has the new one");
    assert!(!tree.at("tree/ops/release/production.state").exists(), "{said}");

    // The same command again: the image is there already, staging once more, then everybody.
    let again = Server::start(&tried);
    staging.waits("blue", &again).await;
    let (done, said) = tree.release(&[], &address, PASSWORD);
    assert!(done, "{said}");
    assert_eq!(tree.pushed().as_ref(), Some(&image), "a version is what it was");
    assert_eq!((staging.balancer.weights(), production.balancer.weights()), ((100, 0), (0, 100)), "{said}");
    assert!(before.has_ended().await, "production has the new one alone");
    let order: Vec<Option<usize>> =
        ["==> push", "==> staging", "==> smoke", "==> production"].map(|step| said.find(step)).into();
    assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{order:?}: {said}");

    // And no other image ever has its name.
    tree.image("second");
    let (done, said) = tree.release(&["--to=registry"], &address, PASSWORD);
    assert!(!done && said.contains("is another image"), "{said}");
    assert_eq!(tree.pushed(), Some(image));
}
