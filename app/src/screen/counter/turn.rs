//! One thing after the other: a scan that still waits for its item comes before the key that takes the money, and the
//! next scan goes on the next bill, however slowly the books answer.

use std::collections::VecDeque;
use std::pin::Pin;

use dioxus::prelude::*;

use crate::state::run;

type Work = Pin<Box<dyn Future<Output = ()>>>;

/// What is to be done at this counter, in its order.
#[derive(Clone, Copy)]
pub struct Turns {
    waiting: CopyValue<VecDeque<Work>>,
    running: CopyValue<bool>,
    given_up: CopyValue<bool>,
}

impl Turns {
    /// None waits.
    pub fn new() -> Self {
        Self {
            waiting: CopyValue::new(VecDeque::new()),
            running: CopyValue::new(false),
            given_up: CopyValue::new(false),
        }
    }

    /// Does this when all that was asked for before is done, also when the counter is left meanwhile.
    pub fn push(mut self, work: impl Future<Output = ()> + 'static) {
        self.waiting.write().push_back(Box::pin(work));
        if std::mem::replace(&mut *self.running.write(), true) {
            return;
        }
        run(async move {
            loop {
                // Not held while the work is done.
                let next = self.waiting.write().pop_front();
                let Some(work) = next else { break };
                work.await;
            }
            self.running.set(false);
            self.given_up.set(false);
        });
    }

    /// What is being done is given up: of what waits behind it, money was to be taken for a bill with it.
    pub fn give_up(mut self) {
        self.given_up.set(true);
    }

    /// Whether something was given up since the keys that are being done were pressed.
    pub fn is_given_up(self) -> bool {
        *self.given_up.peek()
    }
}
