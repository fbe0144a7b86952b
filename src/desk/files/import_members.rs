//! Members from another system's file: each row is an enrollment, its fields flattened with dots.

use serde_json::{Map, Value};

use super::import_rows::{Imported, Taken, content_of, take_rows};
use super::import_table::{Row, Table, bad, money_of};
use crate::basics::{Code, Kwh, Refusal, Refused, read_day};
use crate::desk::act::Act;
use crate::desk::joining::application::{EnrollInput, Joining};
use crate::desk::joining::enroll::enroll_one;
use crate::desk::texts::check_key;
use crate::ledger::TakenIn;
use crate::words::TakenKind;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    /// What names something: a meter, an account.
    Key,
    Money,
    Energy,
    Date,
    /// `true` or `false`.
    Flag,
    Number,
    /// Several words with `;` between them.
    List,
}

/// The columns that every file of members has.
const REQUIRED: [&str; 5] = ["service.meter", "service.address", "service.class", "service.phase", "service.start_kwh"];

/// The fields of an enrollment's JSON, by column.
const COLUMNS: [(&str, Holds); 41] = [
    ("account", Holds::Key),
    ("member.number", Holds::Key),
    ("member.name", Holds::Text),
    ("member.phone", Holds::Text),
    ("member.email", Holds::Text),
    ("member.text", Holds::Text),
    ("member.mailing_address", Holds::Text),
    ("member.joint", Holds::Text),
    ("member.authorized", Holds::Text),
    ("member.passphrase", Holds::Text),
    ("service.meter", Holds::Key),
    ("service.address", Holds::Text),
    ("service.class", Holds::Text),
    ("service.phase", Holds::Text),
    ("service.demand_metered", Holds::Flag),
    ("service.remote_switch", Holds::Flag),
    ("service.switch_installed", Holds::Flag),
    ("service.start_kwh", Holds::Energy),
    ("service.digits", Holds::Number),
    ("service.estimated_daily_kwh", Holds::Energy),
    ("service.link", Holds::Key),
    ("service.office", Holds::Text),
    ("service.tax_area", Holds::Text),
    ("service.add_ons", Holds::List),
    ("exempt", Holds::List),
    ("conditions", Holds::List),
    ("standard_account.past_due", Holds::Money),
    ("standard_account.billed_not_due", Holds::Money),
    ("standard_account.unbilled", Holds::Money),
    ("standard_account.prior_account", Holds::Money),
    ("standard_account.deposit", Holds::Money),
    ("standard_account.deposit_since", Holds::Date),
    ("standard_account.disconnected", Holds::Flag),
    ("finance", Holds::Text),
    ("signature.name", Holds::Text),
    ("signature.paper", Holds::Flag),
    ("payment.method", Holds::Text),
    ("payment.amount", Holds::Money),
    ("payment.tendered", Holds::Money),
    ("payment.check_number", Holds::Key),
    ("payment.reference", Holds::Key),
];

/// The columns that a file of members must and may have.
pub(in crate::desk) fn columns() -> (Vec<&'static str>, Vec<&'static str>) {
    let optional = COLUMNS.iter().map(|(column, _)| *column).filter(|column| !REQUIRED.contains(column)).collect();
    (REQUIRED.to_vec(), optional)
}

/// Enrolls every row that was not enrolled before.
pub(in crate::desk) fn take(act: &Act<'_>, table: &Table) -> Refused<Imported> {
    table.check_whole()?;
    take_rows(table.rows(), |row| {
        let (joining, json) = enrollment_of(row)?;
        let key = key_of(row)?;
        let content = content_of(&[&json.to_string()]);
        let what = format!("the enrollment at meter {}", row.required("service.meter")?);
        if act.was_taken_in(TakenKind::Member, &key, &content, &what)? {
            return Ok(Taken::Skipped);
        }
        let input: EnrollInput =
            serde_json::from_value(json).map_err(|error| Refusal::new(Code::BadRow, error.to_string()))?;
        enroll_one(act, joining, &input)?;
        act.tx.take_in(TakenKind::Member, &key, &TakenIn { content, receipt: None }, act.now.at)?;
        Ok(Taken::Added)
    })
}

/// What a row is known by: the account's number where the co-op gives it, else the meter and who is served by it.
fn key_of(row: Row<'_>) -> Refused<String> {
    if let Some(account) = row.text("account") {
        return Ok(format!("account\t{account}"));
    }
    let who = row.text("member.number").or_else(|| row.text("member.name")).unwrap_or_default();
    Ok(format!("meter\t{}\t{who}", row.required("service.meter")?))
}

/// The enrollment that a row states. One that states a standard account is a conversion; a prior account's debt alone
/// makes none.
fn enrollment_of(row: Row<'_>) -> Refused<(Joining, Value)> {
    let mut input = Map::new();
    let mut joining = Joining::New;
    for (column, holds) in COLUMNS {
        let Some(text) = row.text(column) else { continue };
        let value = value_of(column, holds, text)?;
        match column.split_once('.') {
            None => input.insert(column.to_string(), value),
            Some((group, field)) => {
                if group == "standard_account" && field != "prior_account" {
                    joining = Joining::Convert;
                }
                let group = input.entry(group).or_insert_with(|| Value::Object(Map::new()));
                group.as_object_mut().and_then(|fields| fields.insert(field.to_string(), value))
            }
        };
    }
    // An enrollment's JSON always has its member, and says so when nothing is stated about them.
    input.entry("member").or_insert_with(|| Value::Object(Map::new()));
    Ok((joining, Value::Object(input)))
}

fn value_of(column: &str, holds: Holds, text: &str) -> Refused<Value> {
    let checked = |wrong: Option<String>| match wrong {
        None => Ok(Value::from(text)),
        Some(wrong) => Err(bad(column, &wrong)),
    };
    match holds {
        Holds::Text => Ok(Value::from(text)),
        Holds::Key => check_key(column, text).map(|()| Value::from(text)),
        Holds::Money => money_of(column, text).map(|_| Value::from(text)),
        Holds::Energy => checked(text.parse::<Kwh>().err().map(|error| error.to_string())),
        Holds::Date => checked(read_day(text).err().map(|error| error.to_string())),
        Holds::Flag => {
            text.parse::<bool>().map(Value::from).map_err(|_| bad(column, &format!("\"{text}\" is not true or false")))
        }
        Holds::Number => {
            text.parse::<u32>().map(Value::from).map_err(|_| bad(column, &format!("\"{text}\" is not a whole number")))
        }
        Holds::List => Ok(text.split(';').map(str::trim).filter(|word| !word.is_empty()).map(Value::from).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enrollment(header: &str, fields: &str) -> Refused<(Joining, Value)> {
        let (required, optional) = columns();
        let text = format!(
            "service.meter,service.address,service.class,service.phase,service.start_kwh{header}\nM1,12 Elm St,residential,single,1000.0{fields}\n"
        );
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), text).expect("a written file");
        let table = Table::read(file.path(), &required, &optional)?;
        table.rows().next().map_or_else(|| Err(bad("", "no row")), enrollment_of)
    }

    #[test]
    fn a_row_is_an_enrollments_json_with_dots() {
        let (joining, json) = enrollment(
            ",member.name,service.remote_switch,service.add_ons,service.digits",
            ",Ada Ozark,true,Light; Light,6",
        )
        .expect("a row");
        assert_eq!(joining, Joining::New);
        assert_eq!(json["member"]["name"], "Ada Ozark");
        assert_eq!(json["service"]["remote_switch"], true);
        assert_eq!(json["service"]["add_ons"], serde_json::json!(["Light", "Light"]));
        assert!(serde_json::from_value::<EnrollInput>(json).is_ok());
    }

    #[test]
    fn a_standard_account_makes_it_a_conversion_and_a_prior_accounts_debt_alone_does_not() {
        let joining = |header, fields| enrollment(header, fields).map(|(joining, _)| joining);
        assert_eq!(joining(",standard_account.past_due", ",0.00"), Ok(Joining::Convert));
        assert_eq!(joining(",standard_account.prior_account", ",13.33"), Ok(Joining::New));
        assert_eq!(joining(",standard_account.past_due", ","), Ok(Joining::New));
    }

    #[test]
    fn what_a_column_cannot_hold_names_the_column() {
        for (column, wrong) in [
            ("standard_account.deposit", "200.5"),
            ("standard_account.deposit_since", "2026-02-30"),
            ("service.switch_installed", "yes"),
            ("service.digits", "five"),
            ("service.estimated_daily_kwh", "1e3"),
        ] {
            let answer = enrollment(&format!(",{column}"), &format!(",{wrong}"));
            let told = answer.as_ref().map_err(|refusal| refusal.message.contains(column)).is_err_and(|named| named);
            assert!(told, "{column} took {wrong:?}: {answer:?}");
        }
    }

    #[test]
    fn every_column_is_a_field_of_an_enrollment() {
        let fill = |holds| match holds {
            Holds::Text | Holds::Key => "none",
            Holds::Money => "1.00",
            Holds::Energy => "1.0",
            Holds::Date => "2026-11-30",
            Holds::Flag => "true",
            Holds::Number => "5",
            Holds::List => "one",
        };
        let others: Vec<_> = COLUMNS.iter().filter(|(column, _)| !REQUIRED.contains(column)).collect();
        let header: String = others.iter().map(|(column, _)| format!(",{column}")).collect();
        let fields: String = others.iter().map(|(_, holds)| format!(",{}", fill(*holds))).collect();
        let (_, json) = enrollment(&header, &fields).expect("a row");
        let input = serde_json::from_value::<EnrollInput>(json);
        assert!(input.is_ok(), "{input:?}");
    }
}
