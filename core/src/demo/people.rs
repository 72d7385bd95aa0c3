//! Who comes to the made-up shop, and who delivers. Names are put together from common ones, in Latin letters
//! and in Devanagari; phone numbers lie in one block, and GSTINs hold PANs that begin with ZZZ.

use super::Door;
use super::dice::Dice;
use super::shop::STATE;
use crate::api::party::SaveParty;
use crate::code::gstin::Gstin;
use crate::error::{Code, Error, Result};
use crate::id::PartyId;
use crate::money::Paise;
use crate::party::{PartyEdit, PartyRole};

/// Every so manyth party delivers goods.
const SUPPLIER_EVERY: u32 = 25;
/// Every so manyth party has a GSTIN: canteens, hotels, offices.
const BUSINESS_EVERY: u32 = 20;

/// First names in both scripts.
const FIRST: [(&str, &str); 40] = [
    ("Ramesh", "रमेश"),
    ("Suresh", "सुरेश"),
    ("Anita", "अनीता"),
    ("Mahesh", "महेश"),
    ("Sunita", "सुनीता"),
    ("Rajesh", "राजेश"),
    ("Kavita", "कविता"),
    ("Dinesh", "दिनेश"),
    ("Geeta", "गीता"),
    ("Mukesh", "मुकेश"),
    ("Seema", "सीमा"),
    ("Vijay", "विजय"),
    ("Pooja", "पूजा"),
    ("Ajay", "अजय"),
    ("Rekha", "रेखा"),
    ("Sanjay", "संजय"),
    ("Meena", "मीना"),
    ("Manoj", "मनोज"),
    ("Asha", "आशा"),
    ("Ashok", "अशोक"),
    ("Usha", "उषा"),
    ("Prakash", "प्रकाश"),
    ("Lata", "लता"),
    ("Deepak", "दीपक"),
    ("Nisha", "निशा"),
    ("Imran", "इमरान"),
    ("Shabana", "शबाना"),
    ("Gurpreet", "गुरप्रीत"),
    ("Harish", "हरीश"),
    ("Kamla", "कमला"),
    ("Naresh", "नरेश"),
    ("Savita", "सविता"),
    ("Pankaj", "पंकज"),
    ("Jyoti", "ज्योति"),
    ("Santosh", "संतोष"),
    ("Rani", "रानी"),
    ("Gopal", "गोपाल"),
    ("Sarita", "सरिता"),
    ("Kailash", "कैलाश"),
    ("Bharti", "भारती"),
];

/// Family names in both scripts.
const LAST: [(&str, &str); 27] = [
    ("Sharma", "शर्मा"),
    ("Verma", "वर्मा"),
    ("Patel", "पटेल"),
    ("Yadav", "यादव"),
    ("Gupta", "गुप्ता"),
    ("Joshi", "जोशी"),
    ("Malviya", "मालवीय"),
    ("Chouhan", "चौहान"),
    ("Jain", "जैन"),
    ("Solanki", "सोलंकी"),
    ("Tiwari", "तिवारी"),
    ("Khan", "ख़ान"),
    ("Mishra", "मिश्रा"),
    ("Rathore", "राठौर"),
    ("Soni", "सोनी"),
    ("Agrawal", "अग्रवाल"),
    ("Pandey", "पांडे"),
    ("Parmar", "परमार"),
    ("Kushwah", "कुशवाह"),
    ("Dubey", "दुबे"),
    ("Bhatia", "भाटिया"),
    ("Singh", "सिंह"),
    ("Nagar", "नागर"),
    ("Prajapat", "प्रजापत"),
    ("Vyas", "व्यास"),
    ("Thakur", "ठाकुर"),
    ("Goyal", "गोयल"),
];

/// Parts of the town.
const PLACES: [&str; 12] = [
    "Sarafa",
    "Malharganj",
    "Chhatribagh",
    "Palasia",
    "Rajmohalla",
    "Juni Indore",
    "Tilak Nagar",
    "Sudama Nagar",
    "Annapurna Road",
    "Bengali Square",
    "Vijay Nagar",
    "Khajrana",
];

/// What businesses with a GSTIN are called, after a name.
const BUSINESSES: [&str; 6] =
    ["Bhojanalaya", "Tiffin Centre", "Caterers", "Guest House", "Hostel Mess", "Sweets & Namkeen"];

/// What suppliers are called, after a family name.
const TRADERS: [&str; 5] = ["Traders", "Agencies", "& Sons Wholesale", "Enterprises", "Distributors"];

/// Someone who buys.
pub struct Customer {
    /// The party.
    pub id: PartyId,
    /// What it owes, as the books last said.
    pub balance: Paise,
    /// Buys for a business: large bills.
    pub business: bool,
}

/// Someone who delivers.
pub struct Supplier {
    /// The party.
    pub id: PartyId,
    /// What the shop owes, not negative.
    pub owed: Paise,
}

/// Adds the nth party.
pub fn save(
    door: &mut impl Door,
    dice: &Dice,
    n: u32,
    customers: &mut Vec<Customer>,
    suppliers: &mut Vec<Supplier>,
) -> Result<()> {
    let turn = |every: u32, at: u32| n.checked_rem(every) == Some(at);
    let supplier = turn(SUPPLIER_EVERY, 0);
    let business = !supplier && turn(BUSINESS_EVERY, 7);
    let place = dice.pick(&PLACES).copied().unwrap_or_default();
    let mut edit = PartyEdit {
        // One block, 70000 00000 to 70000 99999, each once: 7919 shares no factor with its length.
        phone: Some(format!("70000{:05}", u64::from(n).saturating_mul(7919) % 100_000)),
        address: Some(format!("{}, {place}, Indore", dice.between(1, 240))),
        state: Some(STATE.into()),
        ..PartyEdit::default()
    };
    if supplier || business {
        edit.gstin = Some(gstin(STATE, "ZZZFK", n % 10_000, 'M')?);
    }
    if supplier {
        edit.role = Some(PartyRole::Supplier);
    } else if dice.chance(300) {
        edit.credit_limit = Some(Paise::rupees(if business { 50_000 } else { 5_000 }));
    }
    edit.name = Some(name(dice, n, supplier, business));
    let id = door.ask(SaveParty { id: None, edit, opening: Paise::ZERO })?.party.id;
    if supplier {
        suppliers.push(Supplier { id, owed: Paise::ZERO });
    } else {
        customers.push(Customer { id, balance: Paise::ZERO, business });
    }
    Ok(())
}

/// A name for the nth party: all pairs of names come once before one comes again, then with the part of town.
fn name(dice: &Dice, n: u32, supplier: bool, business: bool) -> String {
    let n = usize::try_from(n).unwrap_or(0);
    // 401 shares no factor with the number of pairs: every pair is met, neighbours are far apart.
    let pairs = FIRST.len().saturating_mul(LAST.len());
    let pair = n.saturating_mul(401).checked_rem(pairs).unwrap_or(0);
    let first = FIRST.get(pair.checked_rem(FIRST.len()).unwrap_or(0)).copied().unwrap_or_default();
    let last = LAST.get(pair.checked_div(FIRST.len()).unwrap_or(0)).copied().unwrap_or_default();
    let again = n.checked_div(pairs).unwrap_or(0);
    let devanagari = dice.chance(350);
    let mut name = if supplier {
        format!("{} {}", last.0, dice.pick(&TRADERS).copied().unwrap_or_default())
    } else if business {
        format!("{} {}", first.0, dice.pick(&BUSINESSES).copied().unwrap_or_default())
    } else if devanagari {
        format!("{} {}", first.1, last.1)
    } else {
        format!("{} {}", first.0, last.0)
    };
    if again > 0 {
        let place = PLACES.get(again.checked_rem(PLACES.len()).unwrap_or(0)).copied().unwrap_or_default();
        name.push_str(&format!(" ({place} {})", again.checked_div(PLACES.len()).unwrap_or(0).saturating_add(1)));
    }
    name
}

/// A GSTIN that is well typed: the check character is found by trying all.
pub fn gstin(state: &str, holder: &str, serial: u32, last: char) -> Result<String> {
    let stem = format!("{state}{holder}{serial:04}{last}1Z");
    ('0'..='9')
        .chain('A'..='Z')
        .map(|check| format!("{stem}{check}"))
        .find(|text| text.parse::<Gstin>().is_ok())
        .ok_or_else(|| Error::field(Code::InvalidGstin, "gstin", format!("{stem} is no beginning of a GSTIN.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_thousand_people_have_a_thousand_names() {
        let dice = Dice::new(5);
        let names: BTreeSet<String> = (0..1_000).map(|n| name(&dice, n, false, false)).collect();
        assert_eq!(names.len(), 1_000);
        assert!(names.iter().filter(|name| !name.is_ascii()).count() > 250);
    }

    #[test]
    fn gstins_are_well_typed() {
        for serial in 0..50 {
            let gstin: Gstin = gstin(STATE, "ZZZPS", serial, 'K').unwrap().parse().unwrap();
            assert_eq!(gstin.state().name(), "Madhya Pradesh");
        }
    }
}
