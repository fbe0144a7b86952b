//! A meter without a wire: a person reads it and a person switches it.

use uuid::Uuid;

use super::{Accepted, Command, LinkError, MeterLink, Probe, RegisterRead, SwitchSeen, SwitchState};
use crate::basics::{Instant, MeterNo};

/// The link of meters that somebody must go to. Every command is taken and waits for that person; its state is unknown
/// until what was seen on site is confirmed at the desk.
#[derive(Debug, Clone, Copy, Default)]
pub struct ManualLink;

impl MeterLink for ManualLink {
    fn probe(&mut self) -> Result<Probe, LinkError> {
        let detail = "no wire: a person reads and switches these meters on site".to_string();
        Ok(Probe { detail, ..Probe::default() })
    }

    fn read(&mut self, meter: &MeterNo) -> Result<RegisterRead, LinkError> {
        Err(LinkError::Unreachable(format!("meter {meter} is read by a person: enter what its register shows")))
    }

    fn switch_state(&mut self, _: &MeterNo) -> Result<SwitchSeen, LinkError> {
        Ok(SwitchSeen { state: SwitchState::Unknown, proof: false, raw: String::new() })
    }

    fn command(
        &mut self,
        meter: &MeterNo,
        command: Command,
        _: Uuid,
        _: Option<Instant>,
    ) -> Result<Accepted, LinkError> {
        let act = match command {
            Command::Open => "disconnect",
            Command::Close => "reconnect",
            Command::Arm => "arm",
        };
        let detail = format!("waiting for a person to {act} meter {meter} on site and to confirm what was seen");
        Ok(Accepted { detail, ..Accepted::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::Code;
    use crate::meters::{Settled, settle};

    #[test]
    fn a_command_without_a_wire_waits_for_a_person() {
        let mut link = ManualLink;
        let accepted = link.command(&"M1".into(), Command::Open, Uuid::nil(), None).expect("a person is told");
        assert!(accepted.detail.contains("waiting for a person"));
        let settled = settle(&mut link, &"M1".into(), Command::Open, Uuid::nil(), None, &mut Vec::new());
        assert!(matches!(settled, Settled::Unseen { last: SwitchState::Unknown, .. }));
    }

    #[test]
    fn a_register_that_nobody_read_is_not_zero() {
        assert_eq!(ManualLink.read(&"M1".into()).expect_err("nobody read it").code(), Code::Unreachable);
    }
}
