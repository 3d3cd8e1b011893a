//! Options from the environment: an empty variable counts as unset, and an error names the variable
//! with the wrong value.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches};

use super::Cli;

/// The options that were taken from the environment, and their variables.
#[derive(Clone, Debug, Default)]
pub struct FromEnvironment(Vec<(String, String)>);

impl Cli {
    /// Reads the arguments, the name of the program first, and the environment.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        let mut command = without_empty_variables(Self::command());
        let matches = command
            .try_get_matches_from_mut(&arguments)
            .map_err(|error| name_variable(error, &command, &arguments))?;
        let mut cli =
            Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
        cli.from_environment = FromEnvironment::of(&command, &matches);
        Ok(cli)
    }

    /// The variable that an option was taken from, by its name without dashes.
    pub fn variable_of(&self, option: &str) -> Option<&str> {
        let mut taken = self.from_environment.0.iter();
        taken
            .find(|(name, _)| name == option)
            .map(|(_, variable)| &**variable)
    }
}

impl FromEnvironment {
    fn of(command: &Command, matches: &ArgMatches) -> Self {
        let (mut command, mut matches) = (command, matches);
        while let Some((name, below)) = matches.subcommand() {
            let Some(found) = command.find_subcommand(name) else {
                break;
            };
            (command, matches) = (found, below);
        }
        let taken = command.get_arguments().filter(|option| {
            matches.value_source(option.get_id().as_str()) == Some(ValueSource::EnvVariable)
        });
        let named = taken.filter_map(|option| Some((option.get_long()?.into(), variable(option)?)));
        Self(named.collect())
    }
}

/// Compose files and charts pass unset variables as empty texts.
fn without_empty_variables(command: Command) -> Command {
    let is_empty = |option: &Arg| {
        let value = option.get_env().and_then(std::env::var_os);
        value.is_some_and(|value| value.to_string_lossy().trim().is_empty())
    };
    command
        .mut_args(|option| {
            if is_empty(&option) {
                option.env(None::<&'static str>)
            } else {
                option
            }
        })
        .mut_subcommands(without_empty_variables)
}

/// States in an error about an option that its value is not from the command line.
fn name_variable(mut error: clap::Error, command: &Command, arguments: &[OsString]) -> clap::Error {
    let Some(ContextValue::String(shown)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let name = shown.split([' ', '=']).next().unwrap_or_default();
    let is_given = arguments.iter().any(|argument| {
        let argument = argument.to_string_lossy();
        argument.split('=').next() == Some(name)
    });
    let long = name.trim_start_matches('-');
    let below = |command| Command::get_subcommands(command);
    let commands = below(command).chain(below(command).flat_map(below));
    let options = commands.flat_map(Command::get_arguments);
    let mut named = options.filter(|option| option.get_long() == Some(long));
    if let Some(variable) = named.find_map(variable).filter(|_| !is_given) {
        let tip = format!("the value comes from the environment variable {variable}");
        error.insert(
            ContextKind::Suggested,
            ContextValue::StyledStrs(vec![tip.into()]),
        );
    }
    error
}

fn variable(option: &Arg) -> Option<String> {
    option
        .get_env()
        .map(|name| name.to_string_lossy().into_owned())
}
