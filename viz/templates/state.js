// What the reader chose, kept in the address so that a link reopens the same picture.

const state = {
  lang: data.lang,
  selected: null, // 'a12' an actor, 'e5' an alliance, 'p3' a suggestion; in the address, its key
  sectors: new Set(), // those switched off
  strokes: new Set(),
  theme: '',
  place: '',
  view: data.views[0], // a way to look, see views.js
  open: new Set(), // the communities that are open, with all that hold them
  sides: ['', ''], // whom the catalysts shall link: 'sector:…' or 'theme:…'
  form: 'map', // or 'table', the same as text
  table: 'actors',
  sheet: '', // the sheet open on a narrow screen
};

const byKey = (list, kind) => new Map(list.map(({ key }, i) => [key, `${kind}${i}`]));
const actorByKey = byKey(actors, 'a');
const linkByKey = new Map([...byKey(alliances, 'e'), ...byKey(potentials, 'p')]);

/** Whether what is switched off is what the view itself switches off. */
function isPreset() {
  const off = presetOf(state.view).strokes ?? new Set();
  return !state.sectors.size && off.size === state.strokes.size && [...off].every((name) => state.strokes.has(name));
}

/** The address part for the state; what is as at the start is left out. */
function toHash() {
  const { lang, selected, sectors, strokes, theme, place, view, form, sides, open } = state;
  const key = selected ? { a: actors, e: alliances, p: potentials }[selected[0]][Number(selected.slice(1))].key : '';
  const isActor = selected?.startsWith('a');
  const parts = {
    actor: isActor ? key : '',
    link: isActor ? '' : key,
    without: isPreset() ? '' : [...sectors, ...strokes].join(',') || 'none',
    theme,
    place: place === '' ? '' : territories[place].key,
    lang: lang === data.lang ? '' : lang,
    view: view === data.views[0] ? '' : view,
    form: form === 'map' ? '' : form,
    open: openKeys(open),
    sides: sides.some(Boolean) ? sides.join(',') : '',
  };
  const kept = Object.entries(parts).filter(([, value]) => value);
  return new URLSearchParams(kept).toString();
}

const selectedFrom = (asked) =>
  actorByKey.get(asked.get('actor')) ?? linkByKey.get(asked.get('link')) ?? null;

/** The state that an address asks for; what it names wrongly is ignored. */
function fromHash(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const view = offered.includes(asked.get('view')) ? asked.get('view') : offered[0];
  const preset = [...(presetOf(view).strokes ?? [])].join(',');
  const off = (asked.get('without') ?? preset).split(',');
  const place = territories.findIndex((territory) => territory.key === asked.get('place'));
  const theme = asked.get('theme') ?? '';
  return {
    lang: LANGS.includes(asked.get('lang')) ? asked.get('lang') : data.lang,
    selected: selectedFrom(asked),
    sectors: new Set(off.filter((name) => Object.hasOwn(data.marks, name))),
    strokes: new Set(off.filter((name) => Object.hasOwn(data.strokes, name))),
    theme: Object.hasOwn(concepts.theme, theme) ? theme : '',
    place: place < 0 ? '' : place,
    view,
    open: openFrom(view === 'communities' ? asked.get('open') : ''),
    sides: [0, 1].map((k) => (asked.get('sides') ?? '').split(',')[k] ?? '').map((side) => (isSide(side) ? side : '')),
    form: asked.get('form') === 'table' ? 'table' : 'map',
  };
}

/** Change the state, show it, and note it in the address. */
function update(changes, { isTravel = false } = {}) {
  Object.assign(state, changes);
  const hash = toHash();
  history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  show(Object.keys(changes), isTravel);
}
