//! Stands between devices and the backend: sees what travels, and lets through what it is told to.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_ENCODING, HOST, TRANSFER_ENCODING};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use smartkhata_courier::{Account, Line};
use tokio::task::JoinHandle;

use crate::backend::Backend;
use crate::device::Device;

/// A message and its answer, as they travelled.
#[derive(Debug, Clone)]
pub struct Travelled {
    /// What was asked: `push`, `pull`, `hello`.
    pub ask: String,
    /// How the question was packed, and how long it then was; empty where it was not.
    pub packed: String,
    pub bytes: usize,
    pub body: Bytes,
    /// The same of the answer.
    pub answer_packed: String,
    pub answer_bytes: usize,
}

/// A proxy of one backend.
pub struct Between {
    pub address: String,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

struct Seen {
    backend: String,
    client: reqwest::Client,
    travelled: Mutex<Vec<Travelled>>,
    /// Comparisons of the books reach nobody.
    holds_checks: AtomicBool,
    /// How long a push is on its way, in milliseconds.
    push_ms: AtomicU64,
}

impl Between {
    pub async fn start(backend: &Backend) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Seen {
            backend: backend.address.clone(),
            // What is packed stays packed.
            client: reqwest::Client::builder().no_gzip().build().unwrap(),
            travelled: Mutex::default(),
            holds_checks: AtomicBool::new(false),
            push_ms: AtomicU64::new(0),
        });
        let app = Router::new().fallback(pass).with_state(Arc::clone(&seen));
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, seen, task }
    }

    /// The line of a device through here, as whom it is signed in.
    pub fn line(&self, device: &Device) -> Line {
        let account = Account::read(device.folder.path()).unwrap().unwrap();
        let account = Account { backend: self.address.clone(), ..account };
        account.keep(device.folder.path()).unwrap();
        Line::new(device.folder.path(), device.business(), account).unwrap()
    }

    /// What travelled so far of a kind of message.
    pub fn travelled(&self, ask: &str) -> Vec<Travelled> {
        self.seen.travelled.lock().unwrap().iter().filter(|one| one.ask == ask).cloned().collect()
    }

    /// Whether messages that compare the books are lost.
    pub fn holds_checks(&self, holds: bool) {
        self.seen.holds_checks.store(holds, Ordering::SeqCst);
    }

    /// Pushes are on their way for so long.
    pub fn slows_pushes(&self, by: Duration) {
        self.seen.push_ms.store(u64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(State(seen): State<Arc<Seen>>, request: Request) -> Response {
    seen.passed(request).await.unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into_response())
}

impl Seen {
    async fn passed(&self, request: Request) -> Result<Response, reqwest::Error> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().unwrap().as_str().to_owned();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let compares = body.windows(8).any(|part| part == b"\"check\":");
        let ask = path.split('?').next().and_then(|path| path.split("/sync/").nth(1)).unwrap_or_default().to_owned();
        let packed = encoding(&parts.headers);
        let held = compares && self.holds_checks.load(Ordering::SeqCst);
        if ask == "push" {
            tokio::time::sleep(Duration::from_millis(self.push_ms.load(Ordering::SeqCst))).await;
        }
        let mut headers = parts.headers;
        headers.remove(HOST);
        let asked = self.client.request(parts.method, format!("{}{path}", self.backend)).headers(headers);
        let answer = asked.body(body.clone()).send().await?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        headers.remove(TRANSFER_ENCODING);
        let answer: Bytes = answer.bytes().await?;
        self.travelled.lock().unwrap().push(Travelled {
            ask,
            packed,
            bytes: body.len(),
            body,
            answer_packed: encoding(&headers),
            answer_bytes: answer.len(),
        });
        if held {
            return Ok(StatusCode::BAD_GATEWAY.into_response());
        }
        Ok((status, headers, answer).into_response())
    }
}

fn encoding(headers: &HeaderMap) -> String {
    headers.get(CONTENT_ENCODING).map_or("", |value| value.to_str().unwrap()).to_owned()
}
