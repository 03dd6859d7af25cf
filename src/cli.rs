//! The commands, one file each: the only place that prints.
//!
//! Exit codes: 0 fine, 1 a mistake of the user, 2 a failure of the machine, 3 a difference that was asked about.

mod build;
mod check;
mod cloud;
mod completions;
mod diff;
mod explain;
mod graph;
mod init;
mod list;
mod orphans;
mod report;
mod schema;
mod size;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{ColorChoice, Parser, Subcommand, ValueEnum};

use crate::diagnostic::Diagnostics;
use crate::project::{Project, SITES, all_sites, sites_without_name};
use crate::source::{DiskFiles, Files, Listing, Root, lexical, name_in};
use crate::text::visible::visible;
use crate::write::Failure;

/// What a command ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Fine,
    Mistake,
    Difference,
}

/// What stops a command: the machine, or someone who reads no further.
#[derive(Debug)]
pub enum Stop {
    Failure(Failure),
    /// A sentence about what is wrong with the command itself.
    Usage(String),
    BrokenPipe,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Stop::Failure(failure)
    }
}

type Ending = Result<Outcome, Stop>;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold());

/// Compiles a few lines of TOML into the Terraform, Ansible and Docker files of a university JupyterHub.
#[derive(Debug, Parser)]
#[command(name = "syzc", version, styles = STYLES, max_term_width = 100, after_help = "\
Examples:
  syzc init --name \"University of Example\" --domain hub.example.ca   start a site
  syzc build sites/ubc.toml                                          write build/ubc/
  syzc check                                                         look at all sites, write nothing
  syzc size ubc                                                      why this flavor, why these volumes
")]
pub struct Arguments {
    /// Run as if started in this directory. The project is the nearest directory, from there upwards, that has sites.
    #[arg(
        short = 'C',
        value_name = "DIRECTORY",
        default_value = ".",
        global = true
    )]
    directory: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Build),
    Check(check::Check),
    Size(size::Size),
    Graph(graph::Graph),
    Diff(diff::Diff),
    Explain(explain::Explain),
    List(list::List),
    Init(init::Init),
    Schema(schema::Schema),
    #[command(subcommand)]
    Cloud(cloud::Cloud),
    Completions(completions::Completions),
}

/// The form of diagnostics and tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let color = match std::env::var_os("NO_COLOR") {
        Some(value) if !value.is_empty() => ColorChoice::Never,
        _ => ColorChoice::Auto,
    };
    let command = <Arguments as clap::CommandFactory>::command().color(color);
    let arguments = command
        .try_get_matches()
        .and_then(|matches| <Arguments as clap::FromArgMatches>::from_arg_matches(&matches));
    let arguments = match arguments {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    match run(arguments) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Mistake) => ExitCode::from(1),
        Ok(Outcome::Difference) => ExitCode::from(3),
        // Whoever read the output has seen enough; that is no failure.
        Err(Stop::BrokenPipe) => ExitCode::SUCCESS,
        Err(Stop::Usage(message)) => {
            report::complain(&message);
            ExitCode::from(1)
        }
        Err(Stop::Failure(failure)) => {
            report::complain(&failure.to_string());
            ExitCode::from(2)
        }
    }
}

/// Prints help, the version, or what is wrong with the arguments, which are quoted as they were typed.
fn usage(error: &clap::Error) -> ExitCode {
    let plain = error.render().to_string();
    match visible(&plain) {
        Cow::Borrowed(_) => error.exit(),
        Cow::Owned(shown) => {
            report::say(&shown);
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
    }
}

fn run(arguments: Arguments) -> Ending {
    if !arguments.directory.is_dir() {
        let directory = arguments.directory.display();
        return Err(Stop::Usage(format!("there is no directory `{directory}`")));
    }
    let root = Root::find(&arguments.directory, SITES);
    let place = Place {
        files: DiskFiles::new(&root.directory),
        directory: root.directory,
        within: root.within,
    };
    match arguments.command {
        Command::Build(command) => command.run(&place),
        Command::Check(command) => command.run(&place),
        Command::Size(command) => command.run(&place),
        Command::Graph(command) => command.run(&place),
        Command::Diff(command) => command.run(&place),
        Command::Explain(command) => command.run(),
        Command::List(command) => command.run(&place),
        Command::Init(command) => command.run(&place),
        Command::Schema(command) => command.run(&place),
        Command::Cloud(command) => command.run(&place),
        Command::Completions(command) => command.run(),
    }
}

/// The project that a command works in.
pub struct Place {
    directory: PathBuf,
    files: DiskFiles,
    /// The directory that the command was started in, from the project's; paths that are typed begin there.
    within: String,
}

/// Where outputs stand, unless another directory is named.
const OUT: &str = "build";

impl Place {
    /// The names of the sites that were asked for: a path, or an id; all sites when none is named, with what is wrong
    /// with their directory.
    fn sites(&self, asked: &[String]) -> Result<(Vec<String>, Diagnostics), Stop> {
        let all = all_sites(&self.files);
        if asked.is_empty() {
            let found = sites_without_name(&self.files);
            if all.is_empty() && found.is_empty() {
                return Err(Stop::Usage(format!(
                    "there is no site under `{SITES}/`, here or in a directory above; `syzc init` starts one"
                )));
            }
            return Ok((all, found));
        }
        let mut names = Vec::new();
        for name in asked {
            let name = self.site(name, &all)?;
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok((names, Diagnostics::default()))
    }

    /// One site by path or id.
    fn site(&self, asked: &str, all: &[String]) -> Result<String, Stop> {
        let by_id = format!("{SITES}/{asked}.toml");
        if all.contains(&by_id) {
            return Ok(by_id);
        }
        // From a directory of the project, its paths are understood too.
        if all.iter().any(|name| name == asked) {
            return Ok(asked.to_owned());
        }
        let is_id = !asked.contains(['/', '\\']) && !asked.ends_with(".toml");
        if is_id && self.files.entries(asked) == Listing::default() {
            return Ok(by_id);
        }
        self.name(asked)
    }

    /// A path as it was typed, as a name from the project's directory.
    fn name(&self, typed: &str) -> Result<String, Stop> {
        let name = if Path::new(typed).is_absolute() {
            name_in(&self.directory, Path::new(typed))
        } else {
            let here = match self.within.as_str() {
                "" => String::new(),
                within => format!("{within}/"),
            };
            crate::source::join(&here, &typed.replace('\\', "/"))
        };
        name.ok_or_else(|| {
            let project = self.directory.display();
            Stop::Usage(format!(
                "`{typed}` lies outside the project `{project}`; name another with `-C`"
            ))
        })
    }

    /// The directory that holds the outputs, from the project's directory or absolute.
    fn out(&self, typed: Option<&Path>) -> PathBuf {
        let Some(typed) = typed else {
            return PathBuf::from(OUT);
        };
        if typed.is_absolute() || self.within.is_empty() {
            return typed.to_owned();
        }
        let from_here = lexical(&Path::new(&self.within).join(typed));
        if from_here.starts_with("..") {
            lexical(&self.directory.join(from_here))
        } else {
            from_here
        }
    }

    fn read(&self, asked: &[String]) -> Result<Project, Stop> {
        let (names, found) = self.sites(asked)?;
        let mut project = Project::read(&self.files, &names);
        project.diagnostics.extend(found);
        Ok(project)
    }

    /// The same, with the outputs that are there beneath `out`.
    fn read_beside(&self, asked: &[String], out: &Path) -> Result<Project, Stop> {
        let mut project = self.read(asked)?;
        project.outputs = crate::write::outputs(&self.directory, out);
        Ok(project)
    }

    fn files(&self) -> &dyn Files {
        &self.files
    }
}
