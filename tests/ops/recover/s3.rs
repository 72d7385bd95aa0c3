//! An S3 of this computer's own, spoken to by TLS as pgBackRest demands: moto behind nginx.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use super::node::Place;

/// The bucket.
const BUCKET: &str = "smartkhata-backup";

/// Both programs; ended with the value.
pub struct S3 {
    moto: Child,
    /// The only way to it; none while its region is lost.
    nginx: Option<Child>,
    tls: u16,
    folder: TempDir,
}

impl S3 {
    /// Starts it and makes it the first repository of a place.
    pub fn instead_of_first_repository(place: &mut Place, moto: &Path) -> Self {
        let folder = tempfile::Builder::new().prefix("s3").tempdir().expect("a temporary folder");
        let [plain, tls] = [free_port(), free_port()];
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        std::fs::write(at("server.crt"), made.cert.pem()).expect("written");
        std::fs::write(at("server.key"), made.signing_key.serialize_pem()).expect("written");
        let temp = ["body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| {
            let name = if kind == "body" { "client_body" } else { kind };
            format!("{name}_temp_path {};", at(kind))
        });
        let conf = format!(
            "pid {pid}; error_log stderr; events {{}} http {{ access_log off; {temp} server {{ listen 127.0.0.1:{tls} ssl; \
             ssl_certificate {crt}; ssl_certificate_key {key}; client_max_body_size 0; \
             location / {{ proxy_pass http://127.0.0.1:{plain}; proxy_set_header Host $http_host; }} }} }}",
            pid = at("nginx.pid"),
            temp = temp.join(" "),
            crt = at("server.crt"),
            key = at("server.key"),
        );
        std::fs::write(at("nginx.conf"), conf).expect("written");
        let port = plain.to_string();
        let moto = quiet(folder.path(), Command::new(moto).args(["-H", "127.0.0.1", "-p", &port]));
        let mut s3 = Self { moto, nginx: None, tls, folder };
        wait(plain);
        s3.back();
        let made = ureq::put(format!("http://127.0.0.1:{plain}/{BUCKET}")).send_empty();
        assert!(made.is_ok(), "{made:?}");
        let kept = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
        let kept = ureq::put(format!("http://127.0.0.1:{plain}/{BUCKET}?versioning")).send(kept);
        assert!(kept.is_ok(), "{kept:?}");
        for (name, value) in [
            ("TYPE", "s3"),
            ("PATH", "/pgbackrest"),
            ("S3_BUCKET", BUCKET),
            ("S3_KEY", "local"),
            ("S3_KEY_SECRET", "local"),
            ("S3_URI_STYLE", "path"),
            ("STORAGE_HOST", "localhost"),
            ("STORAGE_PORT", &tls.to_string()),
        ] {
            place.tell(&format!("PGBACKREST_REPO1_{name}"), value);
        }
        let authority = place.path().join("s3.crt");
        std::fs::copy(s3.folder.path().join("server.crt"), &authority).expect("copied");
        place.owned(&authority);
        place.tell("PGBACKREST_REPO1_STORAGE_CA_FILE", &authority.to_string_lossy());
        s3
    }

    /// Its region is lost: nobody answers there any more.
    pub fn lost(&mut self) {
        self.nginx.take().as_mut().map(end);
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", self.tls)).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("it still answers");
    }

    /// Its region is there again, with all that was in it.
    pub fn back(&mut self) {
        let at = |name: &str| self.folder.path().join(name).to_string_lossy().into_owned();
        let nginx = ["/usr/sbin/nginx", "/usr/bin/nginx"].into_iter().find(|path| Path::new(path).exists());
        let mut nginx = Command::new(nginx.expect("nginx is missing: apt-get install nginx"));
        nginx.args(["-c", &at("nginx.conf"), "-p", &at(""), "-g", "daemon off;"]);
        self.nginx = Some(quiet(self.folder.path(), &mut nginx));
        wait(self.tls);
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.nginx.take().as_mut().map(end);
        end(&mut self.moto);
    }
}

fn quiet(folder: &Path, command: &mut Command) -> Child {
    let log = std::fs::File::options().create(true).append(true).open(folder.join("log")).expect("a log");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().expect("it starts")
}

/// Its workers end with a master that was asked to.
fn end(program: &mut Child) {
    let _ = Command::new("kill").arg(program.id().to_string()).status();
    let _ = program.wait();
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("its address").port()
}

fn wait(port: u16) {
    for _ in 0..1_200 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("nobody listens at port {port}");
}
