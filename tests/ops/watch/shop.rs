//! The real backend with a shop in it, and what its people do.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use smartkhata_tests::postgres::Cluster;
use smartkhata_tests::program;

/// What opens the figures.
pub const METRICS_TOKEN: &str = "figures-for-the-test-only";

/// A running backend with a shop; killed with the value, where it was started here.
pub struct Shop {
    child: Option<Child>,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// Where its log is.
    pub log: PathBuf,
    agent: ureq::Agent,
    /// The shop's id.
    pub id: String,
    token: String,
}

impl Shop {
    /// Starts the backend on a cluster, signs its owner in and makes a shop.
    pub fn open(cluster: &Cluster, folder: &Path, sentry: &str) -> Self {
        let log = folder.join("server.log");
        let mut command = Command::new(program::named("SMARTKHATA_BIN"));
        command.args(["serve", "--port", "0", "--print-codes", "--environment", "test"]);
        command.env("DATABASE_URL", cluster.url("keeper", "books")).env("SMARTKHATA_DATA", folder);
        command.env("METRICS_TOKEN", METRICS_TOKEN).env("SENTRY_DSN", sentry);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_end_matches('/').to_owned();
        let mut shop = Self::at(address, log);
        shop.child = Some(child);
        assert!(shop.address.starts_with("http"), "the server did not start:\n{}", shop.log());
        let log = shop.log.clone();
        shop.enter(&|| std::fs::read_to_string(&log).unwrap());
        shop
    }

    /// A backend that runs already and prints codes: its owner signed in, a shop made.
    pub fn of(address: &str, said: &dyn Fn() -> String) -> Self {
        let mut shop = Self::at(address.to_owned(), PathBuf::new());
        shop.enter(said);
        shop
    }

    fn at(address: String, log: PathBuf) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build()
            .into();
        Self { child: None, address, log, agent, id: String::new(), token: String::new() }
    }

    fn enter(&mut self, said: &dyn Fn() -> String) {
        let identity = "asha@shop.example";
        assert_eq!(self.ask("POST", "/account/code", Some(json!({ "identity": identity }))).0, 202);
        let (said, end) = (said(), format!(" is the code of {identity}"));
        let code = said.lines().rev().find_map(|line| line.trim_end().strip_suffix(&end)).unwrap();
        let body = json!({ "identity": identity, "code": code, "device": "Counter" });
        let (status, tokens) = self.ask("POST", "/account/sign-in", Some(body));
        assert_eq!(status, 200, "{tokens}");
        tokens["access_token"].as_str().unwrap().clone_into(&mut self.token);
        let (status, made) = self.ask("POST", "/shops", Some(json!({ "name": "Asha Stores" })));
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().unwrap().clone_into(&mut self.id);
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// What an address answers its owner, as it came; what broke off is a fault.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, ureq::Error> {
        let request = self.agent.get(format!("{}{path}", self.address));
        request.header("authorization", format!("Bearer {}", self.token)).call()?.body_mut().read_to_vec()
    }

    /// Asks something as the owner, under an id; status 0 where nobody answers.
    pub fn ask_as(&self, id: &str, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if !id.is_empty() {
            request = request.header("x-request-id", id);
        }
        let answer = match body {
            Some(body) => {
                self.agent.run(request.header("content-type", "application/json").body(body.to_string()).unwrap())
            }
            None => self.agent.run(request.body(()).unwrap()),
        };
        let Ok(mut answer) = answer else { return (0, Value::Null) };
        let text = answer.body_mut().read_to_string().unwrap_or_default();
        (answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// Asks something as the owner.
    pub fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        self.ask_as("", method, path, body)
    }

    /// Asks the shop's door.
    pub fn door(&self, request: &str, body: Value) -> (u16, Value) {
        self.ask("POST", &format!("/b/{}/door/{request}", self.id), Some(body))
    }

    /// Makes a bill.
    pub fn sell(&self, n: u128) -> Value {
        let id = uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n);
        let line =
            json!({ "name": "Sugar", "quantity": 2000, "price": 450_000, "price_includes_tax": true, "rate": 500 });
        let draft = json!({ "id": id, "lines": [line], "tenders": [{ "mode": "cash", "amount": 9000 }] });
        let (status, bill) = self.door("bill.finalize", json!({ "draft": draft }));
        assert_eq!(status, 200, "{bill}");
        bill["voucher"]["id"].clone()
    }

    /// A counter's minute: bills, lists, reports, and a device that says hello, sends nothing new and waits.
    pub fn trade(&self, n: u128) {
        self.sell(n);
        for path in ["/api/invoices", "/api/parties", "/api/reports/profit-loss?from=2026-04-01&to=2027-03-31"] {
            let (status, said) = self.ask("GET", path, None);
            assert_eq!(status, 200, "{path}: {said}");
        }
        let device = uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_00ff);
        let hello = json!({ "protocol": 1, "app": "test", "device": device, "at": [] });
        let (status, said) = self.ask("POST", &format!("/b/{}/sync/hello", self.id), Some(hello));
        assert_eq!(status, 200, "{said}");
        let pull = json!({ "device": device, "after": { "seq": 0, "chain": "0".repeat(64) } });
        let (status, said) = self.ask("POST", &format!("/b/{}/sync/pull", self.id), Some(pull));
        assert_eq!(status, 200, "{said}");
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let from = log.char_indices().rev().nth(3000).map_or(0, |(at, _)| at);
            eprintln!("--- the server logged:\n{}", &log[from..]);
        }
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
