//! PostgreSQL clusters as they are operated: with the shipped settings, an archive, standbys; killed, moved away and
//! brought back. Reached by sockets in a folder of the test's own and nowhere else.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio_postgres::{Client, Config, NoTls};

/// Who PostgreSQL runs as when the tests run as root, which it refuses.
const USER: &str = "postgres";

/// A folder that PostgreSQL's user owns, with the shipped files of `ops/backup` in it.
pub struct Place {
    folder: TempDir,
    owner: Option<(u32, u32)>,
    /// What every program of the place is told by its environment.
    told: Vec<(String, String)>,
}

/// A cluster in the place.
pub struct Node {
    /// Its data.
    pub data: PathBuf,
    /// The folder of its socket.
    pub socket: PathBuf,
    server: Option<Child>,
}

impl Place {
    /// A new folder. `archive_timeout` in seconds takes the place of the shipped one, so that a test need not wait.
    pub fn new(archive_timeout: u32) -> Self {
        let folder = tempfile::Builder::new().prefix("sk").tempdir().expect("a temporary folder");
        let root = folder.path().metadata().expect("the folder is there").uid() == 0;
        let id = |flag| {
            let said = Command::new("id").args([flag, USER]).output().expect("`id` runs");
            String::from_utf8_lossy(&said.stdout).trim().parse().expect("the package postgresql makes its user")
        };
        let place = Self { folder, owner: root.then(|| (id("-u"), id("-g"))), told: Vec::new() };
        place.owned(place.path());
        for folder in ["repo1", "repo2", "spool", "lock", "log", "backup", "textfiles"] {
            place.folder(folder);
        }
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ops/backup");
        let conf = place.path().join("backup/pgbackrest.conf").to_string_lossy().into_owned();
        for file in std::fs::read_dir(shipped).expect("the shipped files").flatten() {
            let mut text = std::fs::read_to_string(file.path()).expect("they are text");
            if file.file_name() == "postgresql.conf" {
                text = text.replace("/etc/smartkhata/pgbackrest.conf", &conf);
                text = text.replace("archive_timeout = 60", &format!("archive_timeout = {archive_timeout}"));
            }
            let to = place.path().join("backup").join(file.file_name());
            std::fs::write(&to, text).expect("the folder takes files");
            let mode = file.metadata().expect("it is there").permissions();
            std::fs::set_permissions(&to, mode).expect("the file is ours");
            place.owned(&to);
        }
        place.with_repositories()
    }

    /// A setting as it is shipped in `postgresql.conf`.
    pub fn shipped(&self, name: &str) -> String {
        let text = std::fs::read_to_string(self.path().join("backup/postgresql.conf")).expect("the shipped settings");
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
        value.unwrap_or_else(|| panic!("{name} is not shipped")).trim_matches('\'').to_owned()
    }

    /// The file that `backup.env` is, as a shell and systemd read it.
    pub fn environment_file(&self) -> PathBuf {
        let file = self.path().join("backup/backup.env");
        let lines = self.told.iter().map(|(name, value)| format!("{name}='{value}'\n"));
        std::fs::write(&file, lines.collect::<String>()).expect("the folder takes files");
        self.owned(&file);
        file
    }

    /// The names of what every program of the place is told.
    pub fn told(&self) -> impl Iterator<Item = &str> {
        self.told.iter().map(|(name, _)| name.as_str())
    }

    /// What an installation says in its `backup.env`: here two folders, each with a key of its own.
    fn with_repositories(mut self) -> Self {
        let path = |name: &str| self.path().join(name).to_string_lossy().into_owned();
        let mut told = vec![
            ("PGBACKREST_CONFIG".to_owned(), path("backup/pgbackrest.conf")),
            ("PGBACKREST_STANZA".to_owned(), "smartkhata".to_owned()),
            ("PGBACKREST_LOCK_PATH".to_owned(), path("lock")),
            ("PGBACKREST_SPOOL_PATH".to_owned(), path("spool")),
            ("PGBACKREST_LOG_PATH".to_owned(), path("log")),
            ("TEXTFILES".to_owned(), path("textfiles")),
            ("PG_BIN".to_owned(), binaries().to_string_lossy().into_owned()),
        ];
        for repository in ["1", "2"] {
            let name = |what: &str| format!("PGBACKREST_REPO{repository}_{what}");
            told.push((name("TYPE"), "posix".to_owned()));
            told.push((name("PATH"), path(&format!("repo{repository}"))));
            told.push((name("CIPHER_PASS"), format!("only for this test, repository {repository}")));
        }
        self.told = told;
        self
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Tells every program something more, or something else.
    pub fn tell(&mut self, name: &str, value: &str) {
        self.told.retain(|(known, _)| known != name);
        self.told.push((name.to_owned(), value.to_owned()));
    }

    /// A folder in it.
    pub fn folder(&self, name: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(&path).expect("the folder takes folders");
        self.owned(&path);
        path
    }

    /// Gives a file or folder to who runs PostgreSQL.
    pub fn owned(&self, path: &Path) {
        if let Some((user, group)) = self.owner {
            chown(path, Some(user), Some(group)).expect("root gives files away");
        }
        if path.is_dir() {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).expect("the folder is ours");
        }
    }

    /// A program as who runs PostgreSQL.
    pub fn program(&self, path: impl AsRef<Path>) -> Command {
        let path = path.as_ref();
        let mut command = match self.owner {
            None => Command::new(path),
            Some(_) => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", USER, "--regid", USER, "--init-groups", "--"]).arg(path);
                command
            }
        };
        command.current_dir(self.path()).envs(self.told.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null());
        command
    }

    /// A program of PostgreSQL.
    pub fn postgres(&self, name: &str) -> Command {
        self.program(binaries().join(name))
    }

    /// A shipped script.
    pub fn script(&self, name: &str) -> Command {
        self.program(self.path().join("backup").join(name))
    }

    /// pgBackRest.
    pub fn backrest(&self, arguments: &[&str]) -> Command {
        let mut command = self.program("/usr/bin/pgbackrest");
        command.args(arguments);
        command
    }

    /// pgBackRest, asked about a cluster.
    pub fn backrest_of(&self, node: &Node, arguments: &[&str]) -> Command {
        let mut command = self.backrest(arguments);
        command.env("PGBACKREST_PG1_PATH", &node.data).env("PGBACKREST_PG1_SOCKET_PATH", &node.socket);
        command
    }

    /// Makes the repositories ready for a cluster; asks again while it sends a piece of its log, which holds the same lock.
    pub fn stanza(&self, node: &Node) {
        for _ in 0..240 {
            let done = self.backrest_of(node, &["stanza-create"]).output().expect("pgBackRest runs");
            let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
            if done.status.success() {
                run(&mut self.backrest_of(node, &["check"]));
                return;
            }
            assert!(said.contains("unable to acquire lock"), "{said}");
            std::thread::sleep(Duration::from_millis(500));
        }
        panic!("the log is sent without end");
    }

    /// A new cluster of the shipped settings, running: one that has no standby, and says so.
    pub fn node(&self, name: &str, more: &[&str]) -> Node {
        let mut node = self.made(name, "synchronous_standby_names = ''");
        node.start(self, more);
        node
    }

    /// The same of one that waits for its standby, as shipped.
    pub fn primary(&self, name: &str, more: &[&str]) -> Node {
        let mut node = self.made(name, "");
        node.start(self, more);
        node
    }

    /// A new cluster of the shipped settings, with something said after them.
    pub fn made(&self, name: &str, after: &str) -> Node {
        let node = self.place_of(name);
        let mut make = self.postgres("initdb");
        make.arg("--pgdata").arg(&node.data).args(["--username", USER, "--encoding", "UTF8", "--locale", "C"]);
        run(make.args(["--no-sync", "--data-checksums"]));
        let conf = node.data.join("postgresql.conf");
        let text = std::fs::read_to_string(&conf).expect("initdb writes it");
        let shipped = self.path().join("backup/postgresql.conf");
        std::fs::write(&conf, format!("{text}\ninclude '{}'\n{after}\n", shipped.display())).expect("it is ours");
        node
    }

    /// Where a cluster of this name is, or would be.
    pub fn place_of(&self, name: &str) -> Node {
        let home = self.folder(name);
        Node { data: home.join("data"), socket: home, server: None }
    }

    /// A standby of a cluster, running, that has everything the other has.
    pub fn standby(&self, name: &str, of: &Node, more: &[&str]) -> Node {
        let mut node = self.place_of(name);
        let mut copy = self.postgres("pg_basebackup");
        copy.arg("-D").arg(&node.data).arg("-h").arg(&of.socket).args(["-U", USER, "-X", "stream", "-c", "fast", "-R"]);
        // Under this name it follows.
        copy.args(["-d", &format!("application_name={name}")]);
        run(copy.args(["-C", "-S", name, "--no-sync"]));
        node.start(self, more);
        node
    }
}

impl Node {
    /// Starts it.
    pub fn start(&mut self, place: &Place, more: &[&str]) {
        let mut server = place.postgres("postgres");
        server.arg("-D").arg(&self.data).arg("-k").arg(&self.socket);
        // Where its archive command finds it: in an installation, where the shipped configuration says.
        server.env("PGBACKREST_PG1_PATH", &self.data);
        // What is killed here are processes: what they wrote, the system has.
        server.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "log_min_messages=warning"]);
        server.args(more.iter().flat_map(|setting| ["-c", setting]));
        let log = std::fs::File::options().create(true).append(true).open(self.socket.join("log")).expect("a log");
        server.stdout(Stdio::null()).stderr(log);
        self.server = Some(server.spawn().expect("postgres starts"));
    }

    /// Ends it as a power cut would: nobody is told, nothing is written.
    pub fn kill(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        let children = Command::new("ps").args(["-o", "pid=", "--ppid", &server.id().to_string()]).output();
        signal("-KILL", &server.id().to_string());
        // What it had started notices its end by itself; a shared log archiver may take a moment too long.
        let children = children.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default();
        children.split_whitespace().for_each(|child| signal("-KILL", child));
        let _ = server.wait();
    }

    /// Ends it well.
    pub fn stop(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        signal("-INT", &server.id().to_string());
        let _ = server.wait();
    }

    /// The address of its database for a login.
    pub fn url(&self, login: &str, database: &str) -> String {
        format!("postgres://{login}@{}/{database}", host(&self.socket))
    }

    /// A connection as its superuser, as soon as it takes one.
    pub async fn connect(&self, database: &str) -> Client {
        let mut config = Config::new();
        config.host_path(&self.socket).user(USER).dbname(database);
        for _ in 0..2_400 {
            if let Ok((client, connection)) = config.connect(NoTls).await {
                tokio::spawn(connection);
                return client;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("PostgreSQL took no connection: {}", self.log());
    }

    /// Waits until it takes writes: until a restore or a promotion is over.
    pub async fn writes(&self, database: &str) -> Client {
        let client = self.connect(database).await;
        for _ in 0..2_400 {
            let row = client.query_one("select pg_is_in_recovery()", &[]).await.expect("it answers");
            if !row.get::<_, bool>(0) {
                return client;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("PostgreSQL did not end its recovery: {}", self.log());
    }

    /// What it has said.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.socket.join("log")).unwrap_or_default()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A socket's folder as an address names it.
pub fn host(socket: &Path) -> String {
    socket.to_string_lossy().replace('/', "%2F")
}

/// Runs a program to its end; what it said.
///
/// # Panics
/// When it fails: the message holds what it said.
pub fn run(command: &mut Command) -> String {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{command:?} ended with {}:\n{said}", done.status);
    said
}

fn signal(signal: &str, process: &str) {
    let _ = Command::new("kill").args([signal, process]).stderr(Stdio::null()).status();
}

/// The programs of the newest PostgreSQL here.
fn binaries() -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = installed
        .map(|entry| entry.path())
        .filter(|path| path.join("bin/initdb").exists())
        .max_by_key(|path| version(path));
    newest.expect("PostgreSQL is missing: install the package `postgresql` (apt-get install postgresql)").join("bin")
}
