//! Pairs of files, with a harmless word and with a hostile value, for programs that read them with other parsers.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::sync::Mutex;

use syzc::dialect::Dialect;

use super::values::HARMLESS;

/// One JSON object a line, where `SYZC_INJECTION_PAIRS` says.
pub struct Pairs {
    file: Option<Mutex<BufWriter<File>>>,
}

impl Pairs {
    pub fn open() -> Pairs {
        let path = std::env::var_os("SYZC_INJECTION_PAIRS");
        let file = path.map(|path| {
            Mutex::new(BufWriter::new(
                File::create(path).expect("the file of pairs"),
            ))
        });
        Pairs { file }
    }

    pub fn add(
        &self,
        position: &str,
        value: &str,
        path: &str,
        dialect: Dialect,
        harmless: &str,
        hostile: &str,
    ) {
        let Some(file) = &self.file else { return };
        let pair = serde_json::json!({
            "position": position, "word": HARMLESS, "value": value, "path": path, "dialect": dialect.name(),
            "harmless": harmless, "hostile": hostile,
        });
        let mut file = file.lock().expect("no thread panicked");
        writeln!(file, "{pair}").expect("pairs are written");
    }
}
