//! A phone or a counter: its books, its clock, what it says to the host.

use smartkhata_core::Result;
use smartkhata_core::api::Session;
use smartkhata_core::api::session::Me;
use smartkhata_core::clock::FixedClock;
use smartkhata_core::id::{BusinessId, DeviceId, SeededIds, new_uuid};
use smartkhata_core::journal::change::Kind;
use smartkhata_core::journal::merge::Fields;
use smartkhata_core::store::sqlite::{Scratch, SqliteEngine};
use smartkhata_core::sync::exchange::Exchange;
use smartkhata_core::sync::identity;
use smartkhata_core::sync::message::Tell;
use smartkhata_core::sync::state::State;

use crate::bytes::Files;
use crate::faults::Failing;
use crate::host::Sender;

/// What answers a request in the simulation.
pub type Run<'a, 'b, 'c> = Session<'a, Failing<&'b mut SqliteEngine<'c>>>;

pub struct Device {
    pub name: String,
    pub books: Scratch,
    pub ids: SeededIds,
    /// How wrong its clock is, in milliseconds.
    pub skew_ms: i64,
    pub exchange: Exchange,
    /// An answer that is still on its way.
    pub late: Option<Tell>,
    /// Until which step it has no network.
    pub offline_until: usize,
    /// A copy of its files from an earlier moment.
    pub saved: Option<(Scratch, Files)>,
    /// Bytes of attachments that lie on it.
    pub files: Files,
    /// It runs a newer app: says things that the others do not know.
    pub newer: bool,
    /// Its role does not let it change goods; its app, of an older version, does.
    pub restricted: bool,
    /// The shop has shut it out.
    pub removed: bool,
}

impl Device {
    pub fn new(name: String, seed: u64, books: Scratch) -> Self {
        Self {
            name,
            books,
            ids: SeededIds::new(seed),
            skew_ms: 0,
            exchange: Exchange::default(),
            late: None,
            offline_until: 0,
            saved: None,
            files: Files::new(),
            newer: false,
            restricted: false,
            removed: false,
        }
    }

    /// Runs work in one transaction, which fails after so many statements if a number is given.
    pub fn run<T>(
        &mut self,
        now_ms: i64,
        fail_after: Option<usize>,
        work: impl AsyncFnOnce(&mut Run<'_, '_, '_>, &mut Exchange) -> Result<T>,
    ) -> Result<T> {
        let (clock, ids, exchange) = (FixedClock(now_ms + self.skew_ms), &self.ids, &mut self.exchange);
        self.books.write(async |engine| {
            let mut session = Session::new(Failing::new(engine, fail_after), &clock, ids);
            work(&mut session, exchange).await
        })
    }

    /// A device that was let into a shop: it begins with nothing but who it is.
    pub fn joined(name: String, seed: u64, business: BusinessId, series: &str, now_ms: i64) -> Self {
        let mut device = Self::new(name, seed, Scratch::new().unwrap());
        let id = DeviceId::new(new_uuid(now_ms, &device.ids));
        let me = Me { business, device: id, series: series.to_owned() };
        device
            .run(now_ms, None, async |session, _| {
                session.become_device(me.clone()).await?;
                session.append(Kind::Device, id.uuid(), &Fields::default().with("series", me.series.clone())).await
            })
            .unwrap();
        device
    }

    /// What a shell does when it finds that these files were made elsewhere, or earlier: before anything else is
    /// written, the installation takes a new name.
    pub fn renew(&mut self, now_ms: i64) {
        self.run(now_ms, None, async |session, _| {
            let (_, mut state) = State::load(session).await?;
            identity::renew(session, &mut state).await
        })
        .unwrap();
    }

    /// Who it is to the host.
    pub fn sender(&mut self) -> Sender {
        Sender { device: self.me().device, restricted: self.restricted, removed: self.removed }
    }

    pub fn me(&mut self) -> Me {
        self.run(0, None, async |session, _| session.me().await).unwrap()
    }
}
