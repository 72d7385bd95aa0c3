//! What was given to a part (see the attribute `#[part]`), behind one type: Dioxus keeps, compares and draws all parts
//! by the same code.

use std::any::Any;

use dioxus::core::{ComponentFunction, Properties, VComponent};
use dioxus::prelude::*;

/// The props of one part.
pub trait Props: Any {
    /// As they stand now.
    fn duplicate(&self) -> Box<dyn Props>;
    /// Whether these are of the same part, and nothing of them differs.
    fn is_same(&self, other: &dyn Any) -> bool;
    /// Goes on with the handlers that the part was given first.
    fn hold(&mut self, _before: &dyn Any) {}
    /// What the part draws of them.
    fn draw(self: Box<Self>) -> Element;
}

/// The props of a part, whichever.
pub struct Given(Box<dyn Props>);

impl Clone for Given {
    fn clone(&self) -> Self {
        Self(self.0.duplicate())
    }
}

impl Properties for Given {
    type Builder = ();

    fn builder() {}

    fn memoize(&mut self, newest: &Self) -> bool {
        let same = self.0.is_same(&*newest.0);
        if !same {
            let mut next = newest.0.duplicate();
            next.hold(&*self.0);
            self.0 = next;
        }
        same
    }
}

/// Where a part's function stands, which tells one part from another.
#[derive(Clone, Copy)]
struct Place(usize);

/// Draws what was given.
struct Drawing;

impl ComponentFunction<Given, Drawing> for Place {
    fn fn_ptr(&self) -> usize {
        self.0
    }

    fn rebuild(&self, given: Given) -> Element {
        given.0.draw()
    }
}

/// The part at `place`, with its props.
pub fn component(place: usize, props: Box<dyn Props>, name: &'static str) -> VComponent {
    VComponent::new(Place(place), Given(props), name)
}
