//! Packages, each as its own program reads them: no options, no addresses, no second meaning.

use super::Problem;

fn all(text: &str, more: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || more.contains(c))
}

fn starts_and_ends(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// A package of a definition in the library, of whatever kind; its lock fixes the version.
pub fn package(text: &str) -> Result<(), Problem> {
    let good =
        text.starts_with(|c: char| c.is_ascii_alphanumeric()) && all(text, "._+-=<>!~[],:/@*");
    if good {
        Ok(())
    } else {
        Err(Problem::new(
            "a package is one word, such as `numpy` or `numpy==2.3.4`",
        ))
    }
}

/// Debian policy, sections 5.6.1 and 5.6.12. `apt-get` removes a package whose name is followed by `-`, and takes `*` for a pattern.
pub fn apt(text: &str) -> Result<(), Problem> {
    let at = text.find(['=', '/']).unwrap_or(text.len());
    let (name, rest) = text.split_at(at);
    let (bare, architecture) = name.split_once(':').unwrap_or((name, "all"));
    let lower = |text: &str, more: &str| {
        all(text, more) && !text.contains(|c: char| c.is_ascii_uppercase())
    };
    let good_name = bare.len() >= 2
        && bare.starts_with(|c: char| c.is_ascii_alphanumeric())
        && lower(bare, "+.-")
        && !bare.ends_with('-')
        && !architecture.is_empty()
        && lower(architecture, "-");
    let good_rest = rest.is_empty() || (rest.len() > 1 && all(&rest[1..], ".+~:-"));
    if good_name && good_rest {
        Ok(())
    } else {
        Err(Problem::new(
            "the name of a package of the distribution is needed, such as `ffmpeg`",
        ))
    }
}

/// PEP 508 and PEP 440, as far as they name one version: without one the same site would give another image on another day.
pub fn python(text: &str) -> Result<(), Problem> {
    let end = text.find(['=', '<', '>', '!', '~', ';', ' ', '@']);
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    let (bare, extras) = match name.split_once('[') {
        Some((bare, extras)) => (bare, extras.strip_suffix(']').unwrap_or("[")),
        None => (name, ""),
    };
    if !starts_and_ends(bare) || !all(bare, "._-") || !all(extras, "._-,") || rest.starts_with('@')
    {
        return Err(Problem::new("the name of a package of PyPI is needed")
            .help("write it with its exact version, as in `numpy==2.3.4`"));
    }
    let version = rest.strip_prefix("===").or(rest.strip_prefix("=="));
    version_is_exact(version, "!_-", "numpy==2.3.4")
}

/// Conda's match specifications, as far as they name one version: `channel::name=version=build`.
pub fn conda(text: &str) -> Result<(), Problem> {
    let (channel, spec) = text.split_once("::").unwrap_or(("conda-forge", text));
    let end = spec.find(['=', '<', '>', '!', '~', ',', '[', ' ']);
    let (name, rest) = spec.split_at(end.unwrap_or(spec.len()));
    let good = starts_and_ends(channel)
        && all(channel, "._-")
        && starts_and_ends(name)
        && all(name, "._-");
    if !good {
        return Err(Problem::new("the name of a conda package is needed")
            .help("write it with its exact version, as in `gdal=3.11.4`"));
    }
    let version = rest.strip_prefix("==").or(rest.strip_prefix('='));
    let version = version.map(|version| {
        version
            .split_once('=')
            .map_or(version, |(version, _)| version)
    });
    version_is_exact(version, "!_", "gdal=3.11.4")
}

fn version_is_exact(version: Option<&str>, more: &str, example: &str) -> Result<(), Problem> {
    match version {
        Some(version) if starts_and_ends(version) && all(version, &format!(".+{more}")) => Ok(()),
        Some(version) if version.ends_with('*') => {
            Err(Problem::new("`*` stands for many versions")
                .help(format!("write one, as in `{example}`")))
        }
        _ => {
            Err(Problem::new("it has no exact version").help(format!("add one, as in `{example}`")))
        }
    }
}

/// "Writing R Extensions", section 1.1.1: letters, digits and dots, a letter first. CRAN gives the newest version.
pub fn r(text: &str) -> Result<(), Problem> {
    let good = text.len() >= 2
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && all(text, ".")
        && !text.ends_with('.');
    if good {
        Ok(())
    } else {
        Err(Problem::new(
            "the name of a package of CRAN is needed, such as `ggplot2`",
        ))
    }
}

/// A package of Julia's general registry, with its version after an `@` where one is meant.
pub fn julia(text: &str) -> Result<(), Problem> {
    let (name, version) = text.split_once('@').unwrap_or((text, "1"));
    if let Some(bare) = name.strip_suffix(".jl") {
        return Err(
            Problem::new("Julia's registry knows packages without `.jl`")
                .help(format!("write `{}`", text.replacen(name, bare, 1))),
        );
    }
    let good = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && all(name, "_")
        && version.starts_with(|c: char| c.is_ascii_digit())
        && all(version, ".+-");
    if good {
        Ok(())
    } else {
        Err(Problem::new(
            "the name of a package of Julia is needed, such as `Plots` or `Plots@1.40.9`",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_as_each_program_writes_them() {
        for (read, texts) in [
            (
                apt as fn(&str) -> Result<(), Problem>,
                &[
                    "g++",
                    "python3.11",
                    "libc6:arm64",
                    "git/bookworm-backports",
                    "git=1:2.39.5-0+deb12u2",
                ][..],
            ),
            (
                python,
                &[
                    "numpy==2.3.4",
                    "dask[array,dataframe]==2026.3.0",
                    "ruamel.yaml==0.18",
                    "x===1.0+local",
                    "zope.interface==7.2.post1",
                ],
            ),
            (
                conda,
                &[
                    "gdal=3.11.4",
                    "conda-forge::gdal==3.11.4",
                    "gdal=3.11.4=py311_0",
                ],
            ),
            (r, &["ggplot2", "data.table"]),
            (julia, &["Plots", "Plots@1.40.9"]),
        ] {
            for text in texts {
                assert!(read(text).is_ok(), "{text}");
            }
        }
    }

    #[test]
    fn options_addresses_and_patterns_are_refused() {
        for (read, texts) in [
            (
                apt as fn(&str) -> Result<(), Problem>,
                &[
                    "sudo-", "lib*", "-y", "a", "Git", "git;id", "./x.deb", "git=", "git:",
                ][..],
            ),
            (
                python,
                &[
                    "--index-url=http://x",
                    "-e",
                    "x@git+https://x/y@v=1",
                    "x==1,==2",
                    "x==2.*",
                    "x=1",
                    "x",
                    "x[a==1",
                    "x==",
                    "https://x/y==1",
                ],
            ),
            (
                conda,
                &[
                    "gdal",
                    "gdal=3.*",
                    "gdal>=3",
                    "https://x::gdal=3",
                    "gdal[version=3]",
                    "-c=x",
                    "gdal=3|4",
                    "gdal=",
                ],
            ),
            (r, &["ggplot2==1", "a", "2x", "x/y", "--no-save", "data."]),
            (
                julia,
                &["Plots.jl", "https://x/y", "Plots@", "Plots@main", "-e"],
            ),
        ] {
            for text in texts {
                assert!(read(text).is_err(), "{text}");
            }
        }
    }
}
