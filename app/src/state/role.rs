//! What who is signed in, or holds this device, may ask the door, as the backend says it; of books that are in no shop's
//! log everything.

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::sync::Rights;

use crate::api;
use crate::route::Route;

/// The role, where there is one.
static ALLOWED: GlobalSignal<Option<Rights>> = Signal::global(|| None);

/// Takes up a role, or none.
pub fn take_up(allowed: Option<Rights>) {
    if *ALLOWED.peek() != allowed {
        *ALLOWED.write() = allowed;
    }
}

/// The role's name; none where the books are in no shop's log.
pub fn name() -> Option<String> {
    ALLOWED.read().as_ref().map(|allowed| allowed.role.clone())
}

/// Whether a request of this type is answered here.
pub fn may<R: Request>() -> bool {
    may_ask(R::NAME)
}

/// Whether a screen has what it asks for. Who may sign in is the backend's to know.
pub fn opens(route: Route) -> bool {
    (route != Route::Members || api::is_cloud()) && route.asks().is_none_or(may_ask)
}

/// Whether the request of this name is answered here, or this may be done to the shop.
pub fn may_ask(request: &str) -> bool {
    ALLOWED.read().as_ref().is_none_or(|allowed| allowed.may.iter().any(|may| may == request))
}
