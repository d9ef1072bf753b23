// The stage of a signing day, on top of a page that works by plain posts. What is typed and drawn for a deal is kept on
// this device until the server says that it arrived: the page lists the keys of all that was done (data-done). A post
// carries its key, so sending it again does the same thing once. Load this before signature-pad.js.
(() => {
  'use strict';

  const PREFIX = 'hs-stage:';
  const MOST_AGE = 2 * 24 * 60 * 60 * 1000;
  const stage = () => document.querySelector('[data-stage]');
  const formOf = () => document.querySelector('form[data-stage-form]');

  const storeKey = (item) => `${PREFIX}${stage().dataset.stage}:${item}`;

  function load(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  }

  function store(name, value) {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch { /* full or forbidden: the page works on without it */ }
  }

  const names = () => {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    } catch {
      return [];
    }
  };
  const forget = (name) => { try { localStorage.removeItem(name); } catch { /* nothing was kept */ } };

  // What arrived, and what is too old to matter, leaves this device.
  function clean() {
    const done = new Set(stage().dataset.done.split(' '));
    names().forEach((name) => {
      const kept = load(name);
      if (!kept || done.has(kept.key) || Date.now() - kept.at > MOST_AGE) forget(name);
    });
  }

  function fieldsOf(form) {
    const fields = {};
    new FormData(form).forEach((value, name) => { if (name !== 'csrfmiddlewaretoken') fields[name] = value; });
    return fields;
  }

  function keep(form, waiting) {
    const name = storeKey(form.dataset.stageForm);
    const fields = fieldsOf(form);
    store(name, {
      key: fields.key, hash: fields.text_hash, fields, waiting, title: form.dataset.title, action: form.getAttribute('action'), at: Date.now(),
    });
  }

  function restore(form) {
    const name = storeKey(form.dataset.stageForm);
    const kept = load(name);
    if (!kept || form.querySelector('#errors')) return;
    if (kept.hash !== form.elements.text_hash.value) {
      forget(name);
      tell('text-changed');
      return;
    }
    Object.entries(kept.fields).forEach(([field, value]) => {
      const input = form.elements[field];
      if (input) input.value = value; // a group of radio buttons takes a value too
    });
  }

  // The banner: what is kept here and did not arrive.
  function tell(why) {
    const banner = document.querySelector('[data-unsent]');
    if (!banner) return;
    const words = (element, name) => element.getAttribute(`data-${name}`) || element.dataset.notSent;
    const title = banner.querySelector('[data-unsent-title]');
    const reason = banner.querySelector('[data-unsent-why]');
    title.textContent = words(title, why);
    reason.textContent = words(reason, why);
    banner.querySelector('ul').replaceChildren(...waiting().map(row));
    banner.hidden = false;
  }

  const waiting = () => names().filter((name) => name.startsWith(storeKey('')) && load(name)?.waiting);

  function row(name) {
    const kept = load(name);
    const list = document.querySelector('[data-unsent-list]');
    const line = document.createElement('li');
    line.append(`${kept.title} `);
    const button = (words, act) => {
      const made = document.createElement('button');
      made.type = 'button';
      made.className = 'nl-button nl-button--secondary';
      made.textContent = words;
      made.addEventListener('click', act);
      line.append(made, ' ');
    };
    button(list.dataset.send, () => send(name));
    button(list.dataset.forget, () => { forget(name); waiting().length ? tell('not-sent') : hide(); });
    return line;
  }

  const hide = () => { const banner = document.querySelector('[data-unsent]'); if (banner) banner.hidden = true; };

  function send(name) {
    const kept = load(name);
    const form = formOf();
    if (form && storeKey(form.dataset.stageForm) === name) { form.requestSubmit(); return; }
    if (kept) window.htmx.ajax('POST', kept.action, { target: 'main', swap: 'outerHTML', select: 'main', values: kept.fields });
  }

  function begin() {
    if (!stage()) return;
    clean();
    const form = formOf();
    if (form) {
      restore(form);
      form.addEventListener('input', () => keep(form, false));
      form.addEventListener('change', () => keep(form, false));
    }
    if (waiting().length) tell('not-sent');
  }

  document.addEventListener('DOMContentLoaded', begin);
  document.addEventListener('htmx:afterSettle', (event) => {
    if (!event.target.matches?.('main')) return;
    begin();
    (document.getElementById('errors') || document.querySelector('[data-stage-said]') || document.getElementById('main'))?.focus();
  });

  document.addEventListener('htmx:beforeRequest', (event) => {
    const form = event.detail.elt;
    if (form.matches?.('[data-stage-form]')) keep(form, true);
  });

  // An answer that is no stage (signed out, say) does not take its place.
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (!stage() || event.detail.target?.id !== 'main' || event.detail.isError) return;
    if (event.detail.serverResponse.includes('data-stage=')) {
      const form = formOf();
      if (event.detail.xhr.status === 422 && form && load(storeKey(form.dataset.stageForm))) keep(form, false);
      return;
    }
    event.detail.shouldSwap = false;
    tell('signed-out');
  });
  ['htmx:sendError', 'htmx:timeout'].forEach((name) => document.addEventListener(name, () => { if (stage()) tell('not-sent'); }));
  document.addEventListener('htmx:responseError', () => { if (stage()) tell('refused'); });
  window.addEventListener('online', () => { if (stage() && waiting().length) tell('back'); });
})();
