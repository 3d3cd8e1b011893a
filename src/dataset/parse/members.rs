//! The members of a JSON object, their values unparsed. Of a name that is given twice the last
//! value counts, as in JavaScript, Python and GDAL, and the name is kept to be told.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// So many objects and lists may be within each other.
pub(super) const MAX_DEPTH: usize = 64;

/// Capacity for the members of an object as stations have them.
pub(super) const USUAL_MEMBERS: usize = 8;
/// So many names are compared with each other; more are looked up.
const FEW_NAMES: usize = 32;

/// A member's name, copied only if it has escapes.
#[derive(serde::Deserialize)]
pub(crate) struct Name<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

/// The members of an object as they stand there, a name given twice included.
pub(crate) struct Pairs<'a>(pub(crate) Vec<(Cow<'a, str>, &'a RawValue)>);

/// All members of an object, in the order in which their names come first.
#[derive(Default)]
pub(crate) struct Members<'a> {
    members: Vec<(Cow<'a, str>, &'a RawValue)>,
    /// Names that were given more than once, each as often as it came again.
    repeated: Vec<Cow<'a, str>>,
}

/// The members of an object that have certain names; the others are passed over.
pub(crate) struct Picked<'a, const N: usize> {
    /// In the order of the names; `None` for what is absent or null.
    pub(crate) values: [Option<&'a RawValue>; N],
    /// Names that were given more than once.
    pub(crate) repeated: Vec<&'static str>,
}

/// Picks the members of these names.
struct Pick<const N: usize>([&'static str; N]);

/// The members of a text that is an object, by their names.
pub(crate) fn pick<'a, const N: usize>(
    json: &'a str,
    names: [&'static str; N],
) -> serde_json::Result<Picked<'a, N>> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let picked = Pick(names).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(picked)
}

impl<'a> Members<'a> {
    /// Of a name that is given twice the last value.
    fn of(Pairs(pairs): Pairs<'a>) -> Self {
        if !may_repeat(&pairs) {
            return Self {
                members: pairs,
                repeated: Vec::new(),
            };
        }
        let mut found = Self::default();
        let mut places = HashMap::with_capacity(pairs.len());
        for (name, raw) in pairs {
            if let Some(place) = places.get(&name) {
                let (_, value): &mut (_, &RawValue) = &mut found.members[*place];
                *value = raw;
                found.repeated.push(name);
            } else {
                places.insert(name.clone(), found.members.len());
                found.members.push((name, raw));
            }
        }
        found
    }

    /// The members, and the names that were given again.
    pub(super) fn into_parts(self) -> (Pairs<'a>, Vec<Cow<'a, str>>) {
        (Pairs(self.members), self.repeated)
    }

    /// Name and value of every member, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.members.iter().map(|(name, raw)| (&**name, *raw))
    }

    /// Names that were given again.
    pub(super) fn repeated(&self) -> impl Iterator<Item = &str> {
        self.repeated.iter().map(|name| &**name)
    }

    /// The first member that has one of these names and is not null.
    pub(crate) fn find(&self, names: &[&str]) -> Option<(&str, &'a RawValue)> {
        self.iter()
            .find(|(name, raw)| names.contains(name) && raw.get() != "null")
    }
}

/// Whether some of the names could be equal: all are different in most objects, and finding
/// that out must cost nearly nothing.
pub(super) fn may_repeat<V>(pairs: &[(Cow<str>, V)]) -> bool {
    if pairs.len() > FEW_NAMES {
        return true;
    }
    let mut marks = 0_u64;
    pairs.iter().enumerate().any(|(n, (name, _))| {
        let mark = mark(name.as_bytes());
        let is_fresh = marks & mark == 0;
        marks |= mark;
        !is_fresh && pairs[..n].iter().any(|(other, _)| other == name)
    })
}

/// A bit that names which are equal have in common.
fn mark(name: &[u8]) -> u64 {
    let byte = |at: usize| name.get(at).copied().map_or(0, u64::from);
    let last = byte(name.len().wrapping_sub(1));
    let mixed = byte(0) + 3 * byte(name.len() / 2) + 7 * last + 5 * name.len() as u64;
    1 << (mixed % 64)
}

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut pairs = Vec::with_capacity(USUAL_MEMBERS);
                while let Some((Name(name), raw)) = map.next_entry()? {
                    pairs.push((name, raw));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Pairs::deserialize(deserializer).map(Self::of)
    }
}

impl<'de, const N: usize> DeserializeSeed<'de> for Pick<N> {
    type Value = Picked<'de, N>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, const N: usize> Visitor<'de> for Pick<N> {
    type Value = Picked<'de, N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut picked = Picked {
            values: [None; N],
            repeated: Vec::new(),
        };
        let mut seen = [false; N];
        while let Some(Name(name)) = map.next_key()? {
            let Some(place) = self.0.iter().position(|known| *known == name) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            picked.values[place] = map.next_value()?;
            if std::mem::replace(&mut seen[place], true) {
                picked.repeated.push(self.0[place]);
            }
        }
        Ok(picked)
    }
}

/// A value in whose objects each name stands once.
pub(super) struct SaidOnce<'a> {
    /// As it was written but for what is left out.
    pub(super) text: Cow<'a, str>,
    /// What was given twice, by its path.
    pub(super) repeated: Vec<String>,
}

/// Objects and lists that are within each other more than [`MAX_DEPTH`] deep.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooDeep;

/// The value with the last of what it gives twice.
pub(super) fn said_once<'a>(raw: &'a RawValue, path: &str) -> Result<SaidOnce<'a>, TooDeep> {
    let mut repeated = Vec::new();
    let text = cleaned(raw, path, MAX_DEPTH, &mut repeated)?;
    Ok(SaidOnce {
        text: text.map_or(Cow::Borrowed(raw.get()), Cow::Owned),
        repeated,
    })
}

/// The value written anew if something in it was given twice.
fn cleaned(
    raw: &RawValue,
    path: &str,
    depth: usize,
    repeated: &mut Vec<String>,
) -> Result<Option<String>, TooDeep> {
    let clean = match raw.get().as_bytes().first() {
        Some(b'{') => cleaned_object,
        Some(b'[') => cleaned_list,
        _ => return Ok(None),
    };
    let depth_within = depth.checked_sub(1).ok_or(TooDeep)?;
    let n_before = repeated.len();
    let text = clean(raw, path, depth_within, repeated)?;
    Ok(text.filter(|_| repeated.len() > n_before))
}

fn cleaned_object(
    raw: &RawValue,
    path: &str,
    depth: usize,
    repeated: &mut Vec<String>,
) -> Result<Option<String>, TooDeep> {
    let Ok(members) = serde_json::from_str::<Members>(raw.get()) else {
        return Ok(None);
    };
    repeated.extend(members.repeated().map(|name| format!("{path}.{name}")));
    let member = |(name, raw): (&str, &RawValue)| {
        let value = cleaned(raw, &format!("{path}.{name}"), depth, repeated)?;
        let name = serde_json::to_string(name).unwrap_or_default();
        let value = value.as_deref().unwrap_or_else(|| raw.get());
        Ok(format!("{name}:{value}"))
    };
    let members: Result<Vec<String>, TooDeep> = members.iter().map(member).collect();
    Ok(Some(format!("{{{}}}", members?.join(","))))
}

fn cleaned_list(
    raw: &RawValue,
    path: &str,
    depth: usize,
    repeated: &mut Vec<String>,
) -> Result<Option<String>, TooDeep> {
    let Ok(members) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) else {
        return Ok(None);
    };
    let member = |(n, raw): (usize, &&RawValue)| {
        let value = cleaned(raw, &format!("{path}[{n}]"), depth, repeated)?;
        Ok(value.unwrap_or_else(|| raw.get().to_owned()))
    };
    let members: Result<Vec<String>, TooDeep> = members.iter().enumerate().map(member).collect();
    Ok(Some(format!("[{}]", members?.join(","))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_name_given_twice_within_a_value_the_last_counts_and_the_rest_is_as_written() {
        for (json, expected, names) in [
            (r#"{"a":1.50,"a":2.50}"#, r#"{"a":2.50}"#, &["x.a"][..]),
            (
                r#"[0,{"b":{"c":1,"c":{"d":1e999,"d":2}}}]"#,
                r#"[0,{"b":{"c":{"d":2}}}]"#,
                &["x[1].b.c", "x[1].b.c.d"],
            ),
            (r#"{"a": 1, "b": [ ]}"#, r#"{"a": 1, "b": [ ]}"#, &[]),
            (r#"{"a":1,"\u0061":2}"#, r#"{"a":2}"#, &["x.a"]),
        ] {
            let raw = RawValue::from_string(json.to_owned()).unwrap();
            let once = said_once(&raw, "x").unwrap();
            assert_eq!(once.text, expected);
            assert_eq!(once.repeated, names);
        }
    }

    #[test]
    fn of_few_names_and_of_many_those_given_again_are_found() {
        for n_names in [1, 2, FEW_NAMES - 1, FEW_NAMES, 1_000] {
            let name = |n: usize| format!(r#""name{n}":{n}"#);
            let all: Vec<String> = (0..n_names).map(name).collect();
            let all = all.join(",");
            let once = format!("{{{all}}}");
            let members: Members = serde_json::from_str(&once).unwrap();
            assert_eq!(
                (members.iter().count(), members.repeated().count()),
                (n_names, 0)
            );
            let again = format!(r#"{{{all},"name0":"last"}}"#);
            let members: Members = serde_json::from_str(&again).unwrap();
            assert_eq!(members.iter().count(), n_names);
            assert_eq!(members.repeated().collect::<Vec<_>>(), ["name0"]);
            let (_, first) = members.iter().next().unwrap();
            assert_eq!(first.get(), r#""last""#);
        }
    }

    #[test]
    fn what_is_too_deep_to_be_looked_through_is_told() {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let nested = |depth: usize| {
                let json = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                RawValue::from_string(json).unwrap()
            };
            assert!(said_once(&nested(MAX_DEPTH), "x").is_ok());
            assert!(said_once(&nested(MAX_DEPTH + 1), "x").is_err());
        }
    }
}
