//! The names of accounts, as the shopkeeper says them.

use crate::t;

/// The words for an account's code; one that this version does not know shows its code.
pub fn account_words(code: &str) -> String {
    let key = format!("account-{}", code.replace('.', "-"));
    let words = t!(&key);
    if words == key { t!("account-other", code = code.to_owned()) } else { words }
}
