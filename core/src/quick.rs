//! The quick line: what a shopkeeper types or says in one breath, in three languages. `Ramesh 500 jama`,
//! `रमेश 2kg चीनी 90 उधार`, `250+90+30`.
//!
//! The grammar never decides about money by itself: what may mean two things is refused with a reason, and what was
//! understood is shown on a card to be confirmed.

use crate::api::party::KhataSide;
use crate::code::measure::counted;
use crate::money::{Paise, UnitPrice};
use crate::quantity::Milli;

/// What was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// With whom: a name or a phone number, as typed; empty when nobody was named.
    pub who: String,
    /// Given or got; none when no such word was there.
    pub side: Option<KhataSide>,
    /// How much in all, once it is certain.
    pub amount: Option<Paise>,
    /// Goods that were named with a quantity.
    pub goods: Vec<Goods>,
    /// The rest of the words.
    pub note: String,
}

/// Goods with a quantity: `2kg sugar 90`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goods {
    /// How much.
    pub quantity: Milli,
    /// The unit as typed.
    pub unit: String,
    /// What, as typed.
    pub name: String,
    /// What all of it costs, if that was said.
    pub amount: Option<Paise>,
}

impl Goods {
    /// How much that is of what is kept in `unit`, a code of the GST list: 500 g of what is kept by the kilogram are half of
    /// one. What says nothing of that unit counts as it was typed.
    #[must_use]
    pub fn quantity_in(&self, unit: &str) -> Milli {
        counted(self.quantity, &self.unit, unit).ok().flatten().unwrap_or(self.quantity)
    }
}

/// Why a line means nothing certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// Nothing was typed.
    Nothing,
    /// There is no figure.
    NoAmount,
    /// Several figures, and nothing says which counts.
    TwoAmounts,
    /// Given and got in one line.
    BothSides,
}

/// Words for "gave on credit".
const GAVE: &[&str] =
    &["udhar", "udhaar", "उधार", "baki", "baaki", "बाकी", "बाक़ी", "diya", "दिया", "gave", "credit", "khate", "खाते"];
/// Words for "got money".
const GOT: &[&str] =
    &["jama", "जमा", "mila", "mile", "मिला", "मिले", "got", "received", "paid", "aaya", "aaye", "आया", "आए"];
/// Words that say that a figure is money.
const MONEY: &[&str] =
    &["rs", "rs.", "re", "inr", "rupee", "rupees", "rupaye", "rupay", "rupya", "रुपये", "रुपए", "रुपया", "रु", "₹"];
/// Words that join and say nothing: the person stands before or after them.
const JOINING: &[&str] = &["ko", "को", "se", "से", "ne", "ने", "ka", "का", "ki", "की", "to", "from", "for", "of"];
/// Units that goods are asked for in.
const UNITS: &[&str] = &[
    "kg",
    "kgs",
    "kilo",
    "किलो",
    "किग्रा",
    "g",
    "gm",
    "gms",
    "gram",
    "grams",
    "ग्राम",
    "l",
    "lt",
    "ltr",
    "litre",
    "liter",
    "लीटर",
    "ml",
    "pc",
    "pcs",
    "piece",
    "पीस",
    "नग",
    "nag",
    "pkt",
    "packet",
    "पैकेट",
    "dozen",
    "darjan",
    "दर्जन",
    "m",
    "mtr",
    "metre",
    "मीटर",
    "box",
    "डिब्बा",
    "bag",
    "बोरी",
    "bori",
];

/// Reads a line.
pub fn read(line: &str) -> Result<Said, Unclear> {
    let words = words(line);
    if words.is_empty() {
        return Err(Unclear::Nothing);
    }
    let mut said = Said::default();
    let (mut before, mut after): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut loose: Option<Paise> = None;
    let mut figures = false;
    let mut rest = words.iter().map(String::as_str).peekable();
    while let Some(word) = rest.next() {
        let low = word.to_lowercase();
        if let Some(side) = side_of(&low) {
            if said.side.is_some_and(|other| other != side) {
                return Err(Unclear::BothSides);
            }
            said.side = Some(side);
        } else if MONEY.contains(&low.as_str()) || JOINING.contains(&low.as_str()) {
            // Says nothing more than the figure or name beside it.
        } else if let Some((quantity, unit, apart)) = quantity_of(&low, rest.peek().copied()) {
            if apart {
                rest.next();
            }
            figures = true;
            said.goods.push(Goods { quantity, unit, name: String::new(), amount: None });
        } else if is_phone(word) && said.who.is_empty() && before.is_empty() {
            before.push(word);
        } else if let Some(amount) = amount_of(&low) {
            figures = true;
            match said.goods.last_mut() {
                Some(goods) if goods.amount.is_none() && !goods.name.is_empty() => goods.amount = Some(amount),
                _ if loose.is_some() => return Err(Unclear::TwoAmounts),
                _ => loose = Some(amount),
            }
        } else if let Some(goods) = said.goods.last_mut().filter(|goods| goods.amount.is_none()) {
            if !goods.name.is_empty() {
                goods.name.push(' ');
            }
            goods.name.push_str(word);
        } else if figures {
            after.push(word);
        } else {
            before.push(word);
        }
    }
    // `500 jama Ramesh`: the name may stand behind the figure.
    let (who, note) = if before.is_empty() { (after, Vec::new()) } else { (before, after) };
    said.who = who.join(" ");
    said.note = note.join(" ");
    said.amount = total(loose, &said.goods)?;
    if said.amount.is_none() && said.goods.is_empty() {
        return Err(Unclear::NoAmount);
    }
    Ok(said)
}

/// The amount of a line: the figure that stands alone, or what the goods come to; never both.
fn total(loose: Option<Paise>, goods: &[Goods]) -> Result<Option<Paise>, Unclear> {
    let said: Vec<Paise> = goods.iter().filter_map(|goods| goods.amount).collect();
    match loose {
        Some(_) if !said.is_empty() => Err(Unclear::TwoAmounts),
        Some(amount) => Ok(Some(amount)),
        None if !goods.is_empty() && said.len() == goods.len() => {
            Paise::sum(said, "amount").map(Some).map_err(|_| Unclear::NoAmount)
        }
        None => Ok(None),
    }
}

/// The words of a line: digits of any script as Latin ones, sums without their spaces.
fn words(line: &str) -> Vec<String> {
    let latin: Vec<char> = line.chars().map(latin_digit).collect();
    let mut text = String::new();
    let mut chars = latin.iter().copied().peekable();
    while let Some(c) = chars.next() {
        if matches!(c, '+' | '*' | '×') {
            text.truncate(text.trim_end().len());
            text.push(c);
            while chars.next_if(|next| next.is_whitespace()).is_some() {}
        } else {
            text.push(c);
        }
    }
    text.split_whitespace().map(str::to_owned).collect()
}

/// Digits of Indian scripts as 0 to 9.
fn latin_digit(c: char) -> char {
    const ZEROS: [char; 9] = ['०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦'];
    let code = u32::from(c);
    let digit = ZEROS.iter().find_map(|zero| code.checked_sub(u32::from(*zero)).filter(|digit| *digit < 10));
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
}

fn side_of(word: &str) -> Option<KhataSide> {
    if GAVE.contains(&word) {
        Some(KhataSide::Gave)
    } else if GOT.contains(&word) {
        Some(KhataSide::Got)
    } else {
        None
    }
}

/// `2kg`, or `2` before `kg`: how much, the unit, and whether the unit is the next word.
fn quantity_of(word: &str, next: Option<&str>) -> Option<(Milli, String, bool)> {
    let end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
    let (figure, glued) = word.split_at_checked(end)?;
    let quantity: Milli = figure.parse().ok().filter(|quantity: &Milli| quantity.is_positive())?;
    if glued.is_empty() {
        let unit = next.map(str::to_lowercase).filter(|unit| UNITS.contains(&unit.as_str()))?;
        Some((quantity, unit, true))
    } else {
        UNITS.contains(&glued).then(|| (quantity, glued.to_owned(), false))
    }
}

/// Ten digits of an Indian mobile.
fn is_phone(word: &str) -> bool {
    word.len() == 10 && word.starts_with(['6', '7', '8', '9']) && word.chars().all(|c| c.is_ascii_digit())
}

/// `500`, `₹1,250.50`, `500/-`, `500rs`, `250+90+30`, `3*45`.
fn amount_of(word: &str) -> Option<Paise> {
    let bare = word.trim_start_matches('₹').trim_end_matches("/-");
    let bare = bare.strip_prefix("rs.").or_else(|| bare.strip_prefix("rs")).unwrap_or(bare);
    let bare = bare.strip_suffix("rs").unwrap_or(bare);
    if !bare.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut sum = Paise::ZERO;
    for term in bare.split('+') {
        let product = match term.split_once(['*', '×']) {
            Some((times, price)) => price.parse::<UnitPrice>().ok()?.times(times.parse().ok()?).ok()?,
            None => term.parse::<Paise>().ok()?,
        };
        sum = sum.add(product, "amount").ok()?;
    }
    Some(sum).filter(|sum| *sum > Paise::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use KhataSide::{Gave, Got};

    fn rupees(text: &str) -> Option<Paise> {
        text.parse().ok()
    }

    #[test]
    fn entries_are_read_in_three_languages() {
        let table = [
            ("Ramesh 500 jama", "Ramesh", Some(Got), "500", ""),
            ("रमेश 500 जमा", "रमेश", Some(Got), "500", ""),
            ("रमेश ५०० जमा", "रमेश", Some(Got), "500", ""),
            ("Ramesh Kumar got 500", "Ramesh Kumar", Some(Got), "500", ""),
            ("ramesh se 500 mila", "ramesh", Some(Got), "500", ""),
            ("रमेश से ₹1,250.50 मिला", "रमेश", Some(Got), "1250.50", ""),
            ("Sita ko 90 rs udhar", "Sita", Some(Gave), "90", ""),
            ("सीता को 90 रुपये उधार दिया", "सीता", Some(Gave), "90", ""),
            ("Sita 90/- udhaar", "Sita", Some(Gave), "90", ""),
            ("gave Sita rs90", "Sita", Some(Gave), "90", ""),
            ("jama 500 Ramesh", "Ramesh", Some(Got), "500", ""),
            ("9876543210 500 jama", "9876543210", Some(Got), "500", ""),
            ("Ramesh 250+90+30 udhar", "Ramesh", Some(Gave), "370", ""),
            ("Ramesh 250 + 90 + 30 udhar", "Ramesh", Some(Gave), "370", ""),
            ("Ramesh 3*45 udhar", "Ramesh", Some(Gave), "135", ""),
            ("Ramesh 500 jama school fees", "Ramesh", Some(Got), "500", "school fees"),
            ("Ramesh 500", "Ramesh", None, "500", ""),
            ("250+90+30", "", None, "370", ""),
            ("UDHAR Ramesh 20", "Ramesh", Some(Gave), "20", ""),
        ];
        for (line, who, side, amount, note) in table {
            let said =
                Said { who: who.to_owned(), side, amount: rupees(amount), goods: Vec::new(), note: note.to_owned() };
            assert_eq!(read(line), Ok(said), "{line}");
        }
    }

    #[test]
    fn goods_stand_with_their_quantity_and_what_they_cost() {
        let goods = |quantity: &str, unit: &str, name: &str, amount: &str| Goods {
            quantity: quantity.parse().unwrap(),
            unit: unit.to_owned(),
            name: name.to_owned(),
            amount: rupees(amount),
        };
        let sugar = || vec![goods("2", "kg", "sugar", "90")];
        let table = [
            ("Ramesh 2kg sugar 90 udhar", "Ramesh", Some(Gave), "90", sugar()),
            ("Ramesh 2 kg sugar 90 udhar", "Ramesh", Some(Gave), "90", sugar()),
            ("Ramesh udhar 2kg sugar 90", "Ramesh", Some(Gave), "90", sugar()),
            ("रमेश 2किलो चीनी 90 उधार", "रमेश", Some(Gave), "90", vec![goods("2", "किलो", "चीनी", "90")]),
            (
                "Ramesh 2kg sugar 90 500g chana dal 60 udhar",
                "Ramesh",
                Some(Gave),
                "150",
                vec![goods("2", "kg", "sugar", "90"), goods("500", "g", "chana dal", "60")],
            ),
            ("Ramesh 2kg sugar", "Ramesh", None, "", vec![goods("2", "kg", "sugar", "")]),
            ("1.5 ltr tel 210", "", None, "210", vec![goods("1.5", "ltr", "tel", "210")]),
        ];
        for (line, who, side, amount, goods) in table {
            let said = Said { who: who.to_owned(), side, amount: rupees(amount), goods, note: String::new() };
            assert_eq!(read(line), Ok(said), "{line}");
        }
    }

    #[test]
    fn half_a_kilogram_may_be_said_in_grams() {
        for (typed, unit, expected) in [
            ("500g dal", "KGS", "0.5"),
            ("1500 gms dal", "KGS", "1.5"),
            ("250ml tel", "LTR", "0.25"),
            ("500g saffron", "GMS", "500"),
            ("2kg dal", "KGS", "2"),
            ("2 pkt dal", "KGS", "2"),
            ("2 dozen kele", "PCS", "24"),
        ] {
            let said = read(typed).unwrap();
            assert_eq!(said.goods.first().unwrap().quantity_in(unit).to_string(), expected, "{typed} of {unit}");
        }
    }

    #[test]
    fn what_may_mean_two_things_is_refused() {
        let table = [
            ("", Unclear::Nothing),
            ("   ", Unclear::Nothing),
            ("Ramesh jama", Unclear::NoAmount),
            ("Ramesh", Unclear::NoAmount),
            ("Ramesh 0 jama", Unclear::NoAmount),
            ("Ramesh 500 200 jama", Unclear::TwoAmounts),
            ("Ramesh 2kg sugar 90 500 jama", Unclear::TwoAmounts),
            ("Ramesh 500 jama udhar", Unclear::BothSides),
            ("Ramesh 99999999999999999999 jama", Unclear::NoAmount),
        ];
        for (line, why) in table {
            assert_eq!(read(line), Err(why), "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(line in "\\PC{0,60}") {
            if let Ok(said) = read(&line) {
                proptest::prop_assert!(said.amount.is_none_or(|amount| amount > Paise::ZERO));
            }
        }
    }
}
