//! Ids made on this device.

use smartkhata_core::id::{Ids, new_uuid};
use uuid::Uuid;

use crate::browser;

struct BrowserIds;

impl Ids for BrowserIds {
    fn random(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        if let Some(Ok(crypto)) = browser::window().map(|window| window.crypto()) {
            let _ = crypto.get_random_values_with_u8_array(&mut bytes);
        }
        bytes
    }
}

/// A new UUIDv7.
pub fn new_id() -> Uuid {
    new_uuid(browser::now_ms(), &BrowserIds)
}
