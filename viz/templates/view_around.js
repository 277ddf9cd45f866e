// The view "around": one actor in the middle, the others in rings by how many steps they are away.

const SPACE = 25; // room for one mark on a ring
const LARGE = 12; // radius of a mark that needs more
const RING = { first: 120, gap: 74, row: 22 }; // radius of the first ring, from ring to ring, of a row
const FAN = 1.2; // how wide, as an angle, those who follow one actor may spread

const hasCentre = () => state.centre !== '';

/** How many steps the actors are away, through alliances that are shown. */
function stepsFrom(centre, seen, most) {
  const far = new Map([[centre, 0]]);
  const crossed = new Set();
  let ahead = [centre];
  for (let step = 1; step <= most; step += 1) {
    const tables = new Set(ahead.flatMap((i) => alliancesOf[i].filter((j) => seen.alliances.has(j) && !crossed.has(j))));
    tables.forEach((j) => crossed.add(j));
    const met = new Set([...tables].flatMap((j) => partiesOf[j]));
    ahead = [...met].filter((i) => seen.actors.has(i) && !far.has(i));
    ahead.forEach((i) => far.set(i, step));
  }
  return far;
}

/** Only what lies within so many steps. */
function keepAround(seen) {
  if (!hasCentre()) return seen;
  const far = stepsFrom(state.centre, seen, state.steps);
  const isNear = (parties) => parties.filter((i) => far.has(i)).length > 1;
  return {
    actors: new Set(far.keys()),
    alliances: new Set([...seen.alliances].filter((j) => isNear(partiesOf[j]))),
    potentials: new Set([...seen.potentials].filter((k) => isNear([potentials[k].a, potentials[k].b]))),
  };
}

/** Whether a point is within the steps: of very many actors the others are not drawn at all. */
const isNearby = (id) => (id[0] === 'a' ? shownNow.actors : shownNow.alliances).has(Number(id.slice(1)));

const angleOf = ({ x, y }) => Math.atan2(y, x);
const turned = (angle, radius_) => ({ x: radius_ * Math.cos(angle), y: radius_ * Math.sin(angle) });

/** The middle of several directions. */
function meanAngle(angles) {
  const sum_ = (part) => angles.reduce((sum, angle) => sum + part(angle), 0);
  return Math.atan2(sum_(Math.sin), sum_(Math.cos));
}

/** Where things stand side by side, each with the room it needs: distances from the first. */
function offsets(rooms) {
  let at = 0;
  return rooms.map((room, k) => { at += k ? (rooms[k - 1] + room) / 2 : 0; return at; });
}

/** Move sorted numbers as little as can be, so that each has its room (pool adjacent violators). */
function apart(wished, rooms) {
  const least = offsets(rooms);
  const blocks = [];
  wished.forEach((wish, k) => {
    let block = { sum: wish - least[k], size: 1 };
    while (blocks.length && blocks.at(-1).sum / blocks.at(-1).size > block.sum / block.size) {
      const before = blocks.pop();
      block = { sum: before.sum + block.sum, size: before.size + block.size };
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ sum, size }) => Array(size).fill(sum / size)).map((low, k) => low + least[k]);
}

/** Directions for all, near those wished, in the same order around, each with its room. */
function spreadAround(wished, rooms) {
  const order = wished.map((_, k) => k).sort((a, b) => wished[a] - wished[b] || a - b);
  const gap = (k) => (k ? wished[order[k]] - wished[order[k - 1]] : wished[order[0]] + 2 * Math.PI - wished[order.at(-1)]);
  const cut = order.reduce((best, _, k) => (gap(k) > gap(best) ? k : best), 0);
  const round = [...order.slice(cut), ...order.slice(0, cut)];
  const line = round.map((k, place) => wished[k] + (place >= order.length - cut ? 2 * Math.PI : 0));
  const own = round.map((k) => rooms[k]);
  let found = apart(line, own);
  const closing = (own[0] + own.at(-1)) / 2;
  if (found.at(-1) - found[0] > 2 * Math.PI - closing) {
    const even = offsets(own).map((at, _, all) => (2 * Math.PI * at) / (all.at(-1) + closing));
    const start = meanAngle(line.map((angle, k) => angle - even[k]));
    found = even.map((angle) => start + angle);
  }
  const angles = [];
  round.forEach((k, place) => { angles[k] = found[place]; });
  return angles;
}

/** How many rows keep those who follow one actor within a part of their ring. */
function rowsFor(members, inner, far) {
  const group = new Map();
  for (const i of members) {
    const [leader] = nearer(i, far);
    group.set(leader, (group.get(leader) ?? 0) + 1);
  }
  return Math.ceil((Math.max(0, ...group.values()) * SPACE) / (inner * FAN));
}

/** The room that an actor needs along its ring: large marks need theirs in every row. */
function roomOf(i, rows) {
  const { size } = home.get(`a${i}`);
  return size > LARGE ? 2 * size + 12 : SPACE / rows;
}

const roomOfAll = (members, rows) => members.reduce((sum, i) => sum + roomOf(i, rows), 0) / (2 * Math.PI);

/** The rings: who stands on each, its inner radius, and in how many rows. */
function ringsOf(far) {
  const rings = [];
  let outer = RING.first - RING.gap;
  for (let step = 1; step <= Math.max(...far.values()); step += 1) {
    const members = [...far.keys()].filter((i) => far.get(i) === step);
    const needed = roomOfAll(members, 1);
    const wide = Math.max(outer + RING.gap, Math.min(needed, (outer + RING.gap) * 1.35));
    const rows = Math.max(1, Math.ceil(needed / wide), step > 1 ? rowsFor(members, wide, far) : 1);
    const inner = Math.max(wide, roomOfAll(members, rows));
    outer = inner + (rows - 1) * RING.row;
    rings.push({ step, members, inner, outer, rows });
  }
  return rings;
}

/** Those a step nearer with whom an actor sits at a table. */
const nearer = (i, far) => [...new Set(alliancesOf[i].filter((j) => shownNow.alliances.has(j)).flatMap((j) => partiesOf[j]))]
  .filter((k) => far.get(k) === far.get(i) - 1);

/** Where an actor would stand on its ring: beside those who lead to it, else as in the network. */
function wishedAngle(i, far, angles) {
  const [own, centre] = [home.get(`a${i}`), home.get(`a${state.centre}`)];
  const usual = angleOf({ x: own.x - centre.x, y: own.y - centre.y });
  if (far.get(i) === 1) return usual;
  return meanAngle(nearer(i, far).map((k) => angles.get(k))) + usual * 1e-6; // of equals, as in the network
}

/** Where the actors stand: direction and radius. */
function actorSpots(far) {
  const [angles, spots_] = [new Map([[state.centre, 0]]), new Map([[state.centre, { x: 0, y: 0 }]])];
  for (const { members, inner, rows } of ringsOf(far)) {
    const wished = members.map((i) => wishedAngle(i, far, angles));
    const found = spreadAround(wished, members.map((i) => roomOf(i, rows) / inner));
    const place = new Map(found.map((_, k) => k).sort((a, b) => found[a] - found[b]).map((k, rank) => [k, rank]));
    members.forEach((i, k) => {
      angles.set(i, found[k]);
      spots_.set(i, turned(found[k], inner + (place.get(k) % rows) * RING.row));
    });
  }
  return { angles, spots: spots_ };
}

/** Where meeting points stand: between the rings that they join, towards the farther parties. */
function hubSpots(far, angles) {
  const rings = ringsOf(far);
  const edge = (step, side) => (step ? rings[step - 1][side] : 0);
  const groups = new Map();
  for (const j of shownNow.alliances) {
    const parties = partiesOf[j].filter((i) => far.has(i));
    if (!home.has(`h${j}`)) continue;
    const steps = parties.map((i) => far.get(i));
    const [near, last] = [Math.min(...steps), Math.max(...steps)];
    const radius_ = near === last ? edge(near, 'inner') - 20 : (edge(near, 'outer') + edge(last, 'inner')) / 2;
    const wish = meanAngle(parties.filter((i) => far.get(i) === last).map((i) => angles.get(i)));
    groups.set(radius_, [...(groups.get(radius_) ?? []), { j, wish }]);
  }
  return [...groups].flatMap(([radius_, hubs]) => {
    const found = spreadAround(hubs.map(({ wish }) => wish), hubs.map(() => 14 / radius_));
    return hubs.map(({ j }, k) => [j, turned(found[k], radius_)]);
  });
}

/** Everything in rings around the centre; what is not shown stays as in the network. */
function placesAround() {
  if (!hasCentre()) return null;
  const far = stepsFrom(state.centre, shownNow, state.steps);
  const { angles, spots: found } = actorSpots(far);
  const places = new Map([...found].map(([i, spot]) => [`a${i}`, spot]));
  for (const [j, spot] of hubSpots(far, angles)) places.set(`h${j}`, spot);
  return [...home].map(([id, { x, y, size }]) => ({ id, x, y, size, ...places.get(id) }));
}

/** The rings under the points, and what each stands for. */
const ringsNow = () => (hasCentre() ? ringsOf(stepsFrom(state.centre, shownNow, state.steps)).filter(({ members }) => members.length) : []);

function drawRings(ctx) {
  ctx.save();
  ctx.strokeStyle = colours.rule;
  ctx.fillStyle = colours.block;
  for (const { inner, outer } of ringsNow()) {
    ctx.beginPath();
    ctx.arc(0, 0, outer + 16, 0, 2 * Math.PI);
    ctx.arc(0, 0, inner - 16, 0, 2 * Math.PI, true);
    ctx.fill();
  }
  ctx.restore();
}

/** How far the rings reach, to see them whole. */
function ringCorners() {
  const reach_ = (ringsNow().at(-1)?.outer ?? 0) + 16;
  return [{ x: -reach_, y: -reach_ - 16 }, { x: reach_, y: reach_ }];
}

const ringNotes = () => ringsNow().map(({ step, members, outer }) =>
  ({ lines: [word('ring', { n: step, count: number(members.length) })], x: 0, y: -outer - 16, gap: -8 }));

/** Put an actor in the middle. */
const chooseCentre = (centre) => update({ centre, selected: null, sheet: '' });

function aroundControls() {
  const steps = [1, 2, 3].map((n) => el('button', {
    type: 'button', id: `steps-${n}`, 'aria-pressed': String(state.steps === n),
    onclick: () => update({ steps: n }),
  }, word('steps', { n })));
  return [
    finderBox('around-whom', word('around-whom'), state.centre, chooseCentre),
    el('div', { class: 'switch', role: 'group', 'aria-label': word('steps-title') }, ...steps),
  ];
}

/** How many there are at each distance, and who they are. */
function aroundPanel() {
  if (!hasCentre()) return [sheetHead(word('view-around'), '', leave), el('p', { class: 'lead' }, word('around-hint'))];
  const lead = el('p', { class: 'kind' }, markIcon(actors[state.centre].sector), word('around-lead', { n: state.steps }));
  const more = el('button', { type: 'button', class: 'look', onclick: () => choose(state.centre) }, word('details'));
  return [
    sheetHead(titled(actors[state.centre]), lead, leave),
    el('p', { class: 'looks' }, more),
    ...ringsNow().map(({ step, members }) => section(word('steps', { n: step }), members.length,
      el('ul', { class: 'plain' }, ...[...members].sort((a, b) => actors[b].ties - actors[a].ties || a - b)
        .slice(0, LISTED).map((i) => el('li', {}, actorButton(i)))),
      members.length > LISTED ? el('p', { class: 'note' }, word('more-in-table', { n: members.length - LISTED })) : '')),
    ringsNow().length ? '' : el('p', { class: 'note' }, word('nobody-around')),
  ];
}

const aroundView = {
  said: () => (hasCentre() ? [titled(actors[state.centre]), word('steps', { n: state.steps })] : []),
  isTold: true,
  enter: () => ({ strokes: new Set(['potential']) }),
  keep: keepAround,
  holds: (id) => !data.isCrowd || (hasCentre() && isNearby(id)),
  places: placesAround,
  under: drawRings,
  corners: ringCorners,
  notes: ringNotes,
  named: () => (hasCentre() ? [state.centre] : []),
  controls: aroundControls,
  panel: aroundPanel,
  pick: chooseCentre,
};
