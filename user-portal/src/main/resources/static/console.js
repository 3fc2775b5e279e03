/* The console: a ticket by POST, the screen by one of two clients, and what is said while there is no screen. */
import {toolbar} from '/console-tools.js';

const $ = id => document.getElementById(id);
const main = $('main'), words = JSON.parse(main.dataset.words), name = main.dataset.name, client = main.dataset.client;
const say = (key, ...values) => values.reduce((t, v) => t.replace('#', v), words[key] ?? key);
const DELAYS = [1, 2, 3, 5, 8, 10, 15, 20, 30, 30];

let screen = null, last = null, gateway = null, attempt = 0, timer = 0, over = false, greeted = false, emptied = false, again = connect;
const tools = toolbar({say, screen: () => screen, busy: () => !$('veil').hidden});

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
  } else if (go && !$('veil').contains(document.activeElement)) $('say-go').focus();
  tools.rest();
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
    const answer = await fetch(`${main.dataset.ticket}?client=${client}`, {
      method: 'POST', redirect: 'error', cache: 'no-store',
      headers: {'X-CSRF-TOKEN': document.querySelector('meta[name=csrf]').content, Accept: 'application/json'},
    });
    if (answer.status === 401 || answer.status === 403) { stop('out', {next: 'out.next', go: 'login', act: () => location.reload()}); return; }
    offer = await answer.json();
  } catch { later('portal'); return; }
  if (!offer.ticket) {
    if (offer.client) location.replace(`?client=${offer.client}`); // it has the other display only
    else if (offer.again) wait(offer);
    else halt(offer.what, offer.next, say('again'));
    return;
  }
  gateway = new URL(offer.url);
  if (!greeted && !await trip()) {
    halt(say('trust'), say('trust.next', gateway.host), say('again'), connect, true); return;
  }
  const {open} = await import(`/console-${client}.js`);
  const opened = screen = open({
    place: $('screen'), url: offer.url, ticket: offer.ticket, up, heard: tools.heard,
    closed(code, reason) { if (opened === screen) closed(code, reason); },
  });
}

/* There and back to the gateway, in ms: what the browser noted between question and answer, without the handshakes. */
async function trip() {
  const url = `https://${gateway.host}/health`;
  try {
    const began = performance.now();
    const answer = await fetch(url, {cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(5000)});
    const whole = performance.now() - began, noted = performance.getEntriesByName(url).at(-1);
    performance.clearResourceTimings();
    emptied = await answer.text() === 'draining';
    return !answer.ok ? 0 : Math.max(1, noted?.requestStart ? noted.responseStart - noted.requestStart : whole);
  } catch { return 0; }
}

function up() {
  attempt = 0;
  last?.remove(); last = null;
  $('veil').hidden = true;
  if (!greeted) { $('hint').hidden = false; setTimeout(() => { $('hint').hidden = true; }, 6000); }
  greeted = true;
  screen.focus();
  measure();
  tools.rest();
}

/* the last picture stays, dimmed, while there is no connection */
function keep() {
  const canvas = screen.canvas();
  if (!canvas?.width) return;
  last ??= document.createElement('canvas');
  last.className = 'screen last';
  last.width = canvas.width; last.height = canvas.height;
  last.getContext('2d').drawImage(canvas, 0, 0);
  $('screen').after(last);
}

/* Ends that only a person can undo; with a button where they can. */
const ENDS = {TAKEN_OVER: ['taken', 'here'], GIVEN_BACK: ['given'], REVOKED: ['revoked'], ORIGIN_REFUSED: ['origin']};
/* Ends that undo themselves by another ticket, at once. */
const GOES_ON = {MOVED: 'moving', DRAINED: 'drained'};

function closed(code, reason) {
  keep();
  screen.free();
  screen = null;
  signal('bad', say('no'), 2);
  const [end, go] = ENDS[reason] ?? [], on = code === 4001 ? 'moving' : GOES_ON[reason];
  if (end) stop(end, {go});
  else if (on) {
    signal('busy', say(on), 1);
    if (on === 'drained') tell(say('drained.title'), say('drained.next', name));
    attempt = 0; timer = setTimeout(connect, 200 + Math.random() * 300);
  } else later(code === 4008 ? 'portal' : greeted ? 'lost' : 'cannot');
}

function stop(key, {next = `${key}.next`, go = '', act} = {}) { halt(say(key, name), say(next, name), go && say(go), act); }
function halt(title, text, go = '', act = () => { attempt = 0; connect(); }, ca = false) {
  over = true; clearTimeout(timer);
  again = act;
  signal('bad', say('no'), 2);
  tell(title, text, {go, ca});
}
$('say-go').addEventListener('click', () => { clearTimeout(timer); over = false; again(); again = connect; });

function later(key) {
  again = connect;
  if (attempt >= DELAYS.length) { stop('lost', {next: 'lost.end', go: 'again', act: () => { attempt = 0; connect(); }}); return; }
  const whole = DELAYS[attempt++] + Math.random(), ends = performance.now() + whole * 1000;
  signal('bad', say('no'), 2);
  const show = () => {
    const left = (ends - performance.now()) / 1000;
    if (left <= 0) { tell(say(key), say('lost.now', name, attempt, DELAYS.length), {go: say('again'), bar: 100}); connect(); return; }
    tell(say(key), say(`${key}.next`, name, Math.ceil(left), attempt, DELAYS.length), {go: say('again'), bar: Math.max(0, 100 - left / whole * 100)});
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
  if (!screen || document.hidden) return;
  const ms = Math.round(await trip());
  if (!screen) return;
  if (!ms) signal('warn', say('slow'), 1, say('slow.title'));
  else if (emptied) signal('warn', say('emptied'), 2, say('emptied.title'));
  else signal(ms < 150 ? 'ok' : 'warn', say('ms', ms), ms < 60 ? 3 : ms < 150 ? 2 : 1, say(ms < 150 ? 'good' : 'far', ms));
}
setInterval(measure, 10000);
addEventListener('online', () => { if (!screen && !over) { clearTimeout(timer); connect(); } });
addEventListener('pagehide', () => { const gone = screen; screen = null; gone?.close(); });
addEventListener('pageshow', e => { if (e.persisted) location.reload(); });
connect();
