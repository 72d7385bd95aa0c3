//! What the endpoints of the cloud backend share, and how it is begun.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use smartkhata_core::Result;
use smartkhata_core::api::Request;
use smartkhata_core::api::party::GetOutstanding;
use smartkhata_core::api::report::{
    GetDayBook, GetGst, GetProfitLoss, GetStock, GetTrialBalance, PrintOutstanding, PrintReport,
};
use smartkhata_core::clock::Clock;
use smartkhata_core::id::{BusinessId, Ids};
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::role::Role;

use tokio::sync::{Semaphore, watch};

use crate::account::password::Passwords;
use crate::account::{Desk, Vault, keys::Keys};
use crate::blob::{Attic, S3, Settings};
use crate::cells::{self, Cells};
use crate::http::figures::Figures;
use crate::http::limit::Limits;
use crate::post::Post;
use crate::post::sendgrid::Signer;
use crate::postgres::{Admits, Caller, Reading, Writing};

/// Exports that are made at a time.
const EXPORTS: usize = 2;

/// What reads much and is asked for seldom.
const REPORTS: &[&str] = &[
    GetProfitLoss::NAME,
    GetTrialBalance::NAME,
    GetDayBook::NAME,
    GetStock::NAME,
    GetGst::NAME,
    GetOutstanding::NAME,
    PrintReport::NAME,
    PrintOutstanding::NAME,
];

/// Whose reports on letters are taken.
#[derive(Default)]
pub struct Hooks {
    /// What SendGrid signs with.
    pub sendgrid: Option<Signer>,
    /// The secret part of the address that MSG91 was given.
    pub msg91: Option<String>,
}

/// How long is waited.
pub struct Patience {
    /// For a request's answer: more than the 25 seconds of a long poll.
    pub request: Duration,
    /// For whoever is told something to read on.
    pub unread: Duration,
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
    /// How long is waited.
    pub patience: Patience,
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
    /// The first cell's tables are what this program knows, and its signing keys are read.
    serves: watch::Sender<bool>,
}

impl Cloud {
    /// Brings the databases to what this program knows, where that is its to do, and begins.
    pub async fn begin(cells: cells::Settings, vault: Vault, post: Post, options: Options) -> Result<Arc<Self>> {
        let bucket = options.bucket.as_ref().map(S3::new).transpose()?;
        let attic = Attic::new(&options.folder, bucket, options.room);
        let (clock, ids): (Arc<dyn Clock>, Arc<dyn Ids>) = (Arc::new(SystemClock), Arc::new(SystemIds));
        let cells = Cells::new(cells, &clock, &ids)?;
        cells.begin(&vault).await?;
        let (database, keys) = (cells.directory(), Keys::default());
        let serves = cells.is_served();
        if serves {
            keys.load(&database, &vault).await?;
        }
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let desk = Desk { database, cells, keys, vault, post, passwords: Passwords::new(cores) };
        let (limits, figures) = (Arc::default(), Figures::new());
        let exports = Arc::new(Semaphore::new(EXPORTS));
        let (ending, serves) = (AtomicBool::new(false), watch::Sender::new(serves));
        let cloud = Arc::new(Self { desk, attic, limits, figures, exports, options, ending, serves });
        let keeps = Arc::clone(&cloud);
        tokio::spawn(async move { keeps.keep_cells().await });
        let makes = Arc::clone(&cloud);
        tokio::spawn(async move { makes.desk.cells.make_tables(&makes.figures).await });
        Ok(cloud)
    }

    /// Opens cells that are not open yet and closes those that are not this program's to serve any more, as long as it runs.
    async fn keep_cells(&self) {
        let Desk { cells, keys, database, vault, .. } = &self.desk;
        loop {
            cells.look_again(vault).await;
            let serves = match (cells.is_served(), self.serves()) {
                (true, false) => keys.load(database, vault).await.map(|()| true),
                (serves, _) => Ok(serves),
            };
            match serves {
                Ok(serves) => drop(self.serves.send_replace(serves)),
                Err(error) => {
                    let (code, said) = (error.code.as_str(), error.message);
                    tracing::error!(error.code = code, error.message = said, event.action = "keys", "nobody is served");
                }
            }
        }
    }

    /// Whether anything can be answered: not while the tables are somebody else's to bring to what this program knows.
    pub fn serves(&self) -> bool {
        *self.serves.borrow()
    }

    /// Until that is so.
    pub async fn until_it_serves(&self) {
        // Who would send lives as long as this value.
        let _ = self.serves.subscribe().wait_for(|serves| *serves).await;
    }

    /// A shop's books to read, for a member whose role may ask this of them. Door, REST and sync come by here. Who may
    /// is found out with the first thing that is asked, or by [`Reading::open`].
    ///
    /// Reports are drawn up from a copy that follows, if it holds all that the primary has of the shop at this moment: so
    /// they are never older than what was answered to anybody before.
    pub async fn read(&self, business: BusinessId, caller: Caller, request: &'static str) -> Result<Reading> {
        let cell = self.desk.cells.of(business).await?;
        let admits = || self.admits(business, caller, request);
        let mut reading = cell.database.reading(business, caller, Some(admits())).await?;
        let Some(replica) = cell.replica.as_ref().filter(|_| REPORTS.contains(&request)) else { return Ok(reading) };
        reading.open().await?;
        let Some(at) = reading.place() else { return Ok(reading) };
        let copy = replica.reading(business, caller, admits(), at).await;
        self.figures.drew_up(copy.is_some());
        Ok(copy.unwrap_or(reading))
    }

    /// A shop's books to write, for a member whose role may ask this of them; found out as for reading.
    pub async fn write(&self, business: BusinessId, caller: Caller, request: &'static str) -> Result<Writing> {
        self.desk.books(business).await?.writer(business, caller, Some(self.admits(business, caller, request))).await
    }

    fn admits(&self, business: BusinessId, caller: Caller, request: &'static str) -> Admits {
        let seen = self.meets(business, caller);
        Box::new(move |role, plan| {
            seen(plan);
            Role::admits(role, request)
        })
    }

    /// What is noted of a caller who turns out to be a member of this shop, of this plan: that they are there, and whose
    /// requests theirs are. Of nobody else is anything kept.
    pub fn meets(&self, business: BusinessId, caller: Caller) -> impl Fn(&str) + Send + Sync + use<> {
        let (limits, presence) = (Arc::clone(&self.limits), Arc::clone(&self.figures.presence));
        let now = self.desk.database.clock().now_ms();
        move |plan| {
            limits.learn(business, caller.account, plan, now);
            presence.seen(caller.account, business, now);
        }
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
