//! Unit Quantity Codes: the units that returns and e-way bills know. A shop's own unit stays a free word;
//! [`Uqc::for_word`] finds the code it is reported under.

use serde::{Deserialize, Serialize};

use super::cleaned;
use crate::error::{Code, Error, Result};

/// A unit of the portal's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uqc(&'static str);

/// Code, name, and the words of shops (lower case, singular) that mean it.
const UNITS: [(&str, &str, &[&str]); 45] = [
    ("BAG", "Bags", &["bag", "bori", "katta", "बोरी", "कट्टा"]),
    ("BAL", "Bale", &["bale"]),
    ("BDL", "Bundles", &["bundle", "bndl", "गट्ठर"]),
    ("BKL", "Buckles", &["buckle"]),
    ("BOU", "Billion of units", &["billion"]),
    ("BOX", "Box", &["box", "peti", "dibba", "पेटी", "डिब्बा"]),
    ("BTL", "Bottles", &["bottle", "botal", "बोतल"]),
    ("BUN", "Bunches", &["bunch", "guchha", "गुच्छा"]),
    ("CAN", "Cans", &["can", "tin", "टिन"]),
    ("CBM", "Cubic metres", &["cum", "m3", "cubicmeter", "cubicmetre"]),
    ("CCM", "Cubic centimetres", &["cc", "cm3", "cubiccentimeter", "cubiccentimetre"]),
    ("CMS", "Centimetres", &["cm", "centimeter", "centimetre"]),
    ("CTN", "Cartons", &["carton", "crtn", "कार्टन"]),
    ("DOZ", "Dozens", &["dz", "dozen", "darjan", "दर्जन"]),
    ("DRM", "Drums", &["drum"]),
    ("GGK", "Great gross", &["greatgross"]),
    ("GMS", "Grammes", &["g", "gm", "gram", "gramme", "ग्राम"]),
    ("GRS", "Gross", &["gross"]),
    ("GYD", "Gross yards", &["grossyard"]),
    ("KGS", "Kilograms", &["kg", "kilo", "kilogram", "किलो", "किग्रा"]),
    ("KLR", "Kilolitres", &["kl", "kiloliter", "kilolitre"]),
    ("KME", "Kilometres", &["km", "kilometer", "kilometre"]),
    ("LTR", "Litres", &["l", "lt", "liter", "litre", "लीटर"]),
    ("MLT", "Millilitres", &["ml", "milliliter", "millilitre", "मिली"]),
    ("MTR", "Metres", &["m", "meter", "metre", "मीटर"]),
    ("MTS", "Metric tonnes", &["mt", "tonne", "metricton", "metrictonne", "टन"]),
    ("NOS", "Numbers", &["no", "number", "unit", "nag", "नग"]),
    ("OTH", "Others", &["other"]),
    ("PAC", "Packs", &["pack", "packet", "pkt", "pouch", "पैकेट"]),
    ("PCS", "Pieces", &["pc", "piece", "pec", "पीस"]),
    ("PRS", "Pairs", &["pair", "pr", "jodi", "जोड़ी"]),
    ("QTL", "Quintals", &["quintal", "qt", "क्विंटल"]),
    ("ROL", "Rolls", &["roll", "रोल"]),
    ("SET", "Sets", &["set", "सेट"]),
    ("SQF", "Square feet", &["sqft", "ft2", "squarefoot", "squarefeet", "वर्गफुट"]),
    ("SQM", "Square metres", &["sqmt", "sqmtr", "m2", "squaremeter", "squaremetre"]),
    ("SQY", "Square yards", &["sqyd", "gaj", "squareyard", "गज"]),
    ("TBS", "Tablets", &["tab", "tablet", "goli", "गोली"]),
    ("TGM", "Ten grammes", &["tengram", "10gm"]),
    ("THD", "Thousands", &["thousand", "hazar"]),
    ("TON", "Tonnes", &["ton"]),
    ("TUB", "Tubes", &["tube"]),
    ("UGS", "US gallons", &["gallon"]),
    ("UNT", "Units", &[]),
    ("YDS", "Yards", &["yd", "yard"]),
];

impl Uqc {
    /// Anything the list does not know.
    pub const OTHERS: Self = Self("OTH");
    /// Services, which are reported without a unit.
    pub const SERVICE: Self = Self("NA");

    /// The units of goods, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        UNITS.iter().map(|(code, ..)| Self(code))
    }

    /// The code: three letters, `NA` for services.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The English name.
    pub fn name(self) -> &'static str {
        UNITS.iter().find(|(code, ..)| *code == self.0).map_or("Not applicable", |(_, name, _)| name)
    }

    /// The code of a shop's own word for a unit; `OTH` where the word is unknown.
    ///
    /// ```
    /// use smartkhata_core::code::unit::Uqc;
    /// assert_eq!(Uqc::for_word("Kgs.").as_str(), "KGS");
    /// assert_eq!(Uqc::for_word("packet").as_str(), "PAC");
    /// assert_eq!(Uqc::for_word("चुटकी").as_str(), "OTH");
    /// ```
    pub fn for_word(word: &str) -> Self {
        let code = cleaned(word).replace(['.', '-'], "");
        let word = code.to_lowercase();
        let singular = word.strip_suffix("es").or_else(|| word.strip_suffix('s')).unwrap_or(&word);
        let shorter = word.strip_suffix('s').unwrap_or(&word);
        let known = |words: &[&str]| words.iter().any(|known| [word.as_str(), singular, shorter].contains(known));
        let found =
            UNITS.iter().find(|(uqc, ..)| *uqc == code).or_else(|| UNITS.iter().find(|(.., words)| known(words)));
        found.map_or(Self::OTHERS, |(uqc, ..)| Self(uqc))
    }
}

/// A shop's word for a unit as its books keep it: the code that it means, or the word itself where it means none. Such goods
/// are reported as `OTH`.
///
/// ```
/// use smartkhata_core::code::unit;
/// assert_eq!(unit::kept("kilo"), "KGS");
/// assert_eq!(unit::kept(" plate "), "plate");
/// assert_eq!(unit::kept("other"), "OTH");
/// ```
pub fn kept(word: &str) -> String {
    match Uqc::for_word(word) {
        Uqc::OTHERS if !["oth", "other", "others"].contains(&word.trim().to_lowercase().as_str()) => {
            word.trim().to_owned()
        }
        code => code.to_string(),
    }
}

/// A code of the list; a shop's own word is no code.
impl std::str::FromStr for Uqc {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let text = cleaned(text);
        if text == Self::SERVICE.0 {
            return Ok(Self::SERVICE);
        }
        Self::all().find(|unit| unit.0 == text).ok_or_else(|| {
            let text = crate::words::shortened(&text);
            Error::field(Code::InvalidValue, "unit", format!("\"{text}\" is no unit of the GST list."))
        })
    }
}

impl std::fmt::Display for Uqc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl TryFrom<String> for Uqc {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Uqc> for String {
    fn from(unit: Uqc) -> Self {
        unit.0.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_the_portal() {
        let listed = "BAG BAL BDL BKL BOU BOX BTL BUN CAN CBM CCM CMS CTN DOZ DRM GGK GMS GRS GYD KGS KLR KME LTR MLT \
                      MTR MTS NOS OTH PAC PCS PRS QTL ROL SET SQF SQM SQY TBS TGM THD TON TUB UGS UNT YDS";
        assert_eq!(Uqc::all().map(Uqc::as_str).collect::<Vec<_>>().join(" "), listed);
        for unit in Uqc::all().chain([Uqc::SERVICE]) {
            assert_eq!(unit.to_string().parse::<Uqc>().unwrap(), unit);
            assert!(!unit.name().is_empty());
        }
        assert_eq!("kg".parse::<Uqc>().unwrap_err().code(), Code::InvalidValue);
    }

    #[test]
    fn words_of_shops() {
        for (word, code) in [
            ("Kg", "KGS"),
            ("kgs", "KGS"),
            ("किलो", "KGS"),
            ("g", "GMS"),
            ("Pc", "PCS"),
            ("Pcs.", "PCS"),
            ("Pieces", "PCS"),
            ("Dz", "DOZ"),
            ("dozens", "DOZ"),
            ("Mtr", "MTR"),
            ("metres", "MTR"),
            ("Packet", "PAC"),
            ("Packets", "PAC"),
            ("boxes", "BOX"),
            ("Bunches", "BUN"),
            ("ltr", "LTR"),
            ("Litres", "LTR"),
            ("sq ft", "SQF"),
            ("Sq.Ft.", "SQF"),
            ("Tons", "TON"),
            ("Tubes", "TUB"),
            ("Bales", "BAL"),
            ("gross", "GRS"),
            ("nos", "NOS"),
            ("Nos.", "NOS"),
            ("", "OTH"),
            ("thela", "OTH"),
        ] {
            assert_eq!(Uqc::for_word(word).as_str(), code, "{word}");
        }
    }

    #[test]
    fn no_word_means_two_units() {
        let mut words: Vec<&str> = UNITS.iter().flat_map(|(.., words)| words.iter().copied()).collect();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }
}
