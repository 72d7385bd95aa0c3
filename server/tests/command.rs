//! The command line from outside: the real program, its output and its exit codes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

mod support;
#[path = "command/verify.rs"]
mod verify;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};
use smartkhata_core::api::Access;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::Books;
use support::{err, out, run, run_with};

const SMALL: [&str; 9] = ["demo", "--bills", "120", "--items", "60", "--parties", "40", "--until", "2026-11-23"];

/// A made-up shop.
fn small_shop() -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    let filled = run(&SMALL, data.path());
    assert!(filled.status.success(), "{}", err(&filled));
    assert!(out(&filled).contains("60 items, 40 parties, 120 bills"), "{}", out(&filled));
    data
}

#[test]
fn call_answers_json_and_tells_refusals_as_json() {
    let data = tempfile::tempdir().unwrap();
    let refused = run(&["call", "shop.get"], data.path());
    assert_eq!((refused.status.code(), out(&refused).as_str()), (Some(1), ""));
    let error: serde_json::Value = serde_json::from_str(&err(&refused)).unwrap();
    assert_eq!(error["code"], "no_shop");

    let created = run_with(&["call", "shop.create"], data.path(), "{\"name\": \"शर्मा\"}");
    assert_eq!(created.status.code(), Some(0), "{}", err(&created));
    let shop: serde_json::Value = serde_json::from_str(&out(&created)).unwrap();
    assert_eq!(shop["name"], "शर्मा");

    let check = |request: &str, body: &str, code: &str, field: Option<&str>| {
        let refused = run_with(&["call", request], data.path(), body);
        assert_eq!(refused.status.code(), Some(1), "{request} {body}");
        let error: serde_json::Value = serde_json::from_str(&err(&refused)).unwrap();
        assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some(code), field), "{request} {body:.80}");
    };
    check("no.such", "{}", "unknown_request", None);
    check("shop.edit", "{", "invalid_request", None);
    check("shop.edit", "{\"edit\": {\"gstin\": \"19ABCPK5687L1Z1\"}}", "invalid_gstin", Some("gstin"));
    check("shop.edit", &" ".repeat(5 << 20), "too_large", None);
}

#[test]
fn books_without_a_shop_are_sound() {
    let data = tempfile::tempdir().unwrap();
    let (clock, ids) = (Box::new(SystemClock), Box::new(SystemIds));
    drop(Books::open(data.path(), clock, ids, &mut |_| {}).unwrap());
    let told = run(&["verify"], data.path());
    assert_eq!(told.status.code(), Some(0), "{}", err(&told));
    assert!(out(&told).contains("nothing to verify"), "{}", out(&told));
}

#[test]
fn the_commands_of_the_readme_are_those_of_the_program() {
    let data = tempfile::tempdir().unwrap();
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).unwrap();
    let commands = readme.lines().map(|line| line.split('#').next().unwrap_or_default().rsplit('|').next());
    let told: Vec<&str> = commands.filter_map(|line| line?.trim().strip_prefix("smartkhata ")).collect();
    assert!(told.iter().any(|line| line.starts_with("export")), "the README tells how to export: {told:?}");
    for line in told {
        // With its help asked for a command does nothing, but what it does not know it refuses all the same.
        let words: Vec<&str> = line.split_whitespace().chain(["--help"]).collect();
        let answered = run(&words, data.path());
        assert!(answered.status.success(), "smartkhata {line}: {}", err(&answered));
    }
}

#[test]
fn call_lists_every_request_that_it_answers_with_its_sentence() {
    let data = tempfile::tempdir().unwrap();
    let listed = out(&run(&["call", "--list"], data.path()));
    for endpoint in smartkhata_core::api::ALL {
        let line = listed.lines().find(|line| line.starts_with(&format!("{} ", endpoint.name)));
        if matches!(endpoint.access, Access::Line | Access::Shops) {
            assert_eq!(line, None, "no request that is not answered here");
        } else {
            assert!(line.is_some_and(|line| line.ends_with(endpoint.about)), "{}", endpoint.name);
        }
    }
}

#[test]
fn what_only_reads_is_answered_while_another_process_writes() {
    let data = small_shop();
    let _server = support::Server::start(data.path(), &[]);
    let read = run(&["call", "home.get"], data.path());
    assert_eq!(read.status.code(), Some(0), "{}", err(&read));
    let written = run_with(&["call", "shop.edit"], data.path(), "{\"edit\": {\"name\": \"X\"}}");
    assert!(err(&written).contains("\"folder_in_use\""), "{}", err(&written));
    assert_eq!(run(&["verify"], data.path()).status.code(), Some(0));
}

#[test]
fn a_made_up_shop_is_the_same_at_every_run_and_is_not_told_twice() {
    let (one, two) = (small_shop(), small_shop());
    let code = |data: &Path| out(&run(&["call", "status.get"], data));
    assert_eq!(code(one.path()), code(two.path()));
    let again = run(&SMALL, one.path());
    assert_eq!(again.status.code(), Some(1));
    assert!(err(&again).contains("[shop_exists]"), "{}", err(&again));
    assert_eq!(code(one.path()), code(two.path()));

    let home: serde_json::Value = serde_json::from_str(&out(&run(&["call", "home.get"], one.path()))).unwrap();
    assert!(home["to_collect"].as_i64().unwrap() > 0);
    let items: serde_json::Value =
        serde_json::from_str(&out(&run_with(&["call", "item.list"], one.path(), "{\"limit\": 500}"))).unwrap();
    assert!(items["rows"].as_array().unwrap().iter().all(|item| item["stock"].as_i64().unwrap() >= 0));
}

#[test]
fn an_export_holds_everything_and_its_manifest_proves_it() {
    let data = small_shop();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("books-2026");
    let exported = run(&["export", to.to_str().unwrap()], data.path());
    assert_eq!(exported.status.code(), Some(0), "{}", err(&exported));

    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(to.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["shop"]["name"], "Sharma Kirana Store");
    let mut names = Vec::new();
    for file in manifest["files"].as_array().unwrap() {
        let bytes = fs::read(to.join(file["name"].as_str().unwrap())).unwrap();
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            (file["bytes"].as_u64(), file["sha256"].as_str()),
            (Some(bytes.len() as u64), Some(digest.as_str()))
        );
        names.push(file["name"].as_str().unwrap());
    }
    names.sort_unstable();
    let all = [
        "attachments.csv",
        "bills.csv",
        "books.sqlite",
        "items.csv",
        "journal.jsonl",
        "ledger.csv",
        "movements.csv",
        "parties.csv",
        "payments.csv",
        "returns.csv",
    ];
    assert_eq!(names, all);

    let rows = |name: &str| fs::read_to_string(to.join(name)).unwrap().lines().count() - 1;
    assert_eq!((rows("parties.csv"), rows("items.csv")), (40, 60));
    // Debits equal credits, and a bill's rows add up to the bill without its round-off.
    let paise = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let ledger = fs::read_to_string(to.join("ledger.csv")).unwrap();
    let (debit, credit) = ledger.lines().skip(1).fold((0, 0), |(debit, credit), line| {
        let mut cells = line.rsplit(',').map(paise);
        let (last, before) = (cells.next().unwrap(), cells.next().unwrap());
        (debit + before, credit + last)
    });
    assert!(debit > 0 && debit == credit, "{debit} {credit}");
    let bills = fs::read_to_string(to.join("bills.csv")).unwrap();
    let mut sums: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for line in bills.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let sum = sums.entry(cells[1]).or_insert_with(|| (0, paise(cells[18]) - paise(cells[17])));
        sum.0 += paise(cells.last().unwrap());
    }
    assert_eq!(sums.len(), 120);
    assert!(sums.values().all(|(lines, bill)| lines == bill), "{sums:?}");

    let journal = fs::read_to_string(to.join("journal.jsonl")).unwrap();
    let mut hash = String::new();
    for line in journal.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(hash.is_empty() || entry["prev"] == hash.as_str(), "the chain is in order");
        hash = entry["hash"].as_str().unwrap().to_owned();
    }
    // The copy is books like any other.
    let copy = tempfile::tempdir().unwrap();
    fs::copy(to.join("books.sqlite"), copy.path().join("books.sqlite")).unwrap();
    assert_eq!(run(&["verify"], copy.path()).status.code(), Some(0));

    let again = run(&["export", to.to_str().unwrap()], data.path());
    assert!(again.status.code() == Some(1) && err(&again).contains("not empty"), "{}", err(&again));
}

#[test]
fn an_export_that_fails_or_was_interrupted_leaves_nothing_in_the_way() {
    let (data, out_of) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // Books without a shop have nothing to export.
    drop(smartkhata_core::store::sqlite::Books::open(
        data.path(),
        Box::new(smartkhata_core::machine::SystemClock),
        Box::new(smartkhata_core::machine::SystemIds),
        &mut |_| {},
    ));
    let to = out_of.path().join("books");
    let export = || run(&["export", to.to_str().unwrap()], data.path());
    let refused = export();
    assert!(err(&refused).contains("[no_shop]"), "{}", err(&refused));
    assert!(!to.exists(), "a refused export left its folder");

    assert_eq!(run_with(&["call", "shop.create"], data.path(), "{\"name\": \"X\"}").status.code(), Some(0));
    fs::create_dir_all(to.join("unfinished")).unwrap();
    fs::write(to.join("unfinished/bills.csv"), "half").unwrap();
    let exported = export();
    assert_eq!(exported.status.code(), Some(0), "{}", err(&exported));
    assert!(to.join("manifest.json").is_file() && !to.join("unfinished").exists());

    let damaged = tempfile::tempdir().unwrap();
    fs::write(damaged.path().join("books.sqlite"), "no database".repeat(900)).unwrap();
    let nowhere = out_of.path().join("nowhere");
    let refused = run(&["export", nowhere.to_str().unwrap()], damaged.path());
    assert!(err(&refused).contains("[corrupt_database]"), "{}", err(&refused));
    assert!(!nowhere.exists());
}

#[test]
fn scripts_that_ask_side_by_side_take_turns() {
    let data = tempfile::tempdir().unwrap();
    assert_eq!(run_with(&["call", "shop.create"], data.path(), "{\"name\": \"X\"}").status.code(), Some(0));
    let ask = |n: usize| {
        let party = format!("{{\"edit\": {{\"name\": \"Party {n}\"}}}}");
        let output = if n.is_multiple_of(2) {
            run_with(&["call", "party.save"], data.path(), &party)
        } else {
            run(&["call", "home.get"], data.path())
        };
        assert_eq!(output.status.code(), Some(0), "{n}: {}", err(&output));
    };
    std::thread::scope(|scope| {
        for n in 0..8 {
            scope.spawn(move || ask(n));
        }
    });
}

#[test]
fn a_folder_that_was_mistyped_gets_no_books() {
    let nowhere = tempfile::tempdir().unwrap();
    let typed = nowhere.path().join("shpo");
    for (request, body) in [("shop.get", "{}"), ("party.save", "{\"edit\": {\"name\": \"X\"}}"), ("backup.list", "{}")]
    {
        let refused = run_with(&["call", request], &typed, body);
        let error: serde_json::Value = serde_json::from_str(&err(&refused)).unwrap();
        assert_eq!(error["code"], "no_shop", "{request}");
        assert!(error["message"].as_str().unwrap().contains("shpo"), "{error}");
        assert!(!typed.exists(), "{request} made something");
    }
    assert_eq!(run_with(&["call", "shop.create"], &typed, "{\"name\": \"X\"}").status.code(), Some(0));
}

/// Runs the program where nobody can write the books' folder.
#[cfg(target_os = "linux")]
fn unwritable(arguments: &[&str], data: &Path) -> std::process::Command {
    let mut command = std::process::Command::new("unshare");
    let root = std::process::Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    command.arg("--mount").args((!root).then_some("--map-root-user"));
    let script = "mount --bind \"$1\" \"$1\"; mount -o remount,bind,ro \"$1\"; shift; exec \"$@\"";
    command.args(["sh", "-euc", script, "sh"]).arg(data).arg(env!("CARGO_BIN_EXE_smartkhata")).args(arguments);
    command.env("SMARTKHATA_DATA", data).stdin(std::process::Stdio::null());
    command
}

#[cfg(target_os = "linux")]
#[test]
fn books_in_a_folder_that_cannot_be_written_are_read_by_every_command() {
    use std::io::{BufRead, BufReader};
    let (data, elsewhere) = (small_shop(), tempfile::tempdir().unwrap());
    let to = elsewhere.path().join("books");
    for command in [&["call", "shop.get"][..], &["call", "backup.list"], &["verify"], &["export", to.to_str().unwrap()]]
    {
        let output = unwritable(command, data.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{command:?}: {}", err(&output));
    }
    let refused = unwritable(&["call", "draft.discard"], data.path()).output().unwrap();
    assert!(err(&refused).contains("\"read_only\""), "{}", err(&refused));
    let refused = unwritable(&["serve", "--port", "0"], data.path()).output().unwrap();
    assert!(err(&refused).contains("--read-only"), "{}", err(&refused));

    let mut served = unwritable(&["serve", "--port", "0", "--read-only"], data.path());
    let mut served = served.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(served.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let ended = served.kill().and_then(|()| served.wait());
    assert!(address.contains("/#token="), "{address}");
    ended.unwrap();
}

#[test]
fn help_shows_examples_that_a_newcomer_can_copy() {
    let data = tempfile::tempdir().unwrap();
    for command in ["serve", "call", "verify", "export", "demo"] {
        let help = run(&[command, "--help"], data.path());
        assert_eq!(help.status.code(), Some(0));
        let text = out(&help);
        assert!(text.contains("Examples:") && text.contains(&format!("smartkhata {command}")), "{text}");
        assert!(text.contains("--data <FOLDER>") && text.contains("SMARTKHATA_DATA"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
        assert!(out(&run(&["--help"], data.path())).contains(command));
    }
    // A made-up shop's size, where none is asked for.
    let demo = out(&run(&["demo", "--help"], data.path()));
    for (option, size) in [("--items <ITEMS>", 400), ("--parties <PARTIES>", 300), ("--bills <BILLS>", 12_000)] {
        let (_, behind) = demo.split_once(option).unwrap();
        let told = behind.split("--").next().unwrap();
        assert!(told.contains(&format!("[default: {size}]")), "{option} in {demo}");
    }
    let unknown = run(&["srve"], data.path());
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("serve"), "{}", err(&unknown));
}
