//! What screens ask of Dioxus all the time, with their closures and futures boxed: it is compiled once for each type of
//! value, not once for each place that asks.

use std::future::Future;
use std::pin::Pin;

use dioxus::core::Task;
use dioxus::hooks;
use dioxus::prelude::{Callback, Signal};

/// A value that is kept from one drawing to the next.
pub fn use_signal<'a, T: 'static>(first: impl FnOnce() -> T + 'a) -> Signal<T> {
    keep(Box::new(first))
}

#[inline(never)]
fn keep<T: 'static>(first: Box<dyn FnOnce() -> T + '_>) -> Signal<T> {
    hooks::use_signal(first)
}

/// An act that is handed on, and stays the same one from one drawing to the next.
pub fn use_callback<A: 'static, R: 'static>(act: impl FnMut(A) -> R + 'static) -> Callback<A, R> {
    hand_on(Box::new(act))
}

#[inline(never)]
fn hand_on<A: 'static, R: 'static>(act: Box<dyn FnMut(A) -> R>) -> Callback<A, R> {
    hooks::use_callback(act)
}

/// Runs while the screen that began it stands.
pub fn spawn(work: impl Future<Output = ()> + 'static) -> Task {
    begin(Box::pin(work))
}

/// Runs to its end even when the screen that began it is left: a save, an undo.
pub fn run(work: impl Future<Output = ()> + 'static) {
    begin_for_good(Box::pin(work));
}

/// Something that runs.
type Work = Pin<Box<dyn Future<Output = ()>>>;

#[inline(never)]
fn begin(work: Work) -> Task {
    dioxus::core::spawn(work)
}

#[inline(never)]
fn begin_for_good(work: Work) {
    dioxus::core::spawn_forever(work);
}
