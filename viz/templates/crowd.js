// Communities: which are open, who stands for whom, and how much the filters leave of each.

const crowd = data.arrangements.communities ?? { rings: [], inside: [] };
const { rings } = crowd;

/** A community and all that hold it, from the inside out. */
const upwards = (k) => (k < 0 ? [] : [k, ...upwards(rings[k].up)]);

/** The communities that stand directly in another one, or on the map itself (−1). */
const partsOf = (k) => ringsIn.get(k) ?? [];
const ringsIn = new Map();
rings.forEach(({ up }, k) => ringsIn.set(up, [...partsOf(up), k]));

// In shared addresses a community is called after its most central member, and by its depth.
const ringKeys = rings.map(({ actors: [first] }, k) => `${upwards(k).length}${actors[first].key}`);

/** The open communities for an address: those inside others name these as well. */
const openKeys = (open) =>
  [...open].filter((k) => !partsOf(k).some((part) => open.has(part))).map((k) => ringKeys[k]).join(' ');

const openFrom = (text) =>
  new Set((text ?? '').split(' ').flatMap((key) => upwards(ringKeys.indexOf(key))));

/** For each community: the closed one that is seen in its place, or −1 where its members are. */
const standIns = remembered(() => [state.open], () => {
  const found = [];
  rings.forEach(({ up }, k) => {
    const outer = up < 0 ? -1 : found[up];
    found.push(outer >= 0 ? outer : state.open.has(k) ? -1 : k);
  });
  return found;
});

/** The numbers of the meeting points among all places: they come after the actors. */
const hubPlaces = remembered(() => [home], () => new Map([...home.keys()].map((id, p) => [id, p])));
const placeOf = (id) => (id[0] === 'a' ? Number(id.slice(1)) : hubPlaces().get(id));

/** The community that is seen instead of a point, or −1. */
const ringFor = (id) => standIns()[crowd.inside[placeOf(id)]] ?? -1;

/** How many members of each community are visible, in all and by sector. */
const shares = remembered(() => [shownNow], () => {
  const found = rings.map(() => ({ n: 0, sectors: new Map() }));
  for (const i of shownNow.actors) {
    const { sector } = actors[i];
    for (let k = crowd.inside[i]; k >= 0; k = rings[k].up) {
      found[k].n += 1;
      found[k].sectors.set(sector, (found[k].sectors.get(sector) ?? 0) + 1);
    }
  }
  return found;
});

/** How many visible alliances are among the members of each community, and lead out of it. */
const reaches = remembered(() => [shownNow], () => {
  const found = rings.map(() => ({ inside: 0, outward: 0 }));
  for (const j of shownNow.alliances) {
    const parties = partiesOf[j].filter((i) => shownNow.actors.has(i));
    const met = new Map();
    parties.forEach((i) => upwards(crowd.inside[i]).forEach((k) => met.set(k, (met.get(k) ?? 0) + 1)));
    met.forEach((n, k) => { found[k][n === parties.length ? 'inside' : 'outward'] += 1; });
  }
  return found;
});

/** The alliances between things that are seen, of which one is a closed community at least. */
const ties = remembered(() => [shownNow, state.open], () => {
  const found = new Map();
  const tie = (a, b, j) => {
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    if (a === b) return;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(j);
  };
  for (const j of shownNow.alliances) tieParties(j, tie);
  return [...found].map(([key, links]) => ({ ends: key.split(' '), links }))
    .sort((a, b) => b.links.length - a.links.length);
});

/** Tie what is seen of the parties of an alliance: members to its meeting point, or to its place. */
function tieParties(j, tie) {
  const seen = new Set(partiesOf[j].filter((i) => shownNow.actors.has(i)).map((i) => seenAs(`a${i}`)));
  const closed = [...seen].filter(isRing);
  const middle = home.has(`h${j}`) ? seenAs(`h${j}`) : null;
  if (middle && !isRing(middle)) closed.forEach((ring) => tie(ring, middle, j));
  else {
    closed.forEach((a, n) => closed.slice(n + 1).forEach((b) => tie(a, b, j)));
    const open = [...seen].filter((id) => !isRing(id));
    if (closed.length) open.forEach((id) => tie(id, middle ?? closed[0], j));
  }
}

const isRing = (id) => id[0] === 'r';
const seenAs = (id) => { const k = ringFor(id); return k < 0 ? id : `r${k}`; };

/** The communities that are seen as rings, the largest first. */
const closedRings = remembered(() => [shownNow, state.open], () =>
  rings.map((_, k) => k).filter((k) => standIns()[k] === k && shares()[k].n)
    .sort((a, b) => shares()[b].n - shares()[a].n || a - b));

/** The communities that are open, the outer ones first. */
const openRings = remembered(() => [shownNow, state.open], () =>
  rings.map((_, k) => k).filter((k) => standIns()[k] < 0 && shares()[k].n));

const capitalised = (pair) => capital(say(pair));
const ringName = (k) => capitalised(rings[k].words);
const themeOf = (k) => (rings[k].theme ? label('theme', rings[k].theme) : '');

/** What a community is, in one line. */
function ringWords(k) {
  const parts = [...shares()[k].sectors].sort((a, b) => b[1] - a[1]);
  const sectors = parts.map(([sector, n]) => `${sectorName(sector)} ${number(n)}`).join(', ');
  const about = word('said', { a: word('actors', { n: shares()[k].n }), b: sectors });
  return `${[ringName(k), themeOf(k)].filter(Boolean).join(' — ')}. ${about}`;
}

/** Open a community, and go there. */
function openRing(k, then = {}) {
  update({ open: new Set([...state.open, ...upwards(k)]), selected: null, ...then });
  frame(edgesOf([k], 'radius'), { most: 12, duration: 450 });
}

/** Close a community and all that is open in it, and go where it was. */
function foldRing(k) {
  const open = [...state.open].filter((other) => !upwards(other).includes(k));
  update({ open: new Set(open), selected: null });
  const { up } = rings[k];
  frame(up < 0 ? wholeCrowd() : edgesOf([up], 'radius'), { most: 12, duration: 450 });
}

/** The corners of the squares around some communities. */
const edgesOf = (list, size) => list.flatMap((k) => {
  const { x, y, [size]: r } = rings[k];
  return [{ x: x - r, y: y - r }, { x: x + r, y: y + r }];
});

/** The corners of all that is seen. */
const wholeCrowd = () =>
  [...edgesOf(closedRings(), 'ring'), ...edgesOf(openRings().filter((k) => rings[k].up < 0), 'radius')];

/** The communities that must be open for what is selected to be seen. */
function heldBy(selected) {
  if (!selected) return [];
  const hub = selected.replace('e', 'h');
  const ids = selected[0] === 'a' ? [selected] : home.has(hub) ? [hub] : pointsOf(selected).slice(0, 2);
  return ids.map((id) => crowd.inside[placeOf(id)]);
}
