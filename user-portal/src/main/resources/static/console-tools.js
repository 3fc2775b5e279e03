/* The console's toolbar: away after 3 s and never while in use; keys, clipboard, full screen, and the way out. */
const $ = id => document.getElementById(id);
const CTRL = [0xffe3, 'ControlLeft'], ALT = [0xffe9, 'AltLeft'], SHIFT = [0xffe1, 'ShiftLeft'], WIN = [0xffeb, 'MetaLeft'];
/* a key as RFB names it and by its place on the keyboard */
const COMBOS = {
  cad: [CTRL, ALT, [0xffff, 'Delete']], cab: [CTRL, ALT, [0xff08, 'Backspace']], cse: [CTRL, SHIFT, [0xff1b, 'Escape']],
  at: [ALT, [0xff09, 'Tab']], af4: [ALT, [0xffc1, 'F4']], esc: [[0xff1b, 'Escape']], win: [WIN], wl: [WIN, [0x6c, 'KeyL']],
  prt: [[0xff61, 'PrintScreen']],
};
for (let n = 1; n <= 12; n++) COMBOS[`caf${n}`] = [CTRL, ALT, [0xffbd + n, `F${n}`]];

/**
 * Wires the toolbar.
 *
 * say: the page's words · screen: the client that is open, or null · busy: whether something is said over the screen
 */
export function toolbar({say, screen, busy}) {
  const tools = $('tools'), panel = $('clip-p'), keys = $('keys'), text = $('clip'), note = $('clip-n');
  let away = 0, remote = '';

  const inUse = () => tools.matches(':hover') || tools.contains(document.activeElement) || !panel.hidden || keys.matches(':popover-open') || busy();
  function rest() {
    tools.classList.remove('away');
    clearTimeout(away);
    away = setTimeout(function hide() { if (inUse()) away = setTimeout(hide, 3000); else tools.classList.add('away'); }, 3000);
  }
  document.addEventListener('mousemove', e => { if (e.clientY < 8) rest(); });
  document.addEventListener('touchstart', e => { if (e.touches[0].clientY < 24) rest(); }, {passive: true});
  tools.addEventListener('focusin', rest);
  const stops = () => [...tools.querySelectorAll('a,button')].filter(b => b.offsetParent);
  tools.addEventListener('keydown', e => {
    const items = stops(), i = items.indexOf(document.activeElement);
    const to = {ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: items.length - 1}[e.key];
    if (to !== undefined && i >= 0) { items[(to + items.length) % items.length].focus(); e.preventDefault(); }
    else if (e.key === 'Escape') { e.preventDefault(); screen()?.focus(); }
  });

  /* --- keys --- */

  function press(name) {
    screen()?.press(COMBOS[name]);
    screen()?.focus();
  }
  function fullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().then(() => navigator.keyboard?.lock?.()).catch(() => {});
    screen()?.focus();
  }
  function out() { rest(); stops()[0].focus(); }
  addEventListener('keydown', e => {
    const both = e.ctrlKey && e.altKey;
    const act = e.key === 'F12' && e.shiftKey || both && e.code === 'KeyM' ? out
      : e.key === 'F11' && e.shiftKey ? fullscreen
      : both && e.key === 'End' ? () => press('cad') : null;
    if (!act) return;
    e.preventDefault(); e.stopImmediatePropagation();
    screen()?.free(); // the modifiers of our own shortcut must not stay down in the guest
    act();
  }, true);
  document.querySelector('.skip').addEventListener('click', e => { e.preventDefault(); out(); });
  $('full').addEventListener('click', fullscreen);
  document.addEventListener('fullscreenchange', () => $('full').setAttribute('aria-pressed', !!document.fullscreenElement));
  document.addEventListener('click', e => {
    const name = e.target.closest('[data-key]')?.dataset.key;
    if (!name) return;
    if (keys.matches(':popover-open')) keys.hidePopover();
    press(name);
  });

  /* --- clipboard --- */

  const barred = button => button.getAttribute('aria-disabled') === 'true';
  function heard(value) { remote = value; text.value = value; note.textContent = say('clip.came', value.length); }
  function clipboard(open) {
    panel.hidden = !open;
    $('clip-b').setAttribute('aria-pressed', open);
    (open ? text : $('clip-b')).focus();
    rest();
  }
  $('clip-b').addEventListener('click', () => clipboard(panel.hidden));
  $('clip-x').addEventListener('click', () => clipboard(false));
  panel.addEventListener('keydown', e => { if (e.key === 'Escape') clipboard(false); });
  text.addEventListener('input', () => { note.textContent = say('clip.count', text.value.length); });
  $('clip-send').addEventListener('click', e => {
    if (barred(e.currentTarget)) return;
    note.textContent = say(!screen() ? 'no' : screen().paste(text.value) ? 'clip.sent' : 'clip.deaf');
  });
  $('clip-copy').addEventListener('click', e => {
    if (barred(e.currentTarget)) return;
    navigator.clipboard.writeText(remote).then(() => { note.textContent = say(remote ? 'clip.copied' : 'clip.none'); },
      () => { text.value = remote; text.select(); note.textContent = say('clip.select'); });
  });
  return {rest, heard};
}
