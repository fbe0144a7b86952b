//! E-mail by SMTP: one connection for all messages of a run, one message at a time.

use std::error::Error;
use std::io;
use std::path::Path;

use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Severity;
use lettre::{Address, transport::smtp};

use super::{Message, Outbox, Security, SendError, Sent, SmtpUrl};

/// "Service not available, closing the channel": the server's, whatever it was asked.
const CLOSING: u16 = 421;

/// The co-op's mail server.
pub struct EmailOutbox {
    server: SmtpUrl,
    from: Mailbox,
    password: Option<String>,
    /// The certificate authority that the server's certificate must be of; None: whom this computer trusts.
    ca: Option<Certificate>,
    connection: Option<SmtpConnection>,
}

/// Checks who the mails come from: `billing@example.org`, or `Example Electric <billing@example.org>`.
///
/// # Errors
/// What is wrong with it, in words.
pub fn check_sender(from: &str) -> Result<(), String> {
    sender(from).map(drop)
}

fn sender(from: &str) -> Result<Mailbox, String> {
    from.parse().map_err(|_| {
        format!("\"{from}\" is no sender: write billing@example.org, or Example Electric <billing@example.org>")
    })
}

/// Reads the file (PEM) of a certificate authority.
///
/// # Errors
/// What is wrong with it, in words.
pub fn authority(file: &Path) -> Result<Certificate, String> {
    let unusable = |why: String| format!("the certificate authority {} cannot be used: {why}", file.display());
    let text = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
    if !String::from_utf8_lossy(&text).contains("BEGIN CERTIFICATE") {
        return Err(unusable("it holds no certificate (PEM)".to_string()));
    }
    Certificate::from_pem(&text).map_err(|error| unusable(error.to_string()))
}

/// Whom a mail can be sent to.
///
/// # Errors
/// What is wrong with the address, in words.
pub(super) fn recipient(address: &str) -> Result<Address, String> {
    if !address.is_ascii() {
        return Err(format!("\"{address}\" has letters that mail servers do not take"));
    }
    let to: Option<Address> = address.parse().ok();
    // A name without a dot is a machine of one's own house: no mail server delivers to it.
    to.filter(|to| to.domain().contains('.'))
        .ok_or_else(|| format!("\"{address}\" is no e-mail address: write it like ada@example.org"))
}

impl EmailOutbox {
    /// Mails through `server` from `from`; nothing is connected before the first message.
    ///
    /// # Errors
    /// As [`check_sender`]; and what is wrong with the file `ca` of a certificate authority.
    pub fn new(server: SmtpUrl, from: &str, password: Option<String>, ca: Option<&Path>) -> Result<Self, String> {
        Ok(Self { server, from: sender(from)?, password, ca: ca.map(authority).transpose()?, connection: None })
    }

    fn deliver(&mut self, message: &Message) -> Result<Sent, SendError> {
        let to = recipient(&message.address).map_err(SendError::Refused)?;
        let mail = self.compose(&to, message)?;
        let kept = self.connection.take();
        let down = |error: smtp::Error| SendError::Down(self.said(&error));
        let of_message = |error: smtp::Error| self.of_message(&error);
        let mut connection = kept.map_or_else(|| self.connect(), Ok).map_err(down)?;
        // A sender that is not taken is wrong for every message; what is said after that is about this one.
        connection.command(Mail::new(Some(self.from.email.clone()), Vec::new())).map_err(down)?;
        connection.command(Rcpt::new(to, Vec::new())).map_err(of_message)?;
        connection.command(Data).map_err(of_message)?;
        let answer = connection.message(&mail).map_err(of_message)?;
        self.connection = Some(connection);
        let words = answer.message().collect::<Vec<_>>().join(" ");
        Ok(Sent { detail: format!("taken by {}: {words}", self.server.host) })
    }

    fn compose(&self, to: &Address, message: &Message) -> Result<Vec<u8>, SendError> {
        lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(message.subject.clone())
            .message_id(Some(format!("<{}@{}>", message.id, self.from.email.domain())))
            .singlepart(SinglePart::plain(format!("{}\n", message.text)))
            .map(|mail| mail.formatted())
            .map_err(|error| SendError::Refused(format!("the message cannot be written as a mail: {error}")))
    }

    fn connect(&self) -> Result<SmtpConnection, smtp::Error> {
        let SmtpUrl { host, port, security, timeout, user, .. } = &self.server;
        let hello = ClientId::default();
        let tls = match security {
            Security::Plain => None,
            Security::StartTls | Security::Tls => Some(self.tls(host)?),
        };
        let from_the_start = tls.as_ref().filter(|_| *security == Security::Tls);
        let mut connection =
            SmtpConnection::connect((host.as_str(), *port), Some(*timeout), &hello, from_the_start, None)?;
        if let (Security::StartTls, Some(tls)) = (security, &tls) {
            connection.starttls(tls, &hello)?;
        }
        if let (Some(user), Some(password)) = (user, &self.password) {
            connection.auth(DEFAULT_MECHANISMS, &Credentials::new(user.clone(), password.clone()))?;
        }
        Ok(connection)
    }

    fn tls(&self, host: &str) -> Result<TlsParameters, smtp::Error> {
        let builder = TlsParameters::builder(host.to_string());
        match &self.ca {
            Some(ca) => builder.certificate_store(CertificateStore::None).add_root_certificate(ca.clone()).build(),
            None => builder.build(),
        }
    }

    /// An answer to what was asked for one recipient.
    fn of_message(&self, error: &smtp::Error) -> SendError {
        let said = self.said(error);
        match error.status() {
            Some(code) if u16::from(code) == CLOSING => SendError::Down(said),
            Some(code) if code.severity == Severity::PermanentNegativeCompletion => SendError::Refused(said),
            Some(_) => SendError::Later(said),
            None => SendError::Down(said),
        }
    }

    fn said(&self, error: &smtp::Error) -> String {
        let words = if timed_out(error) {
            format!("no answer within {} seconds", self.server.timeout.as_secs())
        } else {
            error.to_string()
        };
        format!("the mail server {}:{}: {words}", self.server.host, self.server.port)
    }
}

/// Whether the server did not answer in time: connecting and reading say it in different words.
fn timed_out(error: &smtp::Error) -> bool {
    let mut cause = error.source();
    while let Some(known) = cause {
        if let Some(error) = known.downcast_ref::<io::Error>() {
            return matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock);
        }
        cause = known.source();
    }
    false
}

impl Outbox for EmailOutbox {
    fn at_once(&self) -> usize {
        1
    }

    fn send(&mut self, messages: &[Message]) -> Result<Sent, SendError> {
        let mut sent = Sent { detail: String::new() };
        for message in messages {
            sent = self.deliver(message)?;
        }
        Ok(sent)
    }
}

impl Drop for EmailOutbox {
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // Everything was answered already; a server that does not take leave politely loses nothing.
            let _ = connection.quit();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::thread::{self, JoinHandle};

    use super::*;
    use crate::words::Channel;

    /// A server that takes everything but what `answers` says otherwise, for one connection; gives what it was told.
    fn server(answers: &'static [(&'static str, &'static str)]) -> (u16, JoinHandle<Vec<String>>) {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = socket.local_addr().expect("bound").port();
        let heard = thread::spawn(move || {
            let (mut caller, _) = socket.accept().expect("a caller");
            let lines = BufReader::new(caller.try_clone().expect("a second handle")).lines();
            let (mut heard, mut in_data) = (Vec::new(), false);
            caller.write_all(b"220 ready\r\n").expect("greeted");
            for line in lines.map_while(Result::ok) {
                let answer = match answers.iter().find(|(start, _)| line.starts_with(start)) {
                    Some((_, answer)) => *answer,
                    None if in_data && line != "." => "",
                    None if line == "DATA" => "354 go on",
                    None => "250 ok",
                };
                in_data = line == "DATA" || in_data && line != ".";
                heard.push(line);
                if !answer.is_empty() && caller.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
                    break;
                }
            }
            heard
        });
        (port, heard)
    }

    fn outbox(port: u16) -> EmailOutbox {
        let url = format!("smtp://127.0.0.1:{port}?tls=none&timeout=1").parse().expect("a server");
        EmailOutbox::new(url, "Example Electric <billing@example.org>", None, None).expect("an outbox")
    }

    fn message(address: &str) -> Message {
        Message {
            id: "7.1794900000000.store".to_string(),
            channel: Channel::Email,
            address: address.to_string(),
            subject: "Example Electric: low balance".to_string(),
            text: "Your balance is $3.00.\n.\nCall us.".to_string(),
        }
    }

    #[test]
    fn a_mail_says_who_to_whom_what_and_by_which_id_and_two_share_a_connection() {
        let (port, heard) = server(&[]);
        let mut outbox = outbox(port);
        let sent = outbox.send(&[message("ada@example.org")]).expect("sent");
        assert_eq!(sent.detail, "taken by 127.0.0.1: ok");
        outbox.send(&[message("ben@example.org")]).expect("sent");
        drop(outbox);
        let heard = heard.join().expect("the server");
        for line in [
            "MAIL FROM:<billing@example.org>",
            "RCPT TO:<ada@example.org>",
            "RCPT TO:<ben@example.org>",
            "Subject: Example Electric: low balance",
            "Message-ID: <7.1794900000000.store@example.org>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Your balance is $3.00.",
            "..",
            "QUIT",
        ] {
            assert!(heard.iter().any(|said| said == line), "{line:?} is not in {heard:#?}");
        }
    }

    #[test]
    fn an_address_that_is_not_taken_is_refused_and_one_that_waits_is_for_later() {
        for (answer, refused) in [("550 no such user", true), ("450 try again", false)] {
            let answers: &'static [_] =
                if refused { &[("RCPT", "550 no such user")] } else { &[("RCPT", "450 try again")] };
            let error = outbox(server(answers).0).send(&[message("ada@example.org")]).expect_err(answer);
            let as_it_should =
                if refused { matches!(error, SendError::Refused(_)) } else { matches!(error, SendError::Later(_)) };
            assert!(as_it_should, "{answer} became {error:?}");
            assert!(error.to_string().contains(&answer[4..]), "{error}");
        }
        for wrong in ["ada", "ada@", "ada @example.org", "ada@example.org\r\nRCPT TO:<eve@example.org>"] {
            let error = outbox(9).send(&[message(wrong)]).expect_err(wrong);
            assert!(matches!(error, SendError::Refused(_)), "{wrong} became {error:?}");
        }
    }

    #[test]
    fn a_server_that_takes_no_mail_of_ours_is_down_for_all() {
        for answers in [&[("MAIL", "550 who are you")], &[("RCPT", "421 closing")], &[("EHLO", "554 go away")]] {
            let (port, _heard) = server(answers);
            let error = outbox(port).send(&[message("ada@example.org")]).expect_err("not taken");
            assert!(matches!(error, SendError::Down(_)), "{answers:?} became {error:?}");
        }
    }

    #[test]
    fn a_server_that_is_not_there_or_says_nothing_is_down_within_its_timeout() {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
        let silent_port = silent.local_addr().expect("bound").port();
        let begun = std::time::Instant::now();
        for (port, word) in [(free, "refused"), (silent_port, "no answer within 1 seconds")] {
            let error = outbox(port).send(&[message("ada@example.org")]).expect_err("nobody");
            assert!(matches!(&error, SendError::Down(why) if why.contains(word)), "{error:?}");
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(5));
    }

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        assert_eq!(check_sender("Example Electric <billing@example.org>"), Ok(()));
        assert_eq!(check_sender("billing@example.org"), Ok(()));
        assert!(check_sender("Example Electric").is_err());
    }

    #[test]
    fn encryption_can_be_set_up() {
        TlsParameters::new("mail.example.org".to_string()).expect("roots and ciphers");
    }
}
