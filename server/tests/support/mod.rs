//! The real program, started and asked as anybody would.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The program with its arguments, away from the user's own books.
pub fn program(arguments: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smartkhata"));
    command.args(arguments).env("SMARTKHATA_DATA", data).stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub fn run(arguments: &[&str], data: &Path) -> Output {
    program(arguments, data).output().unwrap()
}

/// Runs it with something on stdin.
pub fn run_with(arguments: &[&str], data: &Path, stdin: &str) -> Output {
    let mut command = program(arguments, data);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses before it reads closes its end.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

/// What a finished program said.
pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What it said beside.
pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A running `smartkhata serve`; it ends with the value.
pub struct Server {
    pub child: Child,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// The key in the printed address.
    pub token: String,
    agent: ureq::Agent,
}

/// An answer: status, headers by name, body.
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Server {
    /// Starts it and waits for the address.
    pub fn start(data: &Path, more: &[&str]) -> Self {
        let arguments: Vec<&str> = ["serve", "--port", "0"].iter().chain(more).copied().collect();
        let mut child = program(&arguments, data).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (address, token) = line.trim().split_once("/#token=").expect("the address is printed");
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { address: address.to_owned(), token: token.to_owned(), child, agent }
    }

    /// Asks the door as the web edition does.
    pub fn ask(&self, request: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        self.post(request, body, &[("content-type", "application/json"), ("authorization", &bearer)])
    }

    /// Asks the door of one of its shops; answers its JSON.
    pub fn shop(&self, key: &str, request: &str, body: &serde_json::Value) -> serde_json::Value {
        let bearer = format!("Bearer {}", self.token);
        let asked = self.agent.post(format!("{}/shop/{key}/door/{request}", self.address));
        let asked = asked.header("content-type", "application/json").header("authorization", &bearer);
        Answer::of(asked.send(&body.to_string()).unwrap()).json()
    }

    /// Posts to the door with exactly these headers.
    pub fn post(&self, request: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        let mut builder = self.agent.post(format!("{}/door/{request}", self.address));
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        Answer::of(builder.send(body).unwrap())
    }

    /// Gets a path with these headers.
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut builder = self.agent.get(format!("{}{path}", self.address));
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        Answer::of(builder.call().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    pub fn of(mut response: ureq::http::Response<ureq::Body>) -> Self {
        let body = response.body_mut().read_to_vec().unwrap();
        Self { status: response.status().as_u16(), headers: response.headers().clone(), body }
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Status and error code of a refusal.
    pub fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap().to_owned())
    }

    /// A header's text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Sends two requests over one connection, the body of the first a moment after its headers; answers both statuses.
pub fn twice_over_one_connection(address: &str, first: &str, second: &str) -> [String; 2] {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
    let headers = |length: usize| {
        format!("host: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n")
    };
    stream.write_all(format!("{first} HTTP/1.1\r\n{}", headers(2)).as_bytes()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(100));
    stream.write_all(b"{}").unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let one = status(&mut reader);
    stream.write_all(format!("{second} HTTP/1.1\r\n{}", headers(0)).as_bytes()).unwrap();
    [one, status(&mut reader)]
}

/// The status of the next answer, which is read to its end.
fn status(reader: &mut BufReader<std::net::TcpStream>) -> String {
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    std::io::Read::read_exact(reader, &mut vec![0; length]).unwrap();
    first.split(' ').nth(1).unwrap_or_default().to_owned()
}
