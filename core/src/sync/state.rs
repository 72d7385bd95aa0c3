//! Where this installation stands towards the shop's log; kept beside who it is.

use crate::api::Session;
use crate::api::session::{Me, OFFSET_MS, SEEN_MS};
use crate::error::Result;
use crate::id::DeviceId;
use crate::journal::change::Hash;
use crate::role::Role;
use crate::store::Engine;
use crate::sync::message::{Point, Reader};

const SEQ: &str = "log_seq";
const CHAIN: &str = "log_chain";
const HEAD: &str = "log_head";
const CONFIRMED: &str = "confirmed";
const FORMER: &str = "former";
const UNHEARD: &str = "unheard";
const IN_STEP_MS: &str = "in_step_ms";
const READERS: &str = "readers";
const ROLE: &str = "role";
const BOOKS_DIFFER: &str = "books_different";
const ANY_DIFFERS: &str = "any_different";

/// Where this installation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The newest place of the log that this copy holds.
    pub cursor: Point,
    /// The last place of the log, as last heard.
    pub head: i64,
    /// The last place of this installation's own chain that is known to be on the log.
    pub confirmed: i64,
    /// Installations that this one was before it found itself cloned or restored.
    pub former: Vec<DeviceId>,
    /// Nobody has been told anything under this installation's name yet: its chain may still be put in order.
    pub unheard: bool,
    /// The newest stamp seen in entries of others.
    pub seen_ms: i64,
    /// How far this clock is behind the host's, in milliseconds.
    pub offset_ms: i64,
    /// When this copy last was in step with the log, by its own clock; 0 for never.
    pub in_step_ms: i64,
    /// Who reads the log, as last heard.
    pub readers: Vec<Reader>,
    /// What whoever holds this device is to the shop, as last heard.
    pub role: Option<Role>,
    /// How often in a row the host's accounts, parties and stock were others than this copy's.
    pub books_differ: i64,
    /// How often in a row they were, or a field of a master was: that is compared less often.
    pub any_differs: i64,
}

impl State {
    /// Reads it. A value that is missing, or that another version wrote, is as for an installation that never met
    /// the log: everything is asked again, and nothing is lost.
    pub async fn load<E: Engine>(session: &mut Session<'_, E>) -> Result<(Me, Self)> {
        let me = session.me().await?;
        let number = async |session: &mut Session<'_, E>, key: &str| -> Result<i64> {
            Ok(session.local(key).await?.and_then(|text| text.parse().ok()).unwrap_or(0))
        };
        let chain: Option<Hash> = session.local(CHAIN).await?.and_then(|text| text.parse().ok());
        let cursor = match chain {
            Some(chain) => Point { seq: number(session, SEQ).await?, chain },
            None => Point::default(),
        };
        let state = Self {
            cursor,
            head: number(session, HEAD).await?,
            confirmed: number(session, CONFIRMED).await?,
            former: json(session.local(FORMER).await?),
            unheard: session.local(UNHEARD).await?.as_deref() == Some("true"),
            seen_ms: number(session, SEEN_MS).await?,
            offset_ms: number(session, OFFSET_MS).await?,
            in_step_ms: number(session, IN_STEP_MS).await?,
            readers: json(session.local(READERS).await?),
            role: role(session).await?,
            books_differ: number(session, BOOKS_DIFFER).await?,
            any_differs: number(session, ANY_DIFFERS).await?,
        };
        Ok((me, state))
    }

    /// Keeps it.
    pub async fn save<E: Engine>(&self, session: &mut Session<'_, E>) -> Result<()> {
        let values = vec![
            (SEQ, self.cursor.seq.to_string()),
            (CHAIN, self.cursor.chain.to_string()),
            (HEAD, self.head.to_string()),
            (CONFIRMED, self.confirmed.to_string()),
            (FORMER, crate::api::write(&self.former)?),
            (UNHEARD, self.unheard.to_string()),
            (SEEN_MS, self.seen_ms.to_string()),
            (OFFSET_MS, self.offset_ms.to_string()),
            (IN_STEP_MS, self.in_step_ms.to_string()),
            (READERS, crate::api::write(&self.readers)?),
            (ROLE, self.role.map_or("", Role::as_str).to_owned()),
            (BOOKS_DIFFER, self.books_differ.to_string()),
            (ANY_DIFFERS, self.any_differs.to_string()),
        ];
        session.keep(values).await
    }

    /// Hears what a comparison found; answers whether that was not so before, of either kind.
    pub fn hear_same(&mut self, same: bool, thorough: bool) -> bool {
        let known = self.books_differ.max(self.any_differs) > 0;
        let again = |times: i64| if same { 0 } else { times.saturating_add(1) };
        if thorough {
            self.any_differs = again(self.any_differs);
        }
        // That every field is the same says that the books are; that one is not says nothing of them.
        if same || !thorough {
            self.books_differ = again(self.books_differ);
        }
        !same && !known
    }

    /// Hears the role. What a newer backend alone knows changes nothing.
    pub fn hear_role(&mut self, told: Option<&str>) {
        self.role = told.and_then(|told| told.parse().ok()).or(self.role);
    }
}

/// What whoever holds this device is to the shop, as last heard.
pub async fn role<E: Engine>(session: &mut Session<'_, E>) -> Result<Option<Role>> {
    Ok(session.local(ROLE).await?.and_then(|text| text.parse().ok()))
}

/// Whether the host's books say something else than this copy's, whose tables were worked out anew for it.
pub async fn is_different<E: Engine>(session: &mut Session<'_, E>) -> Result<bool> {
    for key in [BOOKS_DIFFER, ANY_DIFFERS] {
        let times = session.local(key).await?.and_then(|text| text.parse::<i64>().ok());
        if times.is_some_and(|times| times > 1) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn json<T: serde::de::DeserializeOwned>(text: Option<String>) -> Vec<T> {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}
