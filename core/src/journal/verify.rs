//! Checks that the journal is whole: every digest, every link, every place in the chain.

use std::collections::BTreeMap;

use super::change::{Change, Hash};
use super::cut;
use crate::error::{Code, Error, Result};
use crate::id::DeviceId;

/// Follows the chains of all devices, change by change in chain order.
#[derive(Debug, Default)]
pub struct ChainCheck {
    heads: BTreeMap<DeviceId, (i64, Hash)>,
    /// Changes checked so far.
    pub entries: i64,
}

impl ChainCheck {
    /// Checks the next change of its device against the digest that was stored with it.
    pub fn next(&mut self, change: &Change, stored: Hash) -> Result<()> {
        let (dseq, prev) = self.heads.get(&change.device).copied().unwrap_or_default();
        let broken = |what: &str| {
            Error::new(Code::BrokenChain, format!("Entry {} of device {} {what}.", change.dseq, change.device))
        };
        if change.dseq != dseq.saturating_add(1) {
            return Err(broken(&format!("does not follow entry {dseq}")));
        }
        if change.prev != prev {
            return Err(broken("does not link to the entry before it"));
        }
        if change.hash() != stored && !cut::is_cut(change) {
            return Err(broken("was altered"));
        }
        self.heads.insert(change.device, (change.dseq, stored));
        self.entries = self.entries.saturating_add(1);
        Ok(())
    }

    /// How many devices.
    pub fn devices(&self) -> usize {
        self.heads.len()
    }
}
