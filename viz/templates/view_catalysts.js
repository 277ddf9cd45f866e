// The view of the catalysts: those who connect most, or those who link two sides that one names.

/** The sides that can be named: a sector or a theme, as 'sector:public' or 'theme:culture-art'. */
const SIDES = { sector: () => Object.keys(data.marks), theme: () => Object.keys(concepts.theme) };
const sideName = (side) => capital(label(...side.split(':')));
const isSide = (side) => {
  const [scheme, slug] = side.split(':');
  return Object.hasOwn(SIDES, scheme) && SIDES[scheme]().includes(slug);
};

/** The test whether an actor is itself on a side. */
function isOn(side) {
  const [scheme, slug] = side.split(':');
  if (scheme === 'sector') return (i) => actors[i].sector === slug;
  return (i) => reach.themes[actors[i].about].has(slug);
}

/** The alliances of an actor that are shown. */
const shownOf = (i) => alliancesOf[i].filter((j) => shownNow.alliances.has(j));

/** Those of them in which people met: an idea links nobody, nor what was abandoned. */
const metOf = (i) => shownOf(i).filter((j) => data.met.includes(alliances[j].stage));

/** The partners that an actor has on a side: of it themselves, or in an alliance about it. */
function partnersOn(side, i) {
  const [scheme, slug] = side.split(':');
  const test = isOn(side);
  const found = new Set();
  for (const j of metOf(i)) {
    const isAbout = scheme === 'theme' && reach.themes[alliances[j].about].has(slug);
    partiesOf[j].forEach((k) => k !== i && (isAbout || test(k)) && found.add(k));
  }
  return found;
}

/** How an actor links two sides: its partners on each, and whether it is itself of one. */
function linkOfSides(i, [one, other]) {
  const [left, right] = [one, other].map((side) => ({ own: isOn(side)(i), partners: partnersOn(side, i) }));
  const isLink = ({ own, partners }) => own || partners.size;
  const all = new Set([...left.partners, ...right.partners]);
  const enough = left.own || right.own ? 1 : 2; // a single partner links nobody to itself
  return isLink(left) && isLink(right) && all.size >= enough ? { i, left, right, all } : null;
}

/** Those who link the two sides, the most even first; none while a side is not named. */
function linkers() {
  if (state.sides.some((side) => !side)) return null;
  const reached = ({ own, partners }) => partners.size + (own ? 1 : 0);
  return [...shownNow.actors].map((i) => linkOfSides(i, state.sides)).filter(Boolean)
    .map((found) => ({ ...found, least: Math.min(reached(found.left), reached(found.right)) }))
    .sort((a, b) => b.least - a.least || b.all.size - a.all.size || a.i - b.i);
}


/** The shortest chain of alliances from one side to the other: actors and alliances in turn. */
function bridge() {
  const [isStart, isEnd] = state.sides.map(isOn);
  const queue = [...shownNow.actors].filter(isStart);
  const from = new Map(queue.map((i) => [i, null]));
  for (const i of queue) {
    if (isEnd(i)) return chainTo(i, from);
    for (const j of metOf(i)) {
      for (const k of partiesOf[j]) {
        if (from.has(k) || !shownNow.actors.has(k)) continue;
        from.set(k, [i, j]);
        queue.push(k);
      }
    }
  }
  return null;
}

function chainTo(i, from) {
  const before = from.get(i);
  return before ? [...chainTo(before[0], from), { by: before[1], i }] : [{ i }];
}

/** What the choice of sides brings forward: the linkers, else the chain that is nearest to one. */
let joined = { found: null, chain: null };
function join() {
  const found = linkers();
  joined = { found, chain: found && !found.length ? bridge() : null };
}

/** The numbers at the shoulders of marks: ranks of catalysts, or the order of the linkers. */
function badges() {
  if (state.view !== 'catalysts') return new Map();
  const { found } = joined;
  if (found) return new Map(found.slice(0, STRONG).map(({ i }, k) => [i, k + 1]));
  return new Map(data.catalysts.slice(0, STRONG).map(({ actor, rank }) => [actor, rank]));
}

/** The catalysts, the linkers or the chain, with all that they connect. */
function aroundCatalysts() {
  join();
  const { found, chain } = joined;
  badgeOf = badges();
  const all = new Map((found ?? []).map((one) => [one.i, one.all]));
  const joins = (i) => metOf(i).filter((j) => partiesOf[j].some((k) => all.get(i).has(k)));
  const links = chain ? chain.slice(1).map(({ by }) => `e${by}`)
    : [...badgeOf.keys()].flatMap((i) => (found ? joins(i) : shownOf(i)).map((j) => `e${j}`));
  const first = chain ? chain.map(({ i }) => i) : [...badgeOf.keys()];
  const points = [...first.map((i) => `a${i}`), ...(chain ? [] : links.flatMap(pointsOf))];
  return { points: new Set(points), links: new Set(links), isSoft: true, leads: Boolean(found) };
}

/** Set a side; where both are named the answer opens on a narrow screen. */
function setSide(k, side) {
  const sides = state.sides.map((other, n) => (n === k ? side : other));
  update({ sides, selected: null, sheet: sides.every(Boolean) ? 'panel' : '' });
}

function sideSelect(k) {
  const onchange = ({ target }) => setSide(k, target.value);
  const group = (scheme) => el('optgroup', { label: word(scheme) }, ...SIDES[scheme]().map((slug) =>
    el('option', { value: `${scheme}:${slug}` }, sideName(`${scheme}:${slug}`))));
  const select = el('select', { id: `side-${k}`, 'aria-label': word(`side-${k}`), onchange },
    el('option', { value: '' }, word('any-side')), group('sector'), group('theme'));
  select.value = state.sides[k];
  return select;
}

const catalystControls = () => [el('span', {}, word('who-links')), sideSelect(0), el('span', {}, word('and')), sideSelect(1)];

/** What one linker joins, in words. */
function linkerItem({ i, left, right }, k) {
  const sideWords = ({ own, partners }, side) => {
    const names = [...partners].slice(0, 3).map((p) => shown(actors[p])).join(', ');
    const more = partners.size > 3 ? ` + ${number(partners.size - 3)}` : '';
    const said = [own ? word('itself') : '', names + more].filter(Boolean).join(', ');
    return el('p', {}, word('said', { a: sideName(side), b: said }));
  };
  return el(
    'li', {}, el('span', { class: 'rank' }, number(k + 1)),
    el('div', {}, actorButton(i), sideWords(left, state.sides[0]), sideWords(right, state.sides[1])),
  );
}

/** The chain that comes nearest to a link, step by step. */
const chainWords = (chain) => [
  el('h3', {}, word('nearest-chain')),
  el('ol', { class: 'groups' }, ...chain.map(({ by, i }) => el(
    'li', {}, by === undefined ? '' : el('p', {}, stagePill(alliances[by]), alliances[by].title ?? ''), actorButton(i),
  ))),
];

/** Where nobody links the two sides: the suggestions that would, and the way out of the filters. */
function noLinker() {
  const [one, other] = state.sides.map(isOn);
  const isPossible = (i) => !state.day && shownNow.actors.has(i);
  const hopes = potentials.map((_, k) => k).filter((k) => isPossible(potentials[k].a) && isPossible(potentials[k].b))
    .filter((k) => { const { a, b } = potentials[k]; return (one(a) && other(b)) || (one(b) && other(a)); });
  return [
    el('p', { class: 'lead' }, word('no-linker')),
    isNarrowed() ? el('p', { class: 'looks' }, el('button', { type: 'button', class: 'look', onclick: showAll }, word('reset'))) : '',
    ...(joined.chain ? chainWords(joined.chain) : []),
    ...(hopes.length ? [el('h3', {}, word('potentials-title')), ...hopes.map((k) => potentialCard(k))] : []),
  ];
}

function linkersPanel() {
  const { found } = joined;
  if (!found) return catalystPanel();
  const [one, other] = state.sides.map(sideName);
  return [
    sheetHead(word('linkers', { a: one, b: other }), el('p', { class: 'kind' }, word('linkers-lead')), leave),
    ...(found.length ? [el('ol', { class: 'catalysts' }, ...found.slice(0, 50).map(linkerItem))] : noLinker()),
    found.length > 50 ? el('p', { class: 'note' }, word('and-more', { n: found.length - 50 })) : '',
  ];
}

/** Whose names come first: the linkers, or the chain. */
const namedLinkers = () =>
  (joined.found && !state.selected ? (joined.chain ?? joined.found.slice(0, STRONG)).map(({ i }) => i) : []);

const catalystView = {
  get isTold() { return state.sides.every(Boolean); },
  named: namedLinkers,
  enter: () => ({ strokes: new Set(['potential']) }),
  focus: aroundCatalysts,
  controls: catalystControls,
  panel: linkersPanel,
  said: () => (joined.found ? [word('linkers', { a: sideName(state.sides[0]), b: sideName(state.sides[1]) })] : []),
};
