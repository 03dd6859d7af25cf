//! The JSON Schema of the site language, for editors: made from the same fields as the checks.

use serde_json::{Map, Value as Json, json};

use crate::syntax::scalar::Scalar;
use crate::syntax::{Field, Presence, Shape};

/// The schema of a whole site, given all its keys.
pub fn schema(fields: &[Field]) -> Json {
    let mut root = record(fields);
    let path = json!({ "type": "string" });
    root["properties"]["extends"] = json!({
        "description": "The layers under this site: a path, or a list of paths of which later ones win.",
        "anyOf": [path, { "type": "array", "items": path }],
    });
    root["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    root["title"] = json!("A site of syzc");
    root
}

/// A layer may leave anything out, so nothing is required: a missing key is reported by `syzc check`,
/// which sees the layers together.
fn record(fields: &[Field]) -> Json {
    let mut properties = Map::new();
    for field in fields {
        properties.insert(field.name.clone(), property(field));
        if let Some(plural) = &field.plural {
            properties.insert(
                plural.clone(),
                json!({
                    "description": format!("Short for empty tables `[{}.…]`, in this order.", field.name),
                    "type": "array",
                    "items": { "type": "string" },
                }),
            );
        }
    }
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn property(field: &Field) -> Json {
    let mut schema = shape(&field.shape);
    if let (Some(short), Shape::Record(fields)) = (&field.short, &field.shape)
        && let Some(inner) = fields.iter().find(|inner| inner.name == *short)
    {
        schema = json!({ "anyOf": [shape(&inner.shape), schema] });
    }
    let mut description = field.doc.clone();
    if let Presence::Default(default) = &field.presence
        && default != "{}"
    {
        description.push_str(&format!(" Default: {default}."));
    }
    schema["description"] = json!(description);
    schema
}

fn shape(given: &Shape) -> Json {
    match given {
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Integer { minimum, maximum } => {
            let mut schema = json!({ "type": "integer" });
            if *minimum != i64::MIN {
                schema["minimum"] = json!(minimum);
            }
            if *maximum != i64::MAX {
                schema["maximum"] = json!(maximum);
            }
            schema
        }
        Shape::Number { minimum, maximum } => {
            let mut schema = json!({ "type": "number" });
            if *minimum != f64::MIN {
                schema["minimum"] = json!(minimum);
            }
            if *maximum != f64::MAX {
                schema["maximum"] = json!(maximum);
            }
            schema
        }
        Shape::Scalar(scalar) => string(*scalar),
        Shape::Choice(choices) => {
            let names: Vec<&str> = choices.iter().map(|(name, _)| name.as_str()).collect();
            json!({ "type": "string", "enum": names })
        }
        Shape::List(item) => json!({ "type": "array", "items": shape(item) }),
        Shape::Record(fields) => record(fields),
        Shape::Map { value, .. } => json!({
            "type": "object",
            "additionalProperties": { "anyOf": [shape(value), { "const": false }] },
        }),
        Shape::Reference(_) | Shape::Any => json!({}),
    }
}

fn string(scalar: Scalar) -> Json {
    let mut schema = json!({ "type": "string", "examples": [scalar.example()] });
    if let Some(pattern) = scalar.pattern() {
        schema["pattern"] = json!(pattern);
    }
    schema
}
