//! The backend of many shops as it is shipped, on a PostgreSQL of its own, with the web edition.

use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use smartkhata_tests::browser::Page;
use smartkhata_tests::postgres::Cluster;
use smartkhata_tests::program::{Running, named};
use tempfile::TempDir;

/// A running backend; it ends with the value.
pub struct Backend {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    server: Option<Running>,
    cluster: Cluster,
    folder: TempDir,
}

/// Somebody who calls without a browser.
pub struct Caller {
    pub account: String,
    address: String,
    token: String,
}

impl Backend {
    /// Starts PostgreSQL and the backend.
    pub async fn start() -> Self {
        let cluster = Cluster::new();
        let client = cluster.connect().await;
        client.batch_execute("create role keeper login createrole").await.unwrap();
        client.batch_execute("create database books owner keeper").await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut backend = Self { address: String::new(), server: None, cluster, folder };
        backend.run(0);
        backend
    }

    /// Ends the program; PostgreSQL goes on.
    pub fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.end();
        }
    }

    /// Starts it again at the same address.
    pub fn go_on(&mut self) {
        let port = self.address.rsplit(':').next().unwrap().parse().unwrap();
        self.run(port);
    }

    fn run(&mut self, port: u16) {
        let mut command = Command::new(named("SMARTKHATA_BIN"));
        command.args(["serve", "--print-codes", "--port", &port.to_string(), "--dist"]).arg(named("SMARTKHATA_DIST"));
        command.env("DATABASE_URL", self.cluster.url("keeper", "books")).env("SMARTKHATA_DATA", self.folder.path());
        let log = File::options().create(true).append(true).open(self.log_file()).unwrap();
        let mut server = Running::start(command.stderr(log));
        server.line_with("http://127.0.0.1:").trim_end_matches('/').clone_into(&mut self.address);
        self.server = Some(server);
    }

    fn log_file(&self) -> std::path::PathBuf {
        self.folder.path().join("log")
    }

    /// The newest code of an identity, once it is another than the one before.
    pub async fn code(&self, identity: &str, before: &str) -> String {
        for _ in 0..200 {
            let log = std::fs::read_to_string(self.log_file()).unwrap();
            let ending = format!(" is the code of {identity}");
            if let Some(code) = log.lines().rev().find_map(|line| line.strip_suffix(&ending))
                && code != before
            {
                return code.to_owned();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no code was printed for {identity}")
    }

    /// A phone on its first run, ready to come in by a code.
    pub async fn type_invitation(&self, phone: &Page, code: &str) {
        phone.see("first-run").await;
        phone.tap("language-en").await;
        phone.tap("first-join").await;
        phone.fill("field-code", &format!("{code} {}", self.address)).await;
        phone.fill("field-name", "Ravi's phone").await;
    }

    /// Signs somebody in without a browser.
    pub async fn caller(&self, identity: &str) -> Caller {
        let mut caller = Caller { account: String::new(), address: self.address.clone(), token: String::new() };
        caller.ask("POST", "/account/code", json!({ "identity": identity })).await;
        let code = self.code(identity, "").await;
        let body = json!({ "identity": identity, "code": code, "device": "Test" });
        let tokens = caller.ask("POST", "/account/sign-in", body).await;
        caller.token = tokens["access_token"].as_str().unwrap().to_owned();
        caller.account = tokens["account"].as_str().unwrap().to_owned();
        caller
    }

    /// The folder of its log, for the test to look into.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Caller {
    /// Asks what must go well; answers its JSON, null where there is none.
    pub async fn ask(&self, method: &str, path: &str, body: Value) -> Value {
        let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.address));
        request = request.header("content-type", "application/json");
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        let answer = client.request(request.body(Full::from(body.to_string())).unwrap()).await.unwrap();
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert!(status.is_success(), "{method} {path}: {status} {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap_or_default()
    }

    /// Asks a shop's door.
    pub async fn door(&self, shop: &str, request: &str, body: Value) -> Value {
        self.ask("POST", &format!("/b/{shop}/door/{request}"), body).await
    }
}

/// A code for one more device, made on the screen of devices.
pub async fn invitation(page: &Page, role: &str, picture: &str) -> String {
    page.tap(&format!("invite-role-{role}")).await;
    page.tap("invite-make").await;
    let code = page.text("invite-code").await;
    page.settled().await;
    page.picture(picture).await;
    page.tap("invite-sheet-close").await;
    code
}
