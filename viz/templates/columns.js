// The columns of the tables: what is shown, what sorts, and the plain words that a file gets.

const AT_ONCE = { names: 3, letters: 64 }; // neighbours named at once, at most; the others open

const names = (indices) => el('ul', { class: 'plain' }, ...indices.map((i) => el('li', {}, actorButton(i))));
const namesOf = (indices) => indices.map((i) => shown(actors[i])).join('; ');
const amountOf = (text) => Number((text ?? '').replace(/[^\d,.]/g, '').replace(',', '.')) || 0;
const sourceTitles = ({ sources = [], locator }) =>
  [...sources.map((s) => data.sources[s].title), locator].filter(Boolean).join('; ');

/** A date within bounds as a file writes it (ISO 8601): one day, or an interval, open as "..". */
function isoPeriod([from, to]) {
  if (from === to) return from ?? '';
  return `${from ?? '..'}/${to ?? '..'}`;
}

/** The partners of an actor, those it shares most with first; the first few, and more on demand. */
function neighbours(i) {
  const list = neighboursOf(i);
  const items = (indices) => indices.map((k) => el('li', {}, nameButton(k)));
  const first = list.slice(0, atOnce(list));
  const rest = list.slice(first.length);
  const all = el('ul', { class: 'neighbours' }, ...items(first));
  if (!rest.length) return all;
  const open = ({ target }) => {
    const added = items(rest);
    target.parentElement.replaceWith(...added);
    added[0].firstChild.focus();
  };
  const about = word('more-neighbours', { n: rest.length, name: shown(actors[i]) });
  const label_ = word('plus', { n: rest.length });
  all.append(el('li', {}, el('button', { type: 'button', class: 'more', 'aria-label': about, onclick: open }, label_)));
  return all;
}

/** How many names fit: a single long one, or a few short ones. */
function atOnce(list) {
  let letters = 0;
  const fits = (i) => { letters += shown(actors[i]).length; return letters <= AT_ONCE.letters; };
  const long = list.slice(0, AT_ONCE.names).findIndex((i) => !fits(i));
  return Math.max(1, long < 0 ? AT_ONCE.names : long);
}

function neighboursOf(i) {
  const shared = tally(alliancesOf[i].filter(isThere).flatMap((j) => partiesOf[j]));
  return partnersOf(i).sort((a, b) =>
    shared.get(b) - shared.get(a) || byName(shown(actors[a]), shown(actors[b])) || a - b);
}

/**
 * A column: key, heading, value to sort by, cell, plain words. Where "column-KEY" is a word of the
 * page, it says what the column counts.
 */
const column = (key, heading, value, cell = value, text = value) => ({ key, heading, value, cell, text });
const actorColumn = (key, heading, of) =>
  column(key, heading, (k) => shown(actors[of(k)]), (k) => actorButton(of(k)));

const COLUMNS = {
  actors: [
    actorColumn('name', 'name', (i) => i),
    column('sector', 'sector', (i) => sectorName(actors[i].sector)),
    column('seat', 'seat', (i) => (actors[i].seat ?? []).map(placeName).join(', ')),
    ...(rings.length ? [column('community', 'community', (i) => ringName(crowd.inside[i]))] : []),
    column('themes', 'themes', (i) => labelsOf('theme', actors[i].themes).join(', ')),
    column('ties', 'alliances-title', (i) => actors[i].ties),
    column('partners', 'partners', (i) => partnersOf(i).length),
    column('potential', 'potential-count', (i) => (state.day ? 0 : potentialsOf[i].length)),
    column('neighbours', 'neighbours', (i) => namesOf(neighboursOf(i)), neighbours),
  ],
  alliances: [
    column('title', 'alliance', (j) => alliances[j].title || word('alliance')),
    column('parties', 'parties', (j) => namesOf(partiesOf[j]), (j) => names(partiesOf[j])),
    column('type', 'type', (j) => labelsOf('type', alliances[j].types).join(', ')),
    column('stage', 'stage', (j) => concepts.stage[alliances[j].stage].order ?? 0, (j) => stagePill(alliances[j]),
      (j) => label('stage', alliances[j].stage)),
    column('date', 'date', (j) => lastDate(alliances[j]).find(Boolean) ?? '', (j) => period(...lastDate(alliances[j])),
      (j) => isoPeriod(lastDate(alliances[j]))),
    column('amount', 'amount', (j) => amountOf(alliances[j].amount), (j) => alliances[j].amount ?? '',
      (j) => alliances[j].amount ?? ''),
    column('source', 'source', (j) => sourceTitles(alliances[j]),
      (j) => sourceList(alliances[j].sources ?? [], alliances[j].locator)),
  ],
  potentials: [
    actorColumn('a', 'first-actor', (k) => potentials[k].a),
    actorColumn('b', 'second-actor', (k) => potentials[k].b),
    column('score', 'reasons', (k) => potentials[k].score,
      (k) => el('ul', { class: 'reasons' }, ...potentials[k].reasons.map((reason) => el('li', {}, say(reason)))),
      (k) => potentials[k].reasons.map(say).join('; ')),
  ],
  catalysts: [
    actorColumn('name', 'name', (k) => data.catalysts[k].actor),
    column('rank', 'rank-title', (k) => data.catalysts[k].rank),
    column('without', 'rank-without-title', (k) => data.catalysts[k].rank_without ?? ''),
    column('sentence', 'reasons', (k) => say(data.catalysts[k].sentence)),
  ],
};
