//! Templates, checked against the inputs of their unit before anything is rendered.
//!
//! Handlebars itself is silent about much (a missing name in `{{#if}}` is false, a missing argument is null), so
//! the tree is walked here: a template that passes cannot fail for a name, and cannot write an unescaped value.

use std::collections::BTreeSet;

use handlebars::template::{BlockParam, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, PathSeg, TemplateErrorReason};

use super::unit::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, listed, nearest};
use crate::syntax::Shape;
use crate::text::{FileId, Span, Texts};

/// The helpers that write one value; `{{x}}` alone means `{{literal x}}`.
pub const VALUE_HELPERS: &[&str] = &["literal", "text", "plain", "word"];
const BLOCK_HELPERS: &[&str] = &["if", "unless", "each"];

/// A template that was compiled.
#[derive(Debug, Clone)]
pub struct Template {
    pub compiled: handlebars::Template,
    pub file: FileId,
    /// The inputs that it uses.
    pub used: BTreeSet<String>,
}

/// Compiles a template and checks it against the inputs of its unit.
pub fn compile(
    texts: &Texts,
    file: FileId,
    inputs: &[Input],
    each: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Option<Template> {
    let content = &texts.get(file).content;
    let mut compiled = match handlebars::Template::compile(content) {
        Ok(compiled) => compiled,
        Err(error) => {
            let (line, column) = error.pos().unwrap_or((1, 1));
            diagnostics.push(
                Diagnostic::error(Code::S0504, unparsed(error.reason()))
                    .at(span_at(texts, file, line, column), "here"),
            );
            return None;
        }
    };
    let mut walker = Walker {
        texts,
        file,
        diagnostics,
        scopes: vec![root_scope(inputs, each)],
        used: BTreeSet::new(),
    };
    walker.template(&mut compiled);
    let used = walker.used;
    Some(Template {
        compiled,
        file,
        used,
    })
}

/// Why a template does not parse; Handlebars' own words for syntax are its whole grammar.
fn unparsed(reason: &TemplateErrorReason) -> String {
    match reason {
        TemplateErrorReason::InvalidSyntax(_) => {
            "this template does not parse: a `{{…}}` or a block is not closed".to_owned()
        }
        other => format!("this template does not parse: {other}"),
    }
}

/// A place in a template by line and column, as Handlebars counts them.
pub fn span_at(texts: &Texts, file: FileId, line: usize, column: usize) -> Span {
    let content = &texts.get(file).content;
    let start: usize = content
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let at = start + column.saturating_sub(1);
    let rest = content.get(at..).unwrap_or("");
    let length = rest.find("}}").map_or(1, |end| end + 2);
    let line_end = rest.find('\n').unwrap_or(rest.len());
    texts.span(file, at..at + length.min(line_end).max(1))
}

/// What names mean at some depth of a template.
struct Scope {
    this: Shape,
    /// The block parameter (`as |x|`) that stands for `this`.
    parameter: Option<String>,
}

fn root_scope(inputs: &[Input], each: Option<&str>) -> Scope {
    let mut fields: Vec<_> = inputs
        .iter()
        .map(|input| crate::syntax::shape::required(&input.name, "", input.shape.clone()))
        .collect();
    if let Some(Shape::List(item)) = each
        .and_then(|name| inputs.iter().find(|input| input.name == name))
        .map(|input| &input.shape)
    {
        fields.push(crate::syntax::shape::required("item", "", (**item).clone()));
    }
    Scope {
        this: Shape::Record(fields),
        parameter: None,
    }
}

struct Walker<'a> {
    texts: &'a Texts,
    file: FileId,
    diagnostics: &'a mut Diagnostics,
    scopes: Vec<Scope>,
    used: BTreeSet<String>,
}

impl Walker<'_> {
    fn template(&mut self, template: &mut handlebars::Template) {
        for index in 0..template.elements.len() {
            let place = template
                .mapping
                .get(index)
                .map(|mapping| span_at(self.texts, self.file, mapping.0, mapping.1));
            match &mut template.elements[index] {
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                TemplateElement::Expression(expression) => self.expression(expression, place),
                TemplateElement::HelperBlock(block) => self.block(block, place),
                TemplateElement::HtmlExpression(_) => self.forbid(
                    place,
                    "`{{{…}}}` writes a value without escaping it",
                    "write `{{x}}`, or `{{text x}}` inside a string",
                ),
                _ => self.forbid(
                    place,
                    "templates have no partials and no decorators",
                    "repeat the lines, or move them into a file of their own",
                ),
            }
        }
    }

    fn forbid(&mut self, place: Option<Span>, message: &str, help: &str) {
        self.diagnostics.push(
            Diagnostic::error(Code::S0504, message)
                .at(place, "here")
                .help(help),
        );
    }

    /// `{{x}}` becomes `{{literal x}}`, so that every value goes through a printer of its language.
    fn expression(&mut self, expression: &mut HelperTemplate, place: Option<Span>) {
        if let (Parameter::Path(_), true) = (&expression.name, expression.params.is_empty()) {
            expression.params.push(expression.name.clone());
            expression.name = Parameter::Name("literal".to_owned());
        }
        let name = expression.name.as_name().unwrap_or_default().to_owned();
        if !VALUE_HELPERS.contains(&name.as_str()) {
            self.forbid(
                place,
                &format!("templates have no helper `{name}`"),
                &format!("the helpers are {}", listed(VALUE_HELPERS.iter().copied())),
            );
            return;
        }
        match expression.params.as_slice() {
            [Parameter::Path(path)] => {
                let path = path.clone();
                self.resolve(&path, place);
            }
            _ => self.forbid(
                place,
                &format!("`{name}` takes one value"),
                "write the name of an input after it",
            ),
        }
    }

    fn block(&mut self, block: &mut HelperTemplate, place: Option<Span>) {
        let name = block.name.as_name().unwrap_or_default().to_owned();
        let [Parameter::Path(path)] = block.params.as_slice() else {
            self.forbid(
                place,
                "a block takes one value",
                "write the name of an input after `#if`, `#unless` or `#each`",
            );
            return;
        };
        let path = path.clone();
        let shape = self.resolve(&path, place);
        match name.as_str() {
            "each" => {
                let item = match shape {
                    Some(Shape::List(item)) => Some(*item),
                    Some(_) => {
                        self.forbid(
                            place,
                            "`#each` goes over lists only: the order of anything else is not fixed",
                            "declare the input as a list",
                        );
                        None
                    }
                    None => None,
                };
                if let Some(item) = item {
                    let parameter = match &block.block_param {
                        Some(BlockParam::Single(parameter)) => {
                            parameter.as_name().map(str::to_owned)
                        }
                        _ => None,
                    };
                    self.scopes.push(Scope {
                        this: item,
                        parameter,
                    });
                    self.optional_template(block.template.as_mut());
                    self.scopes.pop();
                    self.optional_template(block.inverse.as_mut());
                }
            }
            "if" | "unless" => {
                self.optional_template(block.template.as_mut());
                self.optional_template(block.inverse.as_mut());
            }
            other => self.forbid(
                place,
                &format!("templates have no block `{other}`"),
                &format!("the blocks are {}", listed(BLOCK_HELPERS.iter().copied())),
            ),
        }
    }

    fn optional_template(&mut self, template: Option<&mut handlebars::Template>) {
        if let Some(template) = template {
            self.template(template);
        }
    }

    /// The shape of what a path names; reports a path that leads nowhere.
    fn resolve(&mut self, path: &Path, place: Option<Span>) -> Option<Shape> {
        let (segments, raw) = match path {
            Path::Local((_, name, _)) if matches!(name.as_str(), "first" | "last") => {
                return Some(Shape::Boolean);
            }
            Path::Local((_, _, raw)) => {
                self.forbid(
                    place,
                    &format!("templates have no `{raw}`"),
                    "only `@first` and `@last` are there",
                );
                return None;
            }
            Path::Relative((segments, raw)) => (segments, raw),
        };
        let mut depth = self.scopes.len();
        let mut names = Vec::new();
        for segment in segments {
            match segment {
                PathSeg::Named(name) => names.push(name.as_str()),
                _ => depth = depth.saturating_sub(1).max(1),
            }
        }
        let shape = self.lookup(depth, &names);
        match shape {
            Some(shape) => Some(shape),
            None => {
                let candidates = self.names_in_reach(depth);
                let mut diagnostic = Diagnostic::error(
                    Code::S0502,
                    format!("the template names `{raw}`, which its unit does not have"),
                )
                .at(place, "unknown name");
                let near = nearest(raw, candidates.iter().map(String::as_str));
                diagnostic = match near {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help(format!(
                        "the names here are {}",
                        listed(candidates.iter().map(String::as_str))
                    )),
                };
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    fn lookup(&mut self, depth: usize, names: &[&str]) -> Option<Shape> {
        let Some((first, rest)) = names.split_first() else {
            return self.scopes.get(depth - 1).map(|scope| scope.this.clone());
        };
        if let Some(scope) = self.scopes[..depth]
            .iter()
            .rev()
            .find(|scope| scope.parameter.as_deref() == Some(first))
        {
            return descend(&scope.this, rest);
        }
        let scope = &self.scopes[depth - 1];
        let found = descend(&scope.this, names)?;
        if depth == 1 {
            self.used.insert((*first).to_owned());
        }
        Some(found)
    }

    fn names_in_reach(&self, depth: usize) -> Vec<String> {
        let mut names: Vec<String> = self.scopes[..depth]
            .iter()
            .filter_map(|scope| scope.parameter.clone())
            .collect();
        if let Shape::Record(fields) = &self.scopes[depth - 1].this {
            names.extend(fields.iter().map(|field| field.name.clone()));
        }
        names
    }
}

fn descend(shape: &Shape, names: &[&str]) -> Option<Shape> {
    names
        .iter()
        .try_fold(shape.clone(), |shape, name| match shape {
            Shape::Record(fields) => fields
                .into_iter()
                .find(|field| field.name == *name)
                .map(|field| field.shape),
            Shape::Any => Some(Shape::Any),
            _ => None,
        })
}
