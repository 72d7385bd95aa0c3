//! Indian phone numbers.

use super::text_code;
use crate::error::{Code, Error, Result};

text_code! {
    /// The ten national digits: a mobile number, or STD code and number of a landline. What people put before
    /// (`+91`, `0091`, `0`) and between (blanks, dashes, brackets) is dropped, so one number has one text.
    Phone
}

impl Phone {
    /// May be a mobile number: begins with 6 to 9. (A few cities' STD codes do as well, so a landline of
    /// theirs cannot be told apart.)
    pub fn is_mobile(&self) -> bool {
        self.0.starts_with(['6', '7', '8', '9'])
    }
}

/// ```
/// use smartkhata_core::code::phone::Phone;
/// assert_eq!("+91 98765-43210".parse::<Phone>()?.as_str(), "9876543210");
/// assert_eq!("(011) 2345 6789".parse::<Phone>()?.as_str(), "1123456789");
/// assert!("98765 4321".parse::<Phone>().is_err());
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
impl std::str::FromStr for Phone {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let bad = || {
            let message = "A phone number has ten digits: a mobile number, or a landline with its STD code.";
            Error::field(Code::InvalidPhone, "phone", message)
        };
        let dialled: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‑' | '–' | '.' | '(' | ')' | '/'))
            .collect();
        let abroad = dialled.strip_prefix('+').or_else(|| dialled.strip_prefix("00"));
        let national = match abroad {
            Some(rest) => rest.strip_prefix("91").ok_or_else(bad)?,
            None if dialled.len() == 12 => dialled.strip_prefix("91").ok_or_else(bad)?,
            None => &dialled,
        };
        // The trunk zero, also where people write it after the country code.
        let national = if national.len() == 11 { national.strip_prefix('0').ok_or_else(bad)? } else { national };
        let right = national.len() == 10 && national.bytes().all(|b| b.is_ascii_digit()) && !national.starts_with('0');
        if right { Ok(Self(national.to_owned())) } else { Err(bad()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_typed() {
        for typed in [
            "9876543210",
            "98765 43210",
            "+91-98765-43210",
            "0 98765 43210",
            "919876543210",
            "0091 9876543210",
            "+91 09876543210",
        ] {
            let phone: Phone = typed.parse().unwrap();
            assert_eq!((phone.as_str(), phone.is_mobile()), ("9876543210", true), "{typed}");
        }
        for (typed, kept) in
            [("011-23456789", "1123456789"), ("0612 223 4567", "6122234567"), ("(033) 2345.6789", "3323456789")]
        {
            assert_eq!(typed.parse::<Phone>().unwrap().as_str(), kept);
        }
        assert!(!"011-23456789".parse::<Phone>().unwrap().is_mobile());
    }

    #[test]
    fn what_cannot_be_dialled_is_refused() {
        for wrong in [
            "",
            "23456789",
            "98765432101",
            "+1 2025550123",
            "98765x3210",
            "0000000000",
            "+919876",
            "00",
            "+",
            "９876543210",
        ] {
            assert_eq!(wrong.parse::<Phone>().unwrap_err().code(), Code::InvalidPhone, "{wrong}");
        }
    }
}
