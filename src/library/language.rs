//! A language of what people read: sentences by name, and the names that operating systems and Jupyter know it by.

use std::collections::BTreeSet;

use super::Defined;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::keys;
use crate::syntax::Shape;
use crate::syntax::keys::{Given, Named};
use crate::syntax::scalar::Scalar;

fn text() -> Shape {
    Shape::Scalar(Scalar::Text)
}

fn sentences() -> Shape {
    Shape::map(Scalar::Text, Shape::Scalar(Scalar::Paragraph))
}

keys! {
    /// One language.
    pub struct Language {
        /// Its own name.
        title: String = text(), required;
        /// The language pack that JupyterLab's menus come up in.
        interface: String = text(), required;
        /// The locale of programs, without its character set.
        locale: String = text(), required;
        /// The locale of characters alone, where JupyterLab's server needs the name of a language pack there: it takes
        /// the language of a request from no other place.
        characters: Option<String> = text(), optional;
        /// The language file of moment.js, which JupyterHub's pages write times with; English unless written.
        moment: Option<String> = text(), optional;
        /// Sentences of the hub's own pages, by name; `{x}` stands for what differs.
        sentence: Given<Named<String>> = sentences(), required;
        /// What JupyterHub's own pages say.
        jupyterhub: Vec<Translation> = Shape::list(Translation::shape()), default "[]";
    }

    /// What a page of JupyterHub's says.
    pub struct Translation {
        /// Its template, or `messages` for what JupyterHub says from its programs.
        page: String = text(), required;
        /// Pairs of its words and those to show. No table: some of its words, such as `Password:`, would look like names of secrets.
        words: Vec<Given<Vec<String>>> = Shape::list(Shape::list(text())), required;
    }
}

/// A sentence that one language has is one that each has: else a page would have a hole in it.
pub fn complete(languages: &[Defined<Language>], found: &mut Diagnostics) {
    let names = |language: &Defined<Language>| -> BTreeSet<String> {
        let sentences = language.value.sentence.value.iter();
        sentences.map(|(name, _)| name.clone()).collect()
    };
    let all: BTreeSet<String> = languages.iter().flat_map(names).collect();
    for language in languages {
        let pairs = language
            .value
            .jupyterhub
            .iter()
            .flat_map(|page| &page.words);
        for pair in pairs.filter(|pair| pair.value.len() != 2) {
            found.push(
                Diagnostic::error(
                    Code::S0501,
                    "two texts belong here: JupyterHub's words, and those to show",
                )
                .at(pair.span, "written here")
                .help("write it as `[\"Home\", \"Accueil\"]`"),
            );
        }
        let own = names(language);
        for missing in all.difference(&own) {
            found.push(
                Diagnostic::error(
                    Code::S0501,
                    format!(
                        "`{}` has no sentence `{missing}`, which another language has",
                        language.file
                    ),
                )
                .at(language.value.sentence.span, "among these")
                .help(format!("write `{missing}` in its `[sentence]`")),
            );
        }
    }
}
