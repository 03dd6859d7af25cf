//! The checks, the JSON Schema and the reference speak of the same keys.

use std::{env, fs};

use serde_json::Value as Json;
use syzc::library::page::pages;
use syzc::project::Project;
use syzc::site::{later::LATER, load::fields, reference::reference, schema::schema};
use syzc::syntax::check::read_default;
use syzc::syntax::{Field, Presence, Shape};

use crate::support::{files, root};

fn all_fields() -> Vec<Field> {
    let project = Project::read(&files(), &[]);
    fields(&project.library)
}

/// Every key by path, with its field; `NAME` stands for names that a site chooses.
fn walk(fields: &[Field], path: &str, visit: &mut dyn FnMut(&str, &Field)) {
    for field in fields {
        let inner = if path.is_empty() {
            field.name.clone()
        } else {
            format!("{path}.{}", field.name)
        };
        visit(&inner, field);
        match &field.shape {
            Shape::Record(fields) => walk(fields, &inner, visit),
            Shape::Map { value, .. } => {
                if let Shape::Record(fields) = &**value {
                    walk(fields, &format!("{inner}.NAME"), visit);
                }
            }
            _ => {}
        }
    }
}

/// The schema's node of a key, through short forms and tables by name.
fn node<'a>(schema: &'a Json, path: &str) -> Option<&'a Json> {
    path.split('.').try_fold(schema, |schema, part| {
        let schema = match schema.get("anyOf") {
            Some(Json::Array(forms)) => forms.last()?,
            _ => schema,
        };
        if part == "NAME" {
            schema.get("additionalProperties")?.get("anyOf")?.get(0)
        } else {
            schema.get("properties")?.get(part)
        }
    })
}

#[test]
fn every_key_is_in_the_schema_and_has_a_sentence() {
    let fields = all_fields();
    let schema = schema(&fields);
    let mut count = 0;
    walk(&fields, "", &mut |path, field| {
        count += 1;
        let node = node(&schema, path).unwrap_or_else(|| panic!("`{path}` is not in the schema"));
        let description = node.get("description").and_then(Json::as_str).unwrap_or("");
        assert!(
            description.starts_with(&field.doc),
            "`{path}` is described otherwise in the schema"
        );
        assert!(
            field.doc.ends_with('.'),
            "the sentence of `{path}` has no full stop: {}",
            field.doc
        );
    });
    assert!(count > 80, "{count} keys");
}

#[test]
fn the_schema_has_no_key_that_the_checks_do_not_know() {
    let fields = all_fields();
    let schema = schema(&fields);
    let properties = schema["properties"].as_object().expect("properties");
    for name in properties.keys() {
        let known = fields
            .iter()
            .any(|field| field.name == *name || field.plural.as_deref() == Some(name));
        assert!(known || name == "extends", "`{name}` is in the schema only");
    }
}

#[test]
fn every_default_has_its_shape() {
    walk(&all_fields(), "", &mut |path, field| {
        if let Presence::Default(default) = &field.presence {
            assert!(
                read_default(default, &field.shape, path).is_some(),
                "the default {default} of `{path}`"
            );
        }
    });
}

#[test]
fn keys_that_come_later_are_not_there_yet() {
    let fields = all_fields();
    let schema = schema(&fields);
    for (key, until) in LATER {
        assert!(
            node(&schema, key).is_none(),
            "`{key}` is there, so it does not come later"
        );
        assert!(!until.is_empty());
    }
}

#[test]
fn the_reference_and_the_schema_in_the_repository_are_fresh() {
    let project = Project::read(&files(), &[]);
    let fields = fields(&project.library);
    let mut text = serde_json::to_string_pretty(&schema(&fields)).expect("serializes");
    text.push('\n');
    for (path, fresh) in [
        ("docs/reference.md", reference(&fields)),
        ("sites/schema.json", text),
        ("docs/images.md", pages(&project.library, &project.texts)),
    ] {
        let file = root().join(path);
        if env::var_os("BLESS").is_some() && env::var_os("CI").is_none() {
            fs::write(&file, &fresh).expect("writes");
        }
        let present = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            present == fresh,
            "{path} is stale: BLESS=1 cargo test --test it -- fresh"
        );
    }
}
