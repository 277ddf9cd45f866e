'use strict';
for (const part of document.querySelectorAll('[data-needs-script]')) part.hidden = false;

// -- the library: show the questions that hold the words typed ---------------------------------

const fold = (words) => words.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

function filterQuestions(find) {
  const cards = [...document.querySelectorAll('.question')].map((card) => [card, fold(card.textContent)]);
  const groups = document.querySelectorAll('.group');
  const none = document.getElementById('no-match');
  find.addEventListener('input', () => {
    const words = fold(find.value).split(/\s+/).filter(Boolean);
    for (const [card, text] of cards) card.hidden = !words.every((word) => text.includes(word));
    for (const group of groups) group.hidden = !group.querySelector('.question:not([hidden])');
    none.textContent = cards.every(([card]) => card.hidden) ? none.dataset.words : '';
  });
}

// -- the editor: numbers beside the lines, Tab indents, Ctrl + Enter runs ------------------------

function startEditor(form) {
  const area = form.querySelector('textarea');
  const lines = form.querySelector('.lines');
  let leaving = false;
  const number = () => {
    const count = area.value.split('\n').length;
    if (lines.childElementCount === count) return;
    lines.replaceChildren(...Array.from({ length: count }, (_, i) => {
      const line = document.createElement('span');
      line.textContent = i + 1;
      return line;
    }));
  };
  area.addEventListener('input', number);
  area.addEventListener('scroll', () => { lines.scrollTop = area.scrollTop; });
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector('.actions button'));
    } else if (event.key === 'Tab' && !event.shiftKey && !event.ctrlKey && !leaving) {
      event.preventDefault();
      area.setRangeText('  ', area.selectionStart, area.selectionEnd, 'end');
      number();
    }
    leaving = event.key === 'Escape';
  });
  const place = form.querySelector('[data-line]');
  if (!place) return;
  const text = area.value.split('\n');
  const before = text.slice(0, place.dataset.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const at = Math.min(before + Number(place.dataset.column) - 1, area.value.length);
  area.focus();
  area.setSelectionRange(at, at);
  lines.scrollTop = area.scrollTop;
}

const find = document.getElementById('find');
if (find) filterQuestions(find);
const editor = document.getElementById('editor');
if (editor) startEditor(editor);
