//! Shops with a story each, told on a device and brought to the server as any device brings its books.

use std::sync::Arc;

use smartkhata_core::demo::Plan;
use smartkhata_core::id::BusinessId;
use smartkhata_core::store::sqlite::{Books, fill};
use smartkhata_core::sync::Exchange;
use smartkhata_courier::Line;
use smartkhata_tests::books;
use tempfile::TempDir;

use super::backend::{Backend, Person, now_ms};

/// A device with the books of a shop.
pub struct Device {
    folder: TempDir,
    /// The books.
    pub books: Arc<Books>,
    /// Which shop.
    pub business: BusinessId,
}

impl Device {
    /// A made-up shop; another seed is another shop.
    pub fn made_up(seed: u64, bills: u32) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let plan = Plan { seed, bills, items: 40, parties: 25, years: 1, until_ms: now_ms() };
        fill(folder.path(), plan, &mut |_| {}).expect("a shop is made up");
        let books = books::open(folder.path()).expect("its books");
        let business = books.identity().expect("they are read").expect("they are a shop's").business;
        Self { folder, books: Arc::new(books), business }
    }

    /// Makes the shop one of the backend's, and sends all there is.
    pub async fn bring(&self, owner: &Person) {
        self.line(owner).adopt().await.expect("the shop is taken in");
        self.exchange(owner).await;
    }

    /// Asks and answers until both sides are in step.
    pub async fn exchange(&self, person: &Person) {
        let line = self.line(person);
        let device = self.books.identity().expect("they are read").expect("they are a shop's").device;
        let mut exchange = Exchange::default();
        while let Some(ask) = self.books.next_ask(&mut exchange).expect("a question") {
            let tell = line.carry(device, &ask).await.expect("an answer");
            self.books.answered(&mut exchange, &tell).expect("it is taken in");
        }
    }

    fn line(&self, person: &Person) -> Line {
        Line::new(self.folder.path(), self.business, person.account.clone()).expect("a line")
    }
}

/// Makes so many shops and brings each to the server; the owners are signed in on it.
pub async fn many(backend: &Backend, owners: &[Person], shops: u32, bills: u32) -> Vec<Device> {
    let mut devices = Vec::new();
    for n in 0..shops {
        let device = Device::made_up(1_000 + u64::from(n), bills);
        let owner = owners.iter().cycle().nth(usize::try_from(n).unwrap_or_default()).expect("somebody owns it");
        device.bring(owner).await;
        if n % 10 == 9 {
            eprintln!("    {} of {shops} shops, {}", n + 1, backend.address);
        }
        devices.push(device);
    }
    devices
}
