//! Sending a form: once at a time, to its end even when the screen is left, and a refusal is shown where it belongs.

use std::future::Future;
use std::pin::Pin;

use dioxus::prelude::*;
use smartkhata_core::id::VoucherId;
use smartkhata_core::{Code, Error, Result};

use super::kept::{Place, drawn};
use super::{run, say_error};
use crate::browser;
use crate::part::Problem;
use crate::state::use_signal;

/// What a form is at.
#[derive(Clone, Copy, PartialEq)]
pub struct Submit {
    record: Signal<VoucherId>,
    /// Where the form is kept, if it is.
    place: Option<Place>,
    busy: Signal<bool>,
    problem: Signal<Problem>,
}

/// A form that is not being sent.
pub fn use_submit() -> Submit {
    use_submit_at(None)
}

/// A form that is kept until it is saved: opened anew while nobody knows whether it was, it is sent under the id of
/// before.
pub fn use_submit_of(place: Place) -> Submit {
    use_submit_at(Some(place))
}

fn use_submit_at(place: Option<Place>) -> Submit {
    let own = use_signal(drawn);
    let record = place.map_or(own, |place| place.record);
    Submit { record, place, busy: use_signal(bool::default), problem: use_signal(Problem::default) }
}

impl Submit {
    /// The id of what is saved: the same until that is answered, so that an answer that was lost makes no second one.
    pub fn record(self) -> Option<VoucherId> {
        Some(self.place.map_or_else(|| *self.record.peek(), Place::record))
    }

    /// The id of a new customer or item: another one once the form says something else than what was sent. Sent under the id
    /// of one that is there, a changed form would change that one and not be refused.
    pub fn record_of_new(self) -> Option<VoucherId> {
        if let Some(place) = self.place {
            place.draw_unless_sent();
        }
        self.record()
    }

    /// It is on its way.
    pub fn is_busy(self) -> bool {
        (self.busy)()
    }

    /// What was refused the last time.
    pub fn problem(self) -> Problem {
        (self.problem)()
    }

    /// Shows what is wrong without sending anything, and goes to the field that it is about.
    pub fn refuse(mut self, error: Error) {
        self.problem.set(Problem::refused(error));
        browser::show_wrong();
    }

    /// Sends, and does `done` if the form is still on the screen then. While one is on its way another is not
    /// begun. What is refused after the form is gone is said by a toast.
    pub fn send(self, work: impl Future<Output = Result<()>> + 'static, done: impl FnOnce() + 'static) {
        self.send_boxed(Box::pin(work), Box::new(done));
    }

    /// Not generic, so that all forms share it.
    fn send_boxed(mut self, work: Pin<Box<dyn Future<Output = Result<()>>>>, done: Box<dyn FnOnce()>) {
        if *self.busy.peek() {
            return;
        }
        self.busy.set(true);
        let work = match self.place {
            Some(place) => {
                place.sends(place.record());
                Box::pin(place.until(work))
            }
            None => work,
        };
        run(async move {
            let answer = work.await;
            // What was saved otherwise before was told of; what is sent now is another one.
            if answer.as_ref().map_or_else(|error| error.code == Code::AlreadySaved, |()| true)
                && let Ok(mut record) = self.record.try_write()
            {
                *record = drawn();
                if let Some(place) = self.place {
                    place.answered();
                }
            }
            let stands = match self.busy.try_write() {
                Ok(mut busy) => {
                    *busy = false;
                    true
                }
                Err(_) => false,
            };
            match (answer, stands) {
                (Ok(()), true) => {
                    self.problem.set(Problem::default());
                    done();
                }
                (Ok(()), false) => {}
                (Err(error), true) => self.refuse(error),
                (Err(error), false) => say_error(&error),
            }
        });
    }
}
