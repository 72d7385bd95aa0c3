//! State codes of the GST law: two digits, the first two of a GSTIN and the place of supply.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

/// A State, Union Territory or special code that exists, written with two digits (`07`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StateCode(u8);

/// Every code with its names in English and Hindi. 25 (merged into 26 on 26-01-2020) and 28 (Andhra Pradesh before the split)
/// live on in old documents only.
const STATES: [(u8, &str, &str); 41] = [
    (1, "Jammu and Kashmir", "जम्मू और कश्मीर"),
    (2, "Himachal Pradesh", "हिमाचल प्रदेश"),
    (3, "Punjab", "पंजाब"),
    (4, "Chandigarh", "चंडीगढ़"),
    (5, "Uttarakhand", "उत्तराखंड"),
    (6, "Haryana", "हरियाणा"),
    (7, "Delhi", "दिल्ली"),
    (8, "Rajasthan", "राजस्थान"),
    (9, "Uttar Pradesh", "उत्तर प्रदेश"),
    (10, "Bihar", "बिहार"),
    (11, "Sikkim", "सिक्किम"),
    (12, "Arunachal Pradesh", "अरुणाचल प्रदेश"),
    (13, "Nagaland", "नागालैंड"),
    (14, "Manipur", "मणिपुर"),
    (15, "Mizoram", "मिज़ोरम"),
    (16, "Tripura", "त्रिपुरा"),
    (17, "Meghalaya", "मेघालय"),
    (18, "Assam", "असम"),
    (19, "West Bengal", "पश्चिम बंगाल"),
    (20, "Jharkhand", "झारखंड"),
    (21, "Odisha", "ओडिशा"),
    (22, "Chhattisgarh", "छत्तीसगढ़"),
    (23, "Madhya Pradesh", "मध्य प्रदेश"),
    (24, "Gujarat", "गुजरात"),
    (25, "Daman and Diu", "दमन और दीव"),
    (26, "Dadra and Nagar Haveli and Daman and Diu", "दादरा और नगर हवेली और दमन और दीव"),
    (27, "Maharashtra", "महाराष्ट्र"),
    (28, "Andhra Pradesh (before the split)", "आंध्र प्रदेश (विभाजन से पहले)"),
    (29, "Karnataka", "कर्नाटक"),
    (30, "Goa", "गोवा"),
    (31, "Lakshadweep", "लक्षद्वीप"),
    (32, "Kerala", "केरल"),
    (33, "Tamil Nadu", "तमिलनाडु"),
    (34, "Puducherry", "पुदुच्चेरी"),
    (35, "Andaman and Nicobar", "अंडमान और निकोबार"),
    (36, "Telangana", "तेलंगाना"),
    (37, "Andhra Pradesh", "आंध्र प्रदेश"),
    (38, "Ladakh", "लद्दाख"),
    (96, "Other Countries", "अन्य देश"),
    (97, "Other Territory", "अन्य क्षेत्र"),
    (99, "Centre Jurisdiction", "केंद्रीय क्षेत्राधिकार"),
];

impl StateCode {
    /// The place of supply of an export.
    pub const OTHER_COUNTRIES: Self = Self(96);

    /// The State of that number.
    pub fn new(number: u8) -> Result<Self> {
        if STATES.iter().any(|(code, ..)| *code == number) { Ok(Self(number)) } else { Err(bad(&number.to_string())) }
    }

    /// The States a shop or a party can be in today: not the old codes 25 and 28, nor 96 and 99, which are no
    /// address in India.
    pub fn offered() -> impl Iterator<Item = Self> {
        STATES.iter().map(|(code, ..)| Self(*code)).filter(|state| !matches!(state.0, 25 | 28 | 96 | 99))
    }

    /// The number, 1 to 99.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The English name, as it stands on an invoice.
    pub fn name(self) -> &'static str {
        STATES.iter().find(|(code, ..)| *code == self.0).map_or("", |(_, name, _)| name)
    }

    /// The Hindi name.
    pub fn hindi_name(self) -> &'static str {
        STATES.iter().find(|(code, ..)| *code == self.0).map_or("", |(.., name)| name)
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
    fn every_state_has_a_hindi_name() {
        for (code, ..) in STATES {
            let name = StateCode::new(code).unwrap().hindi_name();
            let hindi = |c: char| c == ' ' || c == '(' || c == ')' || ('\u{900}'..='\u{97f}').contains(&c);
            assert!(!name.is_empty() && name.chars().all(hindi), "{code}: {name}");
        }
        assert_eq!("19".parse::<StateCode>().unwrap().hindi_name(), "पश्चिम बंगाल");
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
