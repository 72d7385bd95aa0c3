//! Handlers that are given to a part (see the attribute `#[part]`): boxed at once, so that no two closures compile to
//! code of their own.

use dioxus::core::{SpawnIfAsync, with_owner};
use dioxus::prelude::*;

/// Keeps the handlers of a part for as long as its props stand.
#[derive(Clone, Default)]
pub struct Handlers(Owner);

impl PartialEq for Handlers {
    /// The handlers themselves are compared.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Handlers {
    /// Makes something that these keep.
    pub fn own<T>(&self, make: impl FnOnce() -> T) -> T {
        with_owner(self.0.clone(), make)
    }

    #[inline(never)]
    fn hold<A: 'static, R: 'static>(&self, act: Box<dyn FnMut(A) -> R>) -> Callback<A, R> {
        self.own(|| Callback::new::<R, ()>(act))
    }
}

/// What may be given as a handler of arguments `A` that answers `R`.
pub trait IntoHandler<A, R, Marker> {
    /// The handler, kept by these.
    fn into_handler(self, handlers: &Handlers) -> Callback<A, R>;
}

/// A handler is one already.
pub struct Already;

impl<A, R> IntoHandler<A, R, Already> for Callback<A, R> {
    fn into_handler(self, _: &Handlers) -> Callback<A, R> {
        self
    }
}

/// A closure that answers, or that begins something which is waited for elsewhere.
pub struct Closure<Answer>(std::marker::PhantomData<Answer>);

impl<A, R, F, Answer, Marker> IntoHandler<A, R, Closure<Marker>> for F
where
    A: 'static,
    R: 'static,
    F: FnMut(A) -> Answer + 'static,
    Answer: SpawnIfAsync<Marker, R>,
{
    fn into_handler(mut self, handlers: &Handlers) -> Callback<A, R> {
        handlers.hold(Box::new(move |given| self(given).spawn()))
    }
}
