//! The GSTIN: the registration number of a taxable person in a State, and its relatives of the same length.

use super::pan::Pan;
use super::shape::fits;
use super::state::StateCode;
use super::{cleaned, text_code};
use crate::error::{Code, Error, Result};

text_code! {
    /// 15 characters: State code, PAN, which registration of that PAN in the State, `Z`, check character.
    /// A right check character means "well typed", no more: only the portal knows who is registered.
    Gstin
}

/// Who holds the number, as far as its shape tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GstinKind {
    /// Regular, composition, SEZ, casual, input service distributor.
    Taxpayer,
    /// Deducts tax at source (section 51).
    TaxDeductor,
    /// E-commerce operator, collects tax at source (section 52).
    TaxCollector,
    /// Government department.
    Government,
    /// UN body, embassy or other holder of a UIN.
    Uin,
    /// Non-resident taxable person.
    NonResident,
    /// Online services from abroad (OIDAR).
    OnlineServices,
}

/// The first shape that fits decides: deductors and collectors before the wider shape of taxpayers.
const SHAPES: [(&str, GstinKind); 7] = [
    ("##@@@@*####@+D*", GstinKind::TaxDeductor),
    ("##@@@@*####@+C*", GstinKind::TaxCollector),
    ("##@@@@@####@+[Z123456789ABDEFGHIJ]*", GstinKind::Taxpayer),
    ("##@@@@#####@#Z#", GstinKind::Government),
    ("####@@@#####[UO]N*", GstinKind::Uin),
    ("####@@@#####NR*", GstinKind::NonResident),
    ("99##@@@#####OS*", GstinKind::OnlineServices),
];

impl Gstin {
    /// Who holds it.
    pub fn kind(&self) -> GstinKind {
        kind_of(&self.0).expect("only texts of a known shape become a Gstin")
    }

    /// The State or territory of the registration.
    pub fn state(&self) -> StateCode {
        state_of(&self.0).expect("only texts with a State become a Gstin")
    }

    /// The PAN inside; tax deductors under a TAN, UIN holders and foreigners have none.
    pub fn pan(&self) -> Option<Pan> {
        match self.kind() {
            GstinKind::Taxpayer | GstinKind::TaxDeductor | GstinKind::TaxCollector => {
                self.0.get(2..12).and_then(|pan| pan.parse().ok())
            }
            _ => None,
        }
    }
}

/// ```
/// use smartkhata_core::code::gstin::Gstin;
/// let gstin: Gstin = " 19abcpk5678l 1z1".parse()?;
/// assert_eq!(gstin.to_string(), "19ABCPK5678L1Z1");
/// assert_eq!(gstin.state().name(), "West Bengal");
/// assert!("19ABCPK5687L1Z1".parse::<Gstin>().is_err()); // two digits swapped
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
impl std::str::FromStr for Gstin {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let text = cleaned(text);
        let length = text.chars().count();
        if length != 15 {
            return Err(bad(format!("A GSTIN has 15 characters, this has {length}.")));
        }
        if kind_of(&text).is_none() {
            return Err(bad("This does not look like a GSTIN: State code, PAN, one character, Z, one character."));
        }
        if state_of(&text).is_none() {
            return Err(bad("The first two digits of the GSTIN are no State code."));
        }
        if check_character(&text) != text.chars().last() {
            return Err(bad("The GSTIN is mistyped: its last character does not suit the others."));
        }
        Ok(Self(text))
    }
}

fn bad(message: impl Into<String>) -> Error {
    Error::field(Code::InvalidGstin, "gstin", message)
}

fn kind_of(text: &str) -> Option<GstinKind> {
    SHAPES.iter().find(|(shape, _)| fits(text, shape)).map(|(_, kind)| *kind)
}

/// The State of the first two digits; 96 is no place to register in.
fn state_of(text: &str) -> Option<StateCode> {
    text.get(..2)?.parse().ok().filter(|state| *state != StateCode::OTHER_COUNTRIES)
}

/// What the 15th character has to be: the first 14, valued 0 to 35, weighted 1, 2, 1, 2, … from the left
/// (the first weight is 1), each product folded by 36.
fn check_character(text: &str) -> Option<char> {
    let mut sum: u32 = 0;
    for (place, character) in text.chars().take(14).enumerate() {
        let weight = if place.is_multiple_of(2) { 1 } else { 2 };
        let product = character.to_digit(36)?.saturating_mul(weight);
        sum = sum.saturating_add(product.checked_div(36)?).saturating_add(product.checked_rem(36)?);
    }
    let value = 36_u32.saturating_sub(sum.checked_rem(36)?).checked_rem(36)?;
    char::from_digit(value, 36).map(|character| character.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number of the shape with the check character that suits it.
    fn completed(first_fourteen: &str) -> Gstin {
        let check = check_character(first_fourteen).unwrap();
        format!("{first_fourteen}{check}").parse().unwrap()
    }

    #[test]
    fn published_check_characters() {
        for (gstin, state, pan) in [
            ("19ABCPK5678L1Z1", "West Bengal", "ABCPK5678L"),
            ("33PQRFS1234L2ZM", "Tamil Nadu", "PQRFS1234L"),
            ("07AAACB4321C1ZF", "Delhi", "AAACB4321C"),
            ("09KLMHN9876P1ZV", "Uttar Pradesh", "KLMHN9876P"),
            ("32ZYXTV4321AAZ9", "Kerala", "ZYXTV4321A"),
        ] {
            let parsed: Gstin = gstin.parse().unwrap();
            assert_eq!(parsed.to_string(), gstin);
            assert_eq!(parsed.state().name(), state);
            assert_eq!(parsed.pan().unwrap().as_str(), pan);
            assert_eq!(parsed.kind(), GstinKind::Taxpayer);
        }
    }

    #[test]
    fn mistyped_ones_are_refused_with_a_reason() {
        for (typed, reason) in [
            ("19ABCPK5678L1Z2", "last character"),
            ("19ABCPK5687L1Z1", "last character"),
            ("19ABCPK5678L0Z1", "look like"),
            ("00ABCPK5678L1Z1", "State"),
            ("39ABCPK5678L1Z1", "State"),
            ("96ABCPK5678L1Z1", "State"),
            ("19ABCPK5678L1Z", "15 characters, this has 14"),
            ("", "15 characters"),
            ("1९ABCPK5678L1Z1", "look like"),
            ("19ABCPK5678L1Z😀", "look like"),
        ] {
            let refused = typed.parse::<Gstin>().unwrap_err();
            assert_eq!((refused.code(), refused.field.as_deref()), (Code::InvalidGstin, Some("gstin")));
            assert!(refused.message.contains(reason), "{typed}: {}", refused.message);
        }
    }

    #[test]
    fn any_single_wrong_character_of_the_serial_is_noticed() {
        let right = "19ABCPK5678L1Z1";
        for place in 7..11 {
            for digit in '0'..='9' {
                let mut typed: Vec<char> = right.chars().collect();
                typed[place] = digit;
                let typed: String = typed.into_iter().collect();
                assert_eq!(typed.parse::<Gstin>().is_ok(), typed == right, "{typed}");
            }
        }
    }

    #[test]
    fn kinds_by_shape() {
        for (first_fourteen, kind, has_pan) in [
            ("27ABCPK5678L1Z", GstinKind::Taxpayer, true),
            ("27ABCPK5678LAA", GstinKind::Taxpayer, true),
            ("27ABCPK5678L1D", GstinKind::TaxDeductor, true),
            ("27ABCD12345E1D", GstinKind::TaxDeductor, false),
            ("27ABCPK5678L1C", GstinKind::TaxCollector, true),
            ("0717UNO00157UN", GstinKind::Uin, false),
            ("0717EMB00157ON", GstinKind::Uin, false),
            ("2917USA00001NR", GstinKind::NonResident, false),
            ("9917USA29001OS", GstinKind::OnlineServices, false),
        ] {
            let gstin = completed(first_fourteen);
            assert_eq!((gstin.kind(), gstin.pan().is_some()), (kind, has_pan), "{gstin}");
        }
        // A department's check character must be a digit too, so its serial is searched for.
        let department = (10_000..10_100).find_map(|serial| {
            let head = format!("27ABCD{serial}E1Z");
            check_character(&head).filter(char::is_ascii_digit).map(|_| completed(&head))
        });
        assert_eq!(department.unwrap().kind(), GstinKind::Government);
    }

    #[test]
    fn old_states_live_on_in_old_numbers() {
        assert_eq!(completed("25ABCPK5678L1Z").state().today().number(), 26);
        assert_eq!(completed("28ABCPK5678L1Z").state().today().number(), 37);
    }
}
