// The drawing: vis-network shows the points and lines that were placed beforehand.

const home = new Map(read('nodes').map((node) => [node.id, node])); // as in the network
const spots = new Map([...home].map(([id, node]) => [id, { ...node }])); // as in this view
const lines = read('edges');
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const FADED = 0.13;
const LOT = 40; // points drawn by one path
let colours = {};
let focus = null;
let network = null;
let edgeSet = null;
let nodeSet = null;
let held = []; // the points that the view draws one by one, by id
let heldLines = []; // the lines between them
let farthest = 0.1; // the scale at which everything is in sight, if that is smaller
let drawnShrink = 1;
let lens = null; // what a picture is seen through, instead of the screen; see sheet.js
let isMoving = false;
let badgeOf = new Map(); // numbers that the view writes at some actors

/** The colours that the style sheet gives an element. */
function coloursOf(element) {
  const css = getComputedStyle(element);
  const get = (name) => css.getPropertyValue(name).trim();
  return {
    ground: get('--ground'), ink: get('--ink'), edge: get('--mark-edge'), quiet: get('--quiet'),
    accent: get('--accent'), block: get('--block'), rule: get('--rule'),
    land: get('--land'), border: get('--border'), rim: get('--rim'),
    isDark: get('--scheme') === 'dark',
  };
}

/** Take the colours of the present appearance. */
function readColours() {
  colours = coloursOf(document.documentElement);
  for (const name of Object.keys(data.strokes)) {
    document.documentElement.style.setProperty(`--line-${name}`, strokeColour(name));
  }
}

const linkOf = (line) => line.id.split('-')[0];
const strokeColour = (name) => data.strokes[name][colours.isDark ? 'dark' : 'light'];

function trace(ctx, points, x, y, r) {
  ctx.beginPath();
  outline(ctx, points, x, y, r);
}

function outline(ctx, points, x, y, r) {
  ctx.moveTo(x + r * (points[0]?.[0] ?? 1), y + r * (points[0]?.[1] ?? 0));
  if (points.length) points.slice(1).forEach(([px, py]) => ctx.lineTo(x + r * px, y + r * py));
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.closePath();
}

/** How much marks shrink against the drawing as one comes nearer, to leave room for names. */
const scaleNow = () => lens?.scale ?? network.getScale();
const shrink = () => Math.min(1, scaleNow() ** -0.5);
const radius = (id) => spots.get(id).size * shrink();

/** How strongly a point is drawn. */
function alphaOf(id) {
  if (focus && !focus.points.has(id)) return focus.isSoft ? 0.3 : FADED;
  return id[0] === 'a' && isWaiting(Number(id.slice(1))) ? 0.3 : 1;
}

/** Draw one actor or meeting point. */
function paint(ctx, id, x, y) {
  brushFor(ctx, id);
  trace(ctx, shapeOf(id), x, y, radius(id));
  ctx.fill();
  ctx.stroke();
  adorn(ctx, id, x, y);
}

const shapeOf = (id) => (id[0] === 'a' ? data.marks[actors[Number(id.slice(1))].sector].points : DIAMOND);

/** Take the colours and the strength that a point is drawn with. */
function brushFor(ctx, id) {
  const index = Number(id.slice(1));
  const isActor = id[0] === 'a';
  ctx.globalAlpha = alphaOf(id);
  ctx.lineJoin = 'round';
  ctx.lineWidth = (isActor ? 1.1 : 1.6) * shrink();
  ctx.fillStyle = isActor ? markColour(actors[index].sector) : colours.ground;
  ctx.strokeStyle = isActor ? colours.edge : strokeColour(alliances[index].stroke);
}

/** Draw what a point carries: the ring of what is selected, a number. */
function adorn(ctx, id, x, y) {
  const [r, index] = [radius(id), Number(id.slice(1))];
  if (state.selected === id) ringAround(ctx, x, y, r);
  if (id[0] === 'a' && badgeOf.has(index)) writeBadge(ctx, badgeOf.get(index), x + r, y - r);
}

/** The points by how they look. */
function sortsOfPoints() {
  const sort = (id) => {
    const index = Number(id.slice(1));
    return [id[0], id[0] === 'a' ? actors[index].sector : alliances[index].stroke, alphaOf(id)].join(' ');
  };
  return [...Map.groupBy(held.filter(isPointShown), sort).values()].flatMap(inLots);
}

/** Cut a list into lots: the browser takes the longer for each shape the more its path has. */
const inLots = (list) => (list.length > LOT ? [list.slice(0, LOT), ...inLots(list.slice(LOT))] : [list]);

/** Draw all points, those that look alike by one path: while the map is dragged each frame counts. */
function paintAtOnce(ctx, sorts) {
  ctx.save();
  for (const ids of sorts) {
    brushFor(ctx, ids[0]);
    ctx.beginPath();
    for (const id of ids) outline(ctx, shapeOf(id), spots.get(id).x, spots.get(id).y, radius(id));
    ctx.fill();
    ctx.stroke();
  }
  sorts.flat().forEach((id) => adorn(ctx, id, spots.get(id).x, spots.get(id).y));
  ctx.restore();
}

/** A number, in a disc at the shoulder of a mark. */
function writeBadge(ctx, rank, x, y) {
  const size = 8.5 / scaleNow();
  ctx.beginPath();
  ctx.arc(x, y, size, 0, 2 * Math.PI);
  ctx.fillStyle = colours.ink;
  ctx.fill();
  ctx.fillStyle = colours.ground;
  ctx.font = `700 ${size * 1.25}px ${FONT}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(number(rank), x, y + size * 0.06);
}

const DIAMOND = [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]];

/** Draw the mark of a sector. */
function paintMark(ctx, sector, x, y, r) {
  paintShape(ctx, data.marks[sector].points, x, y, r, markColour(sector), colours.edge);
}

function markColour(sector) {
  const { colour, dark } = data.marks[sector];
  return (colours.isDark && dark) || colour;
}

function paintShape(ctx, points, x, y, r, ground, edge) {
  trace(ctx, points, x, y, r);
  ctx.fillStyle = ground;
  ctx.fill();
  ctx.lineJoin = 'round';
  ctx.strokeStyle = edge;
  ctx.stroke();
}

function ringAround(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, r * 1.25 + 4 * shrink(), 0, 2 * Math.PI);
  ctx.lineWidth = 3 * shrink();
  ctx.strokeStyle = colours.accent;
  ctx.stroke();
}

function renderPoint({ ctx, id, x, y }) {
  const size = 2 * radius(id);
  return { drawNode: () => paint(ctx, id, x, y), nodeDimensions: { width: size, height: size } };
}

const isHeld = (id) => currentView().holds?.(id) ?? true;

function isPointShown(id) {
  if (!isHeld(id)) return false;
  const index = Number(id.slice(1));
  return id[0] === 'a' ? shownNow.actors.has(index) : shownNow.alliances.has(index);
}

function isLineOn(line) {
  const link = linkOf(line);
  const isOn = link[0] === 'p' ? shownNow.potentials : shownNow.alliances;
  return isOn.has(Number(link.slice(1))) && isPointShown(line.from) && isPointShown(line.to);
}

/** Whether a line is drawn as such: the view may draw it in its own way while nothing is selected. */
const isLineShown = (line) =>
  isLineOn(line) && (Boolean(focus?.links.has(linkOf(line))) || !currentView().ownLines);

function opacityOf(line, isFaded) {
  if (isFaded) return focus.isSoft ? 0.15 : 0.06;
  if (focus) return 1;
  const usual = line.stroke === 'potential' ? 0.6 : 0.75;
  return Math.min(1, usual * (currentView().weight?.(line) ?? 1));
}

/** How a line looks now. */
function lineLook(line, thin = drawnShrink) {
  const { width, dashes } = data.strokes[line.stroke];
  const isFaded = focus && !focus.links.has(linkOf(line));
  const isFresh = line.id[0] === 'e' && fresh.has(Number(linkOf(line).slice(1)));
  return {
    id: line.id,
    hidden: !isLineShown(line),
    width: width * thin * (isFresh ? 2 : 1),
    dashes: dashes.length ? dashes : false,
    color: { color: strokeColour(line.stroke), opacity: opacityOf(line, isFaded), inherit: false },
  };
}

/** Move every point to where it stands in the view; draw those that the view holds. */
function stand() {
  const places = placesNow();
  for (const { id, ...place } of places) Object.assign(spots.get(id), place);
  held = [...spots.keys()].filter(isHeld);
  heldLines = lines.filter(({ from, to }) => isHeld(from) && isHeld(to));
  hold(edgeSet, heldLines);
  hold(nodeSet, held.map((id) => spots.get(id)));
}

/** Draw these points or lines and no others. */
function hold(set, items) {
  const ids = new Set(items.map(({ id }) => id));
  set.remove(set.getIds().filter((id) => !ids.has(id)));
  set.update(items);
}

/** Bring the drawing up to date with the state. */
function redraw() {
  badgeOf = new Map();
  focus = surroundings(state.selected);
  drawnShrink = shrink();
  edgeSet.update(heldLines.map((line) => lineLook(line)));
  nodeSet.update(held.map((id) => ({ id, hidden: !isPointShown(id) })));
  $('nothing').hidden = shownNow.actors.size > 0;
  $('nothing').textContent = word(actors.length ? 'nothing' : 'empty');
}

/** The visible actors that are set apart: how many, why, and the rectangle that holds them. */
function isolates() {
  const { aside, reason } = asideNow();
  const shown_ = aside.filter((i) => shownNow.actors.has(i));
  const { left, top, right, bottom } = boundsOf(shown_.map((i) => spots.get(`a${i}`)));
  const margin = 22;
  return {
    n: shown_.length, reason,
    left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin,
  };
}

/** The ground of the actors without alliance. */
function drawBlock(ctx) {
  const { n, left, top, right, bottom } = isolates();
  if (!n) return;
  ctx.save();
  ctx.fillStyle = colours.block;
  ctx.beginPath();
  ctx.roundRect(left, top, right - left, bottom - top, 14);
  ctx.fill();
  ctx.restore();
}

/** What lies under the points: the groups of the view, or the ground of the isolates. */
function drawUnder(ctx) {
  currentView().under?.(ctx);
  drawBlock(ctx);
  drawGroups(ctx);
}

/** The grounds of the groups that hold something visible. */
function drawGroups(ctx) {
  ctx.save();
  ctx.fillStyle = colours.block;
  for (const { x, y, radius: r, actors: members } of groupsNow()) {
    if (!members.some((i) => shownNow.actors.has(i))) continue;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}

/** From the plane of the drawing to the pixels of the screen, or of the picture being drawn. */
function screenView() {
  if (lens) return lens;
  const canvas = $('map').querySelector('canvas');
  const [origin, scale] = [network.canvasToDOM({ x: 0, y: 0 }), network.getScale()];
  return {
    scale, width: canvas.clientWidth, height: canvas.clientHeight,
    ratio: canvas.width / canvas.clientWidth,
    x: (x) => origin.x + x * scale, y: (y) => origin.y + y * scale,
  };
}

function boundsOf(at) {
  return {
    left: Math.min(...at.map(({ x }) => x)), right: Math.max(...at.map(({ x }) => x)),
    top: Math.min(...at.map(({ y }) => y)), bottom: Math.max(...at.map(({ y }) => y)),
  };
}

/** How much of the map's lower part an open sheet covers, on a narrow screen. */
function covered() {
  const [map, panel] = [$('map'), $('panel')].map((element) => element.getBoundingClientRect());
  const isOver = panel.height && panel.left < map.right - 1 && panel.top < map.bottom;
  return isOver ? map.bottom - panel.top : 0;
}

/** Whether the page gave the map another size since it was last drawn. */
function isResized() {
  const canvas = $('map').querySelector('canvas');
  return ['Width', 'Height'].some((side) =>
    Math.abs(canvas[side.toLowerCase()] / window.devicePixelRatio - $('map')[`client${side}`]) > 1);
}

/** Bring these points into sight, with room around them for names, and corners of what is under. */
function bring(ids, { corners = [], ...options }) {
  const shownIds = ids.filter((id) => spots.has(id) && isPointShown(id));
  return frame([...shownIds.map((id) => spots.get(id)), ...corners], options);
}

/** Bring these places into sight; return the scale. */
function frame(at, { most, duration }) {
  if (!at.length) return network.getScale();
  if (isResized()) network.redraw(); // else the library would zoom when it notices
  const { left, right, top, bottom } = boundsOf(at);
  const [width, height] = [$('map').clientWidth, $('map').clientHeight - covered()];
  const margin = Math.min(48, width / 10);
  const asked = Math.min(
    most, (width - 2 * margin) / Math.max(right - left, 1), (height - 2 * margin) / Math.max(bottom - top, 1),
  );
  const scale = Math.max(asked, 0.02);
  network.moveTo({
    position: { x: (left + right) / 2, y: (top + bottom) / 2 },
    scale,
    offset: { x: 0, y: -covered() / 2 },
    animation: duration && !calm.matches ? { duration } : false,
  });
  return scale;
}

/** See everything that is shown. */
function fit(duration = 350) {
  const scale = bring(held, { most: 1.8, duration, corners: currentView().corners?.() });
  farthest = Math.min(0.1, scale);
}

function zoomBy(factor) {
  const scale = Math.min(currentView().nearest ?? 6, Math.max(farthest, network.getScale() * factor));
  network.moveTo({ scale, animation: calm.matches ? false : { duration: 200 } });
}

/** Go to what is selected, with all its partners in sight. */
function travel(duration = 450) {
  const corners = currentView().aim?.();
  if (corners) frame(corners, { most: currentView().nearest, duration });
  else bring([...(focus?.points ?? [])], { most: 1.5, duration });
}

/** What lies under a point of the screen: an actor, an alliance or a suggestion. */
function thingAt(pointer) {
  const id = network.getNodeAt(pointer) ?? nearestPoint(pointer);
  if (id) return id[0] === 'h' ? `e${id.slice(1)}` : id;
  const edge = network.getEdgeAt(pointer);
  return edge ? edge.split('-')[0] : null;
}

/** The nearest point within a finger's breadth: small marks must be easy to touch. */
function nearestPoint({ x, y }) {
  const view = screenView();
  let best = { far: 11, id: null };
  for (const id of held) {
    const spot = spots.get(id);
    const far = Math.hypot(view.x(spot.x) - x, view.y(spot.y) - y) - radius(id) * view.scale;
    if (far < best.far && isPointShown(id)) best = { far, id };
  }
  return best.id;
}

const PAN = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function onMapKey(event) {
  const step = 60 / network.getScale();
  if (PAN[event.key]) {
    const [dx, dy] = PAN[event.key];
    const { x, y } = network.getViewPosition();
    network.moveTo({ position: { x: x + dx * step, y: y + dy * step } });
  } else if (event.key === '+' || event.key === '=') zoomBy(1.3);
  else if (event.key === '-') zoomBy(1 / 1.3);
  else if (event.key === '0') fit();
  else return;
  event.preventDefault();
}

/** What a thing is called, for the tip under the pointer. */
function nameOf(id) {
  const index = Number(id.slice(1));
  if (id[0] === 'a') {
    const actor = actors[index];
    const known = [sectorName(actor.sector), word('alliances', { n: actor.ties })];
    if (!isUsualSize()) known.push(measuredWords(index));
    return `${titled(actor)} — ${known.join(', ')}`;
  }
  if (id[0] === 'p') {
    const { a, b } = potentials[index];
    return word('said', { a: word('potential'), b: `${shown(actors[a])} — ${shown(actors[b])}` });
  }
  return alliances[index].title || word('alliance');
}

function showTip(pointer) {
  const id = pointer && thingAt(pointer);
  const ground = pointer && !id && currentView().ground?.(network.DOMtoCanvas(pointer));
  const tip = $('tip');
  tip.hidden = !id && !ground?.text;
  $('map').style.cursor = id || ground?.press ? 'pointer' : '';
  if (tip.hidden) return;
  tip.textContent = id ? nameOf(id) : ground.text;
  const limit = $('map').clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${Math.max(8, Math.min(pointer.x + 14, limit))}px`;
  tip.style.top = `${Math.max(8, pointer.y - tip.offsetHeight - 12)}px`;
}

function watchPointer(map) {
  let waiting = null;
  const look = (pointer) => {
    if (waiting === null) requestAnimationFrame(() => { showTip(waiting.pointer); waiting = null; });
    waiting = { pointer };
  };
  map.addEventListener('pointermove', (event) => {
    const box = map.getBoundingClientRect();
    const isIdle = event.buttons === 0 && event.pointerType === 'mouse';
    look(isIdle ? { x: event.clientX - box.left, y: event.clientY - box.top } : null);
  });
  map.addEventListener('pointerleave', () => look(null));
}

/** Thin the lines too when one comes nearer; only now and then, for it touches them all. */
function watchZoom() {
  let timer = 0;
  network.on('afterDrawing', () => {
    if (Math.abs(shrink() / drawnShrink - 1) < 0.12) return;
    clearTimeout(timer);
    timer = setTimeout(redraw, 250);
  });
}

/** Make the drawing. */
function start() {
  const map = $('map');
  readColours();
  nodeSet = new vis.DataSet();
  edgeSet = new vis.DataSet();
  const options = read('options');
  options.nodes.ctxRenderer = renderPoint;
  options.interaction.hideEdgesOnZoom = lines.length > 1500 && offered.some((view) => !VIEWS[view].holds);
  network = new vis.Network(map, { nodes: nodeSet, edges: edgeSet }, options);
  map.querySelector('.vis-network').tabIndex = -1;
  network.on('beforeDrawing', drawUnder);
  let sorts = [];
  network.on('afterDrawing', (ctx) => {
    if (isMoving) paintAtOnce(ctx, sorts);
    currentView().over?.(ctx);
    drawNames(ctx, screenView());
  });
  network.on('dragStart', () => { isMoving = true; sorts = sortsOfPoints(); });
  network.on('dragEnd', () => { isMoving = false; network.redraw(); });
  network.on('click', ({ pointer }) => {
    const selected = thingAt(pointer.DOM);
    const ground = !selected && currentView().ground?.(pointer.canvas);
    if (ground?.press) ground.press();
    else update({ selected, sheet: selected ? 'panel' : '' });
  });
  watchZoom();
  map.addEventListener('keydown', onMapKey);
  watchPointer(map);
}
