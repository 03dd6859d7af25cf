//! Reads a manifest, and believes nothing: whatever is not exactly as syzc writes it makes it a damaged one.
//!
//! A damaged guard must never count as none, or as a weaker one; the reason is for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use super::{Keeps, Last, Manifest, VERSION, path};
use crate::emit::merge;

/// How large a manifest may be, in bytes: twenty times that of 1,000 files.
pub const MOST_BYTES: u64 = 4 << 20;

/// Reads the manifest of a site; the error says in a phrase why it is damaged.
pub fn read(text: &str, id: &str) -> Result<Last, String> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    match merge::sides(text) {
        None => one(text, id).map(Last::one),
        Some((ours, theirs)) => {
            let side = |text: &str| {
                one(text, id).map_err(|reason| format!("of a merge that git left open, {reason}"))
            };
            Ok(Last::both(side(&ours)?, side(&theirs)?))
        }
    }
}

fn one(text: &str, id: &str) -> Result<Manifest, String> {
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    if merge::has_a_marker(text) {
        return Err("it holds conflict markers of git, and not whole ones".to_owned());
    }
    let json = parse(text)?;
    let Json::Object(mut fields) = json else {
        return Err("it is no JSON object".to_owned());
    };
    let version = fields.remove("version").and_then(|value| value.as_u64());
    let version = match version {
        Some(version) if version > u64::from(VERSION) => {
            return Err(format!(
                "it is of version {version}, and this syzc knows versions up to {VERSION}"
            ));
        }
        Some(version @ 1..) => u32::try_from(version).unwrap_or(VERSION),
        _ => return Err("it has no version".to_owned()),
    };
    let site = text_of(&mut fields, "site")?;
    if site.split('/').any(|part| matches!(part, "" | "..")) {
        return Err(format!("its site {} is no path", shown(&site)));
    }
    let named = match version {
        1 => String::new(),
        _ => text_of(&mut fields, "id")?,
    };
    if version > 1 && named != id {
        return Err(format!(
            "it is of the site {}, not of `{id}`",
            shown(&named)
        ));
    }
    let keeps = keeps(take(&mut fields, "keeps")?, version)?;
    let unfinished = match fields.remove("unfinished").filter(|_| version > 1) {
        None => Vec::new(),
        Some(Json::Array(all)) => all
            .into_iter()
            .map(|one| self::keeps(one, version))
            .collect::<Result<_, _>>()?,
        Some(_) => return Err("its `unfinished` is no list".to_owned()),
    };
    let files = files(take(&mut fields, "files")?, version)?;
    if let Some(key) = fields.keys().next() {
        return Err(format!(
            "it has a key {} that syzc does not write",
            shown(key)
        ));
    }
    Ok(Manifest {
        version,
        id: named,
        site,
        keeps,
        unfinished,
        files,
    })
}

fn take(fields: &mut Map<String, Json>, key: &str) -> Result<Json, String> {
    fields
        .remove(key)
        .ok_or_else(|| format!("its `{key}` is missing"))
}

fn text_of(fields: &mut Map<String, Json>, key: &str) -> Result<String, String> {
    match take(fields, key)? {
        Json::String(text) => Ok(text),
        _ => Err(format!("its `{key}` is no text")),
    }
}

/// What is kept. In the present version every field has to be there: a guard that was lost must not pass as one that
/// never was.
fn keeps(json: Json, version: u32) -> Result<Keeps, String> {
    let wrong = |error: serde_json::Error| format!("its `keeps` is wrong: {}", plain(&error));
    let keeps: Keeps = serde_json::from_value(json.clone()).map_err(wrong)?;
    let whole = serde_json::to_value(&keeps).map_err(wrong)?;
    if version == VERSION && whole != json {
        return Err("its `keeps` lacks what a build writes there".to_owned());
    }
    Ok(keeps)
}

fn files(json: Json, version: u32) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let Json::Object(fields) = json else {
        return Err("its `files` is no object".to_owned());
    };
    let mut files = BTreeMap::new();
    for (name, hashes) in fields {
        if let Some(fault) = path::fault(&name) {
            return Err(format!("it names {}, which {fault}", shown(&name)));
        }
        let hashes = match (version, hashes) {
            (1, Json::String(hash)) => vec![Json::String(hash)],
            (2.., Json::Array(hashes)) if !hashes.is_empty() => hashes,
            _ => return Err(format!("it has no hash of {}", shown(&name))),
        };
        let hashes: Option<BTreeSet<String>> = hashes.into_iter().map(hash).collect();
        let hashes = hashes.ok_or_else(|| format!("the hash of {} is none", shown(&name)))?;
        files.insert(name, hashes);
    }
    Ok(files)
}

fn hash(json: Json) -> Option<String> {
    let Json::String(hash) = json else {
        return None;
    };
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (hash.len() == 64 && hash.bytes().all(is_digit)).then_some(hash)
}

/// A text out of a manifest, so that it can be printed: short, and without anything that a terminal obeys.
fn shown(text: &str) -> String {
    const MOST: usize = 80;
    let mut short: String = text
        .chars()
        .take(MOST)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().count() > MOST {
        short.push('…');
    }
    format!("`{short}`")
}

fn plain(error: &serde_json::Error) -> String {
    error
        .to_string()
        .chars()
        .flat_map(char::escape_debug)
        .take(200)
        .collect()
}

/// JSON in which no key stands twice; depth is bounded by the parser.
fn parse(text: &str) -> Result<Json, String> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = Strict
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    parsed.map_err(|error| {
        if error.is_eof() {
            "it ends in the middle".to_owned()
        } else {
            format!("it cannot be read: {}", plain(&error))
        }
    })
}

struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Strict)?;
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!(
                    "{} stands there twice",
                    shown(&key)
                )));
            }
            map.insert(key, value);
        }
        Ok(Json::Object(map))
    }
}

#[cfg(test)]
mod tests;
