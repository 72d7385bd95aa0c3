//! The server of a shop: started on its folder, ended, ended hard, and back again.

use std::process::Command;

use smartkhata_tests::program::{Running, named};

use super::Shop;

impl Shop {
    /// Serves the folder, at a new address.
    pub fn go_on(&mut self) {
        let (address, server) = self.served("0", &[]);
        self.address = address;
        self.server = Some(server);
    }

    /// Serves the folder again, at the address that pages of it have open.
    pub fn come_back(&mut self) {
        let port = self.address.split([':', '/']).find(|part| part.parse::<u16>().is_ok()).unwrap();
        let (address, server) = self.served(port, &[]);
        assert_eq!(address, self.address);
        self.server = Some(server);
    }

    /// A second program on the same folder, which only reads; its address.
    pub fn read(&self) -> (String, Running) {
        self.served("0", &["--read-only"])
    }

    fn served(&self, port: &str, options: &[&str]) -> (String, Running) {
        let mut command = Command::new(named("SMARTKHATA_BIN"));
        command.args(["serve", "--port", port, "--data"]).arg(self.folder.path()).args(options);
        command.arg("--dist").arg(named("SMARTKHATA_DIST"));
        let mut server = Running::start(&mut command);
        (server.line_with("http://127.0.0.1:"), server)
    }

    /// Ends the server; the folder stays.
    pub fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.end();
        }
    }

    /// Ends the server as a power cut does: it hears nothing of it. The folder stays as it is at that moment.
    pub fn kill(&mut self) {
        let server = self.server.take().unwrap();
        let killed = Command::new("kill").args(["-KILL", &server.id().to_string()]).status();
        assert!(killed.unwrap().success());
        // It has to be gone before its folder is opened again.
        server.end();
    }
}
