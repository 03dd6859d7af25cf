//! The table of codes: each has a title and a page, which `syzc explain` prints.
//!
//! To add one: a line here, a page in `explain/`, and a case in `tests/diagnostics/`.

use std::fmt;

macro_rules! codes {
    ($($code:ident $title:literal)*) => {
        /// What kind of mistake a diagnostic is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $code,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Code] = &[$(Code::$code,)*];

            /// The code as it is printed.
            pub fn name(self) -> &'static str {
                match self { $(Code::$code => stringify!($code),)* }
            }

            /// What the mistake is, in a phrase.
            pub fn title(self) -> &'static str {
                match self { $(Code::$code => $title,)* }
            }

            /// The page of the code: what it means, an example, and the ways out.
            pub fn page(self) -> &'static str {
                match self { $(Code::$code => include_str!(concat!("explain/", stringify!($code), ".md")),)* }
            }
        }
    };
}

codes! {
    S0101 "the file is not valid TOML"
    S0102 "the file is not UTF-8"
    S0103 "the file cannot be read"
    S0104 "a layer is missing"
    S0105 "layers extend each other in a circle"
    S0106 "a layer lies outside the project"
    S0107 "a link leads outside the project"
    S0108 "a pipe, a device or a socket stands in the place of a file"
    S0109 "a link leads nowhere"
    S0110 "a file is too large"
    S0111 "there are too many files or layers"
    S0112 "a file's name is not UTF-8"
    S0201 "a key is unknown"
    S0202 "a key is missing"
    S0203 "a value has the wrong type"
    S0204 "a value does not mean what its key needs"
    S0205 "a number is out of range"
    S0206 "a value is not one of the choices"
    S0207 "a key is planned but not there yet"
    S0208 "an entry is removed that was never there"
    S0209 "a file has too many keys"
    S0210 "there are more mistakes than are shown"
    S0211 "too many images build on each other"
    S0301 "a guarantee is larger than its limit"
    S0302 "a limit is larger than the machine"
    S0303 "not exactly one image is the default"
    S0304 "an image builds on one that does not exist"
    S0305 "images build on each other in a circle"
    S0306 "the machine would be open to the world"
    S0307 "two people could get the same home"
    S0308 "something is used twice"
    S0309 "not exactly one unit fills a role"
    S0310 "two keys contradict each other"
    S0311 "a group is named that the site does not have"
    S0312 "a name is kept for something else"
    S0313 "a package is fixed in another version"
    S0314 "somebody is named whom no login can bring"
    S0316 "a volume cannot be of that size"
    S0317 "two ranges of addresses overlap"
    S0318 "a range or an address cannot be used for this"
    S0319 "an image cannot carry what it is for"
    S0321 "a secret stands in a site"
    S0322 "a secret stands in a file beside a site"
    S0323 "a secret stands in the project's library"
    S0401 "no flavor carries the site"
    S0402 "the site does not fit its allocation"
    S0403 "a data volume would shrink"
    S0404 "a flavor is too small for its users"
    S0405 "a name is not in the standard library"
    S0406 "people would come back under other names"
    S0407 "a hub would leave behind what it has"
    S0408 "what is protected would be destroyed"
    S0409 "a hub would be made a second time"
    S0410 "a change asks for a step by hand"
    S0411 "a manifest names what is no resource"
    S0413 "more users are present than one hub runs servers for"
    S0414 "a limit is smaller than anything that runs"
    S0501 "a definition in the standard library is wrong"
    S0502 "a template names a value that its unit does not have"
    S0503 "a unit declares a value that nothing uses"
    S0504 "a template does what templates may not do"
    S0505 "a unit needs what no other unit gives"
    S0506 "units need each other in a circle"
    S0507 "two units write the same file"
    S0508 "a value cannot be written in a language"
    S0509 "a unit does not give what its role must"
    S0601 "a generated file was edited by hand"
    S0602 "a file that syzc did not write is in the way"
    S0603 "a site was removed but its directory remains"
    S0604 "the manifest of an output is damaged"
    S0605 "an output has lost its manifest"
    S0606 "something else stands where an output belongs"
}

impl Code {
    /// The code of that name, in either case.
    pub fn find(name: &str) -> Option<Code> {
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
