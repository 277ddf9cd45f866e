// The view of communities: rings that open on a click, the lines between them, and their list.

const THICKEST = 4; // lines of a community that are drawn, those of most alliances
const HOLE = 0.62; // inner radius of a ring over the outer one
const FULL = 34; // radius on the screen from which its name is written in full
const NUMBERED = 11; // radius on the screen from which a ring says how many it stands for

/** What of the communities stays bright: those with a partner of what is selected. */
const brightRings = remembered(() => [focus, state.open], () =>
  focus && new Set([...focus.points].filter((id) => spots.has(id)).map(ringFor)));

const isDim = (k) => Boolean(brightRings() && !brightRings().has(k));

/** Draw the lines between all that is seen, those of open communities over their grounds. */
function underCrowd(ctx) {
  const most = ties()[0]?.links.length;
  const scale = scaleNow();
  const isInside = ({ ends }) => ends.some((id) => !isRing(id) || rings[Number(id.slice(1))].up >= 0);
  const draw = (isWanted) => drawnTies().filter(isWanted).forEach((tie) => drawTie(ctx, tie, most, scale));
  ctx.save();
  ctx.lineCap = 'round';
  draw((tie) => !isInside(tie));
  for (const k of openRings()) drawGround(ctx, k, scale);
  draw(isInside);
  ctx.restore();
}

/** Lay the ground of an open community, the shares of its sectors around it. */
function drawGround(ctx, k, scale) {
  const { x, y, radius: r } = rings[k];
  ctx.globalAlpha = 0.9;
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.fillStyle = upwards(k).length % 2 ? colours.block : colours.ground;
  ctx.fill();
  arcs(ctx, k, r, r - 5 / scale, 0.9);
}

const spotOf = (id) => (isRing(id) ? rings[Number(id.slice(1))] : spots.get(id));

/** The lines worth drawing: all of what is selected, else the thickest of each community. */
const drawnTies = remembered(() => [ties(), focus], () => {
  const count = new Map();
  const isThick = (id) => { count.set(id, (count.get(id) ?? 0) + 1); return count.get(id) <= THICKEST; };
  const kept = ties().filter(({ ends }) => ends.map(isThick).some(Boolean));
  if (!focus) return kept.reverse();
  return [...kept, ...ties().filter(({ links }) => brightOf(links))];
});

const brightOf = (links) => (focus ? links.filter((j) => focus.links.has(`e${j}`)).length : 0);

/** A line as thick as alliances are many; those of what is selected stand out. */
function drawTie(ctx, { ends, links }, most, scale) {
  const bright = brightOf(links);
  const [a, b] = ends.map(spotOf);
  const share = links.length / most;
  ctx.globalAlpha = bright ? 0.9 : focus ? 0.06 : 0.14 + 0.3 * share;
  ctx.strokeStyle = bright ? colours.accent : colours.quiet;
  ctx.lineWidth = (bright ? 0.8 + Math.sqrt(bright) * 0.7 : 0.7 + Math.min(6, most / 2) * Math.sqrt(share)) / scale;
  ctx.beginPath();
  ctx.moveTo(a.x, a.y);
  ctx.lineTo(b.x, b.y);
  ctx.stroke();
}

/** The shares of the sectors around a community, in the order of the legend. */
function arcs(ctx, k, outer, inner, alpha = 1) {
  const { x, y } = rings[k];
  const { n, sectors } = shares()[k];
  let from = -Math.PI / 2;
  ctx.globalAlpha = alpha;
  for (const [sector, { colour, dark }] of Object.entries(data.marks)) {
    const part = ((sectors.get(sector) ?? 0) / n) * 2 * Math.PI;
    if (!part) continue;
    ctx.beginPath();
    ctx.arc(x, y, outer, from, from + part);
    ctx.arc(x, y, inner, from + part, from, true);
    ctx.closePath();
    ctx.fillStyle = (colours.isDark && dark) || colour;
    ctx.fill();
    from += part;
  }
  ctx.globalAlpha = 1;
}

/** Draw the closed communities over the lines. */
function overCrowd(ctx) {
  const scale = scaleNow();
  ctx.save();
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const k of closedRings()) drawRing(ctx, k, scale);
  ctx.restore();
}

function drawRing(ctx, k, scale) {
  const { x, y, ring: r } = rings[k];
  ctx.save();
  ctx.name?.(ringWords(k));
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.fillStyle = colours.ground;
  ctx.fill();
  arcs(ctx, k, r, r * HOLE, isDim(k) ? 0.2 : 1);
  ctx.globalAlpha = isDim(k) ? 0.3 : 1;
  ctx.lineWidth = 1 / scale;
  ctx.strokeStyle = colours.edge;
  for (const edge of [r, r * HOLE]) { ctx.beginPath(); ctx.arc(x, y, edge, 0, 2 * Math.PI); ctx.stroke(); }
  if (r * scale >= NUMBERED) {
    ctx.font = `650 ${Math.min(22 / scale, r * 0.46)}px ${FONT}`;
    ctx.fillStyle = colours.ink;
    ctx.fillText(number(shares()[k].n), x, y + r * 0.03);
  }
  ctx.restore();
}

/** The names of communities: under their rings, or over the ground of those that are open. */
function ringTitles(ctx, view, places) {
  const letters = lettering(view);
  for (const k of closedRings()) obstacles(boxOfRing(k, view)).forEach(places.discs.add);
  return [...openRings().flatMap((k) => openTitle(ctx, k, view, letters, places)),
    ...closedRings().flatMap((k) => ringTitle(ctx, k, view, letters, places))];
}

function boxOfRing(k, view) {
  const { x, y, ring } = rings[k];
  const r = ring * view.scale;
  return { left: view.x(x) - r, right: view.x(x) + r, top: view.y(y) - r, bottom: view.y(y) + r, r };
}

/** A ring as three boxes: the corners of one alone would keep names away. */
const obstacles = ({ left, top, r }) => [[1, 0.55], [0.83, 0.83], [0.55, 1]].map(([a, b]) =>
  ({ left: left + r - a * r, right: left + r + a * r, top: top + r - b * r, bottom: top + r + b * r, cost: 4 }));

const sizeOf = (ctx, lines, letters, font) => {
  ctx.font = font;
  return { width: Math.max(...lines.map((line) => ctx.measureText(line).width)) + 6, height: lines.length * letters.line + 2 };
};

/** The lines of each name: in full, and in short for a ring that is small on the screen. */
const titleLines = remembered(() => [state.lang], () => rings.map((ring, k) => ({
  full: [...wrapped(ringName(k), 24), themeOf(k)].filter(Boolean),
  short: wrapped(ringName(k).split(', ')[0], 16).slice(0, 2),
})));

function ringTitle(ctx, k, view, letters, places) {
  const { left, right, top, r } = boxOfRing(k, view);
  const isFar = right < -40 || left > view.width + 40;
  if (r < 5 || isFar || isDim(k)) return [];
  const lines = titleLines()[k][r > FULL ? 'full' : 'short'];
  const font = r > FULL ? letters.strong : letters.plain;
  const size = sizeOf(ctx, lines, letters, font);
  const box = bestSpot({ x: left + r, y: top + r, r }, size, places, 0.5);
  if (!box) return [];
  places.names.add(box);
  return [{ actor: null, ring: k, box, font, lines, step: letters.line }];
}

function openTitle(ctx, k, view, letters, { names: taken }) {
  const { x, y, radius: r } = rings[k];
  const lines = wrapped(word('group', { name: ringName(k), count: number(shares()[k].n) }), 40);
  const size = sizeOf(ctx, lines, letters, letters.strong);
  const box = boxAt(view.x(x) - size.width / 2, view.y(y - r) - size.height - 2, size);
  if (taken.covers(box)) return [];
  taken.add(box);
  return [{ actor: null, ring: k, box, font: letters.strong, isQuiet: true, lines, step: letters.line }];
}

/** What a click on the ground would do: open the ring that is there, or fold what is open there. */
function groundOfCrowd({ x, y }) {
  const scale = scaleNow();
  const far = (k, size) => Math.hypot(rings[k].x - x, rings[k].y - y) - rings[k][size];
  const ring = closedRings().find((k) => far(k, 'ring') < 0)
    ?? closedRings().find((k) => far(k, 'ring') * scale < 8);
  if (ring !== undefined) return { text: ringWords(ring), press: () => openRing(ring) };
  const inner = openRings().findLast((k) => far(k, 'radius') < 0);
  return inner !== undefined && !state.selected ? { press: () => foldRing(inner) } : null;
}

/** Where to look: at the community of what is selected, else at those that are open. */
function aimOfCrowd() {
  const open = openRings().filter((k) => !partsOf(k).some((part) => state.open.has(part)));
  const list = state.selected ? heldBy(state.selected) : open;
  return list.length ? edgesOf(list, 'radius') : null;
}

function crowdControls() {
  const n = openRings().length;
  const onclick = () => { update({ open: new Set(), selected: null }); fit(); $('fold-all').focus(); };
  return [
    el('span', {}, word('communities', { n: closedRings().length })),
    el('button', { type: 'button', id: 'fold-all', class: 'plain-button', disabled: n ? null : '', onclick }, word('fold-all')),
  ];
}

/** A small ring of the sectors of a community. */
function ringIcon(k) {
  const { n, sectors } = shares()[k];
  let done = 0;
  const parts = Object.keys(data.marks).filter((sector) => sectors.get(sector)).map((sector) => {
    const part = (100 * sectors.get(sector)) / n;
    const { colour, dark } = data.marks[sector];
    const arc = svg('circle', {
      r: 1.1, fill: 'none', stroke: colour, 'stroke-width': 0.7, pathLength: 100,
      'stroke-dasharray': `${part} ${100 - part}`, 'stroke-dashoffset': 25 - done,
    });
    if (dark) arc.style.stroke = `light-dark(${colour}, ${dark})`;
    done += part;
    return arc;
  });
  return svg('svg', { viewBox: '-1.6 -1.6 3.2 3.2', class: 'icon', 'aria-hidden': 'true' }, ...parts);
}

/** A community in the list: a button that opens or folds it, and what is in it once it is open. */
function ringItem(k) {
  const isOpen = state.open.has(k);
  const { inside, outward } = reaches()[k];
  const onclick = () => (isOpen ? foldRing(k) : openRing(k));
  const parts = isOpen ? partsOf(k).filter((part) => shares()[part].n) : [];
  const about = [word('actors', { n: shares()[k].n }), word('inside', { n: inside }), word('outward', { n: outward }), themeOf(k)];
  return el(
    'li', {},
    el('button', { type: 'button', class: 'actor', id: `ring-${k}`, 'aria-expanded': String(isOpen), onclick }, ringIcon(k), ringName(k)),
    el('p', {}, about.filter(Boolean).join(' · ')),
    parts.length ? el('ul', { class: 'groups' }, ...parts.map(ringItem)) : '',
  );
}

function crowdPanel() {
  const shownRings = partsOf(-1).filter((k) => shares()[k].n);
  const entries = data.catalysts.filter(({ actor }) => shownNow.actors.has(actor));
  return [
    sheetHead(word('view-communities'), el('p', { class: 'kind' }, word('communities-lead')), () => update({ sheet: '' })),
    el('ul', { class: 'groups rings' }, ...shownRings.map(ringItem)),
    el('p', { class: 'note' }, say(crowd.note)),
    entries.length ? el('details', { class: 'more' }, el('summary', {}, word('catalysts')),
      el('ol', { class: 'catalysts' }, ...entries.map(catalystItem))) : '',
  ];
}

/** The community of an actor, as a button that goes there. */
function communityButton(i) {
  const k = crowd.inside[i];
  const onclick = () => { if (state.view !== 'communities') enterView('communities'); openRing(k, { sheet: '' }); };
  return el('button', { type: 'button', class: 'actor', onclick }, ringIcon(k), ringName(k));
}

const communitiesView = {
  said: () => openRings().map(ringName),
  signs: 'ring-note',
  arrangement: 'communities',
  enter: () => ({ strokes: new Set(['potential']) }),
  weight: () => 0.8,
  holds: (id) => ringFor(id) < 0,
  scaleOf: (id) => rings[crowd.inside[placeOf(id)]].scale,
  under: underCrowd,
  over: overCrowd,
  titles: ringTitles,
  corners: wholeCrowd,
  ground: groundOfCrowd,
  reveal: (selected) => ({ open: new Set([...state.open, ...heldBy(selected).flatMap(upwards)]) }),
  aim: aimOfCrowd,
  nearest: 12,
  controls: crowdControls,
  panel: crowdPanel,
};
