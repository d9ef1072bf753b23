// The board of a signing day asks for news every few seconds (htmx). This says so when the connection is lost.
(() => {
  'use strict';

  let at = new Date();

  function say(words) {
    const lost = document.getElementById('lost');
    if (lost && lost.textContent !== words) lost.textContent = words;
    document.body.classList.toggle('is-lost', words !== '');
  }

  const isBoard = (event) => event.target.closest?.('[data-board]') || event.detail.elt?.closest?.('[data-board]');

  function lose(event) {
    if (!isBoard(event)) return;
    const time = at.toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
    say(`${document.getElementById('lost').dataset.words} ${time}.`);
  }

  document.addEventListener('htmx:afterRequest', (event) => {
    const status = event.detail.xhr?.status;
    if (!isBoard(event) || !(status === 304 || (status >= 200 && status < 300))) return;
    at = new Date();
    say('');
  });
  ['htmx:sendError', 'htmx:timeout', 'htmx:responseError'].forEach((name) => document.addEventListener(name, lose));

  // Signed out: the answer is another page. Keep the board as it stood.
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (!event.detail.target?.matches?.('[data-board]') || event.detail.serverResponse.includes('data-board')) return;
    event.detail.shouldSwap = false;
    lose(event);
  });
})();
