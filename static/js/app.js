// Small comforts on top of pages that work without them.
(() => {
  'use strict';

  // After a refused form, focus goes to the summary of what is wrong.
  const focusErrors = () => document.getElementById('errors')?.focus();
  document.addEventListener('DOMContentLoaded', focusErrors);
  document.addEventListener('htmx:afterSettle', (event) => {
    event.target.querySelector?.('#errors')?.focus();
  });

  // After a row was added or removed in place, focus goes to the new row, or else to the button that adds one.
  document.addEventListener('htmx:afterRequest', (event) => {
    const button = event.detail.requestConfig?.elt;
    if (!/-(add|remove)$/.test(button?.name ?? '') || !button.closest('.hs-rowset')) return;
    const set = document.getElementById(event.detail.target?.id);
    if (!set) return;
    const added = button.name.endsWith('-add') && [...set.querySelectorAll('.hs-row')].pop();
    (added || set).querySelector(added ? 'input:not([type=hidden]), select, textarea' : '[name$="-add"]')?.focus();
  });

  // <button data-copy="text"> copies its text and says so.
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button || !navigator.clipboard) return;
    event.preventDefault();
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.querySelector('.nl-button__label');
    const before = label.textContent;
    label.textContent = button.dataset.copied || '✓';
    setTimeout(() => { label.textContent = before; }, 2000);
  });

  // <form data-guard> asks before somebody leaves with unsaved changes.
  let changed = false;
  document.addEventListener('input', (event) => {
    if (event.target.closest('form[data-guard]')) changed = true;
  });
  document.addEventListener('submit', () => { changed = false; });
  window.addEventListener('beforeunload', (event) => { if (changed) event.preventDefault(); });

  // A form is sent once: a second press of the button does nothing until the answer is there.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post' || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = 'yes';
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
  window.addEventListener('pageshow', () => {
    document.querySelectorAll('form[data-sent]').forEach((form) => { delete form.dataset.sent; });
  });

  // "/" goes to the search field, unless somebody is typing.
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) return;
    const field = document.querySelector('main input[type=search]');
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  });
})();
