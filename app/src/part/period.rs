//! The spans of days that a shop looks at: today, this month, the financial year from 1 April.

use dioxus::prelude::*;
use smartkhata_core::date::{Date, FinancialYear};
use smartkhata_part::part;

use super::{Chip, Overflow, chip_row};
use crate::t;

/// A span of days, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Today.
    Today,
    /// The calendar month.
    ThisMonth,
    /// The calendar month before.
    LastMonth,
    /// The financial year.
    ThisYear,
    /// The financial year before.
    LastYear,
    /// From the beginning of the books.
    All,
}

impl Period {
    const fn name(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::ThisMonth => "this-month",
            Self::LastMonth => "last-month",
            Self::ThisYear => "this-year",
            Self::LastYear => "last-year",
            Self::All => "all",
        }
    }

    /// The first and the last day; none for all days.
    pub fn span(self, today: Date) -> Option<(Date, Date)> {
        let month = |month: i64| {
            let (first, next) = (Date::first_of_month(month), Date::first_of_month(month.saturating_add(1)));
            Some((first.ok()?, next.ok()?.plus_days(-1)))
        };
        let year = |year: FinancialYear| (year.first_day(), year.last_day());
        match self {
            Self::Today => Some((today, today)),
            Self::ThisMonth => month(today.month()),
            Self::LastMonth => month(today.month().saturating_sub(1)),
            Self::ThisYear => Some(year(today.financial_year())),
            Self::LastYear => FinancialYear::starting(today.financial_year().start().saturating_sub(1)).ok().map(year),
            Self::All => None,
        }
    }
}

/// A row of periods to choose from. Test ids: `period-today`, `period-this-month`, ….
#[part]
pub fn PeriodChips(periods: Vec<Period>, chosen: Period, onchoose: EventHandler<Period>) -> Element {
    let chips = periods
        .into_iter()
        .map(|period| {
            let name = format!("period-{}", period.name());
            Chip { value: period, say: t!(&name), testid: name }
        })
        .collect::<Vec<_>>();
    rsx! {
        {chip_row(t!("pl-period"), Overflow::Scrolls, chips, &chosen, move |period| onchoose.call(period))}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_end_where_the_law_ends_them() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let span = |period: Period, today: &str| {
            period.span(day(today)).map(|(from, to)| (from.to_string(), to.to_string())).expect("a span")
        };
        let check = |period, today, from: &str, to: &str| {
            assert_eq!(span(period, today), (from.to_owned(), to.to_owned()));
        };
        check(Period::ThisMonth, "2028-02-10", "2028-02-01", "2028-02-29");
        check(Period::LastMonth, "2026-01-31", "2025-12-01", "2025-12-31");
        check(Period::ThisYear, "2026-03-31", "2025-04-01", "2026-03-31");
        check(Period::ThisYear, "2026-04-01", "2026-04-01", "2027-03-31");
        check(Period::LastYear, "2026-11-23", "2025-04-01", "2026-03-31");
        assert_eq!(Period::All.span(day("2026-11-23")), None);
    }
}
