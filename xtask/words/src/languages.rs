//! All languages say the same: each key stands in every file, with the same arguments.

use std::collections::BTreeSet;

use crate::{Fault, File, Message, Messages};

/// Tells what only some of the files have. They are in the order of their messages.
pub(crate) fn compare(files: &[File<'_>], languages: &[Messages<'_>], faults: &mut Vec<Fault>) {
    let keys: BTreeSet<&str> = languages.iter().flat_map(|messages| messages.keys().copied()).collect();
    let both = || files.iter().zip(languages);
    for key in keys {
        // The first file that has it is what the others are held against.
        let Some((first, model)) = both().find_map(|(file, messages)| Some((file, messages.get(key)?))) else {
            continue;
        };
        for (file, messages) in both() {
            match messages.get(key) {
                None => faults.push(first.fault(model.at, format!("`{key}` is missing in {}", file.name))),
                Some(message) if message.arguments != model.arguments => {
                    let [given, expected] = [message, model].map(list);
                    let what = format!("`{key}` is given {given}, and {expected} in {}", first.name);
                    faults.push(file.fault(message.at, what));
                }
                Some(_) => {}
            }
        }
    }
}

/// The arguments of a message in words.
fn list(message: &Message) -> String {
    if message.arguments.is_empty() {
        return "nothing".to_owned();
    }
    message.arguments.iter().map(|name| format!("${name}")).collect::<Vec<_>>().join(", ")
}
