// Tables as `yizhan` writes them: comma-separated, quoted where it is necessary.

// The rows of a table without its header, as arrays of texts, and the header.
export function readTable(text) {
  const all = text.includes('"') ? quotedRows(text) : plainRows(text);
  const [header = [], ...rows] = all;
  return { header: header.map((name) => name.replace(/^\ufeff/, '').trim()), rows };
}

function plainRows(text) {
  return text.split(/\r?\n/).filter((line) => line !== '').map((line) => line.split(','));
}

// Quotes hold commas, ends of lines and, doubled, themselves.
function quotedRows(text) {
  const rows = [];
  let row = [];
  for (const [, comma, quoted, plain] of text.matchAll(/(^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^,"\r\n]*))/g)) {
    if (comma !== ',') {
      row = [];
      rows.push(row);
    }
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  return rows.filter((cells) => cells.length > 1 || cells[0] !== '');
}
