//! The IFSC of a bank branch.

use super::shape::fits;
use super::{cleaned, text_code};
use crate::error::{Code, Error, Result};

text_code! {
    /// Four letters of the bank, a zero, six characters of the branch.
    Ifsc
}

impl std::str::FromStr for Ifsc {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let text = cleaned(text);
        if fits(&text, "@@@@0******") {
            Ok(Self(text))
        } else {
            let message = "An IFSC is four letters, a zero and six characters, like SBIN0001234.";
            Err(Error::field(Code::InvalidIfsc, "ifsc", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ifscs_as_typed() {
        assert_eq!("sbin 0001234".parse::<Ifsc>().unwrap().as_str(), "SBIN0001234");
        for wrong in ["", "SBIN1001234", "SBI00001234", "SBIN000123", "SBIN00012345"] {
            assert_eq!(wrong.parse::<Ifsc>().unwrap_err().code(), Code::InvalidIfsc, "{wrong}");
        }
    }
}
