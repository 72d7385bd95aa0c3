//! Codes that the law and the trade define. Each is a type of its own that cannot hold a mistyped value:
//! parsing cleans what people type (outer and inner blanks, lower case) and says what is wrong.

pub mod state;

/// Without any blank and in upper case: how codes are compared and kept.
pub(crate) fn cleaned(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}
