// A pen that writes a vector picture (SVG): it takes the same strokes as a canvas does, so that
// one routine draws both. Only what our drawings use; transforms move and scale alike both ways.

const PEN_AT_START = {
  fillStyle: '#000000', strokeStyle: '#000000', lineWidth: 1, lineJoin: 'miter', lineCap: 'butt',
  globalAlpha: 1, font: '10px sans-serif', textAlign: 'start', textBaseline: 'alphabetic',
  dash: [], scaled: 1, x: 0, y: 0, parent: null,
};
const ANCHORS = { start: 'start', left: 'start', center: 'middle', end: 'end', right: 'end' };
const BASELINES = { top: 0.8, middle: 0.35, bottom: -0.2 }; // down to the letters' feet, in ems

const brush = document.createElement('canvas').getContext('2d'); // to measure words

/** A length for a file: two decimals are finer than any print. */
const short = (value) => String(Math.round(value * 100) / 100);

/** XML holds no control characters and no half letters. */
const writable = (text) =>
  text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');

/** The parts of a canvas font: style, weight, size in pixels, family; null for what is usual. */
function fontParts(font) {
  const [, style, weight, size, family] = /^(?:(italic) )?(?:(\d+|bold) )?([\d.]+)px (.*)$/.exec(font);
  return { style: style ?? null, weight: weight ?? null, size: Number(size), family };
}

class VectorPen {
  /** `halo` is how names stand out: by an edge of their letters, or a box that is no text. */
  constructor(root, halo = 'edge') {
    Object.assign(this, PEN_AT_START, { parent: root, halo, saved: [], path: '', clips: 0 });
  }

  save() {
    this.saved.push(Object.fromEntries(Object.keys(PEN_AT_START).map((key) => [key, this[key]])));
  }

  restore() { Object.assign(this, this.saved.pop()); }

  translate(x, y) {
    this.x += x * this.scaled;
    this.y += y * this.scaled;
  }

  scale(factor) { this.scaled *= factor; }

  setLineDash(dash) { this.dash = dash; }

  at(x, y) { return `${short(this.x + x * this.scaled)} ${short(this.y + y * this.scaled)}`; }

  beginPath() { this.path = ''; }

  moveTo(x, y) { this.path += `M${this.at(x, y)}`; }

  lineTo(x, y) { this.path += `${this.path ? 'L' : 'M'}${this.at(x, y)}`; }

  quadraticCurveTo(cx, cy, x, y) { this.path += `Q${this.at(cx, cy)} ${this.at(x, y)}`; }

  bezierCurveTo(ax, ay, bx, by, x, y) {
    this.path += `C${this.at(ax, ay)} ${this.at(bx, by)} ${this.at(x, y)}`;
  }

  closePath() { this.path += 'Z'; }

  rect(x, y, width, height) {
    this.path += `M${this.at(x, y)}L${this.at(x + width, y)}L${this.at(x + width, y + height)}L${this.at(x, y + height)}Z`;
  }

  /** An arc in two halves: SVG knows no arc that ends where it starts. */
  arc(x, y, r, start, end, isBack = false) {
    const sweep = Math.sign(end - start || 1) * Math.min(Math.abs(end - start), 2 * Math.PI);
    const point = (angle) => this.at(x + r * Math.cos(angle), y + r * Math.sin(angle));
    const half = `A${short(r * this.scaled)} ${short(r * this.scaled)} 0 0 ${isBack ? 0 : 1} `;
    this.path += `${this.path && !this.path.endsWith('Z') ? 'L' : 'M'}${point(start)}`;
    this.path += `${half}${point(start + sweep / 2)}${half}${point(start + sweep)}`;
  }

  roundRect(x, y, width, height, r) {
    const [right, bottom] = [x + width, y + height];
    this.path += `M${this.at(x + r, y)}`;
    for (const [ex, ey, cx, cy, tx, ty] of [
      [right - r, y, right, y, right, y + r], [right, bottom - r, right, bottom, right - r, bottom],
      [x + r, bottom, x, bottom, x, bottom - r], [x, y + r, x, y, x + r, y],
    ]) this.path += `L${this.at(ex, ey)}Q${this.at(cx, cy)} ${this.at(tx, ty)}`;
    this.path += 'Z';
  }

  /** Add an element, with what all elements share. */
  put(tag, attributes, ...children) {
    const opacity = this.globalAlpha === 1 ? null : short(this.globalAlpha);
    this.parent.append(svg(tag, { ...attributes, opacity }, ...children));
  }

  /** Fill the present path, or one that carries its rings. */
  fill(path, rule = null) {
    this.put('path', { d: this.pathOf(path), fill: this.fillStyle, 'fill-rule': rule });
  }

  stroke(path) { this.put('path', { d: this.pathOf(path), fill: 'none', ...this.outline() }); }

  pathOf(path) {
    if (!path) return this.path;
    return path.rings.map((points) => `M${points.map(({ x, y }) => this.at(x, y)).join('L')}Z`).join('');
  }

  outline() {
    return {
      stroke: this.strokeStyle, 'stroke-width': short(this.lineWidth * this.scaled),
      'stroke-linejoin': this.lineJoin, 'stroke-linecap': this.lineCap,
      'stroke-dasharray': this.dash.map((part) => short(part * this.scaled)).join(' ') || null,
    };
  }

  fillRect(x, y, width, height) {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }

  /** Keep to the present path until the next `restore`. */
  clip() {
    this.clips += 1;
    const id = `sheet-clip-${this.clips}`;
    const group = svg('g', { 'clip-path': `url(#${id})` });
    this.parent.append(svg('clipPath', { id }, svg('path', { d: this.path })), group);
    this.parent = group;
  }

  /** Put what follows, until `restore`, into a group that says what it is. */
  name(title) {
    const group = svg('g', {}, svg('title', {}, writable(title)));
    this.parent.append(group);
    this.parent = group;
  }

  measureText(text) {
    brush.font = this.font;
    return brush.measureText(text);
  }

  fillText(text, x, y) { this.letters(text, x, y, { fill: this.fillStyle }); }

  /** The halo round letters: seen, not read. */
  strokeText(text, x, y) {
    if (this.halo === 'box') this.box(text, x, y);
    else this.letters(text, x, y, { fill: 'none', 'aria-hidden': 'true', ...this.outline() });
  }

  /** A veil of the edge's colour behind centred letters. */
  box(text, x, y) {
    const [{ width }, { size }] = [this.measureText(text), fontParts(this.font)];
    this.save();
    [this.fillStyle, this.globalAlpha] = [this.strokeStyle, 0.72];
    this.fillRect(x - width / 2 - 1, y - size * 0.86, width + 2, size * 1.1);
    this.restore();
  }

  letters(text, x, y, look) {
    const { style, weight, size, family } = fontParts(this.font);
    const foot = y + size * (BASELINES[this.textBaseline] ?? 0);
    this.put('text', {
      x: short(this.x + x * this.scaled), y: short(this.y + foot * this.scaled),
      'font-family': family, 'font-size': short(size * this.scaled),
      'font-weight': weight, 'font-style': style,
      'text-anchor': ANCHORS[this.textAlign] === 'start' ? null : ANCHORS[this.textAlign], ...look,
    }, writable(text));
  }
}
