// Everything together: what to show again when the state changes.

const CHOICES = ['theme', 'place', 'source'];
const FILTERS = ['sectors', 'strokes', ...CHOICES, 'day', 'before', 'centre', 'steps', 'from', 'to'];

function showWords() {
  document.documentElement.lang = state.lang;
  document.title = say(data.title);
  $('title').textContent = say(data.title);
  $('licence').textContent = say(data.licence);
  document.querySelectorAll('[data-word]').forEach((e) => { e.textContent = word(e.dataset.word); });
  document.querySelectorAll('[data-label]').forEach((e) => {
    e.setAttribute('aria-label', word(e.dataset.label));
    if (e.tagName === 'BUTTON') e.title = word(e.dataset.label);
  });
  $('search').placeholder = word('search');
  $('language').lang = state.lang === 'fr' ? 'en' : 'fr';
  $('language').title = word('language-title');
}

/** How much of each there is, and how much of it the filters keep. */
function summaryText() {
  const part = (name, all) => {
    const n = shownNow[name].size;
    return n === all.length ? word(name, { n }) : `${number(n)} / ${word(name, { n: all.length })}`;
  };
  const counts = [part('actors', actors), part('alliances', alliances)];
  if (!presetOf(state.view).strokes?.has('potential') || shownNow.potentials.size) counts.push(part('potentials', potentials));
  const date = today() ? [word('as-of', { date: fullDay(today()) })] : [];
  return [...counts, ...date].join(' · ');
}

function showForm() {
  const isTable = state.form === 'table';
  $('app').dataset.form = state.form;
  $('app').dataset.view = state.view;
  $('app').classList.toggle('told', Boolean(currentView().isTold));
  $('app').dataset.sheet = state.sheet;
  for (const id of ['map', 'zoom']) $(id).inert = isTable;
  document.querySelectorAll('#forms button').forEach((button) =>
    button.setAttribute('aria-pressed', String(button.dataset.form === state.form)));
  $('app').classList.toggle('chosen', Boolean(state.selected));
  $('dock').querySelector('[data-sheet="panel"]').textContent = word(
    state.selected ? 'details' : currentView().panel ? `view-${state.view}` : 'catalysts',
  );
  const current = isTable && !state.sheet ? 'table' : state.sheet;
  document.querySelectorAll('#dock button').forEach((button) =>
    button.setAttribute('aria-pressed', String(button.dataset.sheet === current)));
}

/** Change the state so that what is selected is seen; return what was changed. */
function reveal() {
  const changes = (state.selected && currentView().reveal?.(state.selected)) || {};
  Object.assign(state, changes);
  return Object.keys(changes);
}

/** Show again what depends on the parts of the state that changed. */
function show(asked, isTravel) {
  const changed = [...asked, ...(asked.includes('selected') ? reveal() : [])];
  const has = (...keys) => keys.some((key) => changed.includes(key));
  if (has('view', 'day', 'before')) goBackTo(state.day);
  if (has('view', ...FILTERS)) shownNow = visible(state);
  if (has('lang')) showWords();
  if (has('size')) resize();
  if (has('lang', 'view', 'size', ...FILTERS)) { showLegend(); showChoices(); $('summary').textContent = summaryText(); }
  if (has('view', 'size', 'open') || (currentView().places && has(...FILTERS))) stand();
  if (has('lang', 'view', 'sides', 'centre', 'steps', 'from', 'to', 'open')) showViews();
  if (has('lang', 'view', 'day', 'before')) showTime();
  if (has('lang', 'view', 'sides', 'size', 'open', 'selected', ...FILTERS)) { redraw(); showPanel(); }
  if (has('lang', 'form', 'table', 'size', ...FILTERS)) showTables();
  showForm();
  const isCovered = has('sheet') && state.sheet === 'panel' && covered();
  if ((state.selected && (isTravel || isCovered)) || (isCovered && focus?.leads)) travel();
  else if (isCovered) fit();
  else if (has('sectors', ...CHOICES) || (currentView().places && has(...FILTERS))) fitOnceSeen(playing ? 0 : 350);
  else if (isFitDue && state.form === 'map') fitOnceSeen(0);
  else if (isSqueezed && has('sheet')) (focus?.leads ? travel : fit)();
  if (has('sheet')) isSqueezed = Boolean(isCovered && !state.selected);
}

let isSqueezed = false; // all that is shown stands in what an open sheet leaves of the map
let isFitDue = false; // what is shown changed while the table stood in the map's place

/** See everything that is shown, at once or when the map, which may then be of another width, is back. */
function fitOnceSeen(duration) {
  isFitDue = state.form === 'table';
  if (!isFitDue) fit(duration);
}

/** Light, dark, or as the device says: each press turns to the other one. */
function turnAppearance() {
  document.documentElement.dataset.theme = colours.isDark ? 'light' : 'dark';
  readColours();
  redraw();
}

function startButtons() {
  $('language').addEventListener('click', () => update({ lang: state.lang === 'fr' ? 'en' : 'fr' }));
  $('appearance').addEventListener('click', turnAppearance);
  $('skip').addEventListener('click', (event) => {
    event.preventDefault();
    update({ form: 'table' });
    $('tables').querySelector('button').focus();
  });
  $('forms').addEventListener('click', ({ target }) => {
    if (target.dataset.form) update({ form: target.dataset.form, sheet: '' });
  });
  $('zoom').addEventListener('click', ({ target }) => {
    const zoom = target.closest('button')?.dataset.zoom;
    if (zoom === 'fit') fit();
    else if (zoom) zoomBy(zoom === 'in' ? 1.4 : 1 / 1.4);
  });
  $('filters').querySelector('[data-close]').addEventListener('click', closeSheet);
  $('dock').addEventListener('click', ({ target }) => {
    const { sheet } = target.dataset;
    if (sheet === 'table') update({ form: 'table', sheet: '' });
    else if (sheet === '') update({ form: 'map', sheet: '' });
    else if (sheet) openSheet(sheet);
  });
}

/** Open a sheet of the narrow screen, and read on in it. */
function openSheet(sheet) {
  cameFrom = document.activeElement;
  update({ sheet });
  $(`${sheet}-title`).focus();
}

function closeSheet() {
  update({ sheet: '' });
  placeBefore().focus();
}

function onKey(event) {
  if (event.key !== 'Escape' || event.target.type === 'search') return;
  if (state.sheet || state.selected) leave();
}

Object.assign(state, fromHash(location.hash));
goBackTo(state.day);
shownNow = visible(state);
start();
startSearch();
startTime();
startLegend();
startButtons();
startExports();
show(['lang', 'size', 'view', 'sides', 'form', 'selected', ...FILTERS], false);
fit(0);
if (currentView().aim?.()) travel(0);
document.addEventListener('keydown', onKey);
window.addEventListener('hashchange', () => {
  const asked = fromHash(location.hash);
  if (playing) stop();
  Object.assign(state, asked);
  show(Object.keys(asked), true);
});
let widthSeen = window.innerWidth;
window.addEventListener('resize', () => {
  if (window.innerWidth === widthSeen) return;
  widthSeen = window.innerWidth;
  if (currentView().places) stand();
  showTime();
  fit(0);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readColours(); redraw(); });

// For tests and for those who write their own views: what is drawn, to read only.
window.alliancesMap = {
  network, state, data, edges: edgeSet, nodes: nodeSet, names: () => written, asOf, days, goTo, bendOf,
  chains: (a, b) => chainsBetween(makeWeb(visible(state), state.day), a, b),
};
