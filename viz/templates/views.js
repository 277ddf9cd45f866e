// The views: each is a way to stand (an arrangement) and a way to look at the same content.

/** A view whose actors stand in groups: the lines recede behind them. */
function grouped(arrangement) {
  return {
    arrangement,
    enter: () => ({ strokes: new Set(['potential']) }),
    weight: () => 0.5,
    panel: () => groupsPanel(arrangement),
  };
}

/**
 * A view: `arrangement` names the positions, `enter` gives the changes to the state when the view
 * is chosen, `keep` narrows what the filters left, `weight` says how strongly a line is drawn
 * (1 as usual), `ownLines` that the view draws the lines itself while nothing is selected, `focus`
 * what stays bright then, `covers` how much of the drawing an important name may cover, `controls`
 * what stands in the bar over the map, `panel` what is read beside it when nothing is selected.
 * Of what lies under the points `under` paints it, `titles` names it, `corners` are what of it must
 * be in sight, and `ground` tells what of it is at a point. Each may be absent.
 *
 * Where positions depend on the state, `places` gives them; `notes` are written beside the points,
 * `named` are the actors whose names come first. `stroke` gives alliances another line than that of
 * their stage, `strokes` and `legend` are these lines and what they are called together; `columns`
 * is what a table gains and `sorted` its order. `isComparing` asks for a second date, `pick` says
 * what choosing an actor in the main box leads to, `isTold` keeps the panel beside the table too. `said`
 * is what a picture to take away says of the view's own choices.
 *
 * A view of very many actors does not draw each: `holds` tells which points it does, `scaleOf`
 * their size against the usual one, and `over` paints what stands for the others. `reveal` changes
 * the state so that what is selected is seen, `aim` gives the corners to go to then, and `nearest`
 * is the scale beyond which one does not come.
 */
const VIEWS = {
  existing: { enter: () => ({ strokes: new Set(['potential']) }) },
  potential: {
    enter: () => ({ strokes: new Set() }),
    focus: () => aroundPotentials(),
    panel: () => potentialsPanel(),
  },
  catalysts: catalystView,
  territory: grouped('territory'),
  theme: grouped('theme'),
  communities: communitiesView,
  carte: CARTE,
  compare: compareView,
  around: aroundView,
  path: pathView,
};

/** What a view switches off at first: the same wherever it is entered. */
const presetOf = (name) => VIEWS[name]?.enter?.() ?? {};

const offered = data.views.filter((name) => Object.hasOwn(VIEWS, name));
const currentView = () => VIEWS[state.view] ?? VIEWS.existing;

/** The groups drawn under the points in this view. */
const groupsNow = () => data.arrangements[currentView().arrangement]?.groups ?? [];

let placed = null; // the places that the view gave, where they depend on the state

/** The actors that this view sets apart, and the word that says why. */
function asideNow() {
  if (placed) return { aside: [], reason: 'isolates' };
  const made = data.arrangements[currentView().arrangement];
  return made ? { aside: made.aside ?? [], reason: 'aside' } : { aside: data.isolates, reason: 'isolates' };
}

/** Where every point stands in this view, by its id, and its size. */
function placesNow() {
  placed = currentView().places?.() ?? null;
  if (placed) return placed;
  const { xy, scale = 1 } = data.arrangements[currentView().arrangement] ?? {};
  const { scaleOf = () => scale } = currentView();
  return [...home].map(([id, { x, y, size }], k) =>
    ({ id, x: xy ? xy[k][0] : x, y: xy ? xy[k][1] : y, size: size * scaleOf(id) }));
}

/** Those whom the suggestions would join. */
function aroundPotentials() {
  const links = [...shownNow.potentials].map((k) => `p${k}`);
  return { points: new Set(links.flatMap(pointsOf)), links: new Set(links), isSoft: true };
}

/** Choose a view: where points stand and what is shown; and what it is about, if that is known. */
function enterView(name, about = {}) {
  update({ view: name, selected: null, sheet: '', open: new Set(), ...presetOf(name), ...about });
  fit(0);
}

function showViews() {
  renew($('views'), offered.map((name) => el('button', {
    type: 'button', id: `view-${name}`, 'aria-pressed': String(state.view === name),
    title: word(`view-${name}-title`), onclick: () => enterView(name),
  }, word(`view-${name}`))));
  $('views').hidden = offered.length < 2;
  $(`view-${state.view}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  renew($('controls'), currentView().controls?.() ?? []);
}
