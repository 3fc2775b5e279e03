"""A SPICE client for tests: client.py HOST TLS-PORT CA-FILE [PROXY].

The password is the first line of standard input; further lines are commands (key CODE). Every event is one line on
standard output. Ends when the session ends or standard input does.
"""
import sys

import gi

gi.require_version("SpiceClientGLib", "2.0")
from gi.repository import GLib, GObject, SpiceClientGLib as Spice

NAMES = {1: "main", 2: "display", 3: "inputs", 4: "cursor", 5: "playback", 6: "record", 9: "usbredir", 11: "webdav"}


def say(*words):
    print(*words, flush=True)


def listen(thing, signal, callback):
    """Session.connect and Channel.connect hide GObject's own."""
    GObject.Object.connect(thing, signal, callback)


class Client:
    def __init__(self, host, port, ca, proxy, password):
        self.loop = GLib.MainLoop()
        self.inputs = None
        self.session = Spice.Session()
        props = self.session.props
        props.host, props.tls_port, props.ca_file, props.password = host, port, ca, password
        props.enable_audio = props.enable_usbredir = props.enable_smartcard = False
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
        if name in ("display", "cursor", "inputs"):
            Spice.Channel.connect(channel)

    def channel_event(self, name, event):
        say(name, event.value_nick)
        if name == "main" and event.value_nick.startswith("error"):
            self.loop.quit()

    def disconnected(self, _):
        say("disconnected")
        self.loop.quit()

    def command(self, source, condition):
        words = sys.stdin.readline().split()
        if not words:
            self.session.disconnect()
            self.loop.quit()
            return False
        if words[0] == "key" and self.inputs:
            Spice.InputsChannel.key_press(self.inputs, int(words[1]))
            Spice.InputsChannel.key_release(self.inputs, int(words[1]))
            say("typed")
        return True

    def run(self):
        GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, self.command)
        Spice.Session.connect(self.session)
        self.loop.run()


password = sys.stdin.readline().strip()
Client(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], password).run()
