//! The definition of an image: what users run. Images build on images.

use crate::keys;
use crate::syntax::Shape;
use crate::syntax::keys::{Given, Named};
use crate::syntax::scalar::Scalar;

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
        title: Words = Words::shape(), required, short "en";
        /// What is in it, in a sentence for users.
        description: Words = Words::shape(), required, short "en";
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

    /// The same in each language of the hub's pages.
    pub struct Words {
        /// In English.
        en: Given<String> = text(), required;
        /// In French; the English words unless written.
        fr: Given<Option<String>> = text(), optional;
    }
}

impl Words {
    /// The words in a language.
    pub fn in_language(&self, language: &str) -> &str {
        match &self.fr.value {
            Some(fr) if language == "fr" => fr,
            _ => &self.en.value,
        }
    }
}
