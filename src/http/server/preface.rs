//! Whether a connection speaks HTTP/2: its first bytes say so.

/// The beginning of what a client of HTTP/2 sends first (RFC 9113, 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0";

/// What is still to come of the preface; nothing once it is there, or cannot come any more.
pub struct Preface(&'static [u8]);

impl Preface {
    /// Nothing was heard yet.
    pub const fn new() -> Self {
        Self(PREFACE)
    }

    /// Hears the next bytes, however many come at a time; whether they make it complete.
    pub fn is_completed_by(&mut self, bytes: &[u8]) -> bool {
        let (now, later) = self.0.split_at(self.0.len().min(bytes.len()));
        let goes_on = bytes.starts_with(now);
        self.0 = if goes_on { later } else { &[] };
        goes_on && !now.is_empty() && later.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often the preface was completed by these bytes, heard in pieces of a length.
    fn completed(bytes: &[u8], piece: usize) -> usize {
        let mut preface = Preface::new();
        let pieces = bytes.chunks(piece);
        pieces
            .filter(|piece| preface.is_completed_by(piece))
            .count()
    }

    #[test]
    fn the_preface_of_http2_is_heard_once_whatever_pieces_it_comes_in() {
        for piece in 1..=40 {
            for (bytes, times) in [
                (&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0"[..], 1),
                (b"PRI * HTTP/2.0", 1),
                (b"PRI * HTTP/2.1\r\n\r\nPRI * HTTP/2.0", 0),
                (b"PUT / HTTP/1.1\r\n\r\nPRI * HTTP/2.0", 0),
                (b"PRI", 0),
            ] {
                assert_eq!(completed(bytes, piece), times, "{piece}: {bytes:?}");
            }
        }
    }
}
