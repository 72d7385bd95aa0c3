//! A shop moves from one cluster to another while it sells: nothing that was acknowledged is lost, everybody finds it, and
//! what may not be moved stays where it was.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "how long devices take is measured on the machine's clock")]

#[path = "support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
#[path = "support/device.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod device;
mod support;

use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backend::{Backend, Tokens, bill, cluster};
use cluster::Cluster;
use device::{Device, all_numbers, first, invite, until};
use serde_json::{Value, json};
use smartkhata_courier::{Account, Courier, Line};
use support::{err, out, program};

/// The key that both clusters seal with, and another one.
const KEY: &str = "old:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const OTHER: &str = "old:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

/// A cell: a cluster and its server.
struct Cell {
    cluster: Cluster,
    backend: Backend,
}

impl Cell {
    fn start(keys: &str) -> Self {
        let cluster = tokio::task::block_in_place(cluster);
        let backend = Backend::start(&cluster, &["--data-keys", keys]);
        Self { cluster, backend }
    }

    fn operate(&self, arguments: &[&str]) -> Output {
        let folder = tempfile::tempdir().unwrap();
        let mut command = program(arguments, folder.path());
        command.env("DATABASE_URL", self.cluster.url("keeper", "books")).env("SMARTKHATA_OPERATOR", "Ravi");
        command.env("DATA_KEYS", KEY).output().unwrap()
    }

    /// Moves a shop to another cell.
    fn moves(&self, shop: &str, to: &Self) -> Output {
        let there = to.cluster.url("keeper", "books");
        self.operate(&["operator", "move", shop, "--to-database", &there, "--to", &to.backend.address])
    }

    async fn execute(&self, text: &str) {
        self.cluster.connect_to("books").await.batch_execute(text).await.unwrap();
    }

    async fn count(&self, query: &str) -> i64 {
        self.cluster.connect_to("books").await.query_one(query, &[]).await.unwrap().get(0)
    }

    fn sell(&self, tokens: &Tokens, shop: &str, n: u128) -> Result<String, (u16, Value)> {
        let answer = self.backend.door(tokens, shop, "bill.finalize", &bill(n)).unwrap();
        match answer.status {
            200 => Ok(answer.json()["voucher"]["number"].as_str().unwrap().to_owned()),
            status => Err((status, answer.json())),
        }
    }

    fn numbers(&self, tokens: &Tokens, shop: &str) -> Vec<String> {
        all_numbers(|page| self.backend.door(tokens, shop, "bill.list", &page).unwrap().json())
    }
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}{}", out(output), err(output));
    out(output)
}

fn courier(device: &Device) -> Courier {
    let account = Account::read(device.folder.path()).unwrap().unwrap();
    Courier::begin(Arc::clone(&device.books), Line::new(device.folder.path(), device.business(), account).unwrap())
}

fn backend_of(device: &Device) -> String {
    Account::read(device.folder.path()).unwrap().unwrap().backend
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_moves_while_it_sells_and_everybody_finds_it() {
    let (old, new) = (Cell::start(KEY), Cell::start(KEY));
    let asha = old.backend.sign_in("asha@shop.example");
    // Asha has signed in at the new cell before, for another shop; there she is another account.
    let there = new.backend.sign_in("asha@shop.example");
    new.backend.shop(&there, "Asha Cloths");
    assert_ne!(asha.account, there.account);
    let (counter, _) = first(&old.backend, &asha).await;
    let shop = counter.business().to_string();
    let other = old.backend.shop(&asha, "Asha Toys");
    old.sell(&asha, &other, 900_000).unwrap();
    old.execute("update head set plan = 'chain'").await;
    let carried = courier(&counter);
    until("the first push", || carried.standing().borrow().in_step).await;
    let phone = Device::new();
    phone.join(&old.backend, &invite(&old.backend, &asha, counter.business(), "staff"), "Phone").await;
    let also = courier(&phone);
    until("the phone's first pull", || phone.numbers() == counter.numbers()).await;
    // A tablet that is away while it happens; when it comes back its token is over.
    let tablet = Device::new();
    tablet.join(&old.backend, &invite(&old.backend, &asha, counter.business(), "staff"), "Tablet").await;
    let away = courier(&tablet);
    until("the tablet's first pull", || tablet.numbers() == counter.numbers()).await;
    drop(away);
    let mut account = Account::read(tablet.folder.path()).unwrap().unwrap();
    account.access_token = "over".into();
    account.keep(tablet.folder.path()).unwrap();
    let held = tablet.sell(500_000);

    // It sells at the counter, on the phone and in a browser while it is moved.
    let over = AtomicBool::new(false);
    let (sold, refused) = std::thread::scope(|scope| {
        let over = &over;
        let selling = [(&counter, 100_000), (&phone, 200_000)].map(|(device, from)| {
            scope.spawn(move || {
                let mut sold = Vec::new();
                while !over.load(Ordering::Relaxed) && sold.len() < 60 {
                    sold.push(device.sell(from + u128::try_from(sold.len()).unwrap()));
                    std::thread::sleep(Duration::from_millis(30));
                }
                sold
            })
        });
        let (old, asha, shop) = (&old, &asha, &shop);
        let browser = scope.spawn(move || {
            let (mut sold, mut n) = (Vec::new(), 300_000);
            loop {
                n += 1;
                match old.sell(asha, shop, n) {
                    Ok(number) => sold.push(number),
                    Err((503, _)) => std::thread::sleep(Duration::from_millis(20)),
                    Err(refused) => return (sold, refused),
                }
            }
        });
        std::thread::sleep(Duration::from_millis(500));
        let said = tokio::task::block_in_place(|| done(&old.moves(shop, &new)));
        assert!(said.starts_with(&format!("Shop {shop} with ")), "{said}");
        let (mut sold, refused) = browser.join().unwrap();
        over.store(true, Ordering::Relaxed);
        for thread in selling {
            sold.extend(thread.join().unwrap());
        }
        (sold, refused)
    });

    // Who asks at the old address is told where it is, whoever they are.
    assert_eq!((refused.0, &refused.1["code"]), (421, &json!("moved")), "{refused:?}");
    assert_eq!(refused.1["field"], new.backend.address.as_str());
    let stranger = old.backend.post(&format!("/b/{shop}/sync/hello"), json!({}));
    assert_eq!(stranger.refusal(), (421, "moved".into()));
    // And nobody makes it anew there.
    let again = old.backend.with(&asha, "PUT", &format!("/b/{shop}"), None);
    assert_eq!(again.refusal(), (421, "moved".into()));

    // Devices have followed by themselves, with what they sold meanwhile; the tablet too.
    let back = courier(&tablet);
    until("everybody has everything", || {
        let numbers = counter.numbers();
        sold.iter().chain([&held]).all(|number| numbers.contains(number))
            && numbers == phone.numbers()
            && numbers == tablet.numbers()
    })
    .await;
    for device in [&counter, &phone, &tablet] {
        assert_eq!(backend_of(device), new.backend.address);
    }
    // Asha is who she was there, and owns it; the server sells on in a series of its own.
    let kept = new.numbers(&there, &shop);
    assert!(sold.iter().chain([&held]).all(|number| kept.contains(number)), "{kept:?}");
    let next = new.sell(&there, &shop, 600_000).unwrap();
    let series = |number: &str| number.split('/').next().unwrap().to_owned();
    assert!(kept.iter().all(|number| series(number) != series(&next)), "{next}: {kept:?}");
    until("a bill of the new server reaches devices", || {
        counter.numbers().contains(&next) && tablet.numbers().contains(&next)
    })
    .await;
    until("the same books", || counter.code() == phone.code() && phone.code() == tablet.code()).await;
    let sound = done(&new.operate(&["verify", "--all"]));
    assert!(sound.starts_with("Sound: 2 shops"), "{sound}");

    // Her other shop is where it was. What is left of this one is sound, belongs to nobody and goes in thirty days.
    old.sell(&asha, &other, 900_001).unwrap();
    assert_eq!(old.count("select count(*) from membership").await, 1);
    assert!(done(&old.operate(&["operator", "log"])).contains(&format!("move  {shop}  to {}", new.backend.address)));
    old.execute("update head set erase_ms = 1 where erase_ms is not null").await;
    assert_eq!(done(&old.operate(&["operator", "erase"])).trim(), "Erased: 0 accounts, 1 shops.");
    assert_eq!(old.backend.post(&format!("/b/{shop}/sync/hello"), json!({})).refusal(), (421, "moved".into()));

    // And back again: the devices come along.
    done(&new.moves(&shop, &old));
    let number = phone.sell(700_000);
    until("back at the first cell", || old.numbers(&asha, &shop).contains(&number)).await;
    until("devices are back", || {
        [&counter, &phone, &tablet].map(backend_of).iter().all(|at| *at == old.backend.address)
    })
    .await;
    assert!(done(&old.operate(&["verify", "--all"])).starts_with("Sound: 2 shops"));
    drop((carried, also, back));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_moved_stays_where_it_was() {
    let (old, new, sealed) = (Cell::start(KEY), Cell::start(KEY), Cell::start(OTHER));
    let asha = old.backend.sign_in("asha@shop.example");
    let shop = old.backend.shop(&asha, "Asha Stores");
    old.sell(&asha, &shop, 1).unwrap();
    sealed.backend.sign_in("babu@shop.example");
    let refused = |to: &Cell, word: &str| {
        let said = old.moves(&shop, to);
        assert!(!said.status.success() && err(&said).contains(word), "{word}: {}{}", out(&said), err(&said));
    };
    refused(&old, "same database");
    refused(&sealed, "are sealed with");
    let nowhere = old.operate(&["operator", "move", &shop, "--to-database", "x", "--to", "new.example"]);
    assert!(err(&nowhere).contains("no address"), "{}", err(&nowhere));

    // Books that are not sound: they are looked at first.
    old.execute("update posting set amount = amount + 1 where n = 0").await;
    refused(&new, "not sound");
    assert_eq!(new.count("select count(*) from change").await, 0, "nothing of it stays there");
    old.execute("update posting set amount = amount - 1 where n = 0").await;
    old.sell(&asha, &shop, 2).unwrap();

    // A move that was cut short after the copy: the same command throws that away and begins anew.
    done(&old.moves(&shop, &new));
    let members = "insert into membership (business_id, account_id, role, since_ms) \
                   select business_id, (select id from account limit 1), 'owner', 0 from head";
    old.execute(&format!("delete from moved; update head set erase_ms = null; {members}")).await;
    old.sell(&asha, &shop, 3).unwrap();
    done(&old.moves(&shop, &new));
    let there = new.backend.sign_in("asha@shop.example");
    assert_eq!(new.numbers(&there, &shop).len(), 3);

    // Where both went on, nothing is thrown away.
    new.sell(&there, &shop, 4).unwrap();
    old.execute(&format!("delete from moved; update head set erase_ms = null; {members}")).await;
    old.sell(&asha, &shop, 5).unwrap();
    refused(&new, "entries in it that are not here");
    assert_eq!((old.numbers(&asha, &shop).len(), new.numbers(&there, &shop).len()), (4, 4));
}
