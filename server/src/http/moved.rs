//! A shop that is not where it was looked for. Among cells of one directory it is looked for anew, and the request is
//! asked again there: no caller notices that a shop has moved. One that was moved to other servers is told of to whoever
//! asks for it here. Looked for only where it was not found, or who asks is not known: a sign-in that a cell does not know
//! yet is let in, and a token that is over is drawn anew where the shop is.

use std::sync::{Arc, OnceLock};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error};

use super::body;
use super::caller::SignedIn;
use crate::cloud::Cloud;
use crate::postgres::{Caller, no_such_business};
use crate::refusal::Refusal;
use crate::rest::BUSINESS;

/// The largest body that is kept until the request is answered. Whoever brings more is told to come again.
const LARGEST: usize = 8 * 1024 * 1024;

/// The shop that a request turned out to be about which names none.
#[derive(Clone, Default)]
pub struct Asked(Arc<OnceLock<BusinessId>>);

impl Asked {
    /// Notes it.
    pub fn note(&self, shop: BusinessId) {
        let _ = self.0.set(shop);
    }
}

/// A request that may be asked again.
type Kept = (Parts, Bytes);

/// Asks again where the shop is, or leads there, in place of a refusal.
pub async fn led(State(cloud): State<Arc<Cloud>>, mut request: Request, next: Next) -> Response {
    let (shop, asked) = (shop(&request), Asked::default());
    request.extensions_mut().insert(asked.clone());
    let caller = request.extensions().get::<Result<SignedIn, Refusal>>().cloned().and_then(Result::ok);
    let cells = &cloud.desk.cells;
    let (request, kept) = match cells.are_several() {
        true => match keep(&cloud, shop, caller.as_ref(), request).await {
            Ok(kept) => kept,
            Err(refused) => return refused.into_response(),
        },
        false => (request, None),
    };
    let before = shop.and_then(|shop| cells.known(shop));
    let response = next.clone().run(request).await;
    let refused = matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND);
    let Some(shop) = shop.or_else(|| asked.0.get().copied()).filter(|_| refused) else { return response };
    if !cells.are_several() {
        return match cloud.desk.database.moved(shop).await {
            Ok(Some(address)) => Refusal::from(to(address)).into_response(),
            _ => response,
        };
    }
    let caller = caller.filter(|_| response.status() == StatusCode::UNAUTHORIZED).map(|caller| caller.0);
    match (anew(&cloud, shop, before, caller).await, kept) {
        (Err(error), _) => Refusal::from(error).into_response(),
        (Ok(false), _) => response,
        (Ok(true), Some((parts, bytes))) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        (Ok(true), None) => {
            Refusal::from(Error::new(Code::Busy, "This shop has moved this moment. Try again.")).into_response()
        }
    }
}

/// Whether a request may be answered otherwise now: its shop is in another cell than before, or its sign-in is known
/// there from now on.
async fn anew(cloud: &Cloud, shop: BusinessId, before: Option<usize>, caller: Option<Caller>) -> Result<bool, Error> {
    let cells = &cloud.desk.cells;
    let moved = before != Some(cells.look(shop).await?);
    let (Some(caller), cell) = (caller, cells.of(shop).await?) else { return Ok(moved) };
    if cells.is_first(cell) {
        return Ok(moved);
    }
    // Who is signed in and no member there is told so, and not that they are signed out.
    if cells.let_in(caller, cell).await? { Ok(true) } else { Err(no_such_business(shop)) }
}

/// A request and a copy of it; none of one that is too large, or that does not say how large it is. Of somebody who is
/// not signed in, or no member of the shop that they name, nothing large is held.
async fn keep(
    cloud: &Cloud,
    shop: Option<BusinessId>,
    caller: Option<&SignedIn>,
    request: Request,
) -> Result<(Request, Option<Kept>), Refusal> {
    let most = request.body().size_hint().upper().and_then(|most| usize::try_from(most).ok());
    let largest = match (caller, shop) {
        (None, _) => body::SMALL,
        (Some(_), None) => body::LARGEST,
        (Some(_), Some(_)) => LARGEST,
    };
    if most.is_none_or(|most| most > largest) {
        return Ok((request, None));
    }
    let member = async {
        let (Some(shop), Some(caller)) = (shop, caller) else { return Ok(()) };
        match cloud.desk.read_as(shop, caller.0).await {
            // What it still holds is taken.
            Err(error) if error.code != Code::DeviceRemoved => Err(error),
            _ => Ok(()),
        }
    };
    let (parts, body) = request.into_parts();
    let bytes = Bytes::from(body::bytes_of(body, largest, member).await?);
    Ok((Request::from_parts(parts.clone(), Body::from(bytes.clone())), Some((parts, bytes))))
}

/// The refusal that names the address.
pub fn to(address: String) -> Error {
    Error::field(Code::Moved, address, "This shop is served at another address now.")
}

/// The shop that a request names: in its path, `/b/SHOP/…`, or in its header.
fn shop(request: &Request) -> Option<BusinessId> {
    let in_path = request.uri().path().strip_prefix("/b/").and_then(|rest| rest.split('/').next());
    let header = || request.headers().get(BUSINESS).and_then(|named| named.to_str().ok());
    in_path.or_else(header)?.parse().ok()
}
