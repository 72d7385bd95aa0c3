//! What a caller must show before an endpoint hears it.

pub mod host;
pub mod token;

pub use host::Hosts;
pub use token::Token;
