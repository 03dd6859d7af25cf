//! Why a file could not be had.

use crate::diagnostic::Code;
use crate::limits;

/// Why a file could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Missing,
    Directory,
    /// A directory is needed, and this is something else.
    NoDirectory,
    /// A pipe, a device or a socket: what one reads from it may never end.
    Special,
    /// A link, or a link on the way to it, leads out of the project.
    Outside,
    /// A link to what is not there, or round in a circle.
    BrokenLink,
    TooLarge,
    /// More files than syzc looks at.
    TooMany,
    TooDeep,
    /// The name itself is not UTF-8.
    Name,
    NotUtf8 {
        /// The first byte that is not UTF-8.
        offset: usize,
    },
    /// The system's own words.
    Other(String),
}

impl Fault {
    /// The end of the sentence "`name` cannot be read: …".
    pub fn reason(&self) -> String {
        match self {
            Fault::Missing => "it is not there".to_owned(),
            Fault::Directory => "it is a directory".to_owned(),
            Fault::NoDirectory => "it is not a directory".to_owned(),
            Fault::Special => "it is a pipe, a device or a socket".to_owned(),
            Fault::Outside => "a link leads outside the project".to_owned(),
            Fault::BrokenLink => "it is a link that leads nowhere".to_owned(),
            Fault::TooLarge => format!("it has more than {} bytes", limits::FILE.most),
            Fault::TooMany => format!(
                "there are more than {} files and directories in it",
                limits::ENTRIES.most
            ),
            Fault::TooDeep => format!(
                "it lies more than {} directories deep",
                limits::DIRECTORIES.most
            ),
            Fault::Name => "its name is not UTF-8".to_owned(),
            Fault::NotUtf8 { offset } => {
                format!("it is not UTF-8: byte {offset} starts no character")
            }
            Fault::Other(error) => error.clone(),
        }
    }

    pub fn code(&self) -> Code {
        match self {
            Fault::Missing | Fault::Directory | Fault::NoDirectory | Fault::Other(_) => Code::S0103,
            Fault::Outside => Code::S0107,
            Fault::Special => Code::S0108,
            Fault::BrokenLink => Code::S0109,
            Fault::TooLarge => Code::S0110,
            Fault::TooMany | Fault::TooDeep => Code::S0111,
            Fault::Name => Code::S0112,
            Fault::NotUtf8 { .. } => Code::S0102,
        }
    }

    /// What to do about it, where that depends on nothing else.
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Fault::Outside => "copy what is meant into the project; a link within it is followed",
            Fault::Special => "put a file there",
            Fault::BrokenLink => "remove the link, or mend where it leads",
            Fault::TooLarge => "write less into it; `syzc schema --reference` prints every limit",
            Fault::TooMany | Fault::TooDeep => {
                "move what syzc does not read elsewhere; `syzc schema --reference` prints every limit"
            }
            Fault::Name => "rename it, with letters, digits, `.`, `_` and `-`",
            Fault::NotUtf8 { .. } => "save the file in the encoding UTF-8",
            Fault::Missing | Fault::Directory | Fault::NoDirectory | Fault::Other(_) => {
                return None;
            }
        })
    }
}
