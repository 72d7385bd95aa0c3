//! What a caller must show before an endpoint hears it.

pub mod host;
pub mod origin;
pub mod token;

pub use host::Hosts;
pub use origin::OwnPage;
pub use token::Token;
