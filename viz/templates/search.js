// Find an actor by what one remembers of its name: accents, case and small slips do not matter.

const index = actors.map((actor) => {
  const kinds = (actor.kinds ?? []).flat();
  const seat = (actor.seat ?? []).map(placeName);
  const name = fold(`${actor.name} ${actor.acronym ?? ''}`);
  return { name, all: fold([name, actor.holder ?? '', ...seat, ...kinds].join(' ')) };
});

/** How well an actor answers: at the start of its name, of a word, inside, elsewhere. */
function score({ name, all }, words) {
  if (!words.every((w) => all.includes(w))) return 0;
  if (name.startsWith(words.join(' '))) return 4;
  if (words.every((w) => ` ${name}`.includes(` ${w}`))) return 3;
  return words.every((w) => name.includes(w)) ? 2 : 1;
}

function pairsOf(text) {
  return new Set([...text].map((c, k) => c + (text[k + 1] ?? ' ')));
}

/** Likeness of two words by the pairs of letters they share (Dice). */
function likeness(a, b) {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  const both = [...left].filter((pair) => right.has(pair)).length;
  return (2 * both) / (left.size + right.size);
}

function nearest(asked) {
  const scored = actors.map((_, i) => [i, Math.max(...index[i].name.split(' ').map((w) => likeness(w, asked)))]);
  return scored.filter(([, s]) => s > 0.55).sort((a, b) => b[1] - a[1]).slice(0, 5).map(([i]) => i);
}

/** The actors that answer, best first; else the nearest names. */
function find(text) {
  const asked = fold(text);
  if (!asked) return { list: [], isNear: false };
  const words = asked.split(' ');
  const scored = actors.map((_, i) => [i, score(index[i], words)]).filter(([, s]) => s);
  scored.sort((a, b) => b[1] - a[1] || actors[b[0]].ties - actors[a[0]].ties || a[0] - b[0]);
  const list = scored.map(([i]) => i);
  return list.length ? { list, isNear: false } : { list: nearest(asked), isNear: true };
}

let answers = [];
let active = -1;

function option(i, k) {
  const actor = actors[i];
  const seat = (actor.seat ?? []).map(placeName).join(', ');
  const where = [sectorName(actor.sector), seat].filter(Boolean).join(' · ');
  return el(
    'li',
    { role: 'option', id: `option-${k}`, 'aria-selected': String(k === active), onclick: () => pick(k) },
    markIcon(actor.sector), el('span', { class: 'what' }, titled(actor), el('small', {}, where)),
  );
}

function listAnswers() {
  const input = $('search');
  const { list, isNear } = find(input.value);
  answers = list.slice(0, 8);
  const message = !input.value.trim() ? ''
    : !list.length ? word('no-result')
    : isNear ? word('near-result') : word('results', { n: list.length });
  $('found').textContent = message;
  $('no-answer').textContent = message;
  $('no-answer').hidden = !isNear && list.length > 0;
  $('results').replaceChildren(...answers.map(option));
  $('results').hidden = !answers.length;
  $('answers').hidden = !message;
  input.setAttribute('aria-expanded', String(Boolean(answers.length)));
  if (active >= 0) input.setAttribute('aria-activedescendant', `option-${active}`);
  else input.removeAttribute('aria-activedescendant');
}

function pick(k) {
  const input = $('search');
  input.value = '';
  closeAnswers();
  choose(answers[k]);
}

function closeAnswers() {
  active = -1;
  $('answers').hidden = true;
  $('search').setAttribute('aria-expanded', 'false');
}

function onSearchKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && answers.length) active = (active + step + answers.length) % answers.length;
  else if (event.key === 'Enter' && answers.length) return pick(Math.max(active, 0));
  else if (event.key === 'Escape') return closeAnswers();
  else return undefined;
  event.preventDefault();
  return listAnswers();
}

function startSearch() {
  const input = $('search');
  input.addEventListener('input', () => { active = -1; listAnswers(); });
  input.addEventListener('keydown', onSearchKey);
  input.addEventListener('focus', listAnswers);
  document.addEventListener('pointerdown', (event) => {
    if (!event.target.closest('.finder')) closeAnswers();
  });
}
