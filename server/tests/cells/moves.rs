//! A shop moves from one cell to another while it sells.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use smartkhata_courier::{Account, Courier};

use crate::device::{Device, first, invite, until};
use crate::{Cells, ask, count, err, execute, numbers, out, sell, shops, sold};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_notices_that_a_shop_moves() {
    let cells = Cells::new();
    let (task, other) = (cells.task("first"), cells.task("first"));
    let asha = task.sign_in("asha@shop.example");
    let (counter, line) = first(&task, &asha).await;
    let shop = counter.business().to_string();
    let carried = Courier::begin(Arc::clone(&counter.books), line);
    until("the first push", || carried.standing().borrow().in_step).await;
    let phone = Device::new();
    let line = phone.join(&other, &invite(&task, &asha, counter.business(), "staff"), "Phone").await;
    let also = Courier::begin(Arc::clone(&phone.books), line);
    until("the phone's first pull", || phone.numbers() == counter.numbers()).await;
    execute(&cells.first, "update head set plan = 'chain'").await;
    // The other task remembers where it was.
    let mut all = vec![sold(&other, &asha, &shop, 900_000)];

    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
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
        let (task, asha, shop) = (&task, &asha, &shop);
        let browser = scope.spawn(move || {
            let (mut sold, mut n) = (Vec::new(), 300_000);
            while !over.load(Ordering::Relaxed) {
                n += 1;
                match sell(task, asha, shop, n) {
                    Ok(number) => sold.push(number),
                    // Never that it is not there, nor that somebody is signed out.
                    Err(refused) => assert_eq!(refused.status, 503, "{}", refused.json()),
                }
                let read = ask(task, asha, shop, "/api/invoices");
                assert!([200, 503].contains(&read.status), "{}: {}", read.status, read.json());
                std::thread::sleep(Duration::from_millis(10));
            }
            sold
        });
        std::thread::sleep(Duration::from_millis(500));
        let said = tokio::task::block_in_place(|| cells.moves(shop, "two"));
        assert!(said.contains("is at the cell two"), "{said}");
        std::thread::sleep(Duration::from_millis(300));
        over.store(true, Ordering::Relaxed);
        all.extend(browser.join().unwrap());
        for thread in selling {
            all.extend(thread.join().unwrap());
        }
    });

    // The other task was not asked meanwhile: what it remembers is found out.
    all.push(sold(&other, &asha, &shop, 900_001));
    until("everybody has everything", || {
        let numbers = counter.numbers();
        all.iter().all(|number| numbers.contains(number)) && numbers == phone.numbers()
    })
    .await;
    let kept = numbers(&task, &asha, &shop);
    assert!(all.iter().all(|number| kept.contains(number)), "{kept:?}");
    assert_eq!(shops(&task, &asha), std::slice::from_ref(&shop));
    // Nobody was led anywhere or signed out.
    for (device, at) in [(&counter, &task), (&phone, &other)] {
        assert_eq!(Account::read(device.folder.path()).unwrap().unwrap().backend, at.address);
    }
    assert!(count(&cells.first, "select count(*) from refresh_token").await > 1);
    assert_eq!(count(&cells.two, "select count(*) from refresh_token").await, 0);
    let sound = cells.operate_at(&cells.two, &["verify", "--all"]);
    assert!(out(&sound).starts_with("Sound: 1 shops"), "{}{}", out(&sound), err(&sound));

    // And back: whoever remembers the second cell finds it.
    cells.moves(&shop, "first");
    for (n, task) in [(900_002, &task), (900_003, &other)] {
        until("it is served", || sell(task, &asha, &shop, n).is_ok()).await;
    }
    assert_eq!(cells.moves(&shop, "first").trim(), format!("Shop {shop} is in the cell first."));
    drop((carried, also));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_is_cut_short_is_finished_by_the_same_command() {
    let cells = Cells::new();
    let task = cells.task("first");
    let asha = task.sign_in("asha@shop.example");
    let shop = task.shop(&asha, "Asha Stores");
    sold(&task, &asha, &shop, 1);
    cells.moves(&shop, "two");
    let id = shop.replace('-', "");

    // Before the directory was told: whoever asks is led on from the cell that was left.
    execute(&cells.first, "delete from place").await;
    let fresh = cells.task("first");
    sold(&fresh, &asha, &shop, 2);
    cells.moves(&shop, "two");
    assert_eq!(count(&cells.first, "select count(*) from place where cell = 'two'").await, 1);

    // Before it was opened: nobody serves it, and nobody is told that it is gone.
    execute(&cells.first, "delete from place").await;
    let coming = format!("insert into moved (shop, address, at_ms, coming) values ('\\x{id}', 'first', 0, true)");
    execute(&cells.two, &coming).await;
    for task in [&task, &fresh] {
        assert_eq!(sell(task, &asha, &shop, 3).err().unwrap().refusal(), (503, "busy".into()));
    }
    let elsewhere = cells.operate(&["operator", "move", &shop, "--to-cell", "first"]);
    assert!(!elsewhere.status.success(), "{}", out(&elsewhere));
    cells.moves(&shop, "two");
    assert_eq!(count(&cells.two, "select count(*) from moved").await, 0);
    assert_eq!(count(&cells.first, "select count(*) from place where cell = 'two'").await, 1);
    sold(&task, &asha, &shop, 4);

    // Before it left: it is served where it was, and a copy that is there serves nobody.
    let home = format!(
        "delete from moved; update head set erase_ms = null; insert into membership (business_id, account_id, role, \
         since_ms) select business_id, '\\x{}', 'owner', 0 from head; delete from place",
        asha.account.replace('-', "")
    );
    execute(&cells.two, &coming).await;
    execute(&cells.first, &home).await;
    let back = cells.task("first");
    assert_eq!(numbers(&back, &asha, &shop).len(), 1, "as it was when it left");
    // There it went on, in this made-up case: nothing is thrown away.
    let refused = cells.operate(&["operator", "move", &shop, "--to-cell", "two"]);
    assert!(err(&refused).contains("entries in it that are not here"), "{}{}", out(&refused), err(&refused));
}

/// What a move leaves behind is erased a month later; its photos and PDFs are those of the shop, which lives on.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_behind_takes_no_photo_along() {
    let cells = Cells::new();
    let task = cells.task("first");
    let asha = task.sign_in("asha@shop.example");
    let shop = task.shop(&asha, "Asha Stores");
    sold(&task, &asha, &shop, 1);
    tokio::task::block_in_place(|| cells.moves(&shop, "two"));
    let photos = task.data().join("attachments").join(&shop);
    std::fs::create_dir_all(&photos).unwrap();
    let erase = || {
        let erased = cells.operate(&["operator", "erase", "--data", task.data().to_str().unwrap()]);
        assert!(erased.status.success(), "{}", err(&erased));
        out(&erased)
    };
    execute(&cells.first, "update head set erase_ms = 1").await;
    let said = tokio::task::block_in_place(erase);
    assert_eq!(said, "first: Erased: 0 accounts, 1 shops.\ntwo: Erased: 0 accounts, 0 shops.\n");
    assert!(photos.exists());
    execute(&cells.two, "update head set erase_ms = 1").await;
    let said = tokio::task::block_in_place(erase);
    assert_eq!(said, "first: Erased: 0 accounts, 0 shops.\ntwo: Erased: 0 accounts, 1 shops.\n");
    assert!(!photos.exists());
}
