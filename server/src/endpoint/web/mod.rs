//! What the web edition of the backend asks beside the door: its sign-in, kept where no script reads it.

pub mod session;
