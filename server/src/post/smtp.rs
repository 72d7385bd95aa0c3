//! By mail, through a mail server.

use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use smartkhata_core::{Code, Error, Result};

use super::{Fault, Letter, PATIENCE, Sender, Sending};
use crate::account::Identity;

/// A mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// Through a server: `smtps://user:password@host`, or `smtp://host?tls=required` for STARTTLS.
    ///
    /// # Errors
    /// `invalid_value` names the setting that cannot be read.
    pub fn new(url: &str, from: &str) -> Result<Self> {
        let bad = |error| Error::new(Code::InvalidValue, format!("SMTP_URL cannot be read: {error}"));
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(bad)?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from: from_address(from)? })
    }
}

/// Who mails are from: `SmartKhata <codes@shop.example>`.
pub(super) fn from_address(from: &str) -> Result<Mailbox> {
    from.parse().map_err(|error| Error::new(Code::InvalidValue, format!("MAIL_FROM cannot be read: {error}")))
}

/// The subject of a mail with a code.
pub(super) fn subject(code: &str) -> String {
    format!("{code} is your SmartKhata code")
}

/// What such a mail says.
pub(super) fn text(code: &str) -> String {
    format!(
        "{code} is your code to sign in to SmartKhata. It is good for 10 minutes.\n\n\
         Nobody of SmartKhata will ask you for it. If you did not want to sign in, do nothing.\n"
    )
}

impl Sender for Smtp {
    fn name(&self) -> &'static str {
        "smtp"
    }

    fn reaches(&self, identity: &Identity) -> bool {
        matches!(identity, Identity::Email(_))
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            let unfit = |_| Fault::Never("an address that mail does not reach".to_owned());
            let address = letter.to.as_str().parse().map_err(unfit)?;
            let mail = Message::builder()
                .from(self.from.clone())
                .to(Mailbox::new(None, address))
                .subject(subject(&letter.code))
                .header(ContentType::TEXT_PLAIN)
                .body(text(&letter.code))
                .map_err(|_| Fault::Never("a mail that cannot be written".to_owned()))?;
            // What the mail server says may name the address: its status goes further, nothing else.
            self.transport.send(mail).await.map(|_| String::new()).map_err(|error| {
                let reason =
                    error.status().map_or_else(|| "no connection".to_owned(), |status| format!("smtp {status}"));
                if error.is_permanent() { Fault::Never(reason) } else { Fault::Later(reason) }
            })
        })
    }
}
