//! E-mail addresses, checked only as far as typing mistakes go.

use super::text_code;
use crate::error::{Code, Error, Result};

text_code! {
    /// `name@domain.in`, at most 100 characters (the length of e-invoices). The domain is kept in lower case.
    Email
}

impl std::str::FromStr for Email {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let bad = || {
            let message = "This is no e-mail address like name@domain.in.";
            Error::field(Code::InvalidEmail, "email", message)
        };
        let (name, domain) = text.rsplit_once('@').ok_or_else(bad)?;
        let in_name =
            |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '@' | ',' | ';' | '"' | '<' | '>');
        let labels: Vec<&str> = domain.split('.').collect();
        let is_label = |label: &&str| {
            let edge = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            edge(label.chars().next())
                && edge(label.chars().last())
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let right = !name.is_empty()
            && name.chars().all(in_name)
            && labels.len() >= 2
            && labels.iter().all(is_label)
            && text.chars().count() <= 100;
        if right { Ok(Self(format!("{name}@{}", domain.to_lowercase()))) } else { Err(bad()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_typed() {
        for (typed, kept) in [
            (" Ramesh.K@Gmail.COM ", "Ramesh.K@gmail.com"),
            ("a+b@x.co.in", "a+b@x.co.in"),
            ("दुकान@उदाहरण.भारत", "दुकान@उदाहरण.भारत"),
        ] {
            assert_eq!(typed.parse::<Email>().unwrap().as_str(), kept);
        }
        let long = format!("{}@x.in", "a".repeat(96));
        for wrong in ["", "a", "a@b", "@b.in", "a b@c.in", "a@b..in", "a@-b.in", "a@b.in,c@d.in", "a@b@c.in", &long] {
            assert_eq!(wrong.parse::<Email>().unwrap_err().code(), Code::InvalidEmail, "{wrong}");
        }
    }
}
