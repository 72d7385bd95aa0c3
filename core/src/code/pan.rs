//! The PAN: the income-tax number of a person or firm.

use super::shape::fits;
use super::{cleaned, text_code};
use crate::error::{Code, Error, Result};

text_code! {
    /// Five letters, four digits, a letter.
    Pan
}

impl std::str::FromStr for Pan {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let text = cleaned(text);
        if fits(&text, "@@@@@####@") {
            Ok(Self(text))
        } else {
            let message = "A PAN is five letters, four digits and a letter, like ABCPK5678L.";
            Err(Error::field(Code::InvalidPan, "pan", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pans_as_typed() {
        assert_eq!("abcpk 5678l".parse::<Pan>().unwrap().as_str(), "ABCPK5678L");
        for wrong in ["", "ABCPK5678", "ABCPK56781", "1BCPK5678L", "ABCPK5678LL"] {
            assert_eq!(wrong.parse::<Pan>().unwrap_err().code(), Code::InvalidPan, "{wrong}");
        }
    }
}
