//! `#[part]`: a component of which little is compiled anew, neither for each component nor for each use of one.
//!
//! It is written and used as a component of Dioxus is. What Dioxus makes of one is generic over everything that a use
//! gives, so that the compiler writes it out anew for each of them; a button is used two hundred times. Here what a use
//! gives is written, one by one, into a box of one type, and a handler is boxed before anything looks at it. Dioxus then
//! keeps, compares and draws the props of all parts behind one type (`app/src/part/given.rs`).
//!
//! A prop is an argument: required, or with `#[props(default)]` or `#[props(default = …)]`. `Option` may be left out,
//! text is taken as whatever becomes a `String`, and a handler (`EventHandler`, `Callback`) as a closure or a handler.

mod prop;
mod write;

use proc_macro::TokenStream;
use syn::{ItemFn, parse_macro_input};

/// Makes a component of a function that draws.
#[proc_macro_attribute]
pub fn part(_: TokenStream, function: TokenStream) -> TokenStream {
    let function = parse_macro_input!(function as ItemFn);
    write::part(&function).unwrap_or_else(|error| error.to_compile_error()).into()
}
