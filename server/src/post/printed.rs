//! To whoever looks at the program's own output: for trying things out, and only when asked for.

use super::{Letter, Sender, Sending};
use crate::account::Identity;
use crate::say;

/// Prints codes on stderr.
pub struct Printed;

impl Sender for Printed {
    fn name(&self) -> &'static str {
        "printed"
    }

    fn reaches(&self, _: &Identity) -> bool {
        true
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        say::aside(&format!("{} is the code of {}", letter.code, letter.to.as_str()));
        Box::pin(std::future::ready(Ok(String::new())))
    }
}
