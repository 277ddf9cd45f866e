// What the reader chose, kept in the address so that a link reopens the same view.

const state = {
  lang: data.lang,
  selected: null, // 'a12' an actor, 'e5' an alliance, 'p3' a suggestion; in the address, its key
  sectors: new Set(), // those switched off
  strokes: new Set(),
  theme: '',
  place: '',
  view: 'map',
  table: 'actors',
  sheet: '', // the sheet open on a narrow screen
};

const byKey = (list, kind) => new Map(list.map(({ key }, i) => [key, `${kind}${i}`]));
const actorByKey = byKey(actors, 'a');
const linkByKey = new Map([...byKey(alliances, 'e'), ...byKey(potentials, 'p')]);

/** The address part for the state; what is as at the start is left out. */
function toHash() {
  const { lang, selected, sectors, strokes, theme, place, view } = state;
  const key = selected ? { a: actors, e: alliances, p: potentials }[selected[0]][Number(selected.slice(1))].key : '';
  const isActor = selected?.startsWith('a');
  const parts = {
    actor: isActor ? key : '',
    link: isActor ? '' : key,
    without: [...sectors, ...strokes].join(','),
    theme,
    place: place === '' ? '' : territories[place].key,
    lang: lang === data.lang ? '' : lang,
    view: view === 'map' ? '' : view,
  };
  const kept = Object.entries(parts).filter(([, value]) => value);
  return new URLSearchParams(kept).toString();
}

const selectedFrom = (asked) =>
  actorByKey.get(asked.get('actor')) ?? linkByKey.get(asked.get('link')) ?? null;

/** The state that an address asks for; what it names wrongly is ignored. */
function fromHash(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const off = (asked.get('without') ?? '').split(',');
  const place = territories.findIndex((territory) => territory.key === asked.get('place'));
  const theme = asked.get('theme') ?? '';
  return {
    lang: LANGS.includes(asked.get('lang')) ? asked.get('lang') : data.lang,
    selected: selectedFrom(asked),
    sectors: new Set(off.filter((name) => Object.hasOwn(data.marks, name))),
    strokes: new Set(off.filter((name) => Object.hasOwn(data.strokes, name))),
    theme: Object.hasOwn(concepts.theme, theme) ? theme : '',
    place: place < 0 ? '' : place,
    view: asked.get('view') === 'table' ? 'table' : 'map',
  };
}

/** Change the state, show it, and note it in the address. */
function update(changes, { isTravel = false } = {}) {
  Object.assign(state, changes);
  const hash = toHash();
  history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  show(Object.keys(changes), isTravel);
}
