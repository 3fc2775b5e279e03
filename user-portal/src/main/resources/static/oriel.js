/* Adds life to pages that work without it. Behaviour hangs on data- attributes and delegated
   events, so content that is swapped in needs no wiring. */
export const $ = (s, root = document) => root.querySelector(s);
export const all = (s, root = document) => [...root.querySelectorAll(s)];
const clock = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false});

/* a becomes b; nodes that fit stay, and with them focus, open menus and pictures */
export function morph(a, b, structure) {
  if (a.nodeType !== b.nodeType || a.nodeName !== b.nodeName) return a.replaceWith(b);
  if (a.nodeType !== 1) { if (a.data !== b.data) a.data = b.data; return; }
  const own = a.hasAttribute('data-thumb') ? ['src', 'alt', 'class', 'data-url', 'data-at'] : [];
  for (const {name, value} of [...b.attributes])
    if (!own.includes(name) && a.getAttribute(name) !== value) a.setAttribute(name, value);
  for (const {name} of [...a.attributes]) if (!own.includes(name) && !b.hasAttribute(name)) a.removeAttribute(name);
  const keyed = new Map([...a.children].filter(e => e.id).map(e => [e.id, e]));
  const next = [...b.childNodes];
  if (!structure && next.some(n => n.nodeName === 'LI')) {
    for (const n of next) if (n.id && keyed.has(n.id)) morph(keyed.get(n.id), n, structure);
    return;
  }
  let at = a.firstChild;
  for (const n of next) {
    const same = n.id ? keyed.get(n.id) : at && !at.id && at.nodeName === n.nodeName ? at : null;
    if (!same) { a.insertBefore(n, at); continue; }
    if (same === at) at = at.nextSibling; else a.insertBefore(same, at);
    morph(same, n, structure);
  }
  while (at) { const gone = at; at = at.nextSibling; gone.remove(); }
}

/* live cards and pools: one stream; whole fragments; nothing comes, goes or moves under the pointer */
function live(main) {
  const region = $('#live'), state = $('[data-live-state]'), lost = $('[data-live-lost]'), time = $('[data-live-time]');
  let waiting = null, last = new Date(), stream = null, retry = 0, timer = 0;
  const words = main.dataset;
  const busy = () => region.matches(':hover') || region.contains(document.activeElement) || $('.menu:popover-open', region);
  const apply = (html, structure) => {
    const box = document.createElement('div');
    box.append(new DOMParser().parseFromString(html, 'text/html').body);
    const body = box.firstChild, copy = region.cloneNode(false);
    copy.append(...body.childNodes);
    morph(region, copy, structure);
    opened(); thumbsSoon();
  };
  const flush = () => { if (waiting && !busy()) { apply(waiting, true); waiting = null; } };
  const seen = () => {
    last = new Date(); retry = 0; lost.hidden = true; state.hidden = false;
    time.textContent = clock.format(last); time.dateTime = last.toISOString(); region.classList.remove('stale');
  };
  const open = () => {
    clearTimeout(timer);
    stream = new EventSource(main.dataset.live);
    stream.addEventListener('desktops', e => { seen(); if (busy()) { apply(e.data, false); waiting = e.data; } else apply(e.data, true); });
    stream.addEventListener('tick', seen);
    stream.addEventListener('over', () => { stream.close(); location.reload(); });
    stream.onerror = () => {
      stream.close(); state.hidden = true; region.classList.add('stale');
      const wait = Math.min(30, 2 ** ++retry);
      if (retry > 1) {
        lost.hidden = false;
        $('[data-live-age]').textContent = words.age.replace('#', clock.format(last)).replace('%', wait);
      }
      timer = setTimeout(open, wait * 1000);
    };
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) { stream?.close(); clearTimeout(timer); } else { open(); thumbs(); }
  });
  addEventListener('pagehide', () => { stream?.close(); clearTimeout(timer); });
  addEventListener('pageshow', e => { if (e.persisted) open(); });
  setInterval(flush, 2000);
  open();
}

/* a desktop whose person asked for it opens when it is up */
function opened() {
  const card = $('.desk[data-open][data-up]');
  if (card) location.replace(`/desktops/${card.dataset.open}/console`);
}

/* pictures of the visible cards, one request each; a screen that has none yet shows nothing */
async function thumbs() {
  if (document.hidden) return;
  for (const img of all('img[data-thumb]')) {
    img.classList.toggle('gone', img.complete && !img.naturalWidth);
    const box = img.getBoundingClientRect();
    if (box.bottom < 0 || box.top > innerHeight) continue;
    const answer = await fetch(img.getAttribute('data-url') ?? img.getAttribute('src'), {cache: 'no-store', redirect: 'error'}).catch(() => null);
    if (!answer?.ok || answer.status === 204) continue;
    img.dataset.url ??= img.getAttribute('src');
    const old = img.src;
    img.src = URL.createObjectURL(await answer.blob());
    if (old.startsWith('blob:')) URL.revokeObjectURL(old);
    img.dataset.at = Date.now();
    img.classList.remove('gone');
  }
}

let soon = 0;
function thumbsSoon() { clearTimeout(soon); if ($('img[data-thumb]:not([data-at])')) soon = setTimeout(thumbs, 800); }

const begun = new WeakMap();
function tick() {
  for (const bar of all('[data-count]')) {
    const key = bar.dataset.passed, now = Date.now();
    if (begun.get(bar)?.key !== key) begun.set(bar, {key, at: now - key * 1000});
    const passed = (now - begun.get(bar).at) / 1000, whole = Number(bar.dataset.count), left = Math.ceil(whole - passed);
    bar.setAttribute('width', Math.min(96, passed / whole * 100).toFixed(1));
    const word = $('[data-left]', bar.closest('.mid'));
    if (word) word.textContent = left > 0 ? word.dataset.left.replace('#', left) : word.dataset.late;
  }
  for (const img of all('img[data-at]'))
    img.alt = img.dataset.alt.replace('#', Math.max(0, Math.round((Date.now() - img.dataset.at) / 1000)));
}

/* dialogs: a link with data-ask shows its page's question here instead */
let opener = null;
async function ask(link) {
  const page = await fetch(link.href, {headers: {Accept: 'text/html'}}).then(r => r.ok ? r.text() : null).catch(() => null);
  const asked = page && $('#ask', new DOMParser().parseFromString(page, 'text/html'));
  if (!asked) { location.assign(link.href); return; }
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  dialog.setAttribute('aria-labelledby', 'ask-h');
  dialog.append(...asked.childNodes);
  document.body.append(dialog);
  opener = link;
  dialog.addEventListener('close', () => { dialog.remove(); (opener?.isConnected ? opener : $('#main')).focus(); });
  dialog.showModal();
  $('[data-cancel]', dialog)?.focus();
}

const forget = toast => { if (toast.matches(':hover, :focus-within')) setTimeout(forget, 2000, toast); else toast.remove(); };

document.addEventListener('click', e => {
  const el = e.target.closest('a, button');
  if (!el) return;
  if (el.getAttribute('aria-disabled') === 'true') e.preventDefault();
  else if (el.matches('[data-dismiss]')) el.closest('.toast').remove();
  else if (el.matches('[data-cancel]') && el.closest('dialog')) { e.preventDefault(); el.closest('dialog').close(); }
  else if (el.matches('[data-copy]')) copy(el);
  else if (el.matches('[data-ask]') && !e.ctrlKey && !e.metaKey && !e.shiftKey) { e.preventDefault(); ask(el); }
});
document.addEventListener('submit', e => {
  const b = e.submitter;
  if (b?.matches('[data-hide]')) b.closest('[popover]')?.hidePopover();
  if (!b?.dataset.busy) return;
  b.style.minInlineSize = b.offsetWidth + 'px';
  b.setAttribute('aria-disabled', 'true');
  b.classList.add('working');
  b.textContent = b.dataset.busy;
});
/* a form with a file is sent by script, so that it can be told how far it is; the answer's page takes this one's place */
document.addEventListener('submit', e => {
  const form = e.target;
  if (!form.matches('[data-upload]') || !form.file.files.length) return;
  e.preventDefault();
  const box = $('[data-upload-progress]', form), bar = $('progress', box), word = $('p', box), send = new XMLHttpRequest();
  box.hidden = false;
  send.upload.onprogress = ({loaded, total}) => {
    bar.value = loaded * 100 / total;
    word.textContent = loaded < total
      ? word.dataset.part.replace('#', Math.floor(loaded / 1048576)).replace('%', Math.ceil(total / 1048576))
      : word.dataset.whole;
  };
  send.onload = () => {
    const page = new DOMParser().parseFromString(send.responseText, 'text/html');
    if (!$('main', page)) { location.reload(); return; }
    document.title = page.title;
    document.body.replaceWith(page.body);
    if (send.responseURL !== location.href) history.pushState(null, '', send.responseURL);
    for (const toast of all('[data-toast]')) setTimeout(forget, 6000, toast);
    ($('#form') ?? $('#main')).focus();
  };
  send.onerror = () => {
    word.textContent = form.dataset.lost;
    word.className = 'err';
    const button = $('button.working', form);
    button.classList.remove('working');
    button.removeAttribute('aria-disabled');
  };
  send.open('POST', form.action);
  send.send(new FormData(form));
});
document.addEventListener('keydown', e => {
  const menu = e.target.closest?.('.menu');
  if (!menu || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(e.key)) return;
  const items = all('a, button', menu), i = items.indexOf(document.activeElement), n = items.length;
  const to = {ArrowDown: (i + 1) % n, ArrowUp: (i - 1 + n) % n, Home: 0, End: n - 1}[e.key];
  items[to].focus(); e.preventDefault();
});
document.addEventListener('toggle', e => { if (e.newState === 'open' && e.target.matches('.menu')) $('a, button', e.target)?.focus({focusVisible: false}); }, true);
addEventListener('pageshow', e => { if (e.persisted && $('.working')) location.reload(); });

/* copying: the button appears with script, and says on itself and aloud that it is done */
async function copy(button) {
  const text = $('#' + button.dataset.copy);
  try { await navigator.clipboard.writeText(text.value); } catch { text.select(); return; }
  $('span', button).textContent = $('[data-said]').textContent = button.dataset.copied;
}
for (const button of all('[data-copy]')) button.hidden = false;

const main = $('main[data-live]');
if (main) { live(main); thumbs(); setInterval(thumbs, 10000); setInterval(tick, 1000); opened(); }
for (const toast of all('[data-toast]')) setTimeout(forget, 6000, toast);
