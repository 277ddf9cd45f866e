// Who can introduce whom: the search of graph/paths.py, over what Python knows of each link.
//
// A cost is a list, compared in order: links, suspended, completed, contacts, agreements, other
// parties, years, ties of the go-betweens. The comments of graph/paths.py hold here too.

const FREE = [0, 0, 0, 0, 0, 0, 0, 0];
const summed = (...costs) => FREE.map((_, k) => costs.reduce((sum, cost) => sum + cost[k], 0));

/** Which of two lists of numbers comes first: negative for the first. */
function inOrder(a, b) {
  for (let k = 0; k < Math.min(a.length, b.length); k += 1) if (a[k] !== b[k]) return a[k] - b[k];
  return a.length - b.length;
}

/** A heap: what comes first, by a comparison, is taken first. */
function makeHeap(compare_) {
  const heap = [];
  const swap = (a, b) => { [heap[a], heap[b]] = [heap[b], heap[a]]; };
  function sink(k) {
    const least = [2 * k + 1, 2 * k + 2].filter((c) => c < heap.length)
      .reduce((best, c) => (compare_(heap[c], heap[best]) < 0 ? c : best), k);
    if (least === k) return;
    swap(k, least);
    sink(least);
  }
  return {
    get size() { return heap.length; },
    push(item) {
      heap.push(item);
      for (let k = heap.length - 1; k && compare_(heap[k], heap[(k - 1) >> 1]) < 0; k = (k - 1) >> 1) swap(k, (k - 1) >> 1);
    },
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length) { heap[0] = last; sink(0); }
      return first;
    },
  };
}

/** The years since the last date that an alliance told by a day. */
function ageOf(j, day) {
  const year = turnAt(j, day)?.[1] ?? null;
  const now = day || data.asOf;
  if (year === null) return data.ways.undated;
  return now ? Math.max(0, Number(now.slice(0, 4)) - year) : 0;
}

/** The alliances that are links, as tables with what a step across costs. */
const allianceTies = (seen, day) => [...seen.alliances].sort((a, b) => a - b).flatMap((j) => {
  const kinds = data.ways.stages[alliances[j].stage];
  const members = partiesOf[j];
  return kinds ? [{ members, cost: [1, ...kinds, members.length - 2, ageOf(j, day), 0], alliance: j }] : [];
});

/** Each membership as a tie of its own. */
function membershipTies() {
  const pairs = new Map(actors.flatMap(({ networks = [] }, i) => networks.filter((j) => j !== i)
    .map((j) => [`${Math.min(i, j)},${Math.max(i, j)},${j}`, [Math.min(i, j), Math.max(i, j), j]])));
  const size = (network_) => [...pairs.values()].filter(([, , j]) => j === network_).length;
  const sizes = new Map([...new Set([...pairs.values()].map(([, , j]) => j))].map((j) => [j, size(j)]));
  return [...pairs.values()].sort(inOrder).map(([i, k, j]) =>
    ({ members: [i, k], cost: [1, 0, 0, 0, 0, sizes.get(j) - 1, 0, 0], alliance: null }));
}

/** The ties that count: of the alliances seen, on a day; through actors seen only. */
function makeWeb(seen, day) {
  const ties = [...allianceTies(seen, day), ...membershipTies()];
  const of = actors.map(() => []);
  ties.forEach(({ members }, number_) => members.forEach((i) => of[i].push(number_)));
  const shut = new Set([...data.ways.absent, ...[...actors.keys()].filter((i) => !seen.actors.has(i))]);
  return { ties, of, shut };
}

/** How many links the actors within half of a chain are from one end. */
function distances({ ties, of }, start_, shut) {
  const found = new Map([[start_, 0]]);
  const crossed = new Set();
  let ahead = [start_];
  for (let steps = 1; steps <= (data.ways.longest + 1) >> 1; steps += 1) {
    const tables = [...new Set(ahead.flatMap((here) => of[here]))].filter((n) => !crossed.has(n));
    tables.forEach((n) => crossed.add(n));
    const met = new Set(tables.flatMap((n) => ties[n].members));
    ahead = [...met].filter((i) => !found.has(i) && !shut.has(i));
    ahead.forEach((i) => found.set(i, steps));
  }
  return found;
}

/** What passing an actor costs: the ties that ask for its attention already. */
const entry = ({ of }, actor, end) => (actor === end ? FREE : [...FREE.slice(0, -1), of[actor].length]);

/** The least cost to the end from each actor that a chain so short may pass. */
function leftToGo(web, end, shut, there, most) {
  const beyondThere = Math.max(...there.values()) + 1;
  const found = new Map();
  const crossed = new Set();
  const ahead = makeHeap((a, b) => inOrder(a.cost, b.cost));
  ahead.push({ cost: FREE, here: end });
  while (ahead.size) {
    const { cost, here, table } = ahead.pop();
    if (table !== undefined && !crossed.has(table)) {
      crossed.add(table);
      const beyond = summed(cost, web.ties[table].cost);
      for (const other of web.ties[table].members) {
        const steps = beyond[0] + (there.get(other) ?? beyondThere);
        if (steps <= most && !found.has(other) && !shut.has(other)) ahead.push({ cost: beyond, here: other });
      }
    } else if (table === undefined && !found.has(here)) {
      found.set(here, cost);
      const before = summed(cost, entry(web, here, end));
      for (const n of cost[0] < most ? web.of[here] : []) if (!crossed.has(n)) ahead.push({ cost: before, table: n });
    }
  }
  return found;
}

/** Whom an actor knows, each by their best tie. */
function acquaintances({ ties, of }, actor) {
  const found = new Map();
  for (const tie of of[actor].map((n) => ties[n])) {
    for (const other of tie.members) {
      if (other !== actor && !(inOrder(tie.cost, found.get(other)?.cost ?? [Infinity]) >= 0)) found.set(other, tie);
    }
  }
  return found;
}

/** Whether a step leads back, or a table would seat a third actor of the chain. */
function sits({ steps }, there, tie) {
  const earlier = steps.map(({ a }) => a);
  return earlier.includes(there) || earlier.some((i) => tie.members.includes(i))
    || steps.some(({ tie: { members } }) => members.includes(there));
}

/** The best chains by what is left to go (A* over the beginnings of chains). */
function searchChains(web, a, b, toGo, wanted, most) {
  const found = [];
  const ahead = makeHeap((x, y) => inOrder(x.total, y.total) || inOrder(x.way, y.way));
  if (toGo.has(a)) ahead.push({ total: toGo.get(a), way: [data.ways.order[a]], cost: FREE, here: a, steps: [] });
  while (ahead.size && found.length < wanted) {
    const begun = ahead.pop();
    if (begun.here === b) { found.push(begun); continue; }
    for (const [there, tie] of acquaintances(web, begun.here)) {
      if (!toGo.has(there) || sits(begun, there, tie)) continue;
      const cost = summed(begun.cost, tie.cost, entry(web, there, b));
      const total = summed(cost, toGo.get(there));
      if (total[0] > most) continue;
      const steps = [...begun.steps, { a: begun.here, b: there, tie }];
      ahead.push({ total, way: [...begun.way, data.ways.order[there]], cost, here: there, steps });
    }
  }
  return found;
}

/** The best chains that avoid some actors, best first; longer ones only where too few are found. */
function bestChains(web, a, b, avoid, wanted) {
  const { longest } = data.ways;
  const shut = new Set([...avoid, ...web.shut].filter((i) => i !== a && i !== b));
  const [there, back] = [distances(web, a, shut), distances(web, b, shut)];
  const least = Math.min(longest + 1, ...[...there].filter(([i]) => back.has(i)).map(([i, n]) => n + back.get(i)));
  let found = [];
  for (let most = least; most <= longest && found.length < wanted; most += 1) {
    found = searchChains(web, a, b, leftToGo(web, b, shut, there, most), wanted, most);
  }
  return found;
}

/** Up to so many chains, the best first; beside others at most one passes through the collector. */
function chainsBetween(web, a, b) {
  const { collector, most } = data.ways;
  if (a === b) return [];
  const passes = ({ steps }) => steps.slice(1).some((step) => step.a === collector);
  const found = bestChains(web, a, b, [], most);
  const through = found.filter(passes);
  if (collector === null || !through.length) return found;
  const others = bestChains(web, a, b, [collector], most);
  const kept = others.length ? [...others, through[0]] : through;
  return kept.sort((x, y) => inOrder(x.cost, y.cost) || inOrder(x.way, y.way)).slice(0, most);
}
