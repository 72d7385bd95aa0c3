//! `GET` and `PUT /b/{business}/members`, `PATCH` and `DELETE /b/{business}/members/{account}`: who is what to the shop.
//! For its owner alone.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use smartkhata_core::role::Role;
use smartkhata_core::{Error, Result};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::account::Identity;
use crate::account::member::{self, Member};
use crate::cloud::Cloud;
use crate::rest::answer;
use crate::rest::ask::{Answered, Ask};
use crate::rest::turn::{Begun, Nothing, Write};

/// The members.
#[derive(Debug, Serialize, ToSchema)]
pub struct Members {
    /// The one who has been it longest first.
    members: Vec<Member>,
}

/// Who becomes what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Joins {
    /// Phone number or e-mail address.
    #[schema(example = "babu@shop.example")]
    identity: String,
    /// What they become.
    role: Role,
}

/// What somebody becomes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Becomes {
    /// The role.
    role: Role,
}

/// Who is what to the shop
#[utoipa::path(get, path = "/b/{business}/members", tag = "people",
    params(("business" = Uuid, Path, description = "The shop.")),
    responses((status = 200, description = "Its members.", body = Members)))]
pub async fn list_members(State(cloud): State<Arc<Cloud>>, ask: Ask) -> Answered {
    let mut books = ask.books(&cloud, "member.list").await?;
    let members = member::list(&cloud.desk, &mut books, ask.caller).await?;
    answer::resource(&ask.headers, &Members { members })
}

/// Makes somebody a member, or changes what they are
///
/// Who has no account yet gets one, which their first code opens.
#[utoipa::path(put, path = "/b/{business}/members", tag = "people", request_body = Joins,
    params(("business" = Uuid, Path, description = "The shop.")),
    responses((status = 204, description = "They are.")))]
pub async fn set_member(State(cloud): State<Arc<Cloud>>, write: Write<Joins>) -> Answered {
    let Write { asked, body: Joins { identity, role } } = write;
    let (caller, identity) = (asked.ask.caller, Identity::read(&identity)?);
    // Nobody gets an account by the word of somebody who may not make members.
    asked.ask.books(&cloud, "member.set").await?.open().await?;
    let account = member::account_of(&cloud.desk, caller, &identity, asked.ask.business).await?;
    match asked.begin(&cloud, "member.set").await? {
        Begun::Done(answer) => Ok(answer),
        Begun::Open(mut turn) => {
            member::set(&cloud.desk, &mut turn.writing, caller, account, role).await?;
            turn.gone().await
        }
    }
}

/// Changes what a member or a device of the shop is
#[utoipa::path(patch, path = "/b/{business}/members/{account}", tag = "people", request_body = Becomes,
    params(("business" = Uuid, Path, description = "The shop."), ("account" = Uuid, Path, description = "Whose.")),
    responses((status = 204, description = "They are.")))]
pub async fn change_member(
    State(cloud): State<Arc<Cloud>>,
    Path((_, account)): Path<(String, String)>,
    write: Write<Becomes>,
) -> Answered {
    let (account, caller) = (of(&account)?, write.asked.ask.caller);
    match write.asked.begin(&cloud, "member.set").await? {
        Begun::Done(answer) => Ok(answer),
        Begun::Open(mut turn) => {
            member::change(&cloud.desk, &mut turn.writing, caller, account, write.body.role).await?;
            turn.gone().await
        }
    }
}

/// Takes somebody out of the shop
#[utoipa::path(delete, path = "/b/{business}/members/{account}", tag = "people",
    params(("business" = Uuid, Path, description = "The shop."), ("account" = Uuid, Path, description = "Whom.")),
    responses((status = 204, description = "They are out.")))]
pub async fn remove_member(
    State(cloud): State<Arc<Cloud>>,
    Path((_, account)): Path<(String, String)>,
    write: Write<Nothing>,
) -> Answered {
    let (account, caller) = (of(&account)?, write.asked.ask.caller);
    match write.asked.begin(&cloud, "member.remove").await? {
        Begun::Done(answer) => Ok(answer),
        Begun::Open(mut turn) => {
            member::remove(&cloud.desk, &mut turn.writing, caller, account).await?;
            turn.gone().await
        }
    }
}

/// The account that a path names. One that cannot be one is no member.
fn of(account: &str) -> Result<Uuid> {
    Uuid::try_parse(account).map_err(|_| Error::not_found("member"))
}
