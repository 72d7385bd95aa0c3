//! A device's side, as a state machine: what to ask next, and what an answer means.
//!
//! Whoever carries the messages asks for the [`next`](Exchange::next) one in one short transaction, sends it with no
//! transaction open, and hands the [`answer`](Exchange::answered) in, in another. Dropped at any moment, nothing is
//! lost: a new exchange begins with a hello.

use std::collections::BTreeMap;

use crate::api::Session;
use crate::business::device;
use crate::error::Result;
use crate::id::DeviceId;
use crate::journal::change::{Hash, Kind};
use crate::journal::cut;
use crate::store::Engine;
use crate::store::rebuild::change_of;
use crate::store::statements::{journal, sync as sql};
use crate::sync::message::{
    Ask, Entry, FULL_BYTES, Hello, Link, MOST_POINTS, MOST_PUSHED, PROTOCOL, Page, Point, Pull, Push, Pushed, Receipt,
    Tell, Welcome,
};
use crate::sync::state::State;
use crate::sync::{digest, identity, receive};

/// One device's talk with the host.
#[derive(Debug, Default)]
pub struct Exchange {
    /// The end of this device's chain as the host holds it; none before the hello was answered.
    mine: Option<Link>,
    /// The host does not know where this device stands.
    lost: bool,
    /// Ends of other chains as the host holds them, while it takes back what it has lost.
    refill: BTreeMap<DeviceId, Link>,
    /// The host has told which those are; it may begin to take back while this talk goes on.
    told_ends: bool,
    /// What was pushed last: the end of the chain that it went after.
    sent: Option<(DeviceId, Link)>,
    /// The shop has shut this device out: it sends what it holds, and asks for nothing.
    removed: bool,
    /// Books are compared at the next pull that finds nothing new.
    check: Check,
}

/// Whether the books are to be compared with the host's; what is more comes later.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Not now.
    #[default]
    No,
    /// Accounts, parties and stock.
    Books,
    /// Every field of every master, too.
    Thorough,
}

impl Exchange {
    /// Asks that the books be compared once they are in step. What is due already stays due.
    pub fn check(&mut self, check: Check) {
        self.check = self.check.max(check);
    }

    /// The comparison that is due: asked for, and not answered yet.
    pub const fn due(&self) -> Check {
        self.check
    }

    /// Whether the shop has shut this device out, as last heard.
    pub fn is_removed(&self) -> bool {
        self.removed
    }

    /// What to ask next; none when the books are in step and nothing waits to be sent.
    pub async fn next<E: Engine>(&mut self, session: &mut Session<'_, E>) -> Result<Option<Ask>> {
        let (_, mut state) = State::load(session).await?;
        let Some(mine) = self.mine else { return self.hello(session, &state).await.map(Some) };
        if self.removed {
            // What a former self said goes, too. Some of it may be on the log, which this device reads no more: it is the
            // same act there.
            identity::say_all_again(session, &mut state).await?;
            return Ok(self.push_own(session, &mut state, mine).await?.map(Ask::Push));
        }
        if state.cursor.seq < state.head {
            return Ok(Some(self.pull(session, &state, 0).await?));
        }
        // All of the log is here: what a former self said and is not on it is said again.
        identity::say_all_again(session, &mut state).await?;
        if let Some(push) = self.push_own(session, &mut state, mine).await? {
            return Ok(Some(Ask::Push(push)));
        }
        let given_back: Vec<(DeviceId, Link)> = self.refill.iter().map(|(device, end)| (*device, *end)).collect();
        for (device, end) in given_back {
            if let Some(push) = self.push(session, device, end).await? {
                return Ok(Some(Ask::Push(push)));
            }
            self.refill.remove(&device);
        }
        if self.check != Check::No {
            return Ok(Some(self.pull(session, &state, 0).await?));
        }
        Ok(None)
    }

    /// Asks for what comes, and lets the host wait for it: what an open app does when it is in step.
    pub async fn listen<E: Engine>(&mut self, session: &mut Session<'_, E>, seconds: u16) -> Result<Ask> {
        let (_, state) = State::load(session).await?;
        match self.mine {
            Some(_) => self.pull(session, &state, seconds).await,
            None => self.hello(session, &state).await,
        }
    }

    /// What an answer means, in the transaction of `session`.
    pub async fn answered<E: Engine>(&mut self, session: &mut Session<'_, E>, tell: &Tell) -> Result<()> {
        match tell {
            Tell::Welcome(welcome) => self.welcomed(session, welcome).await,
            Tell::Page(page) => self.paged(session, page).await,
            Tell::Lost => {
                self.mine = None;
                self.lost = true;
                Ok(())
            }
            Tell::Receipt(receipt) => self.receipted(session, receipt).await,
        }
    }

    async fn hello<E: Engine>(&self, session: &mut Session<'_, E>, state: &State) -> Result<Ask> {
        let me = session.me().await?;
        let mut at = vec![state.cursor];
        if self.lost {
            at = points(session, state.cursor).await?;
        }
        let app = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Ask::Hello(Hello { protocol: PROTOCOL, app, device: me.device, at }))
    }

    async fn pull<E: Engine>(&self, session: &mut Session<'_, E>, state: &State, wait: u16) -> Result<Ask> {
        let me = session.me().await?;
        let check = match self.check {
            Check::No => None,
            // While it listens something may have been saved that the host does not know.
            _ if wait > 0 || state.cursor.seq < state.head => None,
            check => Some(digest::digest(&mut session.engine, me.business, check == Check::Thorough).await?),
        };
        Ok(Ask::Pull(Pull { device: me.device, after: state.cursor, whole: false, wait, check }))
    }

    /// What follows the end of this installation's chain at the host. From now on its places are fixed.
    async fn push_own<E: Engine>(
        &mut self,
        session: &mut Session<'_, E>,
        state: &mut State,
        after: Link,
    ) -> Result<Option<Push>> {
        let device = session.me().await?.device;
        let push = self.push(session, device, after).await?;
        if push.is_some() && state.unheard {
            state.unheard = false;
            state.save(session).await?;
        }
        Ok(push)
    }

    /// What follows the end of a chain, as much as one message takes.
    async fn push<E: Engine>(
        &mut self,
        session: &mut Session<'_, E>,
        device: DeviceId,
        after: Link,
    ) -> Result<Option<Push>> {
        let business = session.business().await?;
        let most = i64::try_from(MOST_PUSHED).unwrap_or(i64::MAX);
        let page = [business.into(), device.into(), after.dseq.into(), most.into(), FULL_BYTES.into()];
        let mut entries = Vec::new();
        for row in session.rows(&sql::CHAIN_PAGE.with(page)).await? {
            let (change, hash) = change_of(&row)?;
            // What was cut is given back by whoever said it: nobody else can show that it is what its digest says. In a
            // chain that it was moved into it is what it says here (`identity::say_again`), and goes like any other.
            if cut::is_cut(&change) && change.hash() != hash {
                break;
            }
            entries.push(Pushed::of(&change)?);
        }
        if entries.is_empty() {
            return Ok(None);
        }
        self.sent = Some((device, after));
        Ok(Some(Push { device, after, entries }))
    }

    async fn welcomed<E: Engine>(&mut self, session: &mut Session<'_, E>, welcome: &Welcome) -> Result<()> {
        let (_, mut state) = State::load(session).await?;
        state.offset_ms = welcome.now_ms.saturating_sub(session.now_ms());
        match welcome.common {
            Some(common) if common == state.cursor => self.lost = false,
            Some(common) => {
                forget_after(session, &mut state, common).await?;
                self.lost = false;
            }
            None if self.lost => {
                forget_after(session, &mut state, Point::default()).await?;
                self.lost = false;
            }
            None => {
                self.lost = true;
                return state.save(session).await;
            }
        }
        state.head = welcome.head;
        state.hear_role(welcome.role.as_deref());
        self.removed = welcome.removed;
        self.told_ends = welcome.refill.is_some();
        self.refill = match &welcome.refill {
            Some(ends) => behind(session, &state, ends).await?,
            None => BTreeMap::new(),
        };
        self.stands(session, &mut state, welcome.mine).await?;
        state.save(session).await
    }

    async fn paged<E: Engine>(&mut self, session: &mut Session<'_, E>, page: &Page) -> Result<()> {
        let (me, mut state) = State::load(session).await?;
        let before = me.device;
        state.head = page.head.max(state.cursor.seq);
        state.readers.clone_from(&page.readers);
        state.hear_role(page.role.as_deref());
        state.offset_ms = page.now_ms.saturating_sub(session.now_ms());
        receive::page(session, &mut state, page).await?;
        if session.me().await?.device != before {
            // This device has a new name: the host is told of it.
            self.mine = None;
        } else if page.entries.iter().any(says_a_device) {
            device::leave_series_of_another(session).await?;
        }
        if let Some(mine) = self.mine.filter(|mine| mine.dseq < state.confirmed) {
            // The answer to a push got lost; its echo came.
            let device = session.me().await?.device;
            self.mine = link_at(session, device, state.confirmed).await?.or(Some(mine));
        }
        if page.refill && !self.told_ends {
            self.mine = None;
        }
        self.told_ends &= page.refill;
        state.head = state.head.max(state.cursor.seq);
        if state.cursor.seq >= state.head {
            state.in_step_ms = session.now_ms();
        }
        if let Some(same) = page.same {
            let is_new = state.hear_same(same, self.check == Check::Thorough);
            self.check = Check::No;
            // The journals are equal, by their digest; so the tables are at fault, here or there. Those that were worked
            // out anew and still differ are shown to be (`report::attention`): to do it again would hold up sales for nothing.
            if is_new {
                crate::store::rebuild::rebuild(&mut session.engine, me.business).await?;
            }
        }
        state.save(session).await
    }

    async fn receipted<E: Engine>(&mut self, session: &mut Session<'_, E>, receipt: &Receipt) -> Result<()> {
        let (me, mut state) = State::load(session).await?;
        let Some((device, after)) = self.sent.take() else { return Ok(()) };
        if device != me.device {
            self.refill.insert(device, receipt.mine);
            let taken = !receipt.verdicts.is_empty();
            if !taken && (receipt.mine == after || holds(session, device, receipt.mine).await?.is_none()) {
                // What follows waits for somebody who may say it; or another gave back what this copy does not know, and
                // it comes by the log.
                self.refill.remove(&device);
            }
            state.head = state.head.max(receipt.base.seq.saturating_add(count(receipt.verdicts.len())));
            return state.save(session).await;
        }
        if !receipt.verdicts.is_empty() && receipt.base == state.cursor {
            receive::verdicts(session, &mut state, after, &receipt.verdicts).await?;
            state.head = state.head.max(state.cursor.seq);
            state.in_step_ms = session.now_ms();
        } else {
            state.head = state.head.max(receipt.base.seq.saturating_add(count(receipt.verdicts.len())));
        }
        self.stands(session, &mut state, receipt.mine).await?;
        state.save(session).await
    }

    /// The host says where this device's chain ends there. Where that is no place of this device's own, another one
    /// goes by its name.
    async fn stands<E: Engine>(&mut self, session: &mut Session<'_, E>, state: &mut State, mine: Link) -> Result<()> {
        let me = session.me().await?;
        match holds(session, me.device, mine).await? {
            Some(end) => self.mine = Some(end),
            None => {
                identity::renew(session, state).await?;
                self.mine = None;
            }
        }
        Ok(())
    }
}

/// Where the host's chains of others end before this copy's do: what it has lost, this copy gives back.
async fn behind<E: Engine>(
    session: &mut Session<'_, E>,
    state: &State,
    ends: &BTreeMap<DeviceId, Link>,
) -> Result<BTreeMap<DeviceId, Link>> {
    let me = session.me().await?;
    let mut out = BTreeMap::new();
    for row in session.rows(&journal::CHANGE_HEADS.with([me.business.into()])).await? {
        let (device, dseq): (DeviceId, i64) = (row.id(0)?, row.int(1)?);
        let end = ends.get(&device).copied().unwrap_or_default();
        let own = device == me.device || state.former.contains(&device);
        if !own && end.dseq < dseq && holds(session, device, end).await?.is_some() {
            out.insert(device, end);
        }
    }
    Ok(out)
}

/// The link, if this copy holds it.
async fn holds<E: Engine>(session: &mut Session<'_, E>, device: DeviceId, end: Link) -> Result<Option<Link>> {
    if end.dseq == 0 {
        return Ok(Some(end));
    }
    Ok(link_at(session, device, end.dseq).await?.filter(|held| *held == end))
}

/// The link at a place of a device's chain.
async fn link_at<E: Engine>(session: &mut Session<'_, E>, device: DeviceId, dseq: i64) -> Result<Option<Link>> {
    let business = session.business().await?;
    let at = session.row(&sql::CHANGE_AT.with([business.into(), device.into(), dseq.into()])).await?;
    at.map(|row| Ok(Link { dseq, hash: Hash::from_bytes(row.bytes(1)?)? })).transpose()
}

/// Points of this copy, newest first: the newest places one by one, then ever farther apart.
async fn points<E: Engine>(session: &mut Session<'_, E>, cursor: Point) -> Result<Vec<Point>> {
    let business = session.business().await?;
    let (mut out, mut seq, mut step) = (vec![cursor], cursor.seq, 1_i64);
    while seq > 1 && out.len() < MOST_POINTS {
        seq = seq.saturating_sub(step).max(1);
        if out.len() > 8 {
            step = step.saturating_mul(2);
        }
        if let Some(row) = session.row(&sql::CHAIN_AT.with([business.into(), seq.into()])).await? {
            out.push(Point { seq, chain: Hash::from_bytes(row.bytes(0)?)? });
        }
    }
    Ok(out)
}

/// The host was set back: what this copy holds of the log after a point is pending again.
async fn forget_after<E: Engine>(session: &mut Session<'_, E>, state: &mut State, common: Point) -> Result<()> {
    let me = session.me().await?;
    session.engine.run(&[sql::FORGET_AFTER.with([me.business.into(), common.seq.into()])]).await?;
    state.cursor = common;
    state.confirmed = 0;
    Ok(())
}

fn says_a_device(entry: &Entry) -> bool {
    entry.said.as_ref().is_some_and(|said| said.kind == Kind::Device.as_str())
}

fn count(entries: usize) -> i64 {
    i64::try_from(entries).unwrap_or(i64::MAX)
}
