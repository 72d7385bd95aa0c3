//! A day as it is typed, and the one field for days: what is no day of the books stays where it was typed and is said
//! there, and nothing is saved under the day that stood there before.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use smartkhata_core::Result;
use smartkhata_core::date::Date;
use smartkhata_part::part;

use super::{Field, Problem, said_of};
use crate::state::use_signal;

/// What stands in a field for a day: `2026-11-23`, or what a browser makes of half a day or of the year 26.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TypedDay(String);

impl TypedDay {
    /// The day.
    ///
    /// # Errors
    /// `invalid_date`, said of the field with this name.
    pub fn read(&self, field: &str) -> Result<Date> {
        self.0.parse().map_err(|error| said_of(error, field))
    }

    /// The day, if it is one.
    pub fn day(&self) -> Option<Date> {
        self.0.parse().ok()
    }
}

impl From<Date> for TypedDay {
    fn from(day: Date) -> Self {
        Self(day.to_string())
    }
}

impl From<String> for TypedDay {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// A field for a day. What is typed goes on key by key; that it is no day is said once the field is left: on the way to
/// 2026 the year is 2, 20 and 202. Said once, it stands until there is a day.
///
/// Test ids: `field-<name>`, `field-<name>-error`.
#[part]
pub fn DayField(
    /// The field's name in the request.
    name: &'static str,
    label: String,
    value: TypedDay,
    onchange: EventHandler<TypedDay>,
    #[props(default)] problem: Problem,
    #[props(default)] onenter: EventHandler<()>,
    /// The label is read out, not shown.
    #[props(default)]
    unseen: bool,
    /// Nothing was typed and nothing is proposed, which is no mistake.
    #[props(default)]
    none: bool,
) -> Element {
    let mut left = use_signal(|| !none && value.day().is_none());
    let problem = match value.read(name) {
        Err(error) if left() && !none => Problem::now(Some(error)),
        Err(_) => problem,
        // What was refused before is a day by now.
        Ok(_) => problem.without_invalid_date(name),
    };
    rsx! {
        Field {
            name, label, problem, onenter, kind: "date", value: value.0,
            class: if unseen { "day-alone" } else { "" },
            oninput: move |text: String| {
                let next = TypedDay::from(text);
                // What was looked at and left empty begins now.
                if none || next.day().is_some() {
                    left.set(false);
                }
                onchange.call(next);
            },
            onleave: move |()| left.set(true),
        }
    }
}

/// The same for a day that is looked at as soon as it is one; what is none leaves the day that is looked at.
#[part]
pub fn DayToSee(label: String, value: Date, onchoose: EventHandler<Date>) -> Element {
    // What is typed over which day: another one that is gone to takes its place.
    let mut typed = use_signal(Option::<(Date, TypedDay)>::default);
    let shown = typed().filter(|(over, _)| *over == value).map_or_else(|| value.into(), |(_, typed)| typed);
    rsx! {
        DayField {
            name: "date", label, unseen: true, value: shown,
            onchange: move |next: TypedDay| match next.day() {
                Some(day) => {
                    typed.set(None);
                    onchoose.call(day);
                }
                None => typed.set(Some((value, next))),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::{Code, Error};

    #[test]
    fn a_year_of_another_century_is_no_day_and_stays_as_it_was_typed() {
        for text in ["0026-11-23", "1926-11-23", "2126-11-23", "", "2026-02-30"] {
            let typed = TypedDay::from(text.to_owned());
            let refused = typed.read("due").expect_err(text);
            assert_eq!((refused.code(), refused.field.as_deref()), (Code::InvalidDate, Some("due")), "{text}");
            let kept = serde_json::to_string(&typed).expect("a text");
            assert_eq!(serde_json::from_str::<TypedDay>(&kept).ok(), Some(typed), "{text}");
        }
        let day: Date = "2026-11-23".parse().expect("a day");
        assert_eq!(TypedDay::from(day).read("due"), Ok(day));
    }

    #[test]
    fn what_was_refused_as_no_day_is_refused_no_more_once_it_is_one() {
        let said = |code: Code| Problem::now(Some(Error::field(code, "entry.date", "x")));
        assert_eq!(said(Code::InvalidDate).without_invalid_date("date"), Problem::default());
        assert_eq!(said(Code::FutureDate).without_invalid_date("date"), said(Code::FutureDate));
        assert_eq!(said(Code::InvalidDate).without_invalid_date("due"), said(Code::InvalidDate));
    }
}
