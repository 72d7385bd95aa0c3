//! Links of documents: one that points into the repository points at something that is there.

use super::{File, Finding};
use std::path::Path;

/// Every relative link that leads nowhere.
pub fn findings(file: &File, root: &Path) -> Vec<Finding> {
    let folder = root.join(&file.path).parent().map_or_else(|| root.to_owned(), Path::to_path_buf);
    links(&file.text)
        .filter(|(_, target)| !folder.join(target).exists())
        .map(|(line, target)| Finding::at(file, line, format!("the link to `{target}` leads nowhere")))
        .collect()
}

/// `(line, path)` of every relative link outside code.
fn links(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().flat_map(move |(number, line)| {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let line = if fenced { "" } else { line };
        line.split("](").skip(1).filter_map(move |rest| {
            let target = rest.split([')', ' ', '#']).next().unwrap_or_default();
            let outside = target.is_empty() || target.contains("://") || target.starts_with("mailto:");
            (!outside).then_some((number + 1, target))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;
    use crate::repo;

    #[test]
    fn links_lead_somewhere() {
        let check = |text: &str, count: usize| {
            assert_eq!(findings(&file("xtask/page.md", text), &repo::root()).len(), count, "{text}");
        };
        check("[the manifest](../Cargo.toml)", 0);
        check("[gone](../no-such-file.md) and ![picture](no-such.png)", 2);
        check("[a part](../Cargo.toml#workspace) [here](#below) [web](https://example.com/x)", 0);
        check("```\n[code](no-such-file)\n```", 0);
    }
}
