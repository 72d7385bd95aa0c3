//! Counters that sell without a pause, and what they were told.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::backend::{Backend, bill, now_ms};

/// A bill that was acknowledged.
#[derive(Debug, Clone)]
pub struct Sold {
    /// Its number.
    pub number: String,
    /// When the answer was there, in milliseconds since the Unix epoch.
    pub at_ms: i64,
}

/// Sells at so many counters of a shop while `meanwhile` runs, which can look at what was acknowledged so far; all of
/// that in the order of its time.
pub fn sell<T: Send>(
    backend: &Backend,
    token: &str,
    shop: &str,
    counters: usize,
    meanwhile: impl FnOnce(&Mutex<Vec<Sold>>) -> T + Send,
) -> (Vec<Sold>, T) {
    let (sold, over) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let made = std::thread::scope(|scope| {
        for _ in 0..counters {
            let (sold, over) = (&sold, &over);
            scope.spawn(move || {
                // One draft until it is a bill: asked again after a lost answer, it answers the bill that it became.
                let mut draft = bill();
                while !over.load(Ordering::Relaxed) {
                    match backend.door(token, shop, "bill.finalize", &draft) {
                        Ok(answer) if answer.status == 200 => {
                            let number = answer.body["voucher"]["number"].as_str().unwrap_or_default().to_owned();
                            sold.lock().expect("nobody panics").push(Sold { number, at_ms: now_ms() });
                            draft = bill();
                        }
                        // Refused for now, or nobody there.
                        Ok(answer) if matches!(answer.status, 429 | 503) => pause(),
                        Ok(answer) => panic!("{}: {}", answer.status, answer.body),
                        Err(_) => pause(),
                    }
                    std::thread::sleep(Duration::from_millis(5));
                }
            });
        }
        let made = meanwhile(&sold);
        over.store(true, Ordering::Relaxed);
        made
    });
    let mut sold = sold.into_inner().expect("nobody panics");
    sold.sort_by_key(|sold| sold.at_ms);
    (sold, made)
}

fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}
