//! A shop with as many items as a list is to hold.

use smartkhata_core::demo::Plan;
use smartkhata_core::store::sqlite;
use smartkhata_tests::books;

use super::Shop;

const DAY_MS: i64 = 86_400_000;

impl Shop {
    /// A made-up shop with so many items, and little else.
    pub fn of_items(items: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let until_ms = books::today().days() * DAY_MS;
        let plan = Plan { seed: 2026, items, parties: 2, bills: 20, years: 1, until_ms };
        let told = sqlite::fill(folder.path(), plan, &mut |_| {}).unwrap();
        assert_eq!(told.items, items);
        Self::serve(folder)
    }
}
