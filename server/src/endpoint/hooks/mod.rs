//! Where those who carry letters report what became of them.

pub mod msg91;
pub mod sendgrid;
