/* One desktop in the browser. The ticket comes by POST, lives in one variable and is the first message
   of the WebSocket; the open socket then goes to noVNC, which is served untouched. */
import RFB from '/vendor/@novnc/novnc/core/rfb.js';

const $ = id => document.getElementById(id);
const main = $('main'), words = JSON.parse(main.dataset.words), name = main.dataset.name;
const say = (key, ...values) => values.reduce((t, v) => t.replace('#', v), words[key] ?? key);
const DELAYS = [1, 2, 3, 5, 8, 10, 15, 20, 30, 30];

let rfb = null, canvas = null, last = null, socket = null, gateway = null, attempt = 0, timer = 0, over = false, greeted = false, remote = '', emptied = false;

/* --- what is said over the screen --- */

function tell(title, text, {more = '', go = '', ca = false, bar = null} = {}) {
  $('say-h').textContent = title;
  $('say-p').textContent = text;
  $('say-more').textContent = more; $('say-more').hidden = !more;
  $('say-go').hidden = !go;
  if (go) $('say-go').lastElementChild.textContent = go;
  $('say-ca').hidden = !ca;
  $('say-bar').toggleAttribute('hidden', bar === null);
  if (bar !== null) $('say-bar').firstElementChild.setAttribute('width', bar);
  $('hint').hidden = true;
  if ($('veil').hidden) {
    $('veil').hidden = false;
    (go ? $('say-go') : $('say')).focus();
  } else if (go && document.activeElement !== $('say-go') && !$('veil').contains(document.activeElement)) $('say-go').focus();
  rest();
}
function signal(kind, text, bars, title = '') {
  const s = $('link');
  s.className = `state ${kind}`;
  s.title = title;
  s.lastElementChild.textContent = text;
  [...s.firstElementChild.children].forEach((r, i) => r.classList.toggle('no', i >= bars));
}

/* --- connecting --- */

async function connect() {
  clearTimeout(timer);
  over = false;
  signal('busy', say('connecting'), 1);
  if (attempt === 0 && !greeted) tell(say('opening', name), say('way'));
  let offer;
  try {
    const answer = await fetch(main.dataset.ticket, {
      method: 'POST', redirect: 'error', cache: 'no-store',
      headers: {'X-CSRF-TOKEN': document.querySelector('meta[name=csrf]').content, Accept: 'application/json'},
    });
    if (answer.status === 401 || answer.status === 403) { stop(say('out'), say('out.next'), say('login'), () => location.reload()); return; }
    offer = await answer.json();
  } catch { later(); return; }
  if (!offer.ticket) {
    if (offer.again) { wait(offer); return; }
    stop(offer.what, offer.next, say('again')); return;
  }
  gateway = new URL(offer.url);
  if (!greeted && !await reachable()) {
    stop(say('trust'), say('trust.next', gateway.host), say('again'), connect, true); return;
  }
  open(offer.url, offer.ticket);
}

async function reachable() {
  const began = performance.now();
  try {
    const answer = await fetch(`https://${gateway.host}/health`, {cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(5000)});
    const took = performance.now() - began;
    emptied = await answer.text() === 'draining';
    return answer.ok ? took : 0;
  } catch { return 0; }
}

function open(url, ticket) {
  const ws = socket = new WebSocket(url);
  const slow = setTimeout(() => ws.close(), 10000);
  ws.binaryType = 'arraybuffer';
  ws.addEventListener('open', () => {
    ws.send(ticket);
    rfb = new RFB($('screen'), ws, {shared: true});
    canvas = $('screen').querySelector('canvas');
    rfb.scaleViewport = true;
    rfb.background = 'transparent';
    rfb.addEventListener('connect', () => { clearTimeout(slow); up(); });
    rfb.addEventListener('clipboard', e => heard(e.detail.text));
    rfb.addEventListener('disconnect', () => ws.close());
  }, {once: true});
  ws.addEventListener('close', e => { clearTimeout(slow); if (ws === socket) closed(e.code, e.reason); }, {once: true});
}

function up() {
  attempt = 0;
  last?.remove(); last = null;
  $('veil').hidden = true;
  if (!greeted) { $('hint').hidden = false; setTimeout(() => { $('hint').hidden = true; }, 6000); }
  greeted = true;
  rfb.focus({preventScroll: true});
  measure();
  rest();
}

/* the last picture stays, dimmed, while there is no connection */
function keep() {
  if (!canvas?.width) return;
  last ??= document.createElement('canvas');
  last.className = 'screen last';
  last.width = canvas.width; last.height = canvas.height;
  last.getContext('2d').drawImage(canvas, 0, 0);
  $('screen').after(last);
}

function closed(code, reason) {
  keep();
  free();
  rfb = null;
  signal('bad', say('no'), 2);
  if (code === 4001 || reason === 'MOVED') { signal('busy', say('moving'), 1); attempt = 0; timer = setTimeout(connect, 200); return; }
  if (reason === 'TAKEN_OVER') { stop(say('taken'), say('taken.next', name), say('here')); return; }
  if (reason === 'GIVEN_BACK') { stop(say('given', name), say('given.next')); return; }
  if (reason === 'REVOKED') { stop(say('revoked'), say('revoked.next', name)); return; }
  later();
}

function stop(title, text, go = '', act = () => { attempt = 0; connect(); }, ca = false) {
  over = true; clearTimeout(timer);
  again = act;
  signal('bad', say('no'), 2);
  tell(title, text, {go, ca});
}
let again = connect;
$('say-go').addEventListener('click', () => { clearTimeout(timer); over = false; again(); again = connect; });

function later() {
  again = connect;
  if (attempt >= DELAYS.length) { stop(say('lost'), say('lost.end', name), say('again')); return; }
  const whole = DELAYS[attempt++] + Math.random(), ends = performance.now() + whole * 1000;
  const show = () => {
    const left = (ends - performance.now()) / 1000;
    if (left <= 0) { tell(say('lost'), say('lost.now', name, attempt, DELAYS.length), {go: say('again'), bar: 100}); connect(); return; }
    tell(say(greeted ? 'lost' : 'cannot'), say(greeted ? 'lost.next' : 'cannot.next', name, Math.ceil(left), attempt, DELAYS.length), {go: say('again'), bar: Math.max(0, 100 - left / whole * 100)});
    timer = setTimeout(show, 250);
  };
  show();
}

function wait(offer) {
  signal('busy', say('starting'), 1);
  tell(offer.what, offer.next, {more: say('way')});
  timer = setTimeout(connect, offer.again * 1000);
}

async function measure() {
  if (!rfb || document.hidden) return;
  const ms = Math.round(await reachable());
  if (!rfb) return;
  if (!ms) signal('warn', say('slow'), 1, say('slow.title'));
  else if (emptied) signal('warn', say('emptied'), 2, say('emptied.title'));
  else signal(ms < 150 ? 'ok' : 'warn', say('ms', ms), ms < 60 ? 3 : ms < 150 ? 2 : 1, say(ms < 150 ? 'good' : 'far', ms));
}
setInterval(measure, 5000);
addEventListener('online', () => { if (!rfb && !over) { clearTimeout(timer); connect(); } });

/* --- the toolbar: away after 3 s, never while in use --- */

const tools = $('tools');
let away = 0;
const panel = $('clip-p'), keys = $('keys');
const inUse = () => tools.matches(':hover') || tools.contains(document.activeElement) || !panel.hidden || keys.matches(':popover-open') || !$('veil').hidden;
function rest() {
  tools.classList.remove('away');
  clearTimeout(away);
  away = setTimeout(function hide() { if (inUse()) away = setTimeout(hide, 3000); else tools.classList.add('away'); }, 3000);
}
document.addEventListener('mousemove', e => { if (e.clientY < 8) rest(); });
document.addEventListener('touchstart', e => { if (e.touches[0].clientY < 24) rest(); }, {passive: true});
tools.addEventListener('focusin', rest);
tools.addEventListener('keydown', e => {
  const items = [...tools.querySelectorAll('a,button')].filter(b => b.offsetParent), i = items.indexOf(document.activeElement);
  const step = {ArrowRight: 1, ArrowLeft: -1}[e.key];
  if (step && i >= 0) { items[(i + step + items.length) % items.length].focus(); e.preventDefault(); }
});

/* noVNC lets all keys go when the window loses focus: the modifiers of our own shortcut must not stay down in the guest */
function free() { dispatchEvent(new Event('blur')); rfb?.blur(); }
function fullscreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().then(() => navigator.keyboard?.lock?.()).catch(() => {});
}
addEventListener('keydown', e => {
  const both = e.ctrlKey && e.altKey;
  const act = e.key === 'F12' && e.shiftKey || both && e.code === 'KeyM' ? () => { rest(); tools.querySelector('a,button').focus(); }
    : e.key === 'F11' && e.shiftKey ? fullscreen
    : both && e.key === 'End' ? () => rfb?.sendCtrlAltDel() : null;
  if (!act) return;
  e.preventDefault(); e.stopImmediatePropagation();
  const back = act === fullscreen || both && e.key === 'End';
  free(); act();
  if (back) rfb?.focus();
}, true);
document.querySelector('.skip').addEventListener('click', e => { e.preventDefault(); rest(); tools.querySelector('a,button').focus(); });
$('full').addEventListener('click', () => { fullscreen(); rfb?.focus(); });

const CTRL = [0xffe3, 'ControlLeft'], ALT = [0xffe9, 'AltLeft'];
const COMBOS = {
  cab: [CTRL, ALT, [0xff08, 'Backspace']], at: [ALT, [0xff09, 'Tab']], af4: [ALT, [0xffc1, 'F4']],
  esc: [[0xff1b, 'Escape']], win: [[0xffeb, 'MetaLeft']], prt: [[0xff61, 'PrintScreen']],
};
for (let n = 1; n <= 12; n++) COMBOS[`caf${n}`] = [CTRL, ALT, [0xffbd + n, `F${n}`]];
document.addEventListener('click', e => {
  const key = e.target.closest('[data-key]')?.dataset.key;
  if (!key || !rfb) return;
  if (key === 'cad') rfb.sendCtrlAltDel();
  else {
    const combo = COMBOS[key];
    combo.forEach(([k, code]) => rfb.sendKey(k, code, true));
    [...combo].reverse().forEach(([k, code]) => rfb.sendKey(k, code, false));
  }
  if (keys.matches(':popover-open')) keys.hidePopover();
  rfb.focus();
});

/* --- clipboard --- */

const text = $('clip');
function heard(value) { remote = value; text.value = value; $('clip-n').textContent = say('clip.came', value.length); }
function clipboard(open) {
  panel.hidden = !open;
  $('clip-b').setAttribute('aria-pressed', open);
  if (open) text.focus(); else $('clip-b').focus();
  rest();
}
$('clip-b').addEventListener('click', () => clipboard(panel.hidden));
$('clip-x').addEventListener('click', () => clipboard(false));
panel.addEventListener('keydown', e => { if (e.key === 'Escape') clipboard(false); });
text.addEventListener('input', () => { $('clip-n').textContent = say('clip.count', text.value.length); });
$('clip-send').addEventListener('click', () => { rfb?.clipboardPasteFrom(text.value); $('clip-n').textContent = say(rfb ? 'clip.sent' : 'no'); });
$('clip-copy').addEventListener('click', () => {
  navigator.clipboard.writeText(remote).then(() => { $('clip-n').textContent = say(remote ? 'clip.copied' : 'clip.none'); },
    () => { text.value = remote; text.select(); $('clip-n').textContent = say('clip.select'); });
});

addEventListener('pagehide', () => { socket?.close(); });
addEventListener('pageshow', e => { if (e.persisted) location.reload(); });
connect();
