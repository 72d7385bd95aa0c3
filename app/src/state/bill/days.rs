//! The days of the bill in hand as they are typed.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::date::Date;

use super::keep::look_again;
use super::{BILLS, edit};
use crate::part::TypedDay;
use crate::state::today;

/// What stands in the fields of a bill's days and is not on the bill: no day yet, or one that is being looked into.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedDays {
    /// The bill's own date.
    pub date: Option<TypedDay>,
    /// Until when it is to be paid.
    pub due: Option<TypedDay>,
}

impl TypedDays {
    /// Nothing is saved under the day that stood there before.
    ///
    /// # Errors
    /// `invalid_date` of the first that is no day, said of its field.
    pub(super) fn read(&self) -> Result<()> {
        for (typed, field) in [(&self.date, "date"), (&self.due, "due")] {
            if let Some(typed) = typed {
                typed.read(field)?;
            }
        }
        Ok(())
    }
}

/// Something is typed as the date of the bill in hand; the day is answered, if it is one, for [`set_day`].
pub fn type_date(typed: TypedDay) -> Option<Date> {
    let day = typed.day();
    BILLS.write().current.typed_days.date = Some(typed);
    day
}

/// Dates the bill in hand; the core says which lines have another rate on the new day.
pub async fn set_day(to: Date) {
    edit(|draft| draft.date = (to != today()).then_some(to));
    // What was typed after it stays.
    let typed = BILLS.peek().current.typed_days.date.as_ref().and_then(TypedDay::day);
    if typed == Some(to) {
        BILLS.write().current.typed_days.date = None;
    }
    look_again().await;
}

/// Something is typed as its due date.
pub fn type_due(typed: TypedDay) {
    let day = typed.day();
    BILLS.write().current.typed_days.due = Some(typed).filter(|_| day.is_none());
    if day.is_some() {
        edit(|draft| draft.due = day);
    }
}

/// Whether its days are days.
///
/// # Errors
/// `invalid_date`, said of the field.
pub fn read_days() -> Result<()> {
    BILLS.peek().current.typed_days.read()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_is_not_saved_while_one_of_its_days_is_none() {
        let typed = |text: &str| Some(TypedDay::from(text.to_owned()));
        let refused = |days: TypedDays| days.read().err().and_then(|error| error.field);
        assert_eq!(refused(TypedDays::default()), None);
        assert_eq!(refused(TypedDays { date: typed("2026-11-23"), due: None }), None);
        assert_eq!(refused(TypedDays { date: typed("0026-11-23"), due: typed("") }).as_deref(), Some("date"));
        assert_eq!(refused(TypedDays { date: None, due: typed("1926-11-23") }).as_deref(), Some("due"));
    }
}
