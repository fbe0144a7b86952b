//! What a head end says a meter's register shows.

use chrono_tz::Tz;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::xml::Element;
use crate::basics::{Instant, Kwh, SourceTime};
use crate::meters::SwitchState;

/// A meterRead as it was understood.
pub struct MeterRead {
    pub meter: String,
    pub kwh: Kwh,
    pub read_at: Option<Instant>,
}

/// Reads a meterRead element. `posKWh` is whole kWh; a readingValue in Wh or kWh that agrees with it is the same
/// register told finer, and is taken instead. One that disagrees is another register and is left alone.
///
/// # Errors
/// A sentence that says what is missing or wrong.
pub fn meter_read(element: &Element, zone: Tz) -> Result<MeterRead, String> {
    let meter = element.text_of("meterNo").or_else(|| element.attribute("objectID"));
    let meter = meter.ok_or("the reading names no meter")?.to_string();
    let whole = element.text_of("posKWh").ok_or_else(|| format!("the reading of meter {meter} has no posKWh"))?;
    let whole =
        watt_hours(whole, "kWh").ok_or_else(|| format!("posKWh of meter {meter} is \"{whole}\", not a number"))?;
    let finer = element.child("readingValues").into_iter().flat_map(|values| values.children("readingValue"));
    let finer = finer.filter_map(|value| watt_hours(value.text_of("value")?, value.text_of("units")?));
    let wh = finer.filter(|wh| (0..1000).contains(&(wh - whole))).max().unwrap_or(whole);
    // A read of an unknown age could be last month's.
    let read_at = element.text_of("readingDate").map(|text| SourceTime::read(text, zone)).transpose();
    let read_at = read_at.map_err(|error| format!("readingDate of meter {meter}: {error}"))?.map(|time| time.at);
    Ok(MeterRead { meter, kwh: Kwh::from_wh(wh), read_at })
}

/// Whole Wh, rounded down: a register never counts ahead.
fn watt_hours(value: &str, units: &str) -> Option<i64> {
    let factor = match units.to_ascii_lowercase().as_str() {
        "wh" => Decimal::ONE,
        "kwh" => Decimal::ONE_THOUSAND,
        _ => return None,
    };
    let value: Decimal = value.parse().ok()?;
    value.checked_mul(factor)?.floor().to_i64().filter(|wh| (0..1_000_000_000_000).contains(wh))
}

/// The state that a word of a head end stands for, in either vocabulary.
pub fn switch_state(word: &str) -> SwitchState {
    match word.trim() {
        "Closed" | "Connect" | "Connected" => SwitchState::On,
        "Open" | "Opened" | "Disconnect" | "Disconnected" => SwitchState::Off,
        "Armed" | "Arm" => SwitchState::Armed,
        _ => SwitchState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml;
    use super::*;

    fn read(inner: &str) -> Result<MeterRead, String> {
        meter_read(&xml::parse(&format!("<meterRead>{inner}</meterRead>")).expect("XML"), chrono_tz::America::Chicago)
    }

    fn value(units: &str, value: &str) -> String {
        format!(
            "<meterNo>M1</meterNo><posKWh>1234</posKWh><readingValues><readingValue><units>{units}</units>\
             <value>{value}</value></readingValue></readingValues>"
        )
    }

    #[test]
    fn whole_kwh_are_taken_as_they_are_and_a_finer_value_of_the_same_register_is_preferred() {
        let wh = |inner: &str| read(inner).expect("a read").kwh.wh;
        assert_eq!(wh("<meterNo>M1</meterNo><posKWh>1234</posKWh>"), 1_234_000);
        assert_eq!(wh(&value("Wh", "1234567")), 1_234_567);
        assert_eq!(wh(&value("kWh", "1234.5679")), 1_234_567);
        assert_eq!(wh(&value("Wh", "77")), 1_234_000);
        assert_eq!(wh(&value("kW", "1234.5")), 1_234_000);
    }

    #[test]
    fn a_reading_without_a_register_or_a_meter_is_an_error_and_never_zero() {
        for bad in ["<meterNo>M1</meterNo>", "<posKWh>5</posKWh>", "<meterNo>M1</meterNo><posKWh>x</posKWh>"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(read("<meterNo>M1</meterNo><posKWh>-5</posKWh>").is_err());
    }

    #[test]
    fn a_reading_date_without_an_offset_is_of_the_programs_zone_and_one_that_cannot_be_read_is_no_read_of_now() {
        let dated = |text: &str| {
            read(&format!("<meterNo>M1</meterNo><posKWh>5</posKWh><readingDate>{text}</readingDate>"))
                .map(|read| read.read_at.map(|at| at.to_rfc3339()))
        };
        for same in ["2026-11-30T06:00:00Z", "2026-11-30T00:00:00", "2026-11-30T00:00:00.000-06:00"] {
            assert_eq!(dated(same), Ok(Some("2026-11-30T06:00:00+00:00".to_string())), "{same}");
        }
        assert_eq!(dated(""), Ok(None));
        for wrong in ["yesterday", "26-11-30T00:00:00", "+262142-12-31T00:00:00", "0001-01-01T00:00:00"] {
            assert!(dated(wrong).is_err_and(|why| why.contains("M1") && why.contains(wrong)), "{wrong}");
        }
    }

    #[test]
    fn both_vocabularies_are_understood_and_nothing_is_guessed() {
        assert_eq!((switch_state("Connect"), switch_state("Closed")), (SwitchState::On, SwitchState::On));
        assert_eq!((switch_state("Disconnect"), switch_state("Open")), (SwitchState::Off, SwitchState::Off));
        assert_eq!((switch_state("Armed"), switch_state("Enabled")), (SwitchState::Armed, SwitchState::Unknown));
    }
}
