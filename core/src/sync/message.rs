//! What a device and the host say to each other, as JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, ChangeId, DeviceId};
use crate::journal::change::{Change, Hash, Kind, Standing};
use crate::sync::digest::Digest;

/// The version of these messages. A host that no longer speaks a device's version answers so; selling goes on.
pub const PROTOCOL: i64 = 1;

/// Most entries of one push: it holds the shop's lock.
pub const MOST_PUSHED: usize = 500;

/// Most entries of one page of a pull.
pub const MOST_PULLED: usize = 1_000;

/// Bytes of bodies after which a message is full. One entry always fits.
pub const FULL_BYTES: i64 = 1_000_000;

/// The longest body of an entry, in bytes: a bill of a thousand lines, a logo.
pub const LONGEST_BODY: usize = 2_000_000;

/// Points that a hello names at most.
pub const MOST_POINTS: usize = 64;

/// A place on the log with the digest of everything up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Point {
    /// The place, from 1; 0 is before the first.
    pub seq: i64,
    /// The digest; zeros at 0.
    pub chain: Hash,
}

impl Point {
    /// The next place, after this entry. The digest covers how the entry counts and which stamp it was granted, so
    /// that two copies with one digest agree on those too.
    #[must_use]
    pub fn then(self, entry: Hash, standing: Standing, granted: Option<i64>) -> Self {
        let digest = Sha256::new()
            .chain_update(b"smartkhata log 1\0")
            .chain_update(self.chain.0)
            .chain_update(entry.0)
            .chain_update(standing.stored().to_be_bytes())
            .chain_update(granted.unwrap_or(i64::MAX).to_be_bytes());
        Self { seq: self.seq.saturating_add(1), chain: Hash(digest.finalize().into()) }
    }
}

/// The end of a device's chain, as somebody holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Link {
    /// The place of the last entry; 0 before the first.
    pub dseq: i64,
    /// Its digest; zeros at 0.
    pub hash: Hash,
}

/// What a device said in an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The device's own stamp.
    pub ms: i64,
    /// What it is about.
    pub kind: String,
    /// The version of the body's shape.
    pub v: i64,
    /// The record it is about.
    pub rec: Uuid,
    /// The exact body.
    pub body: String,
}

impl Said {
    fn of(change: &Change) -> Result<Self> {
        let body = String::from_utf8(change.body.clone())
            .map_err(|_| Error::new(Code::CorruptDatabase, format!("Entry {} is no text.", change.op)))?;
        let kind = change.kind.as_str().to_owned();
        Ok(Self { ms: change.ms, kind, v: change.version, rec: change.record, body })
    }
}

/// An entry on its way to the host: its place in the chain follows from those before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// The act.
    pub op: ChangeId,
    /// What was said.
    pub said: Said,
    /// The stamp that a host granted before it was set back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<i64>,
}

impl Pushed {
    /// An entry of the journal, to be sent.
    pub fn of(change: &Change) -> Result<Self> {
        Ok(Self { op: change.op, said: Said::of(change)?, granted: change.granted })
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The act.
    pub op: ChangeId,
    /// Who said it.
    pub dev: DeviceId,
    /// Its place in that device's chain.
    pub dseq: i64,
    /// What was said; left out where the reader said it itself and holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
    /// The digest of what was said, where what the host holds does not come to it: of a refused entry it keeps only a part,
    /// or nobody can verify it. Nothing stops at such an entry, and it counts nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<Hash>,
    /// The stamp that was granted, if it is below the device's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<i64>,
    /// How it counts.
    #[serde(default, skip_serializing_if = "is_counted")]
    pub standing: Standing,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_counted(standing: &Standing) -> bool {
    *standing == Standing::Counted
}

impl Entry {
    /// An entry of the host's journal and its digest; `whole` with what was said.
    pub fn of(change: &Change, hash: Hash, whole: bool) -> Result<Self> {
        Ok(Self {
            op: change.op,
            dev: change.device,
            dseq: change.dseq,
            said: if whole { Some(Said::of(change)?) } else { None },
            hash: (whole && change.hash() != hash).then_some(hash),
            granted: change.granted,
            standing: change.standing,
        })
    }
}

/// An act, placed in a chain.
pub fn change(business: BusinessId, device: DeviceId, after: Link, op: ChangeId, said: &Said) -> Change {
    Change {
        op,
        business,
        device,
        dseq: after.dseq.saturating_add(1),
        prev: after.hash,
        ms: said.ms,
        kind: Kind::from(said.kind.clone()),
        version: said.v,
        record: said.rec,
        body: said.body.clone().into_bytes(),
        granted: None,
        standing: Standing::Counted,
    }
}

/// A device says where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`PROTOCOL`].
    pub protocol: i64,
    /// The version of the app.
    pub app: String,
    /// The device.
    pub device: DeviceId,
    /// Points on its copy of the log, newest first; more than one when the host did not know the newest.
    pub at: Vec<Point>,
}

/// What the host knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The host's time, in milliseconds since the Unix epoch.
    pub now_ms: i64,
    /// The newest of the device's points that is on the log, if any.
    pub common: Option<Point>,
    /// The last place of the log.
    pub head: i64,
    /// The end of the device's chain, as the host holds it.
    pub mine: Link,
    /// The shop has shut this device out: what it holds is taken, and nothing more is told.
    #[serde(default)]
    pub removed: bool,
    /// What whoever holds the device is to the shop, by the role's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The ends of all chains, while an operator lets devices give back what a host that was set back has lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refill: Option<BTreeMap<DeviceId, Link>>,
}

/// A device asks for what comes after a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    /// The device.
    pub device: DeviceId,
    /// Where it stands.
    pub after: Point,
    /// Its own entries too are wanted with what was said.
    #[serde(default)]
    pub whole: bool,
    /// For so many seconds the host may wait for something to come; 0 to be answered at once.
    #[serde(default)]
    pub wait: u16,
    /// The books' digest at that point; sent when nothing is pending, to be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Digest>,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// What it comes after.
    pub after: Point,
    /// Entries in the log's order, place by place.
    pub entries: Vec<Entry>,
    /// The digest after the last of them.
    pub chain: Hash,
    /// The last place of the log.
    pub head: i64,
    /// The host's time.
    pub now_ms: i64,
    /// The devices that read this log.
    pub readers: Vec<Reader>,
    /// What whoever holds the device is to the shop, by the role's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// An operator lets devices give back what the host has lost: who has not heard so says hello.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refill: bool,
    /// Whether the host's books say what the device's digest says; absent where it was not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same: Option<bool>,
}

/// How far a device has read the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// The device.
    pub device: DeviceId,
    /// The last place that it holds.
    pub seq: i64,
    /// When it was last there, by the host's clock.
    pub ms: i64,
}

/// A device sends what the host does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// Whose chain: the sender's own, or another's while that is allowed.
    pub device: DeviceId,
    /// The end of that chain as the host holds it.
    pub after: Link,
    /// What follows there, place by place.
    pub entries: Vec<Pushed>,
}

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The end of the chain, as the host now holds it. Where nothing was taken because it stood elsewhere, the
    /// sender goes on from here, or learns that it was cloned.
    pub mine: Link,
    /// The end of the log before these entries.
    pub base: Point,
    /// The stamp granted to each and how it counts, in the order sent; empty where nothing was taken.
    pub verdicts: Vec<Verdict>,
}

/// How an entry counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The stamp that was granted, if it is below the device's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<i64>,
    /// How it counts.
    pub standing: Standing,
}

/// What a device asks of the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Where do we stand?
    Hello(Hello),
    /// What came after this point?
    Pull(Pull),
    /// Take these.
    Push(Push),
}

/// What the host answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// To a hello.
    Welcome(Welcome),
    /// To a pull.
    Page(Page),
    /// To a pull after a point that is not on the log: the host was set back. Say hello.
    Lost,
    /// To a push.
    Receipt(Receipt),
}
