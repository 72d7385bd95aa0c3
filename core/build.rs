//! Packs the fonts that the program carries: printed and shown, they are the largest thing in it, and pack to less than
//! half.

fn main() {
    println!("cargo:rerun-if-changed=../assets/fonts");
    #[cfg(feature = "print")]
    fonts::pack();
}

#[cfg(feature = "print")]
mod fonts {
    use std::io::Write as _;
    use std::path::PathBuf;
    use std::{env, fs};

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    pub fn pack() {
        let packed = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder"));
        for entry in fs::read_dir("../assets/fonts").expect("the fonts lie in assets/fonts").flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == "ttf") {
                let font = fs::read(&path).expect("a font can be read");
                let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
                packer.write_all(&font).expect("memory takes what is written");
                let name = packed.join(path.file_name().expect("a file has a name")).with_extension("ttf.zz");
                fs::write(name, packer.finish().expect("memory takes what is written"))
                    .expect("OUT_DIR can be written");
            }
        }
    }
}
