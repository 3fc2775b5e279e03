package io.oriel.host.libvirt;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;

/** A SPICE client that only links its main channel (spice-protocol, "Link"): enough to see whether the door opens. */
final class SpiceKnock {
    /** SPICE_LINK_ERR_OK. */
    static final int OK = 0;

    /** SPICE_LINK_ERR_PERMISSION_DENIED. */
    static final int DENIED = 7;

    /** It closed without an answer. */
    static final int NOTHING = -1;

    private static final int HEADER = 16;
    private static final int PUBLIC_KEY = 162;

    private SpiceKnock() {}

    /** Links with a password and answers the server's verdict. */
    static int answer(int port, String password) throws IOException, GeneralSecurityException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return answer(socket, password);
        }
    }

    /** Links over this connection; {@link #NOTHING} when the other side does not speak SPICE on it. */
    static int answer(Socket socket, String password) throws IOException, GeneralSecurityException {
        socket.setSoTimeout(10_000);
        var out = socket.getOutputStream();
        out.write(ByteBuffer.allocate(16 + 18)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("REDQ".getBytes(StandardCharsets.US_ASCII))
                .putInt(2)
                .putInt(2)
                .putInt(18)
                .putInt(0)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(0)
                .putInt(0)
                .putInt(18)
                .array());
        var in = new DataInputStream(socket.getInputStream());
        var header = ByteBuffer.wrap(headerOrNothing(in)).order(ByteOrder.LITTLE_ENDIAN);
        if (header.capacity() < HEADER) {
            return NOTHING;
        }
        var reply = ByteBuffer.wrap(in.readNBytes(header.getInt(12))).order(ByteOrder.LITTLE_ENDIAN);
        int error = reply.getInt(0);
        if (error != OK) {
            return error;
        }
        var key = new byte[PUBLIC_KEY];
        reply.get(4, key);
        var rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        rsa.init(Cipher.ENCRYPT_MODE, KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key)));
        out.write(rsa.doFinal((password + "\0").getBytes(StandardCharsets.US_ASCII)));
        return ByteBuffer.wrap(in.readNBytes(4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    /** A TLS port answers what is no TLS by an end or by a reset. */
    private static byte[] headerOrNothing(DataInputStream in) throws IOException {
        try {
            return in.readNBytes(HEADER);
        } catch (SocketException _) {
            return new byte[0];
        }
    }
}
