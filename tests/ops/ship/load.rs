//! Shopkeepers at work: so many requests a second, whatever becomes of them.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::{JoinHandle, JoinSet};

use super::server::Http;

/// Requests a second.
pub const RATE: u64 = 120;

/// Load that goes on until it is ended.
pub struct Load {
    stop: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
    task: JoinHandle<Vec<String>>,
}

/// What became of it.
#[derive(Debug)]
pub struct Told {
    /// Requests that were sent.
    pub sent: u64,
    /// What was not answered well, each with what was said instead.
    pub wrong: Vec<String>,
}

/// A bill of two kilograms of sugar, paid in cash.
fn bill(n: u64) -> Value {
    let id = uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(n));
    let line = json!({ "name": "Sugar", "quantity": 2000, "price": 450_000, "price_includes_tax": true, "rate": 500 });
    json!({ "draft": { "id": id, "lines": [line], "tenders": [{ "mode": "cash", "amount": 9000 }] } })
}

impl Load {
    /// Through an address, for a shop. Ids of bills begin after `first`.
    pub fn start(address: &str, token: &str, shop: &str, first: u64) -> Self {
        let (stop, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let wrong = Arc::new(Mutex::new(Vec::new()));
        let (address, token, shop) = (address.to_owned(), token.to_owned(), shop.to_owned());
        let (stopped, counted) = (Arc::clone(&stop), Arc::clone(&sent));
        let task = tokio::spawn(async move {
            let (http, mut under_way) = (Http::new(), JoinSet::new());
            let mut pace = tokio::time::interval(Duration::from_micros(1_000_000 / RATE));
            pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            for n in 0.. {
                pace.tick().await;
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                // By the shop's own door, which its plan has a limit for.
                let (request, body) = match n % 8 {
                    0 => ("bill.finalize", bill(first + n)),
                    1..=4 => ("bill.list", json!({ "limit": 10 })),
                    _ => ("item.list", json!({ "limit": 10 })),
                };
                let (method, path) = ("POST", format!("/b/{shop}/door/{request}"));
                let (http, token, url) = (http.clone(), token.clone(), format!("{address}{path}"));
                let wrong = Arc::clone(&wrong);
                counted.fetch_add(1, Ordering::Relaxed);
                under_way.spawn(async move {
                    match http.send(method, &url, &token, Some(body)).await {
                        Ok((200, _)) => {}
                        Ok((status, said)) => wrong.lock().unwrap().push(format!("{method} {url}: {status} {said}")),
                        Err(error) => wrong.lock().unwrap().push(format!("{method} {url}: {error}")),
                    }
                });
                while under_way.try_join_next().is_some() {}
            }
            under_way.join_all().await;
            std::mem::take(&mut *wrong.lock().unwrap())
        });
        Self { stop, sent, task }
    }

    /// Stops, waits for what is under way, and tells.
    pub async fn end(self) -> Told {
        self.stop.store(true, Ordering::Relaxed);
        let wrong = self.task.await.unwrap();
        Told { sent: self.sent.load(Ordering::Relaxed), wrong }
    }
}
