// The legend, which is also where one filters.

/** One line of the legend: a box to tick, the sign, its meaning, its count. */
function legendLine(group, name, icon, text, count) {
  const onchange = (event) => {
    const off = new Set(state[group]);
    if (event.target.checked) off.delete(name);
    else off.add(name);
    update({ [group]: off });
  };
  const box = el('input', { type: 'checkbox', id: `${group}-${name}`, onchange });
  box.checked = !state[group].has(name);
  return el(
    'label', { class: 'row', for: box.id }, box, icon,
    el('span', { class: 'what' }, text), el('span', { class: 'count' }, number(count ?? 0)),
  );
}

function showLegend() {
  const counts = legendCounts();
  renew($('sectors'), Object.keys(data.marks).map((name) =>
    legendLine('sectors', name, markIcon(name), sectorName(name), counts.sectors.get(name))));
  const used = currentView().strokes
    ?? Object.keys(data.strokes).filter((name) => counts.strokes.get(name) || isUsed(name));
  renew($('strokes'), used.map((name) =>
    legendLine('strokes', name, strokeIcon(name), say(data.strokes[name].label), counts.strokes.get(name))));
  showSizes();
  $('strokes-title').textContent = word(currentView().legend ?? 'strokes');
  $('reset').disabled = !isNarrowed();
}

const isUsed = (name) =>
  name === 'potential' ? potentials.length > 0 : alliances.some(({ stroke }) => stroke === name);

/** One choice, with the number of alliances that it keeps. */
const choice = (value, text, n) =>
  el('option', { value }, word('group', { name: text, count: number(n ?? 0) }));

/** The themes, narrower ones set in under broader ones. */
function themeOptions(counts) {
  const slugs = Object.keys(concepts.theme);
  const under = (broader, depth) => slugs
    .filter((slug) => (concepts.theme[slug].broader ?? null) === broader)
    .flatMap((slug) => [
      choice(slug, `${'\u2003'.repeat(depth)}${capital(label('theme', slug))}`, counts.get(slug)),
      ...under(slug, depth + 1),
    ]);
  return [el('option', { value: '' }, word('all-themes')), ...under(null, 0)];
}

const usedPlaces = new Set(data.reach.places.flat());

/** The territories that hold something, by kind. */
function placeOptions(counts) {
  const used = territories.map((_, p) => p).filter((p) => usedPlaces.has(p));
  const kinds = [...new Set(used.map((p) => say(territories[p].kind)))];
  const size = (kind) => used.filter((p) => say(territories[p].kind) === kind).length;
  const group = (kind) => el(
    'optgroup', { label: kind },
    ...used.filter((p) => say(territories[p].kind) === kind)
      .sort((a, b) => byName(placeName(a), placeName(b)))
      .map((p) => choice(p, placeName(p), counts.get(p))),
  );
  kinds.sort((a, b) => size(a) - size(b) || byName(a, b));
  return [el('option', { value: '' }, word('all-territories')), ...kinds.map(group)];
}

const usedSources = [...new Set([...actors, ...alliances].flatMap(({ sources = [] }) => sources))];
const sourceTitle = (s) => data.sources[s].title;

/** The sources that something comes from. */
function sourceOptions(counts) {
  const sorted_ = [...usedSources].sort((a, b) => byName(sourceTitle(a), sourceTitle(b)));
  return [
    el('option', { value: '' }, word('all-sources')),
    ...sorted_.map((s) => choice(s, cutTo(sourceTitle(s), 60), counts.get(s))),
  ];
}

function showChoices() {
  const counts = choiceCounts();
  $('theme').replaceChildren(...themeOptions(counts.theme));
  $('place').replaceChildren(...placeOptions(counts.place));
  $('source').replaceChildren(...sourceOptions(counts.source));
  for (const id of CHOICES) $(id).value = state[id];
}

/** Leave every filter, and go back to the date of the map. */
const showAll = () =>
  update({ theme: '', place: '', source: '', day: '', sectors: new Set(), strokes: new Set(), ...presetOf(state.view) });

function startLegend() {
  $('theme').addEventListener('change', (event) => update({ theme: event.target.value }));
  $('size').addEventListener('change', ({ target }) => update({ size: target.value }));
  for (const id of ['place', 'source']) $(id).addEventListener('change', ({ target }) =>
    update({ [id]: target.value === '' ? '' : Number(target.value) }));
  $('reset').addEventListener('click', () => {
    showAll();
    $('theme').focus();
  });
}
