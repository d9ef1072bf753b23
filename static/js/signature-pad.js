// A field to draw a signature in, for finger, pen and mouse. An extra: without this script it stays hidden,
// and a typed name counts as much. What is drawn goes into the hidden field as strokes of points [x, y] on
// a field of 1000 by 400 (see deals/strokes.py); one that comes back from the server is drawn again.
(() => {
  'use strict';

  const WIDTH = 1000, HEIGHT = 400, MOST_POINTS = 6000, STEP = 3;

  const between = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
  const path = (strokes) => strokes
    .map(([first, ...rest]) => `M${first[0]} ${first[1]}` + (rest.length ? rest : [first]).map(([x, y]) => `L${x} ${y}`).join(''))
    .join('');

  function read(text) {
    try {
      const strokes = JSON.parse(text || '[]');
      path(strokes);
      return strokes;
    } catch {
      return [];
    }
  }

  function start(pad) {
    const sheet = pad.querySelector('svg');
    const ink = pad.querySelector('[data-pad-ink]');
    const field = pad.querySelector('input[type=hidden]');
    const said = pad.querySelector('[role=status]');
    const undo = pad.querySelector('[data-pad-undo]');
    const clear = pad.querySelector('[data-pad-clear]');
    let strokes = read(field.value);
    let stroke = null;

    const count = () => strokes.reduce((sum, each) => sum + each.length, 0);

    function show() {
      ink.setAttribute('d', path(strokes));
      undo.disabled = clear.disabled = strokes.length === 0;
      pad.toggleAttribute('data-drawn', strokes.length > 0);
    }

    function keep(words) {
      field.value = strokes.length ? JSON.stringify(strokes) : '';
      said.textContent = words;
      show();
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }

    function add(event) {
      const box = sheet.getBoundingClientRect();
      const x = between((event.clientX - box.left) / box.width * WIDTH, WIDTH);
      const y = between((event.clientY - box.top) / box.height * HEIGHT, HEIGHT);
      const last = stroke[stroke.length - 1];
      const near = last && Math.abs(last[0] - x) < STEP && Math.abs(last[1] - y) < STEP;
      if (!near && count() < MOST_POINTS) stroke.push([x, y]);
    }

    sheet.addEventListener('pointerdown', (event) => {
      if (stroke || !event.isPrimary || event.button !== 0 || count() >= MOST_POINTS) return;
      event.preventDefault();
      sheet.setPointerCapture(event.pointerId);
      stroke = [];
      strokes.push(stroke);
      add(event);
      show();
    });
    sheet.addEventListener('pointermove', (event) => {
      if (!stroke || !event.isPrimary) return;
      const points = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      (points.length ? points : [event]).forEach(add);
      show();
    });
    const lift = (event) => {
      if (!stroke || !event.isPrimary) return;
      stroke = null;
      keep(pad.dataset.saidDrawn);
    };
    sheet.addEventListener('pointerup', lift);
    sheet.addEventListener('pointercancel', lift);

    undo.addEventListener('click', () => {
      strokes.pop();
      keep(pad.dataset.saidUndone);
      if (undo.disabled) sheet.focus();
    });
    clear.addEventListener('click', () => {
      strokes = [];
      keep(pad.dataset.saidCleared);
      sheet.focus();
    });

    pad.hidden = false;
    show();
  }

  const startAll = (within) => within.querySelectorAll?.('[data-signature-pad][hidden]').forEach(start);
  document.addEventListener('DOMContentLoaded', () => startAll(document));
  document.addEventListener('htmx:afterSettle', (event) => startAll(event.target.parentNode || document));
})();
