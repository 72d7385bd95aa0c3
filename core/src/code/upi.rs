//! UPI ids, where money is asked to be sent.

use super::text_code;
use crate::error::{Code, Error, Result};

text_code! {
    /// `name@bank`, without regard to case and kept in lower case.
    UpiId
}

impl std::str::FromStr for UpiId {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        let right = text.split_once('@').is_some_and(|(name, bank)| {
            let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            !name.is_empty()
                && text.len() <= 255
                && name.chars().all(in_name)
                && bank.len() >= 2
                && bank.starts_with(|c: char| c.is_ascii_alphabetic())
                && bank.chars().all(|c| c.is_ascii_alphanumeric())
        });
        if right {
            Ok(Self(text))
        } else {
            let message = "A UPI id looks like name@bank, for example ramesh@oksbi.";
            Err(Error::field(Code::InvalidUpi, "upi", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_as_typed() {
        for (typed, kept) in [
            (" Ramesh.Kirana@okSBI ", "ramesh.kirana@oksbi"),
            ("98765 43210@ybl", "9876543210@ybl"),
            ("a-b_c@upi", "a-b_c@upi"),
        ] {
            assert_eq!(typed.parse::<UpiId>().unwrap().as_str(), kept);
        }
        for wrong in
            ["", "ramesh", "@oksbi", "ramesh@", "a@b@c", "ramesh@ok.sbi", "ramesh@1bank", "रमेश@oksbi", "a&am=1@upi"]
        {
            assert_eq!(wrong.parse::<UpiId>().unwrap_err().code(), Code::InvalidUpi, "{wrong}");
        }
    }
}
