//! HCL, read by `hcl-edit`.

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Body, Structure};
use hcl_edit::template::Element;

use super::{Token, structure, value};

pub fn read(text: &str) -> Result<Vec<Token>, String> {
    let body: Body = text.parse().map_err(|error| format!("{error}"))?;
    let mut tokens = Vec::new();
    walk(&body, &mut tokens);
    Ok(tokens)
}

fn walk(body: &Body, tokens: &mut Vec<Token>) {
    for part in body {
        match part {
            Structure::Attribute(attribute) => {
                tokens.push(structure(format!("{} =", attribute.key.as_str())));
                expression(&attribute.value, tokens);
            }
            Structure::Block(block) => {
                tokens.push(structure(format!("{} {{", block.ident.as_str())));
                for label in &block.labels {
                    tokens.push(structure(label.as_str()));
                }
                walk(&block.body, tokens);
                tokens.push(structure("}"));
            }
        }
    }
}

fn expression(given: &Expression, tokens: &mut Vec<Token>) {
    match given {
        Expression::String(text) => tokens.push(value(text.as_str())),
        Expression::StringTemplate(template) => elements(template.iter(), tokens),
        Expression::HeredocTemplate(template) => elements(template.template.iter(), tokens),
        Expression::Array(items) => {
            tokens.push(structure("["));
            items.iter().for_each(|item| expression(item, tokens));
            tokens.push(structure("]"));
        }
        Expression::Object(object) => {
            tokens.push(structure("{"));
            for (key, item) in object {
                match key {
                    ObjectKey::Ident(name) => tokens.push(value(name.as_str())),
                    ObjectKey::Expression(key) => expression(key, tokens),
                }
                expression(item.expr(), tokens);
            }
            tokens.push(structure("}"));
        }
        Expression::FuncCall(call) => {
            tokens.push(structure(format!("{}(", call.name.name.as_str())));
            call.args
                .iter()
                .for_each(|argument| expression(argument, tokens));
            tokens.push(structure(")"));
        }
        other => tokens.push(structure(other.to_string().trim())),
    }
}

/// Texts beside one another are one; what is interpolated stands apart.
fn elements<'a>(all: impl Iterator<Item = &'a Element>, tokens: &mut Vec<Token>) {
    let mut text = String::new();
    for element in all {
        match element {
            Element::Literal(literal) => text.push_str(literal.as_str()),
            Element::Interpolation(inner) => {
                tokens.push(value(std::mem::take(&mut text)));
                tokens.push(structure(format!("${{{}}}", inner.expr.to_string().trim())));
            }
            Element::Directive(_) => tokens.push(structure("%{...}")),
        }
    }
    tokens.push(value(text));
}
