// The days: what each alliance was on any of them, as the rule of --as-of worked it out beforehand.

const { days } = data.time; // where the slider stops, the last one being the date of the map
const asKnown = alliances.map(({ stage, stroke, events = [] }) => ({ stage, stroke, events }));
const absent = new Set(); // the alliances that had not begun on the day shown
const fresh = new Set(); // those that just changed, while time is played
const isThere = (j) => !absent.has(j);
const finalTies = actors.map((actor) => actor.ties);
const isWaiting = (i) => !actors[i].ties && finalTies[i] > 0; // for an alliance that had not begun
const isUndated = ({ turns }) => !turns?.[0][0];

/** What was reached on a day ('': the date of the map), or nothing. */
const turnAt = (j, day) =>
  alliances[j].turns?.findLast(([from]) => !day || from === null || from <= day);

/** What an alliance was on a day: its stage, line and events; nothing before it began. */
function asOf(j, day) {
  if (!day || !alliances[j].turns) return asKnown[j];
  const turn = turnAt(j, day);
  if (!turn) return null;
  const events = turn.slice(2).map((k) => asKnown[j].events[k]);
  const [stage] = events.at(-1);
  return { stage, stroke: data.stageStrokes[stage], events };
}

/** Let every alliance be what it was on the day shown: the whole page reads it from there. */
function goBackTo(day) {
  const before = alliances.map(({ stage }, j) => isThere(j) && stage);
  absent.clear();
  fresh.clear();
  alliances.forEach((alliance, j) => {
    const then = asOf(j, day);
    if (!then) absent.add(j);
    else if (playing && !calm.matches && before[j] !== then.stage) fresh.add(j);
    Object.assign(alliance, then ?? asKnown[j]);
    alliance.stroke = currentView().stroke?.(j) ?? alliance.stroke;
  });
  actors.forEach((actor, i) => { actor.ties = alliancesOf[i].filter(isThere).length; });
  for (const line of lines) {
    if (line.id[0] === 'e') line.stroke = alliances[Number(linkOf(line).slice(1))].stroke;
  }
}

/** The step of a day: the last one not after it. */
const stepOf = (day) => (day ? Math.max(days.findLastIndex((step) => step <= day), 0) : days.length - 1);

/** The day of a step; nothing for the last one, the date of the map. */
const dayAt = (step) => (step < days.length - 1 ? days[Math.max(step, 0)] : '');

/** The day that an address asks for, brought to a step. */
const dayFrom = (asked) =>
  (days.length && /^\d{4}-\d\d-\d\d$/.test(asked ?? '') ? dayAt(stepOf(asked)) : '');

/** The day shown, in full. */
const today = () => state.day || data.asOf || days.at(-1);
