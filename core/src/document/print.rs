//! A stored bill as a printed page.
