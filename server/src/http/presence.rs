//! Who was there lately: counts for operators, by nothing that leaves this process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use smartkhata_core::id::BusinessId;
use uuid::Uuid;

/// Who asked nothing for so long is not there any more.
const LATELY_MS: i64 = 5 * 60_000;

/// When each was last there, in milliseconds since the Unix epoch.
#[derive(Default)]
pub struct Presence {
    accounts: Mutex<HashMap<Uuid, i64>>,
    businesses: Mutex<HashMap<BusinessId, i64>>,
}

impl Presence {
    /// A member asked their shop something.
    pub fn seen(&self, account: Uuid, business: BusinessId, now: i64) {
        self.account(account, now);
        self.business(business, now);
    }

    fn account(&self, account: Uuid, now: i64) {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner).insert(account, now);
    }

    fn business(&self, business: BusinessId, now: i64) {
        self.businesses.lock().unwrap_or_else(PoisonError::into_inner).insert(business, now);
    }

    /// Accounts and shops that were there lately; the others are forgotten.
    pub fn count(&self, now: i64) -> (usize, usize) {
        (count(&self.accounts, now), count(&self.businesses, now))
    }
}

fn count<K: Eq + std::hash::Hash>(seen: &Mutex<HashMap<K, i64>>, now: i64) -> usize {
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.retain(|_, at| now.saturating_sub(*at) < LATELY_MS);
    seen.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asked_lately_is_counted_once_and_then_forgotten() {
        let presence = Presence::default();
        presence.account(Uuid::from_u128(1), 1_000);
        presence.account(Uuid::from_u128(1), 2_000);
        presence.account(Uuid::from_u128(2), 200_000);
        presence.business(BusinessId::new(Uuid::from_u128(7)), 2_000);
        assert_eq!(presence.count(250_000), (2, 1));
        assert_eq!(presence.count(302_000), (1, 0));
        assert_eq!(presence.count(600_000), (0, 0));
    }
}
