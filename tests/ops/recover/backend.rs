//! The program as it ships, serving the drill's database, and who calls it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use smartkhata_courier::{Account, Line};
use smartkhata_tests::program::named;
use tempfile::TempDir;

/// A running server; killed with the value.
pub struct Backend {
    child: Child,
    /// `http://127.0.0.1:PORT`, or `https://…`.
    pub address: String,
    folder: TempDir,
    agent: ureq::Agent,
}

/// Who is signed in.
#[derive(Clone)]
pub struct Person {
    /// Its token.
    pub token: String,
    /// The same as a device keeps it.
    pub account: Account,
}

/// What the server answered.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its JSON; null where it is none.
    pub body: Value,
}

impl Backend {
    /// Starts it on a database.
    pub fn start(url: &str, more: &[&str], environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (child, address) = serve(&folder, url, more, environment);
        let patience = Some(Duration::from_secs(120));
        let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(patience).build().into();
        Self { child, address, folder, agent }
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Sends a request; an error is a connection that failed.
    pub fn send(&self, token: &str, method: &str, path: &str, body: Option<&Value>) -> Result<Answer, ureq::Error> {
        let request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        let request = request.header("authorization", format!("Bearer {token}"));
        let response = match body {
            Some(body) => {
                let request = request.header("content-type", "application/json");
                self.agent.run(request.body(body.to_string()).expect("a request"))
            }
            None => self.agent.run(request.body(()).expect("a request")),
        };
        let mut response = response?;
        let text = response.body_mut().read_to_string()?;
        Ok(Answer { status: response.status().as_u16(), body: serde_json::from_str(&text).unwrap_or_default() })
    }

    /// Asks a shop's door.
    pub fn door(&self, token: &str, shop: &str, request: &str, body: &Value) -> Result<Answer, ureq::Error> {
        self.send(token, "POST", &format!("/b/{shop}/door/{request}"), Some(body))
    }

    /// Signs somebody in by the code that the program prints.
    pub async fn sign_in(&self, identity: &str) -> Person {
        Line::send_code(&self.address, identity).await.expect("a code is printed");
        let mark = format!(" is the code of {identity}");
        let log = self.log();
        let code = log.lines().rev().find_map(|line| line.strip_suffix(&mark)).expect("the code").to_owned();
        let account = Line::sign_in(&self.address, identity, &code, "Drill").await.expect("signed in");
        Person { token: account.access_token.clone(), account }
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(folder: &TempDir, url: &str, more: &[&str], environment: &[(&str, &str)]) -> (Child, String) {
    let log = std::fs::File::create(folder.path().join("log")).expect("a log");
    let mut command = Command::new(program());
    command.args(["serve", "--port", "0", "--print-codes"]).args(more).envs(environment.iter().copied());
    command.env("DATABASE_URL", url).env("SMARTKHATA_DATA", folder.path());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("it says its address");
    let said = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
    assert!(line.starts_with("http"), "the server did not start: {said}");
    (child, line.trim().trim_end_matches('/').to_owned())
}

/// The program under test.
pub fn program() -> PathBuf {
    named("SMARTKHATA_BIN")
}

/// A bill of two kilograms of sugar, paid in cash.
pub fn bill() -> Value {
    json!({ "draft": {
        "id": smartkhata_core::id::new_uuid(now_ms(), &smartkhata_core::machine::SystemIds),
        "lines": [{ "name": "Sugar", "quantity": 2000, "price": 450_000, "price_includes_tax": true, "rate": 500 }],
        "tenders": [{ "mode": "cash", "amount": 9000 }],
    }})
}

/// Milliseconds since the Unix epoch.
pub fn now_ms() -> i64 {
    use smartkhata_core::clock::Clock;
    smartkhata_core::machine::SystemClock.now_ms()
}
