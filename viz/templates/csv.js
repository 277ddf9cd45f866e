// Rows as a file that spreadsheets open: the separator of the language, a mark for UTF-8.

/** A cell that would begin a formula begins with an apostrophe instead: it stays a word. */
const tame = (text) => (/^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function csvCell(value) {
  if (typeof value === 'number') return String(value);
  return `"${tame(String(value)).replaceAll('"', '""')}"`;
}

/** Rows of text and numbers as CSV (RFC 4180), separated as spreadsheets of the language expect. */
function csvText(rows) {
  const comma = state.lang === 'fr' ? ';' : ',';
  return `\uFEFF${rows.map((cells) => cells.map(csvCell).join(comma)).join('\r\n')}\r\n`;
}
