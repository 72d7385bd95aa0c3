//! The one door, end to end, on a real file: what a shopkeeper does in a day.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

mod adds_up;
mod again;
mod any_json;
mod attachment;
mod bill;
mod consent;
mod correct;
mod dates;
mod due;
mod folder;
mod khata;
mod let_off;
mod lists;
mod money;
mod once;
mod paper;
mod payment;
mod preview;
mod purchase;
mod rates;
mod readers;
mod reasons;
mod refusal;
mod retail_price;
mod rewrite;
mod shop;
mod stock;
#[path = "../print/tools.rs"]
#[allow(dead_code, reason = "the tests of the printout use all of them")]
mod tools;
mod undone;
