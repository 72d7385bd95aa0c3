//! The host's side: orders a shop's log. Over any engine whose transaction has locked the shop's head, so that
//! places are given in the order of commits and a cursor never skips one.

use std::collections::BTreeMap;

use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, DeviceId};
use crate::journal::change::{Change, Hash, Standing};
use crate::store::rebuild::change_of;
use crate::store::statements::{journal, sync as sql};
use crate::store::{Engine, Row, Statement, apply};
use crate::sync::digest;
use crate::sync::message::{
    Entry, FULL_BYTES, Hello, Link, MOST_POINTS, MOST_PULLED, PROTOCOL, Page, Point, Pull, Reader, Tell, Welcome,
};

/// Who pushes, and what the shop lets them say.
pub struct Author<'a> {
    /// The device that sends.
    pub device: DeviceId,
    /// It was shut out: what it still holds is taken and shown to the owner.
    pub late: bool,
    /// Whether the shop lets them say this.
    pub may: &'a (dyn Fn(&Change) -> Say + Sync),
    /// Whether it may give back what other devices had said, after the host was set back.
    pub refill: bool,
}

/// Whether something may be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    /// It may.
    May,
    /// It might when it was said: it is taken, and shown.
    Late,
    /// Who said it may not: it is kept, and never counts.
    MayNot,
    /// Who gives it back for another could not have said it: it is not taken, and the chain waits for somebody who may.
    Waits,
}

/// The head of a shop's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last place, with the digest up to it.
    pub at: Point,
    /// The newest stamp granted.
    pub cap: i64,
}

impl Head {
    pub(super) fn of(row: Option<&Row>) -> Result<Self> {
        let Some(row) = row else { return Ok(Self { at: Point::default(), cap: 0 }) };
        let at = Point { seq: row.int(0)?, chain: Hash::from_bytes(row.bytes(2)?)? };
        Ok(Self { at, cap: row.int(1)? })
    }

    /// The stamp that an entry is granted, if it is below its own: never above the host's time, always above the one
    /// granted before, and not above what it was granted earlier.
    pub(super) fn grant(&mut self, now_ms: i64, ms: i64, earlier: Option<i64>) -> Option<i64> {
        self.cap = now_ms.max(self.cap.saturating_add(1));
        let granted = ms.min(self.cap).min(earlier.unwrap_or(i64::MAX));
        (granted < ms).then_some(granted)
    }

    /// The next place, for an entry of the host's own. Its own stamps are the cap: an edit after them is above them.
    pub fn own(&mut self, ms: i64, hash: Hash) -> apply::Place {
        self.cap = self.cap.max(ms);
        self.at = self.at.then(hash, Standing::Counted, None);
        (self.at.seq, self.at.chain)
    }

    /// The statement that keeps it.
    pub fn save(self, business: BusinessId) -> Statement {
        sql::HEAD_SET.with([business.into(), self.at.seq.into(), self.cap.into(), self.at.chain.into()])
    }
}

/// Answers a hello. `refill`: devices may give back what the log has lost.
pub async fn hello<E: Engine>(
    engine: &mut E,
    business: BusinessId,
    now_ms: i64,
    refill: bool,
    hello: &Hello,
) -> Result<Welcome> {
    if hello.protocol != PROTOCOL {
        return Err(Error::new(Code::UpdateNeeded, "Update the app to sync; selling goes on."));
    }
    if hello.at.len() > MOST_POINTS {
        return Err(Error::field(Code::TooLarge, "at", format!("At most {MOST_POINTS} points.")));
    }
    let mut common = None;
    for point in &hello.at {
        if common.is_none() && on_log(engine, business, *point).await? {
            common = Some(*point);
        }
    }
    let head = Head::of(engine.query_one(&sql::HEAD.with([business.into()])).await?.as_ref())?;
    let refill = if refill { Some(ends(engine, business).await?) } else { None };
    let mine = end(engine, business, hello.device).await?;
    Ok(Welcome { now_ms, common, head: head.at.seq, mine, removed: false, role: None, refill })
}

/// The last place that a device and the log have in common, if the device shows that the log was longer or another one:
/// the host was set back. Known when the device has named the points that it goes back by.
pub fn set_back(hello: &Hello, welcome: &Welcome) -> Option<Point> {
    let newest = hello.at.first().filter(|newest| newest.seq > 0 && welcome.common != Some(**newest))?;
    let looked_back = hello.at.len() > 1 || newest.seq == 1;
    looked_back.then(|| welcome.common.unwrap_or_default())
}

/// What answering a pull asks: whether its point is on the log; the head, the readers, the page.
pub fn page_queries(business: BusinessId, pull: &Pull) -> [Statement; 4] {
    let most = i64::try_from(MOST_PULLED).unwrap_or(i64::MAX);
    [
        sql::CHAIN_AT.with([business.into(), pull.after.seq.into()]),
        sql::HEAD.with([business.into()]),
        sql::READERS.with([business.into()]),
        sql::LOG_PAGE.with([business.into(), pull.after.seq.into(), most.into(), FULL_BYTES.into()]),
    ]
}

/// Answers a pull: a page, at once. `refill`: devices may give back what the log has lost.
pub async fn pull<E: Engine>(
    engine: &mut E,
    business: BusinessId,
    now_ms: i64,
    refill: bool,
    pull: &Pull,
) -> Result<Tell> {
    if !on_log(engine, business, pull.after).await? {
        return Ok(Tell::Lost);
    }
    let [_, page @ ..] = page_queries(business, pull);
    let mut answers = engine.query_many(&page).await?.into_iter();
    let mut answer = || answers.next().unwrap_or_default();
    let head = Head::of(answer().first())?;
    let readers = answer().iter().map(reader).collect::<Result<_>>()?;
    let (mut at, mut entries) = (pull.after, Vec::new());
    for row in answer() {
        let (change, hash) = change_of(&row)?;
        at = at.then(hash, logged(change.standing), change.granted);
        let whole = pull.whole || change.device != pull.device;
        entries.push(Entry { standing: logged(change.standing), ..Entry::of(&change, hash, whole)? });
    }
    let same = match &pull.check {
        Some(theirs) if pull.after == head.at => {
            Some(digest::digest(engine, business, theirs.tells_masters()).await?.is_that_of(theirs))
        }
        _ => None,
    };
    let (after, chain, head) = (pull.after, at.chain, head.at.seq);
    Ok(Tell::Page(Page { after, entries, chain, head, now_ms, readers, role: None, refill, same }))
}

/// How an entry counts, as the log says it: which of several places of one act counts is each copy's own.
pub(super) const fn logged(standing: Standing) -> Standing {
    match standing {
        Standing::Again => Standing::Counted,
        other => other,
    }
}

async fn on_log<E: Engine>(engine: &mut E, business: BusinessId, point: Point) -> Result<bool> {
    if point.seq == 0 {
        return Ok(true);
    }
    let row = engine.query_one(&sql::CHAIN_AT.with([business.into(), point.seq.into()])).await?;
    Ok(row.map(|row| Hash::from_bytes(row.bytes(0)?)).transpose()? == Some(point.chain))
}

async fn end<E: Engine>(engine: &mut E, business: BusinessId, device: DeviceId) -> Result<Link> {
    link(engine.query_one(&journal::CHANGE_HEAD.with([business.into(), device.into()])).await?.as_ref())
}

pub(super) fn link(row: Option<&Row>) -> Result<Link> {
    let Some(row) = row else { return Ok(Link::default()) };
    Ok(Link { dseq: row.int(0)?, hash: Hash::from_bytes(row.bytes(1)?)? })
}

async fn ends<E: Engine>(engine: &mut E, business: BusinessId) -> Result<BTreeMap<DeviceId, Link>> {
    let rows = engine.query(&journal::CHANGE_HEADS.with([business.into()])).await?;
    rows.iter()
        .map(|row| Ok((row.id(0)?, Link { dseq: row.int(1)?, hash: Hash::from_bytes(row.bytes(2)?)? })))
        .collect()
}

fn reader(row: &Row) -> Result<Reader> {
    Ok(Reader { device: row.id(0)?, seq: row.int(1)?, ms: row.int(2)? })
}
