//! The `yizhan` command: arguments in, exit code out.

use std::io::{BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use yizhan::cli::Cli;
use yizhan::commands::{CommandError, Exit, run};

/// Many threads allocate many small, short-lived texts: measured to take a third less memory and a
/// tenth less time than the allocator of the C library.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let cli = Cli::read(std::env::args_os());
    let ended = match &cli {
        Ok(cli) => do_as_told(cli),
        // The help, the version, or an error of the arguments: each has its own exit code.
        Err(text) => tell(text),
    };
    match ended {
        Ok(code) => code,
        // A reader that has seen enough closes the pipe, which is no error.
        Err(CommandError::Io { cause, .. }) if cause.kind() == ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            // Nothing is left to do if standard error is closed.
            let _ = writeln!(std::io::stderr(), "yizhan: {error}{}", origin(&cli, &error));
            ExitCode::from(2)
        }
    }
}

/// Where the value of the option that an error is about comes from, if not from the command line.
fn origin(cli: &Result<Cli, clap::Error>, error: &CommandError) -> String {
    let variable = cli
        .as_ref()
        .ok()
        .zip(error.option_name())
        .and_then(|(cli, option)| cli.variable_of(option));
    variable.map_or_else(String::new, |variable| {
        format!(" (from the environment variable {variable})")
    })
}

fn do_as_told(cli: &Cli) -> Result<ExitCode, CommandError> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let exit = run(cli, &mut out);
    // Output written before an error counts too.
    let flushed = out.flush();
    let exit = exit?;
    match flushed {
        // What was found stays found, though the rest of it is not read.
        Err(cause) if cause.kind() != ErrorKind::BrokenPipe => Err(writing(cause)),
        _ => Ok(match exit {
            Exit::Done => ExitCode::SUCCESS,
            Exit::FaultsFound => ExitCode::from(1),
        }),
    }
}

fn tell(text: &clap::Error) -> Result<ExitCode, CommandError> {
    text.print().map_err(writing)?;
    std::io::stdout().flush().map_err(writing)?;
    Ok(u8::try_from(text.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from))
}

fn writing(cause: std::io::Error) -> CommandError {
    CommandError::Io {
        what: "writing".to_owned(),
        cause,
    }
}
