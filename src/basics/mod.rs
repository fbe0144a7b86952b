//! The small words every room speaks: money, energy, days and refusals. Looks at nothing else.

mod calendar;
mod cell;
mod code;
mod energy;
mod ids;
mod money;
mod refusal;
mod side_by_side;
mod text;
mod time;

pub use calendar::BusinessCalendar;
pub use cell::csv_cell;
pub use code::Code;
pub use energy::Kwh;
pub use ids::{AccountNo, MemberNo, MeterNo, ReceiptNo};
pub use money::{Cents, NotMoney};
pub use refusal::{Refusal, Refused};
pub use side_by_side::side_by_side;
pub use text::{is_joiner, is_spoiled, is_unseen};
pub use time::{
    BadTime, Day, Hour, Instant, Now, SourceTime, day_of_json, days_in_month, first_of_month, month_of, next_month,
    read_clock, read_day, read_local, read_typed_day,
};
