//! Amounts in tests are compared as the text they are shown as; only what is keyed in at the counter is ever added up.

/// Cents of `-12.34`.
pub fn cents(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or_else(|| panic!("{text} is not an amount"));
    let digits: i64 = format!("{}{part}", whole.trim_start_matches('-')).parse().expect("digits");
    if text.starts_with('-') { -digits } else { digits }
}

/// `-12.34` of cents.
pub fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// Watt-hours of `1042.5`.
pub fn wh(kwh: &str) -> i64 {
    let (whole, part) = kwh.split_once('.').unwrap_or((kwh, ""));
    format!("{whole}{part:0<3}").parse().unwrap_or_else(|_| panic!("{kwh} is not in kWh"))
}

/// `1042.500` of watt-hours.
pub fn kwh(wh: i64) -> String {
    format!("{}.{:03}", wh / 1000, wh % 1000)
}

/// How a drawer that holds `cash` is counted: the fewest bills and coins, as `drawer count` wants them.
pub fn denominations(cash: &str) -> String {
    let mut left = cents(cash);
    let mut counts = Vec::new();
    for piece in ["100.00", "50.00", "20.00", "10.00", "5.00", "1.00", "0.25", "0.10", "0.05", "0.01"] {
        let pieces = left / cents(piece);
        left %= cents(piece);
        if pieces > 0 {
            counts.push(format!("{}={pieces}", piece.trim_end_matches(".00")));
        }
    }
    counts.join(",")
}
