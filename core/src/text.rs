//! What a text field may hold: any script and any emoji, but no control characters, and no more than its length.

use crate::error::{Code, Error, Result};

/// Trims a line of text; control characters and line breaks become blanks.
pub fn line(field: &str, text: &str, longest: usize) -> Result<String> {
    let cleaned: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    within(field, cleaned.trim(), longest)
}

/// A line that must say something.
pub fn required(field: &str, text: &str, longest: usize) -> Result<String> {
    let line = line(field, text, longest)?;
    if line.chars().all(is_unseen) {
        return Err(Error::field(Code::Required, field, format!("Please fill in the {}.", field.replace('_', " "))));
    }
    Ok(line)
}

/// Blanks, and characters that take no room: joiners, marks of direction, fillers, selectors of a variant.
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(c, '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Trims a text of several lines; other control characters become blanks.
pub fn lines(field: &str, text: &str, longest: usize) -> Result<String> {
    let cleaned: String =
        text.chars().filter(|c| *c != '\r').map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    within(field, cleaned.trim(), longest)
}

/// A code that may be left empty; otherwise it must parse. Its error names the field.
pub fn code<T>(field: &str, text: &str) -> Result<String>
where
    T: std::str::FromStr<Err = Error> + std::fmt::Display,
{
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    within(field, text, 200)?;
    text.parse::<T>().map(|code| code.to_string()).map_err(|error| Error { field: Some(field.to_owned()), ..error })
}

fn within(field: &str, text: &str, longest: usize) -> Result<String> {
    if text.chars().count() > longest {
        let message = format!("The {} is longer than {longest} characters.", field.replace('_', " "));
        return Err(Error::field(Code::TooLong, field, message));
    }
    Ok(text.to_owned())
}
