//! The values of a column, whatever type of Arrow holds them.

use std::borrow::Cow;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_schema::DataType;

use crate::dataset::shown::shortened;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// Null.
    Missing,
    Number(f64),
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
}

/// The value of each row of a column.
pub(super) type Getter<'a> = Box<dyn Fn(usize) -> Value<'a> + 'a>;

impl Value<'_> {
    /// As the field of a CSV has it; empty if it is missing or bytes.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Missing | Self::Bytes(_) => Cow::Borrowed(""),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
        }
    }

    /// For a message.
    pub(super) fn shown(&self) -> String {
        shortened(&self.text())
    }
}

/// How the values of a column are had; `None` if its type is none that is read.
pub(super) fn getter(array: &dyn Array) -> Option<Getter<'_>> {
    Some(match array.data_type() {
        DataType::Float64 => numbers::<Float64Type>(array, |number| number),
        DataType::Float32 => texts::<Float32Type>(array),
        DataType::Int8 => texts::<Int8Type>(array),
        DataType::Int16 => texts::<Int16Type>(array),
        DataType::Int32 => texts::<Int32Type>(array),
        DataType::Int64 => texts::<Int64Type>(array),
        DataType::UInt8 => texts::<UInt8Type>(array),
        DataType::UInt16 => texts::<UInt16Type>(array),
        DataType::UInt32 => texts::<UInt32Type>(array),
        DataType::UInt64 => texts::<UInt64Type>(array),
        DataType::Decimal128(..) => {
            let array = array.as_primitive::<Decimal128Type>();
            known(array, |row| {
                Value::Text(Cow::Owned(array.value_as_string(row)))
            })
        }
        DataType::Utf8 => {
            let array = array.as_string::<i32>();
            known(array, |row| text(array.value(row)))
        }
        DataType::LargeUtf8 => {
            let array = array.as_string::<i64>();
            known(array, |row| text(array.value(row)))
        }
        DataType::Utf8View => {
            let array = array.as_string_view();
            known(array, |row| text(array.value(row)))
        }
        DataType::Binary => {
            let array = array.as_binary::<i32>();
            known(array, |row| Value::Bytes(array.value(row)))
        }
        DataType::LargeBinary => {
            let array = array.as_binary::<i64>();
            known(array, |row| Value::Bytes(array.value(row)))
        }
        DataType::BinaryView => {
            let array = array.as_binary_view();
            known(array, |row| Value::Bytes(array.value(row)))
        }
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let (keys, values) = (getter(dictionary.keys())?, getter(dictionary.values())?);
            let n_values = dictionary.values().len();
            Box::new(move |row| {
                let key = keys(row).text().parse().ok();
                let key = key.filter(|key: &usize| *key < n_values);
                key.map_or(Value::Missing, &values)
            })
        }
        _ => return None,
    })
}

/// The values where there are any.
fn known<'a>(array: &'a dyn Array, value: impl Fn(usize) -> Value<'a> + 'a) -> Getter<'a> {
    Box::new(move |row| {
        if array.is_null(row) {
            Value::Missing
        } else {
            value(row)
        }
    })
}

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

fn numbers<T: ArrowPrimitiveType>(
    array: &dyn Array,
    number: impl Fn(T::Native) -> f64 + 'static,
) -> Getter<'_> {
    let array = array.as_primitive::<T>();
    known(array, move |row| Value::Number(number(array.value(row))))
}

/// Whole numbers, and those of few digits, are the ones that they are written as.
fn texts<T: ArrowPrimitiveType>(array: &dyn Array) -> Getter<'_>
where
    T::Native: std::fmt::Display,
{
    let array = array.as_primitive::<T>();
    known(array, |row| {
        Value::Text(Cow::Owned(array.value(row).to_string()))
    })
}
