//! Which shop of this installation the page is about: chosen by the reader, held by the tab, so that two windows on two
//! shops never write into each other's.

use crate::browser;

/// The shop of the data folder itself.
pub const FIRST: &str = "first";

const KEPT_AS: &str = "smartkhata.place";

/// The key of the shop.
pub fn key() -> String {
    browser::held(KEPT_AS).unwrap_or_else(|| {
        let last = browser::kept(KEPT_AS).unwrap_or_else(|| FIRST.to_owned());
        browser::hold(KEPT_AS, &last);
        last
    })
}

/// Asks another shop from now on; the next start begins with it.
pub fn choose(key: &str) {
    browser::hold(KEPT_AS, key);
    browser::keep(KEPT_AS, key);
}

/// The path of a request to the shop.
pub(super) fn path(request: &str) -> String {
    let key = key();
    if key == FIRST { format!("/door/{request}") } else { format!("/shop/{key}/door/{request}") }
}
