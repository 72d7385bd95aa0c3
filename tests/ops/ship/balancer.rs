//! HAProxy with the configuration that is shipped.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use smartkhata_tests::program::{Running, installed};

/// A running one; ended when dropped.
pub struct Balancer {
    _running: Running,
    folder: tempfile::TempDir,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
}

/// The shipped configuration.
fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ops/release/haproxy.cfg")
}

impl Balancer {
    /// All traffic goes to blue.
    pub async fn start(blue: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let bind = format!("127.0.0.1:{port}");
        let mut command = Command::new(installed("haproxy", "haproxy"));
        // In the foreground, and no worker of its own behind: its end is the test's end.
        command.args(["-q", "-db", "-f"]).arg(shipped());
        command.env("SMARTKHATA_BIND", &bind).env("SMARTKHATA_SOCKET", folder.path().join("admin"));
        command.env("SMARTKHATA_BLUE", blue).env("SMARTKHATA_GREEN", "127.0.0.1:1");
        let balancer = Self { _running: Running::start(&mut command), folder, address: format!("http://{bind}") };
        balancer.wait_for("blue").await;
        balancer
    }

    /// Its socket for administrators.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("admin")
    }

    /// What it answers to a command; nothing when it does not answer.
    fn ask(&self, command: &str) -> Option<String> {
        let mut socket = UnixStream::connect(self.socket()).ok()?;
        socket.write_all(format!("{command}\n").as_bytes()).ok()?;
        let mut answer = String::new();
        socket.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// Puts another program at a place, and waits until it is seen to be well.
    pub async fn place(&self, colour: &str, host: &str) {
        let (address, port) = host.split_once(':').unwrap();
        self.ask(&format!("set server api/{colour} addr {address} port {port}")).unwrap();
        self.wait_for(colour).await;
    }

    async fn wait_for(&self, colour: &str) {
        for _ in 0..1_200 {
            let told = self.ask("show stat").unwrap_or_default();
            if told.lines().any(|line| line.starts_with(&format!("api,{colour},")) && line.contains(",UP,")) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("HAProxy does not see {colour} as well:\n{}", self.ask("show stat").unwrap_or_default());
    }

    /// Percent of the traffic at blue and at green.
    pub fn weights(&self) -> (u8, u8) {
        let weight = |colour: &str| {
            let told = self.ask(&format!("get weight api/{colour}")).unwrap();
            told.split_whitespace().next().unwrap().parse().unwrap()
        };
        (weight("blue"), weight("green"))
    }
}
