//! Writes that are sent twice.

use serde_json::{Value, json};

use crate::backend::{Backend, cluster};
use crate::{Caller, owner, rows, sugar};

#[test]
fn a_write_that_is_repeated_is_done_once() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let key = [("idempotency-key", "order-42")];
    let draft = asha.send("POST", "/api/invoices", &key, Some(sugar(None)));
    let again = asha.send("POST", "/api/invoices", &key, Some(sugar(None)));
    assert_eq!((draft.status, again.status), (201, 201));
    assert_eq!((&draft.body, draft.header("etag")), (&again.body, again.header("etag")));
    assert_eq!(asha.ask("GET", "/api/drafts", None, 200)["drafts"].as_array().unwrap().len(), 1);
    // The same key for something else: another body, another address.
    let other = asha.send("POST", "/api/invoices", &key, Some(json!({ "lines": [] })));
    assert_eq!((other.refusal(), other.json()["field"].as_str()), ((422, "conflict".into()), Some("Idempotency-Key")));
    assert_eq!(asha.send("POST", "/api/parties", &key, Some(json!({ "name": "Ramesh" }))).status, 422);
    // What was refused may be tried again under its key.
    let key = [("idempotency-key", "party-1")];
    assert_eq!(asha.send("POST", "/api/parties", &key, Some(json!({ "name": "" }))).refusal().0, 400);
    assert_eq!(asha.send("POST", "/api/parties", &key, Some(json!({ "name": "Ramesh" }))).status, 201);
    // Many at once are one.
    std::thread::scope(|scope| {
        let send = || asha.send("POST", "/api/khata", &[("idempotency-key", "all-at-once")], Some(gave(&asha)));
        let answers: Vec<_> = (0..6).map(|_| scope.spawn(send)).collect();
        let bodies: Vec<Vec<u8>> = answers.into_iter().map(|answer| answer.join().unwrap().body).collect();
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{}", String::from_utf8_lossy(&bodies[0]));
    });
    assert_eq!(rows(&asha.ask("GET", "/api/parties?filter=due", None, 200))[0]["balance"], 2500);
    for wrong in ["", "two words", &"x".repeat(256)] {
        let answer = asha.send("POST", "/api/parties", &[("idempotency-key", wrong)], Some(json!({ "name": "R" })));
        assert_eq!((answer.refusal().0, answer.json()["field"].as_str()), (400, Some("Idempotency-Key")), "{wrong}");
    }
}

fn gave(asha: &Caller<'_>) -> Value {
    let party = rows(&asha.ask("GET", "/api/parties", None, 200))[0]["id"].clone();
    json!({ "party": party, "side": "gave", "amount": 2500 })
}

/// Writes that belong to no books: shops, members, devices, sessions.
#[test]
fn what_is_done_to_shops_and_people_is_done_once_too() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = owner(&backend, "asha@shop.example", "Asha Stores");
    let send = |method: &str, path: &str, key: &str, body: Option<Value>| {
        asha.send(method, path, &[("idempotency-key", key)], body)
    };
    // A shop that is opened twice is one; another under the same key is refused.
    let shops = || asha.ask("GET", "/shops", None, 200)["shops"].as_array().unwrap().len();
    let open = |name: &str| send("POST", "/shops", "open", Some(json!({ "name": name })));
    std::thread::scope(|scope| {
        let both = [0; 4].map(|_| scope.spawn(|| open("Asha Two")));
        let bodies = both.map(|answer| answer.join().unwrap()).map(|answer| (answer.status, answer.body));
        assert!(bodies.iter().all(|body| *body == bodies[0] && body.0 == 201), "{bodies:?}");
    });
    assert_eq!(shops(), 2);
    assert_eq!(open("Asha Three").refusal(), (422, "conflict".into()));
    let babu = owner(&backend, "babu@shop.example", "Babu Stores");
    let key = [("idempotency-key", "open")];
    assert_eq!(
        babu.send("POST", "/shops", &key, Some(json!({ "name": "Asha Two" }))).status,
        201,
        "keys are one's own"
    );

    // A member is taken out once, and stays what somebody made of them since.
    let members = format!("/b/{}/members", asha.shop);
    let joins = json!({ "identity": "chitra@shop.example", "role": "staff" });
    for _ in 0..2 {
        assert_eq!(send("PUT", &members, "join", Some(joins.clone())).status, 204);
    }
    let list = || asha.ask("GET", &members, None, 200)["members"].as_array().unwrap().clone();
    let chitra = list().iter().find(|member| member["current"] == false).unwrap()["account"].clone();
    let one = format!("{members}/{}", chitra.as_str().unwrap());
    assert_eq!(send("PATCH", &one, "promote", Some(json!({ "role": "manager" }))).status, 204);
    asha.ask("PATCH", &one, Some(json!({ "role": "viewer" })), 204);
    assert_eq!(send("PATCH", &one, "promote", Some(json!({ "role": "manager" }))).status, 204);
    assert_eq!(list().iter().find(|member| member["account"] == chitra).unwrap()["role"], "viewer");
    assert_eq!(send("PATCH", &one, "promote", Some(json!({ "role": "owner" }))).refusal(), (422, "conflict".into()));
    for _ in 0..2 {
        assert_eq!(send("DELETE", &one, "out", None).status, 204);
    }
    assert_eq!(asha.send("DELETE", &one, &[], None).status, 404);

    // The same code for a device that asks twice; it lets one in.
    let invite = format!("/b/{}/devices/invite", asha.shop);
    let code = |key: &str| send("POST", &invite, key, Some(json!({ "role": "staff" }))).json()["code"].clone();
    let first = code("counter");
    assert_eq!(code("counter"), first);
    assert_ne!(code("phone"), first);
    let device = "01900000-0000-7000-8000-000000000001";
    let join = json!({ "code": first, "device": device, "name": "Counter" });
    assert_eq!(backend.post("/join", join).status, 200);
    let device = format!("/b/{}/devices/{device}", asha.shop);
    for _ in 0..2 {
        assert_eq!(send("DELETE", &device, "lost", None).status, 204);
    }
    assert_eq!(asha.send("DELETE", &device, &[], None).status, 404);

    // A session that is ended twice.
    let other = backend.sign_in("asha@shop.example").session;
    let session = format!("/account/sessions/{other}");
    for _ in 0..2 {
        assert_eq!(send("DELETE", &session, "signed out", None).status, 400, "a key has no blank");
        assert_eq!(send("DELETE", &session, "signed-out", None).status, 204);
    }
    assert_eq!(asha.send("DELETE", &session, &[], None).status, 404);
    // What was refused is kept under no key.
    let nobody = json!({ "identity": "nobody", "role": "staff" });
    assert_eq!(send("PUT", &members, "typo", Some(nobody)).refusal().0, 400);
    assert_eq!(send("PUT", &members, "typo", Some(joins)).status, 204);
    let own = format!("/account/sessions/{}", asha.tokens.session);
    assert_eq!(send("DELETE", &own, "bye", None).status, 204);
    assert_eq!(send("DELETE", &own, "bye", None).status, 401, "who is signed out hears nothing more");
}
