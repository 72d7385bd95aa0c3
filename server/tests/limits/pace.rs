//! Shops behind one address, as they are behind a carrier's.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::backend::{Backend, Tokens, cluster};
use crate::support::Answer;

#[test]
fn a_shop_that_has_used_up_its_pace_leaves_its_neighbour_alone() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let asha = backend.sign_in("asha@shop.example");
    let hers = backend.shop(&asha, "Asha Stores");
    let babu = backend.sign_in("babu@shop.example");
    let his = backend.shop(&babu, "Babu Traders");
    let role = |who: &Tokens, shop: &str| backend.with(who, "GET", &format!("/b/{shop}/role"), None);
    let limits = |answer: &Answer| {
        ["ratelimit-limit", "ratelimit-remaining"].map(|name| answer.header(name).parse::<usize>().unwrap())
    };
    // The first request finds out that she is a member; from then on hers are the shop's.
    assert_eq!(limits(&role(&asha, &hers))[0], 300);
    assert_eq!(limits(&role(&asha, &hers)), [1_200, 1_199]);
    let allowed = AtomicUsize::new(0);
    let refused: Vec<Answer> = std::thread::scope(|scope| {
        let counters = [0; 4].map(|_| {
            scope.spawn(|| {
                loop {
                    let answer = role(&asha, &hers);
                    if answer.status == 429 {
                        return answer;
                    }
                    assert_eq!(answer.status, 200);
                    assert!(allowed.fetch_add(1, Ordering::Relaxed) < 10_000, "there is no end to it");
                }
            })
        });
        counters.map(|counter| counter.join().unwrap()).into()
    });
    assert!(allowed.into_inner() >= 1_195);
    for answer in &refused {
        assert_eq!((answer.refusal(), limits(answer)), ((429, "too_many_requests".into()), [1_200, 0]));
        assert!((1..=2).contains(&answer.header("retry-after").parse::<u64>().unwrap()));
    }
    // From the same address: the neighbour's shop, a stranger, and she herself beside her shop.
    role(&babu, &his);
    let neighbour = role(&babu, &his);
    assert_eq!((neighbour.status, limits(&neighbour)), (200, [1_200, 1_199]));
    assert_eq!(backend.post("/account/refresh", serde_json::json!({ "refresh_token": "x" })).status, 401);
    assert_eq!(backend.with(&asha, "GET", "/account", None).status, 200);
    // And her shop goes on a moment later.
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(role(&asha, &hers).status, 200);
}
