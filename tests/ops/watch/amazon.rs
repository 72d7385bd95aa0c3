//! A mock of Amazon that keeps state, with production's database in it, in a network of its own.

use std::path::Path;
use std::process::Command;

use smartkhata_tests::program::named;

use crate::service::{Service, free_port, run, until};

/// A running one; ended with the value.
pub struct Amazon {
    _mock: Service,
    address: String,
}

impl Amazon {
    /// Starts it.
    pub fn start(folder: &Path) -> Self {
        let port = free_port();
        let mut mock = Command::new(named("MOTO_SERVER"));
        let mock = Service::start("moto", folder, mock.args(["-H", "127.0.0.1", "-p", &port.to_string()]));
        until("the mock listens", || std::net::TcpStream::connect(("127.0.0.1", port)).ok());
        let amazon = Self { _mock: mock, address: format!("http://127.0.0.1:{port}") };
        amazon.call(
            "rds create-db-instance --db-instance-identifier smartkhata-production --engine postgres \
             --db-instance-class db.t3.micro --allocated-storage 20 --backup-retention-period 30 \
             --master-username operator --master-user-password only-for-this-test --vpc-security-group-ids sg-database",
        );
        amazon
    }

    /// What leads Amazon's command line here.
    pub fn environment(&self) -> [(&'static str, &str); 4] {
        [
            ("AWS_ENDPOINT_URL", &self.address),
            ("AWS_DEFAULT_REGION", "ap-south-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ]
    }

    /// A program that is led here.
    pub fn led(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.envs(self.environment()).env("AWS_CLI", named("AWS_CLI"));
        command
    }

    /// Calls Amazon's command line.
    pub fn call(&self, arguments: &str) -> String {
        run(self.led(named("AWS_CLI")).args(arguments.split_whitespace()))
    }
}
