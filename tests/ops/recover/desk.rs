//! The desk of whoever is on call, and the machines: what a runbook's commands find there. What only a machine has (its
//! services, its way to PostgreSQL) has something in its place.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::backend::program;
use super::node::{Node, Place, run};

/// Where runbooks are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/runbooks")
}

/// What one says.
pub fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).expect("the runbook")
}

/// The commands of a runbook: in `sh` for whoever is on call, in `bash` for a machine.
pub fn commands(runbook: &str, kind: &str) -> Vec<String> {
    let (text, begins) = (text(runbook), format!("```{kind}\n"));
    let blocks = text.split(&begins).skip(1).map(|rest| rest.split("```").next().unwrap_or_default());
    blocks.map(|block| block.lines().map(|line| format!("{}\n", line.trim_start())).collect()).collect()
}

/// The machine of whoever is on call: its programs, and what a runbook's names stand for here.
pub struct Desk<'a> {
    place: &'a Place,
    /// Programs that something else takes the place of.
    pub programs: PathBuf,
    /// What commands are told by their environment.
    pub environment: Vec<(&'static str, String)>,
    names: Vec<(&'static str, String)>,
}

impl<'a> Desk<'a> {
    /// Beside a cluster, whose books are reached at an address.
    pub fn beside(place: &'a Place, node: &Node, url: &str) -> Self {
        let programs = place.folder("programs");
        let copy = programs.join("smartkhata");
        std::fs::copy(program(), &copy).expect("the program where PostgreSQL's user may run it");
        place.owned(&copy);
        let data = place.folder("served");
        let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
        let environment = vec![
            ("PATH", path),
            ("HOME", data.to_string_lossy().into_owned()),
            ("DATABASE_URL", url.to_owned()),
            ("SMARTKHATA_DATA", data.to_string_lossy().into_owned()),
            ("SMARTKHATA_OPERATOR", "who is on call".to_owned()),
            ("PGBACKREST_PG1_PATH", node.data.to_string_lossy().into_owned()),
            ("PGBACKREST_PG1_SOCKET_PATH", node.socket.to_string_lossy().into_owned()),
        ];
        let names = vec![
            ("/usr/lib/smartkhata/backup", place.path().join("backup").to_string_lossy().into_owned()),
            ("/var/lib/postgresql/15/main", node.data.to_string_lossy().into_owned()),
            ("/etc/smartkhata/backup.env", place.environment_file().to_string_lossy().into_owned()),
        ];
        let desk = Self { place, programs, environment, names };
        let told = place.environment_file().display().to_string();
        let (data, socket, served) = (node.data.display(), node.socket.display(), data.display());
        desk.stands_for("psql", &format!("exec /usr/bin/psql -h {socket} -U postgres \"$@\""));
        desk.stands_for(
            "systemctl",
            &format!(
                "case \"$1 $2\" in\n\
                 'stop smartkhata') kill -TERM \"$(cat {served}/pid)\" ;;\n\
                 'start smartkhata') : >{served}/address; setsid smartkhata serve --port 0 --print-codes </dev/null >{served}/address 2>{served}/log &\n\
                 echo $! >{served}/pid; until grep -q http {served}/address; do sleep 0.1; done ;;\n\
                 'stop postgresql') \"$PG_BIN/pg_ctl\" -D {data} -s -w -m fast stop ;;\n\
                 'start postgresql') set -a; . {told}; set +a; \"$PG_BIN/pg_ctl\" -D {data} -s -w -l {served}/postgresql.log \
                 -o '-k {socket} -c listen_addresses= -c fsync=off' start ;;\n\
                 *) exit 1 ;;\nesac"
            ),
        );
        desk
    }

    /// A program of the machine that something else takes the place of.
    pub fn stands_for(&self, name: &str, script: &str) {
        let file = self.programs.join(name);
        std::fs::write(&file, format!("#!/bin/sh\nset -eu\n{script}\n")).expect("written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).expect("ours");
    }

    /// Tells commands something more.
    pub fn tell(&mut self, name: &'static str, value: &str) {
        self.environment.push((name, value.to_owned()));
    }

    /// What a runbook's name stands for here.
    pub fn name(&mut self, name: &'static str, here: &str) {
        self.names.push((name, here.to_owned()));
    }

    /// Runs every command of a runbook that begins with a decision.
    pub fn follows(&self, runbook: &str) {
        let blocks = commands(runbook, "sh");
        assert!(blocks.len() > 3, "{runbook} has {} commands", blocks.len());
        self.run(runbook, &blocks);
    }

    /// Runs what a runbook does on a machine.
    pub fn works(&self, runbook: &str) {
        let blocks = commands(runbook, "bash");
        assert!(!blocks.is_empty(), "{runbook} has nothing to do on a machine");
        self.run(runbook, &blocks);
    }

    /// What the backup is told by its environment a command has to ask for itself.
    fn run(&self, runbook: &str, blocks: &[String]) {
        for block in blocks {
            let block = self.names.iter().fold(block.clone(), |block, (name, here)| block.replace(name, here));
            eprintln!("    {runbook}: {}", block.trim().replace('\n', "\n        "));
            // Amazon's command line is where only who runs the tests may look.
            let amazons = block.starts_with("aws ") || block.contains("/rds-restore.sh ");
            let mut shell = if amazons { Command::new("sh") } else { self.place.program("sh") };
            self.place.told().filter(|name| *name != "PG_BIN").for_each(|name| {
                shell.env_remove(name);
            });
            shell.args(["-euc", &block]).envs(self.environment.iter().map(|(name, value)| (name, value)));
            run(&mut shell);
        }
    }

    /// The machine's services: what is asked about has to be one that is installed, and what is started is done.
    pub fn has_services(&self) {
        let units = self.place.folder("units");
        let ops = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ops");
        let ours = ["backup", "monitoring/backup", "monitoring/postgres", "host"].map(|folder| ops.join(folder));
        let debian = ["/lib/systemd/system", "/usr/lib/systemd/system"].map(PathBuf::from);
        for file in ours.iter().chain(&debian).filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if (name.ends_with(".service") || name.ends_with(".timer")) && file.path().is_file() {
                let to = units.join(&name);
                std::fs::copy(file.path(), &to).expect("copied");
                self.place.owned(&to);
            }
        }
        let (units, here) = (units.display(), self.place.path().display());
        let known = format!(
            "known() {{ unit=$(printf %s \"$1\" | sed 's/@.*$/@/'); case \"$unit\" in *.timer | *.service) ;; \
             *) unit=$unit.service ;; esac; test -e \"{units}/$unit\" || {{ echo \"there is no unit $1\" >&2; exit 4; }}; }}"
        );
        let told = self.place.environment_file().display().to_string();
        self.stands_for(
            "systemctl",
            &format!(
                "{known}\nverb=$1; shift; for unit in \"$@\"; do known \"$unit\"; done\n\
                 [ \"$verb\" != start ] || {{ set -a; . {told}; set +a\n\
                 command=$(sed -n 's/^ExecStart=//p' \"{units}/$1.service\" | sed 's:/usr/lib/smartkhata:{here}:; s:/var/lib/postgresql:{here}:')\n\
                 exec $command; }}"
            ),
        );
        self.stands_for("journalctl", &format!("{known}\n[ \"$1\" = -u ] && known \"$2\""));
    }
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        for service in ["smartkhata", "postgresql"] {
            let mut stop = self.place.program(self.programs.join("systemctl"));
            stop.args(["stop", service]).envs(self.environment.iter().map(|(name, value)| (name, value)));
            let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
        }
    }
}
