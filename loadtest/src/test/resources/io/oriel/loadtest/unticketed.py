"""Tries to open the display on a loopback port without a ticket, as SPICE and as VNC; says "open" or "refused"."""
import socket
import struct
import sys

PORT = int(sys.argv[1])


def greeting():
    with socket.create_connection(("127.0.0.1", PORT), 5) as s:
        s.settimeout(2)
        try:
            return s.recv(12)
        except socket.timeout:
            return b""


def vnc_without_password():
    with socket.create_connection(("127.0.0.1", PORT), 5) as s:
        s.settimeout(5)
        s.recv(12)
        s.sendall(b"RFB 003.008\n")
        types = s.recv(s.recv(1)[0])
        if 1 in types:
            return "open: security type None is offered"
        if 2 not in types:
            return "refused"
        s.sendall(b"\x02")
        s.recv(16)
        s.sendall(bytes(16))
        return "open" if struct.unpack(">I", s.recv(4))[0] == 0 else "refused"


def spice_with(password):
    import gi
    gi.require_version("SpiceClientGLib", "2.0")
    from gi.repository import GLib, GObject, SpiceClientGLib as S
    session, loop, said = S.Session(), GLib.MainLoop(), ["refused"]
    session.props.host, session.props.port = "127.0.0.1", str(PORT)
    if password:
        session.props.password = password

    def event(_, what):
        if what == S.ChannelEvent.OPENED:
            said[0] = "open"
        if what != S.ChannelEvent.OPENED or said[0] == "open":
            loop.quit()

    def fresh(_, channel):
        if isinstance(channel, S.MainChannel):
            GObject.Object.connect(channel, "channel-event", event)

    GObject.Object.connect(session, "channel-new", fresh)
    S.Session.connect(session)
    GLib.timeout_add_seconds(8, loop.quit)
    loop.run()
    return said[0]


if greeting().startswith(b"RFB"):
    print("vnc", vnc_without_password())
else:
    print("spice", spice_with(None), spice_with("wrong"))
