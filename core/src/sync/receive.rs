//! Takes a page of the log into the journal and the tables, in one transaction with the cursor.

use std::collections::BTreeMap;

use crate::api::Session;
use crate::error::{Code, Error, OrError, Result};
use crate::id::{BusinessId, DeviceId};
use crate::journal::change::{Change, Hash, Standing};
use crate::journal::merge;
use crate::journal::project::Projection;
use crate::store::rebuild::{self, change_of};
use crate::store::statements::{journal, sync as sql};
use crate::store::sums::Sums;
use crate::store::{Engine, Row, Value, apply};
use crate::sync::message::{self, Entry, FULL_BYTES, Link, Page, Point, Verdict};
use crate::sync::state::State;
use crate::sync::{identity, take_back};

/// What stands at a place of a chain, in this copy.
struct Here {
    op: Vec<u8>,
    hash: Hash,
    seq: Option<i64>,
    ms: i64,
    granted: Option<i64>,
    standing: Standing,
}

impl Here {
    fn of(row: &Row) -> Result<Self> {
        Ok(Self {
            op: row.bytes(0)?.to_vec(),
            hash: Hash::from_bytes(row.bytes(1)?)?,
            seq: row.opt_int(2)?,
            ms: row.int(3)?,
            granted: row.opt_int(4)?,
            standing: Standing::from_stored(row.int(5)?)?,
        })
    }
}

/// What goes for an entry of the log.
#[derive(Clone, Copy)]
struct Told {
    /// The digest by which the log knows it.
    hash: Hash,
    /// What was said comes to that digest.
    verifies: bool,
}

/// A page on its way into the journal.
struct Taking {
    business: BusinessId,
    /// Where this copy stands, entry by entry.
    at: Point,
    /// The ends of the chains that the page goes on with, as far as they are on the log.
    ends: BTreeMap<DeviceId, Link>,
    /// Something that had been projected turned out refused, and cannot be taken back by itself: the tables are worked out
    /// anew.
    rebuild: bool,
    /// The totals of what was taken, to be written at its end.
    sums: Sums,
}

/// Takes a page. Entries that this copy has already passed (an answer that came late) are left out.
pub async fn page<E: Engine>(session: &mut Session<'_, E>, state: &mut State, page: &Page) -> Result<()> {
    let skip = state.cursor.seq.saturating_sub(page.after.seq);
    if skip < 0 {
        // It begins after where this copy stands: another answer was undone. It is asked for again.
        return Ok(());
    }
    if skip == 0 && state.cursor != page.after {
        return Err(broken("does not follow what this device holds"));
    }
    let skip = usize::try_from(skip).unwrap_or(usize::MAX);
    let late = skip > 0;
    let mut taking = Taking::of(session.business().await?, state.cursor);
    if taking.another_by_my_name(session, page.entries.iter().skip(skip)).await? {
        // The page is asked for again, whole.
        return identity::renew(session, state).await;
    }
    for entry in page.entries.iter().skip(skip) {
        taking.entry(session, state, entry).await?;
    }
    if taking.at.chain != page.chain && !(late && page.entries.len() <= skip) {
        return Err(broken("does not come to the digest that was sent with it"));
    }
    state.cursor = taking.at;
    taking.close(session).await
}

/// Takes what became of entries that this copy itself sent, and that follow where it stands: no echo is needed.
pub async fn verdicts<E: Engine>(
    session: &mut Session<'_, E>,
    state: &mut State,
    after: Link,
    verdicts: &[Verdict],
) -> Result<()> {
    let me = session.me().await?;
    let mut taking = Taking::of(me.business, state.cursor);
    let mut dseq = after.dseq;
    for verdict in verdicts {
        dseq = dseq.saturating_add(1);
        let here = taking.here(session, me.device, dseq).await?;
        let here = here.ok_or_else(|| broken("confirms an entry that this device does not hold"))?;
        taking.confirm(session, me.device, dseq, &here, *verdict).await?;
    }
    state.cursor = taking.at;
    taking.close(session).await?;
    state.confirmed = state.confirmed.max(dseq);
    Ok(())
}

impl Taking {
    fn of(business: BusinessId, at: Point) -> Self {
        Self { business, at, ends: BTreeMap::new(), rebuild: false, sums: Sums::default() }
    }

    /// Writes the totals; tables that are worked out anew have them already.
    async fn close<E: Engine>(self, session: &mut Session<'_, E>) -> Result<()> {
        if self.rebuild {
            return rebuild::rebuild(&mut session.engine, self.business).await;
        }
        self.sums.write(&mut session.engine, self.business).await
    }

    /// Whether the log leaves out as said by this device what it did not say.
    async fn another_by_my_name<E: Engine>(
        &self,
        session: &mut Session<'_, E>,
        entries: impl Iterator<Item = &Entry>,
    ) -> Result<bool> {
        let device = session.me().await?.device;
        for entry in entries.filter(|entry| entry.said.is_none() && entry.dev == device) {
            let here = self.here(session, entry.dev, entry.dseq).await?;
            if here.is_none_or(|here| here.op != entry.op.bytes()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn entry<E: Engine>(&mut self, session: &mut Session<'_, E>, state: &mut State, entry: &Entry) -> Result<()> {
        let verdict = Verdict { granted: entry.granted, standing: entry.standing };
        let device = session.me().await?.device;
        let mine = entry.dev == device || state.former.contains(&entry.dev);
        let Some(said) = &entry.said else {
            // Left out because this copy said it: it must be here, word for word; the page's digest tells.
            let here = self.here(session, entry.dev, entry.dseq).await?;
            let here = here.filter(|here| here.op == entry.op.bytes());
            let here = here.ok_or_else(|| broken("leaves out what this device does not hold"))?;
            return self.confirmed(session, state, entry, &here, verdict).await;
        };
        let end = self.end(session, entry.dev, entry.dseq).await?;
        let change = Change {
            granted: entry.granted,
            standing: entry.standing,
            ..message::change(self.business, entry.dev, end, entry.op, said)
        };
        let worked_out = change.hash();
        // One that is not what its author said counts nowhere, is shown, and stops nothing that comes after it.
        let hash = entry.hash.unwrap_or(worked_out);
        let said = Told { hash, verifies: hash == worked_out };
        // An entry of another device is new, unless the host was set back: then the journal says so by itself.
        let here = if mine { self.here(session, entry.dev, entry.dseq).await? } else { None };
        if mine && here.is_none() && entry.dev == device {
            // The log holds something of mine that I do not know: another one goes by my name.
            identity::renew(session, state).await?;
        }
        if here.is_none() && self.take(session, state, &change, said).await? {
            return Ok(());
        }
        match self.here(session, entry.dev, entry.dseq).await? {
            Some(here) if here.hash == hash => {
                if said.verifies && here.standing == Standing::Refused && verdict.standing.is_projected() {
                    // This copy may hold a part of it only.
                    let (business, body) = (self.business.into(), Value::from(change.body));
                    let whole = sql::BODY_SET.with([business, entry.dev.into(), entry.dseq.into(), body]);
                    session.engine.run(&[whole]).await?;
                }
                self.confirmed(session, state, entry, &here, verdict).await
            }
            Some(here) => {
                self.make_way(session, state, entry, &here).await?;
                let taken = self.take(session, state, &change, said).await?;
                if taken { Ok(()) } else { Err(broken("cannot be taken")) }
            }
            None => Err(broken("cannot be taken")),
        }
    }

    /// Another installation said something else at a place where this one did, under the same name.
    async fn make_way<E: Engine>(
        &self,
        session: &mut Session<'_, E>,
        state: &mut State,
        entry: &Entry,
        here: &Here,
    ) -> Result<()> {
        if here.seq.is_some() {
            return Err(broken("says something else than what was on the log"));
        }
        if entry.dev == session.me().await?.device {
            identity::renew(session, state).await?;
        }
        identity::say_again(session, state, entry.dev, entry.dseq).await
    }

    /// An entry that this copy holds is on the log.
    async fn confirmed<E: Engine>(
        &mut self,
        session: &mut Session<'_, E>,
        state: &mut State,
        entry: &Entry,
        here: &Here,
        verdict: Verdict,
    ) -> Result<()> {
        if here.seq.is_some() {
            return Err(broken("repeats an entry"));
        }
        self.confirm(session, entry.dev, entry.dseq, here, verdict).await?;
        if entry.dev == session.me().await?.device {
            state.confirmed = state.confirmed.max(entry.dseq);
        }
        Ok(())
    }

    async fn confirm<E: Engine>(
        &mut self,
        session: &mut Session<'_, E>,
        device: DeviceId,
        dseq: i64,
        here: &Here,
        verdict: Verdict,
    ) -> Result<()> {
        self.at = self.at.then(here.hash, verdict.standing, verdict.granted);
        self.ends.insert(device, Link { dseq, hash: here.hash });
        let place = sql::PLACE_SET.with([
            self.business.into(),
            device.into(),
            dseq.into(),
            self.at.seq.into(),
            self.at.chain.into(),
            verdict.granted.into(),
        ]);
        session.engine.run(&[place]).await?;
        // Which of several places of one act counts is each copy's own; the others the log decides.
        let decided = |standing| matches!(standing, Standing::Refused | Standing::Late);
        if here.standing != verdict.standing && (decided(verdict.standing) || decided(here.standing)) {
            let counts = if decided(verdict.standing) { verdict.standing } else { Standing::Counted };
            let begins = counts.is_projected() && !here.standing.is_projected();
            // The host was set back, and another place of the act counts in this copy already.
            let twice = begins && self.counts_elsewhere(session, here).await?;
            let standing = if twice { Standing::Again } else { counts };
            self.stands(session, device, dseq, here.standing, standing).await?;
        }
        // The value that went by the device's own stamp now goes by the one that was granted.
        if here.standing.is_projected() && verdict.granted.unwrap_or(here.ms) != here.granted.unwrap_or(here.ms) {
            let change = journal::CHANGE_BY_OP.with([self.business.into(), Value::from(here.op.clone())]);
            let change = session.row(&change).await?.or_not_found("entry")?;
            merge::stamp_again(&mut session.engine, &change_of(&change)?.0).await?;
        }
        Ok(())
    }

    /// Sets how an entry of this copy counts, and lets the tables follow.
    async fn stands<E: Engine>(
        &mut self,
        session: &mut Session<'_, E>,
        device: DeviceId,
        dseq: i64,
        was: Standing,
        is: Standing,
    ) -> Result<()> {
        let before = dseq.saturating_sub(1);
        let at = [self.business.into(), device.into(), before.into(), 1_i64.into(), FULL_BYTES.into()];
        let (change, _) = change_of(&session.row(&sql::CHAIN_PAGE.with(at)).await?.or_not_found("entry")?)?;
        let change = Change { standing: is, ..change };
        let begins = is.is_projected() && !was.is_projected();
        let projection = if begins { apply::projection(&change) } else { Ok(Projection::default()) };
        // What the log counts and this app cannot read stays as it was: shown, in nobody's way.
        let Ok(projection) = projection else { return Ok(()) };
        let set = sql::STANDING_SET.with([self.business.into(), device.into(), dseq.into(), is.stored().into()]);
        session.engine.run(&[set]).await?;
        if begins {
            return apply::enter(&mut session.engine, projection, &mut self.sums).await;
        }
        if was.is_projected() && !is.is_projected() {
            self.rebuild |= !take_back::fields(&mut session.engine, &change).await?;
        }
        Ok(())
    }

    /// Whether an act counts at a place that is not this one, which does not.
    async fn counts_elsewhere<E: Engine>(&self, session: &mut Session<'_, E>, here: &Here) -> Result<bool> {
        let places = journal::CHANGE_BY_OP.with([self.business.into(), Value::from(here.op.clone())]);
        for row in session.rows(&places).await? {
            if change_of(&row)?.0.standing.is_projected() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes an entry, if its place is free in this copy; answers whether it was.
    async fn take<E: Engine>(
        &mut self,
        session: &mut Session<'_, E>,
        state: &mut State,
        change: &Change,
        Told { hash, verifies }: Told,
    ) -> Result<bool> {
        let next = self.at.then(hash, change.standing, change.granted);
        let place = Some((next.seq, next.chain));
        let (refused, projection) = match apply::projection(change) {
            Ok(projection) if verifies => (None, projection),
            // The host took it and this app cannot read or verify it: it is kept, shown as such, and blocks nothing.
            Ok(_) | Err(_) => (Some(Change { standing: Standing::Refused, ..change.clone() }), Projection::default()),
        };
        let change = refused.as_ref().unwrap_or(change);
        if !apply::apply_into(&mut session.engine, change, hash, place, projection, &mut self.sums).await? {
            return Ok(false);
        }
        self.at = next;
        self.ends.insert(change.device, Link { dseq: change.dseq, hash });
        state.seen_ms = state.seen_ms.max(change.stamp());
        Ok(true)
    }

    /// The end of a chain before a place, as far as it is on the log.
    async fn end<E: Engine>(&self, session: &mut Session<'_, E>, device: DeviceId, dseq: i64) -> Result<Link> {
        let before = dseq.saturating_sub(1);
        if let Some(end) = self.ends.get(&device) {
            return if end.dseq == before { Ok(*end) } else { Err(broken("leaves out a place of a chain")) };
        }
        if before == 0 {
            return Ok(Link::default());
        }
        let here = self.here(session, device, before).await?.filter(|here| here.seq.is_some());
        let here = here.ok_or_else(|| broken("leaves out a place of a chain"))?;
        Ok(Link { dseq: before, hash: here.hash })
    }

    async fn here<E: Engine>(&self, session: &mut Session<'_, E>, device: DeviceId, dseq: i64) -> Result<Option<Here>> {
        let at = sql::CHANGE_AT.with([self.business.into(), device.into(), dseq.into()]);
        session.row(&at).await?.as_ref().map(Here::of).transpose()
    }
}

fn broken(what: &str) -> Error {
    Error::new(Code::BrokenChain, format!("A page of the log {what}; nothing of it was taken."))
}
