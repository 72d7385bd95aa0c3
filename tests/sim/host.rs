//! Where devices meet. One atomic object: what runs beside each other on PostgreSQL is tested there.

use std::collections::BTreeSet;

use smartkhata_core::api::Session;
use smartkhata_core::api::session::Me;
use smartkhata_core::clock::FixedClock;
use smartkhata_core::id::{BusinessId, DeviceId, SeededIds, new_uuid};
use smartkhata_core::journal::change::{Change, Hash, Kind};
use smartkhata_core::journal::fits;
use smartkhata_core::journal::merge::Fields;
use smartkhata_core::store::sqlite::Scratch;
use smartkhata_core::store::statements::sync as sql;
use smartkhata_core::store::{Engine, Sql};
use smartkhata_core::sync::host::{self, Author, Head, Say};
use smartkhata_core::sync::intake::Intake;
use smartkhata_core::sync::message::{Ask, Point, Tell, Welcome};
use smartkhata_core::{Code, Error, Result};

use crate::bytes::Files;
use crate::device::Run;
use crate::faults::Failing;

/// Begins a shop's log.
static HEAD_BEGIN: Sql =
    Sql { name: "HEAD_BEGIN", text: "insert into head (business_id, seq, cap, chain) values (?1, 0, 0, ?2)" };

/// Who sends a message.
#[derive(Debug, Clone, Copy)]
pub struct Sender {
    pub device: DeviceId,
    pub restricted: bool,
    pub removed: bool,
}

pub struct Host {
    pub books: Scratch,
    pub business: BusinessId,
    ids: SeededIds,
    /// Its incarnation: the device that it writes as. Set back, it is another.
    incarnation: u64,
    /// Devices may give back what it has lost.
    pub refill: bool,
    pub saved: Option<(Scratch, Files)>,
    /// Bytes of attachments that lie there, whole and right.
    pub files: Files,
    /// Those that are still coming.
    pub parts: Files,
    /// Installations whose role does not let them change goods: kept beside the books, as memberships are.
    restricted: BTreeSet<DeviceId>,
    /// A series that is another device's than those that say numbers in it: what counts in it is refused.
    pub series_of_another: Option<String>,
}

impl Host {
    pub fn new(seed: u64, business: BusinessId) -> Self {
        let mut books = Scratch::new().unwrap();
        let begin = HEAD_BEGIN.with([business.into(), Hash::default().into()]);
        books.write(async |engine| engine.run(&[begin]).await).unwrap();
        Self {
            books,
            business,
            ids: SeededIds::new(seed),
            incarnation: 0,
            refill: false,
            saved: None,
            files: Files::new(),
            parts: Files::new(),
            restricted: BTreeSet::new(),
            series_of_another: None,
        }
    }

    /// Answers a device.
    pub fn answer(
        &mut self,
        now_ms: i64,
        fail_after: Option<usize>,
        Sender { device: sender, restricted, removed }: Sender,
        ask: &Ask,
    ) -> Result<Tell> {
        let (business, refill) = (self.business, self.refill);
        if restricted {
            self.restricted.insert(sender);
        }
        let foreign = self.series_of_another.clone();
        let counts_in_it = |change: &Change| fits::number_of(change).map(|(series, _)| series);
        let said_by_restricted = matches!(ask, Ask::Push(push) if self.restricted.contains(&push.device));
        self.books.write(async |engine| {
            let mut engine = Failing::new(engine, fail_after);
            match ask {
                Ask::Hello(hello) => {
                    let welcome = host::hello(&mut engine, business, now_ms, refill, hello).await?;
                    Ok(Tell::Welcome(Welcome { removed, ..welcome }))
                }
                Ask::Pull(_) if removed => Err(Error::new(Code::DeviceRemoved, "It is shut out.")),
                Ask::Pull(pull) => {
                    let tell = host::pull(&mut engine, business, now_ms, refill, pull).await?;
                    if matches!(tell, Tell::Page(_)) {
                        let (device, seq) = (sender.into(), pull.after.seq.into());
                        engine.run(&[sql::READER_SET.with([business.into(), device, seq, now_ms.into()])]).await?;
                    }
                    Ok(tell)
                }
                Ask::Push(push) => {
                    let relayed = push.device != sender;
                    let may = |change: &Change| match change.kind {
                        Kind::Item if restricted && relayed => Say::Waits,
                        Kind::Item if restricted || said_by_restricted => Say::MayNot,
                        _ if foreign.is_some() && counts_in_it(change) == foreign => Say::MayNot,
                        _ => Say::May,
                    };
                    let author = Author { device: sender, late: removed, may: &may, refill };
                    let intake = Intake::new(business, push)?;
                    let known = engine.query_many(&intake.queries()).await?;
                    let (statements, receipt) = intake.judge(known, now_ms, &author)?;
                    engine.run(&statements).await?;
                    Ok(Tell::Receipt(receipt))
                }
            }
        })
    }

    /// Writes as a device of the shop, as the web edition and REST do: what is appended gets its place on the log at
    /// once. A new incarnation takes a new name and series before its first entry.
    pub fn write<T>(&mut self, now_ms: i64, work: impl AsyncFnOnce(&mut Run<'_, '_, '_>) -> Result<T>) -> Result<T> {
        let (clock, ids, business, series) =
            (FixedClock(now_ms), &self.ids, self.business, format!("W{}", self.incarnation));
        self.books.write(async |engine| {
            let held = head(engine, business).await?;
            let mut session = Session::new(Failing::holding(engine, held), &clock, ids);
            let known = session.me_if_any().await?;
            if known.is_none_or(|me| me.series != series) {
                let device = DeviceId::new(new_uuid(now_ms, ids));
                session.become_device(Me { business, device, series: series.clone() }).await?;
                session.append(Kind::Device, device.uuid(), &Fields::default().with("series", series)).await?;
            }
            let answer = work(&mut session).await;
            // A refusal takes nothing back that the web edition would have kept: there was nothing.
            if let Err(error) = &answer
                && error.code == Code::Internal
            {
                return answer;
            }
            let log = session.engine.log().await?.copied();
            if let Some(log) = log.filter(|log| *log != held) {
                session.engine.run(&[log.save(business)]).await?;
            }
            answer
        })
    }

    /// Goes back to an earlier state, as after a disk was lost; the disk of its files may be the same.
    pub fn set_back(&mut self, files: bool) -> bool {
        let Some((saved, kept)) = &self.saved else { return false };
        self.books = saved.duplicate().unwrap();
        if files {
            self.files.clone_from(kept);
            self.parts.clear();
        }
        self.incarnation += 1;
        true
    }
}

/// The end of the shop's log.
async fn head<E: Engine>(engine: &mut E, business: BusinessId) -> Result<Head> {
    let row = engine.query_one(&sql::HEAD.with([business.into()])).await?.unwrap();
    let at = Point { seq: row.int(0)?, chain: Hash::from_bytes(row.bytes(2)?)? };
    Ok(Head { at, cap: row.int(1)? })
}
