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
  $('size-note').textContent = [word('size-note'), state.day ? word('size-day', { date: fullDay(data.asOf) }) : ''].join(' ');
  $('strokes-title').textContent = word(currentView().legend ?? 'strokes');
  $('reset').disabled = !isFiltered() && !state.day;
}

const isUsed = (name) =>
  name === 'potential' ? potentials.length > 0 : alliances.some(({ stroke }) => stroke === name);

/** The themes, narrower ones set in under broader ones. */
function themeOptions() {
  const slugs = Object.keys(concepts.theme);
  const under = (broader, depth) => slugs
    .filter((slug) => (concepts.theme[slug].broader ?? null) === broader)
    .flatMap((slug) => [
      el('option', { value: slug }, `${'\u2003'.repeat(depth)}${capital(label('theme', slug))}`),
      ...under(slug, depth + 1),
    ]);
  return [el('option', { value: '' }, word('all-themes')), ...under(null, 0)];
}

const usedPlaces = new Set(data.reach.places.flat());

/** The territories that hold something, by kind. */
function placeOptions() {
  const kept = territories.map((_, p) => p).filter((p) => usedPlaces.has(p));
  const kinds = [...new Set(kept.map((p) => say(territories[p].kind)))];
  const size = (kind) => kept.filter((p) => say(territories[p].kind) === kind).length;
  const group = (kind) => el(
    'optgroup', { label: kind },
    ...kept.filter((p) => say(territories[p].kind) === kind)
      .sort((a, b) => byName(placeName(a), placeName(b)))
      .map((p) => el('option', { value: p }, placeName(p))),
  );
  kinds.sort((a, b) => size(a) - size(b) || byName(a, b));
  return [el('option', { value: '' }, word('all-territories')), ...kinds.map(group)];
}

function showChoices() {
  $('theme').replaceChildren(...themeOptions());
  $('place').replaceChildren(...placeOptions());
  $('theme').value = state.theme;
  $('place').value = state.place;
}

function startLegend() {
  $('theme').addEventListener('change', (event) => update({ theme: event.target.value }));
  $('place').addEventListener('change', ({ target }) =>
    update({ place: target.value === '' ? '' : Number(target.value) }));
  $('reset').addEventListener('click', () => {
    update({ theme: '', place: '', day: '', sectors: new Set(), strokes: new Set(), ...presetOf(state.view) });
    $('theme').focus();
  });
}
