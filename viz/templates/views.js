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
 * (1 as usual), `focus` what stays bright when nothing is selected, `controls` what stands in the
 * bar over the map, `panel` what is read beside it when nothing is selected, `list` its name.
 * A view may draw something else for many points at once: `holds` tells which points it draws one
 * by one, `scaleOf` their size against the usual one, `under` and `over` paint the rest, `titles`
 * name it, `ground` tells what of it is at a point, `corners` are what must be in sight, `reveal`
 * changes the state so that what is selected is seen, `aim` gives the corners to go to then, and
 * `nearest` is the scale beyond which one does not come. Each may be absent.
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
};

/** What a view switches off at first: the same wherever it is entered. */
const presetOf = (name) => VIEWS[name]?.enter?.() ?? {};

const offered = data.views.filter((name) => Object.hasOwn(VIEWS, name));
const currentView = () => VIEWS[state.view] ?? VIEWS.existing;

/** The groups drawn under the points in this view. */
const groupsNow = () => data.arrangements[currentView().arrangement]?.groups ?? [];

/** Where every point stands in this view, by its id. */
function placesNow() {
  const { arrangement, scaleOf = () => 1 } = currentView();
  const xy = data.arrangements[arrangement]?.xy;
  return [...home].map(([id, { x, y, size }], k) =>
    ({ id, x: xy ? xy[k][0] : x, y: xy ? xy[k][1] : y, size: size * scaleOf(id) }));
}

/** Those whom the suggestions would join. */
function aroundPotentials() {
  const links = [...shownNow.potentials].map((k) => `p${k}`);
  return { points: new Set(links.flatMap(pointsOf)), links: new Set(links), isSoft: true };
}

/** Choose a view: where points stand and what is shown. */
function enterView(name) {
  update({ view: name, selected: null, sheet: '', open: new Set(), ...presetOf(name) });
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
