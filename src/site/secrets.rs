//! Secrets that stand in a site, its layers and the files beside them: refused, with where they belong instead.

use super::beside::Folder;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::library::{Library, Operand};
use crate::secret::{self, ALLOW, Extent};
use crate::syntax::layers::Layered;
use crate::syntax::secrets::{Secret, in_table, in_text};
use crate::syntax::{Data, Field, Table};
use crate::text::{Span, Texts};

/// The collection of secrets that whoever runs the play gives to the hub.
const GIVEN: &str = "hub.given_secrets";

/// A secret in a file that a key names: the place of the name, the file, the line in it and the rule.
pub struct Beside {
    pub place: Span,
    pub file: String,
    pub line: usize,
    pub rule: String,
}

/// Refuses every secret in a site and its layers. Where that says more, it takes the place of "unknown key".
pub fn hold(
    layered: &Layered,
    fields: &[Field],
    library: &Library,
    texts: &mut Texts,
    found: &mut Diagnostics,
) {
    let mut secrets = in_table(texts, &layered.table, fields);
    let files = layered
        .layers
        .iter()
        .map(|(file, _)| *file)
        .chain([layered.file]);
    for file in files {
        let more = in_text(texts, file, Extent::Forms, &secrets);
        secrets.extend(more);
    }
    found.for_each(|diagnostic| {
        let key = diagnostic.labels.first().map(|label| label.span);
        if let Some(key) = key.filter(|_| diagnostic.code == Code::S0201)
            && secret::tells(texts.slice(key))
            && let Some(path) = path_of(&layered.table, key)
        {
            diagnostic.helps = vec![instead(&path, library)];
            diagnostic.fix = None;
        }
    });
    found.retain(|diagnostic| {
        let key = diagnostic.labels.first().map(|label| label.span);
        let has_secret = |secret: &Secret| secret.key.as_ref().map(|(span, _)| *span) == key;
        diagnostic.code != Code::S0201 || !secrets.iter().any(has_secret)
    });
    for secret in secrets {
        let message = match &secret.key {
            Some((_, path)) => format!("`{path}` holds a secret"),
            None => format!("`{}` holds a secret", texts.get(secret.span.file).name),
        };
        let path = secret.key.as_ref().map_or("", |(_, path)| path);
        let diagnostic = Diagnostic::error(Code::S0321, message)
            .at(secret.span, secret::known_by(&secret.rule))
            .help(instead(path, library));
        found.push(ways_out(diagnostic));
        texts.hide(secret.span, &secret.value);
    }
}

/// Refuses secrets in files that keys name, whose texts become part of the output.
pub fn hold_beside(
    beside: Vec<Beside>,
    folder: Option<&Folder>,
    key: Option<Span>,
    texts: &mut Texts,
    found: &mut Diagnostics,
) {
    for one in beside {
        let message = format!("`{}` holds a secret in line {}", one.file, one.line);
        let diagnostic = Diagnostic::error(Code::S0322, message)
            .at(
                one.place,
                format!("this file; {}", secret::known_by(&one.rule)),
            )
            .help("take it out of the file, which is copied into the output as it is");
        found.push(ways_out(diagnostic));
    }
    for (_, file) in folder.iter().flat_map(|folder| &folder.files) {
        for secret in in_text(texts, *file, Extent::Names, &[]) {
            let name = texts.get(*file).name.clone();
            let diagnostic = Diagnostic::error(Code::S0322, format!("`{name}` holds a secret"))
                .at(secret.span, secret::known_by(&secret.rule))
                .at(key, "the file goes into every new home from here")
                .help("take it out of the file: it is committed, and everybody on the hub gets a copy");
            found.push(ways_out(diagnostic));
            texts.hide(secret.span, &secret.value);
        }
    }
}

/// The path of the key that is written there.
fn path_of(table: &Table, key: Span) -> Option<String> {
    table.entries.iter().find_map(|entry| {
        if entry.key_span == key {
            return Some(entry.key.clone());
        }
        let inner = path_of(entry.value.as_table()?, key)?;
        Some(format!("{}.{inner}", entry.key))
    })
}

fn ways_out(diagnostic: Diagnostic) -> Diagnostic {
    diagnostic
        .help("if it was committed, have it replaced by whoever gave it: the history keeps it")
        .help(format!(
            "if it is no secret, write `{ALLOW}` in a comment on its line"
        ))
}

/// Where a secret belongs that stands under this key.
fn instead(path: &str, library: &Library) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    if let [role, unit, ..] = parts[..]
        && let Some(unit) = library
            .units
            .iter()
            .find(|known| known.role == role && known.name == unit)
    {
        let constant = |operand: &Operand| match operand {
            Operand::Constant(Data::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let given = unit
            .contributions
            .iter()
            .filter(|contribution| contribution.to == GIVEN);
        let variables: Vec<String> = given
            .flat_map(|contribution| &contribution.record)
            .filter(|(field, _)| field == "variable")
            .filter_map(|(_, operand)| constant(operand))
            .collect();
        return if variables.is_empty() {
            "remove the line: this unit needs no secret from you; what it has to keep secret, the hub makes itself".to_owned()
        } else {
            format!(
                "remove the line, and set {} in the environment when the playbook runs: the hub takes the secret from there once and keeps it on the data volume",
                listed(variables.iter().map(String::as_str))
            )
        };
    }
    match parts[..] {
        ["image", ..] => "remove it: an image is readable by everybody who starts a server, and its Dockerfile is committed; syzc has no key that gives a secret to people's servers, so let people type in their own, as with Python's `getpass`",
        ["cloud", "metadata", ..] => "remove it: everybody on the machine and in the cloud's project can read metadata",
        ["cloud", "state", ..] => "remove it: Terraform reads it from the environment, in the variables that `README.md` of the output names",
        ["cloud", ..] => "remove it: credentials of the cloud belong into the operator's `clouds.yaml`, and `cloud.credentials` names the entry",
        ["hub", "extra_config", ..] => "read it with `os.environ[\"NAME\"]`, and give it by a unit of your own that contributes to `hub.given_secrets`, `hub.variables` and `hub.secret_lines`, as `stdlib/login/oidc` does",
        _ => "remove it: the files of a site are committed, and copied to the host and into pages as they are",
    }
    .to_owned()
}
