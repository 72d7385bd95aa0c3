//! The `smartkhata` command.

fn main() {}
