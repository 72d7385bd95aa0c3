//! How a one-time code travels.

use std::pin::Pin;
use std::time::Duration;

use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use smartkhata_core::{Code, Error, Result};

use super::Identity;
use crate::say;

/// Brings a code to somebody.
pub trait Sender: Send + Sync {
    /// Whether it can reach this identity.
    fn reaches(&self, identity: &Identity) -> bool;

    /// Brings the code; answers when it is on its way.
    fn send<'a>(&'a self, to: &'a Identity, code: &'a str) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;
}

/// How long a mail server may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// By mail.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// Through a server: `smtps://user:password@host`, or `smtp://host?tls=required` for STARTTLS.
    pub fn new(url: &str, from: &str) -> Result<Self> {
        let bad = |what: &str, error: &dyn std::fmt::Display| {
            Error::new(Code::InvalidValue, format!("{what} cannot be read: {error}"))
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| bad("SMTP_URL", &error))?;
        let from = from.parse().map_err(|error| bad("MAIL_FROM", &error))?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }
}

impl Sender for Smtp {
    fn reaches(&self, identity: &Identity) -> bool {
        matches!(identity, Identity::Email(_))
    }

    fn send<'a>(&'a self, to: &'a Identity, code: &'a str) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        Box::pin(async move {
            let address = to
                .as_str()
                .parse()
                .map_err(|_| Error::field(Code::InvalidEmail, "identity", "Mail cannot be sent to this address."))?;
            let mail = Message::builder()
                .from(self.from.clone())
                .to(Mailbox::new(None, address))
                .subject(format!("{code} is your SmartKhata code"))
                .header(ContentType::TEXT_PLAIN)
                .body(format!(
                    "{code} is your code to sign in to SmartKhata. It is good for 10 minutes.\n\n\
                     Nobody of SmartKhata will ask you for it. If you did not want to sign in, do nothing.\n"
                ))
                .map_err(|error| Error::new(Code::Internal, format!("mail: {error}")))?;
            // What the mail server says may name the address: it goes no further.
            let sent = self.transport.send(mail).await;
            sent.map(drop).map_err(|_| Error::new(Code::Unavailable, "The code could not be sent. Try again later."))
        })
    }
}

/// To whoever looks at the program's own output: for trying things out, and only when asked for.
pub struct Printed;

impl Sender for Printed {
    fn reaches(&self, _: &Identity) -> bool {
        true
    }

    fn send<'a>(&'a self, to: &'a Identity, code: &'a str) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        say::aside(&format!("{code} is the code of {}", to.as_str()));
        Box::pin(std::future::ready(Ok(())))
    }
}
