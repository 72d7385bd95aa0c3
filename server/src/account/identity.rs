//! What somebody signs in by: an Indian phone number or an e-mail address, in one spelling each.

use smartkhata_core::code::{email, phone};
use smartkhata_core::store::Value;
use smartkhata_core::{Code, Error, Result};

/// A phone number or an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// As the core writes phone numbers.
    Phone(String),
    /// In lower case: nobody has two addresses that differ in case alone.
    Email(String),
}

impl Identity {
    /// Reads what was typed.
    pub fn read(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::field(Code::Required, "identity", "Give your phone number or e-mail address."));
        }
        if text.contains('@') {
            let address: email::Email = text.parse().map_err(about)?;
            return Ok(Self::Email(address.to_string().to_lowercase()));
        }
        let number: phone::Phone = text.parse().map_err(about)?;
        if !number.is_mobile() {
            return Err(Error::field(
                Code::NotReached,
                "identity",
                "A landline takes no messages: give a mobile number.",
            ));
        }
        Ok(Self::Phone(number.to_string()))
    }

    /// The text that it is kept under.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(text) | Self::Email(text) => text,
        }
    }

    /// What it is, for digests and seals: a phone number is never taken for an address.
    pub const fn purpose(&self) -> &'static str {
        match self {
            Self::Phone(_) => "phone",
            Self::Email(_) => "email",
        }
    }

    /// What is sealed of it.
    pub fn spelled(&self) -> String {
        format!("{}:{}", self.purpose(), self.as_str())
    }

    /// Reads what was sealed.
    pub fn of_spelled(text: &[u8]) -> Result<Self> {
        let fault = || Error::new(Code::CorruptDatabase, "A sealed identity says nothing that is known.");
        match std::str::from_utf8(text).ok().and_then(|text| text.split_once(':')) {
            Some(("phone", number)) => Ok(Self::Phone(number.to_owned())),
            Some(("email", address)) => Ok(Self::Email(address.to_owned())),
            _ => Err(fault()),
        }
    }

    /// The columns `phone` and `email`.
    pub fn columns(&self) -> [Value; 2] {
        match self {
            Self::Phone(phone) => [phone.as_str().into(), Value::Null],
            Self::Email(email) => [Value::Null, email.as_str().into()],
        }
    }
}

/// An error about the one field that there is.
fn about(error: Error) -> Error {
    Error { field: Some("identity".into()), ..error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_spelling() {
        for (typed, kept) in [
            (" Ramesh.K@Gmail.COM ", Identity::Email("ramesh.k@gmail.com".into())),
            ("+91 98765-43210", Identity::Phone("9876543210".into())),
        ] {
            assert_eq!(Identity::read(typed), Ok(kept));
        }
        for (wrong, code) in [
            ("", Code::Required),
            ("ramesh@", Code::InvalidEmail),
            ("98765", Code::InvalidPhone),
            ("011 2345 6789", Code::NotReached),
        ] {
            let error = Identity::read(wrong).unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (code, Some("identity")), "{wrong}");
        }
    }
}
