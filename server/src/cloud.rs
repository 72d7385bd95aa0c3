//! What the endpoints of the cloud backend share, and how it is begun.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use smartkhata_core::Result;
use smartkhata_core::id::BusinessId;
use smartkhata_core::machine::{SystemClock, SystemIds};

use tokio::sync::Semaphore;

use crate::account::password::Passwords;
use crate::account::{Desk, Vault, keys::Keys, reseal};
use crate::bell::Bell;
use crate::blob::{Attic, S3, Settings};
use crate::http::figures::Figures;
use crate::http::limit::Limits;
use crate::post::Post;
use crate::post::sendgrid::Signer;
use crate::postgres::{self, Admits, Caller, Database, Reading, Writing};
use crate::role::Role;

/// Exports that are made at a time.
const EXPORTS: usize = 2;

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
    /// The folder of the web edition.
    pub dist: PathBuf,
    /// The folder whose disk has to have room, and where bytes of attachments come in.
    pub folder: PathBuf,
    /// The bucket where they are kept, if they do not stay there.
    pub bucket: Option<Settings>,
    /// Room for attachments of each shop in bytes, instead of what its plan gives.
    pub room: Option<i64>,
    /// Whose reports on letters are taken.
    pub hooks: Hooks,
}

/// What endpoints share.
pub struct Cloud {
    /// Signing in, and the books behind it.
    pub desk: Desk,
    /// The bytes of attachments.
    pub attic: Attic,
    /// Who asked how often.
    pub limits: Arc<Limits>,
    /// Figures for operators.
    pub figures: Figures,
    /// Whose turn it is to export: each copy takes a core and disk.
    pub exports: Arc<Semaphore>,
    /// How it faces the world.
    pub options: Options,
    ending: AtomicBool,
}

impl Cloud {
    /// Brings the database to what this program knows, and begins.
    pub async fn begin(settings: &postgres::Settings, vault: Vault, post: Post, options: Options) -> Result<Arc<Self>> {
        let bucket = options.bucket.as_ref().map(S3::new).transpose()?;
        let attic = Attic::new(&options.folder, bucket, options.room);
        postgres::migrate(settings, &SystemClock).await?;
        let (bell, told) = Bell::new();
        let bell = Arc::new(bell);
        tokio::spawn(postgres::notices::carry(settings.clone(), Arc::clone(&bell), told));
        let database = Arc::new(Database::new(settings, Arc::new(SystemClock), Arc::new(SystemIds), bell)?);
        let keys = Keys::default();
        // Before anybody is served: with a key missing, people would not be found and get a second account.
        reseal::check(&database, &vault).await?;
        keys.load(&database, &vault).await?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let desk = Desk { database, keys, vault, post, passwords: Passwords::new(cores) };
        let (limits, figures) = (Arc::default(), Figures::new());
        let exports = Arc::new(Semaphore::new(EXPORTS));
        Ok(Arc::new(Self { desk, attic, limits, figures, exports, options, ending: AtomicBool::new(false) }))
    }

    /// A shop's books to read, for a member whose role may ask this of them. Door, REST and sync come by here. Who may
    /// is found out with the first thing that is asked, or by [`Reading::open`].
    pub async fn read(&self, business: BusinessId, caller: Caller, request: &'static str) -> Result<Reading> {
        self.seen(business, caller);
        self.desk.database.reading(business, caller, Some(self.admits(business, caller, request))).await
    }

    /// A shop's books to write, for a member whose role may ask this of them; found out as for reading.
    pub async fn write(&self, business: BusinessId, caller: Caller, request: &'static str) -> Result<Writing> {
        self.seen(business, caller);
        self.desk.database.writer(business, caller, Some(self.admits(business, caller, request))).await
    }

    fn admits(&self, business: BusinessId, caller: Caller, request: &'static str) -> Admits {
        let limits = Arc::clone(&self.limits);
        Box::new(move |role, plan| {
            limits.learn(business, caller.account, plan);
            Role::admits(role, request)
        })
    }

    /// A member asked this shop something.
    pub fn seen(&self, business: BusinessId, caller: Caller) {
        let now = self.desk.database.clock().now_ms();
        self.figures.presence.account(caller.account, now);
        self.figures.presence.business(business, now);
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
