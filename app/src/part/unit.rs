//! Units in the words of shops: books keep the codes of the GST list, screens say `kg`.

use smartkhata_core::quantity::Milli;

use crate::t;

/// The word of a unit in the language of the screen; a shop's own word is its own, and so is a code
/// that nobody has a word for.
pub fn unit(code: &str) -> String {
    let key = format!("unit-{}", code.to_ascii_lowercase());
    let said = t!(&key);
    if said == key { code.to_owned() } else { said }
}

/// `2.5 kg`; the figure alone where there is no unit.
pub fn so_much(quantity: Milli, code: &str) -> String {
    if code.is_empty() { quantity.to_string() } else { format!("{quantity} {}", unit(code)) }
}
