//! Bytes of attachments, beside the entries: brought in parts that break off, damaged on the way, let go where the host
//! has them, lost with a host that was set back.

use std::collections::{BTreeMap, BTreeSet};

use smartkhata_core::attachment::content::digest;
use smartkhata_core::journal::change::Hash;
use smartkhata_core::store::statements::attachment as sql;
use smartkhata_core::store::{Engine, Row, Sql, Value};

use crate::check;
use crate::world::{Bytes, World};

/// Files by their digest.
pub type Files = BTreeMap<Bytes, Vec<u8>>;

/// Rows asked for at a time: few, so that pages end in the middle.
const PAGE: i64 = 2;

impl World {
    /// One round of a device's porter, or what the network makes of it.
    pub fn carry(&mut self, at: usize, faults: bool) {
        if faults && self.devices[at].offline_until > self.step {
            return;
        }
        if !faults || self.random.chance(20) {
            self.mend(at);
        }
        for (sha256, _) in self.bytes_of(at, &sql::HELD_WAITING) {
            self.bring(at, &sha256, faults);
        }
        if self.devices[at].removed {
            return;
        }
        for (sha256, _) in self.bytes_of(at, &sql::AWAY) {
            self.fetch(at, &sha256, faults);
        }
    }

    /// Makes room on a device: only what the host has, asked once more.
    pub fn free(&mut self, at: usize) {
        for (sha256, _) in self.bytes_of(at, &sql::HELD_ELSEWHERE) {
            if self.host.files.contains_key(&sha256) {
                self.mark(at, &sql::HELD_DROP, &sha256, None);
                self.devices[at].files.remove(&sha256);
            } else {
                self.mark(at, &sql::HELD_SENT, &sha256, Some(0));
            }
        }
    }

    /// The host names what it lacks: whoever holds it brings it again.
    fn mend(&mut self, at: usize) {
        let lacking: Vec<Bytes> = check::attached(&self.host.books)
            .into_iter()
            .filter(|sha256| !self.host.files.contains_key(sha256))
            .collect();
        for sha256 in lacking {
            self.mark(at, &sql::HELD_SENT, &sha256, Some(0));
        }
    }

    fn bring(&mut self, at: usize, sha256: &Bytes, faults: bool) {
        // The record comes first.
        if !check::attached(&self.host.books).contains(sha256) {
            return;
        }
        if !self.host.files.contains_key(sha256) {
            let mut sent = self.devices[at].files[sha256].clone();
            if faults && self.random.chance(10) {
                *sent.last_mut().unwrap() ^= 1;
            }
            let part = self.host.parts.entry(sha256.clone()).or_default();
            let from = part.len().min(sent.len());
            let to = if faults && self.random.chance(30) { from + self.random.below(4) } else { sent.len() };
            part.extend_from_slice(&sent[from..to.min(sent.len())]);
            if part.len() < sent.len() {
                self.broke_off();
                return;
            }
            let whole = self.host.parts.remove(sha256).unwrap();
            if digest(&whole).0.as_slice() != sha256.as_slice() {
                self.broke_off();
                return;
            }
            self.host.files.insert(sha256.clone(), whole);
        }
        // An answer that is lost: the device brings it again, and is told that it is there.
        if !faults || !self.random.chance(10) {
            self.mark(at, &sql::HELD_SENT, sha256, Some(1));
        }
    }

    fn fetch(&mut self, at: usize, sha256: &Bytes, faults: bool) {
        let Some(bytes) = self.host.files.get(sha256).cloned() else { return };
        if faults && self.random.chance(20) {
            self.broke_off();
            return;
        }
        self.devices[at].files.insert(sha256.clone(), bytes.clone());
        let (now_ms, size) = (self.now_ms, i64::try_from(bytes.len()).unwrap());
        let hash = Hash::from_bytes(sha256).unwrap();
        self.devices[at]
            .run(now_ms, None, async |session, _| {
                let business = session.business().await?;
                let held = sql::HELD_SET.with([business.into(), hash.into(), size.into(), 1_i64.into()]);
                session.engine.run(&[held]).await.map(drop)
            })
            .unwrap();
    }

    fn mark(&mut self, at: usize, of: &'static Sql, sha256: &Bytes, sent_ms: Option<i64>) {
        let now_ms = self.now_ms;
        self.devices[at]
            .run(now_ms, None, async |session, _| {
                let business = session.business().await?;
                let mut statement = of.with([business.into(), Value::from(sha256.clone())]);
                statement.params.extend(sent_ms.map(Value::Int));
                session.engine.run(&[statement]).await.map(drop)
            })
            .unwrap();
    }

    /// All pages of a query over digests.
    fn bytes_of(&mut self, at: usize, of: &'static Sql) -> Vec<(Bytes, i64)> {
        let (now_ms, mut found): (i64, Vec<(Bytes, i64)>) = (self.now_ms, Vec::new());
        loop {
            let after = Value::from(found.last().map(|(sha256, _)| sha256.clone()).unwrap_or_default());
            let rows: Vec<Row> = self.devices[at]
                .run(now_ms, None, async |session, _| {
                    let business = session.business().await?;
                    session.rows(&of.with([business.into(), after.clone(), PAGE.into()])).await
                })
                .unwrap();
            if rows.is_empty() {
                return found;
            }
            found.extend(rows.iter().map(|row| (row.bytes(0).unwrap().to_vec(), row.int(1).unwrap())));
        }
    }

    /// Digests that somebody holds who is in step with the log: bytes go behind their record.
    pub fn held_somewhere(&self) -> BTreeSet<Bytes> {
        let devices = self.devices.iter().filter(|device| !device.removed).flat_map(|device| device.files.keys());
        devices.chain(self.host.files.keys()).cloned().collect()
    }
}
