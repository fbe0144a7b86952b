//! What a meter's answers mean: a register with its scaler, a clock, a number, a switch.

use chrono_tz::Tz;
use dlms_cosem_rs::axdr::{Data, DateTime};

use crate::basics::{Instant, Kwh, SourceTime};
use crate::meters::{Command, SwitchState};

/// The code of Wh among the units.
const WATT_HOURS: u8 = 30;

/// A register's scaler: its value is times ten to the power of this, in Wh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scaler(i8);

/// Reads a register's scaler_unit attribute.
///
/// # Errors
/// When the unit is not Wh: nothing else is energy that can be billed.
pub fn scaler(data: &Data<'_>) -> Result<Scaler, String> {
    let pair = data.as_structure().filter(|pair| pair.len() == 2);
    let (scaler, unit) = pair
        .and_then(|pair| Some((pair.get(0).ok()?.as_i64()?, pair.get(1).ok()?.as_i64()?)))
        .ok_or("the register's scaler and unit are not a pair of numbers")?;
    if unit != i64::from(WATT_HOURS) {
        return Err(format!("the register's unit is code {unit}, not Wh ({WATT_HOURS}): it cannot be billed"));
    }
    let scaler = i8::try_from(scaler).map_err(|_| format!("the register's scaler {scaler} cannot be right"))?;
    Ok(Scaler(scaler))
}

/// Reads a register's value, of any integer type, to whole Wh. A part of a Wh is left for later: a register never
/// counts ahead.
///
/// # Errors
/// When it is no integer, negative, or more than any meter shows.
pub fn register(data: &Data<'_>, scaler: Scaler) -> Result<Kwh, String> {
    let value = data.as_u64().ok_or("the register is not a whole number, or negative")?;
    let power = 10_u64.checked_pow(scaler.0.unsigned_abs().into());
    let wh = match (scaler.0 >= 0, power) {
        (true, Some(power)) => value.checked_mul(power),
        (true, None) => None,
        (false, power) => Some(power.map_or(0, |power| value / power)),
    };
    let wh = wh.and_then(|wh| i64::try_from(wh).ok()).filter(|wh| *wh < 1_000_000_000_000);
    let too_much = || format!("the register {value} × 10^{} Wh is more than any meter shows", scaler.0);
    wh.map(Kwh::from_wh).ok_or_else(too_much)
}

/// Reads a clock. One that does not tell its offset is of the program's zone; one that is not set tells nothing.
pub fn clock(data: &Data<'_>, zone: Tz) -> Option<Instant> {
    let time = match data {
        Data::DateTime(time) => *time,
        other => DateTime::from_bytes(other.as_bytes()?.try_into().ok()?),
    };
    if time.has_wildcard() || (time.status.invalid() && !time.status.is_not_specified()) {
        return None;
    }
    let offset = time.utc_offset_minutes().map(|minutes| {
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60)
    });
    let DateTime { year, month, day_of_month: day, hour, minute, second, .. } = time;
    let offset = offset.unwrap_or_default();
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{offset}");
    SourceTime::read(&text, zone).ok().map(|time| time.at)
}

/// Reads a meter's number, as text or as a number.
///
/// # Errors
/// When it is neither.
pub fn meter_number(data: &Data<'_>) -> Result<String, String> {
    let text = match (data.as_bytes(), data.as_u64()) {
        (Some(bytes), _) => String::from_utf8_lossy(bytes).trim_matches(['\0', ' ']).to_string(),
        (None, Some(number)) => number.to_string(),
        (None, None) => String::new(),
    };
    if text.is_empty() { Err("the meter does not tell its number".to_string()) } else { Ok(text) }
}

/// The switch's state from its output and its control state. Where they contradict each other nobody knows.
pub fn switch_state(output_closed: bool, control_state: i64) -> SwitchState {
    match (control_state, output_closed) {
        (0, false) => SwitchState::Off,
        (1, true) => SwitchState::On,
        (2, false) => SwitchState::Armed,
        _ => SwitchState::Unknown,
    }
}

/// The method of the disconnect control that carries out a command, and whether it only arms the switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    pub method: i8,
    pub arms_only: bool,
}

/// What a command is in a control mode.
///
/// # Errors
/// When the mode does not know it, in words.
pub fn act(command: Command, control_mode: i64) -> Result<Act, String> {
    let arms_only = match control_mode {
        0 => return Err("its control mode is 0: it cannot be switched from afar".to_string()),
        2 | 4 => false,
        1 | 3 | 5 | 6 => true,
        other => return Err(format!("its control mode {other} is not one that this program knows")),
    };
    match command {
        Command::Open => Ok(Act { method: 1, arms_only: false }),
        Command::Close => Ok(Act { method: 2, arms_only }),
        Command::Arm if arms_only => Ok(Act { method: 2, arms_only }),
        Command::Arm => {
            Err(format!("its control mode {control_mode} closes the switch at once and cannot only arm it"))
        }
    }
}

#[cfg(test)]
mod tests {
    use dlms_cosem_rs::codec::Decode;
    use proptest::prelude::*;

    use super::*;

    fn scaled(scaler: i8, unit: u8) -> Vec<u8> {
        vec![2, 2, 15, scaler.to_be_bytes()[0], 22, unit]
    }

    fn scaler_of(scaler_is: i8) -> Scaler {
        scaler(&Data::from_bytes(&scaled(scaler_is, 30)).expect("data")).expect("Wh")
    }

    #[test]
    fn a_register_of_any_integer_type_times_its_scaler_is_exact_wh() {
        assert_eq!(register(&Data::DoubleLongUnsigned(1_234_567), scaler_of(0)), Ok(Kwh::from_wh(1_234_567)));
        assert_eq!(register(&Data::Long64Unsigned(1_234), scaler_of(3)), Ok(Kwh::from_wh(1_234_000)));
        assert_eq!(register(&Data::LongUnsigned(12_349), scaler_of(-1)), Ok(Kwh::from_wh(1_234)));
        assert_eq!(register(&Data::Long64(5), scaler_of(1)), Ok(Kwh::from_wh(50)));
        assert_eq!(register(&Data::Unsigned(7), scaler_of(0)), Ok(Kwh::from_wh(7)));
        assert_eq!(register(&Data::Integer(7), scaler_of(0)), Ok(Kwh::from_wh(7)));
    }

    #[test]
    fn a_register_that_cannot_be_right_is_an_error_and_never_zero() {
        for bad in [Data::Null, Data::DoubleLong(-1), Data::Float32(1.0), Data::OctetString(b"12"), Data::Bcd(0x12)] {
            assert!(register(&bad, scaler_of(0)).is_err(), "{bad:?}");
        }
        assert!(register(&Data::Long64Unsigned(u64::MAX), scaler_of(0)).is_err());
        assert!(register(&Data::Unsigned(1), scaler_of(100)).is_err());
    }

    #[test]
    fn a_unit_that_is_not_wh_is_refused() {
        assert!(scaler(&Data::from_bytes(&scaled(0, 27)).expect("data")).is_err());
        assert!(scaler(&Data::Unsigned(30)).is_err());
    }

    #[test]
    fn a_clock_is_read_with_its_offset_or_in_the_programs_zone() {
        let chicago = chrono_tz::America::Chicago;
        let read = |deviation: i16, status: u8| {
            let mut bytes = vec![0x07, 0xEA, 11, 30, 1, 10, 0, 0, 0];
            bytes.extend(deviation.to_be_bytes());
            bytes.push(status);
            clock(&Data::OctetString(&bytes), chicago).map(|at| at.to_rfc3339())
        };
        assert_eq!(read(360, 0).as_deref(), Some("2026-11-30T16:00:00+00:00"));
        assert_eq!(read(-0x8000, 0).as_deref(), Some("2026-11-30T16:00:00+00:00"));
        assert_eq!(read(0, 0xFF).as_deref(), Some("2026-11-30T10:00:00+00:00"));
        assert_eq!(read(360, 1), None);
        assert_eq!(clock(&Data::OctetString(&[0xFF; 12]), chicago), None);
        assert_eq!(clock(&Data::Null, chicago), None);
    }

    #[test]
    fn a_meter_number_is_text_or_a_number() {
        assert_eq!(meter_number(&Data::OctetString(b"10042\0")).as_deref(), Ok("10042"));
        assert_eq!(meter_number(&Data::VisibleString(b" 10042 ")).as_deref(), Ok("10042"));
        assert_eq!(meter_number(&Data::DoubleLongUnsigned(10042)).as_deref(), Ok("10042"));
        assert!(meter_number(&Data::OctetString(b"")).is_err());
    }

    #[test]
    fn a_switch_whose_output_contradicts_its_control_is_unknown() {
        assert_eq!(switch_state(false, 0), SwitchState::Off);
        assert_eq!(switch_state(true, 1), SwitchState::On);
        assert_eq!(switch_state(false, 2), SwitchState::Armed);
        for (output, control) in [(true, 0), (false, 1), (true, 2), (true, 3)] {
            assert_eq!(switch_state(output, control), SwitchState::Unknown);
        }
    }

    #[test]
    fn a_control_mode_says_whether_a_reconnect_closes_or_only_arms() {
        for mode in [2, 4] {
            assert_eq!(act(Command::Close, mode), Ok(Act { method: 2, arms_only: false }));
            assert!(act(Command::Arm, mode).is_err());
        }
        for mode in [1, 3, 5, 6] {
            assert_eq!(act(Command::Close, mode), Ok(Act { method: 2, arms_only: true }));
            assert_eq!(act(Command::Open, mode), Ok(Act { method: 1, arms_only: false }));
        }
        assert!(act(Command::Open, 0).is_err() && act(Command::Open, 9).is_err());
    }

    proptest! {
        #[test]
        fn a_register_in_wh_or_tens_of_it_loses_nothing(value in 0..1_000_000_000_u32, power in 0..3_i8) {
            let wh = i64::from(value) * 10_i64.pow(power.unsigned_abs().into());
            prop_assert_eq!(register(&Data::DoubleLongUnsigned(value), scaler_of(power)), Ok(Kwh::from_wh(wh)));
        }

        #[test]
        fn a_register_finer_than_wh_never_counts_ahead(value: u32, power in -9..0_i8) {
            let kwh = register(&Data::DoubleLongUnsigned(value), scaler_of(power)).expect("it fits");
            let one_wh = 10_i64.pow(power.unsigned_abs().into());
            let ahead = kwh.wh * one_wh - i64::from(value);
            prop_assert!((1 - one_wh..=0).contains(&ahead));
        }
    }
}
