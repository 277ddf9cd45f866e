// The time under the map: a slider over the days, and a button that plays them.

const LONGEST = 16000; // milliseconds to play everything
let playing = 0;

const playIcon = (isOn) => svg(
  'svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
  svg('path', { d: isOn ? 'M3.5 2h3v12h-3zM9.5 2h3v12h-3z' : 'M4 1.8v12.4L14 8z', fill: 'currentColor' }),
);

/** How many alliances had begun at each step. */
function begunAt() {
  const fresh_ = days.map(() => 0);
  for (const { turns } of alliances) {
    const first = turns?.[0][0] ?? '';
    fresh_[Math.max(days.findIndex((day) => day >= first), 0)] += 1;
  }
  let sum = 0;
  return fresh_.map((n) => { sum += n; return sum; });
}

/** The same as an area over the slider. */
function riseIcon() {
  const counts = begunAt();
  const top = Math.max(...counts, 1);
  const points = counts.map((n, k) => `${k},${1 - n / top}`);
  return svg('polygon', { points: [`0,1`, ...points, `${days.length - 1},1`].join(' ') });
}

const isTight = () => $('time').clientWidth < 560;

/** The years written under the slider, as many as there is room for. */
function yearTicks() {
  const first = days.map((day, k) => [day.slice(0, 4), k]).filter(([year], k) => k === 0 || year !== days[k - 1].slice(0, 4));
  const every = Math.ceil(first.length / (isTight() ? 5 : 10));
  return first.filter((_, k) => k % every === 0).map(([year, k]) => {
    const tick = el('span', {}, year);
    tick.style.left = `${(100 * k) / (days.length - 1)}%`;
    return tick;
  });
}

/** Show where a slider stands, in words too. */
function showSlide(id, day) {
  const shownDay = day || days.at(-1);
  $(id).value = stepOf(day);
  $(id).setAttribute('aria-valuetext', fullDay(shownDay));
  $(`${id}-said`).textContent = isTight() ? format(shownDay, { month: 'short', year: 'numeric' }) : fullDay(shownDay);
}

function showTime() {
  $('time').hidden = days.length < 2;
  if (days.length < 2) return;
  const isTwo = Boolean(currentView().isComparing);
  const undated = alliances.filter(isUndated).length;
  $('time').dataset.two = isTwo;
  $('slide-before').hidden = !isTwo;
  $('day-word').textContent = word(isTwo ? 'after' : 'date');
  $('undated').textContent = undated ? word('undated', { n: undated }) : '';
  $('ticks').replaceChildren(...yearTicks());
  showSlide('day', state.day);
  if (isTwo) showSlide('before', beforeDay());
  showPlay();
}

function showPlay() {
  const name = word(playing ? 'pause' : 'play');
  fill($('play'), { 'aria-label': name, title: name }, []);
  $('play').replaceChildren(playIcon(playing));
}

/** Go to a step. */
const goTo = (step) => update({ day: dayAt(step) });

function stop() {
  clearInterval(playing);
  playing = 0;
  fresh.clear();
  redraw();
  $('summary').setAttribute('aria-live', 'polite');
  showPlay();
}

function playOn() {
  const step = stepOf(state.day) + 1;
  goTo(step);
  if (step >= days.length - 1) stop();
}

/** Play from where one is, from the start when that is the end; or pause. */
function togglePlay() {
  if (playing) { stop(); return; }
  if (!state.day) goTo(0);
  $('summary').setAttribute('aria-live', 'off'); // not every step is read aloud
  playing = setInterval(playOn, Math.min(900, Math.max(300, LONGEST / days.length)));
  showPlay();
}

function startTime() {
  if (days.length < 2) return;
  for (const id of ['day', 'before']) $(id).max = days.length - 1;
  fill($('rise'), { viewBox: `0 0 ${days.length - 1} 1` }, [riseIcon()]);
  $('play').addEventListener('click', togglePlay);
  $('day').addEventListener('input', ({ target }) => {
    if (playing) stop();
    goTo(Number(target.value));
  });
  $('before').addEventListener('input', ({ target }) =>
    update({ before: days[Math.min(Number(target.value), stepOf(state.day))] }));
}
