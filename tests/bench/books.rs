//! The shop that is measured: generated once from a fixed seed and kept, then asked like any other.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use smartkhata_core::api::Handle;
use smartkhata_core::api::item::ListItems;
use smartkhata_core::api::party::ListParties;
use smartkhata_core::api::shop::GetStatus;
use smartkhata_core::date::FinancialYear;
use smartkhata_core::demo::Plan;
use smartkhata_core::document::{Draft, DraftLine};
use smartkhata_core::id::{DraftId, PartyId};
use smartkhata_core::item::Item;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::payment::{Mode, Tender};
use smartkhata_core::quantity::Milli;
use smartkhata_core::store::schema::{self, Dialect};
use smartkhata_core::store::sqlite::{Books, fill};
use smartkhata_core::tax::compute::Discount;
use smartkhata_core::{Code, Error, Result};

/// When the story of the measured shop ends: 2026-11-23, noon in India.
const UNTIL_MS: i64 = 1_795_415_400_000;

/// A million bills over ten years.
pub const TEN_YEARS: Plan =
    Plan { seed: 2026, items: 50_000, parties: 20_000, bills: 1_000_000, years: 10, until_ms: UNTIL_MS };

/// A tenth of it.
pub const SMALL: Plan =
    Plan { seed: 2026, items: 5_000, parties: 2_000, bills: 100_000, years: 10, until_ms: UNTIL_MS };

/// Bills of the shop that shows what does not depend on their number.
pub const FEW_BILLS: u32 = 10_000;

/// The shop that is measured.
pub struct Shop {
    folder: PathBuf,
    books: Arc<Books>,
    items: Vec<Item>,
}

/// The folder of a plan's shop, made now if the cache does not hold it. Its name holds the tables' shape: a shop of
/// another one is made anew, not measured after an upgrade.
pub fn generated(cache: &Path, plan: Plan) -> Result<PathBuf> {
    let mut shape = DefaultHasher::new();
    for table in schema::TABLES {
        table.create(Dialect::Sqlite).hash(&mut shape);
    }
    let folder = cache.join(format!("shop-{}-{}-{:016x}", plan.bills, plan.items, shape.finish()));
    let done = folder.join("complete");
    if !done.exists() {
        eprintln!("==> making a shop of {} bills in {}", plan.bills, folder.display());
        let _ = std::fs::remove_dir_all(&folder);
        let mut next = 0;
        fill(&folder, plan, &mut |told| {
            if told.bills >= next {
                eprintln!("    {} bills", told.bills);
                next = next.saturating_add(plan.bills / 20);
            }
        })?;
        std::fs::write(&done, b"").map_err(|error| Error::new(Code::Storage, error.to_string()))?;
    }
    Ok(folder)
}

/// A copy of a shop to write into, so that the one that is kept stays as it was made; gone when dropped.
pub struct Copy(PathBuf);

impl Copy {
    /// Copies the books of a folder that nothing has open.
    pub fn of(folder: &Path, cache: &Path) -> Result<Self> {
        let copy = Self(cache.join("copy"));
        let _ = std::fs::remove_dir_all(&copy.0);
        let copied = std::fs::create_dir_all(&copy.0)
            .and_then(|()| std::fs::copy(folder.join("books.sqlite"), copy.0.join("books.sqlite")));
        copied.map_err(|error| Error::new(Code::Storage, format!("The shop cannot be copied: {error}")))?;
        Ok(copy)
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Shop {
    /// Opens the books of a folder.
    pub fn open(folder: &Path) -> Result<Self> {
        let books = Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {})?;
        Self::over(Arc::new(books), folder)
    }

    /// Over books of a folder that are open.
    pub fn over(books: Arc<Books>, folder: &Path) -> Result<Self> {
        let items = books.ask(ListItems { limit: 500, ..ListItems::default() })?.rows;
        Ok(Self { folder: folder.to_owned(), books, items })
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Answers a request.
    pub fn ask<R: Handle>(&self, request: R) -> Result<R::Response> {
        self.books.ask(request)
    }

    /// Whether one of its items, as bills name them, has this id.
    pub fn has_item(&self, id: &[u8]) -> bool {
        self.items.iter().any(|item| item.id.uuid().as_bytes() == id)
    }

    /// Entries in the journal.
    pub fn entries(&self) -> Result<i64> {
        Ok(self.ask(GetStatus {})?.entries)
    }

    /// Parties with a khata, the busiest first.
    pub fn parties(&self) -> Result<Vec<PartyId>> {
        let page = self.ask(ListParties { limit: 500, ..ListParties::default() })?;
        Ok(page.rows.into_iter().map(|party| party.id).collect())
    }

    /// The last whole financial year.
    pub fn last_year(&self) -> Result<FinancialYear> {
        FinancialYear::starting(2025)
    }

    /// A walk-in's bill of five lines, paid in cash.
    pub fn draft(&self, n: usize) -> Result<Draft> {
        self.lines(n, 5, |item| item.name.clone())
    }

    /// A bill of so many lines, in Latin and Devanagari.
    pub fn two_scripts(&self, lines: usize) -> Result<Draft> {
        self.lines(1, lines, |item| format!("{} शुद्ध देसी घी क्षीर", item.name))
    }

    fn lines(&self, n: usize, lines: usize, name: impl Fn(&Item) -> String) -> Result<Draft> {
        let mut draft = Draft::new(DraftId::new(smartkhata_core::id::new_uuid(UNTIL_MS, &SystemIds)));
        let today = smartkhata_core::clock::day_in_india(UNTIL_MS);
        for item in self.items.iter().cycle().skip(n * 5).take(lines) {
            let (rate, cess) = item.rate_on(today);
            draft.lines.push(DraftLine {
                item: Some(item.id),
                name: name(item),
                hsn: item.hsn.clone(),
                unit: item.unit.clone(),
                quantity: Milli::ONE,
                price: item.price,
                price_includes_tax: item.price_includes_tax,
                discount: Discount::None,
                rate,
                cess,
                retail_price: None,
                rate_of_item: true,
                treatment: item.treatment,
            });
        }
        let amount = "1,00,00,000".parse()?;
        draft.tenders = vec![Tender { mode: Mode::Cash, amount, reference: String::new() }];
        Ok(draft)
    }
}
