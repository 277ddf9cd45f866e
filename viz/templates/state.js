// What the reader chose, kept in the address so that a link reopens the same picture.

const state = {
  lang: data.lang,
  selected: null, // 'a12' an actor, 'e5' an alliance, 'p3' a suggestion; in the address, its key
  sectors: new Set(), // those switched off
  strokes: new Set(),
  theme: '',
  place: '',
  source: '',
  view: data.views[0], // a way to look, see views.js
  day: '', // one of the steps; nothing is the date of the map
  before: '', // the first of two dates compared; nothing is a year before the day
  centre: '', // the actor in the middle of the view "around", and how many steps are shown
  steps: 2,
  from: '', // the ends of the ways shown in the view "path"
  to: '',
  open: new Set(), // the communities that are open, with all that hold them
  sides: ['', ''], // whom the catalysts shall link: 'sector:…' or 'theme:…'
  form: 'map', // or 'table', the same as text
  table: 'actors',
  size: data.sizes.measures[0].name, // what the marks are sized by
  sheet: '', // the sheet open on a narrow screen
};

const byKey = (list, kind) => new Map(list.map(({ key }, i) => [key, `${kind}${i}`]));
const actorByKey = byKey(actors, 'a');
const indexOf = (key) => (actorByKey.has(key) ? Number(actorByKey.get(key).slice(1)) : '');
const keyOf = (i) => (i === '' ? '' : actors[i].key);
const linkByKey = new Map([...byKey(alliances, 'e'), ...byKey(potentials, 'p')]);

/** Whether what is switched off is what the view itself switches off. */
function isPreset() {
  const off = presetOf(state.view).strokes ?? new Set();
  return !state.sectors.size && off.size === state.strokes.size && [...off].every((name) => state.strokes.has(name));
}

/** What a view is about, for the address. */
const aboutOf = (view) => ({
  compare: { before: state.before },
  around: { around: keyOf(state.centre), steps: state.steps === 2 ? '' : String(state.steps) },
  path: { from: keyOf(state.from), to: keyOf(state.to) },
}[view] ?? {});

/** The address part for the state; what is as at the start is left out. */
function toHash() {
  const { lang, selected, sectors, strokes, theme, place, source, size, view, form, day, sides, open } = state;
  const key = selected ? { a: actors, e: alliances, p: potentials }[selected[0]][Number(selected.slice(1))].key : '';
  const isActor = selected?.startsWith('a');
  const parts = {
    actor: isActor ? key : '',
    link: isActor ? '' : key,
    without: isPreset() ? '' : [...sectors, ...strokes].join(',') || 'none',
    theme,
    place: place === '' ? '' : territories[place].key,
    source: source === '' ? '' : data.sources[source].key,
    size: size === measures[0].name ? '' : size,
    lang: lang === data.lang ? '' : lang,
    view: view === data.views[0] && !data.start ? '' : view,
    day,
    ...aboutOf(view),
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
  const asked = new URLSearchParams(hash.replace(/^#/, '') || data.start);
  const view = offered.includes(asked.get('view')) ? asked.get('view') : offered[0];
  const preset = [...(presetOf(view).strokes ?? [])].join(',');
  const off = (asked.get('without') ?? preset).split(',');
  const [place, source] = [[territories, 'place'], [data.sources, 'source']].map(([list, name]) =>
    list.findIndex(({ key }) => key === asked.get(name)));
  const theme = asked.get('theme') ?? '';
  return {
    lang: LANGS.includes(asked.get('lang')) ? asked.get('lang') : data.lang,
    selected: selectedFrom(asked),
    sectors: new Set(off.filter((name) => Object.hasOwn(data.marks, name))),
    strokes: new Set(off.filter((name) => Object.hasOwn(data.strokes, name))),
    theme: Object.hasOwn(concepts.theme, theme) ? theme : '',
    place: place < 0 ? '' : place,
    source: source < 0 ? '' : source,
    size: (measures.find(({ name }) => name === asked.get('size')) ?? measures[0]).name,
    view,
    open: openFrom(view === 'communities' ? asked.get('open') : ''),
    day: dayFrom(asked.get('day')),
    before: asked.has('before') ? dayFrom(asked.get('before')) : '',
    centre: indexOf(asked.get('around')),
    steps: ['1', '2', '3'].includes(asked.get('steps')) ? Number(asked.get('steps')) : 2,
    from: indexOf(asked.get('from')),
    to: indexOf(asked.get('to')),
    sides: [0, 1].map((k) => (asked.get('sides') ?? '').split(',')[k] ?? '').map((side) => (isSide(side) ? side : '')),
    table: presetOf(view).table ?? 'actors',
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
