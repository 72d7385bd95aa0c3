//! Texts of the stores: each is there in each language, and as long as the store lets it be.
#![cfg(test)]

use crate::repo;
use std::fs;

/// Languages of Play, and of the App Store.
const PLAY: [&str; 2] = ["en-IN", "hi-IN"];
const APPLE: [&str; 2] = ["en-US", "hi"];

/// File and most characters: Play's own limits.
const PLAY_LIMITS: [(&str, usize); 4] = [
    ("title.txt", 30),
    ("short_description.txt", 80),
    ("full_description.txt", 4_000),
    ("changelogs/default.txt", 500),
];

/// And Apple's.
const APPLE_LIMITS: [(&str, usize); 4] =
    [("name.txt", 30), ("subtitle.txt", 30), ("description.txt", 4_000), ("release_notes.txt", 4_000)];

#[test]
fn texts_of_the_stores_fit() {
    let play =
        PLAY.iter().flat_map(|language| PLAY_LIMITS.map(|(file, most)| (format!("android/{language}/{file}"), most)));
    let apple = APPLE.iter().flat_map(|language| APPLE_LIMITS.map(|(file, most)| (format!("{language}/{file}"), most)));
    let folder = repo::root().join("mobile/fastlane/metadata");
    for (file, most) in play.chain(apple) {
        let text = fs::read_to_string(folder.join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let length = text.trim().chars().count();
        assert!((1..=most).contains(&length), "{file} has {length} characters, {most} is the most");
    }
    for language in APPLE {
        // Keywords are counted in bytes.
        let keywords = fs::read_to_string(folder.join(language).join("keywords.txt")).unwrap();
        assert!((1..=100).contains(&keywords.trim().len()), "{language}: {} bytes", keywords.trim().len());
    }
}
