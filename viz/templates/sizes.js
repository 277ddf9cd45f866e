// The size of the marks: by a measure that the reader chooses, the number of alliances at first.

const { base: LEAST_RADIUS, measures } = data.sizes;
const LARGEST_SHOWN = 17; // radius of the largest disc of the key, in pixels

const measureNow = () => measures.find(({ name }) => name === state.size);
const isUsualSize = () => state.size === measures[0].name;

/** The value of an actor; nothing where the measure is not defined. */
const valueOf = ({ values }, i) => (values.length ? values[i] : finalTies[i]);

const radiusOf = (value) => LEAST_RADIUS + measureNow().growth * Math.sqrt(value ?? 0);

/** A value with as many figures as one reads. */
const figure = (value) => value.toLocaleString(state.lang, { maximumSignificantDigits: 3 });

/** What an actor measures, in words. */
function measuredWords(i) {
  const value = valueOf(measureNow(), i);
  return word('said', { a: capital(say(measureNow().title)), b: value === null ? '—' : figure(value) });
}

/** Give every mark the size of its value; the largest are named first. */
function resize() {
  actors.forEach((_, i) => { home.get(`a${i}`).size = radiusOf(valueOf(measureNow(), i)); });
  orderNames();
}

/** The number of one figure next below. */
function roundBelow(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return Math.floor(value / power) * power;
}

/** The discs of the key: a few round values up to the largest, and their radii in pixels. */
function keyDiscs() {
  const all = actors.map((_, i) => valueOf(measureNow(), i) ?? 0);
  const most = Math.max(0, ...all);
  if (!most) return [];
  const least = all.every(Number.isInteger) ? 1 : 0;
  const values = [...new Set([most / 16, most / 4, most].map(roundBelow))].filter((value) => value >= least);
  const scale = Math.min(1, LARGEST_SHOWN / radiusOf(values.at(-1)));
  return values.map((value) => ({ value, r: scale * radiusOf(value) }));
}

/** What the size says, in words. */
const sizeWords = () =>
  (isUsualSize() ? word('size-note') : word('size-measure', { formula: say(measureNow().formula) }));

function discIcon(r) {
  const side = 2 * r + 2;
  return svg('svg', { viewBox: `0 0 ${side} ${side}`, width: side, height: side, 'aria-hidden': 'true' },
    svg('circle', { cx: r + 1, cy: r + 1, r, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.3 }));
}

function showSizes() {
  $('size').replaceChildren(...measures.map(({ name, title }) => el('option', { value: name }, capital(say(title)))));
  $('size').value = state.size;
  $('sizes').hidden = measures.length < 2;
  $('size-note').textContent = [sizeWords(), state.day ? word('size-day', { date: fullDay(data.asOf) }) : ''].join(' ');
  $('size-key').replaceChildren(...keyDiscs().map(({ value, r }) => el('span', {}, discIcon(r), figure(value))));
}

/** The column that the table of actors gains while another measure sizes the marks. */
const measureColumns = () => (isUsualSize() ? [] : [{
  ...column('measure', 'size', (i) => valueOf(measureNow(), i) ?? -1, (i) => {
    const value = valueOf(measureNow(), i);
    return value === null ? '' : el('span', {}, figure(value));
  }, (i) => valueOf(measureNow(), i) ?? ''),
  title: () => capital(say(measureNow().title)),
}]);
