//! Makes a unit of the keys of its `unit.toml`.

use super::{Binding, Collection, Contribution, Input, Output, Unit, UnitFile};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed};
use crate::dialect::Dialect;
use crate::library::definition::{CollectionKeys, FieldKeys, FileKeys, InputKeys, UnitKeys};
use crate::library::operand::Operand;
use crate::syntax::check::read_default;
use crate::syntax::keys::Given;
use crate::syntax::{Data, Datum, Field, Presence, Shape};
use crate::text::{Span, Texts};

impl Unit {
    /// Makes a unit of its keys. Mistakes are reported; what could be read is returned all the same.
    pub fn read(
        role: &str,
        name: &str,
        file: &str,
        keys: UnitKeys,
        texts: &Texts,
        diagnostics: &mut Diagnostics,
    ) -> Unit {
        let mut reader = Reader { texts, diagnostics };
        let inputs = keys
            .input
            .into_iter()
            .filter_map(|(name, input)| reader.input(name, input))
            .collect();
        let outputs = keys
            .output
            .into_iter()
            .filter_map(|(name, output)| {
                Some(Output {
                    name,
                    doc: output.doc,
                    shape: reader.shape(&output.r#type, &[])?,
                    value: as_reference(Operand::read(&output.value), &output.r#type),
                })
            })
            .collect();
        let collections = keys
            .collection
            .into_iter()
            .map(|(name, collection)| reader.collection(name, collection))
            .collect();
        let contributions = keys
            .contribute
            .iter()
            .flat_map(|(to, records)| records.iter().map(move |record| (to, record)))
            .map(|(to, record)| contribution(to, record))
            .collect();
        let directory = file.rsplit_once('/').map_or("", |(directory, _)| directory);
        let files = keys
            .file
            .into_iter()
            .filter_map(|(path, file)| reader.file(directory, path, file))
            .collect();
        Unit {
            name: name.to_owned(),
            role: role.to_owned(),
            doc: keys.doc,
            default: keys.default,
            inputs,
            outputs,
            collections,
            contributions,
            files,
            refusals: keys.refuse,
            apart: keys.apart,
            ranges: keys.range,
            identity: keys.identity,
            fixed: keys.fixed,
            protect: keys.protect,
            names: keys.names,
            reserved: keys.reserved,
            unfit: keys.unfit,
            locked: keys.locked,
            takes: keys
                .takes
                .into_iter()
                .map(|(resource, amount)| (resource, Operand::read(&amount)))
                .collect(),
            definition: file.to_owned(),
        }
    }
}

fn contribution(to: &str, record: &Given<Datum>) -> Contribution {
    let text = |name: &str| {
        let datum = record.value.get(name)?;
        datum.text().map(str::to_owned)
    };
    Contribution {
        to: to.to_owned(),
        when: text("when"),
        each: text("each"),
        record: record
            .fields()
            .iter()
            .filter(|(name, _)| name != "when" && name != "each")
            .map(|(name, field)| (name.clone(), Operand::read(field)))
            .collect(),
        span: record.span,
    }
}

/// A constant text of a reference type is a reference, not a string.
fn as_reference(operand: Operand, notation: &str) -> Operand {
    match operand {
        Operand::Constant(Data::Text(text)) if notation == "terraform" => {
            Operand::Constant(Data::Reference(text))
        }
        other => other,
    }
}

struct Reader<'a> {
    texts: &'a Texts,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn wrong(&mut self, span: Option<Span>, message: String) {
        self.diagnostics
            .push(Diagnostic::error(Code::S0501, message).at(span, "in this definition"));
    }

    fn shape(&mut self, notation: &Given<String>, fields: &[Field]) -> Option<Shape> {
        let record = || Shape::Record(fields.to_vec());
        let shape = match notation.as_str() {
            "record" => Some(record()),
            "list(record)" => Some(Shape::list(record())),
            "map(record)" => Some(Shape::map(crate::syntax::scalar::Scalar::Text, record())),
            other => Shape::parse(other),
        };
        if shape.is_none() {
            self.wrong(
                notation.span,
                format!("there is no type `{}`", notation.value),
            );
        }
        shape
    }

    fn fields(&mut self, keys: Vec<(String, FieldKeys)>) -> Vec<Field> {
        keys.into_iter()
            .filter_map(|(name, field)| {
                let shape = self.shape(&field.r#type, &[])?;
                Some(Field {
                    presence: self.presence(&shape, field.default, field.optional),
                    name,
                    doc: field.doc,
                    shape,
                    short: None,
                    plural: None,
                })
            })
            .collect()
    }

    /// Defaults are kept as they were written and held against the shape at once.
    fn presence(
        &mut self,
        shape: &Shape,
        default: Option<Given<Datum>>,
        optional: bool,
    ) -> Presence {
        let Some(default) = default else {
            return if optional {
                Presence::Optional
            } else {
                Presence::Required
            };
        };
        let text = default
            .span
            .map_or("", |span| self.texts.slice(span))
            .to_owned();
        if read_default(&text, shape, "default").is_none() {
            self.wrong(
                default.span,
                format!("this default is not {}", shape.phrase()),
            );
            return Presence::Optional;
        }
        Presence::Default(text)
    }

    fn input(&mut self, name: String, keys: InputKeys) -> Option<Input> {
        let fields = self.fields(keys.field);
        let shape = self.shape(&keys.r#type, &fields)?;
        let span = keys.r#type.span;
        let mut bindings = Vec::new();
        bindings.extend(keys.decision.map(|name| Binding::Decision(name.value)));
        bindings.extend(keys.site.map(|path| Binding::Site(path.value)));
        bindings.extend(keys.collection.map(|name| Binding::Collection(name.value)));
        bindings.extend(
            keys.value
                .map(|value| Binding::Value(Operand::read(&value))),
        );
        if let Some(output) = keys.output {
            match output.split_once('.') {
                Some((role, output)) => bindings.push(Binding::Output {
                    role: role.to_owned(),
                    output: output.to_owned(),
                }),
                None => self.wrong(output.span, "an output is named `role.output`".to_owned()),
            }
        }
        if keys.key {
            let presence = self.presence(&shape, keys.default, keys.optional);
            bindings.push(Binding::Key(presence));
        }
        if bindings.len() != 1 {
            self.wrong(
                span,
                format!("input `{name}` needs exactly one of `decision`, `site`, `output`, `collection`, `key` and `value`"),
            );
        }
        Some(Input {
            name,
            doc: keys.doc,
            shape,
            optional: keys.optional,
            binding: bindings.pop()?,
            unit: keys.unit.map(|unit| unit.value),
            span,
        })
    }

    fn collection(&mut self, name: String, keys: CollectionKeys) -> Collection {
        Collection {
            name,
            doc: keys.doc,
            fields: self.fields(keys.field),
        }
    }

    fn file(&mut self, directory: &str, path: String, keys: FileKeys) -> Option<UnitFile> {
        let Some(dialect) = Dialect::find(&keys.dialect) else {
            let names = listed(Dialect::ALL.iter().map(|dialect| dialect.name()));
            self.wrong(
                keys.dialect.span,
                format!(
                    "there is no dialect `{}`; there are {names}",
                    keys.dialect.value
                ),
            );
            return None;
        };
        let content = keys.content.clone();
        let (from, template) = match (keys.template, keys.copy, keys.content) {
            (Some(template), None, None) => (template, true),
            (None, Some(copy), None) => (copy, false),
            (None, None, Some(content)) => (content, false),
            _ => {
                self.wrong(
                    keys.dialect.span,
                    format!("file `{path}` needs one of `template`, `copy` and `content`"),
                );
                return None;
            }
        };
        Some(UnitFile {
            path,
            from: format!("{directory}/{}", from.value),
            template,
            content: content.map(|field| field.value),
            dialect,
            each: keys.each.map(|name| name.value),
            when: keys.when.map(|name| name.value),
            executable: keys.executable,
            span: from.span,
        })
    }
}
