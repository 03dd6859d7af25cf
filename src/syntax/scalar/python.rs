//! Lines of Python, held against the grammar of the oldest Python that a hub runs on.

use std::cell::RefCell;
use std::thread;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Comprehension, Expr, PythonVersion, Stmt};
use ruff_python_parser::semantic_errors::{
    LazyImportContext, SemanticSyntaxChecker, SemanticSyntaxContext, SemanticSyntaxError,
};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::TextRange;

use super::Problem;

/// Debian 12's; newer releases have newer ones, which read all that it reads.
const OLDEST: PythonVersion = PythonVersion::PY311;

/// More belongs into a module of its own. It also bounds how deep a text can be nested.
const MOST_BYTES: usize = 64 << 10;

/// CPython's own limit of brackets within each other (`MAXLEVEL` in its tokenizer).
const MOST_BRACKETS: usize = 200;

/// Room for the parser, which calls itself for each level of what is nested; only what is used is taken.
const STACK: usize = 512 << 20;

/// Without the empty lines around it; what stands before the first line is its indentation.
pub fn lines(text: &str) -> &str {
    let text = text.trim_end();
    let blank = text.len() - text.trim_start().len();
    let start = text[..blank].rfind('\n').map_or(0, |newline| newline + 1);
    &text[start..]
}

/// Whether Python would compile a text; if not, where it stops and why.
pub fn parses(text: &str) -> Result<(), Problem> {
    if text.len() > MOST_BYTES {
        return Err(Problem::new(format!("it has more than {MOST_BYTES} bytes"))
            .help("put what is longer into a module of a unit of your own"));
    }
    if brackets(text) > MOST_BRACKETS {
        return Err(Problem::new("too many brackets stand within each other"));
    }
    let own = text.to_owned();
    let found = thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || first_mistake(&own))
        .ok()
        .and_then(|thread| thread.join().ok());
    match found {
        Some(None) => Ok(()),
        Some(Some((at, mistake))) => {
            let before = &text[..text.floor_char_boundary(at)];
            let line = before.matches('\n').count() + 1;
            let last = before.rsplit('\n').next().unwrap_or_default();
            let column = last.chars().count() + 1;
            Err(Problem::new(format!(
                "line {line}, column {column} of it: {}",
                lower_case(&mistake)
            )))
        }
        None => Err(Problem::new("it cannot be parsed")),
    }
}

/// The parser's own sentence, as messages begin here.
fn lower_case(sentence: &str) -> String {
    let mut rest = sentence.chars();
    let first = rest.next().into_iter().flat_map(char::to_lowercase);
    first.chain(rest).collect()
}

fn brackets(text: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// The byte at which the first mistake stands, and what it is.
fn first_mistake(text: &str) -> Option<(usize, String)> {
    let options = ParseOptions::from(Mode::Module).with_target_version(OLDEST);
    let parsed = parse_unchecked(text, options);
    let at = |range: TextRange| range.start().to_usize();
    let wrong = parsed.errors().iter();
    let mut mistakes: Vec<(usize, String)> = wrong
        .map(|error| (at(error.location), error.error.to_string()))
        .collect();
    let newer = parsed.unsupported_syntax_errors().iter();
    mistakes.extend(newer.map(|error| (at(error.range), error.to_string())));
    // What parses can still mean nothing where it stands, such as `return` outside a function.
    if mistakes.is_empty()
        && let Some(module) = parsed.syntax().as_module()
    {
        let mut walker = Walker {
            text,
            checker: SemanticSyntaxChecker::new(),
            scopes: vec![Scope::Module],
            loops: vec![0],
            found: RefCell::default(),
        };
        walker.visit_body(&module.body);
        let found = walker.found.into_inner();
        mistakes.extend(
            found
                .into_iter()
                .map(|error| (at(error.range), error.to_string())),
        );
    }
    mistakes.into_iter().min_by_key(|(at, _)| *at)
}

#[derive(Clone, Copy, PartialEq)]
enum Scope {
    Module,
    Class,
    Function { is_async: bool },
    Lambda,
    Comprehension { is_async: bool, is_generator: bool },
}

/// Tells the parser's second check where it is.
struct Walker<'a> {
    text: &'a str,
    checker: SemanticSyntaxChecker,
    scopes: Vec<Scope>,
    /// How many loops are open in each function, class and the module.
    loops: Vec<usize>,
    found: RefCell<Vec<SemanticSyntaxError>>,
}

impl Walker<'_> {
    fn scope(&self) -> Scope {
        self.scopes.last().copied().unwrap_or(Scope::Module)
    }

    fn within(&mut self, scope: Scope, walk: impl FnOnce(&mut Self)) {
        self.scopes.push(scope);
        self.loops.push(0);
        walk(self);
        self.loops.pop();
        self.scopes.pop();
    }

    fn loop_body(&mut self, body: &[Stmt], otherwise: &[Stmt]) {
        self.open_loops(1);
        self.visit_body(body);
        self.open_loops(-1);
        self.visit_body(otherwise);
    }

    fn open_loops(&mut self, more: isize) {
        if let Some(loops) = self.loops.last_mut() {
            *loops = loops.saturating_add_signed(more);
        }
    }

    fn check(&mut self, check: impl FnOnce(&mut SemanticSyntaxChecker, &Self)) {
        let mut checker = std::mem::take(&mut self.checker);
        check(&mut checker, self);
        self.checker = checker;
    }

    fn comprehension(
        &mut self,
        elements: &[&Expr],
        generators: &[Comprehension],
        is_generator: bool,
    ) {
        for generator in generators {
            self.visit_comprehension(generator);
        }
        let is_async = generators.iter().any(|generator| generator.is_async);
        let scope = Scope::Comprehension {
            is_async,
            is_generator,
        };
        self.within(scope, |walker| {
            for element in elements {
                walker.visit_expr(element);
            }
        });
    }
}

impl Visitor<'_> for Walker<'_> {
    fn visit_stmt(&mut self, statement: &Stmt) {
        self.check(|checker, context| checker.visit_stmt(statement, context));
        match statement {
            Stmt::FunctionDef(function) => {
                let scope = Scope::Function {
                    is_async: function.is_async,
                };
                self.within(scope, |walker| walk_stmt(walker, statement));
            }
            Stmt::ClassDef(class) => {
                for decorator in &class.decorator_list {
                    self.visit_decorator(decorator);
                }
                if let Some(arguments) = &class.arguments {
                    self.visit_arguments(arguments);
                }
                self.within(Scope::Class, |walker| walker.visit_body(&class.body));
            }
            Stmt::For(each) => {
                self.visit_expr(&each.iter);
                self.visit_expr(&each.target);
                self.loop_body(&each.body, &each.orelse);
            }
            Stmt::While(each) => {
                self.visit_expr(&each.test);
                self.loop_body(&each.body, &each.orelse);
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &Expr) {
        self.check(|checker, context| checker.visit_expr(expression, context));
        match expression {
            Expr::Lambda(_) => self.within(Scope::Lambda, |walker| walk_expr(walker, expression)),
            Expr::ListComp(list) => self.comprehension(&[&list.elt], &list.generators, false),
            Expr::SetComp(set) => self.comprehension(&[&set.elt], &set.generators, false),
            Expr::Generator(generator) => {
                self.comprehension(&[&generator.elt], &generator.generators, true);
            }
            Expr::DictComp(dict) => {
                let key = dict.key.as_deref();
                let elements: Vec<&Expr> = key.into_iter().chain([&*dict.value]).collect();
                self.comprehension(&elements, &dict.generators, false);
            }
            _ => walk_expr(self, expression),
        }
    }
}

impl SemanticSyntaxContext for Walker<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        false
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        None
    }

    fn python_version(&self) -> PythonVersion {
        OLDEST
    }

    fn source(&self) -> &str {
        self.text
    }

    fn global(&self, _: &str) -> Option<TextRange> {
        None
    }

    fn has_nonlocal_binding(&self, _: &str) -> bool {
        true
    }

    fn in_async_context(&self) -> bool {
        match self.scope() {
            Scope::Function { is_async } | Scope::Comprehension { is_async, .. } => is_async,
            _ => false,
        }
    }

    fn in_await_allowed_context(&self) -> bool {
        let scopes = self.scopes.iter().rev();
        let mut outer = scopes.filter(|scope| !matches!(scope, Scope::Comprehension { .. }));
        matches!(outer.next(), Some(Scope::Function { .. } | Scope::Lambda))
    }

    fn in_yield_allowed_context(&self) -> bool {
        matches!(self.scope(), Scope::Function { .. } | Scope::Lambda)
    }

    fn in_sync_comprehension(&self) -> bool {
        let is_sync = |scope: &Scope| {
            matches!(
                scope,
                Scope::Comprehension {
                    is_async: false,
                    ..
                }
            )
        };
        self.scopes.iter().any(is_sync)
    }

    fn in_class_body_comprehension(&self) -> bool {
        let scopes = self.scopes.iter().rev();
        let mut outer = scopes.skip_while(|scope| matches!(scope, Scope::Comprehension { .. }));
        outer.next() == Some(&Scope::Class)
    }

    fn in_module_scope(&self) -> bool {
        self.scope() == Scope::Module
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.scope(), Scope::Function { .. })
    }

    fn in_generator_context(&self) -> bool {
        matches!(
            self.scope(),
            Scope::Comprehension {
                is_generator: true,
                ..
            }
        )
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        self.found.borrow_mut().push(error);
    }

    fn in_loop_context(&self) -> bool {
        self.loops.last().is_some_and(|loops| *loops > 0)
    }

    fn is_bound_parameter(&self, _: &str) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{lines, parses};

    #[test]
    fn configuration_is_taken() {
        for text in [
            "c.Spawner.debug = True",
            "def hook(spawner):\n    for x in range(3):\n        if x:\n            continue\n        return x\nc.Spawner.pre_spawn_hook = hook",
            "async def f(s):\n\tawait s.stop()\n\treturn [x async for x in s]\n",
            "from __future__ import annotations\nimport os  # é",
            "class A(B):\n    x = lambda self: (yield)\n",
            "match c:\n    case {'a': 1}:\n        pass",
            "x = f\"{c['a']}\"\ny = '''\n  \\\\'''",
        ] {
            assert_eq!(parses(text), Ok(()), "{text}");
        }
        assert_eq!(lines("\n\n  x = 1\n\n"), "  x = 1");
    }

    #[test]
    fn what_python_3_11_refuses_is_refused() {
        for text in [
            "print \"x\"",
            "x = 'a",
            "if x:\ny = 1",
            "  x = 1\ny = 2",
            "  x = 1",
            "if x:\n\ty = 1\n        z = 2",
            "return 1",
            "yield 1",
            "await x",
            "break",
            "for x in y:\n    pass\nelse:\n    break",
            "class A:\n    return 1",
            "def f():\n    class A:\n        await x",
            "def f(a, a): pass",
            "def f():\n    await g()",
            "x = 1\nfrom __future__ import annotations",
            "nonlocal x",
            "None = 1",
            "f() = 1",
            "def f(:\n  pass",
            "type X = int",
            "f'{'a'}'",
            "[c.Spawner",
            "c = {",
            "08",
            "x = y = ",
            "exec 'a'",
            "{{ y }} z",
            "\u{1f600} = 1",
        ] {
            assert!(parses(text).is_err(), "{text}");
        }
    }

    #[test]
    fn nothing_that_is_nested_deeply_ends_the_program() {
        for part in [
            "(",
            "[",
            "-",
            "not ",
            "lambda:",
            "a if b else ",
            "a.",
            "x=",
            "f(",
            "if x:\n",
            "{",
            "~",
            "await ",
            "a**",
        ] {
            let text = part.repeat(60_000 / part.len());
            let _ = parses(&text);
            let _ = parses(&format!("{text}a"));
        }
        let deep = (0..300).map(|level| format!("{}if x:\n", " ".repeat(level)));
        let _ = parses(&deep.collect::<String>());
        assert!(parses(&"x\n".repeat(40_000)).is_err());
    }
}
