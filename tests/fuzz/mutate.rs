//! New inputs from known ones: bytes, lines and values changed, added, repeated, nested and taken from one another.

/// Makes inputs, the same ones for the same seed.
pub struct Mutator<'a> {
    state: u64,
    corpus: &'a [Vec<u8>],
}

/// The longest input; what is larger is a matter of limits, not of shape.
const LONGEST: usize = 1 << 18;

impl<'a> Mutator<'a> {
    pub fn new(seed: u64, corpus: &'a [Vec<u8>]) -> Self {
        assert!(!corpus.is_empty(), "there is nothing to begin with");
        Mutator {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            corpus,
        }
    }

    pub fn next(&mut self) -> Vec<u8> {
        let corpus = self.corpus;
        let mut input = self.pick(corpus).clone();
        for _ in 0..=self.below(4) {
            self.change(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    /// A number below a bound, by xorshift.
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 11).unwrap_or(0) % bound.max(1)
    }

    fn pick<'b, T>(&mut self, from: &'b [T]) -> &'b T {
        &from[self.below(from.len())]
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len() + 1);
        let length = self.below(40).min(input.len() - at);
        match self.below(14) {
            0 => {
                let byte = u8::try_from(self.below(256)).unwrap_or(0);
                if let Some(old) = input.get_mut(at) {
                    *old = byte;
                }
            }
            1 => drop(input.drain(at..at + length)),
            2 => {
                let part = input[at..at + length].to_vec();
                let times = *self.pick(&[1, 2, 50, 2000]);
                self.insert(input, at, &part.repeat(times));
            }
            3..=5 => {
                let word = *self.pick(WORDS);
                self.insert(input, at, word.as_bytes());
            }
            6 => self.value(input),
            7 => {
                let (open, close) = *self.pick(NESTS);
                let depth = *self.pick(&[2, 100, 5_000, 40_000]);
                let nest = open.repeat(depth) + &close.repeat(*self.pick(&[0, depth]));
                self.insert(input, at, nest.as_bytes());
            }
            8 => {
                let corpus = self.corpus;
                let other = self.pick(corpus).clone();
                let from = self.below(other.len() + 1);
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
            9 => input.truncate(at),
            10 | 11 => self.lines(input),
            12 => {
                let line = format!("\n{} = {}\n", self.pick(KEYS), self.pick(VALUES));
                let end = input[at..]
                    .iter()
                    .position(|byte| *byte == b'\n')
                    .map_or(input.len(), |line| at + line);
                self.insert(input, end, line.as_bytes());
            }
            _ => {
                let number = *self.pick(NUMBERS);
                if let Some(start) = input[at..].iter().position(u8::is_ascii_digit) {
                    let start = at + start;
                    let end = input[start..]
                        .iter()
                        .position(|byte| !byte.is_ascii_digit())
                        .map_or(input.len(), |end| start + end);
                    input.splice(start..end, number.bytes());
                }
            }
        }
    }

    fn insert(&mut self, input: &mut Vec<u8>, at: usize, bytes: &[u8]) {
        let room = LONGEST.saturating_sub(input.len()).min(bytes.len());
        input.splice(at..at, bytes[..room].iter().copied());
    }

    /// Another value after one of the `=` or `:`.
    fn value(&mut self, input: &mut Vec<u8>) {
        let places: Vec<usize> = (0..input.len())
            .filter(|at| matches!(input[*at], b'=' | b':'))
            .collect();
        if places.is_empty() {
            return;
        }
        let start = self.pick(&places) + 1;
        let end = input[start..]
            .iter()
            .position(|byte| matches!(byte, b'\n' | b','))
            .map_or(input.len(), |end| start + end);
        let value = *self.pick(VALUES);
        input.splice(start..end, format!(" {value}").bytes());
    }

    /// A line taken out, written twice, or put elsewhere.
    fn lines(&mut self, input: &mut Vec<u8>) {
        let mut lines: Vec<Vec<u8>> = input
            .split(|byte| *byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect();
        let (from, to) = (self.below(lines.len()), self.below(lines.len()));
        match self.below(3) {
            0 => drop(lines.remove(from)),
            1 => lines.insert(to, lines[from].clone()),
            _ => lines.swap(from, to),
        }
        *input = lines.join(&b'\n');
    }
}

const WORDS: &[&str] = &[
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "=",
    ".",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "{{",
    "}}",
    "{{{",
    "}}}",
    "{{#each ",
    "{{#if ",
    "{{/each}}",
    "{{/if}}",
    "{{else}}",
    "{{> x}}",
    "{{text ",
    "{{word ",
    "{{plain ",
    "{{literal ",
    "{{this}}",
    "{{@index}}",
    "{{../",
    "{{!--",
    "~}}",
    ",",
    "\n",
    "\r",
    "\r\n",
    "\0",
    "\t",
    "#",
    "\\",
    "\\u",
    "\\U00110000",
    "\\ud800",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{e000}",
    "\u{f8ff}",
    "e\u{301}",
    "\u{1f600}",
    "true",
    "false",
    "null",
    "nan",
    "inf",
    "-",
    "1979-05-27T07:32:00Z",
    "0x",
    "1e999",
    "9223372036854775808",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> b\n",
    "extends = \"small.toml\"\n",
    "../",
    "/",
    "//",
    ".toml",
    "image.",
    "login.",
    "$(id)",
    "${x}",
];

const NESTS: &[(&str, &str)] = &[
    ("[", "]"),
    ("{a=", "}"),
    ("a.", "b"),
    ("{\"a\":", "}"),
    ("{{#if x}}", "{{/if}}"),
    ("{{#each x}}", "{{/each}}"),
    ("(", ")"),
    ("list(", ")"),
    ("map(", ")"),
    ("{ join = [", "] }"),
    ("{ input = ", " }"),
];

const VALUES: &[&str] = &[
    "\"\"",
    "\"a\"",
    "\" \"",
    "\"\\u0000\"",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "0",
    "-1",
    "1",
    "true",
    "false",
    "1e308",
    "nan",
    "9223372036854775807",
    "-9223372036854775808",
    "1979-05-27",
    "\"900 EiB\"",
    "\"18446744073709551615 TiB\"",
    "\"0 GiB\"",
    "\"100 %\"",
    "\"-1 %\"",
    "\"999999999999999999 d\"",
    "\"0.0.0.0/0\"",
    "\"::/0\"",
    "\"../../../../etc/passwd\"",
    "\"/etc/passwd\"",
    "\"stdlib\"",
    "[\"a\", \"a\"]",
    "{ a = { b = { c = 1 } } }",
    "{ input = \"name\" }",
    "{ join = [] }",
    "{ join = [{ input = \"x\" }] }",
    "\"list(list(list(text)))\"",
    "\"integer(9..1)\"",
    "\"choice()\"",
    "\"map(record)\"",
    "\"((((\"",
    "\"[a-z\"",
    "null",
    "\"network.new\"",
];

const KEYS: &[&str] = &[
    "id",
    "users",
    "users.total",
    "users.class.a.size",
    "images",
    "image.minimal",
    "image.a.base",
    "image.a.from",
    "group.a.members",
    "course.a.groups",
    "cloud",
    "cloud.state",
    "homes.volume",
    "homes.existing_volume",
    "extends",
    "hub.admin.a",
    "hub.extra_config",
    "hub.getting_started",
    "network",
    "network.new.subnet_cidr",
    "login.native",
    "login.shibboleth.metadata_file",
    "access.ssh_key.a",
    "a",
    "\"\"",
    "\"\\n\"",
    "input.a",
    "input.a.type",
    "output.a",
    "collection.a",
    "file.a",
    "refuse",
    "contribute",
    "takes",
    "apart",
    "base",
    "apt",
    "flavor.a",
    "vcpus",
    "ram",
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "00",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999999",
    "1e9",
    "-0",
];
