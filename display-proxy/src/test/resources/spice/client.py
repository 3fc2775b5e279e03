"""A SPICE client for tests: client.py HOST TLS-PORT CA-FILE PROXY CHANNELS. CHANNELS is empty or "every".

The password is the first line of standard input; further lines are commands: key CODE, offer TEXT, release, paste, send
FILE. Every event is one line on standard output. Ends when the session ends or standard input does.
"""
import ctypes
import os
import sys

import gi

gi.require_version("SpiceClientGLib", "2.0")
from gi.repository import Gio, GLib, GObject, SpiceClientGLib as Spice

NAMES = {1: "main", 2: "display", 3: "inputs", 4: "cursor", 5: "playback", 6: "record", 8: "smartcard",
         9: "usbredir", 10: "port", 11: "webdav"}
TEXT = 1
BY_DEMAND = 5


def say(*words):
    print(*words, flush=True)


def listen(thing, signal, callback):
    """Session.connect and Channel.connect hide GObject's own."""
    GObject.Object.connect(thing, signal, callback)


class Client:
    def __init__(self, host, port, ca, proxy, every, password):
        self.loop = GLib.MainLoop()
        self.inputs = self.main = None
        self.every = every
        self.text = self.rest = b""
        self.session = Spice.Session()
        props = self.session.props
        props.host, props.tls_port, props.ca_file, props.password = host, port, ca, password
        props.enable_audio = props.enable_usbredir = props.enable_smartcard = every
        if every:
            self.devices = Spice.UsbDeviceManager.get(self.session)
        if proxy:
            props.proxy = proxy
        listen(self.session, "channel-new", self.channel_new)
        listen(self.session, "disconnected", self.disconnected)
        listen(self.session, "notify::migration-state",
               lambda s, p: say("migration", s.props.migration_state.value_nick))

    def channel_new(self, _, channel):
        name = NAMES.get(channel.props.channel_type, "other")
        say("channel", name)
        listen(channel, "channel-event", lambda c, event: self.channel_event(name, event))
        if name == "inputs":
            self.inputs = channel
        if name == "display":
            listen(channel, "display-primary-create", lambda c, f, w, h, *rest: say("primary", w, h))
            listen(channel, "display-mark", lambda c, mark: say("mark", mark))
        if name == "main":
            self.main = channel
            listen(channel, "main-clipboard-selection-grab", lambda c, of, types, n: say("offered") or True)
            listen(channel, "main-clipboard-selection-request", self.asked)
            listen(channel, "main-clipboard-selection", self.given)
            GLib.timeout_add(50, self.agent_ready)
        elif self.every or name in ("display", "cursor", "inputs"):
            Spice.Channel.connect(channel)

    def agent_ready(self):
        if not Spice.MainChannel.agent_test_capability(self.main, BY_DEMAND):
            return True
        say("agent ready")
        return False

    def asked(self, channel, of, kind):
        Spice.MainChannel.clipboard_selection_notify(channel, of, TEXT, list(self.text))
        say("gave")
        return True

    def given(self, channel, of, kind, data, size):
        data = ctypes.string_at(data, size) if isinstance(data, int) else bytes(data)
        say("pasted", data.decode())

    def sent(self, channel, result):
        try:
            Spice.MainChannel.file_copy_finish(channel, result)
            say("file sent")
        except GLib.Error as e:
            say("file refused", e.message)

    def channel_event(self, name, event):
        say(name, event.value_nick)
        if name == "main" and event.value_nick.startswith("error"):
            self.loop.quit()

    def disconnected(self, _):
        say("disconnected")
        self.loop.quit()

    def commands(self, source, condition):
        came = os.read(source, 65536)
        if not came:
            self.session.disconnect()
            self.loop.quit()
            return False
        *lines, self.rest = (self.rest + came).split(b"\n")
        for line in lines:
            self.command(*line.decode().split(" ", 1))
        return True

    def command(self, word, what=""):
        main = self.main
        if word == "key" and self.inputs:
            Spice.InputsChannel.key_press(self.inputs, int(what))
            Spice.InputsChannel.key_release(self.inputs, int(what))
            say("typed")
        if word == "offer":
            self.text = what.encode()
            Spice.MainChannel.clipboard_selection_grab(main, 0, [TEXT])
        if word == "release":
            Spice.MainChannel.clipboard_selection_release(main, 0)
        if word == "paste":
            Spice.MainChannel.clipboard_selection_request(main, 0, TEXT)
        if word == "send":
            Spice.MainChannel.file_copy_async(main, [Gio.File.new_for_path(what)], 0, None, None, None, self.sent)

    def run(self):
        GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, self.commands)
        Spice.Session.connect(self.session)
        self.loop.run()


password = b""
while not password.endswith(b"\n"):
    password += os.read(0, 1)
Client(*sys.argv[1:5], sys.argv[5] == "every", password.decode().strip()).run()
