//! The title and the logo of a report, from their options.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::cli::CoverageArgs;
use crate::commands::CommandError;
use crate::report::cover::{Cover, Logo, MAX_LOGO_BYTES};

/// Reads them, before anything is computed.
pub fn read(args: &CoverageArgs) -> Result<Cover, CommandError> {
    let title = args.title.as_deref().unwrap_or_default();
    Ok(Cover {
        title: Cover::title_of(title).map_err(|error| CommandError::option("title", error))?,
        logo: args.logo.as_deref().map(logo).transpose()?,
        ..Cover::default()
    })
}

fn logo(path: &Path) -> Result<Logo, CommandError> {
    let refused = |error: &dyn std::fmt::Display| {
        CommandError::option("logo", format!("{} {error}", path.display()))
    };
    let bytes = bytes(path).map_err(|error| refused(&format!("cannot be read: {error}")))?;
    Logo::from_bytes(bytes).map_err(|error| refused(&error))
}

/// The bytes of a file, and no more of a large one than show that it is too large.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_LOGO_BYTES as u64 + 1;
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
