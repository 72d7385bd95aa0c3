//! One message: a sentence, or a choice among several.

use std::collections::BTreeSet;
use std::fmt;

use fluent_syntax::ast::{self, Expression, InlineExpression, PatternElement, Variant, VariantKey};

/// A message as the page reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What it is given, by name.
    pub arguments: BTreeSet<String>,
    /// Where its key stands in its file, in bytes.
    pub at: usize,
    /// Its parts with tabs between them.
    text: String,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What is refused, in words.
type Refused<T> = Result<T, String>;

impl Message {
    /// Reads one that Fluent's parser has found at a place of its file.
    pub(crate) fn read(found: ast::Message<&str>, at: usize) -> Refused<Self> {
        if let Some(attribute) = found.attributes.first() {
            return Err(format!("the page has no attributes such as `.{}`", attribute.id.name));
        }
        let mut arguments = BTreeSet::new();
        let elements = found.value.map(|value| value.elements).unwrap_or_default();
        let text = match elements.as_slice() {
            [PatternElement::Placeable { expression: Expression::Select { selector, variants } }] => {
                choice(selector, variants, &mut arguments)?
            }
            elements => sentence(elements, &mut arguments)?,
        };
        Ok(Self { arguments, at, text })
    }
}

/// By which argument is chosen, and each case with its sentence.
fn choice(
    selector: &InlineExpression<&str>,
    variants: &[Variant<&str>],
    arguments: &mut BTreeSet<String>,
) -> Refused<String> {
    let mut text = argument(selector, arguments)?.to_owned();
    let mut cases = BTreeSet::new();
    for (place, variant) in variants.iter().enumerate() {
        let last = place + 1 == variants.len();
        let case = match variant.key {
            VariantKey::NumberLiteral { value } if !last && is_whole(value) => value,
            VariantKey::Identifier { name: "one" } if !last => "one",
            VariantKey::Identifier { name: "other" } if last && variant.default => "other",
            VariantKey::NumberLiteral { value: name } | VariantKey::Identifier { name } => {
                return Err(format!("`[{name}]`: cases are whole numbers, `[one]`, and at last `*[other]`"));
            }
        };
        if !cases.insert(case) {
            return Err(format!("`[{case}]` stands twice"));
        }
        text.extend(["\t", case, "\t", &sentence(&variant.value.elements, arguments)?]);
    }
    Ok(text)
}

/// A number as it is counted: digits alone.
fn is_whole(number: &str) -> bool {
    number.parse::<u32>().is_ok_and(|parsed| parsed.to_string() == number)
}

/// Words, and arguments in braces.
fn sentence(elements: &[PatternElement<&str>], arguments: &mut BTreeSet<String>) -> Refused<String> {
    let mut text = String::new();
    for element in elements {
        match element {
            PatternElement::TextElement { value } if value.contains(char::is_control) => {
                return Err("a sentence stands on one line, without tabs".to_owned());
            }
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                text.extend(["{", argument(inline, arguments)?, "}"]);
            }
            PatternElement::Placeable { expression: Expression::Select { .. } } => {
                return Err("a choice is a whole message, with the whole sentence in each case".to_owned());
            }
        }
    }
    Ok(text)
}

/// The name of what is given.
fn argument<'a>(inline: &InlineExpression<&'a str>, arguments: &mut BTreeSet<String>) -> Refused<&'a str> {
    let what = match inline {
        InlineExpression::VariableReference { id } => {
            arguments.insert(id.name.to_owned());
            return Ok(id.name);
        }
        InlineExpression::FunctionReference { id, .. } => format!("the function {}()", id.name),
        InlineExpression::MessageReference { id, .. } => format!("the message `{}`", id.name),
        InlineExpression::TermReference { id, .. } => format!("the term `-{}`", id.name),
        InlineExpression::StringLiteral { value } => format!("the literal \"{value}\""),
        InlineExpression::NumberLiteral { value } => format!("the literal {value}"),
        InlineExpression::Placeable { .. } => "braces".to_owned(),
    };
    Err(format!("in braces the page knows arguments alone, not {what}"))
}
