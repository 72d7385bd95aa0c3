//! A real Prometheus that asks the servers every other second.

use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use smartkhata_tests::program::{Running, installed};

use super::server::Http;

/// A running one; ended when dropped.
pub struct Watcher {
    _running: Running,
    folder: tempfile::TempDir,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
}

const CONFIGURATION: &str = "\
global: { scrape_interval: 2s, scrape_timeout: 2s }
scrape_configs:
  - job_name: smartkhata
    file_sd_configs: [{ files: [targets.json], refresh_interval: 1s }]
";

impl Watcher {
    /// Watches nothing yet.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("prometheus.yml"), CONFIGURATION).unwrap();
        std::fs::write(folder.path().join("targets.json"), "[]").unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(installed("prometheus", "prometheus"));
        command.current_dir(folder.path()).args(["--config.file=prometheus.yml", "--storage.tsdb.path=data"]);
        command.arg(format!("--web.listen-address=127.0.0.1:{port}")).args(["--log.level=error"]);
        let watcher =
            Self { _running: Running::start(&mut command), folder, address: format!("http://127.0.0.1:{port}") };
        let (http, ready) = (Http::new(), format!("{}/-/ready", watcher.address));
        for _ in 0..1_200 {
            if http.send("GET", &ready, "", None).await.is_ok_and(|(status, _)| status == 200) {
                return watcher;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("Prometheus is not ready");
    }

    /// Watches these from now on: colour and host; and waits until each was heard.
    pub async fn watch(&self, targets: &[(&str, &str)]) {
        let group = |(colour, host): &(&str, &str)| json!({ "targets": [host], "labels": { "colour": colour } });
        let text = json!(targets.iter().map(group).collect::<Vec<_>>()).to_string();
        // A new file under the name, so that it is never read half.
        std::fs::write(self.folder.path().join("targets.new"), text).unwrap();
        std::fs::rename(self.folder.path().join("targets.new"), self.folder.path().join("targets.json")).unwrap();
        for (_, host) in targets {
            let query = format!("{}/api/v1/query?query=up%7Binstance%3D%22{host}%22%7D", self.address);
            let http = Http::new();
            let mut heard = false;
            for _ in 0..1_200 {
                let answer = http.send("GET", &query, "", None).await.map(|(_, answer)| answer).unwrap_or_default();
                heard = answer["data"]["result"][0]["value"][1] == "1";
                if heard {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            assert!(heard, "Prometheus hears nothing of {host}");
        }
    }
}
