//! Many requests, one round trip: each is sent before the first is answered.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use futures_util::future::{MaybeDone, maybe_done};

/// Runs futures that send at their first poll and are answered in the order in which they were sent. The first error
/// ends it: what was sent behind it was refused with it.
pub async fn in_order<T, E, F: Future<Output = Result<T, E>>>(futures: Vec<F>) -> Result<Vec<T>, E> {
    let mut sent: Vec<Pin<Box<MaybeDone<F>>>> =
        futures.into_iter().map(|future| Box::pin(maybe_done(future))).collect();
    poll_fn(|context| {
        for future in &mut sent {
            // An answer that is there already is kept by `MaybeDone`.
            let _ = future.as_mut().poll(context);
        }
        Poll::Ready(())
    })
    .await;
    let mut answers = Vec::with_capacity(sent.len());
    for mut future in sent {
        future.as_mut().await;
        answers.extend(future.as_mut().take_output().transpose()?);
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[tokio::test]
    async fn all_are_sent_before_one_is_answered_and_the_first_error_is_told() {
        let log = RefCell::new(Vec::new());
        let request = |n: i32| {
            let log = &log;
            async move {
                log.borrow_mut().push(format!("sent {n}"));
                tokio::task::yield_now().await;
                log.borrow_mut().push(format!("answered {n}"));
                if n == 3 { Err(n) } else { Ok(n) }
            }
        };
        assert_eq!(in_order((0..3).map(request).collect()).await, Ok(vec![0, 1, 2]));
        assert_eq!(log.borrow()[..4], ["sent 0", "sent 1", "sent 2", "answered 0"]);
        assert_eq!(in_order((0..6).map(request).collect()).await, Err(3));
    }
}
