//! Seals on what people sign in by, keys, and the change of both.

use crate::*;

/// Everything that the database holds of accounts, as text.
fn dump(cluster: &Cluster) -> String {
    let tables = [
        "account",
        "login_code",
        "attempt",
        "session",
        "refresh_token",
        "token_key",
        "membership",
        "device",
        "audit",
        "invite",
        "idempotency",
        "account_answer",
    ];
    let mut command = cluster.client("psql");
    command.arg("books").arg("-At");
    for table in tables {
        command.args(["-c", &format!("table {table}")]);
    }
    let said: Output = command.output().unwrap();
    assert!(said.status.success(), "{}", err(&said));
    out(&said)
}

#[test]
fn identities_are_sealed_and_keys_change_while_people_sign_in() {
    let cluster = cluster();
    // Before there are keys an identity is kept as it is.
    let plain = Backend::start(&cluster, &[]);
    let asha = plain.sign_in("asha@shop.example");
    let shop = plain.shop(&asha, "Asha Stores");
    assert!(dump(&cluster).contains("asha@shop.example"));
    drop(plain);

    let first = Backend::start(&cluster, &["--data-keys", OLD]);
    let again = first.sign_in("asha@shop.example");
    assert_eq!(again.account, asha.account, "who was there before is found");
    let babu = first.sign_in("babu@shop.example");
    let invited = json!({ "identity": "9876543210", "role": "staff" });
    assert_eq!(first.with(&again, "PUT", &format!("/b/{shop}/members"), Some(invited)).status, 204);
    // Answers that are kept for a repeat say what lets a device in, too.
    let bearer = format!("Bearer {}", again.access);
    let key = [("authorization", bearer.as_str()), ("idempotency-key", "invite-1")];
    let invite = || {
        let path = format!("/b/{shop}/devices/invite");
        first.send("POST", &path, &key, Some(&json!({ "role": "staff" }).to_string())).unwrap().json()
    };
    let code = invite()["code"].as_str().unwrap().to_owned();
    assert_eq!(invite()["code"], code);
    let sealed = done(&operate(&cluster, &["operator", "reseal", "--data-keys", OLD]));
    assert!(sealed.starts_with("1 accounts"), "{sealed}");
    for secret in ["asha@", "babu@", "9876543210", &code] {
        // As a text, and inside bytes.
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        let copy = dump(&cluster);
        assert!(!copy.contains(secret) && !copy.contains(&hex), "{secret} can be read in a copy of the database");
    }
    assert_eq!(
        count(&cluster, "select count(*) from token_key where octet_length(key) = 32"),
        0,
        "keys are sealed too"
    );
    let members = first.with(&again, "GET", &format!("/b/{shop}/members"), None).json();
    let named: Vec<&str> =
        members["members"].as_array().unwrap().iter().map(|m| m["identity"].as_str().unwrap()).collect();
    assert_eq!(named, ["asha@shop.example", "9876543210"]);

    // Somebody works all the while: through the old server until the new one is there, then through that.
    let both = format!("{OLD},{NEW}");
    let turned = format!("{NEW},{OLD}");
    let who = |backend: &Backend, tokens: &Tokens| {
        let answer = backend.with(tokens, "GET", "/account", None);
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()["email"].as_str().unwrap().to_owned()
    };
    let second = Backend::start(&cluster, &["--data-keys", &both]);
    assert_eq!((who(&first, &babu), who(&second, &babu)), ("babu@shop.example".into(), "babu@shop.example".into()));
    let third = Backend::start(&cluster, &["--data-keys", &turned]);
    drop(first);
    // Beside each other: one seals with the old key, one with the new; one person is one account on both.
    let chitra = [second.sign_in("chitra@shop.example"), third.sign_in("chitra@shop.example")];
    assert_eq!(chitra[0].account, chitra[1].account);
    let deepa = [third.sign_in("deepa@shop.example"), second.sign_in("deepa@shop.example")];
    assert_eq!(deepa[0].account, deepa[1].account);
    drop(second);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| {
            let mut asked = 0;
            while !stop.load(Ordering::Relaxed) {
                assert_eq!(who(&third, &babu), "babu@shop.example");
                asked += 1;
                // As often as somebody at work asks, not as often as is refused.
                std::thread::sleep(Duration::from_millis(10));
            }
            asked
        });
        let resealed = done(&operate(&cluster, &["operator", "reseal", "--data-keys", &turned]));
        assert!(resealed.starts_with("4 accounts"), "{resealed}");
        std::thread::sleep(Duration::from_millis(200));
        stop.store(true, Ordering::Relaxed);
        assert!(asked.join().unwrap() > 5);
    });
    assert_eq!(count(&cluster, "select count(*) from account where sealed_by <> 'new' or sealed is null"), 0);
    // The old key is not needed any more; without the new one no server starts.
    let last = Backend::start(&cluster, &["--data-keys", NEW]);
    assert_eq!(last.sign_in("deepa@shop.example").account, deepa[0].account);
    assert_eq!(who(&last, &babu), "babu@shop.example");
    let folder = tempfile::tempdir().unwrap();
    let mut keyless = program(&["serve", "--port", "0", "--print-codes"], folder.path());
    let refused = keyless.env("DATABASE_URL", cluster.url("keeper", "books")).output().unwrap();
    assert!(
        !refused.status.success() && err(&refused).contains("`new`, which DATA_KEYS does not name"),
        "{}",
        err(&refused)
    );
}

#[test]
fn signing_keys_change_under_load_and_can_all_be_let_go() {
    let cluster = cluster();
    let first = Backend::start(&cluster, &[]);
    let asha = first.sign_in("asha@shop.example");
    // A day later: the first server still runs, another one starts and makes the next key.
    execute(&cluster, "update token_key set created_ms = created_ms - 90000000");
    let second = Backend::start(&cluster, &[]);
    assert_eq!(count(&cluster, "select count(*) from token_key"), 2);
    let babu = second.sign_in("babu@shop.example");
    let (asked, stop) = (std::sync::Mutex::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for (backend, tokens) in [(&first, &asha), (&second, &asha), (&first, &babu), (&second, &babu)] {
            let (asked, stop) = (&asked, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    assert_eq!(backend.with(tokens, "GET", "/account", None).status, 200, "a key that not all know");
                    *asked.lock().unwrap() += 1;
                    // An account has three hundred requests a minute.
                    std::thread::sleep(Duration::from_millis(40));
                }
            });
        }
        // Anybody can name a key: who does not know one looks for it every five seconds.
        std::thread::sleep(Duration::from_millis(5_100));
        // Hours later the new key signs; who never heard of it looks.
        execute(&cluster, "update token_key set created_ms = created_ms - 10000000");
        let third = Backend::start(&cluster, &[]);
        let chitra = third.sign_in("chitra@shop.example");
        for backend in [&first, &second, &third] {
            assert_eq!(backend.with(&chitra, "GET", "/account", None).status, 200);
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(asked.into_inner().unwrap() > 20);
    // A key leaked: all are let go. A server that starts knows none of the old tokens; a refresh draws new ones.
    assert!(done(&operate(&cluster, &["operator", "drop-keys"])).contains("signing keys are gone"));
    drop((first, second));
    let after = Backend::start(&cluster, &[]);
    assert_eq!(after.with(&asha, "GET", "/account", None).status, 401);
    let drawn = after.post("/account/refresh", json!({ "refresh_token": asha.refresh }));
    assert_eq!(drawn.status, 200, "{}", String::from_utf8_lossy(&drawn.body));
    assert_eq!(after.with(&Tokens::of(&drawn.json()), "GET", "/account", None).status, 200);
}
