//! Versions are released one after the other while shopkeepers work: bad ones go back at the first step, good ones
//! reach everybody, and a run that is killed goes on from its file.

use std::time::Duration;

use smartkhata_tests::postgres::Cluster;

use crate::balancer::Balancer;
use crate::fault::{Fault, Faulty};
use crate::load::{Load, Told};
use crate::released::Place;
use crate::server::{Server, cluster};
use crate::slack::Slack;
use crate::watcher::Watcher;

/// Everything that is there while versions come and go.
struct World {
    cluster: Cluster,
    balancer: Balancer,
    watcher: Watcher,
    place: Place,
    slack: Slack,
    token: String,
    shop: String,
}

impl World {
    async fn new() -> (Self, Server) {
        let cluster = cluster().await;
        let blue = Server::start(&cluster);
        let (token, shop) = blue.keeper().await;
        // A plan that lets the pace of this test through.
        cluster.connect_to("books").await.batch_execute("update head set plan = 'chain'").await.unwrap();
        let (balancer, watcher, slack) = (Balancer::start(blue.host()).await, Watcher::start().await, Slack::start());
        let place = Place::new(&balancer.socket(), &watcher.address, &slack.webhook);
        place.at("blue", blue.id(), blue.host());
        (Self { cluster, balancer, watcher, place, slack, token, shop }, blue)
    }

    fn load(&self, first: u64) -> Load {
        Load::start(&self.balancer.address, &self.token, &self.shop, first)
    }

    /// A server waits at a place, reached at a host of its own or at what stands in front of it.
    async fn arrives(&self, colour: &str, server: &Server, host: &str) {
        self.balancer.place(colour, host).await;
        self.place.at(colour, server.id(), host);
    }

    /// The books of the shop are sound, and bills follow each other.
    async fn assert_sound(&self) {
        let url = format!("{}/b/{}/door/books.verify", self.balancer.address, self.shop);
        let verified = crate::server::Http::new().ask("POST", &url, &self.token, serde_json::json!({})).await;
        assert_eq!((&verified["faults"], &verified["trial_balance"]), (&serde_json::json!([]), &serde_json::json!(0)));
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs HAProxy, Prometheus and built programs: `cargo xtask test --operations` brings them"]
async fn versions_go_step_by_step_and_bad_ones_go_back_at_the_first() {
    let (world, blue) = World::new().await;
    goes_back(&world, &blue, Fault::Errors(50), "errors in").await;
    goes_back(&world, &blue, Fault::Slow(4, Duration::from_millis(5_200)), "took 5000 ms or longer").await;
    goes_back(&world, &blue, Fault::Dies(20), "ended and were begun anew").await;
    let green = reaches_everybody(&world, blue).await;
    goes_back_by_the_runbook(&world, &green).await;
    goes_on_after_a_kill(&world, green).await;
}

/// A release that nobody has found bad yet is turned back by whoever is on call.
async fn goes_back_by_the_runbook(world: &World, green: &Server) {
    for (runbook, first) in [("high-error-rate.md", 400_000), ("website-down.md", 500_000)] {
        let mut blue = Server::start(&world.cluster);
        world.arrives("blue", &blue, blue.host()).await;
        world.watcher.watch(&[("blue", blue.host()), ("green", green.host())]).await;
        let load = world.load(first);
        world.place.watch_for("5 min");
        let run = world.place.run("2.1.0");
        for _ in 0..6_000 {
            if world.balancer.weights() == (10, 90) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(world.balancer.weights(), (10, 90), "{}", run.said());
        run.kill();
        let said = world.place.back_by(runbook);
        let Told { wrong, .. } = load.end().await;
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(
            (world.balancer.weights(), &world.place.state()["phase"]["at"]),
            ((0, 100), &"returned".into()),
            "{said}"
        );
        assert!(blue.has_ended().await, "what was released ends");
        assert!(world.slack.take().contains("somebody asked for it"));
    }
    world.place.watch_for("4 s");
}

/// A bad version has a tenth of the traffic at most, goes back, and fails nothing but what its fault fails.
async fn goes_back(world: &World, blue: &Server, fault: Fault, why: &str) {
    let green = Server::start(&world.cluster);
    let faulty = Faulty::start(green.host(), fault).await;
    world.arrives("green", &green, &faulty.host).await;
    world.watcher.watch(&[("blue", blue.host()), ("green", &faulty.host)]).await;
    let first = match fault {
        Fault::Errors(_) => 0,
        Fault::Slow(..) => 100_000,
        Fault::Dies(_) => 150_000,
    };
    let load = world.load(first);
    let (status, said) = world.place.run("2.0.0-bad").ended().await;
    let Told { sent, wrong } = load.end().await;
    let first = wrong.first().map(String::as_str).unwrap_or_default();
    eprintln!("{fault:?}: {} of {sent} requests failed ({first}); {}", wrong.len(), world.place.state()["phase"]);
    assert_eq!(status.code(), Some(1), "{said}");
    assert_eq!(world.balancer.weights(), (100, 0));
    let (phase, told) = (world.place.state()["phase"].clone(), world.slack.take());
    assert_eq!(phase["at"], "returned", "{said}");
    assert!(phase["why"].as_str().unwrap().contains(why), "{phase}");
    assert!(told.contains("10 %") && !told.contains("50 %") && told.contains("rolled back"), "{told}");
    let injected = usize::try_from(faulty.errors()).unwrap();
    assert_eq!(wrong.len(), injected, "{wrong:?}");
    assert_eq!(injected > 0, !matches!(fault, Fault::Slow(..)));
    assert!(sent > 100, "{sent}");
}

/// A good version takes over, and the one before ends; every request is answered.
async fn reaches_everybody(world: &World, mut blue: Server) -> Server {
    let green = Server::start(&world.cluster);
    world.arrives("green", &green, green.host()).await;
    world.watcher.watch(&[("blue", blue.host()), ("green", green.host())]).await;
    let load = world.load(200_000);
    let (status, said) = world.place.run("2.0.0").ended().await;
    let Told { sent, wrong } = load.end().await;
    eprintln!("a good version: {} of {sent} requests failed", wrong.len());
    assert!(status.success(), "{said}");
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!((world.balancer.weights(), &world.place.state()["phase"]["at"]), ((0, 100), &"done".into()));
    assert!(blue.has_ended().await, "the version before ends");
    let told = world.slack.take();
    for part in ["10 %", "50 %", "100 %", "stays ready at blue", "done and verified"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    green
}

/// Killed at 50 %, the release leaves traffic as it is; the same command goes on from there.
async fn goes_on_after_a_kill(world: &World, mut green: Server) {
    let blue = Server::start(&world.cluster);
    world.arrives("blue", &blue, blue.host()).await;
    world.watcher.watch(&[("blue", blue.host()), ("green", green.host())]).await;
    let load = world.load(300_000);
    // Long enough to be killed in the midst of it.
    world.place.watch_for("12 s");
    let run = world.place.run("3.0.0");
    for _ in 0..6_000 {
        if world.place.state()["phase"]["number"] == 1 && world.balancer.weights() == (50, 50) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(world.balancer.weights(), (50, 50), "{}", run.said());
    run.kill();
    world.place.watch_for("4 s");
    world.slack.take();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(world.balancer.weights(), (50, 50), "nothing else moves it");
    let (status, said) = world.place.run("3.0.0").ended().await;
    let Told { sent, wrong } = load.end().await;
    eprintln!("killed and resumed: {} of {sent} requests failed", wrong.len());
    assert!(status.success(), "{said}");
    assert_eq!(wrong, Vec::<String>::new());
    let told = world.slack.take();
    assert!(said.contains("goes on at Stage { number: 1 }") && !told.contains("10 %"), "{said}\n{told}");
    assert_eq!((world.balancer.weights(), &world.place.state()["phase"]["at"]), ((100, 0), &"done".into()));
    assert!(green.has_ended().await, "the version before ends");
    world.assert_sound().await;
}
