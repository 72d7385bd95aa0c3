//! The runtime interface of HAProxy: one command a connection, on its socket for administrators.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde::Deserialize;

use super::{Shares, TrafficSplit};
use crate::colour::Colour;
use crate::{Result, Trouble};

/// Where it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `stats socket … level admin`: a path, or `127.0.0.1:9999`.
    pub socket: String,
    /// The backend with the servers `blue` and `green`.
    pub backend: String,
}

/// Weights of the servers `blue` and `green`.
#[derive(Debug)]
pub struct HaproxyRuntime {
    settings: Settings,
}

impl HaproxyRuntime {
    /// Through this socket.
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }

    /// What it answers; nothing for a command that was done.
    fn ask(&self, command: &str) -> Result<String> {
        let told = |error: std::io::Error| Trouble::outside(format_args!("HAProxy at {}", self.settings.socket), error);
        let patience = Some(Duration::from_secs(5));
        let mut answer = String::new();
        let line = format!("{command}\n");
        #[cfg(unix)]
        if self.settings.socket.contains('/') {
            let mut socket = std::os::unix::net::UnixStream::connect(&self.settings.socket).map_err(told)?;
            socket.set_read_timeout(patience).and_then(|()| socket.write_all(line.as_bytes())).map_err(told)?;
            socket.read_to_string(&mut answer).map_err(told)?;
            return Ok(answer.trim().to_owned());
        }
        let mut socket = TcpStream::connect(&self.settings.socket).map_err(told)?;
        socket.set_read_timeout(patience).and_then(|()| socket.write_all(line.as_bytes())).map_err(told)?;
        socket.read_to_string(&mut answer).map_err(told)?;
        Ok(answer.trim().to_owned())
    }

    fn weigh(&self, colour: Colour, weight: u8) -> Result {
        let command = format!("set server {}/{} weight {weight}", self.settings.backend, colour.name());
        match self.ask(&command)?.as_str() {
            "" => Ok(()),
            said => Err(Trouble::outside(format_args!("HAProxy refuses `{command}`"), said)),
        }
    }

    fn weight(&self, colour: Colour) -> Result<u8> {
        // `10 (initial 100)`
        let command = format!("get weight {}/{}", self.settings.backend, colour.name());
        let said = self.ask(&command)?;
        let weight = said.split_whitespace().next().and_then(|weight| weight.parse().ok());
        weight.ok_or_else(|| Trouble::outside(format_args!("HAProxy answers `{command}`"), said))
    }
}

impl TrafficSplit for HaproxyRuntime {
    fn set(&mut self, shares: Shares) -> Result {
        // Who gains first: at no moment are both without weight.
        let mut order = [(Colour::Blue, shares.blue), (Colour::Green, shares.green)];
        order.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        order.into_iter().try_for_each(|(colour, weight)| self.weigh(colour, weight))
    }

    fn shares(&mut self) -> Result<Shares> {
        Ok(Shares { blue: self.weight(Colour::Blue)?, green: self.weight(Colour::Green)? })
    }
}
