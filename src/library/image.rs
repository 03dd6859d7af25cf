//! The definition of an image: what users run. Images build on images.

use crate::keys;
use crate::syntax::keys::{Given, Named, Read};
use crate::syntax::scalar::Scalar;
use crate::syntax::{Datum, Shape};

fn text() -> Shape {
    Shape::Scalar(Scalar::Text)
}

fn packages() -> Shape {
    Shape::list(Shape::Scalar(Scalar::Package))
}

keys! {
    /// An image of the library, or one that a site defines itself.
    pub struct Image {
        /// Its name as users read it.
        title: Words = words(), required, short "en";
        /// What is in it, in a sentence for users.
        description: Words = words(), required, short "en";
        /// The image of the library or the site that it builds on.
        base: Given<Option<String>> = Shape::Scalar(Scalar::Slug), optional;
        /// The image of a registry that it builds on, with a tag that does not move.
        from: Given<Option<String>> = Shape::Scalar(Scalar::ImageReference), optional;
        /// Packages of the operating system.
        apt: Given<Vec<String>> = packages(), default "[]";
        /// Python packages; the definition's lock file fixes all versions.
        pip: Given<Vec<String>> = packages(), default "[]";
        /// Conda packages, with exact versions.
        conda: Given<Vec<String>> = packages(), default "[]";
        /// R packages.
        r: Given<Vec<String>> = packages(), default "[]";
        /// The languages beside Python that it brings and that can install packages; what builds on it has them too. Of an
        /// image with `from` nobody knows unless it is written, if only as `[]`.
        languages: Given<Vec<String>> = Shape::list(Shape::choice(&[("r", "R"), ("julia", "Julia")])), default "[]";
        /// Julia packages.
        julia: Given<Vec<String>> = packages(), default "[]";
        /// Files beside the definition, by their path in the image.
        file: Given<Named<String>> = Shape::map(Scalar::Text, Shape::Scalar(Scalar::Path)), default "{}";
        /// Environment variables.
        environment: Given<Named<String>> = Shape::map(Scalar::EnvironmentName, text()), default "{}";
        /// Commands run at the end of the build, as the notebook user.
        run: Given<Vec<String>> = Shape::list(Shape::Scalar(Scalar::Command)), default "[]";
        /// The page that opens first.
        default_url: Given<Option<String>> = text(), optional;
        /// Whether users can choose it; one that only others build on is not offered.
        offered: Given<bool> = Shape::Boolean, default "true";
        /// The file beside the definition that fixes all versions of its Python packages.
        pip_lock: Given<Option<String>> = Shape::Scalar(Scalar::Path), optional;
        /// What it takes on a disk: what its own layers add, and for one that builds on an image of a registry also that.
        size: Given<u64> = Shape::Scalar(Scalar::Size), required;
        /// Where the size comes from; without one it is printed as assumed.
        size_source: Given<Option<String>> = text(), optional;
        /// Memory that is kept for a server of it, where it is more than a site keeps for others.
        memory_guarantee: Given<Option<u64>> = Shape::Scalar(Scalar::Size), optional;
        /// Memory that a server of it can take, where it is more than a site lets others take.
        memory: Given<Option<u64>> = Shape::Scalar(Scalar::Size), optional;
    }
}

/// The same in each language of the hub's pages, by the language's code; a text alone is English.
#[derive(Debug, Clone, PartialEq)]
pub struct Words(Vec<(String, String)>);

fn words() -> Shape {
    Shape::map(Scalar::Locale, text())
}

impl Read for Words {
    fn read(datum: &Datum) -> Self {
        Words(Read::read(datum))
    }
}

impl Words {
    /// The words in a language; in English, or else any, where nobody wrote them in it.
    pub fn in_language(&self, language: &str) -> &str {
        let found = self.written_in(language).or_else(|| self.written_in("en"));
        found.unwrap_or_else(|| self.0.first().map_or("", |(_, words)| words))
    }

    /// The words that somebody wrote in a language.
    pub fn written_in(&self, language: &str) -> Option<&str> {
        let found = self.0.iter().find(|(code, _)| code == language);
        found.map(|(_, words)| words.as_str())
    }
}
