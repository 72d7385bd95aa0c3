//! What of a text can be printed. Names come from phones, with hearts and flags and letters that no face here has: paper
//! shows neither boxes nor holes.

use std::borrow::Cow;

use unicode_script::UnicodeScript;

use super::font::{self, FaceId, Weight};

/// Stands for letters that no face has, once for each stretch of them: that something stood there is worth knowing.
const UNKNOWN: char = '?';

/// The text without what only decorates it, its spaces closed; letters that no face has are replaced. A text of nothing
/// else is replaced, too.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_covered) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    // Something was left out since the last character.
    let mut gap = false;
    let mut unknown = false;
    for character in text.chars() {
        if is_covered(character) {
            // What held together what was left out goes with it.
            if gap && font::is_invisible(character) {
                continue;
            }
            let doubled = out.is_empty() || out.ends_with(char::is_whitespace);
            if gap && doubled && character == ' ' {
                continue;
            }
            out.push(character);
            (gap, unknown) = (false, false);
        } else if is_decoration(character) {
            gap = true;
        } else if !unknown {
            out.push(UNKNOWN);
            (gap, unknown) = (false, true);
        }
    }
    if gap {
        out.truncate(out.trim_end_matches(' ').len());
    }
    if out.trim().is_empty() && !text.trim().is_empty() {
        out.push(UNKNOWN);
    }
    Cow::Owned(out)
}

/// Drawn by some face, or by none because it takes no room.
fn is_covered(character: char) -> bool {
    let drawn = |face: FaceId| face.face().covers(character);
    character.is_ascii()
        || character.is_control()
        || font::is_invisible(character)
        || FaceId::of_script(character.script(), Weight::Regular).is_some_and(drawn)
        || FaceId::all(Weight::Regular).any(drawn)
}

/// Pictures and what colours, joins or turns them: emoji, dingbats, flags, marks of direction.
const fn is_decoration(character: char) -> bool {
    matches!(character,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{20E3}' | '\u{2300}'..='\u{23FF}'
        | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoration_goes_and_letters_are_never_lost_without_a_sign() {
        let cases = [
            ("Ramesh", "Ramesh"),
            ("🙂 Ramesh", "Ramesh"),
            ("Ramesh 🙂", "Ramesh"),
            ("Ramesh 🙂🧾 & Sons", "Ramesh & Sons"),
            ("Ram🙂esh", "Ramesh"),
            ("रमेश ❤️ किराना", "रमेश किराना"),
            ("👨‍👩‍👧 Family pack", "Family pack"),
            ("Tea 👍🏽 5 kg", "Tea 5 kg"),
            ("🇮🇳 Bharat 1️⃣", "Bharat 1\u{FE0F}"),
            ("Two  spaces 🙂", "Two  spaces"),
            ("one\n🙂\ntwo", "one\n\ntwo"),
            // Letters that no face has.
            ("水 Water", "? Water"),
            ("علی Traders", "? Traders"),
            ("علی حسن", "? ?"),
            ("水🙂水", "?"),
            // Nothing but decoration.
            ("🙂🧾", "?"),
            ("🙂 🧾", "?"),
            ("", ""),
            (" ", " "),
            // Joiners within words stay.
            ("क्‍ष", "क्‍ष"),
            ("\u{202e}abc", "abc"),
        ];
        for (text, expected) in cases {
            assert_eq!(printable(text), expected, "{text:?}");
        }
        for text in cases.map(|(text, _)| printable(text).into_owned()) {
            assert_eq!(printable(&text), text, "once is enough");
        }
    }
}
