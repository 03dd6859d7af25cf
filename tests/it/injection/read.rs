//! A file of the output as a reader of its language sees it: a sequence of tokens, of which values are texts.

mod apache;
mod dockerfile;
mod hcl;
mod markdown;
mod python;
mod yaml;

use syzc::dialect::Dialect;

/// A piece of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// What belongs to the structure: a block, a key, a bracket, an instruction.
    Structure(String),
    /// A text that programs get to see.
    Value(String),
}

pub fn structure(text: impl Into<String>) -> Token {
    Token::Structure(text.into())
}

pub fn value(text: impl Into<String>) -> Token {
    Token::Value(text.into())
}

/// Reads a file; `None` where nothing here reads its language.
pub fn read(dialect: Dialect, text: &str) -> Option<Result<Vec<Token>, String>> {
    Some(match dialect {
        Dialect::Hcl => hcl::read(text),
        Dialect::Yaml => yaml::read(text, false),
        Dialect::Ansible => yaml::read(text, true),
        Dialect::Python => python::read(text),
        Dialect::Json => json(text),
        Dialect::Dockerfile => dockerfile::read(text),
        Dialect::Apache => apache::read(text),
        Dialect::Markdown => Ok(markdown::read(text)),
        // HTML's own document type and void elements are none of XML.
        Dialect::Xml if !text.starts_with("<!DOCTYPE") => xml(text),
        _ => return None,
    })
}

fn json(text: &str) -> Result<Vec<Token>, String> {
    let json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut tokens = Vec::new();
    json_tokens(&json, &mut tokens);
    Ok(tokens)
}

fn json_tokens(json: &serde_json::Value, tokens: &mut Vec<Token>) {
    match json {
        serde_json::Value::Array(items) => {
            tokens.push(structure("["));
            items.iter().for_each(|item| json_tokens(item, tokens));
            tokens.push(structure("]"));
        }
        serde_json::Value::Object(entries) => {
            tokens.push(structure("{"));
            for (key, item) in entries {
                tokens.push(value(key));
                json_tokens(item, tokens);
            }
            tokens.push(structure("}"));
        }
        serde_json::Value::String(text) => tokens.push(value(text)),
        other => tokens.push(structure(other.to_string())),
    }
}

fn xml(text: &str) -> Result<Vec<Token>, String> {
    let document = roxmltree::Document::parse(text).map_err(|error| error.to_string())?;
    let mut tokens = Vec::new();
    for node in document.descendants() {
        tokens.push(structure(format!(
            "{:?} {:?}",
            node.node_type(),
            node.tag_name()
        )));
        for attribute in node.attributes() {
            tokens.push(structure(attribute.name()));
            tokens.push(value(attribute.value()));
        }
        if let Some(text) = node.text().filter(|_| !node.is_element()) {
            tokens.push(value(text));
        }
    }
    Ok(tokens)
}
