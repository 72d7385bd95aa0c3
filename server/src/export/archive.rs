//! Files one after the other as a tar archive (POSIX ustar), while they are read: nothing is held in memory or written
//! twice.

use std::io::{self, Read};
use std::path::Path;

/// Bytes read at a time.
const PART: usize = 64 * 1024;

/// What archives are made of.
const BLOCK: usize = 512;

/// The largest size that a header holds in octal digits; larger ones are written in base 256.
const OCTAL: u64 = 0o77_777_777_777;

/// Hands a file out part by part: header, bytes, padding.
pub fn file(
    folder: &Path,
    name: &str,
    modified_s: u64,
    out: &mut dyn FnMut(Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = std::fs::File::open(folder.join(name))?;
    let size = file.metadata()?.len();
    out(header(name, size, modified_s).to_vec())?;
    let mut left = size;
    while left > 0 {
        let mut part = vec![0; PART.min(usize::try_from(left).unwrap_or(PART))];
        file.read_exact(&mut part)?;
        left = left.saturating_sub(u64::try_from(part.len()).unwrap_or(left));
        out(part)?;
    }
    let over = usize::try_from(size % 512).unwrap_or_default();
    if over > 0 { out(vec![0; BLOCK.saturating_sub(over)]) } else { Ok(()) }
}

/// The end of an archive.
pub fn end() -> Vec<u8> {
    vec![0; BLOCK * 2]
}

/// The header of a plain file that only its owner reads.
fn header(name: &str, size: u64, modified_s: u64) -> [u8; BLOCK] {
    let mut header = [0_u8; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| {
        if let Some(field) = header.get_mut(at..at.saturating_add(bytes.len())) {
            field.copy_from_slice(bytes);
        }
    };
    put(0, name.as_bytes().get(..100).unwrap_or(name.as_bytes()));
    put(100, b"0000600\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    if size <= OCTAL {
        put(124, format!("{size:011o}\0").as_bytes());
    } else {
        put(124, &[0x80, 0, 0, 0]);
        put(128, &size.to_be_bytes());
    }
    put(136, format!("{:011o}\0", modified_s.min(OCTAL)).as_bytes());
    // While the sum is taken, its own field is blank.
    put(148, b"        ");
    // A plain file, and the mark and version of the format.
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    let sum = format!("{sum:06o}\0 ");
    if let Some(field) = header.get_mut(148..156) {
        field.copy_from_slice(sum.as_bytes());
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn the_systems_tar_reads_it() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let files = [("empty.txt", 0), ("block.bin", 512), ("long.bin", 200_001)];
        let mut archive = Vec::new();
        for (name, length) in files {
            let bytes: Vec<u8> = (0..length).map(|n: usize| u8::try_from(n % 251).unwrap()).collect();
            std::fs::write(from.path().join(name), bytes).unwrap();
            file(from.path(), name, 1_700_000_000, &mut |part| {
                archive.extend(part);
                Ok(())
            })
            .unwrap();
        }
        archive.extend(end());
        let path = to.path().join("all.tar");
        std::fs::write(&path, archive).unwrap();
        let read = Command::new("tar").arg("-xf").arg(&path).arg("-C").arg(to.path()).output().unwrap();
        assert!(read.status.success() && read.stderr.is_empty(), "{}", String::from_utf8_lossy(&read.stderr));
        for (name, _) in files {
            let [was, is] = [from.path(), to.path()].map(|folder| std::fs::read(folder.join(name)).unwrap());
            assert!(was == is, "{name}");
        }
    }

    #[test]
    fn a_size_beyond_eight_gibibytes_is_kept() {
        let large = header("books.sqlite", OCTAL + 1, 0);
        assert_eq!(large[124], 0x80);
        assert_eq!(u64::from_be_bytes(large[128..136].try_into().unwrap()), OCTAL + 1);
    }
}
