//! Characters that no text of a site may hold, and that no message shows as they are.

/// Why a text cannot hold a character, as the rest of "it holds the character U+…, …"; `None` for all others.
///
/// Some files could not be read with it, and some would read differently from what people see in a review.
pub fn refused(c: char, multiline: bool) -> Option<&'static str> {
    let code = u32::from(c);
    match c {
        '\n' | '\t' if multiline => None,
        // C0, DEL and C1.
        c if c.is_control() => Some("which no text needs"),
        // Unicode 16, section 23.7: noncharacters. XML 1.0 and YAML 1.2 have no U+FFFE and U+FFFF.
        '\u{fdd0}'..='\u{fdef}' => Some("which is not a character"),
        _ if code & 0xfffe == 0xfffe => Some("which is not a character"),
        // syzc's own marks are among them (`emit::marks`), and no font shows the others alike.
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Some("which no text needs"),
        // Some readers end a line here, and others do not.
        '\u{2028}' | '\u{2029}' => Some("at which some programs end a line"),
        // Unicode Technical Report 36: text that reads in another order than it is written.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("which makes a line read in another order than it is written")
        }
        // What nobody sees and programs read: two names that look the same would be two.
        '\u{200b}'
        | '\u{2060}'..='\u{2064}'
        | '\u{206a}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some("which nobody can see"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::refused;

    #[test]
    fn letters_of_every_script_are_taken() {
        for text in [
            "Université d’Été",
            "京都大学",
            "جامعة",
            "👩‍🔬",
            "נ\u{200f}",
            "a\u{ad}b",
        ] {
            assert_eq!(
                text.chars().find(|c| refused(*c, false).is_some()),
                None,
                "{text}"
            );
        }
        assert_eq!(refused('\t', true), None);
    }

    #[test]
    fn what_files_cannot_hold_and_what_deceives_is_not() {
        for c in
            "\0\u{1b}\u{7f}\u{85}\u{9b}\u{e000}\u{fdd0}\u{fffe}\u{ffff}\u{1fffe}\u{10ffff}".chars()
        {
            assert!(refused(c, true).is_some(), "{c:?}");
        }
        for c in
            "\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}\u{200b}\u{feff}\u{e0041}\r".chars()
        {
            assert!(refused(c, true).is_some(), "{c:?}");
        }
        assert!(refused('\n', false).is_some() && refused('\t', false).is_some());
    }
}
