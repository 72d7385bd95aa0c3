//! A server that stands for PagerDuty, Slack, Sentry, Elasticsearch and Kibana: it keeps what it is sent, and answers
//! what each of them would.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::service::until;

/// What was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// `POST`, `PUT`.
    pub method: String,
    /// With its query.
    pub path: String,
    /// As it came.
    pub body: String,
}

impl Sent {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The server; it lives as long as the test's process.
pub struct Sink {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// Its port.
    pub port: u16,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Sink {
    /// Begins to listen.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let sent = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&sent);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || take(stream, &kept));
            }
        });
        Self { address: format!("http://127.0.0.1:{port}"), port, sent }
    }

    /// Everything that was sent to paths that begin so, in its order.
    pub fn sent(&self, path: &str) -> Vec<Sent> {
        self.sent.lock().unwrap().iter().filter(|sent| sent.path.starts_with(path)).cloned().collect()
    }

    /// Waits for one that fits.
    pub fn wait(&self, what: &str, path: &str, fits: impl Fn(&Sent) -> bool) -> Sent {
        until(what, || self.sent(path).into_iter().find(&fits))
    }
}

fn take(mut stream: TcpStream, kept: &Mutex<Vec<Sent>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let mut head = String::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            head.push_str(&line);
        }
        let mut words = head.split(' ').map(str::to_owned);
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let lower = head.to_lowercase();
        let header = |name: &str| lower.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        if header("expect:").is_some() && stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").is_err() {
            return;
        }
        let mut body = vec![0; header("content-length:").map_or(0, |length| length.parse().unwrap())];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let body = String::from_utf8_lossy(&body).into_owned();
        let (status, answer) = answer(&path, &body);
        kept.lock().unwrap().push(Sent { method, path, body });
        let length = answer.len();
        let said = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nx-elastic-product: Elasticsearch\r\ncontent-length: {length}\r\n\r\n{answer}"
        );
        if stream.write_all(said.as_bytes()).is_err() {
            return;
        }
    }
}

/// As each of them answers.
fn answer(path: &str, body: &str) -> (&'static str, String) {
    if path.starts_with("/v2/enqueue") {
        return ("202 Accepted", r#"{"status":"success","message":"Event processed"}"#.into());
    }
    if path.starts_with("/slack") {
        return ("200 OK", "ok".into());
    }
    if path.contains("_bulk") {
        let items = vec![r#"{"create":{"status":201}}"#; body.lines().count().div_ceil(2)].join(",");
        return ("200 OK", format!(r#"{{"took":1,"errors":false,"items":[{items}]}}"#));
    }
    ("200 OK", r#"{"acknowledged":true,"success":true}"#.into())
}
