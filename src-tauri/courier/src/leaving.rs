//! The account behind the line: who it is, its shop taken along, and the way out of the backend.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use smartkhata_core::api::account::{Account, LeaveAccount};
use smartkhata_core::api::bill::FileResponse;
use smartkhata_core::{Code, Error, Result};

use crate::line::{Line, PATIENCE, bytes, parsed, refusal, unreachable};

/// How long an archive may take, which the backend makes as it is read.
const MOST_WAIT: Duration = Duration::from_secs(900);

/// The largest archive that is handed to a page, in bytes, as of a backup.
const MOST: usize = 64 * 1024 * 1024;

impl Line {
    /// Who is signed in.
    ///
    /// # Errors
    /// `unauthorized`, `unavailable`.
    pub async fn signed_in(&self) -> Result<Account> {
        let answer = self.authorized(Method::GET, "/account", |request| request.timeout(PATIENCE)).await?;
        parsed(&bytes(answer).await?)
    }

    /// Has the account erased after the time to think it over.
    ///
    /// # Errors
    /// `unauthorized`, `unavailable`.
    pub async fn leave(&self, ask: &LeaveAccount) -> Result<()> {
        self.send(Method::POST, "/account/leave", ask, PATIENCE).await.map(drop)
    }

    /// Takes that back.
    ///
    /// # Errors
    /// `not_found` where the account was to stay anyway; `unauthorized`, `unavailable`.
    pub async fn stay(&self) -> Result<()> {
        self.send(Method::DELETE, "/account/leave", &(), PATIENCE).await.map(drop)
    }

    /// Everything of the shop, as the backend has it, in one archive. One that breaks off is none.
    ///
    /// # Errors
    /// `forbidden` for who is not its owner, `busy`, `unavailable`; `too_large` for what no page holds.
    pub async fn export(&self) -> Result<FileResponse> {
        let path = format!("/b/{}/export", self.business());
        let mut answer = self.authorized(Method::GET, &path, |request| request.timeout(MOST_WAIT)).await?;
        if !answer.status().is_success() {
            return Err(refusal(answer).await);
        }
        let mut archive = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|error| unreachable(&error))? {
            if archive.len().saturating_add(part.len()) > MOST {
                let message =
                    "This is too large to be handed over here. Take it along from the web edition, or make a backup.";
                return Err(Error::new(Code::TooLarge, message));
            }
            archive.extend_from_slice(&part);
        }
        Ok(FileResponse {
            name: format!("smartkhata-{}.tar", self.business()),
            mime: "application/x-tar".to_owned(),
            base64: STANDARD.encode(archive),
            tells_costs: true,
        })
    }
}
