//! One thing after the other: a scan that still waits for its item comes before the key that takes the money, and the
//! next scan goes on the next bill, however slowly the books answer.

use crate::state::spawn;
use std::collections::VecDeque;
use std::pin::Pin;

use dioxus::core::{Runtime, ScopeId, current_scope_id};
use dioxus::prelude::*;

type Work = Pin<Box<dyn Future<Output = ()>>>;

/// What is to be done at this counter, in its order.
#[derive(Clone, Copy)]
pub struct Turns {
    waiting: CopyValue<VecDeque<Work>>,
    running: CopyValue<bool>,
    /// The counter: what a sheet over it began goes on when the sheet is gone.
    scope: ScopeId,
}

impl Turns {
    /// None waits. To be made by the counter itself.
    pub fn new() -> Self {
        Self { waiting: CopyValue::new(VecDeque::new()), running: CopyValue::new(false), scope: current_scope_id() }
    }

    /// Does this when all that was asked for before is done.
    pub fn push(mut self, work: impl Future<Output = ()> + 'static) {
        self.waiting.write().push_back(Box::pin(work));
        if std::mem::replace(&mut *self.running.write(), true) {
            return;
        }
        Runtime::current().in_scope(self.scope, || {
            spawn(async move {
                loop {
                    // Not held while the work is done.
                    let next = self.waiting.write().pop_front();
                    let Some(work) = next else { break };
                    work.await;
                }
                self.running.set(false);
            })
        });
    }
}
