/* A desktop's screen by RFB: noVNC, untouched, on a WebSocket whose first message was the ticket. */
import RFB from '/vendor/@novnc/novnc/core/rfb.js';

/** See console-spice.js: both clients offer the page the same. */
export function open({place, url, ticket, up, heard, closed}) {
  const ws = new WebSocket(url);
  const slow = setTimeout(() => ws.close(), 10000);
  let rfb = null;
  ws.binaryType = 'arraybuffer';
  ws.addEventListener('open', () => {
    ws.send(ticket);
    rfb = new RFB(place, ws, {shared: true});
    rfb.scaleViewport = true;
    rfb.resizeSession = true;
    rfb.background = 'transparent';
    rfb.addEventListener('connect', () => { clearTimeout(slow); up(); });
    rfb.addEventListener('clipboard', e => heard(e.detail.text));
    rfb.addEventListener('disconnect', () => ws.close());
  }, {once: true});
  ws.addEventListener('close', e => { clearTimeout(slow); closed(e.code, e.reason); }, {once: true});
  return {
    canvas: () => place.querySelector('canvas'),
    focus: () => rfb?.focus({preventScroll: true}),
    /* noVNC lets all keys go when the window loses focus: the modifiers of our own shortcut must not stay down in the guest */
    free() { dispatchEvent(new Event('blur')); rfb?.blur(); },
    press(keys) {
      keys.forEach(([symbol, code]) => rfb?.sendKey(symbol, code, true));
      [...keys].reverse().forEach(([symbol, code]) => rfb?.sendKey(symbol, code, false));
    },
    paste(text) { rfb?.clipboardPasteFrom(text); return !!rfb; },
    close() { ws.close(); },
  };
}
