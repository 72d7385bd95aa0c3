//! A choice among several items of one code. Whatever comes after it at this counter waits until it is made.

use std::future::poll_fn;
use std::task::{Poll, Waker};

use dioxus::prelude::*;
use smartkhata_core::item::Item;

/// The choice that is being made, if one is.
#[derive(Clone, Copy)]
pub struct Choice {
    made: CopyValue<Option<Option<Item>>>,
    waits: CopyValue<Option<Waker>>,
}

impl Choice {
    /// None is asked for.
    pub fn new() -> Self {
        Self { made: CopyValue::new(None), waits: CopyValue::new(None) }
    }

    /// Waits for what is chosen; none where it is given up.
    pub async fn made(mut self) -> Option<Item> {
        self.made.set(None);
        poll_fn(move |task| match self.made.write().take() {
            Some(made) => Poll::Ready(made),
            None => {
                self.waits.set(Some(task.waker().clone()));
                Poll::Pending
            }
        })
        .await
    }

    /// Whether one is waited for.
    pub fn is_awaited(self) -> bool {
        self.waits.peek().is_some()
    }

    /// Chooses, or with none gives up; without anybody waiting nothing happens.
    pub fn make(mut self, item: Option<Item>) {
        let waits = self.waits.write().take();
        if let Some(waker) = waits {
            self.made.set(Some(item));
            waker.wake();
        }
    }
}
