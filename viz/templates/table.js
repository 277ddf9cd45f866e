// The same content as text: for the keyboard, for screen readers, for those who prefer lists.

const sorted = {
  actors: ['ties', -1], alliances: ['date', -1], potentials: ['score', -1], catalysts: ['rank', 1],
};
const wholes = { actors, alliances, potentials, catalysts: data.catalysts };

/** The columns of a table, with those that the view adds after the first one. */
const columnsOf = (name) =>
  [COLUMNS[name][0], ...(currentView().columns?.[name]?.() ?? []), ...COLUMNS[name].slice(1),
    ...(name === 'actors' ? measureColumns() : [])];

/** How tables are sorted: a view that adds columns has an order of its own. */
const sortedNow = (name) => (currentView().columns?.[name] ? currentView().sorted : sorted);

function compare(a, b) {
  return typeof a === 'number' ? a - b : byName(String(a), String(b));
}

/** What the tables hold: all that the reader's own filters keep, whatever the view shows first. */
const listed = () => (isPreset() ? visible({ ...state, strokes: new Set() }) : shownNow);

/** The things of a table that the filters keep. */
function keptOf(name) {
  if (name !== 'catalysts') return [...listed()[name]];
  return data.catalysts.map((_, k) => k).filter((k) => shownNow.actors.has(data.catalysts[k].actor));
}

/** The rows of a table, in the order asked. */
function rowsOf(name) {
  const [key, way] = sortedNow(name)[name];
  const { value } = columnsOf(name).find((c) => c.key === key) ?? COLUMNS[name][0];
  const keyed = keptOf(name).map((i) => [value(i), i]);
  return keyed.sort((a, b) => way * compare(a[0], b[0]) || a[1] - b[1]).map(([, i]) => i);
}

/** What stands over a column. */
const headingWords = ({ heading: key, title }) => (title ? title() : word(key));

function heading(name, column_) {
  const { key } = column_;
  const [current, way] = sortedNow(name)[name];
  const isSorted = current === key;
  const onclick = () => {
    sortedNow(name)[name] = [key, isSorted ? -way : 1];
    showTables();
    $(`sort-${key}`).focus();
  };
  const title = Object.hasOwn(data.words, `column-${key}`) ? word(`column-${key}`) : null;
  const button = el('button', { type: 'button', id: `sort-${key}`, title, onclick }, headingWords(column_),
    el('span', { class: 'arrow', 'aria-hidden': 'true' }, isSorted ? (way > 0 ? '▲' : '▼') : '↕'));
  const order = isSorted ? (way > 0 ? 'ascending' : 'descending') : null;
  return el('th', { scope: 'col', 'aria-sort': order }, button);
}

function cellOf(item, column_, isFirst) {
  const value = column_.cell(item);
  const isNumber = typeof value === 'number';
  const content = isNumber ? number(value) : value;
  return el(isFirst ? 'th' : 'td', { scope: isFirst ? 'row' : null, class: isNumber ? 'number' : `col-${column_.key}` }, content);
}

const tableName = (name) => word(name === 'catalysts' ? name : `${name}-title`);

const SLICE = 500; // rows made at once: ten thousand of them would stop the page for seconds

function tableOf(name) {
  const columns = columnsOf(name);
  const items = rowsOf(name);
  const body = el('tbody');
  const table = el(
    'table', { 'aria-rowcount': items.length + 1 },
    el('caption', { class: 'sr' }, word('table-caption', { name: tableName(name) })),
    el('thead', {}, el('tr', {}, ...columns.map((c) => heading(name, c)))),
    body,
  );
  return [table, ...sliced(body, items, (item) => el('tr', {}, ...columns.map((c, k) => cellOf(item, c, k === 0))))];
}

/** Add rows to a table; the next ones follow when one comes to the end of those that are there. */
function sliced(body, items, make) {
  let done = 0;
  const more = el('button', { type: 'button', class: 'more-rows', onclick: () => add() });
  const near = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && add(), { rootMargin: '600px' });
  const add = () => {
    body.append(...items.slice(done, done + SLICE).map(make));
    done = Math.min(done + SLICE, items.length);
    more.textContent = word('more-rows', { n: items.length - done });
    more.hidden = done === items.length;
  };
  add();
  near.observe(more);
  return [more];
}

function tableTab(name) {
  const onclick = () => { update({ table: name }); $(`tab-${name}`).focus(); };
  return el(
    'button',
    { type: 'button', id: `tab-${name}`, 'aria-pressed': String(state.table === name), onclick },
    name === 'catalysts' ? word('catalysts') : word(name, { n: listed()[name].size }),
  );
}

/** How many rows there are of how many, and a file of them. */
function tableBar(name) {
  const [n, all] = [keptOf(name).length, wholes[name].length];
  return el(
    'div', { class: 'table-bar' },
    el('p', { id: 'rows', role: 'status' }, word('rows', { n, all })),
    el('button', { type: 'button', id: 'csv', class: 'plain-button', onclick: () => EXPORTS.csv() }, word('export-csv')),
  );
}

/** The present table as a file that spreadsheets read, in the order shown. */
function tableCsv() {
  const columns = columnsOf(state.table);
  const rows = rowsOf(state.table).map((item) => columns.map(({ text }) => text(item)));
  return csvText([columns.map(headingWords), ...rows]);
}

function showTables() {
  const isTable = state.form === 'table';
  $('tables').hidden = !isTable;
  if (!isTable) return;
  const names_ = Object.keys(COLUMNS);
  renew($('tables'), [
    el('div', { class: 'switch', role: 'group', 'aria-label': word('table') }, ...names_.map(tableTab)),
    tableBar(state.table),
    el('div', { class: 'scroll', id: 'table-region', role: 'region', tabindex: 0, 'aria-label': tableName(state.table) }, ...tableOf(state.table)),
  ]);
}
