//! What a column holds, in the engines' four kinds, and in the types of the program.

use uuid::Uuid;

use crate::basics::{Cents, Code, Day, Instant, Kwh, Refusal, Refused};
use crate::ledger::codec::{day_no, day_of, instant, ms};
use crate::words::Word;

/// What a column holds: both engines agree on these kinds and no others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Value {
    #[default]
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
    /// Only in a question, for `IN LIST(?1)`.
    List(Vec<i64>),
    /// Only in a question, for `IN LIST(?1)`.
    Texts(Vec<String>),
}

/// The values of a row, or of a question's placeholders, from whatever can be kept: `cells![id, day, name]`.
macro_rules! cells {
    ($($cell:expr),* $(,)?) => { [$($crate::ledger::engine::Value::from($cell)),*] };
}
pub(in crate::ledger) use cells;

/// What a question was answered with. Rows are read by position: the question stands a few lines above.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    pub width: usize,
    /// Row after row.
    pub cells: Vec<Value>,
}

/// One row of an answer.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a>(pub(super) &'a [Value]);

impl Rows {
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.cells.chunks_exact(self.width.max(1)).map(Row)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Every row, read by `read`.
    pub fn read<T>(&self, read: impl FnMut(Row<'_>) -> Refused<T>) -> Refused<Vec<T>> {
        self.iter().map(read).collect()
    }

    /// The first row; None when there is none.
    pub fn first<T>(&self, read: impl FnOnce(Row<'_>) -> Refused<T>) -> Refused<Option<T>> {
        self.iter().next().map(read).transpose()
    }

    /// The only row, of a question that always has one.
    pub fn one<T>(&self, read: impl FnOnce(Row<'_>) -> Refused<T>) -> Refused<T> {
        self.first(read)?.ok_or_else(|| fault("a question that always has an answer had none".into()))
    }

    /// The first column of every row.
    pub fn column<T: for<'a> FromValue<'a>>(&self) -> Refused<Vec<T>> {
        self.read(|row| row.get(0))
    }
}

impl<'a> Row<'a> {
    /// A column, by its place from 0. A value of another kind than asked for is a fault of the store (`store_fault`).
    pub fn get<T: FromValue<'a>>(self, column: usize) -> Refused<T> {
        let value = &self.0[column];
        T::from_value(value).ok_or_else(|| {
            fault(format!("column {column} of an answer holds {value:?}, not a {}", std::any::type_name::<T>()))
        })
    }

    /// A word, of which `usual` was kept empty.
    pub fn word_or<W: Word>(self, column: usize, usual: W) -> Refused<W> {
        if self.get::<&str>(column)?.is_empty() { Ok(usual) } else { self.get(column) }
    }

    /// The row from a column on: what is joined is read as it is by itself.
    #[must_use]
    pub fn from(self, column: usize) -> Self {
        Self(&self.0[column..])
    }

    /// The row as it came.
    #[must_use]
    pub fn cells(self) -> &'a [Value] {
        self.0
    }
}

fn fault(what: String) -> Refusal {
    Refusal::new(Code::StoreFault, format!("the store refused this: {what}; nothing of it was written"))
}

/// A type that a column can be read as.
pub trait FromValue<'a>: Sized {
    /// None: the value is of another kind.
    fn from_value(value: &'a Value) -> Option<Self>;
}

impl FromValue<'_> for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Int(number) = value { Some(*number) } else { None }
    }
}

impl<'a> FromValue<'a> for &'a str {
    fn from_value(value: &'a Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }
}

impl<'a> FromValue<'a> for &'a [u8] {
    fn from_value(value: &'a Value) -> Option<Self> {
        if let Value::Blob(bytes) = value { Some(bytes) } else { None }
    }
}

impl<'a, T: FromValue<'a>> FromValue<'a> for Option<T> {
    fn from_value(value: &'a Value) -> Option<Self> {
        if *value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

impl<T: Word> From<T> for Value {
    fn from(word: T) -> Self {
        Self::Text(word.word().to_string())
    }
}

/// A word of a closed set.
impl<'a, T: Word> FromValue<'a> for T {
    fn from_value(value: &'a Value) -> Option<Self> {
        T::from_word(<&str>::from_value(value)?)
    }
}

/// Types that are read by way of a simpler one.
macro_rules! read_as {
    ($($type:ty, $simpler:ty => $make:expr);+ $(;)?) => {
        $(impl FromValue<'_> for $type {
            fn from_value(value: &Value) -> Option<Self> {
                <$simpler>::from_value(value).and_then($make)
            }
        })+
    };
}
read_as! {
    u32, i64 => |number| number.try_into().ok();
    i32, i64 => |number| number.try_into().ok();
    usize, i64 => |number| number.try_into().ok();
    bool, i64 => |number| if number == 0 || number == 1 { Some(number == 1) } else { None };
    String, &str => |text| Some(text.to_string());
    Vec<u8>, &[u8] => |bytes| Some(bytes.to_vec());
    [u8; 16], &[u8] => |bytes| bytes.try_into().ok();
    [u8; 32], &[u8] => |bytes| bytes.try_into().ok();
    Uuid, [u8; 16] => |bytes| Some(Self::from_bytes(bytes));
    Cents, i64 => |cents| Some(Self(cents));
    Kwh, i64 => |wh| Some(Self::from_wh(wh));
    Day, i64 => |number| Some(day_of(number));
    Instant, i64 => |at| Some(instant(at));
}

macro_rules! kept_as {
    ($($type:ty => $make:expr);+ $(;)?) => {
        $(impl From<$type> for Value {
            fn from(it: $type) -> Self {
                let make: fn($type) -> Self = $make;
                make(it)
            }
        })+
    };
}
kept_as! {
    i64 => Self::Int;
    i32 => |it| Self::Int(it.into());
    u32 => |it| Self::Int(it.into());
    bool => |it| Self::Int(it.into());
    String => Self::Text;
    &String => |it| Self::Text(it.clone());
    &str => |it| Self::Text(it.to_string());
    Vec<u8> => Self::Blob;
    &[u8] => |it| Self::Blob(it.to_vec());
    [u8; 16] => |it| Self::Blob(it.to_vec());
    [u8; 32] => |it| Self::Blob(it.to_vec());
    &[u8; 32] => |it| Self::Blob(it.to_vec());
    Uuid => |it| Self::Blob(it.as_bytes().to_vec());
    Cents => |it| Self::Int(it.0);
    Kwh => |it| Self::Int(it.wh);
    Day => |it| Self::Int(day_no(it));
    Instant => |it| Self::Int(ms(it));
    Vec<i64> => Self::List;
    Vec<String> => Self::Texts;
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(it: Option<T>) -> Self {
        it.map_or(Self::Null, Into::into)
    }
}

impl<T: Clone + Into<Value>> From<&Option<T>> for Value {
    fn from(it: &Option<T>) -> Self {
        it.clone().into()
    }
}

/// Ids are kept as their numbers, a list of them as a list of numbers.
macro_rules! ids {
    ($($id:ident),+ $(,)?) => {
        $(impl $crate::ledger::engine::FromValue<'_> for $id {
            fn from_value(value: &$crate::ledger::engine::Value) -> Option<Self> {
                i64::from_value(value).map($id)
            }
        }
        impl From<$id> for $crate::ledger::engine::Value {
            fn from(id: $id) -> Self {
                Self::Int(id.0)
            }
        }
        impl From<&[$id]> for $crate::ledger::engine::Value {
            fn from(ids: &[$id]) -> Self {
                Self::List(ids.iter().map(|id| id.0).collect())
            }
        })+
    };
}
pub(in crate::ledger) use ids;
