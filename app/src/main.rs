//! The UI.

fn main() {}
