//! Export, leaving, and the end of books.

use crate::*;

#[test]
fn an_owner_takes_everything_of_a_shop_along() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let shop = backend.shop(&asha, "Asha Stores");
    let numbers: Vec<String> =
        (0..30).map(|n| sold(&backend, &asha, &shop, n)["voucher"]["number"].as_str().unwrap().to_owned()).collect();
    let invited = json!({ "identity": "babu@shop.example", "role": "manager" });
    assert_eq!(backend.with(&asha, "PUT", &format!("/b/{shop}/members"), Some(invited)).status, 204);
    let path = format!("/b/{shop}/export");
    let archive = backend.with(&asha, "GET", &path, None);
    assert_eq!((archive.status, archive.header("content-type")), (200, "application/x-tar"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.tar"), &archive.body).unwrap();
    let read = Command::new("tar").arg("-xf").arg(folder.path().join("all.tar")).arg("-C").arg(folder.path()).output();
    assert!(read.unwrap().status.success());
    let text = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let people: Value = serde_json::from_str(&text("people.json")).unwrap();
    assert_eq!(people["members"][1]["identity"], "babu@shop.example");
    let bills = text("bills.csv");
    assert!(numbers.iter().all(|number| bills.contains(number.as_str())), "{bills}");
    let entries = count(&cluster, "select count(*) from change");
    assert_eq!(text("journal.jsonl").lines().count(), usize::try_from(entries).unwrap(), "every entry, and no other");
    let manifest: Value = serde_json::from_str(&text("manifest.json")).unwrap();
    assert_eq!(manifest["shop"]["name"], "Asha Stores");
    // The books in it are sound, and open as anybody's do.
    let sound = support::run(&["verify", "--data", folder.path().to_str().unwrap()], folder.path());
    assert!(done(&sound).contains("Sound: "));
    // For its owner alone, and of nobody else's shop.
    let babu = backend.sign_in("babu@shop.example");
    assert_eq!(backend.with(&babu, "GET", &path, None).refusal(), (403, "forbidden".into()));
    let chitra = backend.sign_in("chitra@shop.example");
    assert_eq!(backend.with(&chitra, "GET", &path, None).refusal(), (404, "not_found".into()));
}

#[test]
fn who_leaves_is_erased_and_books_stay_with_the_shop() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &["--data-keys", NEW]);
    let [asha, babu, chitra] =
        ["asha@shop.example", "babu@shop.example", "chitra@shop.example"].map(|who| backend.sign_in(who));
    let hers = backend.shop(&asha, "Asha Stores");
    let shared = backend.shop(&babu, "Babu and Chitra");
    let gone = backend.shop(&chitra, "Chitra's first");
    for (tokens, shop) in [(&asha, &hers), (&babu, &shared), (&chitra, &gone)] {
        sold(&backend, tokens, shop, 1);
    }
    let also = json!({ "identity": "chitra@shop.example", "role": "owner" });
    assert_eq!(backend.with(&babu, "PUT", &format!("/b/{shared}/members"), Some(also)).status, 204);

    // The only owner of a shop has to say what becomes of its books.
    let unsaid = backend.with(&asha, "POST", "/account/leave", Some(json!({})));
    assert_eq!((unsaid.status, unsaid.json()["field"].as_str()), (400, Some("books")));
    let kept = backend.with(&asha, "POST", "/account/leave", Some(json!({ "books": "keep" })));
    assert_eq!((kept.status, kept.json()["shops"].clone()), (202, json!([{ "business": hers, "becomes": "kept" }])));
    let leaving = backend.with(&chitra, "POST", "/account/leave", Some(json!({ "books": "erase" }))).json();
    let mut becomes: Vec<(&str, &str)> = leaving["shops"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shop| (shop["business"].as_str().unwrap(), shop["becomes"].as_str().unwrap()))
        .collect();
    becomes.sort_unstable_by_key(|(_, becomes)| *becomes);
    assert_eq!(becomes, [(gone.as_str(), "erased"), (shared.as_str(), "stays")]);
    // Until then nothing changes, and they may change their mind.
    assert!(done(&operate(&cluster, &["operator", "erase"])).starts_with("Erased: 0 accounts, 0 shops"));
    assert!(backend.with(&babu, "POST", "/account/leave", Some(json!({}))).json()["leaving_ms"].is_i64());
    assert_eq!(backend.with(&babu, "DELETE", "/account/leave", None).status, 204);
    assert_eq!(backend.with(&babu, "GET", "/account", None).json()["leaving_ms"], Value::Null);
    sold(&backend, &asha, &hers, 2);

    // Thirty days later.
    execute(&cluster, "update account set leaving_ms = leaving_ms - 31 * 86400000::bigint");
    // Asha's tables are another version's by then: until when her books are kept is not read off what is not made yet.
    let hers_hex = hers.replace('-', "");
    execute(
        &cluster,
        &format!(
            "update head set books = 0 where business_id = decode('{hers_hex}', 'hex'); \
             delete from voucher where business_id = decode('{hers_hex}', 'hex')"
        ),
    );
    assert!(done(&operate(&cluster, &["operator", "erase"])).starts_with("Erased: 2 accounts, 1 shops"));
    assert_eq!(backend.with(&asha, "GET", "/account", None).status, 401);
    assert_eq!(backend.post("/account/refresh", json!({ "refresh_token": asha.refresh })).status, 401);
    assert_eq!(
        count(
            &cluster,
            "select count(*) from account where erased_ms is not null and sealed is null and lookup is null and password is null"
        ),
        2
    );
    // Chitra's own shop is gone to the last row; the shared one is Babu's, and its books are whole.
    let tables = "membership device idempotency blob audit change head reader claim local draft field party item voucher posting \
                  movement same_number ahead cancellation allocation account_month party_month stock_year stock_worth term built";
    for table in tables.split_whitespace() {
        let left =
            format!("select count(*) from {table} where business_id = decode('{}', 'hex')", gone.replace('-', ""));
        assert_eq!(count(&cluster, &left), 0, "{table}");
    }
    sold(&backend, &babu, &shared, 2);
    assert!(done(&operate(&cluster, &["verify", "--all"])).starts_with("Sound: 2 shops"));
    // Asha's books are kept: nobody reads them, and they are erased when the law lets go of them.
    let until = format!("select erase_ms from head where business_id = decode('{}', 'hex')", hers.replace('-', ""));
    assert!(
        count(&cluster, &until)
            > count(&cluster, "select (extract(epoch from now() + interval '6 years') * 1000)::bigint")
    );
    assert_eq!(
        count(
            &cluster,
            &format!("select count(*) from membership where business_id = decode('{}', 'hex')", hers.replace('-', ""))
        ),
        0
    );
    execute(&cluster, "update head set erase_ms = 1 where erase_ms is not null");
    assert!(done(&operate(&cluster, &["operator", "erase"])).starts_with("Erased: 0 accounts, 1 shops"));
    assert!(done(&operate(&cluster, &["operator", "log"])).contains(&format!("erase.shop  {hers}")));
    // The same address is a new person from now on.
    assert_ne!(backend.sign_in("asha@shop.example").account, asha.account);
}
