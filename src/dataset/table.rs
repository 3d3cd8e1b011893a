//! Tables that are given in place of station files: workbooks and CSV, told by their first bytes.

/// How far into a file its first lines are looked for.
const MAX_LOOKED_AT: usize = 4_096;
/// What a compressed file begins with: newer workbooks are such.
const ZIP: &[u8] = b"PK\x03\x04";
/// What an older workbook begins with, as all compound documents do.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// What parts the cells of a line.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// What sort of table a file is that is no GeoJSON; `None` if it is none.
pub(super) fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(ZIP) {
        return Some("a workbook (.xlsx, .ods) or another compressed file");
    }
    if bytes.starts_with(COMPOUND) {
        return Some("a workbook (.xls)");
    }
    is_csv(bytes).then_some("a table of text (CSV)")
}

/// Whether the first lines have the same number of cells, more than one; in any encoding, for the
/// separators are ASCII in all of them.
fn is_csv(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = &start[..start.len().min(MAX_LOOKED_AT)];
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
    if matches!(first, None | Some(b'{' | b'[' | b'<')) || start.contains(&0) {
        return false;
    }
    let mut lines = start
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    let Some(header) = lines.next() else {
        return false;
    };
    let n_cells = |line: &[u8], separator: u8| memchr::memchr_iter(separator, line).count();
    SEPARATORS.iter().any(|separator| {
        let n = n_cells(header, *separator);
        n > 0
            && lines
                .clone()
                .next()
                .is_none_or(|line| n_cells(line, *separator) > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workbooks_and_csv_are_told_from_json_and_other_text() {
        for (bytes, is_table) in [
            (&b"PK\x03\x04rest"[..], true),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", true),
            (b"id,lon,lat\n", true),
            (b"\xef\xbb\xbfid;lon;lat\r\na;1;2\r\n", true),
            (b"\xc3\xfb\xb3\xc6,\xb5\xd8\xd6\xb7\na,b\n", true),
            (b"id\tlon\n1\t2\n", true),
            (b"", false),
            (b"{\"a\": 1,\n\"b\": 2}", false),
            (b"[1, 2]", false),
            (b"<html>, x", false),
            (b"Dear all,\nsee below", false),
            (b"plain words", false),
            (b"a,b\0c,d", false),
        ] {
            assert_eq!(kind_of(bytes).is_some(), is_table, "{bytes:?}");
        }
    }
}
