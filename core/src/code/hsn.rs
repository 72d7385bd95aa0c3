//! HSN codes of goods and SAC codes of services.

use super::{cleaned, text_code};
use crate::error::{Code, Error, Result};

text_code! {
    /// 4, 6 or 8 digits, not all zeros; a service's begins with 99. How many digits a shop must print depends
    /// on its turnover (Notification 78/2020).
    Hsn
}

impl Hsn {
    /// A service (SAC).
    pub fn is_service(&self) -> bool {
        self.0.starts_with("99")
    }
}

impl std::str::FromStr for Hsn {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let text = cleaned(text);
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        if digits && matches!(text.len(), 4 | 6 | 8) && text.bytes().any(|b| b != b'0') {
            Ok(Self(text))
        } else {
            let message = "An HSN code has 4, 6 or 8 digits; a service code begins with 99.";
            Err(Error::field(Code::InvalidHsn, "hsn", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_typed() {
        for (typed, kept, service) in [
            ("1006 30", "100630", false),
            ("3401", "3401", false),
            ("04090000", "04090000", false),
            ("9983", "9983", true),
        ] {
            let hsn: Hsn = typed.parse().unwrap();
            assert_eq!((hsn.as_str(), hsn.is_service()), (kept, service));
        }
        for wrong in ["", "34", "340", "34011", "3401190", "340119000", "0000", "00000000", "34O1", "३४०१"] {
            assert_eq!(wrong.parse::<Hsn>().unwrap_err().code(), Code::InvalidHsn, "{wrong}");
        }
    }
}
