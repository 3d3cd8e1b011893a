//! JSON values that are read in one pass, as deep as stations have them; texts are slices of the
//! file.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::members::{Name, USUAL_MEMBERS, may_repeat};

/// A value as far as it was read. Those of a feature that is read in one pass are read with it,
/// but for numbers; what is written otherwise than usual is not, and of such a feature all
/// values are [`Value::Raw`], as are those that findings show.
#[derive(Clone)]
pub(super) enum Value<'a> {
    Null,
    Bool(bool),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    /// Each name once.
    Object(Vec<(Cow<'a, str>, Self)>),
    /// Any value, unparsed.
    Raw(&'a RawValue),
}

/// A value that is no number, and whose lists and objects hold `W`: the reader of a value of
/// known depth needs no recursion.
pub(super) struct Holding<'a, W>(pub(super) Value<'a>, PhantomData<W>);

/// What stands in neither list nor object.
pub(super) enum Nothing {}

/// Neither a list nor an object.
pub(super) type Scalar<'a> = Holding<'a, Nothing>;
/// A list or an object of such at most.
pub(super) type Flat<'a> = Holding<'a, Scalar<'a>>;
/// A list or an object of such at most.
pub(super) type Nested<'a> = Holding<'a, Flat<'a>>;

/// What is read of an object; serde would read a struct from a list, too.
pub(super) struct OfObject<T>(pub(super) T);

impl Value<'_> {
    /// The value as it is written, if that was kept.
    pub(super) fn json(&self) -> &str {
        match self {
            Self::Raw(raw) => raw.get(),
            Self::Null => "null",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Text(_) => "\"",
            Self::List(_) => "[",
            Self::Object(_) => "{",
        }
    }

    /// The whole text that it is, if it was read.
    pub(super) fn as_text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone().into_owned()),
            _ => None,
        }
    }

    /// What its JSON begins with.
    pub(super) fn first_byte(&self) -> Option<u8> {
        self.json().bytes().next()
    }

    pub(super) fn is_text(&self) -> bool {
        self.first_byte() == Some(b'"')
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self.first_byte(), Some(b'-' | b'0'..=b'9'))
    }
}

impl<'a, W> From<Holding<'a, W>> for Value<'a> {
    fn from(Holding(value, _): Holding<'a, W>) -> Self {
        value
    }
}

impl From<Nothing> for Value<'_> {
    fn from(nothing: Nothing) -> Self {
        match nothing {}
    }
}

impl<'de> Deserialize<'de> for Nothing {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("nested deeper than usual"))
    }
}

impl<'de: 'a, 'a, W: Deserialize<'de> + Into<Value<'a>>> Deserialize<'de> for Holding<'a, W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = deserializer.deserialize_any(AnyButNumber(PhantomData::<(&'a str, W)>))?;
        Ok(Self(value, PhantomData))
    }
}

struct AnyButNumber<'a, W>(PhantomData<(&'a str, W)>);

impl<'de: 'a, 'a, W: Deserialize<'de> + Into<Value<'a>>> Visitor<'de> for AnyButNumber<'a, W> {
    type Value = Value<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no number")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, is_true: bool) -> Result<Self::Value, E> {
        Ok(Value::Bool(is_true))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(text.to_owned().into()))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Self::Value, S::Error> {
        let mut members = Vec::with_capacity(USUAL_MEMBERS);
        while let Some(member) = list.next_element::<W>()? {
            members.push(member.into());
        }
        Ok(Value::List(members))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut members = Vec::with_capacity(USUAL_MEMBERS);
        while let Some(Name(name)) = map.next_key()? {
            members.push((name, map.next_value::<W>()?.into()));
        }
        if may_repeat(&members) {
            return Err(M::Error::custom("a name that is given twice"));
        }
        Ok(Value::Object(members))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OfObject<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_map(Object(PhantomData)).map(Self)
    }
}
