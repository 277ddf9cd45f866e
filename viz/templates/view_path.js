// The view "path": who can introduce one actor to another, as chains from left to right.

const STRIDE = 190; // length of a link
const LANE = 155; // from chain to chain
const NARROW = 560; // pixels under which chains go down, for names need width

const isAsked = () => state.from !== '' && state.to !== '' && state.from !== state.to;
const actorsOf = ({ steps }) => [steps[0].a, ...steps.map(({ b }) => b)];
const betweenOf = (chain) => actorsOf(chain).slice(1, -1);
const chainsNow = () => shownNow.chains ?? [];

/** Only the chains, found among what the filters left. */
function keepChains(seen) {
  if (!isAsked()) return seen;
  const chains = chainsBetween(makeWeb(seen, state.day), state.from, state.to);
  return {
    chains,
    actors: new Set([state.from, state.to, ...chains.flatMap(actorsOf)]),
    alliances: new Set(chains.flatMap(({ steps }) => steps.map(({ tie }) => tie.alliance)).filter((j) => j !== null)),
    potentials: new Set(),
  };
}

const isDown = () => $('map').clientWidth < NARROW;

/** The heights of the chains: a direct one is the line in the middle, the others around it. */
function lanesOf(chains) {
  const others = chains.filter((chain) => chain.steps.length > 1).length;
  const isDirect = others < chains.length;
  const heights = isDirect && others > 1 ? [-1, 1] : isDirect ? [-1] : chains.map((_, k) => k - (others - 1) / 2);
  let next = 0;
  return chains.map(({ steps }) => (steps.length > 1 ? heights[next++] * LANE : 0));
}

const middle = (points) => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});

/** Where the actors of the chains stand; one in several chains stands between its places. */
function chainSpots(chains) {
  const length = lengthOf(chains);
  const lanes = lanesOf(chains);
  const at = (along, lane) => (isDown() ? { x: lane, y: along * 0.6 } : { x: along, y: lane });
  const all = new Map([[state.from, [at(0, 0)]], [state.to, [at(length, 0)]]]);
  chains.forEach((chain, c) => betweenOf(chain).forEach((i, k) => {
    const spot = at(((k + 1) * length) / chain.steps.length, lanes[c]);
    all.set(i, [...(all.get(i) ?? []), spot]);
  }));
  return new Map([...all].map(([i, spots_]) => [`a${i}`, middle(spots_)]));
}

const lengthOf = (chains) => STRIDE * Math.max(2, ...chains.map(({ steps }) => steps.length));

/** Corners that leave room for the names around the chains. */
function chainCorners() {
  if (!isAsked()) return [];
  const { left, right, top, bottom } = boundsOf([...shownNow.actors].map((i) => spots.get(`a${i}`)));
  const [wide, high] = isDown() ? [60, 40] : [70, 60];
  return [{ x: left - wide, y: top - high }, { x: right + wide, y: bottom + high }];
}

/** The chains from left to right, their meeting points halfway. */
function placesOfChains() {
  if (!isAsked()) return null;
  const places = chainSpots(chainsNow());
  for (const j of shownNow.alliances) {
    const parties = partiesOf[j].filter((i) => shownNow.actors.has(i)).map((i) => places.get(`a${i}`));
    places.set(`h${j}`, middle(parties));
  }
  return [...home].map(([id, { x, y, size }]) => ({ id, x, y, size, ...places.get(id) }));
}

/** The distinct links of the chains. */
const linksNow = () => [...new Map(chainsNow().flatMap(({ steps }) => steps)
  .map((step) => [[step.a, step.b].sort().join(), step])).values()];

/** Memberships are no lines of the network: they are drawn here, dotted. */
function drawMemberships(ctx) {
  ctx.save();
  ctx.strokeStyle = colours.quiet;
  ctx.lineWidth = 1.6;
  ctx.setLineDash([2, 5]);
  for (const { a, b } of linksNow().filter(({ tie }) => tie.alliance === null)) {
    const [from, to] = [spots.get(`a${a}`), spots.get(`a${b}`)];
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
  }
  ctx.restore();
}

const sourcesOf = ({ a, b, tie }) => (tie.alliance === null ? memberOf(a, b) : alliances[tie.alliance]).sources ?? [];
const memberOf = (a, b) => actors[(actors[a].networks ?? []).includes(b) ? a : b];

/** When a link was last told of, in words; nothing where no date is known. */
function toldWhen(j) {
  const date = lastDate(alliances[j]);
  return date.some(Boolean) ? period(...date) : '';
}

/** When a link was last told of, no more exactly than a month or the years. */
function roughWhen(j) {
  const [from, to] = lastDate(alliances[j]);
  if (!from || !to) return toldWhen(j);
  if (from.slice(0, 7) === to.slice(0, 7)) return format(from, { month: 'long', year: 'numeric' });
  const [first, last] = [from.slice(0, 4), to.slice(0, 4)];
  return first === last ? first : `${first}–${last}`;
}

/** The stage and the source of each link, written beside it. */
const chainNotes = () => linksNow().map((link) => {
  const { x, y } = middle([spots.get(`a${link.a}`), spots.get(`a${link.b}`)]);
  const j = link.tie.alliance;
  const stage = j === null ? word('membership') : [label('stage', alliances[j].stage), roughWhen(j)].filter(Boolean).join(', ');
  const titles = sourcesOf(link).slice(0, 1).map((s) => cutTo(data.sources[s].title, 26));
  return { lines: [...wrapped(stage, 26), ...titles], x, y, gap: isDown() ? 20 : 7 };
});

/** One link in words: who, by which alliance, how far it went and when, and who says so. */
function linkItem({ a, b, tie }) {
  const j = tie.alliance;
  const ends = [actorButton(a), ' – ', actorButton(b)];
  const member = j === null && memberOf(a, b);
  const told = member
    ? [word('member-of', { a: titled(member), b: titled(actors[member === actors[a] ? b : a]) })]
    : [stagePill(alliances[j]), [alliances[j].title, toldWhen(j)].filter(Boolean).join(' · ')];
  return el(
    'li', {}, el('div', { class: 'ends' }, ...ends), el('p', { class: 'about' }, ...told),
    sourceList(sourcesOf({ a, b, tie }), member ? undefined : alliances[j].locator),
  );
}

function chainSection(chain, k) {
  const between = betweenOf(chain).map((i) => titled(actors[i]));
  const way = between.length ? word('through', { names: between.join(', ') }) : word('direct');
  const over = chain.cost[1] + chain.cost[2];
  return el(
    'section', { class: 'chain' },
    el('h3', {}, `${k + 1}. ${way}`),
    over ? el('p', { class: 'note' }, word('over-links', { n: over, all: number(chain.steps.length) })) : '',
    el('ol', {}, ...chain.steps.map(linkItem)),
  );
}

/** The limits of what was found. */
function pathNotes() {
  const { collector, rule } = data.ways;
  const isThrough = collector !== null && chainsNow().some((chain) => betweenOf(chain).includes(collector));
  return [
    isFiltered() ? word('path-filtered') : '',
    state.day ? word('path-day', { date: fullDay(data.asOf) }) : '',
    isThrough ? word('path-collector', { name: shown(actors[collector]) }) : '',
    say(rule),
  ].filter(Boolean).map((text) => el('p', { class: 'note' }, text));
}

const pathTitle = () =>
  word('path-title', { a: titled(actors[state.from]), b: titled(actors[state.to]) });

function pathPanel() {
  if (!isAsked()) return [sheetHead(word('path-heading'), '', leave), el('p', { class: 'lead' }, word('path-hint'))];
  const [a, b] = [state.from, state.to].map((i) => titled(actors[i]));
  return [
    sheetHead(pathTitle(), '', leave),
    ...chainsNow().map(chainSection),
    chainsNow().length ? '' : el('p', { class: 'lead' }, word('no-way', { a, b, n: data.ways.longest })),
    ...pathNotes(),
  ];
}

/** Set an end of the way; the other box is next where it is empty. */
function setEnd(end, i) {
  const other = end === 'from' ? 'to' : 'from';
  update({ [end]: i, selected: null, sheet: state[other] === '' ? '' : 'panel' });
  if (state[other] === '') $(`path-${other}`).focus();
}

const pathControls = () => [
  finderBox('path-from', word('path-from'), state.from, (i) => setEnd('from', i)),
  el('button', {
    type: 'button', id: 'path-swap', class: 'quiet icon', 'aria-label': word('path-swap'), title: word('path-swap'),
    onclick: () => update({ from: state.to, to: state.from }),
  }, '⇄'),
  finderBox('path-to', word('path-to'), state.to, (i) => setEnd('to', i)),
];

/** The columns that the table of alliances gains: the place of each in the chains. */
const placesInChains = (j) => chainsNow().flatMap(({ steps }, c) =>
  steps.flatMap(({ tie }, k) => (tie.alliance === j ? [`${c + 1}.${k + 1}`] : [])));
const pathColumns = () => [column('chain', 'chain', (j) => placesInChains(j).join(', '))];

const pathView = {
  said: () => (isAsked() ? [pathTitle()] : []),
  isTold: true,
  enter: () => ({ strokes: new Set(['potential']), table: 'alliances' }),
  keep: keepChains,
  holds: (id) => !data.isCrowd || (isAsked() && isNearby(id)),
  weight: () => 1.33,
  places: placesOfChains,
  under: drawMemberships,
  corners: chainCorners,
  notes: chainNotes,
  named: () => chainsNow().flatMap(actorsOf),
  controls: pathControls,
  panel: pathPanel,
  columns: { alliances: pathColumns },
  sorted: { alliances: ['chain', 1] },
};
