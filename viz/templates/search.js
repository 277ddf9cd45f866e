// Find an actor by what one remembers of its name: accents, case and small slips do not matter.

/** What each actor answers to, folded when it is first asked for: that takes a while. */
const index = remembered(() => [actors], () => actors.map((actor) => {
  const kinds = (actor.kinds ?? []).flat();
  const seat = (actor.seat ?? []).map(placeName);
  const name = fold(`${actor.name} ${actor.acronym ?? ''}`);
  return { name, all: fold([name, actor.holder ?? '', ...seat, ...kinds].join(' ')) };
}));

/** How well an actor answers: at the start of its name, of a word, inside, elsewhere. */
function score({ name, all }, words) {
  if (!words.every((w) => all.includes(w))) return 0;
  if (name.startsWith(words.join(' '))) return 4;
  if (words.every((w) => ` ${name}`.includes(` ${w}`))) return 3;
  return words.every((w) => name.includes(w)) ? 2 : 1;
}

const pairs = new Map(); // of each word, once
function pairsOf(text) {
  if (!pairs.has(text)) pairs.set(text, new Set([...text].map((c, k) => c + (text[k + 1] ?? ' '))));
  return pairs.get(text);
}

/** Likeness of two words by the pairs of letters they share (Dice). */
function likeness(a, b) {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  const both = [...left].filter((pair) => right.has(pair)).length;
  return (2 * both) / (left.size + right.size);
}

const CLOSE = 0.55; // a name, to what was asked
const RELATED = 0.5; // each word asked, to the word of the name that it is likest to

/** Likeness of a name to the words asked, by their lengths; none if a word of some length misses. */
function nearness(name, words) {
  const best = words.map((asked) => Math.max(...name.map((word_) => likeness(word_, asked))));
  if (words.some((asked, k) => asked.length > 2 && best[k] < RELATED)) return 0;
  const all = words.reduce((sum, { length }) => sum + length, 0);
  return words.reduce((sum, { length }, k) => sum + length * best[k], 0) / all;
}

function nearest(words) {
  const scored = index().map(({ name }, i) => [i, nearness(name.split(' '), words)]);
  return scored.filter(([, s]) => s > CLOSE).sort((a, b) => b[1] - a[1]).slice(0, 5).map(([i]) => i);
}

const ENOUGH = 8; // answers that are shown

/** The actors that answer, best first; else, or where none answers from its first letters, the nearest names. */
function find(text) {
  const asked = fold(text);
  if (!asked) return { list: [], isNear: false };
  const words = asked.split(' ');
  const scored = actors.map((_, i) => [i, score(index()[i], words)]).filter(([, s]) => s);
  scored.sort((a, b) => b[1] - a[1] || actors[b[0]].ties - actors[a[0]].ties || a[0] - b[0]);
  const list = scored.map(([i]) => i);
  const isWeak = list.length < ENOUGH && !(scored[0]?.[1] > 2);
  return { list: [...new Set([...list, ...(isWeak ? nearest(words) : [])])], isNear: !list.length };
}

/** One answer in the list under a box. */
function option(i, { id, isActive, onclick }) {
  const actor = actors[i];
  const seat = (actor.seat ?? []).map(placeName).join(', ');
  const where = [sectorName(actor.sector), twinWords.get(i) ?? seat].filter(Boolean).join(' · ');
  return el(
    'li', { role: 'option', id, 'aria-selected': String(isActive), onclick },
    markIcon(actor.sector), el('span', { class: 'what' }, titled(actor), el('small', {}, where)),
  );
}

/**
 * Make a box find actors: `answers` open under it as one types, a list of them and a message that
 * is none; `pick` is told the choice. The ids of the list's lines begin with `prefix`; `found` says
 * aloud how many there are.
 */
function makeFinder({ input, answers: box, found, prefix, pick }) {
  const [none, results] = box.children;
  let answers = [];
  let active = -1;
  const close = () => {
    active = -1;
    box.hidden = true;
    input.setAttribute('aria-expanded', 'false');
  };
  const take = (k) => {
    input.value = '';
    close();
    pick(answers[k]);
  };
  const list = () => {
    const { list: found_, isNear } = find(input.value);
    answers = found_.slice(0, ENOUGH);
    const message = !input.value.trim() ? ''
      : !found_.length ? word('no-result')
      : isNear ? word('near-result') : word('results', { n: found_.length });
    found.textContent = message;
    none.textContent = message;
    none.hidden = !isNear && found_.length > 0;
    results.replaceChildren(...answers.map((i, k) =>
      option(i, { id: `${prefix}-${k}`, isActive: k === active, onclick: () => take(k) })));
    results.hidden = !answers.length;
    box.hidden = !message;
    input.setAttribute('aria-expanded', String(Boolean(answers.length)));
    if (active >= 0) input.setAttribute('aria-activedescendant', `${prefix}-${active}`);
    else input.removeAttribute('aria-activedescendant');
  };
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && answers.length) active = (active + step + answers.length) % answers.length;
    else if (event.key === 'Enter' && answers.length) return take(Math.max(active, 0));
    else if (event.key === 'Escape') return close();
    else return undefined;
    event.preventDefault();
    return list();
  };
  input.addEventListener('input', () => { active = -1; list(); });
  input.addEventListener('keydown', onKey);
  input.addEventListener('focus', list);
  input.addEventListener('blur', close);
  box.addEventListener('mousedown', (event) => event.preventDefault()); // the box keeps the focus
}

/** A box of its own to choose an actor in, with the present choice as its hint. */
function finderBox(id, label_, chosen, pick) {
  const input = el('input', {
    id, type: 'search', autocomplete: 'off', spellcheck: 'false', role: 'combobox', 'aria-expanded': 'false',
    'aria-controls': `${id}-results`, 'aria-autocomplete': 'list', placeholder: chosen === '' ? word('search') : titled(actors[chosen]),
    class: chosen === '' ? '' : 'chosen',
  });
  const answers = el(
    'div', { class: 'answers', hidden: '' }, el('p', { class: 'none' }),
    el('ul', { id: `${id}-results`, role: 'listbox', 'aria-label': label_ }),
  );
  const found = el('p', { class: 'sr', role: 'status' });
  makeFinder({ input, answers, found, prefix: `${id}-option`, pick });
  return el('div', { class: 'finder small' }, el('label', { for: id }, label_), input, answers, found);
}

/** What a choice in the main box leads to: the view may have its own use for it. */
const pickActor = (i) => (currentView().pick ?? choose)(i);

function startSearch() {
  makeFinder({
    input: $('search'), answers: $('answers'), found: $('found'), prefix: 'option', pick: pickActor,
  });
}
