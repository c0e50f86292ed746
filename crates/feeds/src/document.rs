//! JSON documents, entry by entry: nothing but the entry at hand is kept.

use std::fmt;
use std::io::{BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::leash::Leash;

/// A visitor of a map's entries: `(name, value)` one after another.
pub(crate) trait Entries<'de> {
    /// Reads the value of one entry, or skips it.
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error>;
}

/// A map read entry by entry.
pub(crate) struct Map<'a, E>(pub(crate) &'a mut E, pub(crate) &'a Leash);

impl<'de, E: Entries<'de>> DeserializeSeed<'de> for Map<'_, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, E: Entries<'de>> Visitor<'de> for Map<'_, E> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            self.0.entry(&name, &mut map)?;
            self.1.renew();
        }
        Ok(())
    }
}

/// A list read item by item.
pub(crate) struct List<'a, F>(pub(crate) F, pub(crate) &'a Leash);

impl<'de, T: serde::Deserialize<'de>, F: FnMut(T)> DeserializeSeed<'de>
    for List<'_, (F, std::marker::PhantomData<T>)>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: serde::Deserialize<'de>, F: FnMut(T)> Visitor<'de>
    for List<'_, (F, std::marker::PhantomData<T>)>
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element::<T>()? {
            (self.0.0)(item);
            self.1.renew();
        }
        Ok(())
    }
}

/// A list whose items are of one type, each given to a function.
pub(crate) fn list<T, F: FnMut(T)>(each: F, leash: &Leash) -> List<'_, (F, std::marker::PhantomData<T>)> {
    List((each, std::marker::PhantomData), leash)
}

/// Skips a section of a document entry by entry, so that its length costs nothing and an entry without an end is
/// refused here too.
pub(crate) struct Skip<'a>(pub(crate) &'a Leash);

impl<'de> DeserializeSeed<'de> for Skip<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Skip<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value::<IgnoredAny>()?;
            self.0.renew();
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {
            self.0.renew();
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    // The format may hold one here; nothing is done with it.
    #[allow(clippy::disallowed_types)]
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Whether a required part was there.
pub(crate) fn required<E: serde::de::Error>(was_there: bool, part: &'static str) -> Result<(), E> {
    if was_there { Ok(()) } else { Err(E::missing_field(part)) }
}

/// Reads a whole document with a visitor made for it; what is wrong with it, in words, otherwise.
pub(crate) fn read(
    input: impl Read,
    read: impl FnOnce(
        &mut serde_json::Deserializer<serde_json::de::IoRead<BufReader<crate::leash::Leashed<&mut dyn Read>>>>,
        &Leash,
    ) -> Result<(), serde_json::Error>,
) -> Result<(), String> {
    let mut input = input;
    let (leash, leashed) = Leash::on(&mut input as &mut dyn Read);
    let mut deserializer = serde_json::Deserializer::from_reader(BufReader::with_capacity(1 << 16, leashed));
    read(&mut deserializer, &leash)
        .and_then(|()| deserializer.end())
        .map_err(|error| format!("it is not what such a document is: {error}"))
}

/// An error of a document in words of ours.
pub(crate) fn error<E: serde::de::Error>(message: impl fmt::Display) -> E {
    E::custom(message)
}
