/* The clipboard of the guest's SPICE agent (spice/vd_agent.h): text in UTF-8, by demand, both ways. */
const CLIPBOARD = 4, CAPABILITIES = 6, GRAB = 7, REQUEST = 8, RELEASE = 9;
const BY_DEMAND = 1 << 5, SELECTION = 1 << 6, CRLF = 1 << 9;
const OURS = 1 << 0 | 1 << 1 | 1 << 2 | BY_DEMAND | SELECTION; // mouse, monitors and replies are spice-html5's own
const TEXT = 1, HEAD = 20, LARGEST = 16 << 20;

/* spice-html5 asks a body for its size and lets it write itself */
class Body {
  constructor(bytes) { this.bytes = bytes; }
  buffer_size() { return this.bytes.length; }
  to_buffer(buffer, at = 0) { new Uint8Array(buffer, at).set(this.bytes); }
}

export class Clipboard {
  #heard;
  #send;
  #theirs = 0;
  #text = '';
  #message = null;
  /** Told what was cut in the desktop, and given a way to send an agent's message. */
  constructor(heard, send) { this.#heard = heard; this.#send = (type, bytes) => send(type, new Body(bytes)); }

  announce(request) { this.#send(CAPABILITIES, words(request, OURS)); }

  /** The agent has come or gone: what was begun will not be finished. */
  reset() { this.#message = null; this.#theirs = 0; }

  /** Offers text to the desktop, which asks for it when somebody pastes; false when its agent knows no clipboard. */
  offer(text) {
    if (!(this.#theirs & BY_DEMAND)) return false;
    this.#text = text;
    this.#send(GRAB, this.#chosen(words(TEXT)));
    return true;
  }

  /** A part of a message: the first has its head, and tells how long all of it is. */
  chunk(data) {
    let part = new Uint8Array(data);
    if (!this.#message) {
      if (part.length < HEAD) return;
      const head = new DataView(data), size = head.getUint32(16, true);
      this.#message = {type: head.getUint32(4, true), body: new Uint8Array(size > LARGEST ? 0 : size), have: 0, size};
      part = part.subarray(HEAD);
    }
    const message = this.#message;
    if (message.size <= LARGEST) message.body.set(part.subarray(0, message.size - message.have), message.have);
    message.have += part.length;
    if (message.have < message.size) return;
    this.#message = null;
    if (message.size <= LARGEST) this.#understand(message);
  }

  #understand({type, body}) {
    const view = new DataView(body.buffer);
    if (type === CAPABILITIES && body.length >= 8) {
      this.#theirs = view.getUint32(4, true);
      if (view.getUint32(0, true)) this.announce(0);
      return;
    }
    const skip = this.#theirs & SELECTION ? 4 : 0;
    if (body.length < skip || skip && body[0] !== 0) return; // another selection than the clipboard
    const kinds = Array.from({length: (body.length - skip) >> 2}, (_, i) => view.getUint32(skip + 4 * i, true));
    if (type === GRAB && kinds.includes(TEXT)) this.#send(REQUEST, this.#chosen(words(TEXT)));
    else if (type === REQUEST) this.#give(kinds[0]);
    else if (type === CLIPBOARD && kinds[0] === TEXT) this.#heard(this.#read(body.subarray(skip + 4)));
    else if (type === RELEASE) this.#text = '';
  }

  #give(kind) {
    const ends = this.#theirs & CRLF ? this.#text.replace(/\r?\n/g, '\r\n') : this.#text;
    const text = kind === TEXT ? new TextEncoder().encode(ends) : new Uint8Array();
    this.#send(CLIPBOARD, this.#chosen(joined(words(kind === TEXT ? TEXT : 0), text)));
  }
  #read(bytes) {
    const text = new TextDecoder().decode(bytes).replace(/\0+$/, '');
    return this.#theirs & CRLF ? text.replace(/\r\n/g, '\n') : text;
  }
  #chosen(bytes) { return this.#theirs & SELECTION ? joined(words(0), bytes) : bytes; }
}

function words(...values) {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setUint32(4 * i, value, true));
  return new Uint8Array(view.buffer);
}
function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}
