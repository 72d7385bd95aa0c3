//! Where this device stands towards the shop's others, asked at the door from time to time: what the sign and the
//! screen "Devices" show. What came from others is shown on every open screen.

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use smartkhata_core::Code;
use smartkhata_core::api::shop::GetShop;
use smartkhata_core::api::sync::{CarryPhotos, Connection, GetConnection, GetSyncStatus, LookNow, SyncStatus};

use super::{CHANGES, SHOP, books_changed, role};
use crate::route::{ROUTE, Route};
use crate::{api, browser};

/// What was heard last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What this device holds, and the others.
    pub status: SyncStatus,
    /// How it is connected; none where the books are the backend's own.
    pub link: Option<Connection>,
}

/// What the sign says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The shop has shut this device out.
    Removed,
    /// So many entries wait to be sent.
    Waiting(i64),
    /// Entries held of entries there are.
    Fetching(i64, i64),
    /// Nothing is on the way.
    All,
}

impl Standing {
    /// What the sign says; nothing on a device that is not connected.
    pub fn step(&self) -> Option<Step> {
        let status = &self.status;
        let link = self.link.as_ref().filter(|link| link.connected)?;
        Some(match status {
            _ if link.removed => Step::Removed,
            status if status.pending > 0 => Step::Waiting(status.pending),
            status if status.entries < status.head || !status.joined => Step::Fetching(status.entries, status.head),
            _ => Step::All,
        })
    }
}

/// What was heard last; nothing before the first answer.
pub static STANDING: GlobalSignal<Option<Standing>> = Signal::global(|| None);

/// This device was let into a shop whose books are still on their way.
pub static ARRIVING: GlobalSignal<bool> = Signal::global(|| false);

/// What the courier was told last of the network that this device is on.
static ON_WIFI: GlobalSignal<Option<bool>> = Signal::global(|| None);

/// Tells the courier when the device goes on or off Wi-Fi: photos may have to wait for it.
async fn say_connection() {
    let on_wifi = browser::on_wifi();
    if on_wifi.is_some() && *ON_WIFI.peek() != on_wifi {
        // Told again with the next look where it did not arrive.
        if api::call(CarryPhotos { only_on_wifi: None, on_wifi }).await.is_ok() {
            *ON_WIFI.write() = on_wifi;
        }
    }
}

/// Asks once. What is not answered leaves what was heard before.
pub async fn look() {
    let Ok(status) = api::call(GetSyncStatus {}).await else { return };
    let link = match api::call(GetConnection {}).await {
        Ok(link) => Some(link),
        Err(error) if error.code() == Code::UnknownRequest => None,
        Err(_) => return,
    };
    if link.as_ref().is_some_and(|link| link.connected) {
        say_connection().await;
    }
    if let Some(link) = &link {
        role::take_up(link.rights.clone());
    }
    let now = Standing { status, link };
    let before = STANDING.peek().clone();
    if before.as_ref() == Some(&now) {
        return;
    }
    let came = before.is_some_and(|before| before.status.entries < now.status.entries);
    *STANDING.write() = Some(now);
    if came {
        others_wrote().await;
    }
}

/// The network is back, or the app is looked at again: the courier, which may be waiting a quarter of an hour for its
/// next try, looks at once.
pub async fn look_anew() {
    let linked =
        STANDING.peek().as_ref().and_then(|standing| standing.link.as_ref()).is_some_and(|link| link.connected);
    // What is not told now is carried by the courier's own time.
    if linked && api::call(LookNow {}).await.is_ok() {
        look().await;
    }
}

/// Entries came: the lists read again, and the shop too, but not under the hands of who is changing it.
async fn others_wrote() {
    if *ROUTE.peek() != Route::Settings
        && SHOP.peek().is_some()
        && let Ok(shop) = api::call(GetShop {}).await
        && SHOP.peek().as_ref() != Some(&shop)
    {
        *SHOP.write() = Some(shop);
    }
    books_changed();
}

/// Whether to ask, so many seconds after the last save: when it should have gone out, and then every 15 seconds.
const fn is_time(quiet_s: u32) -> bool {
    matches!(quiet_s, 2 | 5) || (quiet_s > 0 && quiet_s.is_multiple_of(15))
}

/// Asks for as long as the app is open. A save is never waited for, and waits for nothing here.
pub async fn watch() {
    look().await;
    let (mut seen, mut quiet_s) = (*CHANGES.peek(), 0_u32);
    loop {
        TimeoutFuture::new(1_000).await;
        let changes = *CHANGES.peek();
        quiet_s = if changes == seen { quiet_s.wrapping_add(1) } else { 0 };
        seen = changes;
        if is_time(quiet_s) {
            look().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_says_what_is_on_the_way_and_nothing_where_nothing_is_connected() {
        let status = |pending, entries, head| SyncStatus {
            joined: true,
            pending,
            pending_files: 0,
            pending_bytes: 0,
            entries,
            head,
            in_step_ms: 1,
            devices: Vec::new(),
        };
        let link = |removed| Some(Connection { connected: true, removed, ..Connection::default() });
        let step = |status, link| Standing { status, link }.step();
        assert_eq!(step(status(3, 9, 9), None), None);
        assert_eq!(step(status(3, 9, 9), Some(Connection::default())), None);
        assert_eq!(step(status(3, 9, 9), link(true)), Some(Step::Removed));
        assert_eq!(step(status(3, 5, 9), link(false)), Some(Step::Waiting(3)));
        assert_eq!(step(status(0, 5, 9), link(false)), Some(Step::Fetching(5, 9)));
        assert_eq!(step(status(0, 9, 9), link(false)), Some(Step::All));
        let new = SyncStatus { joined: false, ..status(0, 0, 0) };
        assert_eq!(step(new, link(false)), Some(Step::Fetching(0, 0)), "nothing was heard yet");
    }

    #[test]
    fn a_save_is_looked_after_soon_and_a_quiet_shop_seldom() {
        let asked: Vec<u32> = (0..61).filter(|second| is_time(*second)).collect();
        assert_eq!(asked, [2, 5, 15, 30, 45, 60]);
    }
}
