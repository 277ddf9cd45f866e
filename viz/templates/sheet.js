// A picture to take away: the map as it is now, a title over it, a legend beside it, its limits
// and sources under it. One routine draws it on a canvas (PNG) and with the pen (SVG, print).

const GAP = 22;
const LEGEND = 236; // width of the legend beside a map, in pixels
const AROUND = 44; // free pixels round a map that is to fill its frame: names stand there
const BESIDE = 560; // width of a map from which the legend stands beside it

const lettersOf = (size, weight = 400) => `${weight === 400 ? '' : `${weight} `}${size}px ${FONT}`;

/** See with other eyes for a moment: through a view, in colours. */
function through(view, paper, draw) {
  const kept = [lens, colours];
  [lens, colours] = [view, paper];
  try {
    return draw();
  } finally {
    [lens, colours] = kept;
  }
}

/** Cut words into lines no wider than asked; a word that is too long is cut too. */
function linesOf(text, font, width) {
  brush.font = font;
  const fits = (line) => brush.measureText(line).width <= width;
  const lines = [''];
  for (const part of text.split(/\s+/).flatMap((w) => (fits(w) ? [w] : [...w].map((c) => `\0${c}`)))) {
    const isCut = part.startsWith('\0');
    const piece = isCut ? part.slice(1) : part;
    const longer = isCut || !lines.at(-1) ? lines.at(-1) + piece : `${lines.at(-1)} ${piece}`;
    if (fits(longer) || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}

/** A block of a sheet is as high as it says and draws itself: here, words. */
function wordsBlock(text, width, { size = 13, weight = 400, tone = 'ink', after = 4 } = {}) {
  const font = lettersOf(size, weight);
  const [lines, step] = [linesOf(text, font, width), size * 1.38];
  const draw = (ctx, x, y) => {
    ctx.font = font;
    ctx.fillStyle = colours[tone];
    ctx.textAlign = 'left';
    lines.forEach((line, k) => ctx.fillText(line, x, y + step * (k + 0.5) + size * FEET));
  };
  return { height: lines.length * step + after, draw };
}

/** A line of the legend: a sign, what it means, how many there are. */
function signBlock(text, count, width, indent, sign) {
  const words = wordsBlock(text, width - indent - 44);
  const draw = (ctx, x, y) => {
    ctx.save();
    sign(ctx, x, y + 9);
    ctx.restore();
    words.draw(ctx, x + indent, y);
    ctx.textAlign = 'right';
    ctx.fillStyle = colours.quiet;
    ctx.fillText(number(count), x + width, y + 9 + 13 * FEET);
  };
  return { height: words.height + 3, draw };
}

function strokeSign(name) {
  return (ctx, x, y) => {
    const { width, dashes } = data.strokes[name];
    [ctx.strokeStyle, ctx.lineWidth] = [strokeColour(name), width * 1.2];
    ctx.setLineDash(dashes);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + 28, y);
    ctx.stroke();
  };
}

function markSign(sector) {
  return (ctx, x, y) => {
    ctx.lineWidth = 1;
    paintMark(ctx, sector, x + 8, y, 6.5);
  };
}

/** The key of sizes: discs side by side, each with its value. */
function sizesBlock() {
  const discs = keyDiscs();
  const tall = 2 * Math.max(0, ...discs.map(({ r }) => r)) + 18;
  const draw = (ctx, x, y) => {
    let at = x + 1;
    for (const { value, r } of discs) {
      ctx.beginPath();
      ctx.arc(at + r, y + (tall - 18) / 2, r, 0, 2 * Math.PI);
      [ctx.strokeStyle, ctx.lineWidth] = [colours.quiet, 1.3];
      ctx.stroke();
      [ctx.font, ctx.fillStyle, ctx.textAlign] = [lettersOf(12), colours.quiet, 'left'];
      ctx.fillText(figure(value), at + 2 * r + 5, y + (tall - 18) / 2 + 12 * FEET);
      at += 2 * r + 26 + ctx.measureText(figure(value)).width;
    }
  };
  return { height: discs.length ? tall : 0, draw };
}

/** What the signs on the map mean, and how many of each are shown. */
function legendBlocks(width) {
  const sectors = tally([...shownNow.actors].map((i) => actors[i].sector));
  const strokes = tally([...shownNow.alliances].map((j) => alliances[j].stroke))
    .set('potential', shownNow.potentials.size);
  const head = (key) => wordsBlock(word(key), width, { weight: 700, tone: 'quiet', after: 5 });
  const note = (key) => wordsBlock(word(key), width, { size: 12, tone: 'quiet', after: 16 });
  const hasHubs = [...shownNow.alliances].some((j) => partiesOf[j].length > 2);
  return [
    head('sectors'),
    ...Object.keys(data.marks).filter((name) => sectors.has(name)).map((name) =>
      signBlock(sectorName(name), sectors.get(name), width, 26, markSign(name))),
    wordsBlock(sizeWords(), width, { size: 12, tone: 'quiet', after: 6 }),
    sizesBlock(),
    ...(currentView().signs ? [note(currentView().signs)] : []),
    head(currentView().legend ?? 'strokes'),
    ...Object.keys(data.strokes).filter((name) => strokes.get(name)).map((name) =>
      signBlock(say(data.strokes[name].label), strokes.get(name), width, 40, strokeSign(name))),
    ...(hasHubs ? [note('hub-note')] : []),
  ];
}

/** What the reader chose, in words: the view, the filters, the selection. */
function chosenWords() {
  const said = (key, value) => word('said', { a: word(key), b: value });
  return [
    word(`view-${state.view}-title`),
    ...(currentView().said?.() ?? []),
    ...(state.theme ? [said('theme', label('theme', state.theme))] : []),
    ...(state.place === '' ? [] : [said('territory', placeName(state.place))]),
    ...(state.source === '' ? [] : [said('source', sourceTitle(state.source))]),
    ...(state.selected ? [nameOf(state.selected)] : []),
  ].join(' · ');
}

function headBlocks(width) {
  return [
    wordsBlock(say(data.title), width, { size: 24, weight: 700, after: 2 }),
    wordsBlock(chosenWords(), width, { size: 15, after: 2 }),
    wordsBlock(summaryText(), width, { tone: 'quiet', after: 0 }),
  ];
}

/** What the picture does not say, and where it comes from. */
function footBlocks(width) {
  const about = { size: 11.5, tone: 'quiet', after: 3 };
  const limits = ['limits-1', ...(shownNow.potentials.size ? ['limits-2'] : []), 'limits-4'];
  const sources = say(data.licence);
  return [
    wordsBlock(limits.map((key) => word(key)).join(' '), width, about),
    ...(sources ? [wordsBlock(word('said', { a: word('sources'), b: sources }), width, about)] : []),
  ];
}

/** Blocks under one another, from a corner of the sheet, in letters so many times the usual. */
function part(blocks, unit = 1) {
  return { blocks, unit, height: unit * blocks.reduce((sum, { height }) => sum + height, 0) };
}

/** A sheet round a map as large as it is seen. */
function sheetAround(view) {
  const isBeside = view.width >= BESIDE;
  const margin = isBeside ? 26 : 16;
  const width = view.width + 2 * margin + (isBeside ? LEGEND + GAP : 0);
  const inner = width - 2 * margin;
  const [head, foot] = [part(headBlocks(inner)), part(footBlocks(inner))];
  const legend = part(legendBlocks(isBeside ? LEGEND : inner));
  const top = margin + head.height + GAP;
  const [left, under] = isBeside ? [margin + view.width + GAP, top + 4] : [margin, top + view.height + GAP];
  const bottom = Math.max(top + view.height, under + legend.height) + GAP;
  return {
    width, height: Math.ceil(bottom + foot.height + margin), view, left: margin, top,
    parts: [[head, margin, margin], [legend, left, under], [foot, margin, bottom]],
  };
}

/** A sheet of a given size, filled by all that the map shows now. */
function sheetOf(width, height, unit) {
  const side = LEGEND * unit;
  const [head, foot] = [headBlocks, footBlocks].map((blocks) => part(blocks(width / unit), unit));
  const legend = part(legendBlocks(LEGEND), unit);
  const [top, bottom] = [head.height + GAP, height - foot.height];
  const view = viewOver(width - side - GAP, bottom - top - GAP);
  return {
    width, height, view, left: 0, top,
    parts: [[head, 0, 0], [legend, width - side, top], [foot, 0, bottom]],
  };
}

/** A view of so many pixels over all that is shown, with room for names. */
function viewOver(width, height) {
  const { left, right, top, bottom } = shownBounds();
  const scale = Math.min(2.6, (width - 2 * AROUND) / (right - left), (height - 2 * AROUND) / (bottom - top));
  const [midX, midY] = [(left + right) / 2, (top + bottom) / 2];
  return {
    scale, width, height, room: ROOM / 2,
    x: (x) => width / 2 + (x - midX) * scale, y: (y) => height / 2 + (y - midY) * scale,
  };
}

/** The edges of all that the map shows: points, grounds of groups, what the view draws under. */
function shownBounds() {
  const discs = held.filter(isPointShown).map((id) => spots.get(id)).map(({ x, y, size }) => ({ x, y, r: size }));
  const grounds = groupsNow().filter(({ actors: members }) => members.some((i) => shownNow.actors.has(i)));
  const round = [...discs, ...grounds.map(({ x, y, radius: r }) => ({ x, y, r }))];
  const corners = round.flatMap(({ x, y, r }) => [{ x: x - r, y: y - r }, { x: x + r, y: y + r }]);
  const all = [...corners, ...(currentView().corners?.() ?? [])];
  return boundsOf(all.length ? all : [{ x: 0, y: 0 }, { x: 1, y: 1 }]);
}

/** Draw a whole sheet. */
function drawSheet(ctx, sheet) {
  const { width, height, left, top, view, parts } = sheet;
  ctx.fillStyle = colours.ground;
  ctx.fillRect(0, 0, width, height);
  ctx.save();
  ctx.translate(left, top);
  drawMap(ctx, view);
  ctx.restore();
  for (const [{ blocks, unit }, x, y] of parts) drawBlocks(ctx, blocks, unit, x, y);
}

function drawBlocks(ctx, blocks, unit, x, y) {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(unit, unit);
  let at = 0;
  for (const { height, draw } of blocks) {
    draw(ctx, 0, at);
    at += height;
  }
  ctx.restore();
}

/** Draw the map into its frame: what lies under, lines, points, names. */
function drawMap(ctx, view) {
  ctx.beginPath();
  ctx.roundRect(0, 0, view.width, view.height, 8);
  [ctx.strokeStyle, ctx.lineWidth] = [colours.rule, 1];
  ctx.stroke();
  ctx.clip();
  ctx.save();
  ctx.translate(view.x(0), view.y(0));
  ctx.scale(view.scale, view.scale);
  drawUnder(ctx);
  for (const line of heldLines) drawLine(ctx, line, view);
  for (const id of held) if (isPointShown(id)) drawPoint(ctx, id, view);
  currentView().over?.(ctx);
  ctx.restore();
  writeNames(ctx, chooseNames(ctx, view));
  if (!shownNow.actors.size) writeNothing(ctx, view);
}

/** Why the map is empty, in its middle. */
function writeNothing(ctx, view) {
  ctx.font = lettersOf(16);
  ctx.fillStyle = colours.quiet;
  ctx.textAlign = 'center';
  ctx.fillText($('nothing').textContent, view.width / 2, view.height / 2);
}

/** Whether a thing between two corners of the drawing can be seen. */
function isSeen(view, [left, top], [right, bottom], room) {
  return view.x(right) > -room && view.x(left) < view.width + room
    && view.y(bottom) > -room && view.y(top) < view.height + room;
}

function drawPoint(ctx, id, view) {
  const { x, y } = spots.get(id);
  if (!isSeen(view, [x, y], [x, y], 60)) return;
  ctx.save();
  ctx.name?.(nameOf(id[0] === 'h' ? `e${id.slice(1)}` : id));
  paint(ctx, id, x, y);
  ctx.restore();
}

/** The point that a curved line is drawn to, as vis-network has it (its "curvedCW" and "CCW"). */
function bendOf(from, to, { type, roundness }) {
  const [dx, dy] = [to.x - from.x, from.y - to.y];
  const far = (roundness * 0.5 + 0.5) * Math.hypot(dx, dy);
  const turn = ((type === 'curvedCW' ? roundness : -roundness) * 0.5 + 0.5) * Math.PI;
  const angle = Math.atan2(dy, dx) + turn;
  return { x: from.x + far * Math.sin(angle), y: from.y + far * Math.cos(angle) };
}

function drawLine(ctx, line, view) {
  const { hidden, width, dashes, color } = lineLook(line, shrink());
  const [from, to] = [spots.get(line.from), spots.get(line.to)];
  const via = line.smooth ? bendOf(from, to, line.smooth) : from;
  const [xs, ys] = [[from.x, to.x, via.x], [from.y, to.y, via.y]];
  const corners = [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
  if (hidden || !isSeen(view, ...corners, 4)) return;
  ctx.save();
  [ctx.strokeStyle, ctx.globalAlpha, ctx.lineWidth] = [color.color, color.opacity, width];
  ctx.setLineDash(dashes || []);
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  if (line.smooth) ctx.quadraticCurveTo(via.x, via.y, to.x, to.y);
  else ctx.lineTo(to.x, to.y);
  ctx.stroke();
  ctx.restore();
}

/** The sheet as an element of vectors and true text. */
function sheetSvg(sheet, halo) {
  const { width, height } = sheet;
  const title = writable(`${say(data.title)} — ${chosenWords()}`);
  const root = svg(
    'svg', { width, height, viewBox: `0 0 ${width} ${height}`, lang: state.lang },
    svg('title', {}, title), svg('desc', {}, writable(summaryText())),
  );
  drawSheet(new VectorPen(root, halo), sheet);
  return root;
}

/** The sheet as a canvas, so many pixels to each of the screen's. */
function sheetCanvas(sheet, ratio) {
  const canvas = el('canvas', { width: Math.round(sheet.width * ratio), height: Math.round(sheet.height * ratio) });
  const ctx = canvas.getContext('2d');
  ctx.scale(ratio, ratio);
  drawSheet(ctx, sheet);
  return canvas;
}
