//! The PIN code of a post office.

use super::shape::fits;
use super::{cleaned, text_code};
use crate::error::{Code, Error, Result};

text_code! {
    /// Six digits, the first not zero.
    Pin
}

impl std::str::FromStr for Pin {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let text = cleaned(text);
        if fits(&text, "######") && !text.starts_with('0') {
            Ok(Self(text))
        } else {
            let message = "A PIN code has six digits and does not begin with 0.";
            Err(Error::field(Code::InvalidPin, "pin", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_as_typed() {
        assert_eq!("110 001".parse::<Pin>().unwrap().as_str(), "110001");
        for wrong in ["", "011001", "11000", "1100011", "11000A"] {
            assert_eq!(wrong.parse::<Pin>().unwrap_err().code(), Code::InvalidPin, "{wrong}");
        }
    }
}
