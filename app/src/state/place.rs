//! From one shop of this installation to another, without a restart.

use super::bill;
use crate::{api, browser};

/// Opens another shop on a page that holds nothing of this one; what is being typed is kept first.
pub async fn open(key: &str) {
    bill::keep_now().await;
    api::place::choose(key);
    browser::history::set_hash("#/");
    browser::reload();
}
