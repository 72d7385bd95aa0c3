//! `cargo xtask infra`: the template of every place, checked by its own tools.
//!
//! Terraform and its provider come from no package registry: where they are missing, what needs them is named and
//! reported as not run. The policies' checker comes from PyPI.

use crate::failure::{Failure, Result, unknown_option};
use crate::setup::pip;
use crate::step::{not_run, step};
use crate::{process, repo};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// The provider's version, as `versions.tf` pins it.
const PROVIDER: &str = "hashicorp/aws/5.100.0";

/// What is said where Terraform cannot be run.
pub type NotRun = String;

/// `cargo xtask infra [--apply-mock]`.
pub fn task(options: &[String]) -> Result {
    let mut apply = false;
    for option in options {
        match option.as_str() {
            "--apply-mock" => apply = true,
            other => return Err(unknown_option("infra", other)),
        }
    }
    let mut told = step("the template", check)?;
    if apply && told.is_none() {
        told = step("applied to a mock of Amazon", apply_to_mock)?;
    }
    if let Some(reason) = told {
        not_run("infrastructure", &reason);
    }
    Ok(())
}

/// Format, validity, promises and policies; what could not be run here.
pub fn check() -> Result<Option<NotRun>> {
    policies()?;
    let terraform = match Terraform::find()? {
        Ok(terraform) => terraform,
        Err(missing) => return Ok(Some(missing)),
    };
    process::run(terraform.command().args(["fmt", "-check", "-diff", "-recursive", ".."]))?;
    process::run(terraform.command().args(["init", "-input=false", "-no-color"]).stdout(Stdio::null()))?;
    process::run(terraform.command().args(["validate", "-no-color"]))?;
    process::run(terraform.command().args(["test", "-no-color"]))?;
    Ok(None)
}

/// Policies of the template, and what is let through with its reason: `ops/terraform/checkov.yaml`.
fn policies() -> Result {
    let mut checkov = process::command(pip::checkov()?);
    checkov.current_dir(repo::root().join("ops/terraform"));
    process::run(checkov.args(["--config-file", "checkov.yaml"]).env("LOG_LEVEL", "ERROR"))
}

/// Terraform with a provider that it need not download.
struct Terraform {
    program: PathBuf,
    /// Its configuration, which names where the provider is.
    configuration: PathBuf,
}

impl Terraform {
    /// Finds it, or says what is missing.
    fn find() -> Result<std::result::Result<Self, NotRun>> {
        let Some(program) = process::find("terraform") else {
            return Ok(Err("`terraform` 1.11 or newer is missing".into()));
        };
        let Some(mirror) = mirror() else {
            return Ok(Err(format!(
                "the provider {PROVIDER} is missing: put it into a folder and name that in TF_MIRROR"
            )));
        };
        let configuration = repo::tools().join("terraform.rc");
        let told = |e: std::io::Error| Failure::io(format_args!("writing {}", configuration.display()), &e);
        fs::create_dir_all(repo::tools()).map_err(told)?;
        let text = format!(
            "provider_installation {{\n  filesystem_mirror {{\n    path = \"{}\"\n  }}\n}}\n",
            mirror.display().to_string().replace('\\', "/")
        );
        fs::write(&configuration, text).map_err(told)?;
        Ok(Ok(Self { program, configuration }))
    }

    /// In the template's folder; what it fetches stays outside the sources.
    fn command(&self) -> Command {
        let mut command = process::command(&self.program);
        command.current_dir(place()).env("TF_CLI_CONFIG_FILE", &self.configuration);
        command.env("TF_DATA_DIR", repo::tools().join("terraform")).env("TF_IN_AUTOMATION", "1");
        // The provider is large, and what it has read is thrown away at once: a fifth of the time is its collector's.
        command.env("GOGC", "400");
        // Never kept, and of nothing that exists.
        command.env("TF_VAR_database_password", "a-password-of-a-test-only");
        command
    }
}

fn place() -> PathBuf {
    repo::root().join("ops/terraform/place")
}

/// A folder of providers: `TF_MIRROR`, or where machines have one: Terraform's own places, and what stands beside the
/// distribution.
fn mirror() -> Option<PathBuf> {
    let named = std::env::var_os("TF_MIRROR").map(PathBuf::from);
    let usual = ["/usr/share/terraform/plugins", "/usr/local/share/terraform/plugins"].map(PathBuf::from);
    let beside = entries(Path::new("/opt")).map(|entry| entry.path());
    named.into_iter().chain(usual).chain(beside).find(|folder| holds_the_provider(folder))
}

/// Below a host's name: unpacked in a folder of its version, or packed, as `terraform providers mirror` leaves it.
fn holds_the_provider(folder: &Path) -> bool {
    let Some((provider, version)) = PROVIDER.rsplit_once('/') else { return false };
    let packed = format!("terraform-provider-aws_{version}_");
    let holds = |home: PathBuf| {
        home.join(version).is_dir()
            || entries(&home).any(|entry| entry.file_name().to_string_lossy().starts_with(&packed))
    };
    entries(folder).any(|host| holds(host.path().join(provider)))
}

fn entries(folder: &Path) -> impl Iterator<Item = fs::DirEntry> {
    fs::read_dir(folder).into_iter().flatten().flatten()
}

/// The mock; ended when dropped.
struct Mock(Child);

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Makes production at a mock of Amazon, plans staging there, and has the release read what the template tells it. The mock keeps state and
/// does nothing else: it runs no task and takes much that Amazon would refuse. Four to five minutes, nearly all of which the
/// provider waits between one look and the next.
pub fn apply_to_mock() -> Result<Option<NotRun>> {
    let terraform = match Terraform::find()? {
        Ok(terraform) => terraform,
        Err(missing) => return Ok(Some(missing)),
    };
    let amazon = pip::amazon()?;
    let mut server = process::command(&amazon.mock);
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let address = free.map_err(|e| Failure::io("looking for a free port", &e))?;
    // Policies that Amazon keeps are there only when asked for.
    server.env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true");
    server.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
    let _mock = Mock(server.spawn().map_err(|e| process::not_started(&server, &e))?);
    for _ in 0..400 {
        if TcpStream::connect(address).is_ok() {
            break;
        }
        thread::sleep(Duration::from_millis(300));
    }
    let url = format!("http://{address}");
    let mut zone = process::command(&amazon.cli);
    zone.args(["route53", "create-hosted-zone", "--name", "smartkhata.example", "--caller-reference", "mock"]);
    zone.args(["--query", "HostedZone.Id", "--output", "text"]);
    let zone = process::output(mocked(&mut zone, &url)).ok_or_else(|| Failure::new("the mock makes no hosted zone"))?;
    let zone = format!("zone_id={}", zone.trim().trim_start_matches("/hostedzone/"));
    let state = repo::tools().join("mock.tfstate");
    let _ = fs::remove_file(&state);
    let mut init = terraform.command();
    process::run(init.args(["init", "-input=false", "-no-color"]).stdout(Stdio::null()))?;
    let mut apply = terraform.command();
    apply.args(["apply", "-auto-approve", "-input=false", "-no-color", "-var-file=production.tfvars", "-var", &zone]);
    apply.arg("-var").arg(format!("mock={url}")).arg("-state").arg(&state).env("TF_CLI_ARGS", "");
    process::run_quietly(mocked(&mut apply, &url))?;
    // Staging is the same template: that its own file fills it is planned, in a state of its own.
    let mut plan = terraform.command();
    plan.args(["plan", "-input=false", "-no-color", "-lock=false", "-var-file=staging.tfvars", "-var", &zone]);
    plan.arg("-var").arg(format!("mock={url}")).arg("-state").arg(repo::tools().join("staging.tfstate"));
    process::run_quietly(mocked(plan.env("TF_CLI_ARGS", ""), &url))?;
    let mut output = terraform.command();
    let settings = process::output(output.args(["output", "-json"]).arg("-state").arg(&state).arg("release"));
    let settings = settings.ok_or_else(|| Failure::new("the template has no output `release`"))?;
    let file = repo::tools().join("mock.json");
    fs::write(&file, settings).map_err(|e| Failure::io(format_args!("writing {}", file.display()), &e))?;
    process::run(process::cargo().args(["build", "--quiet", "--workspace", "--bin", "smartkhata-release"]))?;
    let mut show = process::command(repo::built("smartkhata-release", false));
    show.args(["show", "--settings"]).arg(&file);
    process::run_quietly(mocked(&mut show, &url).env("AWS_CLI", &amazon.cli))?;
    Ok(None)
}

/// With what the mock takes for credentials.
fn mocked<'a>(command: &'a mut Command, url: &str) -> &'a mut Command {
    command.env("AWS_ENDPOINT_URL", url).env("AWS_REGION", "ap-south-1").env("AWS_DEFAULT_REGION", "ap-south-1");
    command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pinned_provider_is_the_one_that_is_looked_for() {
        let versions = fs::read_to_string(place().join("versions.tf")).unwrap();
        let version = PROVIDER.rsplit('/').next().unwrap();
        assert!(versions.contains(&format!("version = \"{version}\"")), "{versions}");
    }

    #[test]
    fn tasks_are_told_by_names_that_the_server_reads() {
        let read = |path: &str| fs::read_to_string(repo::root().join(path)).unwrap();
        let (template, reads) = (
            read("ops/terraform/modules/service/main.tf"),
            ["server/src/cli.rs", "server/src/cli/backend.rs"].map(read).concat(),
        );
        let named = |list: &str| -> Vec<&str> {
            let lists = template.split(list).skip(1).filter_map(|rest| rest.split_once("\n  }"));
            let lines = lists.flat_map(|(list, _)| list.lines().map(str::trim_start));
            lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_whitespace().next()).collect()
        };
        // Those that every place has, and those that one may have.
        let (told, secrets) = (named("  told = {\n"), named("secrets = {\n"));
        assert!(told.len() > 7 && secrets.len() > 6, "{told:?} {secrets:?}");
        for name in told.into_iter().chain(secrets) {
            assert!(reads.contains(&format!("env = \"{name}\"")), "the server reads no {name}");
        }
    }

    #[test]
    fn tasks_find_in_the_image_what_they_are_told_of() {
        let read = |path: &str| fs::read_to_string(repo::root().join("ops").join(path)).unwrap();
        let (template, image) = (read("terraform/modules/service/main.tf"), read("image/Containerfile"));
        let after = |text: &str, word: &str| {
            let rest = text.split_once(word).unwrap_or_else(|| panic!("no `{word}`")).1;
            rest.split([' ', '"', '\n']).find(|word| word.starts_with('/')).unwrap().to_owned()
        };
        let authorities = after(&template, "DATABASE_CA ");
        assert!(repo::root().join("ops/image/rootfs").join(authorities.trim_start_matches('/')).is_file());
        // Fargate makes an empty volume its user's where the image has one at the same path, and nowhere else.
        let volume = after(&image, "\nVOLUME ");
        assert_eq!(after(&template, "containerPath = "), volume);
        assert_eq!((after(&image, "SMARTKHATA_DATA="), after(&image, " TMPDIR=")), (volume.clone(), volume));
    }

    #[test]
    fn the_largest_plan_fits_through_one_address() {
        let read = |path: &str| fs::read_to_string(repo::root().join(path)).unwrap();
        let (plans, template) = (read("server/src/plan.rs"), read("ops/terraform/place/variables.tf"));
        let requests = plans.split(" requests: ").filter_map(|rest| rest.split(',').next());
        let largest = requests.filter_map(|number| number.replace('_', "").parse::<u64>().ok()).max().unwrap();
        let most = template.split_once("unsigned = 6000, most = ").unwrap().1.split(' ').next().unwrap();
        let most: u64 = most.parse().unwrap();
        assert!(largest >= 1_000 && most >= 2 * 5 * largest, "{most} in five minutes, {largest} in one");
    }

    #[test]
    fn a_provider_is_found_unpacked_and_packed() {
        let folder = std::env::temp_dir().join(format!("providers-{}", std::process::id()));
        let home = folder.join("host/hashicorp/aws");
        fs::create_dir_all(&home).unwrap();
        assert!(!holds_the_provider(&folder));
        fs::write(home.join("terraform-provider-aws_5.100.0_linux_amd64.zip"), "").unwrap();
        assert!(holds_the_provider(&folder));
        fs::remove_file(home.join("terraform-provider-aws_5.100.0_linux_amd64.zip")).unwrap();
        fs::create_dir_all(home.join("5.100.0")).unwrap();
        assert!(holds_the_provider(&folder));
        fs::remove_dir_all(&folder).unwrap();
        assert!(!holds_the_provider(&folder));
    }
}
