// Elements are made from text only: no name can become markup.

const $ = (id) => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element[name] = value;
    else if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ''));
  return element;
}

const el = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);

const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

/** The mark of a sector, as in the map. */
function markIcon(sector) {
  const { colour, points, dark } = data.marks[sector];
  const shape = points.length
    ? svg('polygon', { points: points.map((p) => p.join(',')).join(' ') })
    : svg('circle', { r: 1 });
  fill(shape, { fill: colour, class: 'mark' }, []);
  if (dark) shape.style.fill = `light-dark(${colour}, ${dark})`;
  return svg('svg', { viewBox: '-1.6 -1.6 3.2 3.2', class: 'icon', 'aria-hidden': 'true' }, shape);
}

/** A sample of the line of a stage, as in the map. */
function strokeIcon(name) {
  const { width, dashes } = data.strokes[name];
  const line = svg('line', {
    x1: 1, y1: 6, x2: 29, y2: 6, 'stroke-width': width * 1.2, 'stroke-dasharray': dashes.join(' '),
  });
  line.style.stroke = `var(--line-${name})`;
  return svg('svg', { viewBox: '0 0 30 12', class: 'line', 'aria-hidden': 'true' }, line);
}

/** A link that leads to the web, for web addresses only; text for anything else. */
function webLink(address, text = address) {
  if (!/^https?:\/\//i.test(address)) return el('span', {}, text);
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, text);
}

/** Put new children in place without losing the keyboard's place. */
function renew(parent, children) {
  const held = parent.contains(document.activeElement) ? document.activeElement : null;
  parent.replaceChildren(...children);
  if (!held) return;
  ((held.id && $(held.id)) || parent.querySelector('[tabindex], button, input'))?.focus();
}

let cameFrom = null; // where the keyboard was before it went into the panel or a sheet

/** Select an actor by its name somewhere, and read on in the panel. */
function choose(index) {
  if (!state.selected) cameFrom = document.activeElement;
  update({ selected: `a${index}`, sheet: 'panel' }, { isTravel: true });
  $('panel-title').focus();
}

/** The place that the keyboard came from; if it was made anew, the button of the same actor. */
function placeBefore() {
  const same = (button) => button.dataset.actor === cameFrom?.dataset.actor;
  const found = cameFrom?.isConnected ? cameFrom : [...$('panel').querySelectorAll('.actor')].find(same);
  return found?.getClientRects().length ? found : $(state.form === 'table' ? 'table-region' : 'map');
}

/** Close what stands over the map; whoever read it with the keyboard goes back. */
function leave() {
  const isInside = ['panel', 'filters'].some((id) => $(id).contains(document.activeElement));
  update({ selected: null, sheet: '' });
  if (isInside) placeBefore().focus();
}

/** A button that selects an actor. */
function actorButton(index) {
  const actor = actors[index];
  const onclick = () => choose(index);
  return el('button', { type: 'button', class: 'actor', 'data-actor': index, onclick }, markIcon(actor.sector), ...nameIn(index));
}

/** The same in a narrow place, without the sign. */
const nameButton = (index) =>
  el('button', { type: 'button', class: 'name', onclick: () => choose(index) }, ...nameIn(index));

/** An actor's name with the holder of the post, if it is one. */
const titled = (actor) => (actor.holder ? `${shown(actor)} (${actor.holder})` : shown(actor));

/** An actor's name as shown; never nothing. */
const shown = (actor) => actor.name.trim() || '—';

/** For actors of one name, what tells them apart: seat and number; the key where these are the same. */
function tellApart() {
  const named = new Map();
  actors.forEach((actor, i) => {
    const name = fold(actor.name);
    if (named.has(name)) named.get(name).push(i);
    else named.set(name, [i]);
  });
  const words = (i) => [...(actors[i].seat ?? []).map(placeName), ...(actors[i].identifiers?.[0] ?? [])].join(' ');
  return new Map([...named.values()].filter((twins) => twins.length > 1).flatMap((twins) => {
    const said = tally(twins.map(words));
    return twins.map((i) => [i, said.get(words(i)) > 1 ? `${words(i)} ${actors[i].key}`.trim() : words(i)]);
  }));
}

const twinWords = tellApart();

/** An actor's name in a list, and what tells it from others of the same name. */
const nameIn = (i) =>
  (twinWords.has(i) ? [el('span', {}, titled(actors[i]), ' ', el('small', { class: 'apart' }, twinWords.get(i)))] : [titled(actors[i])]);

/** Work something out again only once what it depends on is another thing. */
function remembered(depends, make) {
  let [last, value] = [[], null];
  return () => {
    const now = depends();
    if (now.some((one, k) => one !== last[k])) [last, value] = [now, make()];
    return value;
  };
}
