//! What a screen asks the door: asked as the screen opens, and again when what the question reads changes.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

use dioxus::prelude::*;

use crate::state::use_signal;

/// The answer, as soon as it is here; the last one stands until the next has come.
pub struct Answer<T: 'static> {
    value: Signal<Option<T>>,
    asking: Resource<()>,
}

impl<T: 'static> Answer<T> {
    /// Asks again.
    pub fn restart(mut self) {
        self.asking.restart();
    }
}

impl<T: 'static> Clone for Answer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Answer<T> {}

impl<T: 'static> Deref for Answer<T> {
    type Target = Signal<Option<T>>;

    fn deref(&self) -> &Self::Target {
        &self.value
    }
}

/// A question on its way.
type Asking = Pin<Box<dyn Future<Output = ()>>>;

/// Asks as the screen opens, and again whenever a signal changes that the question has read.
///
/// Boxed, so that all screens share the one machine that watches, stops and begins questions.
pub fn use_answer<T, F>(mut ask: impl FnMut() -> F + 'static) -> Answer<T>
where
    F: Future<Output = T> + 'static,
{
    let mut value = use_signal(|| None);
    let ask: Box<dyn FnMut() -> Asking> = Box::new(move || {
        let asked = ask();
        Box::pin(async move { value.set(Some(asked.await)) })
    });
    Answer { value, asking: use_resource(ask) }
}
