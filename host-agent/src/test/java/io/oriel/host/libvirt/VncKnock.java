package io.oriel.host.libvirt;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** An RFB 3.8 client that only authenticates (RFC 6143 §7.2.2): enough to see whether the door opens. */
final class VncKnock {

    private VncKnock() {}

    /** The security types the display offers. */
    static byte[] securityTypes(int port) throws IOException {
        return securityTypes(InetAddress.getLoopbackAddress(), port);
    }

    /** The security types the display at this address offers. */
    static byte[] securityTypes(InetAddress address, int port) throws IOException {
        try (var socket = new Socket(address, port)) {
            return securityTypes(socket, new DataInputStream(socket.getInputStream()));
        }
    }

    private static byte[] securityTypes(Socket socket, DataInputStream in) throws IOException {
        socket.setSoTimeout(10_000);
        in.readNBytes(12);
        socket.getOutputStream().write("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
        return in.readNBytes(in.readUnsignedByte());
    }

    /** Whether this password opens the display. */
    static boolean opens(int port, String password) throws IOException, GeneralSecurityException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var in = new DataInputStream(socket.getInputStream());
            securityTypes(socket, in);
            socket.getOutputStream().write(2);
            var key = new byte[8];
            var bytes = password.getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < Math.min(8, bytes.length); i++) {
                key[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
            }
            var des = Cipher.getInstance("DES/ECB/NoPadding");
            des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
            socket.getOutputStream().write(des.doFinal(in.readNBytes(16)));
            return in.readInt() == 0;
        }
    }
}
