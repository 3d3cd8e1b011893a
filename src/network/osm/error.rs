//! Why a street map cannot be used.

use super::{MAX_PBF_BYTES, MAX_STREET_NODES, MAX_WAY_REFERENCES};

/// Why a file gives no streets. The text follows the name of the file in a sentence.
#[derive(Debug, thiserror::Error)]
pub enum OsmError {
    /// It cannot be opened or read.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// It is a folder, a pipe or a device.
    #[error("is not a file on a disk; it is read twice, so a pipe will not do")]
    NotAFile,
    /// It is larger than [`MAX_PBF_BYTES`].
    #[error(
        "has {bytes} bytes, {MAX_PBF_BYTES} is the most; cut out the area in question, as in \
         `osmium extract -b LEFT,BOTTOM,RIGHT,TOP`"
    )]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// It does not begin like such a file.
    #[error(
        "is not an OpenStreetMap PBF file but {found}; \
         `osmium cat FILE -o streets.osm.pbf` makes one of any OpenStreetMap file"
    )]
    NotPbf {
        /// What kind of file it seems to be.
        found: &'static str,
    },
    /// It ends in the middle of a blob.
    #[error("ends in the middle of its blob at byte {at_byte}; fetch it again")]
    Truncated {
        /// Where the blob begins.
        at_byte: u64,
    },
    /// Some of its bytes are invalid.
    #[error("is broken in its blob at byte {at_byte}: {what}; fetch it again")]
    Corrupt {
        /// Where the blob begins.
        at_byte: u64,
        /// What was found.
        what: String,
    },
    /// It requires a feature that this reader lacks.
    #[error("{what} in its blob at byte {at_byte}, which is not read here; {advice}")]
    Unsupported {
        /// Where the blob begins.
        at_byte: u64,
        /// The feature, as the start of a sentence.
        what: String,
        /// How to make a file without it.
        advice: &'static str,
    },
    /// Its streets have more than [`MAX_STREET_NODES`] nodes, or name nodes more often than
    /// [`MAX_WAY_REFERENCES`] times.
    #[error(
        "has more than {MAX_STREET_NODES} nodes on streets, or names them more than \
         {MAX_WAY_REFERENCES} times; cut out the area in question"
    )]
    TooManyNodes,
    /// It changed between the first and the second reading.
    #[error("changed while it was read; try again when it is complete")]
    Changed,
    /// It has no street segment that any mode may use.
    #[error(
        "holds no street: {highways} ways have a `highway`, {segments_outside} pieces of street \
         lack the position of an end; a map with streets and all their nodes is wanted"
    )]
    NoStreet {
        /// Ways with the key `highway`.
        highways: usize,
        /// Street segments whose nodes are not in the file.
        segments_outside: usize,
    },
}

/// The fault of a blob, without its position.
#[derive(Debug)]
pub(super) enum Fault {
    /// Its bytes are invalid.
    Corrupt(String),
    /// It requires a feature that this reader lacks: which, and how to avoid it.
    Unsupported(String, &'static str),
    /// The limits on nodes are exceeded.
    TooManyNodes,
}

impl Fault {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "so that it takes the errors of `map_err`"
    )]
    pub(super) fn corrupt(what: impl ToString) -> Self {
        Self::Corrupt(what.to_string())
    }

    /// The error of a file whose blob at that byte has the fault.
    pub(super) fn at(self, at_byte: u64) -> OsmError {
        match self {
            Self::Corrupt(what) => OsmError::Corrupt { at_byte, what },
            Self::Unsupported(what, advice) => OsmError::Unsupported {
                at_byte,
                what,
                advice,
            },
            Self::TooManyNodes => OsmError::TooManyNodes,
        }
    }
}
