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
 * bar over the map, `panel` what is read beside it when nothing is selected. Each may be absent.
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
};

/** What a view switches off at first: the same wherever it is entered. */
const presetOf = (name) => VIEWS[name]?.enter?.() ?? {};

const offered = data.views.filter((name) => Object.hasOwn(VIEWS, name));
const currentView = () => VIEWS[state.view] ?? VIEWS.existing;

/** The groups drawn under the points in this view. */
const groupsNow = () => data.arrangements[currentView().arrangement]?.groups ?? [];

/** Where every point stands in this view, by its id. */
function placesNow() {
  const xy = data.arrangements[currentView().arrangement]?.xy;
  return [...home].map(([id, { x, y }], k) => (xy ? { id, x: xy[k][0], y: xy[k][1] } : { id, x, y }));
}

/** Those whom the suggestions would join. */
function aroundPotentials() {
  const links = [...shownNow.potentials].map((k) => `p${k}`);
  return { points: new Set(links.flatMap(pointsOf)), links: new Set(links), isSoft: true };
}

/** Choose a view: where points stand and what is shown. */
function enterView(name) {
  update({ view: name, selected: null, sheet: '', ...presetOf(name) });
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
