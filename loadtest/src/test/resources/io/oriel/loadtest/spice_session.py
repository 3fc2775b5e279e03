"""A SPICE client without a screen: opens every channel, says when, stays for a while, says how many bytes came.

usage: spice_session.py VV-FILE SECONDS            through a gateway
       spice_session.py HOST:PORT PASSWORD SECONDS  directly, plain
Prints one line: all-channels-ms first-frame-ms bytes-read cpu-ticks
The bytes and the CPU time of WATCHED (environment: files like /proc/PID/stat, a blank between) are counted from the
third second on: the stream, not the set-up. With LEAVE (environment) it leaves half a second after the last channel and
the first frame.
"""
import configparser
import os
import sys
import tempfile
import time

import gi
gi.require_version("SpiceClientGLib", "2.0")
from gi.repository import GLib, GObject, SpiceClientGLib as S

session = S.Session()
seconds = float(sys.argv[-1])
first = sys.argv[1]
if len(sys.argv) == 4:
    session.props.host, session.props.port = first.split(":")
    session.props.password = sys.argv[2]
else:
    parser = configparser.RawConfigParser()
    parser.read(first)
    vv = parser["virt-viewer"]
    session.props.host, session.props.tls_port = vv["host"], vv["tls-port"]
    session.props.password = vv["password"]
    ca = tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False)
    ca.write(vv["ca"].replace("\\n", "\n"))
    ca.close()
    session.props.ca_file = ca.name
    if vv.get("host-subject"):
        session.props.cert_subject = vv["host-subject"]
        session.props.verify = S.SessionVerify.SUBJECT

loop = GLib.MainLoop()
start = time.monotonic()
seen = {"opened": None, "frame": None}
channels, opened = [], set()
failed = []


def now():
    return (time.monotonic() - start) * 1000


def event(channel, what):
    if what == S.ChannelEvent.OPENED:
        opened.add(channel)
        seen["opened"] = now()
    elif what in (S.ChannelEvent.ERROR_AUTH, S.ChannelEvent.ERROR_CONNECT, S.ChannelEvent.ERROR_TLS,
                  S.ChannelEvent.ERROR_LINK, S.ChannelEvent.ERROR_IO):
        failed.append(what.value_nick)
        loop.quit()


def mark(*_):
    if seen["frame"] is None:
        seen["frame"] = now()


def fresh(_, channel):
    channels.append(channel)
    GObject.Object.connect(channel, "channel-event", event)
    if isinstance(channel, S.DisplayChannel):
        GObject.Object.connect(channel, "display-mark", mark)
        GObject.Object.connect(channel, "display-invalidate", mark)
    if not isinstance(channel, S.MainChannel):
        S.Channel.connect(channel)


def ticks():
    used = 0
    for file in os.environ.get("WATCHED", "").split():
        with open(file) as stat:
            words = stat.read().rpartition(")")[2].split()
        used += int(words[11]) + int(words[12])
    return used


def total():
    return sum(channel.props.total_read_bytes for channel in channels)


def begin():
    seen["bytes"], seen["ticks"] = total(), ticks()
    return False


def leave():
    if seen["opened"] and seen["frame"] and now() > max(seen["opened"], seen["frame"]) + 500:
        loop.quit()
    return True


if os.environ.get("LEAVE"):
    GLib.timeout_add(50, leave)
seen["bytes"] = seen["ticks"] = 0
GLib.timeout_add_seconds(2, begin)
GObject.Object.connect(session, "channel-new", fresh)
GObject.Object.connect(session, "disconnected", lambda *_: loop.quit())
S.Session.connect(session)
GLib.timeout_add(int(seconds * 1000), loop.quit)
loop.run()
if failed or not opened or seen["frame"] is None:
    print("failed", failed, len(opened), "of", len(channels), "frame", seen["frame"])
    sys.exit(1)
print(f'{seen["opened"]:.1f} {seen["frame"]:.1f} {total() - seen["bytes"]} {ticks() - seen["ticks"]}')
