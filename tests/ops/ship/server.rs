//! The program as it is shipped, on a PostgreSQL of the test's own, and somebody who keeps a shop there.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use smartkhata_tests::postgres::Cluster;
use smartkhata_tests::program::{Running, named};

/// Who sells.
pub const KEEPER: &str = "keeper@shop.example";
/// Their password.
pub const PASSWORD: &str = "correct horse battery";

/// A running server; ended when dropped.
pub struct Server {
    running: Running,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    folder: tempfile::TempDir,
}

/// A PostgreSQL with a database whose owner is no superuser.
pub async fn cluster() -> Cluster {
    let cluster = Cluster::with(&["max_connections=150"]);
    let client = cluster.connect().await;
    for statement in ["create role keeper login createrole", "create database books owner keeper"] {
        client.batch_execute(statement).await.unwrap();
    }
    cluster
}

/// The program with its data in a folder, told to serve.
fn program(cluster: &Cluster, folder: &Path) -> Command {
    let mut command = Command::new(named("SMARTKHATA_BIN"));
    command.args(["serve", "--port", "0", "--print-codes", "--proxies", "1"]);
    command.env("DATABASE_URL", cluster.url("keeper", "books")).env("SMARTKHATA_DATA", folder);
    command.stderr(File::options().create(true).append(true).open(folder.join("log")).unwrap());
    command
}

impl Server {
    /// Starts it and waits for its address.
    pub fn start(cluster: &Cluster) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut running = Running::start(&mut program(cluster, folder.path()));
        let address = running.line_with("http").trim_end_matches('/').to_owned();
        Self { running, address, folder }
    }

    /// Has it refuse to start: answers what it said.
    pub fn refused(cluster: &Cluster) -> String {
        let folder = tempfile::tempdir().unwrap();
        let ended = program(cluster, folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap();
        assert!(!ended.success(), "it started");
        std::fs::read_to_string(folder.path().join("log")).unwrap()
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.running.id()
    }

    /// Whether it ends, within two minutes, without being asked by this test.
    pub async fn has_ended(&mut self) -> bool {
        for _ in 0..1_200 {
            if self.running.has_ended() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        false
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> &str {
        self.address.strip_prefix("http://").unwrap()
    }

    /// Signs the keeper in by the code that it prints, gives them a password and a shop; answers token and shop.
    pub async fn keeper(&self) -> (String, String) {
        let http = Http::new();
        http.ask("POST", &format!("{}/account/code", self.address), "", json!({ "identity": KEEPER })).await;
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap();
        let code = log.lines().rev().find_map(|line| line.strip_suffix(&format!(" is the code of {KEEPER}")));
        let body = json!({ "identity": KEEPER, "code": code.expect("it prints codes"), "device": "Counter" });
        let tokens = http.ask("POST", &format!("{}/account/sign-in", self.address), "", body).await;
        let token = tokens["access_token"].as_str().unwrap().to_owned();
        let shop = http.ask("POST", &format!("{}/shops", self.address), &token, json!({ "name": "Asha Stores" })).await;
        let password = json!({ "password": PASSWORD });
        http.ask("PUT", &format!("{}/account/password", self.address), &token, password).await;
        (token, shop["id"].as_str().unwrap().to_owned())
    }

    /// The status of `/ready`.
    pub async fn ready(&self) -> (u16, Value) {
        Http::new().send("GET", &format!("{}/ready", self.address), "", None).await.unwrap()
    }
}

/// A caller who keeps connections.
#[derive(Clone)]
pub struct Http(hyper_util::client::legacy::Client<hyper_util::client::legacy::connect::HttpConnector, Body>);

type Body = http_body_util::Full<hyper::body::Bytes>;

impl Http {
    /// One without connections yet.
    pub fn new() -> Self {
        let mut builder = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new());
        // Given up before the other side does.
        builder.pool_idle_timeout(Duration::from_secs(5)).pool_timer(hyper_util::rt::TokioTimer::new());
        Self(builder.build_http())
    }

    /// Sends; answers status and JSON after the whole answer was read. An error is a connection that failed.
    pub async fn send(
        &self,
        method: &str,
        url: &str,
        token: &str,
        body: Option<Value>,
    ) -> Result<(u16, Value), String> {
        use http_body_util::BodyExt as _;
        let mut request = hyper::Request::builder().method(method).uri(url).header("content-type", "application/json");
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let answer = self.0.request(request.body(Body::from(body)).unwrap()).await.map_err(|e| format!("{e:?}"))?;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.map_err(|e| format!("{e:?}"))?.to_bytes();
        Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
    }

    /// Sends what must go well.
    pub async fn ask(&self, method: &str, url: &str, token: &str, body: Value) -> Value {
        let (status, answer) = self.send(method, url, token, Some(body)).await.unwrap();
        assert!((200..300).contains(&status), "{method} {url}: {status} {answer}");
        answer
    }
}
