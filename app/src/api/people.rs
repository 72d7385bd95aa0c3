//! Who may come to the open shop, and where somebody is signed in: the backend's endpoints beside the door.

use serde::{Deserialize, Serialize};
use smartkhata_core::Result;
use smartkhata_core::api::sync::Invited;

use super::http::Call;
use super::json;
use super::session::{asked, of_shop, shown};

/// What somebody may be to a shop, the one who may most first.
pub const ROLES: [&str; 5] = ["owner", "manager", "accountant", "staff", "viewer"];

/// Somebody who may come to the shop; also a device that was let in by a code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// The account.
    pub account: String,
    /// Phone number or e-mail address; empty for a device.
    pub identity: String,
    /// One of [`ROLES`].
    pub role: String,
    /// It is the reader.
    pub current: bool,
}

/// A device that holds the shop's books.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Device {
    /// Its id.
    pub id: String,
    /// What it calls itself.
    pub name: String,
    /// Its number series.
    pub series: String,
    /// When it was last here, in milliseconds since the Unix epoch.
    pub seen_ms: i64,
    /// It was shut out.
    pub removed: bool,
    /// What it may do.
    pub role: Option<String>,
}

/// A place where the reader is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Place {
    /// The session.
    pub id: String,
    /// What the device calls itself.
    pub device: String,
    /// When it was last used, in milliseconds since the Unix epoch.
    pub seen_ms: i64,
    /// It is this one.
    pub current: bool,
}

#[derive(Serialize)]
struct Becomes<'a> {
    role: &'a str,
}

/// Who may come to the shop, devices left out.
pub async fn members() -> Result<Vec<Member>> {
    #[derive(Deserialize)]
    struct Members {
        members: Vec<Member>,
    }
    let path = of_shop("members")?;
    let mut found = asked::<Members>(Call { method: "GET", path: &path, ..Call::default() }, None).await?.members;
    found.retain(|member| !member.identity.is_empty());
    Ok(found)
}

/// Lets somebody in by the number or address that they sign in with.
pub async fn let_in(identity: &str, role: &str) -> Result<()> {
    #[derive(Serialize)]
    struct Joins<'a> {
        identity: &'a str,
        role: &'a str,
    }
    let path = of_shop("members")?;
    done(Call { method: "PUT", path: &path, ..Call::default() }, Some(&json::write(&Joins { identity, role })?)).await
}

/// Changes what a member is to the shop.
pub async fn change(account: &str, role: &str) -> Result<()> {
    let path = of_shop(&format!("members/{account}"))?;
    done(Call { method: "PATCH", path: &path, ..Call::default() }, Some(&json::write(&Becomes { role })?)).await
}

/// Takes a member out of the shop.
pub async fn put_out(account: &str) -> Result<()> {
    let path = of_shop(&format!("members/{account}"))?;
    done(Call { method: "DELETE", path: &path, ..Call::default() }, None).await
}

/// The devices that hold the shop's books, those that were shut out last.
pub async fn devices() -> Result<Vec<Device>> {
    #[derive(Deserialize)]
    struct Devices {
        devices: Vec<Device>,
    }
    let path = of_shop("devices")?;
    let mut found = asked::<Devices>(Call { method: "GET", path: &path, ..Call::default() }, None).await?.devices;
    found.sort_by_key(|device| device.removed);
    Ok(found)
}

/// A code that lets one more device in.
pub async fn invite(role: &str) -> Result<Invited> {
    let path = of_shop("devices/invite")?;
    asked(Call { path: &path, ..Call::default() }, Some(&json::write(&Becomes { role })?)).await
}

/// Shuts a device out.
pub async fn shut_out(device: &str) -> Result<()> {
    let path = of_shop(&format!("devices/{device}"))?;
    done(Call { method: "DELETE", path: &path, ..Call::default() }, None).await
}

/// Where the reader is signed in, the place that was used last first.
pub async fn places() -> Result<Vec<Place>> {
    #[derive(Deserialize)]
    struct Sessions {
        sessions: Vec<Place>,
    }
    let call = Call { method: "GET", path: "/account/sessions", ..Call::default() };
    Ok(asked::<Sessions>(call, None).await?.sessions)
}

/// Signs the reader out in another place.
pub async fn end(session: &str) -> Result<()> {
    let path = format!("/account/sessions/{session}");
    done(Call { method: "DELETE", path: &path, ..Call::default() }, None).await
}

async fn done(call: Call<'_>, body: Option<&str>) -> Result<()> {
    shown(call, body).await?.accepted().map(drop)
}
