//! A local server that speaks as S3 does.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The server; ended with the value.
pub struct LocalS3 {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
}

impl LocalS3 {
    pub fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self::start_at(&format!("http://127.0.0.1:{port}"))
    }

    pub fn start_at(address: &str) -> Self {
        let program = std::env::var_os("SMARTKHATA_S3").expect("SMARTKHATA_S3 names the program of a local S3");
        let port = address.rsplit(':').next().unwrap();
        let mut command = Command::new(PathBuf::from(program));
        let quiet = Stdio::null;
        let child = command.args(["-H", "127.0.0.1", "-p", port]).stdout(quiet()).stderr(quiet()).spawn().unwrap();
        let server = Self { child, address: address.to_owned() };
        let begun = Instant::now();
        while server.plain("PUT", "/shops", &[]).is_none_or(|(status, _)| status != 200) {
            assert!(begun.elapsed() < Duration::from_secs(60), "the local S3 does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        server
    }

    pub fn get(&self, path: &str) -> Vec<u8> {
        let (status, body) = self.plain("GET", path, &[]).unwrap();
        assert_eq!(status, 200, "{path}");
        body
    }

    pub fn delete(&self, path: &str) {
        assert_eq!(self.plain("DELETE", path, &[]).unwrap().0, 204);
    }

    pub fn put(&self, path: &str, bytes: &[u8]) {
        assert_eq!(self.plain("PUT", path, bytes).unwrap().0, 200);
    }

    /// Asks without a signature, which a local one does not look at.
    pub fn plain(&self, method: &str, path: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
        let mut stream = TcpStream::connect(self.address.strip_prefix("http://").unwrap()).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let head = "host: s3.amazonaws.com\r\nconnection: close\r\nauthorization: AWS4-HMAC-SHA256 \
                    Credential=k/20260101/us-east-1/s3/aws4_request";
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\n{head}\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let status = std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()?;
        Some((status, answer.split_off(end)))
    }
}

impl Drop for LocalS3 {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
