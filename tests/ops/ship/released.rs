//! `smartkhata-release`, as somebody starts it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use smartkhata_tests::program::named;

/// A place to release to: settings, the file of the release, and how programs are found at each colour.
pub struct Place {
    folder: tempfile::TempDir,
    webhook: String,
}

/// A run that is under way.
pub struct Run {
    child: Child,
    log: PathBuf,
}

/// Seconds for what takes minutes, and the patience of a busy machine. The least numbers of requests are small with the
/// load of a test: what they prove in production is not proved here.
fn plan() -> Value {
    json!({
        "watch": "4 s", "hold": "5 min", "poll": "500 ms", "silence": "1 min", "start": "5 min", "drain": "6 s", "keep": "2 s",
        "limits": { "minimum": 60, "errors_ppm": 1000, "slow_ms": 5000 },
        "verify": { "minimum": 120, "errors_ppm": 500, "slow_ms": 5000 },
    })
}

impl Place {
    /// Behind HAProxy's socket, watched at an address.
    pub fn new(socket: &Path, prometheus: &str, webhook: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let program = named("SMARTKHATA_RELEASE").to_string_lossy().into_owned();
        let settings = json!({
            "name": "test",
            "split": { "haproxy": { "socket": socket, "backend": "api" } },
            "fleet": { "commands": {
                "start": ["test", "-e", file("{colour}.pid")],
                "ready": ["sh", "-c", format!("exec {program} smoke \"$(cat {})\"", file("{colour}.url"))],
                "stop": ["sh", "-c", format!("kill -TERM \"$(cat {})\" || true", file("{colour}.pid"))],
            }},
            "gate": {
                "prometheus": prometheus, "job": "smartkhata",
                "connections": "100 * max(db_pool_connections - db_pool_idle) / max(db_pool_limit)",
            },
            "plan": plan(),
        });
        std::fs::write(folder.path().join("settings.json"), settings.to_string()).unwrap();
        Self { folder, webhook: webhook.to_owned() }
    }

    /// Which process is at a colour, and where it answers.
    pub fn at(&self, colour: &str, id: u32, host: &str) {
        std::fs::write(self.folder.path().join(format!("{colour}.pid")), id.to_string()).unwrap();
        std::fs::write(self.folder.path().join(format!("{colour}.url")), format!("http://{host}")).unwrap();
    }

    /// The file that says where a colour answers.
    pub fn url(&self, colour: &str) -> String {
        self.folder.path().join(format!("{colour}.url")).to_string_lossy().into_owned()
    }

    /// What it was told.
    pub fn settings(&self) -> Value {
        serde_json::from_str(&std::fs::read_to_string(self.folder.path().join("settings.json")).unwrap()).unwrap()
    }

    /// Turns everything back as a runbook has it; what is under way was ended before.
    pub fn back_by(&self, runbook: &str) -> String {
        let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/runbooks").join(runbook);
        let book = std::fs::read_to_string(book).unwrap();
        let block = book.split("```bash\n").nth(1).unwrap().split("```").next().unwrap();
        let settings = self.folder.path().join("settings.json");
        let block = block.replace("/var/lib/smartkhata/release/production.json", &settings.to_string_lossy());
        let programs = named("SMARTKHATA_RELEASE").parent().unwrap().display().to_string();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
        let mut shell = Command::new("bash");
        let done = shell.args(["-euc", &block]).env("PATH", path).env("SLACK_WEBHOOK", &self.webhook).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{block}: {said}");
        said
    }

    /// How long each step is watched from now on.
    pub fn watch_for(&self, time: &str) {
        let mut settings = self.settings();
        settings["plan"]["watch"] = time.into();
        std::fs::write(self.folder.path().join("settings.json"), settings.to_string()).unwrap();
    }

    /// Starts a run.
    pub fn run(&self, version: &str) -> Run {
        let log = self.folder.path().join("log");
        let mut command = Command::new(named("SMARTKHATA_RELEASE"));
        command.args(["run", version, "--settings"]).arg(self.folder.path().join("settings.json"));
        command.env("SLACK_WEBHOOK", &self.webhook).stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(File::create(&log).unwrap());
        Run { child: command.spawn().unwrap(), log }
    }

    /// What the file of the release says.
    pub fn state(&self) -> Value {
        let text = std::fs::read_to_string(self.folder.path().join("settings.state")).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }
}

impl Run {
    /// Waits until it has ended; answers how, and what it said.
    pub async fn ended(mut self) -> (ExitStatus, String) {
        for _ in 0..6_000 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, self.said());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the release does not end:\n{}", self.said());
    }

    /// Ends it as a machine that loses its power would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// What it has said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
