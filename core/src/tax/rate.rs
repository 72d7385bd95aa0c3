//! Rates of tax by date of supply: how a supply is treated, an item's own history of rates, and the table of
//! rates by HSN that proposes one. The table is data with its sources; it changes without the program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::cess::Cess;
use crate::code::hsn::Hsn;
use crate::date::Date;
use crate::error::{Code, Error, Result};
use crate::money::Rate;

/// How the law treats a supply. Four of the five bear no tax to collect and are still reported in
/// different boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Taxed at its rate.
    #[default]
    Taxable,
    /// Rate 0 in the tariff.
    NilRated,
    /// Freed by a notification.
    Exempt,
    /// Outside GST: petrol, diesel, liquor for drinking.
    NonGst,
    /// Export or SEZ: taxed at the line's rate when tax is paid, rate 0 when supplied under a bond or LUT.
    ZeroRated,
}

impl Treatment {
    /// The line's rate is charged.
    pub const fn is_taxed(self) -> bool {
        matches!(self, Self::Taxable | Self::ZeroRated)
    }
}

/// One step in an item's history of rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DatedRate {
    /// The first day it holds.
    pub from: Date,
    /// The full rate.
    pub rate: Rate,
    /// With it.
    #[serde(default)]
    pub cess: Cess,
    /// The tax is worked out on the printed retail price, whatever is charged (Rule 31D of the CGST Rules).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_retail_price: bool,
}

/// The step that holds on a day, whatever order the history is in. A day before the first step has the first
/// one: a history begins when the item was made, not when its tax did. `None` only without any step.
///
/// ```
/// use smartkhata_core::{date::Date, money::Rate, tax::{cess::Cess, rate::{DatedRate, rate_on}}};
/// let from = |day: &str, percent| Ok::<_, smartkhata_core::Error>(
///     DatedRate { from: day.parse()?, rate: Rate::percent(percent), cess: Cess::NONE, on_retail_price: false });
/// let soap = [from("2017-07-01", 18)?, from("2025-09-22", 5)?];
/// let on = |day: &str| Ok::<_, smartkhata_core::Error>(rate_on(&soap, day.parse()?).map(|step| step.rate));
/// assert_eq!(on("2025-09-21")?, Some(Rate::percent(18)));
/// assert_eq!(on("2025-09-22")?, Some(Rate::percent(5)));
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
pub fn rate_on(history: &[DatedRate], day: Date) -> Option<DatedRate> {
    let begun = history.iter().filter(|step| step.from <= day).max_by_key(|step| step.from);
    begun.or_else(|| history.iter().min_by_key(|step| step.from)).copied()
}

/// What the law says of some goods or a service for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RateEntry {
    /// The first 2 to 8 digits of the HSN or SAC codes it covers.
    pub hsn: String,
    /// What they are, in a shop's words.
    pub goods: String,
    /// What the code alone does not tell (price, packing, engine size); the shopkeeper chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The full rate; zero where nothing is taxed.
    pub rate: Rate,
    /// With it.
    #[serde(default, skip_serializing_if = "Cess::is_none")]
    pub cess: Cess,
    /// Taxed or not.
    #[serde(default)]
    pub treatment: Treatment,
    /// The tax is worked out on the printed retail price (Rule 31D, tobacco and pan masala from 01-02-2026), so
    /// it is not rate × taxable value.
    #[serde(default)]
    pub on_retail_price: bool,
    /// The first day of supply it holds for.
    pub from: Date,
    /// The last, none while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// The notification.
    pub source: String,
}

impl RateEntry {
    /// Holds for a supply on that day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }

    fn check(&self) -> Result<()> {
        let digits = (2..=8).contains(&self.hsn.len()) && self.hsn.bytes().all(|b| b.is_ascii_digit());
        let dates = self.to.is_none_or(|last| self.from <= last);
        let untaxed = self.treatment.is_taxed() || (self.rate.is_zero() && self.cess.is_none());
        if digits && dates && untaxed && !self.source.is_empty() {
            Ok(())
        } else {
            Err(Error::field(Code::InvalidRate, &self.hsn, format!("The rate of {} makes no sense.", self.goods)))
        }
    }
}

/// Rates by HSN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateTable {
    as_of: Date,
    by_prefix: BTreeMap<String, Vec<RateEntry>>,
}

/// The table as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    as_of: Date,
    entries: Vec<RateEntry>,
}

impl RateTable {
    /// The table that comes with the program: common goods and services of shops from 18-07-2022.
    pub fn bundled() -> &'static Self {
        static TABLE: LazyLock<RateTable> = LazyLock::new(|| {
            RateTable::from_json(include_str!("../../../assets/data/gst-rates.json"))
                .expect("the bundled table is read by a test")
        });
        &TABLE
    }

    /// Reads a table, also one that is newer than the program. All of it is right or none is taken.
    pub fn from_json(text: &str) -> Result<Self> {
        let file: File = serde_json::from_str(text).map_err(|error| {
            Error::field(Code::InvalidRate, "rates", format!("The table of rates is damaged: {error}."))
        })?;
        let mut by_prefix: BTreeMap<String, Vec<RateEntry>> = BTreeMap::new();
        for entry in file.entries {
            entry.check()?;
            by_prefix.entry(entry.hsn.clone()).or_default().push(entry);
        }
        Ok(Self { as_of: file.as_of, by_prefix })
    }

    /// The day up to which notifications are in it; a table older than 90 days deserves a warning.
    pub const fn as_of(&self) -> Date {
        self.as_of
    }

    /// Every entry, by prefix.
    pub fn entries(&self) -> impl Iterator<Item = &RateEntry> {
        self.by_prefix.values().flatten()
    }

    /// What may hold for a code on a day of supply: the entries of the longest prefix that has any. More than
    /// one means that their conditions decide; none means that the table does not know the code.
    ///
    /// ```
    /// use smartkhata_core::{date::Date, tax::rate::RateTable};
    /// let rates = |day: Date| -> smartkhata_core::Result<Vec<String>> {
    ///     let found = RateTable::bundled().lookup(&"34011190".parse()?, day);
    ///     Ok(found.iter().map(|entry| format!("{} {}%", entry.goods, entry.rate)).collect())
    /// };
    /// assert_eq!(rates("2025-09-21".parse()?)?, ["Other soap 18%", "Toilet soap 18%"]);
    /// assert_eq!(rates("2025-09-22".parse()?)?, ["Other soap 18%", "Toilet soap 5%"]);
    /// # Ok::<(), smartkhata_core::Error>(())
    /// ```
    pub fn lookup(&self, hsn: &Hsn, day: Date) -> Vec<&RateEntry> {
        for length in (2..=hsn.as_str().len()).rev() {
            let entries = hsn.as_str().get(..length).and_then(|prefix| self.by_prefix.get(prefix));
            let holding: Vec<&RateEntry> = entries.into_iter().flatten().filter(|entry| entry.holds_on(day)).collect();
            if !holding.is_empty() {
                return holding;
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn rates(hsn: &str, on: &str) -> Vec<String> {
        let found = RateTable::bundled().lookup(&hsn.parse().unwrap(), day(on));
        let mut rates: Vec<String> = found.iter().map(|entry| entry.rate.to_string()).collect();
        rates.sort();
        rates.dedup();
        rates
    }

    #[test]
    fn both_sides_of_the_change_of_2025() {
        for (goods, hsn, before, after) in [
            ("cement", "25232930", vec!["28"], vec!["18"]),
            ("air conditioner", "84151010", vec!["28"], vec!["18"]),
            ("toothbrush", "96032100", vec!["18"], vec!["5"]),
            ("ghee", "04059020", vec!["12"], vec!["5"]),
            ("biscuits and bread", "1905", vec!["0", "18", "5"], vec!["0", "5"]),
            ("aerated and other drinks", "220210", vec!["12", "18", "28"], vec!["40", "5"]),
            ("motorcycles", "87112019", vec!["28", "5"], vec!["18", "40", "5"]),
            ("gold", "71081200", vec!["3"], vec!["3"]),
            ("rough and cut diamonds", "7102", vec!["0.25", "1.5"], vec!["0.25", "1.5"]),
            ("salt", "25010010", vec!["0"], vec!["0"]),
            ("insurance", "997132", vec!["18"], vec!["0", "18"]),
            ("salon", "999721", vec!["18"], vec!["5"]),
        ] {
            assert_eq!(rates(hsn, "2025-09-21"), before, "{goods}");
            assert_eq!(rates(hsn, "2025-09-22"), after, "{goods}");
        }
    }

    #[test]
    fn tobacco_changes_on_1_february_2026() {
        assert_eq!(rates("24031921", "2026-01-31"), ["28"]);
        assert_eq!(rates("24031921", "2026-02-01"), ["18", "40"]);
        let pan_masala = RateTable::bundled().lookup(&"21069020".parse().unwrap(), day("2026-02-01"));
        assert!(matches!(pan_masala.as_slice(), [entry] if entry.on_retail_price && entry.rate == Rate::percent(40)));
        // The table of Rule 31D; bidis are taxed on what is charged.
        for hsn in ["21069020", "24012090", "24021010", "24022090", "24031921", "24041100", "24041900"] {
            let found = RateTable::bundled().lookup(&hsn.parse().unwrap(), day("2026-02-01"));
            assert!(found.iter().any(|entry| entry.on_retail_price), "{hsn}");
            let at_forty = |entry: &&RateEntry| entry.on_retail_price && entry.rate == Rate::percent(40);
            assert!(found.iter().all(|entry| at_forty(entry) || entry.goods == "Bidi"), "{hsn}");
        }
        assert!(
            !RateTable::bundled().entries().any(|entry| entry.on_retail_price && entry.holds_on(day("2026-01-31")))
        );
    }

    #[test]
    fn the_longest_prefix_wins() {
        // Extruded snacks have an entry of their own inside biscuits and cakes.
        assert_eq!(rates("19059030", "2024-10-09"), ["18"]);
        assert_eq!(rates("19059030", "2024-10-10"), ["12"]);
        assert_eq!(rates("19059030", "2025-09-22"), ["5"]);
        assert!(rates("88010000", "2026-01-01").is_empty());
        assert!(rates("25232930", "2022-07-17").is_empty());
    }

    #[test]
    fn the_bundled_table_is_sound() {
        let slabs: Vec<Rate> =
            ["0", "0.25", "1.5", "3", "5", "18", "40"].iter().map(|rate| rate.parse().unwrap()).collect();
        let entries: Vec<&RateEntry> = RateTable::bundled().entries().collect();
        assert!(entries.len() >= 120);
        for entry in &entries {
            // After 01-02-2026 nothing but the slabs of today, and no cess.
            if entry.holds_on(day("2026-02-01")) {
                assert!(slabs.contains(&entry.rate) && entry.cess.is_none(), "{entry:?}");
            }
            if entry.treatment == Treatment::Taxable {
                assert!(!entry.rate.is_zero(), "{entry:?}");
            }
            // On no day two rates without a choice between them.
            let same = |other: &&&RateEntry| {
                other.hsn == entry.hsn && other.condition == entry.condition && other.holds_on(entry.from)
            };
            assert_eq!(entries.iter().filter(same).count(), 1, "{entry:?}");
            let beside = |other: &&&RateEntry| other.hsn == entry.hsn && other.holds_on(entry.from);
            if entries.iter().filter(beside).count() > 1 {
                assert!(entry.condition.is_some(), "a choice needs a condition: {entry:?}");
            }
        }
    }

    #[test]
    fn a_damaged_table_is_refused_whole() {
        let entry = r#"{"hsn":"3401","goods":"Soap","rate":500,"from":"2025-09-22","source":"9/2025"}"#;
        let table = |entry: &str| format!(r#"{{"as_of":"2026-01-01","entries":[{entry}]}}"#);
        assert_eq!(RateTable::from_json(&table(entry)).unwrap().entries().count(), 1);
        for (from, to) in [
            ("3401", "34O1"),
            ("3401", "3"),
            ("3401", "340119000"),
            ("500", "500000"),
            ("500", "5.5"),
            ("2025-09-22\"", "2025-09-22\",\"to\":\"2025-09-21\""),
            ("\"rate\"", "\"treatment\":\"exempt\",\"rate\""),
            ("9/2025", ""),
            ("goods", "gods"),
        ] {
            let damaged = table(&entry.replace(from, to));
            assert_eq!(RateTable::from_json(&damaged).unwrap_err().code(), Code::InvalidRate, "{damaged}");
        }
        assert!(RateTable::from_json("").is_err());
    }

    #[test]
    fn a_history_in_any_order() {
        let step = |from: &str, percent| DatedRate {
            from: day(from),
            rate: Rate::percent(percent),
            cess: Cess::NONE,
            on_retail_price: false,
        };
        let history = [step("2025-09-22", 5), step("2017-07-01", 28), step("2018-07-27", 18)];
        for (on, percent) in
            [("2016-01-01", 28), ("2017-07-01", 28), ("2018-07-27", 18), ("2025-09-21", 18), ("2030-01-01", 5)]
        {
            assert_eq!(
                rate_on(&history, day(on)),
                history.iter().find(|s| s.rate == Rate::percent(percent)).copied(),
                "{on}"
            );
        }
        assert_eq!(rate_on(&[], day("2026-01-01")), None);
    }
}
