//! Codes that the law and the trade define. Each is a type of its own that cannot hold a mistyped value:
//! parsing cleans what people type (outer and inner blanks, lower case) and says what is wrong.

mod shape;

pub mod email;
pub mod gstin;
pub mod hsn;
pub mod ifsc;
pub mod measure;
pub mod number;
pub mod pan;
pub mod phone;
pub mod pin;
pub mod state;
pub mod unit;
pub mod upi;

/// Without any blank and in upper case: how codes are compared and kept.
pub(crate) fn cleaned(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// A code that is kept as its own text: the type, its text, and JSON as that text. `FromStr` is the
/// only way in and is written by hand for each.
macro_rules! text_code {
    ($(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text, cleaned.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::error::Error;
            fn try_from(text: String) -> crate::error::Result<Self> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }
    };
}
pub(crate) use text_code;
