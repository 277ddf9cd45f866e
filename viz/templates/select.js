// Which actors, alliances and suggestions the filters keep, and who stands next to whom.

const partiesOf = alliances.map((a) => [...new Set((a.parties ?? []).map(([actor]) => actor))]);
const alliancesOf = actors.map(() => []);
partiesOf.forEach((parties, j) => parties.forEach((i) => alliancesOf[i].push(j)));
const potentialsOf = actors.map(() => []);
potentials.forEach(({ a, b }, k) => [a, b].forEach((i) => potentialsOf[i].push(k)));

const reach = {
  themes: data.reach.themes.map((slugs) => new Set(slugs)),
  places: data.reach.places.map((places) => new Set(places)),
};

/** The test that theme, territory and source ask for: looked up, never worked out here. */
function matcher({ theme, place, source }) {
  return ({ about, at, sources = [] }) =>
    (!theme || reach.themes[about].has(theme)) && (place === '' || reach.places[at].has(place))
    && (source === '' || sources.includes(source));
}

/** The test whether an actor is what one filter asks for, by what it is or by an alliance. */
function concernedBy(choice, value) {
  const fits = matcher({ theme: '', place: '', source: '', [choice]: value });
  return (i) => fits(actors[i]) || alliancesOf[i].some((j) => isThere(j) && fits(alliances[j]));
}

/**
 * What the filters keep: actors by their own right, or because a kept alliance needs them. Of a
 * suggestion both are of the theme and one is of the place, as `alliances suggest` has it.
 */
function filtered(filters) {
  const fits = matcher(filters);
  const isOn = (i) => !filters.sectors.has(actors[i].sector);
  const seen = { actors: new Set(), alliances: new Set(), potentials: new Set() };
  actors.forEach((actor, i) => isOn(i) && fits(actor) && seen.actors.add(i));
  alliances.forEach((alliance, j) => {
    const parties = partiesOf[j].filter(isOn);
    if (!isThere(j) || filters.strokes.has(alliance.stroke) || parties.length < 2 || !fits(alliance)) return;
    seen.alliances.add(j);
    parties.forEach((i) => seen.actors.add(i));
  });
  const [ofTheme, ofPlace, ofSource] = ['theme', 'place', 'source'].map((choice) => concernedBy(choice, filters[choice]));
  if (!filters.strokes.has('potential') && !state.day) potentials.forEach(({ a, b }, k) => {
    const isAsked = ofTheme(a) && ofTheme(b) && [ofPlace, ofSource].every((of) => of(a) || of(b));
    if (!isOn(a) || !isOn(b) || !isAsked) return;
    seen.potentials.add(k);
    seen.actors.add(a).add(b);
  });
  return seen;
}

/** What stays visible: what the filters keep, and of it what the view does. */
function visible(filters) {
  const seen = filtered(filters);
  return currentView().keep?.(seen) ?? seen;
}

const isFiltered = () => Boolean(state.theme || state.place !== '' || state.source !== '' || !isPreset());

/** Whether the map could show more: a filter is on, or it stands at an earlier date. */
const isNarrowed = () => isFiltered() || Boolean(state.day);

/** How many things each line of the legend stands for, the other filters being as they are. */
function legendCounts() {
  const bySector = visible({ ...state, sectors: new Set() });
  const byStroke = visible({ ...state, strokes: new Set() });
  return {
    sectors: tally([...bySector.actors].map((i) => actors[i].sector)),
    strokes: tally([...byStroke.alliances].map((j) => alliances[j].stroke))
      .set('potential', byStroke.potentials.size),
  };
}

/** How many alliances each theme, territory and source has, the other filters being as they are. */
function choiceCounts() {
  const of = (choice, keys) =>
    tally([...filtered({ ...state, [choice]: '' }).alliances].flatMap((j) => keys(alliances[j])));
  return {
    theme: of('theme', ({ about }) => [...reach.themes[about]]),
    place: of('place', ({ at }) => [...reach.places[at]]),
    source: of('source', ({ sources = [] }) => sources),
  };
}

/** The points and links to keep bright when something is selected; nothing: all of them. */
function surroundings(selected) {
  if (!selected) return currentView().focus?.() ?? null;
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
  return [...new Set(alliancesOf[i].filter(isThere).flatMap((j) => partiesOf[j]))].filter((k) => k !== i);
}

let shownNow = null; // what is visible, see show()
