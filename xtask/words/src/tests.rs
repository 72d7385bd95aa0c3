//! What is written, and each thing that is refused.

use super::*;

fn of(texts: &[&str]) -> Result<Vec<String>, Vec<String>> {
    let names = ["en.ftl", "hi.ftl"];
    let files: Vec<_> = names.into_iter().zip(texts).map(|(name, text)| File { name, text }).collect();
    written(&files).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn check(text: &str, lines: &str) {
    assert_eq!(of(&[text]), Ok(vec![lines.to_owned()]), "{text}");
}

fn refused(texts: &[&str], faults: &[&str]) {
    assert_eq!(of(texts), Err(faults.iter().map(|fault| (*fault).to_owned()).collect()), "{texts:?}");
}

#[test]
fn a_line_is_a_message_and_lines_are_sorted() {
    check("# Words.\n\n## Doing\ndo-save = Save\ndo-b = B\n", "do-b\tB\ndo-save\tSave\n");
    check("bill-saved = Bill { $number } saved · {$total}", "bill-saved\tBill {number} saved · {total}\n");
    check("saved = सेव हुआ\r\ngiven = { $amount }\r\n", "given\t{amount}\nsaved\tसेव हुआ\n");
}

#[test]
fn a_choice_tells_each_case_and_its_sentence() {
    let days = "days = { $days ->\n    [0] today\n    [one] { $days } day\n   *[other] { $days } days\n  }\n";
    check(days, "days\tdays\t0\ttoday\tone\t{days} day\tother\t{days} days\n");
    check("size = { $n ->\n   *[other] { $size } MB\n }\n", "size\tn\tother\t{size} MB\n");
}

#[test]
fn what_the_page_cannot_say_is_refused() {
    let knows = "in braces the page knows arguments alone, not";
    for (text, what) in [
        ("a = { NUMBER($n) }", format!("`a`: {knows} the function NUMBER()")),
        ("a = { b }\nb = B", format!("`a`: {knows} the message `b`")),
        ("a = { -b }", format!("`a`: {knows} the term `-b`")),
        ("a = { \"{\" }", format!("`a`: {knows} the literal \"{{\"")),
        ("a = { 5 }", format!("`a`: {knows} the literal 5")),
        ("a = { { $n } }", format!("`a`: {knows} braces")),
        ("a = { NUMBER($n) ->\n *[other] a\n }", format!("`a`: {knows} the function NUMBER()")),
        ("-b = B", "`-b`: the page has no terms".to_owned()),
        ("a = A\n  .title = B", "`a`: the page has no attributes such as `.title`".to_owned()),
        ("a =\n  .title = B", "`a`: the page has no attributes such as `.title`".to_owned()),
        ("a = One\n  two", "`a`: a sentence stands on one line, without tabs".to_owned()),
        ("a = One\r\n  two", "`a`: a sentence stands on one line, without tabs".to_owned()),
        ("a = One\ttwo", "`a`: a sentence stands on one line, without tabs".to_owned()),
        (
            "a = Bills: { $n ->\n *[other] many\n }",
            "`a`: a choice is a whole message, with the whole sentence in each case".to_owned(),
        ),
        ("a = A\na = B", "`a` stands here again".to_owned()),
    ] {
        let line = if what.ends_with("again") { 2 } else { 1 };
        refused(&[text], &[&format!("en.ftl:{line}: {what}")]);
    }
}

#[test]
fn cases_are_numbers_one_and_at_last_other() {
    let allowed = "cases are whole numbers, `[one]`, and at last `*[other]`";
    for (cases, what) in [
        ("[few] a\n *[other] b", format!("`[few]`: {allowed}")),
        ("[other] a\n *[one] b", format!("`[other]`: {allowed}")),
        ("*[one] a\n [other] b", format!("`[other]`: {allowed}")),
        ("*[other] a\n [one] b", format!("`[other]`: {allowed}")),
        ("[one] a\n *[0] b", format!("`[0]`: {allowed}")),
        ("[01] a\n *[other] b", format!("`[01]`: {allowed}")),
        ("[1.5] a\n *[other] b", format!("`[1.5]`: {allowed}")),
        ("[-1] a\n *[other] b", format!("`[-1]`: {allowed}")),
        ("[one] a\n [one] b\n *[other] c", "`[one]` stands twice".to_owned()),
        ("[0] a\n [0] b\n *[other] c", "`[0]` stands twice".to_owned()),
    ] {
        refused(&[&format!("a = {{ $n ->\n {cases}\n }}")], &[&format!("en.ftl:1: `a`: {what}")]);
    }
}

#[test]
fn every_fault_is_told_by_file_line_and_key() {
    refused(
        &["a = { 5 }\n\nb = { \"x\" }\n", "# Comment\nb B\n"],
        &[
            "en.ftl:1: `a`: in braces the page knows arguments alone, not the literal 5",
            "en.ftl:3: `b`: in braces the page knows arguments alone, not the literal \"x\"",
            "hi.ftl:2: Expected a token starting with \"=\"",
        ],
    );
}

#[test]
fn languages_say_the_same() {
    refused(&["a = A\nb = B\n", "a = A\n"], &["en.ftl:2: `b` is missing in hi.ftl"]);
    refused(&["a = A\n", "# Hindi\na = A\nb = B\n"], &["hi.ftl:3: `b` is missing in en.ftl"]);
    refused(&["\na = { $n } { $m }", "a = { $n }"], &["hi.ftl:1: `a` is given $n, and $m, $n in en.ftl"]);
    refused(&["a = A", "\na = { $n }"], &["hi.ftl:2: `a` is given $n, and nothing in en.ftl"]);
    // One language may choose where another need not.
    let chosen = "a = { $n ->\n [one] { $n } entry\n *[other] { $n } entries\n }";
    assert!(of(&[chosen, "a = { $n } entry"]).is_ok());
}
