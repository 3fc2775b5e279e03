/* A desktop's screen by SPICE: spice-html5, untouched. What it lacks is added in classes of ours: keys by their place on
   the keyboard, a pointer on a scaled screen, the clipboard, and only those channels that it can serve. */
import {SpiceMainConn} from '/vendor/@spice-project/spice-html5/src/main.js';
import {SpiceDisplayConn} from '/vendor/@spice-project/spice-html5/src/display.js';
import {SpiceInputsConn} from '/vendor/@spice-project/spice-html5/src/inputs.js';
import {SpiceCursorConn} from '/vendor/@spice-project/spice-html5/src/cursor.js';
import {SpicePlaybackConn} from '/vendor/@spice-project/spice-html5/src/playback.js';
import {Constants as C} from '/vendor/@spice-project/spice-html5/src/enums.js';
import {Constants as Webm} from '/vendor/@spice-project/spice-html5/src/webm.js';
import {SpiceMiniData} from '/vendor/@spice-project/spice-html5/src/spicemsg.js';
import {Clipboard} from '/console-agent.js';
import {Keyboard, Pointer} from '/console-input.js';

/* Its films lie over the canvas, placed by a style attribute, which our policy forbids: so films come as JPEG pictures. */
Webm.SPICE_VP8_CODEC = 'video/none';

/* The ticket is a number to it, whose leading zeros it forgets: one in 256 would be refused. */
const sturdy = Base => class extends Base {
  send_ticket(number) {
    const bytes = [...number];
    while (bytes.length < 128) bytes.unshift(0);
    super.send_ticket(bytes);
  }
  /** Sends a message with this body. */
  say(type, bytes) {
    if (this.state !== 'ready' || this.ws?.readyState !== WebSocket.OPEN) return false;
    const message = new SpiceMiniData();
    message.type = type;
    message.data = bytes.buffer;
    this.send_msg(message);
    return true;
  }
};

class Display extends sturdy(SpiceDisplayConn) {
  hook_events() { this.parent.shown(this.surfaces[this.primary_surface].canvas); }
  unhook_events() {}
}

class Inputs extends sturdy(SpiceInputsConn) {
  process_channel_message(message) {
    const known = super.process_channel_message(message);
    if (message.type === C.SPICE_MSG_INPUTS_MOUSE_MOTION_ACK) this.parent.pointer.acknowledged();
    return known;
  }
}

const CHANNELS = {
  [C.SPICE_CHANNEL_DISPLAY]: ['display', Display],
  [C.SPICE_CHANNEL_INPUTS]: ['inputs', Inputs],
  [C.SPICE_CHANNEL_CURSOR]: ['cursor', sturdy(SpiceCursorConn)],
  [C.SPICE_CHANNEL_PLAYBACK]: ['playback', sturdy(SpicePlaybackConn)],
};

class Main extends sturdy(SpiceMainConn) {
  begin({up, heard, ended}) {
    this.ended = ended;
    this.up = up;
    this.clipboard = new Clipboard(heard, (type, body) => this.send_agent_message(type, body));
    this.keyboard = new Keyboard((type, bytes) => this.inputs?.say(type, bytes));
    this.pointer = new Pointer(this);
    this.ws.addEventListener('close', ended);
  }
  process_channel_message(message) {
    switch (message.type) {
      case C.SPICE_MSG_MAIN_CHANNELS_LIST: this.channels(new DataView(message.data)); return true;
      case C.SPICE_MSG_MAIN_AGENT_DATA: this.clipboard.chunk(message.data); return true;
      case C.SPICE_MSG_MAIN_AGENT_CONNECTED:
      case C.SPICE_MSG_MAIN_AGENT_CONNECTED_TOKENS:
      case C.SPICE_MSG_MAIN_AGENT_DISCONNECTED: this.clipboard.reset(); // fall through
      default: return super.process_channel_message(message);
    }
  }
  channels(list) {
    for (let i = 0; i < list.getUint32(0, true); i++) {
      const type = list.getUint8(4 + 2 * i), id = list.getUint8(5 + 2 * i), [name, Channel] = CHANNELS[type] ?? [];
      if (!Channel || id !== 0) continue;
      const channel = this[name] = new Channel({
        uri: this.ws.url, parent: this, connection_id: this.connection_id, type, chan_id: id, onerror: () => {},
      });
      if (name === 'display' || name === 'inputs') channel.ws.addEventListener('close', this.ended);
    }
  }
  announce_agent_capabilities(request) { this.clipboard.announce(request); }
  shown(canvas) {
    canvas.tabIndex = 0;
    this.keyboard.on(canvas);
    this.pointer.on(canvas);
    this.up();
  }
  fit() {
    const even = n => Math.max(320, Math.floor(n / 8) * 8);
    if (this.agent_connected) this.resize_window(0, even(innerWidth), even(innerHeight), 32, 0, 0);
  }
  end() {
    for (const channel of [this.inputs, this.cursor, this.playback, this.display, this]) {
      if (channel) { channel.state = 'closing'; channel.cleanup(); }
    }
  }
}

/**
 * Opens the screen in place. Told of: up (again for every new size), heard(text) that was cut in the desktop, closed(code,
 * reason) once. The ticket is the password of every channel, and stands in no address.
 */
export function open({place, url, ticket, up, heard, closed}) {
  const box = document.createElement('div');
  box.id = 'spice';
  place.append(box);
  let over = false, shown = false;
  const main = new Main({uri: url, password: ticket, screen_id: box.id, onerror: () => {}, onagent: () => main.fit()});
  const ended = e => {
    if (over) return;
    over = true;
    clearTimeout(slow);
    removeEventListener('resize', resized);
    closed(e.code, e.reason); // while the last picture is still there
    main.end();
    box.remove();
  };
  const slow = setTimeout(() => ended({code: 1006, reason: ''}), 10000);
  let rest = 0;
  const resized = () => { clearTimeout(rest); rest = setTimeout(() => main.fit(), 500); };
  addEventListener('resize', resized);
  main.begin({heard, ended, up: () => { if (!shown) { shown = true; clearTimeout(slow); up(); } else canvas()?.focus(); }});
  const canvas = () => box.querySelector('canvas');
  /* Browsers let a page sound only after somebody did something in it. */
  box.addEventListener('pointerdown', () => box.querySelectorAll('audio').forEach(audio => audio.play().catch(() => {})));
  return {
    canvas,
    focus: () => canvas()?.focus({preventScroll: true}),
    free() { main.keyboard.release(); canvas()?.blur(); },
    press: keys => main.keyboard.press(keys.map(([, code]) => code)),
    paste: text => !!main.agent_connected && main.clipboard.offer(text),
    close() { ended({code: 1000, reason: ''}); },
  };
}
