//! Numbers as words in the Indian way (crore, lakh), and texts cut short for messages.

use crate::money::Paise;

/// An amount as it stands on an English bill.
///
/// ```
/// use smartkhata_core::words::rupees_in_english;
/// let words = rupees_in_english("2,05,010.40".parse()?);
/// assert_eq!(words, "Rupees Two Lakh Five Thousand Ten and Forty Paise Only");
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
pub fn rupees_in_english(amount: Paise) -> String {
    let (rupees, paise) = split(amount);
    let sign = if amount.is_negative() { "Minus " } else { "" };
    let paise_words = || format!("{} {}", ENGLISH.spell(paise), if paise == 1 { "Paisa" } else { "Paise" });
    match (rupees, paise) {
        (_, 0) => format!("{sign}Rupees {} Only", ENGLISH.spell(rupees)),
        (0, _) => format!("{sign}{} Only", paise_words()),
        _ => format!("{sign}Rupees {} and {} Only", ENGLISH.spell(rupees), paise_words()),
    }
}

/// An amount as it stands on a Hindi bill.
///
/// ```
/// use smartkhata_core::words::rupees_in_hindi;
/// let words = rupees_in_hindi("2,05,010.40".parse()?);
/// assert_eq!(words, "दो लाख पाँच हज़ार दस रुपये और चालीस पैसे मात्र");
/// # Ok::<(), smartkhata_core::Error>(())
/// ```
pub fn rupees_in_hindi(amount: Paise) -> String {
    let (rupees, paise) = split(amount);
    let sign = if amount.is_negative() { "ऋण " } else { "" };
    let rupee_words = || format!("{} {}", HINDI.spell(rupees), if rupees == 1 { "रुपया" } else { "रुपये" });
    let paise_words = || format!("{} {}", HINDI.spell(paise), if paise == 1 { "पैसा" } else { "पैसे" });
    match (rupees, paise) {
        (_, 0) => format!("{sign}{} मात्र", rupee_words()),
        (0, _) => format!("{sign}{} मात्र", paise_words()),
        _ => format!("{sign}{} और {} मात्र", rupee_words(), paise_words()),
    }
}

/// Whole rupees and the paise over, without the sign.
fn split(amount: Paise) -> (u64, u64) {
    let size = amount.get().unsigned_abs();
    (size.checked_div(100).unwrap_or(0), size.checked_rem(100).unwrap_or(0))
}

/// How a language says numbers.
struct Language {
    /// 0 to 99.
    small: fn(u64) -> String,
    hundred: &'static str,
    thousand: &'static str,
    lakh: &'static str,
    crore: &'static str,
}

const ENGLISH: Language =
    Language { small: english_small, hundred: "Hundred", thousand: "Thousand", lakh: "Lakh", crore: "Crore" };

const HINDI: Language = Language {
    small: hindi_small, hundred: "सौ", thousand: "हज़ार", lakh: "लाख", crore: "करोड़"
};

impl Language {
    /// A number in words; above 99 crore the crores are counted the same way (`One Hundred Crore`).
    fn spell(&self, number: u64) -> String {
        let steps = [
            (10_000_000, u64::MAX, self.crore),
            (100_000, 100, self.lakh),
            (1_000, 100, self.thousand),
            (100, 10, self.hundred),
        ];
        let mut words: Vec<String> = Vec::new();
        for (size, wrap, name) in steps {
            let count = number.checked_div(size).and_then(|count| count.checked_rem(wrap)).unwrap_or(0);
            if count > 0 {
                words.push(self.spell(count));
                words.push(name.to_owned());
            }
        }
        let rest = number.checked_rem(100).unwrap_or(0);
        if rest > 0 || words.is_empty() {
            words.push((self.small)(rest));
        }
        words.join(" ")
    }
}

fn english_small(number: u64) -> String {
    const ONES: [&str; 20] = [
        "Zero",
        "One",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Seven",
        "Eight",
        "Nine",
        "Ten",
        "Eleven",
        "Twelve",
        "Thirteen",
        "Fourteen",
        "Fifteen",
        "Sixteen",
        "Seventeen",
        "Eighteen",
        "Nineteen",
    ];
    const TENS: [&str; 10] = ["", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];
    let word = |list: &[&'static str], place: u64| {
        usize::try_from(place).ok().and_then(|place| list.get(place).copied()).unwrap_or("")
    };
    if number < 20 {
        return word(&ONES, number).to_owned();
    }
    let (tens, ones) = (number.checked_div(10).unwrap_or(0), number.checked_rem(10).unwrap_or(0));
    if ones == 0 { word(&TENS, tens).to_owned() } else { format!("{} {}", word(&TENS, tens), word(&ONES, ones)) }
}

/// Every number below a hundred has its own word in Hindi.
#[rustfmt::skip]
const HINDI_SMALL: [&str; 100] = [
    "शून्य", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ",
    "दस", "ग्यारह", "बारह", "तेरह", "चौदह", "पंद्रह", "सोलह", "सत्रह", "अठारह", "उन्नीस",
    "बीस", "इक्कीस", "बाईस", "तेईस", "चौबीस", "पच्चीस", "छब्बीस", "सत्ताईस", "अट्ठाईस", "उनतीस",
    "तीस", "इकतीस", "बत्तीस", "तैंतीस", "चौंतीस", "पैंतीस", "छत्तीस", "सैंतीस", "अड़तीस", "उनतालीस",
    "चालीस", "इकतालीस", "बयालीस", "तैंतालीस", "चवालीस", "पैंतालीस", "छियालीस", "सैंतालीस", "अड़तालीस", "उनचास",
    "पचास", "इक्यावन", "बावन", "तिरपन", "चौवन", "पचपन", "छप्पन", "सत्तावन", "अट्ठावन", "उनसठ",
    "साठ", "इकसठ", "बासठ", "तिरसठ", "चौंसठ", "पैंसठ", "छियासठ", "सड़सठ", "अड़सठ", "उनहत्तर",
    "सत्तर", "इकहत्तर", "बहत्तर", "तिहत्तर", "चौहत्तर", "पचहत्तर", "छिहत्तर", "सतहत्तर", "अठहत्तर", "उनासी",
    "अस्सी", "इक्यासी", "बयासी", "तिरासी", "चौरासी", "पचासी", "छियासी", "सतासी", "अठासी", "नवासी",
    "नब्बे", "इक्यानवे", "बानवे", "तिरानवे", "चौरानवे", "पचानवे", "छियानवे", "सतानवे", "अठानवे", "निन्यानवे",
];

fn hindi_small(number: u64) -> String {
    usize::try_from(number).ok().and_then(|place| HINDI_SMALL.get(place)).copied().unwrap_or("").to_owned()
}

/// At most 40 characters of a text, for error sentences; control characters are left out.
pub(crate) fn shortened(text: &str) -> String {
    let mut out: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().nth(40).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english() {
        for (amount, words) in [
            ("0", "Rupees Zero Only"),
            ("1", "Rupees One Only"),
            ("0.40", "Forty Paise Only"),
            ("0.01", "One Paisa Only"),
            ("-12.50", "Minus Rupees Twelve and Fifty Paise Only"),
            ("19", "Rupees Nineteen Only"),
            ("90", "Rupees Ninety Only"),
            ("100", "Rupees One Hundred Only"),
            ("1,001", "Rupees One Thousand One Only"),
            ("2,05,010.40", "Rupees Two Lakh Five Thousand Ten and Forty Paise Only"),
            (
                "99,99,999.99",
                "Rupees Ninety Nine Lakh Ninety Nine Thousand Nine Hundred Ninety Nine and Ninety Nine Paise Only",
            ),
            ("1,00,00,000", "Rupees One Crore Only"),
            ("100,00,00,000", "Rupees One Hundred Crore Only"),
            ("1234,05,00,000", "Rupees One Thousand Two Hundred Thirty Four Crore Five Lakh Only"),
            (
                "90,07,199,25,47,409.91",
                "Rupees Ninety Lakh Seven Thousand One Hundred Ninety Nine Crore Twenty Five Lakh \
              Forty Seven Thousand Four Hundred Nine and Ninety One Paise Only",
            ),
        ] {
            assert_eq!(rupees_in_english(amount.parse().unwrap()), words, "{amount}");
        }
    }

    #[test]
    fn hindi() {
        for (amount, words) in [
            ("0", "शून्य रुपये मात्र"),
            ("1", "एक रुपया मात्र"),
            ("0.01", "एक पैसा मात्र"),
            ("0.75", "पचहत्तर पैसे मात्र"),
            ("-100", "ऋण एक सौ रुपये मात्र"),
            ("2,05,010.40", "दो लाख पाँच हज़ार दस रुपये और चालीस पैसे मात्र"),
            ("1,23,45,678.90", "एक करोड़ तेईस लाख पैंतालीस हज़ार छह सौ अठहत्तर रुपये और नब्बे पैसे मात्र"),
            ("100,00,00,000", "एक सौ करोड़ रुपये मात्र"),
        ] {
            assert_eq!(rupees_in_hindi(amount.parse().unwrap()), words, "{amount}");
        }
    }

    #[test]
    fn hindi_words_are_all_different_and_searchable() {
        let mut words = HINDI_SMALL.to_vec();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 100);
        // Nukta letters are written as two characters, as normalised text has them.
        let all = [HINDI_SMALL.concat(), HINDI.thousand.to_owned(), HINDI.crore.to_owned()].concat();
        assert!(!all.chars().any(|c| ('\u{958}'..='\u{95f}').contains(&c)));
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(shortened("दस\u{7}"), "दस");
        assert_eq!(shortened(&"a".repeat(41)), format!("{}…", "a".repeat(40)));
    }
}
