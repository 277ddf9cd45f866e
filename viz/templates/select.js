// Which actors, alliances and suggestions the filters keep, and who stands next to whom.

const partiesOf = alliances.map((a) => [...new Set((a.parties ?? []).map(([actor]) => actor))]);
const alliancesOf = actors.map(() => []);
partiesOf.forEach((parties, j) => parties.forEach((i) => alliancesOf[i].push(j)));
const potentialsOf = actors.map(() => []);
potentials.forEach(({ a, b }, k) => [a, b].forEach((i) => potentialsOf[i].push(k)));

/** Whether a theme is the one asked, or one of its narrower ones. */
function isTheme(slug, asked) {
  for (let s = slug; s; s = concepts.theme[s]?.broader) if (s === asked) return true;
  return false;
}

/** Whether a territory is the one asked, or lies within it in any hierarchy. */
function isWithin(place, asked, seen = new Set()) {
  if (place === asked) return true;
  if (seen.has(place)) return false;
  seen.add(place);
  return territories[place].within.some((up) => isWithin(up, asked, seen));
}

/** The test of themes and territories that a choice of filters asks for. */
function matcher({ theme, place }) {
  const themed = (list) => !theme || list.some((slug) => isTheme(slug, theme));
  const placed = (list) => place === '' || list.some((p) => isWithin(p, place));
  const own = (list, parties, field) =>
    list?.length ? list : parties.flatMap((i) => actors[i][field] ?? []);
  return {
    actor: (i) => themed(actors[i].themes ?? []) && placed(actors[i].seat ?? []),
    alliance: (j) =>
      themed(own(alliances[j].themes, partiesOf[j], 'themes')) &&
      placed(own(alliances[j].places, partiesOf[j], 'seat')),
  };
}

/** What stays visible: actors by their own right, or because a visible alliance needs them. */
function visible(filters) {
  const fits = matcher(filters);
  const isOn = (i) => !filters.sectors.has(actors[i].sector);
  const seen = { actors: new Set(), alliances: new Set(), potentials: new Set() };
  actors.forEach((_, i) => isOn(i) && fits.actor(i) && seen.actors.add(i));
  const own = new Set(seen.actors);
  alliances.forEach(({ stroke }, j) => {
    const parties = partiesOf[j].filter(isOn);
    if (filters.strokes.has(stroke) || parties.length < 2 || !fits.alliance(j)) return;
    seen.alliances.add(j);
    parties.forEach((i) => seen.actors.add(i));
  });
  if (filters.strokes.has('potential')) return seen;
  potentials.forEach(({ a, b }, k) => {
    if (!isOn(a) || !isOn(b) || !(own.has(a) || own.has(b))) return;
    seen.potentials.add(k);
    seen.actors.add(a).add(b);
  });
  return seen;
}

const isFiltered = () =>
  Boolean(state.theme || state.place !== '' || state.sectors.size || state.strokes.size);

/** How many things each line of the legend stands for, the other filters being as they are. */
function legendCounts() {
  const tally = (list) => list.reduce((sum, key) => ({ ...sum, [key]: (sum[key] ?? 0) + 1 }), {});
  const bySector = visible({ ...state, sectors: new Set() });
  const byStroke = visible({ ...state, strokes: new Set() });
  return {
    sectors: tally([...bySector.actors].map((i) => actors[i].sector)),
    strokes: {
      ...tally([...byStroke.alliances].map((j) => alliances[j].stroke)),
      potential: byStroke.potentials.size,
    },
  };
}

/** The points and links to keep bright when something is selected; nothing: all of them. */
function surroundings(selected) {
  if (!selected) return null;
  const index = Number(selected.slice(1));
  const links = {
    a: () => [
      ...alliancesOf[index].filter((j) => shownNow.alliances.has(j)).map((j) => `e${j}`),
      ...potentialsOf[index].filter((k) => shownNow.potentials.has(k)).map((k) => `p${k}`),
    ],
    e: () => [selected],
    p: () => [selected],
  }[selected[0]]();
  const points = links.flatMap((link) => pointsOf(link));
  return { points: new Set([selected, ...points]), links: new Set(links) };
}

function pointsOf(link) {
  const index = Number(link.slice(1));
  if (link[0] === 'p') return [`a${potentials[index].a}`, `a${potentials[index].b}`];
  return [...partiesOf[index].map((i) => `a${i}`), `h${index}`];
}

/** The distinct partners of an actor. */
function partnersOf(i) {
  return [...new Set(alliancesOf[i].flatMap((j) => partiesOf[j]))].filter((k) => k !== i);
}

let shownNow = visible(state);
