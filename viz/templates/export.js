// What can be taken away from the page: pictures made here, without any request.

const SVG_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const MOST_PIXELS = 16e6; // some browsers hold no larger canvas

/** The picture of what is seen, ready to be drawn. */
function seenSheet() {
  const { scale, width, height, x, y } = screenView();
  return sheetAround({ scale, width, height, x, y });
}

const drawnNow = (sheet, draw) => through(sheet.view, colours, () => draw(sheet));

/** The vector picture as text. */
function svgText() {
  const root = drawnNow(seenSheet(), sheetSvg);
  return `${SVG_HEAD}${new XMLSerializer().serializeToString(root)}\n`;
}

/** The picture in pixels: three to each of the screen's, two if that were too many. */
function pngCanvas() {
  const sheet = seenSheet();
  const ratio = sheet.width * sheet.height * 9 > MOST_PIXELS ? 2 : 3;
  return drawnNow(sheet, (found) => sheetCanvas(found, ratio));
}

// A3 on its side, less 12 mm all round, at 96 pixels to the inch: see @page in the style sheet.
const POSTER = { width: 1496, height: 1030, unit: 1.3 };

/**
 * Hang the poster of all that is shown: vectors, and light colours whatever the screen's. Its names
 * stand in boxes, since a reader of the printed file would find letters with an edge twice.
 */
function hangPoster() {
  const paper = coloursOf($('poster'));
  const sheet = sheetOf(POSTER.width, POSTER.height, POSTER.unit);
  $('poster').replaceChildren(through(sheet.view, paper, () => sheetSvg(sheet, 'box')));
}

/** A name for a file: the title, the view or table and the date, in plain letters. */
function fileName(ending, what = word(`view-${state.view}`)) {
  const parts = [say(data.title), what, data.asOf ?? ''];
  const name = parts.map((part) => fold(part).replaceAll(' ', '-')).filter(Boolean).join('-');
  return `${name.slice(0, 120) || 'alliances'}.${ending}`;
}

/** Give the reader a file. */
function hand(blob, name) {
  const link = el('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  tell(word('saved', { name }));
}

const EXPORTS = {
  png: () => pngCanvas().toBlob((blob) => hand(blob, fileName('png')), 'image/png'),
  csv: () => hand(new Blob([tableCsv()], { type: 'text/csv' }), fileName('csv', tableName(state.table))),
  print: () => window.print(),
  svg: () => hand(new Blob([svgText()], { type: 'image/svg+xml' }), fileName('svg')),
};

let telling = 0;

/** Say what was done, for a while. */
function tell(text) {
  clearTimeout(telling);
  $('said').textContent = text;
  telling = setTimeout(() => { $('said').textContent = ''; }, 6000);
}

/** Open or close the menu. */
function showExports(isOpen) {
  $('export-list').hidden = !isOpen;
  $('export').setAttribute('aria-expanded', String(isOpen));
}

function startExports() {
  window.addEventListener('beforeprint', hangPoster);
  window.addEventListener('afterprint', () => $('poster').replaceChildren());
  matchMedia('print').addEventListener('change', ({ matches }) => matches && hangPoster());
  const menu = $('exports');
  $('export').addEventListener('click', () => showExports($('export-list').hidden));
  $('export-list').addEventListener('click', ({ target }) => {
    const asked = target.closest('button')?.dataset.export;
    if (!asked) return;
    showExports(false);
    $('export').focus();
    EXPORTS[asked]();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) showExports(false);
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || $('export-list').hidden) return;
    event.stopPropagation();
    showExports(false);
    $('export').focus();
  });
  document.addEventListener('pointerdown', ({ target }) => menu.contains(target) || showExports(false));
}
