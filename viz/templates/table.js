// The same content as text: for the keyboard, for screen readers, for those who prefer lists.

const names = (indices) => el('ul', { class: 'plain' }, ...indices.map((i) => el('li', {}, actorButton(i))));
const sorted = {
  actors: ['ties', -1], alliances: ['date', -1], potentials: ['score', -1], catalysts: ['rank', 1],
};
const amountOf = (text) => Number((text ?? '').replace(/[^\d,.]/g, '').replace(',', '.')) || 0;

/** A column: key, heading, value to sort by, cell. */
const column = (key, heading, value, cell = value) => ({ key, heading, value, cell });

const COLUMNS = {
  actors: [
    column('name', 'name', (i) => shown(actors[i]), (i) => actorButton(i)),
    column('sector', 'sector', (i) => sectorName(actors[i].sector)),
    column('seat', 'seat', (i) => (actors[i].seat ?? []).map(placeName).join(', ')),
    ...(rings.length ? [column('community', 'community', (i) => ringName(crowd.inside[i]))] : []),
    column('themes', 'themes', (i) => labelsOf('theme', actors[i].themes).join(', ')),
    column('ties', 'alliances-title', (i) => actors[i].ties),
    column('partners', 'partners', (i) => partnersOf(i).length),
    column('potential', 'potential-count', (i) => potentialsOf[i].length),
  ],
  alliances: [
    column('title', 'alliance', (j) => alliances[j].title || word('alliance')),
    column('parties', 'parties', (j) => shown(actors[partiesOf[j][0]] ?? { name: '' }), (j) => names(partiesOf[j])),
    column('type', 'type', (j) => labelsOf('type', alliances[j].types).join(', ')),
    column('stage', 'stage', (j) => concepts.stage[alliances[j].stage].order ?? 0, (j) => stagePill(alliances[j])),
    column('date', 'date', (j) => lastDate(alliances[j]).find(Boolean) ?? '', (j) => period(...lastDate(alliances[j]))),
    column('amount', 'amount', (j) => amountOf(alliances[j].amount), (j) => alliances[j].amount ?? ''),
    column('source', 'source', (j) => (alliances[j].sources ?? []).map((s) => data.sources[s].title).join(', '),
      (j) => sourceList(alliances[j].sources ?? [], alliances[j].locator)),
  ],
  potentials: [
    column('a', 'first-actor', (k) => shown(actors[potentials[k].a]), (k) => actorButton(potentials[k].a)),
    column('b', 'second-actor', (k) => shown(actors[potentials[k].b]), (k) => actorButton(potentials[k].b)),
    column('score', 'reasons', (k) => potentials[k].score,
      (k) => el('ul', { class: 'reasons' }, ...potentials[k].reasons.map((reason) => el('li', {}, say(reason))))),
  ],
  catalysts: [
    column('name', 'name', (k) => shown(actors[data.catalysts[k].actor]), (k) => actorButton(data.catalysts[k].actor)),
    column('rank', 'rank-title', (k) => data.catalysts[k].rank),
    column('without', 'rank-without-title', (k) => data.catalysts[k].rank_without ?? '', (k) => data.catalysts[k].rank_without ?? ''),
    column('sentence', 'reasons', (k) => say(data.catalysts[k].sentence)),
  ],
};

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
  const [key, way] = sorted[name];
  const { value } = COLUMNS[name].find((c) => c.key === key);
  const keyed = keptOf(name).map((i) => [value(i), i]);
  return keyed.sort((a, b) => way * compare(a[0], b[0]) || a[1] - b[1]).map(([, i]) => i);
}

function heading(name, { key, heading: text }) {
  const [current, way] = sorted[name];
  const isSorted = current === key;
  const onclick = () => {
    sorted[name] = [key, isSorted ? -way : 1];
    showTables();
    $(`sort-${key}`).focus();
  };
  const button = el('button', { type: 'button', id: `sort-${key}`, onclick }, word(text),
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
  const columns = COLUMNS[name];
  const items = rowsOf(name);
  const body = el('tbody');
  const table = el(
    'table', { 'aria-rowcount': items.length + 1 },
    el('caption', { class: 'sr' }, tableName(name)),
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

function showTables() {
  const isTable = state.form === 'table';
  $('tables').hidden = !isTable;
  if (!isTable) return;
  const names_ = Object.keys(COLUMNS);
  $('tables').replaceChildren(
    el('div', { class: 'switch', role: 'group', 'aria-label': word('table') }, ...names_.map(tableTab)),
    el('div', { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': tableName(state.table) }, ...tableOf(state.table)),
  );
}
