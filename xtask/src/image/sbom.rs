//! What is inside the programs and the page, as CycloneDX 1.5 says it: every crate that is linked in, at its locked version with its
//! licence and checksum, and what depends on what; and the parts that come from the distribution that it is built on.

use super::TARGET;
use crate::failure::{Failure, Result};
use crate::setup::wasm;
use crate::{process, repo};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// The program that the image is for, and the one beside it; their parts are listed.
const PROGRAM: &str = "smartkhata-server";
const BESIDE: &str = "smartkhata-release";

/// And the page, for browsers.
const PAGE: &str = "smartkhata-app";

/// The distribution's packages with something inside: linked in statically, or copied.
const PACKAGES: [&str; 2] = ["libc6-dev", "ca-certificates"];

/// A package of the distribution that the image is built on: whoever looks for its weaknesses asks that one's list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Package {
    name: &'static str,
    version: String,
    purl: String,
}

impl Package {
    fn of(name: &'static str, version: String, distribution: &Distribution) -> Self {
        let Distribution { id, release } = distribution;
        // A purl has its own way with what an address may not hold.
        let escaped = version.replace('+', "%2B").replace('~', "%7E");
        let purl = format!("pkg:deb/{id}/{name}@{escaped}?distro={id}-{release}");
        Self { name, version, purl }
    }
}

/// As `os-release` names it: `debian` and `12`, `ubuntu` and `24.04`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Distribution {
    id: String,
    release: String,
}

impl Distribution {
    fn read(text: &str) -> Option<Self> {
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.map(|value| value.trim_matches('"').to_owned()).filter(|value| !value.is_empty())
        };
        Some(Self { id: value("ID")?, release: value("VERSION_ID")? })
    }
}

/// A crate: name and version.
type Id = (String, String);

/// A part of the programs.
#[derive(Debug, Default, PartialEq, Eq)]
struct Part {
    licence: String,
    needs: BTreeSet<Id>,
}

/// The list, as JSON. The same tree gives the same bytes.
pub fn of(version: &str, created: &str) -> Result<String> {
    let tree = [tree(&[PROGRAM, BESIDE], TARGET)?, tree(&[PAGE], wasm::TARGET)?].concat();
    let lock = repo::root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&lock).map_err(|e| Failure::io("reading Cargo.lock", &e))?;
    let release = Path::new("/etc/os-release");
    let release = std::fs::read_to_string(release).map_err(|e| Failure::io("reading /etc/os-release", &e))?;
    let distribution = Distribution::read(&release);
    let distribution = distribution.ok_or_else(|| Failure::new("/etc/os-release does not say which system this is"))?;
    let mut packages = Vec::new();
    for name in PACKAGES {
        let version = process::output(process::command("dpkg-query").args(["-W", "-f", "${Version}", name]));
        let version = version.ok_or_else(|| Failure::new(format!("`{name}` is not installed")))?;
        packages.push(Package::of(name, version, &distribution));
    }
    Ok(json(version, created, &parts(&tree), &checksums(&lock), &packages))
}

fn tree(packages: &[&str], target: &str) -> Result<String> {
    let mut tree = process::cargo();
    tree.args([
        "tree", "--locked", "--edges", "normal", "--target", target, "--prefix", "depth", "--format", "|{p}|{l}",
    ]);
    tree.args(packages.iter().flat_map(|package| ["--package", package]));
    process::output(&mut tree).ok_or_else(|| Failure::new("`cargo tree` failed"))
}

/// Crates with what each needs, from `cargo tree`: a depth, a name with its version, a licence.
fn parts(tree: &str) -> BTreeMap<Id, Part> {
    let mut parts: BTreeMap<Id, Part> = BTreeMap::new();
    let mut above: Vec<Id> = Vec::new();
    for line in tree.lines() {
        let mut fields = line.split('|');
        let (Some(depth), Some(package), Some(licence)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let mut words = package.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        let (Ok(depth), id) = (depth.parse(), (name.to_owned(), version.trim_start_matches('v').to_owned())) else {
            continue;
        };
        above.truncate(depth);
        if let Some(parent) = above.last().and_then(|parent| parts.get_mut(parent)) {
            parent.needs.insert(id.clone());
        }
        let part = parts.entry(id.clone()).or_default();
        licence.trim_end_matches(" (*)").trim().clone_into(&mut part.licence);
        above.push(id);
    }
    parts
}

/// SHA-256 of what was downloaded, from the lock file.
fn checksums(lock: &str) -> BTreeMap<Id, String> {
    let value = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""));
        line.map(|value| value.trim_end_matches('"').to_owned())
    };
    let packages = lock.split("[[package]]").skip(1);
    packages
        .filter_map(|block| Some(((value(block, "name")?, value(block, "version")?), value(block, "checksum")?)))
        .collect()
}

fn json(
    version: &str,
    created: &str,
    parts: &BTreeMap<Id, Part>,
    checksums: &BTreeMap<Id, String>,
    packages: &[Package],
) -> String {
    let reference = |(name, version): &Id| format!("pkg:cargo/{name}@{version}");
    let root = parts.keys().find(|(name, _)| name == PROGRAM).map_or_else(String::new, reference);
    let mut components = Vec::new();
    for (id, part) in parts.iter().filter(|(id, _)| reference(id) != root) {
        let (purl, (name, version)) = (reference(id), id);
        let mut text = format!(
            r#"{{"type":"library","bom-ref":"{purl}","name":"{name}","version":"{version}","scope":"required""#
        );
        if let Some(sum) = checksums.get(id) {
            let _ = write!(text, r#","hashes":[{{"alg":"SHA-256","content":"{sum}"}}]"#);
        }
        if !part.licence.is_empty() {
            // Crates of long ago write `/` where SPDX has OR.
            let licence = part.licence.replace(" / ", "/").replace('/', " OR ");
            let _ = write!(text, r#","licenses":[{{"expression":"{licence}"}}]"#);
        }
        let _ = write!(text, r#","purl":"{purl}"}}"#);
        components.push(text);
    }
    for Package { name, version, purl } in packages {
        components.push(format!(
            r#"{{"type":"library","bom-ref":"{purl}","name":"{name}","version":"{version}","scope":"required","purl":"{purl}"}}"#
        ));
    }
    let mut dependencies: Vec<String> = Vec::new();
    for (id, part) in parts {
        let mut needs: Vec<String> = part.needs.iter().map(|need| format!(r#""{}""#, reference(need))).collect();
        if reference(id) == root {
            needs.extend(packages.iter().map(|part| format!(r#""{}""#, part.purl)));
        }
        dependencies.push(format!(r#"{{"ref":"{}","dependsOn":[{}]}}"#, reference(id), needs.join(",")));
    }
    format!(
        "{{\"$schema\":\"http://cyclonedx.org/schema/bom-1.5.schema.json\",\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"version\":1,\n\
         \"metadata\":{{\"timestamp\":\"{created}\",\"component\":{{\"type\":\"application\",\"bom-ref\":\"{root}\",\
         \"name\":\"smartkhata\",\"version\":\"{version}\",\"licenses\":[{{\"expression\":\"Apache-2.0\"}}]}}}},\n\
         \"components\":[\n{}\n],\n\"dependencies\":[\n{}\n]}}\n",
        components.join(",\n"),
        dependencies.join(",\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_with_what_they_need() {
        let tree = "0|smartkhata-server v0.1.0 (/somewhere/server)|Apache-2.0\n\
                    1|axum v0.8.9|MIT\n2|bytes v1.12.2|MIT\n\
                    1|serde_derive v1.0.229 (proc-macro)|MIT OR Apache-2.0\n1|bytes v1.12.2|MIT (*)\n";
        let parts = parts(tree);
        let id = |name: &str, version: &str| (name.to_owned(), version.to_owned());
        assert_eq!(parts.len(), 4);
        assert_eq!(parts[&id("axum", "0.8.9")].needs, BTreeSet::from([id("bytes", "1.12.2")]));
        assert_eq!(parts[&id("smartkhata-server", "0.1.0")].needs.len(), 3);
        assert_eq!(parts[&id("bytes", "1.12.2")].licence, "MIT");
    }

    #[test]
    fn packages_are_of_the_distribution_that_they_come_from() {
        let of = |text: &str| {
            Distribution::read(text).map(|known| Package::of("libc6-dev", "2.39-0+x~1".into(), &known).purl)
        };
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n";
        assert_eq!(of(debian).unwrap(), "pkg:deb/debian/libc6-dev@2.39-0%2Bx%7E1?distro=debian-12");
        let ubuntu = "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\n";
        assert_eq!(of(ubuntu).unwrap(), "pkg:deb/ubuntu/libc6-dev@2.39-0%2Bx%7E1?distro=ubuntu-24.04");
        assert_eq!(of("NAME=Something\n"), None);
    }

    #[test]
    fn checksums_come_from_the_lock_file() {
        let lock = "version = 4\n\n[[package]]\nname = \"bytes\"\nversion = \"1.12.2\"\nsource = \"x\"\nchecksum = \"ab12\"\n\n\
                    [[package]]\nname = \"xtask\"\nversion = \"0.1.0\"\n";
        let sums = checksums(lock);
        assert_eq!(sums.into_iter().collect::<Vec<_>>(), [(("bytes".into(), "1.12.2".into()), "ab12".into())]);
    }
}
