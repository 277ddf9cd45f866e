// Names on the map: the important first, none over another, more of them as one comes nearer.

const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const ROOM = 19000; // square pixels of screen for one name, when nothing is selected
const FEET = 0.36; // from the middle of a line down to the feet of its letters, in ems
const NEAR = 1.35; // zoom from which actors without alliance are named

/** Letters, smaller on a small screen; and how much drawing a name may cover. */
function lettering(view) {
  const size = view.width < 500 ? 11 : 12;
  return {
    line: size + 3,
    widest: view.width < 500 ? 18 : 24, // characters on a line
    tolerance: (isStrong) => (isStrong ? (size < 12 ? 2.5 : currentView().covers ?? 14) : focus ? 1.5 : 0.1),
    strong: `600 ${size + 0.5}px ${FONT}`,
    plain: `${size}px ${FONT}`,
  };
}

/** A name without what would tower over others: three marks on a letter are enough. */
const low = (name) => name.replace(/(\p{M}{3})\p{M}+/gu, '$1');

/** Cut a name into at most three lines. */
function wrapped(name, widest) {
  const lines = [''];
  for (const part of low(name).split(/\s+/)) {
    const longer = `${lines.at(-1)} ${part}`.trim();
    if (longer.length <= widest || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  const kept = lines.slice(0, 3).map((line) => (line.length > widest + 4 ? cutTo(line, widest + 4) : line));
  if (lines.length > 3) kept[2] = `${kept[2]}…`;
  return kept.map(isolated);
}

const caption = (actor) =>
  actor.acronym && actor.name.length > 60 ? actor.acronym : shown(actor);

/** Size of a name on the screen, measured once. */
const measured = new Map();
function measure(ctx, i, font, letters) {
  const key = `${font}${i}`;
  if (!measured.has(key)) {
    ctx.font = font;
    const lines = wrapped(caption(actors[i]), letters.widest);
    const width = Math.max(...lines.map((line) => ctx.measureText(line).width));
    measured.set(key, { lines, width: width + 6, height: lines.length * letters.line + 2 });
  }
  return measured.get(key);
}

const STRONG = 12; // catalysts whose names are strong
const rankOf = new Map(data.catalysts.slice(0, STRONG).map(({ actor }, k) => [actor, k]));
const weight = (i) => (rankOf.has(i) ? 1e6 - rankOf.get(i) : home.get(`a${i}`).size);
let byWeight = []; // the actors, those to name first

function orderNames() {
  byWeight = actors.map((_, i) => i).sort((a, b) => weight(b) - weight(a) || a - b);
}

/** A grid of the screen, to ask quickly what a rectangle would cover. */
function makeGrid(step = 48) {
  const cells = new Map();
  const each = (box, visit) => {
    for (let x = Math.floor(box.left / step); x <= Math.floor(box.right / step); x += 1) {
      for (let y = Math.floor(box.top / step); y <= Math.floor(box.bottom / step); y += 1) {
        visit(x * 100003 + y);
      }
    }
  };
  const meets = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return {
    add: (box) => each(box, (key) => {
      if (cells.has(key)) cells.get(key).push(box);
      else cells.set(key, [box]);
    }),
    covers(box) {
      const hit = new Set();
      each(box, (key) => cells.get(key)?.forEach((other) => meets(box, other) && hit.add(other)));
      return [...hit].reduce((sum, { cost = 1 }) => sum + cost, 0);
    },
  };
}

const boxAt = (left, top, { width, height }) =>
  ({ left, top, right: left + width, bottom: top + height });

/** The places that a name may take around its point: under and over, beside, aslant, nearly beside. */
function spotsFor({ x, y, r }, size) {
  const { width, height } = size;
  const [gap, slant] = [r + 3, r * 0.8 + 2];
  return [
    [x - width / 2, y + gap], [x - width / 2, y - gap - height],
    [x + gap, y - height / 2], [x - gap - width, y - height / 2],
    [x + slant, y + slant], [x - slant - width, y + slant],
    [x + slant, y - slant - height], [x - slant - width, y - slant - height],
    [x + gap, y - height / 4], [x - gap - width, y - height / 4],
    [x + gap, y - height * 0.75], [x - gap - width, y - height * 0.75],
  ].map(([left, top]) => boxAt(left, top, size));
}

const isInside = ({ left, top, right, bottom }, { width, height }) =>
  left >= 2 && top >= 2 && right <= width - 2 && bottom <= height - 2;

/** The best free place for a name, or nothing. */
function bestSpot(point, size, { names, discs, view }, tolerance) {
  let best = null;
  for (const box of spotsFor(point, size)) {
    if (!isInside(box, view) || names.covers(box)) continue;
    const covered = discs.covers(box);
    if (covered <= tolerance && (!best || covered < best.covered)) best = { box, covered };
  }
  return best?.box;
}

/** Where the visible actors stand on the screen. */
function screenPoints(view) {
  const points = new Map();
  for (const id of held) {
    const i = Number(id.slice(1));
    if (id[0] !== 'a' || !shownNow.actors.has(i)) continue;
    const { x, y, size } = spots.get(id);
    const point = { x: view.x(x), y: view.y(y), r: size * view.scale * shrink() };
    const isNear = point.x > -40 && point.x < view.width + 40;
    if (isNear && point.y > -40 && point.y < view.height + 40) points.set(i, point);
  }
  return points;
}

const NAMESAKE = 13; // what it costs to write on the mark of another that is known by its name

/** The marks to leave free; the large ones and the bright ones cost more to cover. */
function discGrid(points, view) {
  const discs = makeGrid();
  const add = ({ x, y, r }, cost) => discs.add({ left: x - r, right: x + r, top: y - r, bottom: y + r, cost });
  const isFaded = (id) => focus && !focus.points.has(id);
  points.forEach((point, i) => add(
    point, Math.min(8, (point.r / 8) ** 2) * (isFaded(`a${i}`) ? 0.1 : 1) + (rankOf.has(i) ? NAMESAKE : 0),
  ));
  for (const id of held) {
    if (id[0] !== 'h' || !isPointShown(id) || isFaded(id)) continue;
    const { x, y, size } = spots.get(id);
    add({ x: view.x(x), y: view.y(y), r: size * view.scale * shrink() }, 0.05);
  }
  return discs;
}

/** The actors to name, the most important first, and how many of them at most. */
function candidates(points, view) {
  const isBright = (i) => focus.points.has(`a${i}`);
  if (focus && !focus.isSoft) return { list: byWeight.filter(isBright), most: 60 };
  const isFar = view.scale <= NEAR;
  const isNamed = (i) =>
    !isWaiting(i) && (!isFar || (currentView().arrangement && !currentView().holds ? rankOf.has(i) : actors[i].ties)) && (!focus || isBright(i));
  const most = ((view.width * view.height) / (view.room ?? ROOM)) * Math.max(1, view.scale ** 1.5);
  return { list: byWeight.filter(isNamed), most: Math.max(10, most) };
}

/** Where the buttons stand over the map: a name under them would be lost. */
function boxOfButtons() {
  const [map, zoom] = [$('map'), $('zoom')].map((element) => element.getBoundingClientRect());
  return boxAt(zoom.left - map.left, zoom.top - map.top, zoom);
}

/** Choose the names to write. */
function chooseNames(ctx, view) {
  const letters = lettering(view);
  const points = screenPoints(view);
  const places = { names: makeGrid(), discs: discGrid(points, view), view };
  if (!lens) places.names.add(boxOfButtons());
  const titles = [blockTitle, groupTitles].flatMap((write) => write(ctx, view, letters, places));
  titles.push(...(currentView().titles?.(ctx, view, places) ?? []));
  const named = new Set([...selectedActors(), ...(currentView().named?.() ?? [])]);
  const { list, most } = candidates(points, view);
  const chosen = [...titles];
  for (const i of new Set([...named, ...list])) {
    if (chosen.length - titles.length >= most) break;
    if (!points.has(i)) continue;
    const isStrong = named.has(i) || ((!focus || focus.isSoft) && rankOf.has(i));
    const font = isStrong ? letters.strong : letters.plain;
    const size = measure(ctx, i, font, letters);
    const box = bestSpot(points.get(i), size, places, letters.tolerance(isStrong));
    if (!box) continue;
    places.names.add(box);
    chosen.push({ actor: i, box, font, isStrong, lines: size.lines, step: letters.line });
  }
  return [...chosen, ...noteTitles(ctx, view, letters, places)];
}

const selectedActors = () =>
  state.selected?.startsWith('a') ? [Number(state.selected.slice(1))] : [];

/** The title of the block of actors without alliance. */
function blockTitle(ctx, view, letters, { names: taken }) {
  const { n, reason, left, top } = isolates();
  if (!n) return [];
  const lines = [word(reason, { n })];
  ctx.font = letters.strong;
  const size = { width: ctx.measureText(lines[0]).width + 6, height: letters.line + 2 };
  const box = boxAt(view.x(left) + 4, view.y(top) - size.height - 2, size);
  taken.add(box);
  return [{ actor: null, box, font: letters.strong, isQuiet: true, lines, step: letters.line }];
}

/** The middle of a title: where it is asked, or beside where the edge of the view would cut it. */
const inReach = (x, width, view) =>
  (x < 0 || x > view.width ? x : Math.max(width / 2 + 2, Math.min(x, view.width - width / 2 - 2)));

/** The titles of the groups, over their discs: the large ones first, none over another. */
function groupTitles(ctx, view, letters, { names: taken }) {
  ctx.font = letters.strong;
  return groupsNow().flatMap(({ words, x, y, radius: r, actors: members }) => {
    const n = members.filter((i) => shownNow.actors.has(i)).length;
    if (!n) return [];
    const lines = wrapped(word('group', { name: capital(say(words)), count: number(n) }), letters.widest - 2);
    const width = Math.max(...lines.map((line) => ctx.measureText(line).width)) + 6;
    const size = { width, height: lines.length * letters.line + 2 };
    const box = boxAt(inReach(view.x(x), width, view) - width / 2, view.y(y - r) - size.height + 2, size);
    if (taken.covers(box)) return [];
    taken.add(box);
    return [{ actor: null, box, font: letters.strong, isQuiet: true, lines, step: letters.line }];
  });
}

/** What the view writes beside its points: after their names, where there is room. */
function noteTitles(ctx, view, letters, { names: taken, discs }) {
  ctx.font = letters.plain;
  return (currentView().notes?.() ?? []).flatMap(({ lines: words, x, y, gap }) => {
    const width = Math.max(...words.map((line) => ctx.measureText(line).width)) + 6;
    const size = { width, height: words.length * letters.line + 2 };
    const spot = { x: view.x(x), y: view.y(y), r: gap };
    const box = spotsFor(spot, size).find((one) => isInside(one, view) && !taken.covers(one) && !discs.covers(slimmer(one)));
    if (!box) return [];
    taken.add(box);
    return [{ actor: null, box, font: letters.plain, isQuiet: true, lines: words, step: letters.line }];
  });
}

/** A note may touch a mark with its ends. */
const slimmer = ({ left, right, top, bottom }) => ({ left: left + 16, right: right - 16, top, bottom });

/** Write the names over the drawing, in pixels of the screen whatever the zoom. */
function drawNames(ctx, view) {
  ctx.save();
  ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  written = chooseNames(ctx, view);
  writeNames(ctx, written);
  ctx.restore();
}

let written = [];

function writeNames(ctx, names) {
  ctx.textAlign = 'center';
  ctx.lineJoin = 'round';
  for (const name of names) writeName(ctx, name);
}

function writeName(ctx, { box, font, isStrong, isQuiet, lines, step }) {
  const middle = (box.left + box.right) / 2;
  const foot = FEET * fontParts(font).size;
  ctx.font = font;
  if (isStrong) {
    ctx.globalAlpha = 0.7;
    ctx.fillStyle = colours.ground;
    ctx.beginPath();
    ctx.roundRect(box.left, box.top, box.right - box.left, box.bottom - box.top, 5);
    ctx.fill();
    ctx.globalAlpha = 1;
  }
  lines.forEach((line, k) => {
    const y = box.top + 1 + step * (k + 0.5) + foot;
    ctx.strokeStyle = colours.ground;
    ctx.lineWidth = isStrong ? 2 : 4;
    ctx.strokeText(line, middle, y);
    ctx.fillStyle = isQuiet ? colours.quiet : colours.ink;
    ctx.fillText(line, middle, y);
  });
}
