//! Lines of a paragraph: broken at spaces, a word too long for a line between syllables.

use std::rc::Rc;

use super::font::Weight;
use super::plain::printable;
use super::shape::{self, Shaped};

/// Breaks a text into lines no wider than `width` at `size`. A text of nothing gives no line.
pub(crate) fn wrap(text: &str, weight: Weight, size: f32, width: f32) -> Vec<Rc<Shaped>> {
    let (text, mut lines) = (printable(text), Vec::new());
    for paragraph in text.lines() {
        let words: Vec<&str> = paragraph.split(is_break).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            continue;
        }
        let whole = shape::shape(&words.join(" "), weight);
        if whole.width_at(size) <= width {
            lines.push(Rc::new(whole));
            continue;
        }
        let mut line = String::new();
        for word in words {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer, weight, size, width) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(Rc::new(shape::shape(&line, weight)));
            }
            line = cut(word, weight, size, width, &mut lines);
        }
        if !line.is_empty() {
            lines.push(Rc::new(shape::shape(&line, weight)));
        }
    }
    lines
}

/// A space that a line may end at; not the one that holds `₹ 1,250.00` together.
fn is_break(character: char) -> bool {
    character.is_whitespace() && character != '\u{a0}'
}

fn fits(text: &str, weight: Weight, size: f32, width: f32) -> bool {
    shape::shape(text, weight).width_at(size) <= width
}

/// Cuts a word that is wider than a line; gives back what begins the next line. A single syllable is never cut,
/// even where it is wider than the line.
fn cut(word: &str, weight: Weight, size: f32, width: f32, lines: &mut Vec<Rc<Shaped>>) -> String {
    let mut rest = word;
    while !fits(rest, weight, size, width) {
        let places = shape::syllables(rest, weight);
        let room = width * 1000.0 / size;
        let near = places.iter().rev().filter(|(_, before)| *before as f32 <= room);
        let fitting = |place: &usize| rest.get(..*place).is_some_and(|part| fits(part, weight, size, width));
        let place = near.map(|(place, _)| *place).find(fitting).or_else(|| places.first().map(|(place, _)| *place));
        let Some((part, after)) = place.and_then(|place| rest.split_at_checked(place)) else { break };
        lines.push(Rc::new(shape::shape(part, weight)));
        rest = after;
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: f32) -> Vec<String> {
        wrap(text, Weight::Regular, 10.0, width).iter().map(|line| line.text.clone()).collect()
    }

    #[test]
    fn breaks_at_spaces_then_between_syllables() {
        assert_eq!(lines("", 100.0), Vec::<String>::new());
        assert_eq!(lines("  one \n two ", 100.0), ["one", "two"]);
        assert_eq!(lines("one two three four", 50.0), ["one two", "three four"]);
        assert_eq!(lines("one two ₹\u{a0}5", 50.0), ["one two", "₹\u{a0}5"]);
        let cut = lines("अंतर्राष्ट्रीयकरण", 30.0);
        assert!(cut.len() > 1, "{cut:?}");
        assert_eq!(cut.concat(), "अंतर्राष्ट्रीयकरण");
    }

    #[test]
    fn no_line_is_wider_than_it_may_be() {
        for text in [
            "Tata Salt Vacuum Evaporated Iodised 1kg",
            "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
            "बासमती चावल ₹1,00,00,000",
        ] {
            for line in wrap(text, Weight::Bold, 9.0, 60.0) {
                assert!(line.width_at(9.0) <= 60.0, "{}", line.text);
            }
        }
    }
}
