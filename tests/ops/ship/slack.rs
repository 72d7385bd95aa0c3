//! The team's channel: a local address that keeps what is posted there, as Slack's incoming webhooks take it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What was told.
pub struct Slack {
    /// Where to post.
    pub webhook: String,
    told: Arc<Mutex<Vec<String>>>,
}

impl Slack {
    /// Nobody has told anything yet.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let webhook = format!("http://{}/services/T/B/key", listener.local_addr().unwrap());
        let told = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&told);
        std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| keep(stream, &kept)));
        Self { webhook, told }
    }

    /// Everything, and nothing afterwards.
    pub fn take(&self) -> String {
        std::mem::take(&mut *self.told.lock().unwrap()).join("\n")
    }
}

fn keep(mut stream: TcpStream, kept: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_ok() {
        let message: serde_json::Value = serde_json::from_slice(&body).unwrap();
        kept.lock().unwrap().push(message["text"].as_str().unwrap().to_owned());
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
    }
}
