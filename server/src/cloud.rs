//! What the endpoints of the cloud backend share, and how it is begun.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use smartkhata_core::id::BusinessId;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::{Code, Error, Result};

use crate::account::password::Passwords;
use crate::account::{Desk, keys::Keys};
use crate::bell::Bell;
use crate::http::figures::Figures;
use crate::http::limit::Limits;
use crate::post::Post;
use crate::post::sendgrid::Signer;
use crate::postgres::{self, Caller, Database, Reading, Writing};
use crate::role::Role;

/// Whose reports on letters are taken.
#[derive(Default)]
pub struct Hooks {
    /// What SendGrid signs with.
    pub sendgrid: Option<Signer>,
    /// The secret part of the address that MSG91 was given.
    pub msg91: Option<String>,
}

/// How the backend faces the world.
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
    /// Whose reports on letters are taken.
    pub hooks: Hooks,
}

/// What endpoints share.
pub struct Cloud {
    /// Signing in, and the books behind it.
    pub desk: Desk,
    /// Who asked how often.
    pub limits: Limits,
    /// Figures for operators.
    pub figures: Figures,
    /// How it faces the world.
    pub options: Options,
    ending: AtomicBool,
}

impl Cloud {
    /// Brings the database to what this program knows, and begins.
    pub async fn begin(settings: &postgres::Settings, post: Post, options: Options) -> Result<Arc<Self>> {
        postgres::migrate(settings, &SystemClock).await?;
        let (bell, told) = Bell::new();
        let bell = Arc::new(bell);
        tokio::spawn(postgres::notices::carry(settings.clone(), Arc::clone(&bell), told));
        let database = Arc::new(Database::new(settings, Arc::new(SystemClock), Arc::new(SystemIds), bell)?);
        let keys = Keys::default();
        keys.load(&database).await?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let desk = Desk { database, keys, post, passwords: Passwords::new(cores) };
        let (limits, figures) = (Limits::default(), Figures::new());
        Ok(Arc::new(Self { desk, limits, figures, options, ending: AtomicBool::new(false) }))
    }

    /// A shop's books to read, for a member whose role may ask this of them. Door, REST and sync come by here.
    pub async fn read(&self, business: BusinessId, caller: Caller, request: &str) -> Result<Reading> {
        let reading = self.desk.database.read_as(business, caller).await?;
        self.limits.learn(business, caller.account, &reading.plan);
        check(reading.role, request)?;
        Ok(reading)
    }

    /// A shop's books to write, for a member whose role may ask this of them.
    pub async fn write(&self, business: BusinessId, caller: Caller, request: &str) -> Result<Writing> {
        let writing = self.desk.database.write_as(business, caller).await?;
        self.limits.learn(business, caller.account, &writing.head().plan);
        check(writing.role(), request)?;
        Ok(writing)
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
