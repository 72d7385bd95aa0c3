//! Programs of the distribution that run beside a test, and asking them by HTTP.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A program that is ended with the value. What it says is in a file beside the test's others.
pub struct Service {
    name: String,
    child: Child,
    said: std::path::PathBuf,
}

impl Service {
    /// Starts it.
    pub fn start(name: &str, folder: &Path, command: &mut Command) -> Self {
        let said = folder.join(format!("{name}.said"));
        let file = File::create(&said).unwrap();
        command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file);
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Self { name: name.to_owned(), child, said }
    }

    /// Starts it and waits until this address answers 200.
    pub fn answering(name: &str, folder: &Path, command: &mut Command, address: &str) -> Self {
        let mut service = Self::start(name, folder, command);
        until(&format!("{name} answers at {address}"), || {
            assert!(service.child.try_wait().unwrap().is_none(), "{name} ended:\n{}", service.said());
            (get(address).0 == 200).then_some(())
        });
        service
    }

    /// What it has said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.said).unwrap_or_default()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let said = self.said();
            let from = said.char_indices().rev().nth(2000).map_or(0, |(at, _)| at);
            eprintln!("--- {} said:\n{}", self.name, &said[from..]);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens at.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Runs a program to its end; answers what it said. Fails when it fails.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let aside = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{said}{aside}", output.status);
    said
}

/// Status and body of a page; status 0 where nobody answers.
pub fn get(address: &str) -> (u16, String) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .into();
    match agent.get(address).call() {
        Ok(mut answer) => (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap_or_default()),
        Err(_) => (0, String::new()),
    }
}

/// The answer of Prometheus to an expression, at this moment: series with their values.
pub fn query(prometheus: &str, expression: &str) -> Result<Vec<Value>, String> {
    let mut address = format!("{prometheus}/api/v1/query?query=");
    for byte in expression.bytes() {
        address.push_str(&format!("%{byte:02X}"));
    }
    let (_, body) = get(&address);
    let answer: Value = serde_json::from_str(&body).map_err(|error| format!("{error}: {body}"))?;
    match (answer["status"].as_str(), &answer["data"]["result"]) {
        (Some("success"), Value::Array(result)) => Ok(result.clone()),
        _ => Err(body),
    }
}

/// How long anything is waited for. What comes at all comes within seconds; a busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(180);

/// Asks again and again until there is an answer.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}
