//! What things are called: ids, users, packages, paths.

use super::Problem;

pub fn slug(text: &str) -> Result<(), Problem> {
    let good = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 32
        && !text.ends_with('-')
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if good {
        return Ok(());
    }
    let repaired: String = text
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let repaired = repaired.trim_matches(|c: char| c == '-' || c.is_ascii_digit());
    let problem = Problem::new("at most 32 lower-case letters, digits and hyphens, a letter first");
    Err(if repaired.is_empty() {
        problem
    } else {
        problem.help(format!("write `{repaired}`"))
    })
}

/// Whether a text is an id as OpenStack reads one: 32 hexadecimal digits, with or without dashes and braces, in either
/// case (`oslo_utils.uuidutils.is_uuid_like`).
pub fn is_openstack_id(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let digits = lower
        .trim_start_matches("urn:")
        .trim_start_matches("uuid:")
        .trim_matches(['{', '}'])
        .replace('-', "");
    digits.len() == 32 && digits.chars().all(|c| c.is_ascii_hexdigit())
}

pub fn uuid(text: &str) -> Result<(), Problem> {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let hexadecimal = text
        .chars()
        .all(|c| c == '-' || (c.is_ascii_hexdigit() && !c.is_ascii_uppercase()));
    if lengths == [8, 4, 4, 4, 12] && hexadecimal {
        Ok(())
    } else {
        Err(
            Problem::new("32 hexadecimal digits in groups of 8-4-4-4-12 are needed")
                .help("`openstack … show NAME -f value -c id` prints it"),
        )
    }
}

pub fn username(text: &str) -> Result<(), Problem> {
    let good = text.len() <= 63
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._@=-".contains(c));
    if good {
        Ok(())
    } else {
        let problem = Problem::new(
            "at most 63 small letters, digits, `.`, `_`, `@`, `=` and `-` make a name, a letter or digit first",
        );
        let lower = text.to_lowercase();
        Err(if lower != text && username(&lower).is_ok() {
            problem.help(format!("write `{lower}`"))
        } else {
            problem
        })
    }
}

/// POSIX.1-2024, section 8.1, with small letters too: a digit is not first.
pub fn environment_name(text: &str) -> Result<(), Problem> {
    let good = !text.starts_with(|c: char| c.is_ascii_digit())
        && text.len() <= 255
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if good {
        Ok(())
    } else {
        Err(Problem::new(
            "letters, digits and `_` make one, and no digit is first",
        ))
    }
}

pub fn inside_path(text: &str) -> Result<(), Problem> {
    if text.starts_with('/')
        || text.contains('\\')
        || text.split('/').any(|part| matches!(part, "" | "." | ".."))
    {
        Err(Problem::new(
            "it must stay inside the site's directory: no leading `/`, no `..`",
        ))
    } else {
        Ok(())
    }
}

pub fn url_path(text: &str) -> Result<(), Problem> {
    let good = text.starts_with('/')
        && !text.starts_with("//")
        && text
            .chars()
            .all(|c| c.is_ascii_graphic() && !"\"'<>\\`{}".contains(c));
    // The hub puts `/user/NAME` before it, so neither is there.
    let mut parts = text.split('/').skip(1);
    let outside = match parts.next() {
        Some("hub") => true,
        Some("user") => {
            parts.next();
            true
        }
        _ => false,
    };
    if good && outside {
        let rest: Vec<&str> = parts.collect();
        let problem =
            Problem::new("it is a path inside of each person's own server, where this one is not");
        return Err(if text.starts_with("/user/") && !rest.is_empty() {
            problem.help(format!("write `/{}`", rest.join("/")))
        } else {
            problem.help("write `/lab`")
        });
    }
    if good {
        Ok(())
    } else {
        Err(Problem::new(
            "it starts with one `/` and has no spaces or quotes",
        ))
    }
}

/// Nova's own rule for keys of metadata.
pub fn metadata_name(text: &str) -> Result<(), Problem> {
    let good = text.len() <= 255
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_:. -".contains(c));
    if good {
        Ok(())
    } else {
        Err(Problem::new(
            "at most 255 letters, digits, `_`, `:`, `.`, `-` and spaces make one",
        ))
    }
}
