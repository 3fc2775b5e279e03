/* Keys and pointer for the SPICE client: keys by their place on the keyboard, whatever is printed on them. */
import SCANCODES from '/vendor/@novnc/novnc/core/input/xtscancodes.js';

const DOWN = 101, UP = 102, MOTION = 111, POSITION = 112, PRESS = 113, RELEASE = 114;
const CLIENT_MODE = 2, WHEEL_UP = 4, WHEEL_DOWN = 5, UNANSWERED = 8;

function bytes(length, fill) {
  const view = new DataView(new ArrayBuffer(length));
  fill(view);
  return new Uint8Array(view.buffer);
}

export class Keyboard {
  #down = new Map();
  #send;
  constructor(send) { this.#send = send; }
  on(canvas) {
    canvas.addEventListener('keydown', e => this.#key(e, true));
    canvas.addEventListener('keyup', e => this.#key(e, false));
    canvas.addEventListener('blur', () => this.release());
  }
  #key(e, down) {
    if (!SCANCODES[e.code]) return;
    e.preventDefault();
    /* Windows says AltGr as Ctrl and Alt at once; the desktop wants AltGr alone */
    if (down && e.code === 'AltRight' && e.timeStamp - (this.#down.get('ControlLeft') ?? -99) < 20) this.#one('ControlLeft', false);
    if (!down && !this.#down.has(e.code)) return;
    this.#one(e.code, down, e.timeStamp);
  }
  #one(code, down, time = 0) {
    const scan = SCANCODES[code], mark = down ? 0 : 0x80;
    if (down) this.#down.set(code, time); else this.#down.delete(code);
    const word = scan < 0x100 ? scan | mark : scan >> 8 | (scan & 0xff | mark) << 8;
    this.#send(down ? DOWN : UP, bytes(4, v => v.setUint32(0, word, true)));
  }
  press(codes) {
    codes.forEach(code => this.#one(code, true));
    [...codes].reverse().forEach(code => this.#one(code, false));
  }
  /** Lets go of every key that is still down. */
  release() { [...this.#down.keys()].forEach(code => this.#one(code, false)); }
}

export class Pointer {
  #main;
  #canvas;
  #waiting = 0;
  #latest = null;
  #wheel = 0;
  constructor(main) { this.#main = main; }
  on(canvas) {
    this.#canvas = canvas;
    canvas.addEventListener('pointermove', e => this.#move(e));
    canvas.addEventListener('pointerdown', e => {
      e.preventDefault();
      canvas.focus({preventScroll: true});
      canvas.setPointerCapture(e.pointerId);
      this.#button(e, PRESS);
    });
    canvas.addEventListener('pointerup', e => this.#button(e, RELEASE));
    canvas.addEventListener('contextmenu', e => e.preventDefault());
    canvas.addEventListener('wheel', e => this.#turn(e), {passive: false});
  }
  /** The desktop has seen four moves. */
  acknowledged() {
    this.#waiting = Math.max(0, this.#waiting - 4);
    if (this.#latest) this.#move(this.#latest);
  }
  #move(e) {
    this.#latest = e;
    if (this.#waiting >= UNANSWERED) return;
    this.#latest = null;
    this.#waiting++;
    this.#place(e);
  }
  #place(e) {
    const client = this.#main.mouse_mode === CLIENT_MODE, [x, y] = client ? this.#spot(e) : [e.movementX, e.movementY];
    this.#say(client ? POSITION : MOTION, 11, v => {
      v.setInt32(0, x, true);
      v.setInt32(4, y, true);
      v.setUint16(8, held(e.buttons), true);
    });
  }
  /* the picture keeps its shape within the canvas' box */
  #spot(e) {
    const {width, height} = this.#canvas, box = this.#canvas.getBoundingClientRect();
    const scale = Math.min(box.width / width, box.height / height) || 1;
    const along = (at, start, size, pixels) => Math.min(pixels - 1, Math.max(0, Math.floor((at - start - (size - pixels * scale) / 2) / scale)));
    return [along(e.clientX, box.left, box.width, width), along(e.clientY, box.top, box.height, height)];
  }
  #button(e, type) {
    this.#latest = null;
    this.#place(e);
    this.#click(type, e.button + 1, held(e.buttons));
  }
  #turn(e) {
    e.preventDefault();
    this.#wheel += e.deltaMode === 0 ? e.deltaY / 50 : e.deltaY;
    const turns = Math.trunc(this.#wheel), button = turns < 0 ? WHEEL_UP : WHEEL_DOWN;
    this.#wheel -= turns;
    for (let i = 0; i < Math.min(Math.abs(turns), 10); i++) {
      this.#click(PRESS, button, held(e.buttons));
      this.#click(RELEASE, button, held(e.buttons));
    }
  }
  #click(type, button, state) {
    this.#say(type, 3, v => { v.setUint8(0, button); v.setUint16(1, state, true); });
  }
  #say(type, length, fill) { this.#main.inputs?.say(type, bytes(length, fill)); }
}

/* browsers count the right button second, SPICE third */
function held(buttons) { return buttons & 1 | (buttons & 4) >> 1 | (buttons & 2) << 1; }
