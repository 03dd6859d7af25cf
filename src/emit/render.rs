//! One template with the inputs of its unit to text.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, RenderContext, RenderError,
    RenderErrorReason, Renderable, StringOutput,
};
use serde_json::{Map, Value as Json};

use super::marks::{self, Line};
use super::unwritable::{self, Unwritable};
use crate::diagnostic::Diagnostics;
use crate::dialect::{Dialect, Unprintable};
use crate::library::template::{VALUE_HELPERS, span_at};
use crate::library::unit::UnitFile;
use crate::library::{Library, Template};
use crate::plan::{Instance, Plan};
use crate::syntax::{Data, Datum, Sources};
use crate::text::Texts;

/// The text of a file and, for each line, what reached it. Reports what cannot be written.
pub fn render(
    plan: &Plan,
    library: &Library,
    texts: &Texts,
    instance: &Instance,
    file: &UnitFile,
    item: Option<&Datum>,
    found: &mut Diagnostics,
) -> Option<(String, Vec<Line>)> {
    // Not the site's file: a rename would rewrite the whole directory.
    let header = file
        .dialect
        .comment("Written by syzc. Edit the site, not this file, and build again.");
    if let Some(content) = &file.content {
        let datum = item.unwrap_or(&instance.inputs).at(content)?;
        let mut text = datum.text()?.to_owned();
        // Files of a definition come as they are, locks and all; a text of the site gets the header of its language.
        if item.is_none() {
            text = with_header(&format!("{}\n", text.trim_end()), header.as_deref());
        }
        let line = Line(vec![Arc::new(datum.all_sources())]);
        let lines = vec![line; text.lines().count()];
        return Some((text, lines));
    }
    if !file.template {
        let id = library.files.get(&file.from)?;
        let text = with_header(&texts.get(*id).content, header.as_deref());
        let lines = vec![Line::default(); text.lines().count()];
        return Some((text, lines));
    }
    let template = library.templates.get(&file.from)?;
    let root = root(instance, item, template);
    let values = Arc::new(Values {
        root,
        dialect: file.dialect,
        marked: Mutex::new(Marked::default()),
    });
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(handlebars::no_escape);
    for name in VALUE_HELPERS {
        let helper = ValueHelper {
            name,
            values: Arc::clone(&values),
        };
        registry.register_helper(name, Box::new(helper));
    }
    for (name, wanted) in [("if", true), ("unless", false)] {
        let helper = ConditionHelper {
            wanted,
            values: Arc::clone(&values),
        };
        registry.register_helper(name, Box::new(helper));
    }
    let context = Context::from(json(&values.root));
    let mut render_context = RenderContext::new(None);
    let mut out = StringOutput::new();
    let result = template
        .compiled
        .render(&registry, &context, &mut render_context, &mut out);
    if let Err(error) = result {
        let place = error
            .line_no
            .zip(error.column_no)
            .map(|(line, column)| span_at(texts, template.file, line, column));
        let diagnostic = unwritable::diagnostic(plan, texts, template.file, place, &error);
        found.push(diagnostic);
        return None;
    }
    let marked = out.into_string().ok()?;
    let sources = std::mem::take(&mut values.marked.lock().ok()?.sources);
    let (text, lines) = marks::take_out(&with_header(&marked, header.as_deref()), &sources);
    Some((text, lines))
}

/// The header goes first, but after a `#!` line or an XML declaration.
fn with_header(text: &str, header: Option<&str>) -> String {
    let Some(header) = header else {
        return text.to_owned();
    };
    // A declaration of XML need not end its line: what follows may be a tag that goes on in the next.
    if text.starts_with("<?xml")
        && let Some((declaration, rest)) = text.split_once("?>")
    {
        let rest = rest.strip_prefix('\n').unwrap_or(rest);
        return format!("{declaration}?>\n{header}{rest}");
    }
    // What a kernel, cloud-init, a browser or a parser looks for in the first line stays there.
    let first_line_stays = ["#!", "#cloud-config", "<!DOCTYPE", "---\n"]
        .iter()
        .any(|start| text.starts_with(start));
    match text.split_once('\n') {
        Some((first, rest)) if first_line_stays => format!("{first}\n{header}{rest}"),
        _ => format!("{header}{text}"),
    }
}

/// What a template sees: the inputs that it names, and `item` where the file is one of several. The others may be long
/// lists, and each of many files would get its own copy.
fn root(instance: &Instance, item: Option<&Datum>, template: &Template) -> Datum {
    let inputs = instance.inputs.fields().iter();
    let mut fields: Vec<(String, Datum)> = inputs
        .filter(|(name, _)| template.used.contains(name))
        .cloned()
        .collect();
    if let Some(item) = item {
        fields.push(("item".to_owned(), item.clone()));
    }
    Datum::new(Data::Record(fields))
}

/// The same as JSON, which Handlebars walks; what is written comes from the values themselves.
fn json(datum: &Datum) -> Json {
    match &datum.data {
        Data::Absent => Json::Null,
        Data::Boolean(value) => Json::Bool(*value),
        Data::List(items) => Json::Array(items.iter().map(json).collect()),
        Data::Record(fields) => Json::Object(
            fields
                .iter()
                .map(|(name, field)| (name.clone(), json(field)))
                .collect::<Map<_, _>>(),
        ),
        other => Json::String(other.to_string()),
    }
}

struct Values {
    root: Datum,
    dialect: Dialect,
    marked: Mutex<Marked>,
}

/// The values that were written so far.
#[derive(Default)]
struct Marked {
    /// What each comes from, by the number of its mark.
    sources: Vec<Arc<Sources>>,
    /// The number of each, by where it lies in memory: a condition about a long list stands in a loop over it.
    numbers: BTreeMap<usize, usize>,
}

impl Values {
    /// The value at a path of the context, such as `["images", "0", "title"]`.
    fn at(&self, path: &[String]) -> Option<&Datum> {
        path.iter()
            .try_fold(&self.root, |datum, part| match &datum.data {
                Data::List(items) => items.get(part.parse::<usize>().ok()?),
                _ => datum.get(part),
            })
    }

    fn mark(&self, datum: &Datum) -> String {
        let Ok(mut marked) = self.marked.lock() else {
            return marks::open(usize::MAX);
        };
        let marked = &mut *marked;
        let place = std::ptr::from_ref(datum) as usize;
        let number = marked.numbers.entry(place).or_insert_with(|| {
            marked.sources.push(Arc::new(datum.all_sources()));
            marked.sources.len() - 1
        });
        marks::open(*number)
    }
}

fn other(message: String) -> RenderError {
    RenderErrorReason::Other(message).into()
}

/// The value that a helper's first parameter names.
fn named<'a>(values: &'a Values, helper: &Helper<'_>) -> Result<&'a Datum, RenderError> {
    let parameter = helper.param(0);
    let path = parameter.and_then(|parameter| parameter.context_path());
    path.and_then(|path| values.at(path))
        .ok_or_else(|| other("the value is not there".to_owned()))
}

struct ValueHelper {
    name: &'static str,
    values: Arc<Values>,
}

impl HelperDef for ValueHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn handlebars::Output,
    ) -> HelperResult {
        let datum = named(&self.values, helper)?;
        let indent = helper
            .hash_get("indent")
            .and_then(|indent| indent.value().as_u64())
            .and_then(|indent| usize::try_from(indent).ok())
            .unwrap_or(0);
        let dialect = self.values.dialect;
        let print = |data: &Data| match self.name {
            "text" => dialect.text(data),
            "plain" => dialect.plain(data),
            "word" => dialect.word(data),
            _ => dialect.literal(data, indent),
        };
        let printed = print(&datum.data).map_err(|Unprintable(reason)| {
            let path = helper.param(0).and_then(|it| it.relative_path().cloned());
            let name = path.unwrap_or_default();
            match Unwritable::new(name, dialect.name(), datum, &print) {
                Some(unwritable) => RenderErrorReason::NestedError(Box::new(unwritable)).into(),
                None => other(reason),
            }
        })?;
        out.write(&self.values.mark(datum))?;
        out.write(&printed)?;
        out.write(&marks::close())?;
        Ok(())
    }
}

/// `{{#if}}` and `{{#unless}}`: the lines inside also come from the condition.
struct ConditionHelper {
    wanted: bool,
    values: Arc<Values>,
}

impl HelperDef for ConditionHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render_context: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn handlebars::Output,
    ) -> HelperResult {
        let (present, mark) = match named(&self.values, helper) {
            Ok(datum) => (datum.is_present(), self.values.mark(datum)),
            // `@first` and `@last` are no values of a unit.
            Err(error) => match helper.param(0).map(|parameter| parameter.value()) {
                Some(Json::Bool(value)) => (*value, marks::open(usize::MAX)),
                _ => return Err(error),
            },
        };
        let template = if present == self.wanted {
            helper.template()
        } else {
            helper.inverse()
        };
        if let Some(template) = template {
            out.write(&mark)?;
            template.render(registry, context, render_context, out)?;
            out.write(&marks::close())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::with_header;

    #[test]
    fn the_header_stands_where_a_reader_of_the_language_allows_it() {
        let headed = |text: &str| with_header(text, Some("# H\n"));
        assert_eq!(headed("---\n- a\n"), "---\n# H\n- a\n");
        assert_eq!(headed("#!/bin/sh\nid\n"), "#!/bin/sh\n# H\nid\n");
        assert_eq!(
            headed("#cloud-config\na: 1\n"),
            "#cloud-config\n# H\na: 1\n"
        );
        // A certificate begins with dashes too, and nothing may stand inside it.
        assert_eq!(
            headed("-----BEGIN X-----\nAA\n"),
            "# H\n-----BEGIN X-----\nAA\n"
        );
        assert_eq!(with_header("{}\n", None), "{}\n");
    }
}
