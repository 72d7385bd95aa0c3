//! What a shopkeeper does, in a real browser against the served web edition and in the real window.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

mod attachments;
mod backend;
mod bills;
mod cells;
mod correct;
mod counter;
mod customer;
mod devices;
mod drawer;
mod due;
mod forms;
mod goods;
mod hands;
mod kept;
mod keyboard;
mod keypad;
mod keys;
mod known;
mod one_key;
mod leaving;
mod khata;
mod long;
mod paper;
mod people;
mod phone;
mod phone_money;
mod pictures;
mod power;
mod print;
mod reach;
mod repeat;
mod restore;
mod scan;
mod set_up;
mod settings;
mod shop;
mod shops;
mod tax;
mod thumb;
mod till;
mod undo;
mod undone;
mod web;
mod window;
