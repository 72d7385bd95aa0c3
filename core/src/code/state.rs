//! State codes of the GST law: two digits, the first two of a GSTIN and the place of supply.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

/// A State, Union Territory or special code that exists, written with two digits (`07`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StateCode(u8);

/// Every code with its name. 25 (merged into 26 on 26-01-2020) and 28 (Andhra Pradesh before the split)
/// live on in old documents only.
const STATES: [(u8, &str); 41] = [
    (1, "Jammu and Kashmir"),
    (2, "Himachal Pradesh"),
    (3, "Punjab"),
    (4, "Chandigarh"),
    (5, "Uttarakhand"),
    (6, "Haryana"),
    (7, "Delhi"),
    (8, "Rajasthan"),
    (9, "Uttar Pradesh"),
    (10, "Bihar"),
    (11, "Sikkim"),
    (12, "Arunachal Pradesh"),
    (13, "Nagaland"),
    (14, "Manipur"),
    (15, "Mizoram"),
    (16, "Tripura"),
    (17, "Meghalaya"),
    (18, "Assam"),
    (19, "West Bengal"),
    (20, "Jharkhand"),
    (21, "Odisha"),
    (22, "Chhattisgarh"),
    (23, "Madhya Pradesh"),
    (24, "Gujarat"),
    (25, "Daman and Diu"),
    (26, "Dadra and Nagar Haveli and Daman and Diu"),
    (27, "Maharashtra"),
    (28, "Andhra Pradesh (before the split)"),
    (29, "Karnataka"),
    (30, "Goa"),
    (31, "Lakshadweep"),
    (32, "Kerala"),
    (33, "Tamil Nadu"),
    (34, "Puducherry"),
    (35, "Andaman and Nicobar"),
    (36, "Telangana"),
    (37, "Andhra Pradesh"),
    (38, "Ladakh"),
    (96, "Other Countries"),
    (97, "Other Territory"),
    (99, "Centre Jurisdiction"),
];

impl StateCode {
    /// The place of supply of an export.
    pub const OTHER_COUNTRIES: Self = Self(96);

    /// The State of that number.
    pub fn new(number: u8) -> Result<Self> {
        if STATES.iter().any(|(code, _)| *code == number) { Ok(Self(number)) } else { Err(bad(&number.to_string())) }
    }

    /// The States a shop or a party can be in today: not the old codes 25 and 28, nor 96 and 99, which are no
    /// address in India.
    pub fn offered() -> impl Iterator<Item = Self> {
        STATES.iter().map(|(code, _)| Self(*code)).filter(|state| !matches!(state.0, 25 | 28 | 96 | 99))
    }

    /// The number, 1 to 99.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The English name, as it stands on an invoice.
    pub fn name(self) -> &'static str {
        STATES.iter().find(|(code, _)| *code == self.0).map_or("", |(_, name)| name)
    }

    /// The State that an old code belongs to now: 25 is 26, 28 is 37. Places are compared by this.
    #[must_use]
    pub const fn today(self) -> Self {
        match self.0 {
            25 => Self(26),
            28 => Self(37),
            _ => self,
        }
    }

    /// Supplies inside it bear UTGST in place of SGST. Delhi, Puducherry and Jammu and Kashmir have
    /// legislatures of their own and bear SGST.
    ///
    /// ```
    /// use smartkhata_core::code::state::StateCode;
    /// assert!("04".parse::<StateCode>()?.is_union_territory_without_legislature());
    /// assert!(!"07".parse::<StateCode>()?.is_union_territory_without_legislature());
    /// # Ok::<(), smartkhata_core::Error>(())
    /// ```
    pub const fn is_union_territory_without_legislature(self) -> bool {
        matches!(self.today().0, 4 | 26 | 31 | 35 | 38 | 97)
    }
}

fn bad(text: &str) -> Error {
    let text = crate::words::shortened(text);
    Error::field(Code::InvalidState, "state", format!("There is no State with the code \"{text}\"."))
}

/// `07`, `7`; also the text of portals, `07-Delhi`, of which only the digits count.
impl std::str::FromStr for StateCode {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let clean = super::cleaned(text);
        let digits = clean.split_once('-').map_or(clean.as_str(), |(digits, _)| digits);
        if !matches!(digits.len(), 1 | 2) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad(text));
        }
        Self::new(digits.parse().map_err(|_| bad(text))?).map_err(|_| bad(text))
    }
}

impl std::fmt::Display for StateCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl TryFrom<String> for StateCode {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<StateCode> for String {
    fn from(state: StateCode) -> Self {
        state.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_typed() {
        for (typed, shown, name) in [
            ("07", "07", "Delhi"),
            (" 7 ", "07", "Delhi"),
            ("24-Gujarat", "24", "Gujarat"),
            ("97", "97", "Other Territory"),
        ] {
            let state: StateCode = typed.parse().unwrap();
            assert_eq!((state.to_string().as_str(), state.name()), (shown, name));
        }
        for wrong in ["", "00", "0", "39", "95", "98", "100", "007", "Delhi", "-7", "+7", "٧"] {
            assert_eq!(wrong.parse::<StateCode>().unwrap_err().code(), Code::InvalidState, "{wrong}");
        }
    }

    #[test]
    fn union_territory_tax_where_there_is_no_legislature() {
        let with_ut_tax: Vec<u8> = StateCode::offered()
            .filter(|state| state.is_union_territory_without_legislature())
            .map(StateCode::number)
            .collect();
        assert_eq!(with_ut_tax, [4, 26, 31, 35, 38, 97]);
    }

    #[test]
    fn old_codes_are_read_but_not_offered() {
        for (old, new) in [(25, 26), (28, 37)] {
            let state = StateCode::new(old).unwrap();
            assert_eq!(state.today(), StateCode::new(new).unwrap());
            assert!(StateCode::offered().all(|offered| offered != state));
        }
        assert_eq!(StateCode::offered().count(), 37);
    }

    #[test]
    fn json_is_the_two_digits() {
        let state = StateCode::new(7).unwrap();
        assert_eq!(serde_json::to_string(&state).unwrap(), "\"07\"");
        assert_eq!(serde_json::from_str::<StateCode>("\"07\"").unwrap(), state);
        assert!(serde_json::from_str::<StateCode>("\"00\"").is_err());
    }
}
