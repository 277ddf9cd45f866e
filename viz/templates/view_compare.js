// The view "compare": what became of the alliances between two dates.

const CHANGES = ['new', 'moved', 'ended', 'same', 'past'];
const LISTED = 30; // changes listed beside the map, the others being in the table

/** The first of the two dates: the one chosen, else a year before the second. */
function beforeDay() {
  const after = state.day || days.at(-1);
  if (state.before) return state.before < after ? state.before : after;
  const year = `${Number(after.slice(0, 4)) - 1}${after.slice(4)}`;
  return days[stepOf(year)];
}

/** What became of an alliance that is there at the second date. */
function changeOf(j) {
  const now = asOf(j, state.day);
  return now && data.changes[stageBefore(j) ?? ''][now.stage];
}

/** What was over at both dates recedes. */
function aroundChanges() {
  const links = [...shownNow.alliances].filter((j) => alliances[j].stroke !== 'past').map((j) => `e${j}`);
  return { points: new Set(links.flatMap(pointsOf)), links: new Set(links), isSoft: true };
}

const stageBefore = (j) => asOf(j, beforeDay())?.stage;

/** The stage before and the one after; one alone where there was none or it is the same. */
function changePills(j) {
  const was = stageBefore(j);
  const { stage } = alliances[j];
  const both = was && was !== stage ? [was, stage] : [stage];
  return both.flatMap((slug, k) => [k ? ' → ' : '', pill(label('stage', slug))]);
}

function changeCard(j) {
  const alliance = alliances[j];
  const date = lastDate(alliance);
  const about = [alliance.title, date.some(Boolean) ? period(...date) : '', alliance.amount];
  return el(
    'div', { class: 'card change' },
    el('ul', { class: 'plain' }, ...partiesOf[j].map((i) => el('li', {}, actorButton(i)))),
    el('p', { class: 'about' }, ...changePills(j), about.filter(Boolean).join(' · ')),
    alliance.sources ? sourceList(alliance.sources, alliance.locator) : '',
  );
}

/** The changes of one kind, the latest first. */
function changeSection(name) {
  const latest = (j) => lastDate(alliances[j]).find(Boolean) ?? '';
  const found = [...shownNow.alliances].filter((j) => alliances[j].stroke === name)
    .sort((a, b) => latest(b).localeCompare(latest(a)) || a - b);
  const more = found.length - LISTED;
  return section(
    el('span', { class: 'kind' }, strokeIcon(name), say(data.strokes[name].label)), found.length,
    ...found.slice(0, LISTED).map(changeCard),
    more > 0 ? el('p', { class: 'note' }, word('more-in-table', { n: more })) : '',
  );
}

const comparedWords = () => word('compared', { a: fullDay(beforeDay()), b: fullDay(today()) });

const comparePanel = () => [
  sheetHead(word('view-compare'), el('p', { class: 'kind' }, comparedWords()),
    leave),
  ...['new', 'moved', 'ended'].map(changeSection),
];

/** The columns that the table of alliances gains. */
const changeColumns = () => [
  column('change', 'change', (j) => CHANGES.indexOf(alliances[j].stroke), (j) =>
    el('span', { class: 'pill stage' }, strokeIcon(alliances[j].stroke), say(data.strokes[alliances[j].stroke].label)),
    (j) => say(data.strokes[alliances[j].stroke].label)),
  column('was', 'stage-before', (j) => concepts.stage[stageBefore(j)]?.order ?? 0,
    stageWas, stageWas),
];

const stageWas = (j) => (stageBefore(j) ? label('stage', stageBefore(j)) : '');

const compareView = {
  isComparing: true,
  isTold: true,
  enter: () => ({ strokes: new Set(['potential']), table: 'alliances' }),
  focus: aroundChanges,
  panel: comparePanel,
  said: () => [comparedWords()],
  stroke: changeOf,
  strokes: CHANGES,
  legend: 'changes',
  columns: { alliances: changeColumns },
  sorted: { alliances: ['change', 1] },
};
