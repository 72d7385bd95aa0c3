//! Damage that is found with its shop and entry.

use smartkhata_core::store::schema::VERSION;

use crate::*;

#[test]
fn a_tampered_byte_is_found_with_its_shop_and_entry() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let shops: Vec<String> = ["One", "Two", "Three"].iter().map(|name| backend.shop(&asha, name)).collect();
    for (n, shop) in (0..).zip(&shops) {
        for bill in 0..4 {
            sold(&backend, &asha, shop, n * 100 + bill);
        }
    }
    let sound = done(&operate(&cluster, &["verify", "--all"]));
    assert!(sound.starts_with("Sound: 3 shops, "), "{sound}");
    let two = format!("decode('{}', 'hex')", shops[1].replace('-', ""));
    // Each is tried, found, named, and taken back.
    let entry = format!(
        "business_id = {two} and kind = 'voucher' and dseq = (select max(dseq) from change where business_id = {two} and kind = 'voucher')"
    );
    let tries = [
        (format!("update change set body = set_byte(body, 30, get_byte(body, 30) # 1) where {entry}"), "was altered"),
        (format!("update change set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where {entry}"), "was altered"),
        (
            format!("update change set chain = set_byte(chain, 0, get_byte(chain, 0) # 1) where {entry}"),
            "digest at place",
        ),
        (format!("update change set seq = seq + 1000 where {entry}"), "of the log is empty"),
        (format!("update head set seq = seq - 1 where business_id = {two}"), "The log's head names place"),
        (
            format!("update posting set amount = amount + 1 where business_id = {two} and n = 0"),
            "Debits and credits of all entries differ",
        ),
        (
            format!(
                "update party_month set amount = amount + 1 where business_id = {two}; update voucher set paid = paid + 1 where business_id = {two}"
            ),
            "The table voucher is not what the journal says",
        ),
        (
            format!(
                "delete from term where business_id = {two}; delete from movement where business_id = {two}; delete from posting where business_id = {two}"
            ),
            "The table posting is not what the journal says",
        ),
        (format!("update change set body = 'no' where {entry}"), "FAULT"),
    ];
    for (tampered, said) in tries {
        as_superuser(&cluster, async |client| {
            client
                .batch_execute(
                    "create schema if not exists kept; create table if not exists kept.change as table change",
                )
                .await
                .unwrap();
            client.batch_execute(&tampered).await.unwrap();
        });
        let found = operate(&cluster, &["verify", "--all"]);
        let text = out(&found);
        assert_eq!(found.status.code(), Some(1), "{tampered}: {text}");
        assert!(text.contains(&format!("FAULT shop {}: ", shops[1])) && text.contains(said), "{tampered}: {text}");
        assert!(text.contains("NOT SOUND: 1 of 3 shops"), "{tampered}: {text}");
        assert!(!text.contains(&shops[0]) && !text.contains(&shops[2]), "{tampered}: {text}");
        // Back as it was: the journal from its copy, the tables from the journal.
        execute(
            &cluster,
            &format!(
                "delete from change; insert into change select * from kept.change; \
                 update head h set seq = (select max(seq) from change c where c.business_id = h.business_id); \
                 drop schema books_{VERSION} cascade; delete from migration where name = 'books'"
            ),
        );
        let maker = Backend::start(&cluster, &[]);
        let made = (0..300).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            let figures = maker.send("GET", "/metrics", &[], None).unwrap().body;
            String::from_utf8(figures).unwrap().contains("shops_behind{cell=\"first\"} 0")
        });
        assert!(made, "{tampered}");
        drop(maker);
        assert!(done(&operate(&cluster, &["verify", "--all"])).starts_with("Sound: 3 shops"), "{tampered}");
    }
    let quick = done(&operate(&cluster, &["verify", "--all", "--journal-only", "--jobs", "1"]));
    assert!(quick.contains("chains, logs and postings."), "{quick}");
}
