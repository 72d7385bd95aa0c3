//! Numbers as words in the Indian way (crore, lakh), and texts cut short for messages.

/// At most 40 characters of a text, for error sentences; control characters are left out.
pub(crate) fn shortened(text: &str) -> String {
    let mut out: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().nth(40).is_some() {
        out.push('…');
    }
    out
}
