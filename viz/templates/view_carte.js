// The carte: actors on the outlines of the communes where they have their seat.

const carte = data.arrangements.carte ?? { outlines: [], aside: [] };
const pen = document.createElement('canvas').getContext('2d'); // asks what is inside an outline

const DOT = 1.6; // pixels: a mark of a smaller radius is a dot
const MOST_NAMED = 40; // communes, while marks are dots
const MANY = 1500; // lines, which are not drawn while the map moves

/** The points of a ring that is written as steps, in tenths. */
function ringPoints(steps) {
  let [x, y] = [0, 0];
  const points = [];
  for (let k = 0; k < steps.length; k += 2) {
    x += steps[k] / 10;
    y += steps[k + 1] / 10;
    points.push({ x, y });
  }
  return points;
}

function pathOf(rings) {
  const path = Object.assign(new Path2D(), { rings }); // the rings for the pen, which reads no path
  for (const points of rings) {
    points.forEach(({ x, y }) => path.lineTo(x, y));
    path.closePath();
  }
  return path;
}

/** The communes: their outline, what holds it, and where their name may stand. */
const grounds = carte.outlines.map(({ place, around, rings, name: [x, y, top, bottom] }) => {
  const drawn = rings.map(ringPoints);
  const box = boundsOf(drawn.flat());
  return { place, around: new Set(around), x, y, top, bottom, box, path: pathOf(drawn) };
});

/** The commune in which each actor stands; -1 for those in the strip. */
const standing = actors.map(({ seat = [-1] }) => seat[0]);
carte.aside.forEach((i) => { standing[i] = -1; });

const isLit = ({ around }) => state.place === '' || around.has(state.place);

/** How many actors stand in each commune, whatever the filters. */
const countsByPlace = new Map();
standing.forEach((place) => countsByPlace.set(place, (countsByPlace.get(place) ?? 0) + 1));
const countIn = ({ place }) => countsByPlace.get(place) ?? 0;

/** Paint the communes: a rim around all of them, then each with its own border. */
function paintGrounds(ctx) {
  const pixel = 1 / scaleNow();
  ctx.save();
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colours.rim;
  ctx.lineWidth = 3.2 * pixel;
  grounds.forEach(({ path }) => ctx.stroke(path));
  ctx.strokeStyle = colours.border;
  ctx.lineWidth = pixel;
  for (const ground of grounds) {
    ctx.fillStyle = isLit(ground) ? colours.land : colours.ground;
    ctx.fill(ground.path, 'evenodd');
    ctx.stroke(ground.path);
  }
  ctx.restore();
}

const middles = new Map(grounds.map(({ place, x, y }) => [place, { x, y }]));
const standsAt = (id) => (id[0] === 'a' ? standing[id.slice(1)] : id);

/** Paint the lines from place to place, gathered; those inside one place wait for a selection. */
function paintBundles(ctx) {
  if (focus || (isMoving && lines.length > MANY)) return;
  ctx.save();
  ctx.lineCap = 'round';
  for (const line of lines) {
    const [from, to] = [standsAt(line.from), standsAt(line.to)];
    if (from === to || !isLineOn(line)) continue;
    const { width, dashes } = data.strokes[line.stroke];
    ctx.globalAlpha = line.stroke === 'potential' ? 0.5 : 0.3;
    ctx.strokeStyle = strokeColour(line.stroke);
    ctx.lineWidth = width * 0.8 * shrink();
    ctx.setLineDash(dashes);
    traceBundled(ctx, spots.get(line.from), spots.get(line.to), middles.get(from), middles.get(to));
    ctx.stroke();
  }
  ctx.restore();
}

/** A curve that leaves a commune, and enters one, by its middle: lines of one way run together. */
function traceBundled(ctx, start, end, from = start, to = end) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const bend = (share, { x, y }) => [x + share * dx - 0.1 * dy, y + share * dy + 0.1 * dx];
  ctx.beginPath();
  ctx.moveTo(start.x, start.y);
  ctx.bezierCurveTo(...bend(0.3, from), ...bend(-0.3, to), end.x, end.y);
}

/** The corners of what must be in sight: the territory asked for, or all of it. */
const litCorners = () => grounds.filter(isLit).flatMap(({ box: { left, right, top, bottom } }) =>
  [{ x: left, y: top }, { x: right, y: bottom }]);

/** Show one commune only, or all again. */
const turnTo = (place) =>
  update({ place: state.place === place ? '' : place, selected: null, sheet: '' });

/** The commune at a point of the plane: what it says, and what a click on it does. */
function groundAt({ x, y }) {
  const found = grounds.find(({ path }) => pen.isPointInPath(path, x, y, 'evenodd'));
  if (!found) return null;
  const { place } = found;
  const text = word('said', { a: placeName(place), b: word('actors', { n: countIn(found) }) });
  return { text, press: usedPlaces.has(place) ? () => turnTo(place) : null };
}

/** The names of the communes, beside the marks in them: where they fit, those of many actors first. */
function groundTitles(ctx, view, places) {
  const { line } = lettering(view);
  const font = `italic 500 ${line - 3.5}px ${FONT}`;
  const inSight = grounds.filter(({ x, y }) => isInside(boxAt(view.x(x), view.y(y), { width: 0, height: 0 }), view));
  inSight.sort((a, b) => countIn(b) - countIn(a));
  ctx.font = font;
  const areDots = 5 * carte.scale * view.scale < DOT; // too small to be counted by eye
  return (areDots ? inSight.slice(0, MOST_NAMED) : inSight).flatMap((ground) => {
    const name = placeName(ground.place);
    const lines = [areDots ? word('group', { name, count: number(countIn(ground)) }) : name];
    const size = { width: ctx.measureText(lines[0]).width + 4, height: line };
    const isWide = size.width > 1.7 * (ground.box.right - ground.box.left) * view.scale;
    if (isWide && !areDots) return [];
    const box = titleSpots(ground, view, size).find((spot) =>
      !places.names.covers(spot) && places.discs.covers(spot) < 0.5);
    if (!box) return [];
    places.names.add(box);
    return [{ actor: null, box, font, isQuiet: true, lines, step: line - 1 }];
  });
}

/** Where the name of a commune may stand: under its marks, over them, or in the middle of none. */
function titleSpots({ x, y, top, bottom }, view, { width, height }) {
  const [left, gap] = [view.x(x) - width / 2, 2];
  const rows = top === bottom
    ? [view.y(y) - height / 2] : [view.y(bottom) + gap, view.y(top) - gap - height];
  return rows.map((row) => boxAt(left, row, { width, height })).filter((spot) => isInside(spot, view));
}

/** The communes as a list, which is also a way to choose one from the keyboard. */
function cartePanel() {
  const rows = grounds.filter(countIn)
    .sort((a, b) => countIn(b) - countIn(a) || byName(placeName(a.place), placeName(b.place)));
  return [
    sheetHead(word('communes'), el('p', { class: 'kind' }, word('carte-lead')), leave),
    el('ul', { class: 'communes' }, ...rows.map((ground) => el('li', {}, communeButton(ground)))),
  ];
}

const communeButton = (ground) => el(
  'button', {
    type: 'button', id: `commune-${ground.place}`, 'aria-pressed': String(state.place === ground.place),
    onclick: () => turnTo(ground.place),
  },
  el('span', { class: 'what' }, placeName(ground.place)), el('span', { class: 'count' }, number(countIn(ground))),
);

const CARTE = {
  arrangement: 'carte',
  enter: () => ({ strokes: new Set(['potential']) }),
  ownLines: true,
  covers: 5,
  panel: () => cartePanel(),
  under: (ctx) => { paintGrounds(ctx); paintBundles(ctx); },
  titles: groundTitles,
  corners: litCorners,
  ground: groundAt,
};
