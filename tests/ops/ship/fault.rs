//! A version with a fault: in front of a real server, every so many requests fail or are slow. It tells figures as that
//! version would: what its callers saw, under the server's own names.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What goes wrong.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// One request of so many fails.
    Errors(u64),
    /// One request of so many takes so long.
    Slow(u64, Duration),
    /// One request of so many ends the process, which is begun anew: what it had counted is gone, that request too.
    Dies(u64),
}

/// Passes requests on until it is dropped.
pub struct Faulty {
    /// `127.0.0.1:PORT`.
    pub host: String,
    inside: Arc<Inside>,
    taking: JoinHandle<()>,
}

struct Inside {
    fault: Fault,
    server: String,
    http: Client<HttpConnector, Full<Bytes>>,
    requests: AtomicU64,
    errors: AtomicU64,
    /// How long each took, in seconds.
    took: Mutex<Vec<f64>>,
}

/// Upper ends of the classes of durations that limits are set at, in seconds.
const SECONDS: [&str; 5] = ["0.05", "0.2", "0.5", "1.0", "5.0"];

impl Faulty {
    /// In front of a server at `127.0.0.1:PORT`.
    pub async fn start(server: &str, fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let inside = Arc::new(Inside {
            fault,
            server: server.to_owned(),
            http: Client::builder(TokioExecutor::new()).build_http(),
            requests: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            took: Mutex::default(),
        });
        let shared = Arc::clone(&inside);
        let taking = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let service = hyper::service::service_fn(move |request| answer(Arc::clone(&shared), request));
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Self { host, inside, taking }
    }

    /// How many requests it failed.
    pub fn errors(&self) -> u64 {
        self.inside.errors.load(Ordering::SeqCst)
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.taking.abort();
    }
}

async fn answer(inside: Arc<Inside>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    if path == "/ready" || path == "/health" {
        return Ok(inside.pass(request).await);
    }
    if path == "/metrics" {
        let pool = inside.pass(request).await;
        return Ok(inside.figures(pool).await);
    }
    let (n, started) = (inside.requests.fetch_add(1, Ordering::SeqCst) + 1, now());
    let response = match inside.fault {
        Fault::Errors(every) if n.is_multiple_of(every) => {
            inside.errors.fetch_add(1, Ordering::SeqCst);
            Response::builder().status(500).body(Full::from("a fault")).unwrap()
        }
        Fault::Dies(every) if n.is_multiple_of(every) => {
            inside.errors.fetch_add(1, Ordering::SeqCst);
            inside.requests.store(0, Ordering::SeqCst);
            inside.took.lock().unwrap().clear();
            return Ok(Response::builder().status(502).body(Full::default()).unwrap());
        }
        // The answer is there and kept back: however long, it is no matter of the server behind.
        Fault::Slow(every, time) if n.is_multiple_of(every) => {
            let response = inside.pass(request).await;
            tokio::time::sleep(time).await;
            response
        }
        _ => inside.pass(request).await,
    };
    inside.took.lock().unwrap().push(started.elapsed().as_secs_f64());
    Ok(response)
}

#[expect(clippy::disallowed_methods, reason = "what callers wait for is wall time")]
fn now() -> Instant {
    Instant::now()
}

impl Inside {
    /// Asks the server.
    async fn pass(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (mut head, body) = request.into_parts();
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        head.uri = format!("http://{}{path}", self.server).parse().unwrap();
        let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let Ok(answer) = self.http.request(Request::from_parts(head, Full::from(body))).await else {
            return Response::builder().status(502).body(Full::default()).unwrap();
        };
        let (mut head, body) = answer.into_parts();
        head.headers.remove("transfer-encoding");
        let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        Response::from_parts(head, Full::from(body))
    }

    /// What the server tells of its database, and what callers saw.
    async fn figures(&self, server: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
        let text = server.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&text);
        let mut lines: Vec<String> = text.lines().filter(|line| line.starts_with("db_")).map(str::to_owned).collect();
        let all = self.requests.load(Ordering::SeqCst);
        let errors = match self.fault {
            Fault::Dies(_) => 0,
            _ => self.errors.load(Ordering::SeqCst),
        };
        let took = self.took.lock().unwrap().clone();
        let labels = |status: u16| format!("method=\"GET\",route=\"/api\",status=\"{status}\"");
        lines.push(format!("http_requests_total{{{}}} {}", labels(200), all - errors));
        if errors > 0 {
            lines.push(format!("http_requests_total{{{}}} {errors}", labels(500)));
        }
        for end in SECONDS {
            let within = took.iter().filter(|took| **took <= end.parse().unwrap()).count();
            lines.push(format!("http_request_duration_seconds_bucket{{le=\"{end}\",{}}} {within}", labels(200)));
        }
        lines.push(format!("http_request_duration_seconds_bucket{{le=\"+Inf\",{}}} {}", labels(200), took.len()));
        let body = lines.join("\n") + "\n";
        Response::builder().header("content-type", "text/plain; version=0.0.4").body(Full::from(body)).unwrap()
    }
}
