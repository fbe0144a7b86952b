//! What members are told, by which ways, and the folder that the cycle watches.

use clap::Subcommand;

use super::output::{Answer, Fields, Say, Side, Table, or_dash, to_the_minute};
use crate::basics::{Code, Refusal, Refused};
use crate::desk::{Call, Consent, Desk, NoticeView, NoticesSent, OutboxSettings, SetConsent, SetWatch, WatchView};

/// How many of the newest notices are listed.
const LISTED: usize = 200;

/// What members are told
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay --operator scheduler notices send")]
pub enum NoticesCommand {
    /// List the newest notices, of one account or of all
    #[command(after_help = "Example:\n  advance-pay notices list 1000204")]
    List {
        /// The account's number
        account: Option<String>,
    },
    /// Send what waits
    #[command(after_help = "Example:\n  advance-pay --operator scheduler notices send")]
    Send,
    /// Set up how notices leave, or show it; what is not named is switched off
    #[command(after_help = "Example:
  advance-pay notices setup --smtp \"smtp://notices@mail.example.org:587?tls=starttls\" --from notices@example.org \\
    --password-env MAIL_PASSWORD --folder /srv/gateway")]
    Setup {
        /// The mail server: smtp://USER@HOST:PORT?tls=none|starttls|tls
        #[arg(long, value_name = "URL")]
        smtp: Option<String>,
        /// Who the mails come from
        #[arg(long, value_name = "ADDRESS")]
        from: Option<String>,
        /// The environment variable that holds the mail server's password
        #[arg(long, value_name = "VAR")]
        password_env: Option<String>,
        /// Where texts and calls are written for the gateway and the dialer
        #[arg(long, value_name = "DIR")]
        folder: Option<String>,
        /// The file (PEM) of the mail server's own certificate authority; else whom this computer trusts
        #[arg(long, value_name = "FILE")]
        ca: Option<String>,
    },
    /// Record that a member wants notices by a way, or wants none
    #[command(after_help = "Example:\n  advance-pay notices consent 1000077 text no")]
    Consent {
        /// The member's number
        member: String,
        /// email, text or phone
        way: String,
        /// yes or no
        #[arg(value_parser = ["yes", "no"])]
        wanted: String,
    },
    /// Watch a folder: each cycle takes in the files dropped there; without a folder, stop watching
    #[command(after_help = "Example:\n  advance-pay notices watch /srv/advance-pay/in")]
    Watch {
        /// The folder
        folder: Option<String>,
    },
}

impl NoticesCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        match self {
            Self::List { account } => {
                let notices = desk.notices(call, account.as_deref(), LISTED)?;
                Ok(Answer::saying(&notices, listed(&notices)))
            }
            Self::Send => Ok(Answer::of(&desk.send_notices(call)?)),
            Self::Setup { smtp: None, from: None, password_env: None, folder: None, ca: None } => {
                Ok(Answer::of(&desk.outbox_settings(call)?))
            }
            Self::Setup { smtp, from, password_env, folder, ca } => {
                let settings = OutboxSettings { smtp, from, password_env, folder, ca };
                Ok(Answer::of(&desk.perform(call, &settings)?))
            }
            Self::Consent { member, way, wanted } => {
                let channel = way.parse().map_err(|error| Refusal::new(Code::UnknownWay, format!("way: {error}")))?;
                Ok(Answer::of(&desk.perform(call, &SetConsent { member, channel, allowed: wanted == "yes" })?))
            }
            Self::Watch { folder } => Ok(Answer::of(&desk.perform(call, &SetWatch { folder })?)),
        }
    }
}

fn listed(notices: &[NoticeView]) -> String {
    let columns = [
        ("Made", Side::Left),
        ("Account", Side::Left),
        ("About", Side::Left),
        ("By", Side::Left),
        ("To", Side::Left),
        ("Status", Side::Left),
        ("Detail", Side::Left),
    ];
    let cells = |notice: &NoticeView| {
        vec![
            to_the_minute(&notice.made_at),
            notice.account.clone(),
            notice.event.text().to_string(),
            notice.channel.word().to_string(),
            notice.address.clone(),
            notice.status.word().to_string(),
            notice.detail.clone(),
        ]
    };
    Table::new(&columns).rows(notices.iter().map(cells)).say()
}

impl Say for NoticesSent {
    fn say(&self) -> String {
        Fields::new()
            .field("Sent", self.sent)
            .field("Failed", self.failed)
            .field("Waiting", self.waiting)
            .field("Delivered", self.delivered)
            .say()
    }
}

impl Say for OutboxSettings {
    fn say(&self) -> String {
        Fields::new()
            .field("Mail server", or_dash(self.smtp.as_ref()))
            .field("From", or_dash(self.from.as_ref()))
            .field("Password in", or_dash(self.password_env.as_ref()))
            .field("Certificate authority", or_dash(self.ca.as_ref()))
            .field("Texts and calls", or_dash(self.folder.as_ref()))
            .say()
    }
}

impl Say for Consent {
    fn say(&self) -> String {
        let words = |ways: &[crate::desk::Channel]| ways.iter().map(|way| way.word()).collect::<Vec<_>>().join(", ");
        Fields::new()
            .field("Member", &self.member)
            .field("Told by", words(&self.told_by))
            .field("Wants none by", words(&self.refused))
            .say()
    }
}

impl Say for WatchView {
    fn say(&self) -> String {
        match &self.folder {
            Some(folder) => format!("Each cycle takes in what is dropped in {folder}."),
            None => "No folder is watched.".to_string(),
        }
    }
}
