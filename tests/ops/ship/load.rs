//! Shopkeepers at work: each asks again when the answer is there, and not more often than so many times a second. A busy
//! machine is asked less, and never left behind by a growing queue.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::server::Http;

/// How many are at work.
const KEEPERS: u32 = 8;

/// How often each of them asks at most. At a tenth of the traffic a version then answers fewer quick requests within the
/// time of a slow one than its judge wants at least: the slow ones are counted before it is judged.
const PAUSE: Duration = Duration::from_millis(100);

/// Load that goes on until it is ended.
pub struct Load {
    stop: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
    keepers: JoinSet<Vec<String>>,
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
        let (http, mut keepers) = (Http::new(), JoinSet::new());
        for _ in 0..KEEPERS {
            let (stop, sent, http) = (Arc::clone(&stop), Arc::clone(&sent), http.clone());
            // By the shop's own door, which its plan has a limit for.
            let (door, token) = (format!("{address}/b/{shop}/door"), token.to_owned());
            keepers.spawn(async move {
                let mut wrong = Vec::new();
                let mut pace = tokio::time::interval(PAUSE);
                pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
                loop {
                    pace.tick().await;
                    if stop.load(Ordering::Relaxed) {
                        return wrong;
                    }
                    let n = sent.fetch_add(1, Ordering::Relaxed);
                    let (request, body) = match n % 8 {
                        0 => ("bill.finalize", bill(first + n)),
                        1..=4 => ("bill.list", json!({ "limit": 10 })),
                        _ => ("item.list", json!({ "limit": 10 })),
                    };
                    match http.send("POST", &format!("{door}/{request}"), &token, Some(body)).await {
                        Ok((200, _)) => {}
                        Ok((status, said)) => wrong.push(format!("{request}: {status} {said}")),
                        Err(error) => wrong.push(format!("{request}: {error}")),
                    }
                }
            });
        }
        Self { stop, sent, keepers }
    }

    /// Stops, waits for what is under way, and tells.
    pub async fn end(self) -> Told {
        self.stop.store(true, Ordering::Relaxed);
        let wrong = self.keepers.join_all().await.concat();
        Told { sent: self.sent.load(Ordering::Relaxed), wrong }
    }
}
