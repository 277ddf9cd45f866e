// What the page reads, and how it speaks: words in two languages, numbers, dates, folding.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read('content');
const { actors, alliances, potentials, territories, concepts } = data;
const LANGS = ['fr', 'en'];

const FROM_RIGHT = /[\u0590-\u08FF\u061C\u200F\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** A text from outside that turns nothing around it: what runs from the right is set apart. */
const isolated = (text) => (FROM_RIGHT.test(text) ? `\u2068${text}\u2069` : text);

for (const thing of [...actors, ...alliances, ...territories, ...data.sources]) {
  for (const key of ['name', 'acronym', 'holder', 'title', 'publisher', 'amount', 'locator']) {
    if (thing[key]) thing[key] = isolated(thing[key]);
  }
}

/** The letters as a reader counts them: an emoji or an accent that combines is no letter of its own. */
const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter();
const lettersIn = (text) => (segmenter ? [...segmenter.segment(text)].map(({ segment }) => segment) : [...text]);

/** The words of a bilingual pair in the language shown. */
const say = (pair) => pair[LANGS.indexOf(state.lang)];

const number = (n) => n.toLocaleString(state.lang);

const isOne = (n) => (state.lang === 'fr' ? n < 2 : n === 1);

/** A phrase of the page, with its places filled and its number agreed. */
function word(key, values = {}) {
  const forms = say(data.words[key]).split('|');
  const form = forms.length > 1 && !isOne(values.n) ? forms[1] : forms[0];
  return form.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : isolated(value);
  });
}

/** How often each key occurs. */
const tally = (keys) =>
  keys.reduce((sum, key) => sum.set(key, (sum.get(key) ?? 0) + 1), new Map());

/** The label of a concept. */
const label = (scheme, slug) => say(concepts[scheme][slug].words);
const labelsOf = (scheme, slugs = []) => slugs.map((slug) => label(scheme, slug));
const capital = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
const sectorName = (slug) => capital(label('sector', slug));
const placeName = (index) => territories[index].name;

/** Fold a name for comparison: no accents, ligatures, case or punctuation. */
function fold(text) {
  const plain = text.replace(/œ/gi, 'oe').replace(/æ/gi, 'ae').normalize('NFKD');
  const bare = plain.replace(/\p{M}/gu, '').toLowerCase();
  return bare.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** A text of at most so many letters. */
const cutTo = (text, most) => {
  const letters = lettersIn(text);
  return letters.length > most ? `${letters.slice(0, most - 1).join('').trim()}…` : text;
};

/** The order of names in the language shown; made once, for making it takes longer than using it. */
const collator = remembered(() => [state.lang], () => new Intl.Collator(state.lang, { numeric: true }));
const byName = (a, b) => collator().compare(a, b);

function format(day, parts) {
  const options = { timeZone: 'UTC', ...parts };
  const text = new Date(`${day}T00:00:00Z`).toLocaleDateString(state.lang, options);
  return state.lang === 'fr' ? text.replace(/^1 /, '1er ') : text;
}

const fullDay = (day) => format(day, { day: 'numeric', month: 'long', year: 'numeric' });

function lastOfMonth(day) {
  const [year, month] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** The years or the month that two bounds cover exactly, or nothing. */
function wholePeriod(from, to) {
  const [first, last] = [from.slice(0, 4), to.slice(0, 4)];
  if (from.endsWith('-01-01') && to.endsWith('-12-31')) {
    return first === last ? first : `${first}–${last}`;
  }
  const isMonth = from.endsWith('-01') && to === lastOfMonth(from);
  return isMonth ? format(from, { month: 'long', year: 'numeric' }) : null;
}

/** A date known within bounds, in words; never more exact than it is known. */
function period(from, to) {
  if (!from && !to) return word('unknown-date');
  if (!to) return word('from-day', { a: fullDay(from) });
  if (!from) return word('by-day', { b: fullDay(to) });
  if (from === to) return fullDay(from);
  return wholePeriod(from, to) ?? word('between', { a: fullDay(from), b: fullDay(to) });
}

/** The last dated stage of an alliance: [from, to]. */
function lastDate(alliance) {
  const dated = (alliance.events ?? []).filter(([, from, to]) => from || to);
  return dated.length ? dated.at(-1).slice(1) : [null, null];
}
