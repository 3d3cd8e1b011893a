//! What writers of columns share.

use std::io;

use arrow_schema::ArrowError;

/// What a writer of columns says; the error of the system if it is one.
pub fn io_error(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, cause) => cause,
        other => io::Error::other(other),
    }
}
