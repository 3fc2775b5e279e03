/* The manager's pages: the search bar's colours and completion, live lists, picking rows. Without it everything is there,
   as forms and links. */
import {$, all, morph} from '/oriel.js';

/* the search bar */
const input = $('#q'), ink = $('#ink'), menu = $('#next');
let asking = null, before = '';

function options() { return all('.opt', menu); }
function closed() { menu.hidden = true; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); }

function choose(option) {
  for (const one of options()) one.setAttribute('aria-selected', String(one === option));
  if (option) { input.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({block: 'nearest'}); }
}

/* what stands there in its colours, and what may come next; an answer that is overtaken is dropped */
async function complete(open) {
  asking?.abort();
  const mine = asking = new AbortController(), text = input.value;
  const url = `/admin/search/complete?q=${encodeURIComponent(text)}&caret=${input.selectionStart}`;
  const answer = await fetch(url, {signal: mine.signal, headers: {Accept: 'text/html'}}).then(r => r.ok ? r.text() : null).catch(() => null);
  if (!answer || input.value !== text) return;
  const page = new DOMParser().parseFromString(answer, 'text/html');
  paint([...$('#inked', page).childNodes]);
  menu.replaceChildren(...$('#offers', page).childNodes);
  const found = options();
  menu.hidden = !open || !found.length || document.activeElement !== input;
  input.setAttribute('aria-expanded', String(!menu.hidden));
  choose(menu.hidden ? null : found[0]);
}

function paint(parts) { ink.replaceChildren(...parts); scrolled(); }
function scrolled() { ink.style.translate = `${-input.scrollLeft}px`; }

function take(option) {
  input.value = option.dataset.whole;
  input.setSelectionRange(option.dataset.caret, option.dataset.caret);
  complete(true);
}

if (input) {
  input.classList.remove('x');
  before = input.value;
  input.addEventListener('input', () => { ink.textContent = input.value; complete(true); });
  input.addEventListener('scroll', scrolled);
  input.addEventListener('focus', () => { before = input.value; });
  input.addEventListener('blur', () => setTimeout(closed, 150));
  menu.addEventListener('pointerdown', e => { const option = e.target.closest('.opt'); if (option) { e.preventDefault(); take(option); } });
  input.addEventListener('keydown', e => {
    const open = !menu.hidden, found = options(), at = found.findIndex(o => o.getAttribute('aria-selected') === 'true');
    if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && !e.altKey) {
      e.preventDefault();
      if (!open) { complete(true); return; }
      choose(found[(at + (e.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length]);
    } else if (e.key === 'Tab' && open && !e.shiftKey && at >= 0) {
      e.preventDefault();
      take(found[at]);
    } else if (e.key === 'Escape') {
      e.preventDefault();
      if (open) closed();
      else if (input.value !== before) { input.value = before; complete(false); }
      else input.blur();
    } else if (e.key === 'Enter') closed();
  });
  document.addEventListener('keydown', e => {
    const slash = e.key === '/' && !e.target.closest('input:not([type=checkbox]), textarea, select, [contenteditable]');
    if (!slash && !(e.key === 'k' && (e.ctrlKey || e.metaKey))) return;
    e.preventDefault();
    input.focus();
    input.select();
  });
}

/* the tasks: a drawer that is looked at again every second while it is open */
let tasking = 0;
async function tasks() {
  clearTimeout(tasking);
  const drawer = $('#tasks');
  if (!drawer.matches(':popover-open')) return;
  const answer = await fetch('/admin/jobs/drawer', {headers: {Accept: 'text/html'}}).then(r => r.ok ? r.text() : null).catch(() => null);
  const fresh = answer && $('#tasks-now', new DOMParser().parseFromString(answer, 'text/html'));
  if (fresh) morph($('#tasks-now'), document.adoptNode(fresh), true);
  tasking = setTimeout(tasks, 1000);
}
document.addEventListener('click', e => {
  if (!e.target.closest('[data-tasks]') || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  $('#tasks').showPopover();
  tasks();
});

/* a live list: rows change in place; others come and go only while nobody is at it */
let stream = null, waiting = null, retry = 0, timer = 0;
const state = $('[data-live-state]'), lost = $('[data-live-lost]'), note = $('[data-live-note]');
const list = () => $('#list');
const busy = () => list().contains(document.activeElement) && document.activeElement !== list() || list().matches(':hover') || picked().length > 0;

function fragment(html, around) {
  const box = document.createElement(around);
  box.append(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
  return box;
}

function rows(html) {
  const table = new DOMParser().parseFromString(`<table><tbody>${html}</tbody></table>`, 'text/html');
  for (const fresh of all('tr', table)) {
    const row = document.getElementById(fresh.id);
    if (!row) continue;
    const word = $('.state .word', row)?.textContent;
    morph(row, document.adoptNode(fresh), true);
    if (word !== $('.state .word', row)?.textContent) {
      row.classList.add('flash');
      row.addEventListener('animationend', () => row.classList.remove('flash'), {once: true});
    }
  }
}

const order = root => all('tbody tr', root).map(row => row.id).join(' ');

function whole(html) {
  const fresh = fragment(html, 'section');
  if (order(fresh) !== order(list()) && busy()) { waiting = html; note.hidden = false; rows(all('tbody tr', fresh).map(r => r.outerHTML).join('')); return; }
  apply(fresh);
}

function apply(fresh) {
  waiting = null;
  note.hidden = true;
  const copy = list().cloneNode(false);
  copy.append(...fresh.childNodes);
  morph(list(), copy, true);
  window.htmx?.process(list());
  bulk();
}

function alive() { retry = 0; state.hidden = false; lost.hidden = true; list().classList.remove('stale'); }

function listen() {
  clearTimeout(timer);
  stream?.close();
  if (document.hidden || !list()?.dataset.stream) return;
  const mine = stream = new EventSource(list().dataset.stream);
  mine.addEventListener('list', e => { alive(); whole(e.data); });
  mine.addEventListener('rows', e => { alive(); rows(e.data); });
  mine.addEventListener('tick', alive);
  mine.addEventListener('over', () => { mine.close(); location.reload(); });
  mine.onerror = () => {
    mine.close();
    state.hidden = true;
    list().classList.add('stale');
    if (++retry > 1) lost.hidden = false;
    timer = setTimeout(listen, Math.min(30, 2 ** retry) * 1000);
  };
}

/* picking rows, and what can be done with those */
const picked = () => all('[data-pick]:checked');
let anchor = null;

function bulk() {
  const chosen = picked().length, boxes = all('[data-pick]'), every = $('[data-pick-all]'), word = $('[data-picked]');
  for (const box of boxes) box.closest('tr').setAttribute('aria-selected', String(box.checked));
  if (every) { every.hidden = false; every.checked = chosen > 0 && chosen === boxes.length; every.indeterminate = chosen > 0 && chosen < boxes.length; }
  if (word) word.textContent = chosen ? word.dataset.words.replace('#', chosen) : '';
  for (const button of all('[data-bulk]')) button.setAttribute('aria-disabled', String(chosen === 0));
  $('.bulk')?.classList.toggle('on', chosen > 0);
}

document.addEventListener('change', e => {
  if (e.target.matches('[data-pick-all]')) for (const box of all('[data-pick]')) box.checked = e.target.checked;
  else if (!e.target.matches('[data-pick]')) return;
  bulk();
});
document.addEventListener('click', e => {
  const box = e.target.closest('[data-pick]');
  if (box) {
    const boxes = all('[data-pick]');
    if (e.shiftKey && anchor) {
      const [from, to] = [boxes.indexOf(anchor), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
      bulk();
    }
    anchor = box;
  }
  if (e.target.closest('[data-show]') && waiting) apply(fragment(waiting, 'section'));
});

if (list()) {
  listen();
  bulk();
  setInterval(() => { if (waiting && !busy()) apply(fragment(waiting, 'section')); }, 2000);
  document.addEventListener('visibilitychange', () => document.hidden ? stream?.close() : listen());
  addEventListener('pagehide', () => stream?.close());
  addEventListener('pageshow', e => { if (e.persisted) listen(); });
  /* another order or page of the list took its place: its address, its query, its stream */
  document.addEventListener('htmx:afterSettle', () => {
    const q = new URLSearchParams(location.search).get('q');
    if (input && q !== null && document.activeElement !== input) { input.value = q; ink.textContent = q; complete(false); }
    waiting = null;
    note.hidden = true;
    listen();
    bulk();
  });
}
