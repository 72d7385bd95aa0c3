//! A PostgreSQL cluster in a temporary folder, reached by a socket there and nowhere else.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio_postgres::{Client, Config, NoTls};

/// Who PostgreSQL runs as when the tests run as root, which it refuses.
const USER: &str = "postgres";

/// A running server with an empty database, ended and removed when dropped.
pub struct Cluster {
    server: Child,
    folder: TempDir,
    root: bool,
    /// Settings that it is started with beside the usual.
    settings: Vec<String>,
}

impl Cluster {
    /// Makes a cluster from the distribution's packages and starts it.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start: a test cannot go on without it.
    #[allow(clippy::new_without_default, reason = "starting a server is no default")]
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// The same with settings beside the usual: `name=value`, the last of a name holds.
    pub fn with(settings: &[&str]) -> Self {
        let (folder, root) = home();
        let data = folder.path().join("data");
        let mut make = program("initdb", root);
        make.arg("--pgdata").arg(&data).args(["--username", USER, "--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        let made = make.output().expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        Self { server: start(folder.path(), root, &settings), folder, root, settings }
    }

    /// A standby of this one, which follows it.
    ///
    /// # Panics
    /// When there is no copy to be had of this one.
    pub fn follower(&self) -> Self {
        let (folder, root) = home();
        let mut copy = program("pg_basebackup", root);
        copy.arg("-D").arg(folder.path().join("data")).arg("-h").arg(self.folder.path()).args(["-U", USER]);
        let copied = copy.args(["-X", "stream", "-c", "fast", "-R", "--no-sync"]).output().expect("pg_basebackup runs");
        assert!(copied.status.success(), "pg_basebackup: {}", String::from_utf8_lossy(&copied.stderr));
        Self { server: start(folder.path(), root, &[]), folder, root, settings: Vec::new() }
    }

    /// Ends the server as a crash would, and starts it again.
    pub fn restart(&mut self) {
        self.crash();
        self.begin();
    }

    /// Ends the server as a crash would.
    pub fn crash(&mut self) {
        signal(&self.server, "-QUIT");
        self.server.wait().expect("postgres ends");
    }

    /// Kills the server at once, and starts it again.
    ///
    /// # Panics
    /// When it does not start within half a minute.
    pub fn kill(&mut self) {
        signal(&self.server, "-KILL");
        self.server.wait().expect("postgres ends");
        // What it began ends by itself, and until then lets no other server take the folder.
        for _ in 0..60 {
            self.begin();
            std::thread::sleep(Duration::from_millis(500));
            if matches!(self.server.try_wait(), Ok(None)) {
                return;
            }
        }
        panic!("PostgreSQL did not start again in {}", self.folder.path().display());
    }

    /// Starts the server again after a crash.
    pub fn begin(&mut self) {
        self.server = start(self.folder.path(), self.root, &self.settings);
    }

    /// Keeps its write-ahead log in this folder from now on, as on a disk of its own.
    ///
    /// # Panics
    /// When the folder takes no files.
    pub fn log_to(&mut self, folder: &Path) {
        self.crash();
        let log = self.folder.path().join("data/pg_wal");
        // With its owner.
        let copied = Command::new("cp").arg("--archive").arg(&log).arg(folder).status();
        assert!(copied.is_ok_and(|status| status.success()), "cp {}", folder.display());
        std::fs::remove_dir_all(&log).expect("the log was copied");
        std::os::unix::fs::symlink(folder.join("pg_wal"), &log).expect("its folder takes a link");
        self.begin();
    }

    /// The folder of its socket.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Serves a port of this computer by TLS from now on, with a certificate and its key in PEM, besides its socket.
    pub fn serve_tls(&mut self, port: u16, certificate: &str, key: &str) {
        let file = |name: &str, text: &str| {
            let path = self.folder.path().join(name);
            std::fs::write(&path, text).expect("the folder takes files");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("the file is ours");
            let owner = self.folder.path().metadata().expect("the folder is there");
            chown(&path, Some(owner.uid()), Some(owner.gid())).expect("who owns the folder may own the file");
            path.to_string_lossy().into_owned()
        };
        self.settings = vec![
            "listen_addresses=127.0.0.1".into(),
            format!("port={port}"),
            "ssl=on".into(),
            format!("ssl_cert_file={}", file("server.crt", certificate)),
            format!("ssl_key_file={}", file("server.key", key)),
        ];
        self.restart();
    }

    /// The address of a database for a login of the cluster.
    pub fn url(&self, login: &str, database: &str) -> String {
        let folder = self.folder.path().to_string_lossy().replace('/', "%2F");
        format!("postgres://{login}@{folder}/{database}")
    }

    /// Gives the server a folder of its own, which it may fill.
    ///
    /// # Panics
    /// When the folder is not ours to give.
    pub fn give(&self, folder: &Path) {
        let owner = self.folder.path().metadata().expect("the folder is there");
        chown(folder, Some(owner.uid()), Some(owner.gid())).expect("who owns the folder may give it away");
    }

    /// One of its client programs, told where it is: `pgbench`, `psql`.
    pub fn client(&self, name: &str) -> Command {
        let mut command = Command::new(binaries().join(name));
        command.arg("--host").arg(self.folder.path()).args(["--username", USER]);
        command
    }

    /// A connection, as soon as the server takes one.
    ///
    /// # Panics
    /// When the server takes none within two minutes.
    pub async fn connect(&self) -> Client {
        self.connect_to("postgres").await
    }

    /// A connection to one of its databases.
    ///
    /// # Panics
    /// When the server takes none within two minutes.
    pub async fn connect_to(&self, database: &str) -> Client {
        let mut config = Config::new();
        config.host_path(self.folder.path()).user(USER).dbname(database);
        for _ in 0..1_200 {
            if let Ok((client, connection)) = config.connect(NoTls).await {
                tokio::spawn(connection);
                return client;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("PostgreSQL took no connection in {}", self.folder.path().display());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // An interrupt is its quick and clean end; what is left of it goes with the folder.
        if matches!(self.server.try_wait(), Ok(None)) {
            signal(&self.server, "-INT");
        }
        let _ = self.server.wait();
    }
}

/// A folder for a cluster, and whether root gave it away.
fn home() -> (TempDir, bool) {
    let folder = tempfile::Builder::new().prefix("pg").tempdir().expect("a temporary folder");
    let root = folder.path().metadata().expect("the folder is there").uid() == 0;
    if root {
        let id = |flag| {
            let said = Command::new("id").args([flag, USER]).output().expect("`id` runs");
            String::from_utf8_lossy(&said.stdout).trim().parse().expect("the package postgresql makes its user")
        };
        chown(folder.path(), Some(id("-u")), Some(id("-g"))).expect("root gives the folder away");
    }
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).expect("the folder is ours");
    (folder, root)
}

fn start(folder: &Path, root: bool, settings: &[String]) -> Child {
    let mut server = program("postgres", root);
    server.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    server.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "log_min_messages=fatal"]);
    server.args(settings.iter().flat_map(|setting| ["-c", setting]));
    server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("postgres starts")
}

/// Tells the server, which runs under its own process id also when another user started it.
fn signal(server: &Child, signal: &str) {
    let asked = Command::new("kill").args([signal, &server.id().to_string()]).status();
    assert!(asked.is_ok_and(|status| status.success()), "kill {signal}");
}

/// A server program of the newest PostgreSQL here, as its own user when we are root.
fn program(name: &str, root: bool) -> Command {
    let path = binaries().join(name);
    if !root {
        return Command::new(path);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", USER, "--regid", USER, "--init-groups", "--"]).arg(path).current_dir("/");
    command
}

fn binaries() -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = installed
        .map(|entry| entry.path())
        .filter(|path| path.join("bin/initdb").exists())
        .max_by_key(|path| version(path));
    newest.expect("PostgreSQL is missing: install the package `postgresql` (apt-get install postgresql)").join("bin")
}
