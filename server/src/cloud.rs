//! What the endpoints of the cloud backend share, and how it is begun.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use smartkhata_core::id::BusinessId;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::{Code, Error, Result};

use crate::account::password::Passwords;
use crate::account::{Desk, Sender, keys::Keys};
use crate::bell::Bell;
use crate::http::figures::Figures;
use crate::http::limit::Limits;
use crate::postgres::{self, Admits, Caller, Database, Reading, Writing};
use crate::role::Role;

/// How the backend faces the world.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens.
    pub listen: IpAddr,
    /// On which port; 0 takes any that is free.
    pub port: u16,
    /// Proxies in front that write down who called them.
    pub proxies: usize,
    /// Origins whose pages may call.
    pub origins: Vec<String>,
    /// What shows that somebody may read the figures; without it only this computer may.
    pub metrics_token: Option<String>,
    /// The folder whose disk has to have room.
    pub folder: PathBuf,
}

/// What endpoints share.
pub struct Cloud {
    /// Signing in, and the books behind it.
    pub desk: Desk,
    /// Who asked how often.
    pub limits: Arc<Limits>,
    /// Figures for operators.
    pub figures: Figures,
    /// How it faces the world.
    pub options: Options,
    ending: AtomicBool,
}

impl Cloud {
    /// Brings the database to what this program knows, and begins.
    pub async fn begin(settings: &postgres::Settings, sender: Box<dyn Sender>, options: Options) -> Result<Arc<Self>> {
        postgres::migrate(settings, &SystemClock).await?;
        let (bell, told) = Bell::new();
        let bell = Arc::new(bell);
        tokio::spawn(postgres::notices::carry(settings.clone(), Arc::clone(&bell), told));
        let database = Arc::new(Database::new(settings, Arc::new(SystemClock), Arc::new(SystemIds), bell)?);
        let keys = Keys::default();
        keys.load(&database).await?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let desk = Desk { database, keys, sender, passwords: Passwords::new(cores) };
        let (limits, figures) = (Arc::default(), Figures::new());
        Ok(Arc::new(Self { desk, limits, figures, options, ending: AtomicBool::new(false) }))
    }

    /// A shop's books to read, for a member whose role may ask this of them. Door, REST and sync come by here. Who may
    /// is found out with the first thing that is asked, or by [`Reading::open`].
    pub async fn read(&self, business: BusinessId, caller: Caller, request: &'static str) -> Result<Reading> {
        self.desk.database.reading(business, caller, Some(self.admits(business, caller, request))).await
    }

    /// A shop's books to write, for a member whose role may ask this of them; found out as for reading.
    pub async fn write(&self, business: BusinessId, caller: Caller, request: &'static str) -> Result<Writing> {
        self.desk.database.writer(business, caller, Some(self.admits(business, caller, request))).await
    }

    fn admits(&self, business: BusinessId, caller: Caller, request: &'static str) -> Admits {
        let limits = Arc::clone(&self.limits);
        Box::new(move |role, plan| {
            limits.learn(business, caller.account, plan);
            check(role, request)
        })
    }

    /// From now on no new work should come here.
    pub fn end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    /// Whether the end was asked for.
    pub fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Relaxed)
    }
}

fn check(role: Option<Role>, request: &str) -> Result<()> {
    role.ok_or_else(|| Error::new(Code::Forbidden, "You are no member of this shop."))?.check(request)
}
