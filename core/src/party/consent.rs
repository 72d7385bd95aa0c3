//! That somebody agreed to be written to: in which words, and on which day (Digital Personal Data Protection Act, 2023,
//! section 6). A field of the party like any other; it has no column, since nothing is looked for by it.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::document::day::dated;
use crate::error::{Error, Result};
use crate::text;

/// What somebody agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Consent {
    /// The words, as they were shown.
    #[cfg_attr(feature = "schema", schema(min_length = 1, max_length = 300))]
    pub text: String,
    /// The day.
    pub date: Date,
}

/// The words cleaned, and a day that is not still to come.
pub(super) fn checked(consent: &Consent, today: Date) -> Result<Consent> {
    let here = |error| Error { field: Some("consent".to_owned()), ..error };
    let date = dated(today, Some(consent.date)).map_err(here)?;
    Ok(Consent { text: text::required("consent", &consent.text, 300)?, date })
}

/// As the field keeps it; what another version of the app wrote in another shape is none.
pub(super) fn read(json: &str) -> Option<Consent> {
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn what_is_agreed_to_has_words_and_a_day_that_has_come() {
        let today: Date = "2026-11-23".parse().unwrap();
        let said = |text: &str, date: &str| Consent { text: text.into(), date: date.parse().unwrap() };
        let asked = |text, date| checked(&said(text, date), today).map_err(|error| (error.code, error.field));
        assert_eq!(asked(" Yes\n", "2026-11-23"), Ok(said("Yes", "2026-11-23")));
        assert_eq!(asked(" ", "2026-11-23"), Err((Code::Required, Some("consent".into()))));
        assert_eq!(asked("Yes", "2026-11-25"), Err((Code::FutureDate, Some("consent".into()))));
    }

    #[test]
    fn what_is_no_consent_reads_as_none() {
        for json in ["", "null", "true", r#"{"text":"Yes"}"#, "{"] {
            assert_eq!(read(json), None, "{json}");
        }
        assert!(read(r#"{"text":"Yes","date":"2026-11-23","by":"app"}"#).is_some());
    }
}
