//! HCL as Terraform and OpenTofu read it. Tables are laid out as `terraform fmt` leaves them.

use super::{Nested, Printed, Unprintable, escape_common};
use crate::syntax::Data;

pub fn literal(data: &Data, indent: usize) -> Printed {
    let nested = Nested {
        scalar: &scalar,
        assign: " = ",
        trailing_comma: true,
        table_comma: false,
        align: true,
        width: 100,
    };
    nested.print(data, indent)
}

fn scalar(data: &Data) -> Printed {
    Ok(match data {
        Data::Absent => "null".to_owned(),
        Data::Reference(reference) => reference_only(reference)?,
        Data::Boolean(_) | Data::Integer(_) | Data::Number(_) => data.to_string(),
        other => format!("\"{}\"", text(&other.to_string())?),
    })
}

/// Inside a quoted string: `${` and `%{` would start a template.
pub fn text(text: &str) -> Printed {
    Ok(escape_common(text)
        .replace("${", "$${")
        .replace("%{", "%%{"))
}

/// Whether a text is the plain address of a resource, `type.name`: two identifiers and a point, nothing else.
pub fn is_resource(address: &str) -> bool {
    let is_identifier = |part: &str| {
        let mut chars = part.chars();
        chars
            .next()
            .is_some_and(|first| first.is_ascii_lowercase() || first == '_')
            && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c))
    };
    address.len() <= 200
        && address
            .split_once('.')
            // A type begins with its provider's name; `data.x` and `module.x` are no resources.
            .is_some_and(|(kind, name)| {
                is_identifier(kind) && kind.contains('_') && is_identifier(name)
            })
}

/// A traversal such as `openstack_networking_port_v2.hub.id`.
fn reference_only(reference: &str) -> Printed {
    let good = reference.split('.').all(|part| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-[]\"".contains(c))
    });
    if good && reference.contains('.') {
        Ok(reference.to_owned())
    } else {
        Err(Unprintable::because(format!(
            "`{reference}` is not a reference"
        )))
    }
}
