//! Tells who waits for a shop's log that something came, on every process of the backend.
//!
//! A notice goes out after its commit, on a connection of its own and many shops at a time: PostgreSQL takes one lock
//! for all notices of a database, which no sale should wait for. A notice that is lost costs a wait of seconds, never
//! an entry: who waits asks again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use smartkhata_core::id::BusinessId;
use tokio::sync::{mpsc, watch};

/// Notices that wait to be told to other processes; beyond these they are left out.
const WAITING: usize = 10_000;

/// Who waits for which shop.
pub struct Bell {
    waiting: Mutex<HashMap<BusinessId, watch::Sender<u64>>>,
    elsewhere: mpsc::Sender<BusinessId>,
}

impl Bell {
    /// A bell, and what it has to tell other processes.
    pub fn new() -> (Self, mpsc::Receiver<BusinessId>) {
        let (elsewhere, told) = mpsc::channel(WAITING);
        (Self { waiting: Mutex::default(), elsewhere }, told)
    }

    /// Something came to a shop's log, by this process.
    pub fn ring(&self, business: BusinessId) {
        self.ring_here(business);
        // A full queue means that the others are told too late anyway.
        let _ = self.elsewhere.try_send(business);
    }

    /// Something came to a shop's log: those who wait here are told.
    pub fn ring_here(&self, business: BusinessId) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = waiting.get(&business) {
            sender.send_modify(|times| *times = times.wrapping_add(1));
        }
    }

    /// Everybody is told: notices may have been missed.
    pub fn ring_all(&self) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.values().for_each(|sender| sender.send_modify(|times| *times = times.wrapping_add(1)));
    }

    /// Hears of what comes from now on.
    pub fn listen(&self, business: BusinessId) -> Listening<'_> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = waiting.entry(business).or_insert_with(|| watch::channel(0).0).subscribe();
        Listening { bell: self, business, heard }
    }
}

/// Somebody who waits for a shop's log. Nothing is kept of a shop that nobody waits for.
pub struct Listening<'a> {
    bell: &'a Bell,
    business: BusinessId,
    heard: watch::Receiver<u64>,
}

impl Listening<'_> {
    /// Something came since this was asked last.
    pub async fn changed(&mut self) {
        // The sender stays while somebody listens.
        let _ = self.heard.changed().await;
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        let mut waiting = self.bell.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.get(&self.business).is_some_and(|sender| sender.receiver_count() <= 1) {
            waiting.remove(&self.business);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[tokio::test]
    async fn who_waits_hears_of_the_own_shop_and_nobody_stays_who_left() {
        let (bell, mut told) = Bell::new();
        let (mine, other) = (BusinessId::new(Uuid::from_u128(1)), BusinessId::new(Uuid::from_u128(2)));
        let mut heard = bell.listen(mine);
        bell.ring(other);
        assert!(!heard.heard.has_changed().unwrap());
        let another = bell.listen(mine);
        bell.ring(mine);
        heard.changed().await;
        assert_eq!((told.try_recv(), told.try_recv()), (Ok(other), Ok(mine)));
        drop(heard);
        assert_eq!(bell.waiting.lock().unwrap().len(), 1);
        drop(another);
        assert!(bell.waiting.lock().unwrap().is_empty());
    }
}
