package io.oriel.host.sim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** VNC authentication (RFC 6143 §7.2.2): the challenge, encrypted by DES with the password, every byte's bits mirrored. */
final class VncAuthentication {
    static final int CHALLENGE = 16;
    private static final int KEY = 8;

    private VncAuthentication() {}

    static boolean isAnswer(byte[] answer, byte[] challenge, String password) {
        return MessageDigest.isEqual(answer, answer(challenge, password));
    }

    static byte[] answer(byte[] challenge, String password) {
        var key = new byte[KEY];
        var bytes = password.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < Math.min(KEY, bytes.length); i++) {
            key[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
        }
        try {
            var des = Cipher.getInstance("DES/ECB/NoPadding");
            des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
            return des.doFinal(challenge);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no DES", e);
        }
    }
}
