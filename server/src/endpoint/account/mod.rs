//! Signing in, and what is signed in.

pub mod code;
pub mod leave;
pub mod own;
pub mod password;
pub mod refresh;
pub mod sessions;
pub mod sign_in;
