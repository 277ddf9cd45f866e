// The panel beside the map: the catalysts, or all that is known of what is selected.

const sheetHead = (title, subtitle, onclick) => el(
  'div', { class: 'sheet-head' },
  el('div', {}, el('h2', { tabindex: -1, id: 'panel-title' }, title), subtitle),
  el('button', { type: 'button', class: 'quiet icon', 'aria-label': word('close'), onclick }, '×'),
);

const pair = (key, ...value) => [el('dt', {}, word(key)), el('dd', {}, ...value)];
const when = (list, make) => (list?.length ? make(list) : []);
const pill = (text, kind = '') => el('span', { class: `pill ${kind}` }, text);

/** A source: title, publisher, licence, and the place in it. */
function sourceLine(index, locator) {
  const { title, publisher, licence, url } = data.sources[index];
  const name = url ? webLink(url, title) : el('span', {}, title);
  const rest = [publisher, licence, locator].filter(Boolean).join(' · ');
  return el('li', {}, name, rest ? el('small', {}, ` ${rest}`) : '');
}

const sourceList = (indices, locator) =>
  el('ul', { class: 'sources' }, ...indices.map((i) => sourceLine(i, locator)));

const stagePill = (alliance) =>
  el('span', { class: 'pill stage' }, strokeIcon(alliance.stroke), label('stage', alliance.stage));

/** One party with its role and what it brings. */
function partyLine([actor, role, contributions]) {
  const words = [role && label('party-role', role), ...labelsOf('contribution', contributions)];
  const said = words.filter(Boolean).join(', ');
  return el('li', {}, actorButton(actor), said ? el('small', {}, said) : '');
}

/** All that is known of an alliance. */
function allianceBody(alliance) {
  return el(
    'dl', { class: 'facts' },
    ...when(alliance.parties, (list) => pair('parties', el('ul', { class: 'plain' }, ...list.map(partyLine)))),
    ...when(alliance.types, (list) => pair('type', labelsOf('type', list).join(', '))),
    ...when(alliance.events, (list) => pair('stages', ...list.map(([stage, from, to]) =>
      el('div', {}, word('said', { a: label('stage', stage), b: period(from, to) }))))),
    ...when(alliance.amount, (amount) => pair('amount', amount)),
    ...when(alliance.themes, (list) => pair('themes', labelsOf('theme', list).join(', '))),
    ...when(alliance.places, (list) => pair('territories', list.map(placeName).join(', '))),
    ...when(alliance.frames, (list) => pair('frames', list.join(', '))),
    ...when(alliance.sources, (list) => pair('source', sourceList(list, alliance.locator))),
  );
}

/** An alliance as one line that opens. */
function allianceCard(j, actor) {
  const alliance = alliances[j];
  const others = partiesOf[j].filter((i) => i !== actor).map((i) => titled(actors[i]));
  const date = lastDate(alliance);
  const about = [alliance.title, date.some(Boolean) ? period(...date) : '', alliance.amount];
  return el(
    'details', { class: 'card', open: alliancesOf[actor].length < 3 && '' },
    el('summary', {},
      el('span', { class: 'who' }, others.join(', ') || alliance.title || word('alliance')),
      el('span', { class: 'about' }, stagePill(alliance), about.filter(Boolean).join(' · '))),
    allianceBody(alliance),
  );
}

function potentialCard(k, actor) {
  const { a, b, reasons } = potentials[k];
  const others = actor === undefined ? [a, b] : [actor === a ? b : a];
  return el(
    'div', { class: 'card potential' },
    el('ul', { class: 'plain' }, ...others.map((i) => el('li', {}, actorButton(i)))),
    el('ul', { class: 'reasons' }, ...reasons.map((reason) => el('li', {}, say(reason)))),
  );
}

const section = (title, count, ...children) => el(
  'section', {}, el('h3', {}, title, count === null ? '' : el('span', { class: 'count' }, number(count))),
  ...children,
);

/** When a need or an offer holds, and whether it is over, or not yet there, on the day shown. */
function needWhen({ since, until }) {
  const isOver = until?.[1] && today() && until[1] < today();
  const isLater = since?.[0] && today() && since[0] > today();
  return [
    since && word('said', { a: word('begins'), b: period(...since) }),
    until && word('said', { a: word('ends'), b: period(...until) }),
    isOver && word('over'), isLater && word('later'),
  ];
}

/** A need or an offer: its words, the kinds of resource, when it holds and who says so. */
function needLine(need) {
  const { words, resources, sources, locator } = need;
  const kinds = labelsOf('contribution', resources).join(', ');
  const about = [words ? kinds : '', ...needWhen(need)].filter(Boolean).join(' · ');
  return el(
    'div', { class: 'need' }, words ?? capital(kinds), about ? el('p', { class: 'about' }, about) : '',
    sources ? sourceList(sources, locator) : '',
  );
}

function actorFacts(actor) {
  return el(
    'dl', { class: 'facts' },
    ...when(actor.holder, (name) => pair('holder', name)),
    ...when(actor.seat, (list) => pair('seat', list.map(placeName).join(', '))),
    ...when(actor.themes, (list) => pair('themes', ...list.map((slug) => pill(label('theme', slug))))),
    ...(rings.length ? pair('community', communityButton(actors.indexOf(actor))) : []),
    ...when(actor.networks, (list) => pair('networks', ...list.map(actorButton))),
    ...when(actor.needs, (list) => pair('needs', ...list.map(needLine))),
    ...when(actor.offers, (list) => pair('offers', ...list.map(needLine))),
    ...when(actor.website, (address) => pair('website', webLink(address))),
    ...when(actor.identifiers, (list) => pair('identifiers', list.map((id) => id.join(' ')).join(', '))),
    ...when(actor.sources, (list) => pair('source', sourceList(list))),
  );
}

/** Of an internal edition: what a public one would not tell. */
const restrictedNote = ({ isRestricted }) =>
  (isRestricted ? el('p', {}, pill(word('restricted'), 'internal')) : '');

/** The views that show an actor among the others. */
function lookFrom(i) {
  const looks = { around: { centre: i }, path: { from: i, to: '' } };
  const buttons = Object.entries(looks).filter(([view]) => offered.includes(view)).map(([view, about]) => el('button', {
    type: 'button', id: `look-${view}`, class: 'look', onclick: () => { enterView(view, about); $(`path-to`)?.focus(); },
  }, word(`look-${view}`)));
  return buttons.length ? el('p', { class: 'looks' }, ...buttons) : '';
}

/** The rank without the collecting organisation, in words, where it is another one. */
const otherRank = ({ rank, rank_without: without }) =>
  (without && without !== rank ? word('rank-without', { n: without }) : '');

function catalystLine(i) {
  const entry = data.catalysts.find(({ actor }) => actor === i);
  if (!entry) return '';
  const why = [say(entry.sentence), otherRank(entry)].filter(Boolean).join(' ; ');
  return el('p', { class: 'lead' }, el('strong', {}, word('rank', { n: entry.rank })), ' ', why);
}

function actorPanel(i) {
  const actor = actors[i];
  const kinds = (actor.kinds ?? []).map(say).join(', ');
  const kind = el('p', { class: 'kind' }, markIcon(actor.sector), capital(kinds) || sectorName(actor.sector));
  const name = actor.acronym ? `${shown(actor)} (${actor.acronym})` : shown(actor);
  const own = alliancesOf[i].filter(isThere);
  const maybe = state.day ? [] : potentialsOf[i];
  return [
    sheetHead(name, kind, leave),
    restrictedNote(actor),
    shownNow.actors.has(i) ? '' : el('p', { class: 'note' }, word('hidden-note')),
    lookFrom(i),
    catalystLine(i),
    actor.description ? el('p', {}, actor.description) : '',
    actorFacts(actor),
    section(word('alliances-title'), own.length, ...(own.length
      ? own.map((j) => allianceCard(j, i)) : [el('p', { class: 'note' }, word('no-alliance'))])),
    maybe.length ? section(word('potentials-title'), maybe.length,
      el('p', { class: 'note' }, word('suggestion-note')), ...maybe.map((k) => potentialCard(k, i))) : '',
  ];
}

const alliancePanel = (j) => [
  sheetHead(alliances[j].title || word('alliance'), el('p', { class: 'kind' }, stagePill(alliances[j])), leave),
  restrictedNote(alliances[j]),
  isThere(j) ? '' : el('p', { class: 'note' }, word('not-yet', { date: fullDay(state.day) })),
  allianceBody(alliances[j]),
];

const potentialPanel = (k) => [
  sheetHead(word('potential'), el('p', { class: 'kind' }, strokeIcon('potential')), leave),
  el('p', { class: 'note' }, word('suggestion-note')),
  potentialCard(k),
];

function catalystItem(entry) {
  const { actor, rank, sentence } = entry;
  const more = otherRank(entry);
  return el(
    'li', {}, el('span', { class: 'rank' }, number(rank)),
    el('div', {}, actorButton(actor), el('p', {}, say(sentence)), more ? el('p', { class: 'note' }, more) : ''),
  );
}

/** The way from the list of all to the question about two. */
const lookAtSides = () => (state.view === 'catalysts' || !offered.includes('catalysts') || !actors.length ? ''
  : el('p', { class: 'looks' }, el('button', {
    type: 'button', id: 'look-sides', class: 'look', onclick: () => { enterView('catalysts'); $('controls').querySelector('select').focus(); },
  }, word('look-sides'))));

function catalystPanel() {
  const entries = data.catalysts.filter(({ actor }) => shownNow.actors.has(actor));
  return [
    sheetHead(word('catalysts'), el('p', { class: 'kind' }, word('catalysts-lead')), leave),
    lookAtSides(),
    state.day ? el('p', { class: 'note' }, word('ranked-day', { date: fullDay(data.asOf) })) : '',
    data.catalystNote ? el('p', { class: 'lead' }, say(data.catalystNote)) : '',
    el('ol', { class: 'catalysts' }, ...entries.map(catalystItem)),
    entries.length || data.catalystNote ? '' : el('p', { class: 'note' }, word('no-catalyst')),
    actors.length ? el('p', { class: 'hint' }, word('click-hint')) : '',
  ];
}

/** The groups of an arrangement: how many actors, and how many alliances inside and outward. */
function groupsPanel(arrangement) {
  const { groups } = data.arrangements[arrangement];
  const groupOf = new Map(groups.flatMap(({ actors: members }, g) => members.map((i) => [i, g])));
  const links = groups.map(() => ({ inside: 0, outward: 0 }));
  for (const j of shownNow.alliances) {
    const met = new Set(partiesOf[j].filter((i) => shownNow.actors.has(i)).map((i) => groupOf.get(i)));
    for (const g of met) links[g][met.size > 1 ? 'outward' : 'inside'] += 1;
  }
  const kept = groups.map(({ words, actors: members }, g) =>
    ({ words, ...links[g], members: members.filter((i) => shownNow.actors.has(i)) }));
  return [
    sheetHead(word(`view-${arrangement}`), el('p', { class: 'kind' }, word(`view-${arrangement}-title`)), leave),
    el('ul', { class: 'groups' }, ...kept.filter(({ members }) => members.length).map(groupItem)),
  ];
}

function groupItem({ words, members, inside, outward }) {
  const onclick = () => {
    update({ sheet: '' });
    bring(members.map((i) => `a${i}`), { most: 2.2, duration: 450 });
  };
  return el(
    'li', {}, el('button', { type: 'button', class: 'actor', onclick }, capital(say(words))),
    el('p', {}, [word('actors', { n: members.length }), word('inside', { n: inside }), word('outward', { n: outward })].join(' · ')),
  );
}

/** The suggestions, the likeliest first. */
function potentialsPanel() {
  const kept = potentials.map((_, k) => k).filter((k) => shownNow.potentials.has(k));
  return [
    sheetHead(word('potentials-title'), el('p', { class: 'kind' }, word('suggestion-note')), leave),
    ...kept.map((k) => potentialCard(k)),
    kept.length ? '' : el('p', { class: 'note' }, state.day ? word('potential-day', { date: fullDay(data.asOf) }) : word('no-potential')),
  ];
}

function showPanel() {
  const panels = { a: actorPanel, e: alliancePanel, p: potentialPanel };
  const { selected } = state;
  const content = selected ? panels[selected[0]](Number(selected.slice(1))) : (currentView().panel ?? catalystPanel)();
  const top = selected || $('panel').classList.contains('chosen') ? 0 : $('panel').scrollTop;
  renew($('panel'), content.filter((child) => child !== ''));
  $('panel').classList.toggle('chosen', Boolean(selected));
  $('panel').scrollTop = top;
}
