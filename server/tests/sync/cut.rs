//! Connections that are cut in the middle of a message or of its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use smartkhata_courier::{Account, Line};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::backend::{Backend, cluster};
use crate::device::{Device, all_numbers, first, invite};
use crate::speaker::in_step;

/// How much of what is cut goes through: headers, and a part of what they announce.
const THROUGH: usize = 1_200;

/// How often each is cut.
const TIMES: usize = 3;

/// A cable to the backend that breaks.
struct Cable {
    address: String,
    cuts: Arc<Cuts>,
}

#[derive(Default)]
struct Cuts {
    /// Pushes still to be cut, each a little later than the one before.
    pushes: AtomicUsize,
    /// Answers to pulls still to be cut.
    pages: AtomicUsize,
    done: AtomicUsize,
}

/// Takes one of what is left.
fn one_of(left: &AtomicUsize) -> Option<usize> {
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).ok()
}

impl Cable {
    async fn to(backend: &Backend) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (there, cuts) = (backend.address.strip_prefix("http://").unwrap().to_owned(), Arc::<Cuts>::default());
        let kept = Arc::clone(&cuts);
        tokio::spawn(async move {
            loop {
                let (near, _) = listener.accept().await.unwrap();
                let far = TcpStream::connect(&there).await.unwrap();
                tokio::spawn(between(near, far, Arc::clone(&kept)));
            }
        });
        Self { address, cuts }
    }

    fn line(&self, device: &Device) -> Line {
        let account = Account::read(device.folder.path()).unwrap().unwrap();
        let account = Account { backend: self.address.clone(), ..account };
        Line::new(device.folder.path(), device.business(), account).unwrap()
    }
}

/// One connection, to its end or to its cut: then both sides find it gone.
async fn between(near: TcpStream, far: TcpStream, cuts: Arc<Cuts>) {
    let ((from_near, to_near), (from_far, to_far)) = (near.into_split(), far.into_split());
    let allowed = Arc::new(AtomicUsize::new(usize::MAX));
    let asks = asks(from_near, to_far, Arc::clone(&cuts), Arc::clone(&allowed));
    tokio::select! {
        () = asks => {}
        () = answers(from_far, to_near, Arc::clone(&cuts), allowed) => {}
    }
}

fn says(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|part| part == what.as_bytes())
}

async fn asks(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, cuts: Arc<Cuts>, allowed: Arc<AtomicUsize>) {
    let (mut buffer, mut left) = (vec![0; 65_536], usize::MAX);
    loop {
        let read = match from.read(&mut buffer).await {
            Ok(read) if read > 0 => read,
            _ => return,
        };
        let bytes = &buffer[..read];
        if says(bytes, "/sync/push")
            && let Some(nth) = one_of(&cuts.pushes)
        {
            left = THROUGH + 500 * nth;
        }
        if says(bytes, "/sync/pull")
            && let Some(nth) = one_of(&cuts.pages)
        {
            allowed.store(THROUGH + 500 * nth, Ordering::SeqCst);
        }
        if to.write_all(&bytes[..read.min(left)]).await.is_err() {
            return;
        }
        if read >= left {
            cuts.done.fetch_add(1, Ordering::SeqCst);
            return;
        }
        left = if left == usize::MAX { left } else { left - read };
    }
}

async fn answers(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, cuts: Arc<Cuts>, allowed: Arc<AtomicUsize>) {
    let mut buffer = vec![0; 65_536];
    loop {
        let read = match from.read(&mut buffer).await {
            Ok(read) if read > 0 => read,
            _ => return,
        };
        let most = allowed.load(Ordering::SeqCst);
        if to.write_all(&buffer[..read.min(most)]).await.is_err() {
            return;
        }
        if read >= most {
            cuts.done.fetch_add(1, Ordering::SeqCst);
            return;
        }
        if most != usize::MAX {
            allowed.store(most - read, Ordering::SeqCst);
        }
    }
}

/// Talks until there is nothing left to say, beginning anew after each cut; how many there were.
async fn in_step_at_last(device: &Device, line: &Line) -> usize {
    let mut broken = 0;
    loop {
        let mut exchange = smartkhata_core::sync::Exchange::default();
        let ended: Result<(), smartkhata_core::Error> = async {
            while let Some(ask) = device.books.next_ask(&mut exchange).unwrap() {
                let me = device.books.identity().unwrap().unwrap().device;
                let tell = line.carry(me, &ask).await?;
                device.books.answered(&mut exchange, &tell).unwrap();
            }
            Ok(())
        }
        .await;
        match ended {
            Ok(()) => return broken,
            Err(error) => {
                assert_eq!(error.code, smartkhata_core::Code::Unavailable, "{error:?}");
                broken += 1;
                assert!(broken < 20, "{error:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cut_in_the_middle_of_a_push_or_of_a_page_is_there_once() {
    let cluster = tokio::task::block_in_place(cluster);
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let (counter, line) = first(&backend, &asha).await;
    in_step(&counter, &line).await;
    let sold: Vec<String> = tokio::task::block_in_place(|| (2..202).map(|n| counter.sell(n)).collect());
    let cable = Cable::to(&backend).await;
    cable.cuts.pushes.store(TIMES, Ordering::SeqCst);
    let broken = in_step_at_last(&counter, &cable.line(&counter)).await;
    assert_eq!((broken, cable.cuts.done.load(Ordering::SeqCst)), (TIMES, TIMES));
    let shop = counter.business().to_string();
    let mut there = all_numbers(|page| backend.door(&asha, &shop, "bill.list", &page).unwrap().json());
    there.sort();
    assert_eq!(there, counter.numbers());
    assert!(there.len() == 201 && sold.iter().all(|number| there.contains(number)));

    let phone = Device::new();
    phone.join(&backend, &invite(&backend, &asha, counter.business(), "staff"), "Phone").await;
    cable.cuts.pages.store(TIMES, Ordering::SeqCst);
    let broken = in_step_at_last(&phone, &cable.line(&phone)).await;
    assert_eq!((broken, cable.cuts.done.load(Ordering::SeqCst)), (TIMES, 2 * TIMES));
    assert_eq!(phone.numbers(), there);
    in_step(&counter, &line).await;
    assert_eq!(phone.code(), counter.code());
    let verified = backend.door(&asha, &shop, "books.verify", &serde_json::json!({})).unwrap().json();
    assert_eq!((&verified["faults"], &verified["trial_balance"]), (&serde_json::json!([]), &serde_json::json!(0)));
}
