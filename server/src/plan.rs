//! What a shop's plan gives it.

/// A plan, as `head.plan` names it.
#[derive(Debug)]
pub struct Plan {
    /// Its name.
    pub name: &'static str,
    /// Requests in a minute.
    pub requests: u32,
    /// Room for photos and PDFs, in bytes.
    pub room: i64,
}

/// What a new shop has, and one whose plan this program does not know.
const FREE: Plan = Plan { name: "free", requests: 1_200, room: 2_000_000_000 };

/// All of them.
pub const PLANS: [Plan; 3] = [
    FREE,
    Plan { name: "plus", requests: 6_000, room: 20_000_000_000 },
    Plan { name: "chain", requests: 60_000, room: 500_000_000_000 },
];

/// The plan of a name.
pub fn named(name: &str) -> Plan {
    PLANS.into_iter().find(|plan| plan.name == name).unwrap_or(FREE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_tells_of_every_plan_as_it_is() {
        let guide = include_str!("../../docs/cloud.md");
        for Plan { name, requests, room } in PLANS {
            let requests = format!("{},{:03}", requests / 1_000, requests % 1_000);
            let line = format!("| `{name}` | {} GB | {requests} |", room / 1_000_000_000);
            assert!(guide.contains(&line), "{line}");
        }
        assert_eq!((named("plus").requests, named("of-a-newer-server").name), (6_000, "free"));
    }
}
