//! Sync: a shop's devices say where they stand, send what is theirs, and read what came.

pub mod adopt;
pub mod hello;
pub mod pull;
pub mod push;
