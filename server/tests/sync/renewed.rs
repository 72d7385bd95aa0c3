//! A sale made while the device draws its next token travels as any other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{HOST, TRANSFER_ENCODING};
use axum::response::{IntoResponse, Response};
use smartkhata_courier::{Account, Courier, Line};
use tokio::sync::Notify;

use crate::backend::{Backend, cluster};
use crate::device::{PATIENCE, all_numbers, first, until};

/// How long the next token takes.
const SLOW: Duration = Duration::from_millis(500);

/// Stands before the backend: the token of a device is over as soon as it listens, and the next one comes slowly.
struct Between {
    backend: String,
    client: reqwest::Client,
    listened: AtomicBool,
    renewed: AtomicBool,
    /// The next token is asked for.
    asked: Notify,
}

impl Between {
    async fn passed(&self, request: Request) -> Result<Response, reqwest::Error> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().unwrap().as_str();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        if path.ends_with("/sync/pull") && !self.renewed.load(Ordering::SeqCst) && !body.windows(8).any(is_at_once) {
            self.listened.store(true, Ordering::SeqCst);
        }
        let over = self.listened.load(Ordering::SeqCst) && !self.renewed.load(Ordering::SeqCst);
        if over && path.contains("/sync/") {
            return Ok(StatusCode::UNAUTHORIZED.into_response());
        }
        if path == "/account/refresh" {
            self.asked.notify_one();
            tokio::time::sleep(SLOW).await;
            self.renewed.store(true, Ordering::SeqCst);
        }
        let mut headers = parts.headers;
        headers.remove(HOST);
        let asked = self.client.request(parts.method, format!("{}{path}", self.backend)).headers(headers).body(body);
        let answer = asked.send().await?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        headers.remove(TRANSFER_ENCODING);
        let body: Bytes = answer.bytes().await?;
        Ok((status, headers, body).into_response())
    }
}

/// In a pull that does not listen.
fn is_at_once(part: &[u8]) -> bool {
    part == b"\"wait\":0"
}

async fn pass(State(between): State<Arc<Between>>, request: Request) -> Response {
    between.passed(request).await.unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into_response())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_while_a_token_is_renewed_is_not_held_up() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, _) = first(&backend, &asha).await;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let between = Arc::new(Between {
        backend: backend.address.clone(),
        client: reqwest::Client::builder().no_gzip().build().unwrap(),
        listened: AtomicBool::new(false),
        renewed: AtomicBool::new(false),
        asked: Notify::new(),
    });
    let app = Router::new().fallback(pass).with_state(Arc::clone(&between));
    let proxy = tokio::spawn(async move { axum::serve(listener, app).await });
    let account = Account { backend: address, ..Account::read(counter.folder.path()).unwrap().unwrap() };
    account.keep(counter.folder.path()).unwrap();
    let line = Line::new(counter.folder.path(), counter.business(), account).unwrap();
    let carried = Courier::begin(Arc::clone(&counter.books), line);

    tokio::time::timeout(PATIENCE, between.asked.notified()).await.expect("the next token is asked for");
    let number = counter.sell(2);
    let numbers = || {
        let shop = counter.business().to_string();
        all_numbers(|page| backend.door(&asha, &shop, "bill.list", &page).unwrap().json())
    };
    until("the sale is at the backend", || numbers().contains(&number)).await;
    drop(carried);
    proxy.abort();
}
