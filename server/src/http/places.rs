//! Places for connections: as many as this process may have files, and of one address no more than its share, so that
//! nobody keeps everybody else out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::caller::From;

/// Connections at a time, where the system lets a process have as many files.
const CONNECTIONS: u16 = 10_000;

/// Files beside those of connections: to databases, of attachments, of the web edition.
const BESIDE: u16 = 1_000;

/// So many subscribers of the network together may have all places, but each at least as many as a market behind one
/// carrier's address needs.
const SUBSCRIBERS: usize = 10;
const FEWEST: usize = 250;

/// How many of each address are taken.
type Taken = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// The places that there are.
pub struct Places {
    free: Arc<Semaphore>,
    share: Option<usize>,
    taken: Taken,
}

/// A place that is taken, until the value goes.
pub struct Place {
    _one: OwnedSemaphorePermit,
    of: Option<(Taken, IpAddr)>,
}

impl Places {
    /// As many as files allow. Behind proxies all connections are theirs, and nobody has a share of them.
    pub fn new(proxies: usize) -> Self {
        let most = files().map_or(CONNECTIONS, |files| files.saturating_sub(BESIDE).max(files / 2)).min(CONNECTIONS);
        if most < CONNECTIONS {
            tracing::warn!(connections = most, "the system lets this process have few files open: raise its limit");
        }
        let most = usize::from(most);
        Self::of(most, (proxies == 0).then(|| (most / SUBSCRIBERS).max(FEWEST)))
    }

    fn of(most: usize, share: Option<usize>) -> Self {
        Self { free: Arc::new(Semaphore::new(most)), share, taken: Arc::default() }
    }

    /// One for a connection from there; none where all are taken, or all of its share.
    pub fn take(&self, from: IpAddr) -> Option<Place> {
        let one = Arc::clone(&self.free).try_acquire_owned().ok()?;
        let Some(share) = self.share else { return Some(Place { _one: one, of: None }) };
        let from = From(from).subscriber();
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_this = taken.entry(from).or_default();
        if *of_this >= share {
            return None;
        }
        *of_this = of_this.saturating_add(1);
        drop(taken);
        Some(Place { _one: one, of: Some((Arc::clone(&self.taken), from)) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((taken, from)) = &self.of else { return };
        let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_this) = taken.get_mut(from) {
            *of_this = of_this.saturating_sub(1);
            if *of_this == 0 {
                taken.remove(from);
            }
        }
    }
}

/// How many files this process may have open, after as many were asked for as all places need; none where nobody counts
/// them.
#[cfg(unix)]
fn files() -> Option<u16> {
    let files = rlimit::increase_nofile_limit(u64::from(CONNECTIONS.saturating_add(BESIDE))).ok()?;
    Some(u16::try_from(files).unwrap_or(u16::MAX))
}

#[cfg(not(unix))]
fn files() -> Option<u16> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_its_share_and_leaves_the_rest_to_others() {
        let places = Places::of(5, Some(2));
        let from = |text: &str| places.take(text.parse().unwrap());
        let hers = [from("203.0.113.9"), from("203.0.113.9"), from("203.0.113.9")];
        assert_eq!(hers.each_ref().map(Option::is_some), [true, true, false]);
        // A network of one subscriber is one, whatever its addresses.
        let theirs = [from("2001:db8:1:2::1"), from("2001:db8:1:2::2"), from("2001:db8:1:2::3")];
        assert_eq!(theirs.each_ref().map(Option::is_some), [true, true, false]);
        let last = from("203.0.113.10");
        assert!(last.is_some() && from("203.0.113.11").is_none(), "all are taken");
        drop(hers);
        assert!(from("203.0.113.9").is_some());
        drop((theirs, last));
        assert!(places.taken.lock().unwrap().is_empty(), "nothing is kept of who went");
    }

    #[test]
    fn behind_proxies_all_places_are_theirs() {
        let places = Places::of(3, None);
        let all: Vec<_> = (0..4).map(|_| places.take(IpAddr::from([10, 0, 0, 2]))).collect();
        assert_eq!(all.iter().flatten().count(), 3);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_limit_on_files_is_raised_as_far_as_it_may_be() {
        let (soft, hard) = rlimit::Resource::NOFILE.get().unwrap();
        let raised = u64::from(files().unwrap());
        assert!(raised >= soft.min(u64::from(u16::MAX)) && raised >= hard.min(11_000), "{soft} {hard} {raised}");
    }
}
