//! The markers that git leaves in a text which two branches changed at the same place.

/// Both sides of a text with whole conflicts in it, as each branch would have it; `None` when there is no conflict, or
/// one that is cut off.
pub fn sides(text: &str) -> Option<(String, String)> {
    #[derive(PartialEq)]
    enum At {
        Both,
        Ours,
        Base,
        Theirs,
    }
    let (mut ours, mut theirs) = (String::new(), String::new());
    let mut at = At::Both;
    let mut conflicts = 0;
    for line in text.split_inclusive('\n') {
        match (&at, marker(line)) {
            (At::Both, Some('<')) => at = At::Ours,
            (At::Ours, Some('|')) => at = At::Base,
            (At::Ours | At::Base, Some('=')) => at = At::Theirs,
            (At::Theirs, Some('>')) => {
                at = At::Both;
                conflicts += 1;
            }
            (At::Both, _) => {
                ours.push_str(line);
                theirs.push_str(line);
            }
            (At::Ours, _) => ours.push_str(line),
            (At::Base, _) => {}
            (At::Theirs, _) => theirs.push_str(line),
        }
    }
    (conflicts > 0 && at == At::Both).then_some((ours, theirs))
}

/// Whether a line of the text opens or closes a conflict.
pub fn has_a_marker(text: &str) -> bool {
    text.lines()
        .any(|line| matches!(marker(line), Some('<' | '>')))
}

/// Which marker a line is: seven times the same character, then a space or nothing.
fn marker(line: &str) -> Option<char> {
    let line = line.trim_end_matches(['\n', '\r']);
    let rest = ['<', '|', '=', '>'].into_iter().find_map(|character| {
        let rest = line.strip_prefix(&*character.to_string().repeat(7))?;
        Some((character, rest))
    });
    rest.filter(|(_, rest)| rest.is_empty() || rest.starts_with(' '))
        .map(|(character, _)| character)
}

#[cfg(test)]
mod tests {
    use super::{has_a_marker, sides};

    #[test]
    fn both_sides_are_found_with_and_without_the_base() {
        let plain = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd\n";
        let with_base = "a\n<<<<<<< HEAD\nb\n||||||| 1234\n<<<<<<<<< x\nz\n=========\n=======\nc\n>>>>>>> other\nd\n";
        for text in [plain, with_base, &plain.replace('\n', "\r\n")] {
            let (ours, theirs) = sides(text).expect("a conflict");
            assert_eq!(ours.replace('\r', ""), "a\nb\nd\n");
            assert_eq!(theirs.replace('\r', ""), "a\nc\nd\n");
        }
    }

    #[test]
    fn what_is_no_whole_conflict_is_none() {
        for text in [
            "",
            "Title\n=======\ntext\n",
            "<<<<<<< HEAD\nb\n=======\nc\n",
        ] {
            assert_eq!(sides(text), None, "{text}");
        }
        assert!(has_a_marker("<<<<<<< HEAD\nb\n"));
        assert!(!has_a_marker("Title\n=======\n"));
    }
}
