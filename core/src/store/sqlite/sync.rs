//! The books of a device towards the shop's log: each step is one short transaction, none stands open while a message
//! travels.

use super::Books;
use crate::api::session::Me;
use crate::business::device;
use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, DeviceId};
use crate::journal::change::Kind;
use crate::journal::merge::Fields;
use crate::role::Role;
use crate::sync::exchange::Exchange;
use crate::sync::identity;
use crate::sync::message::{Ask, Tell};
use crate::sync::state::{self, State};

/// The key of what this installation shows of itself.
pub(super) const INSTALLATION: &str = "installation";

/// Where a copy that is handed out says that it is kept: nowhere that could be.
pub(super) const COPY: &str = "handed out";

/// The series that such a copy never uses.
const COPY_SERIES: &str = "Z";

impl Books {
    /// What to ask the host next; none when the books are in step and nothing waits to be sent.
    pub fn next_ask(&self, exchange: &mut Exchange) -> Result<Option<Ask>> {
        self.write(async |session| exchange.next(session).await)
    }

    /// The question of an open app that is in step: what comes next, within so many seconds.
    pub fn listening(&self, exchange: &mut Exchange, seconds: u16) -> Result<Ask> {
        self.read(async |session| exchange.listen(session, seconds).await)
    }

    /// Takes an answer in.
    pub fn answered(&self, exchange: &mut Exchange, tell: &Tell) -> Result<()> {
        self.write(async |session| exchange.answered(session, tell).await)
    }

    /// Which books these are and which installation this is; none before the first run.
    pub fn identity(&self) -> Result<Option<Me>> {
        self.read(async |session| session.me_if_any().await)
    }

    /// What whoever holds this device is to the shop, as last heard from its backend.
    pub fn role(&self) -> Result<Option<Role>> {
        self.read(async |session| state::role(session).await)
    }

    /// What this installation keeps under a key; none before the first run.
    pub fn kept(&self, key: &str) -> Result<Option<String>> {
        self.read(async |session| session.local(key).await)
    }

    /// Keeps a value of this installation.
    pub fn keep(&self, key: &str, value: &str) -> Result<()> {
        self.write(async |session| session.keep(vec![(key, value.to_owned())]).await)
    }

    /// Says where these books are kept: a text that a copy of the files elsewhere would not say. Books that were made
    /// under another are a copy: before anything else is written, this installation takes a new name and number
    /// series. Answers whether it did.
    pub fn installed_as(&self, installation: &str) -> Result<bool> {
        if !self.is_writer() || self.identity()?.is_none() {
            return Ok(false);
        }
        self.write(async |session| {
            let known = session.local(INSTALLATION).await?.filter(|known| !known.is_empty());
            if known.as_deref() == Some(installation) {
                return Ok(false);
            }
            let copied = known.is_some();
            if copied {
                let (_, mut state) = State::load(session).await?;
                identity::renew(session, &mut state).await?;
            }
            session.keep(vec![(INSTALLATION, installation.to_owned())]).await?;
            Ok(copied)
        })
    }

    /// Begins empty books as a copy of a shop's log that is handed out. It says nothing itself; whoever restores it, or
    /// opens it, takes a new name and number series before anything is written.
    ///
    /// # Errors
    /// `shop_exists` where this folder has books already.
    pub fn begin_copy(&self, business: BusinessId, device: DeviceId) -> Result<()> {
        self.write(async |session| {
            if session.me_if_any().await?.is_some() {
                return Err(Error::new(Code::ShopExists, "This folder has books already."));
            }
            session.become_device(Me { business, device, series: COPY_SERIES.to_owned() }).await?;
            session.keep(vec![(INSTALLATION, COPY.to_owned())]).await
        })
    }

    /// Begins empty books as a device of a shop whose log it will read. Books of that very shop go on under this name and
    /// series: what they hold and the log does not is said again.
    ///
    /// # Errors
    /// `shop_exists` where this folder has books of another shop: those stay a business of their own.
    pub fn join(&self, business: BusinessId, device: DeviceId, series: &str) -> Result<()> {
        let series = crate::business::settings::series_code(series)?;
        self.write(async |session| {
            let me = Me { business, device, series };
            match session.me_if_any().await? {
                None => device::begin(session, me).await,
                Some(known) if known.business == business => {
                    let (_, mut state) = State::load(session).await?;
                    identity::renew_as(session, &mut state, me).await
                }
                Some(_) => {
                    Err(Error::new(Code::ShopExists, "These books are of another shop; join in a folder of its own."))
                }
            }
        })
    }

    /// Takes a new name and number series: the one that these books were written under is another sign-in's.
    pub fn renew(&self) -> Result<()> {
        self.write(async |session| {
            let (_, mut state) = State::load(session).await?;
            identity::renew(session, &mut state).await
        })
    }

    /// Says what this device is called, for the others to see; nothing for an empty name.
    pub fn call_device(&self, device: DeviceId, name: &str) -> Result<()> {
        let name = crate::text::line("name", name, 60)?;
        if name.is_empty() {
            return Ok(());
        }
        self.write(async |session| {
            session.append(Kind::Device, device.uuid(), &Fields::default().with("name", name)).await
        })
    }
}
