//! The shapes of codes, place by place.

/// Whether a text has the shape, one sign for each character: `#` a digit, `@` a capital letter, `*` either,
/// `+` either but not zero; any other sign stands for itself, and `[…]` for one of the signs inside.
pub(crate) fn fits(text: &str, shape: &str) -> bool {
    let mut signs = shape.chars();
    let mut text = text.chars();
    loop {
        let (sign, found) = match (signs.next(), text.next()) {
            (None, None) => return true,
            (Some(sign), Some(found)) => (sign, found),
            _ => return false,
        };
        let right = match sign {
            '#' => found.is_ascii_digit(),
            '@' => found.is_ascii_uppercase(),
            '*' => found.is_ascii_digit() || found.is_ascii_uppercase(),
            '+' => matches!(found, '1'..='9') || found.is_ascii_uppercase(),
            // Read to the end of the choice, whichever sign fits.
            '[' => signs.by_ref().take_while(|sign| *sign != ']').filter(|sign| *sign == found).count() > 0,
            literal => literal == found,
        };
        if !right {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn every_sign() {
        for (text, shape, fit) in [
            ("1A", "#@", true),
            ("A1", "#@", false),
            ("1", "#@", false),
            ("1AB", "#@", false),
            ("0", "+", false),
            ("Z", "+", true),
            ("0", "*", true),
            ("é", "*", false),
            ("UN", "[UO]N", true),
            ("ON", "[UO]N", true),
            ("NN", "[UO]N", false),
            ("१", "#", false),
            ("", "", true),
        ] {
            assert_eq!(fits(text, shape), fit, "{text} {shape}");
        }
    }
}
