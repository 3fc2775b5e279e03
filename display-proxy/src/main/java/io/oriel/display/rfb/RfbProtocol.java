package io.oriel.display.rfb;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Numbers of RFB (RFC 6143 and the rfbproto registry), and its one cipher. */
final class RfbProtocol {
    static final int VERSION_LENGTH = 12;
    static final int CHALLENGE_LENGTH = 16;
    static final int PASSWORD_LENGTH = 8;

    static final int SECURITY_NONE = 1;
    static final int SECURITY_VNC = 2;
    static final int SECURITY_VENCRYPT = 19;
    static final int VENCRYPT_X509_VNC = 261;

    static final int SET_PIXEL_FORMAT = 0;
    static final int SET_ENCODINGS = 2;
    static final int FRAMEBUFFER_UPDATE_REQUEST = 3;
    static final int KEY_EVENT = 4;
    static final int POINTER_EVENT = 5;
    static final int CLIENT_CUT_TEXT = 6;
    static final int ENABLE_CONTINUOUS_UPDATES = 150;
    static final int CLIENT_FENCE = 248;
    static final int XVP = 250;
    static final int SET_DESKTOP_SIZE = 251;
    static final int QEMU = 255;
    static final int QEMU_EXTENDED_KEY = 0;
    static final int QEMU_AUDIO = 1;
    static final int QEMU_AUDIO_SET_FORMAT = 2;

    /** With it, pointer events grow by a byte depending on their content. */
    static final int ENCODING_EXTENDED_MOUSE_BUTTONS = -316;

    private RfbProtocol() {}

    /**
     * The answer to a VNC challenge (RFC 6143 §7.2.2): DES in ECB mode, keyed with the password's first eight bytes,
     * zero-padded, each with its bits in reverse.
     */
    static byte[] answer(String password, byte[] challenge) {
        var key = Arrays.copyOf(password.getBytes(StandardCharsets.ISO_8859_1), PASSWORD_LENGTH);
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (Integer.reverse(key[i]) >>> 24);
        }
        try {
            var cipher = Cipher.getInstance("DES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
            return cipher.doFinal(challenge);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has DES", e);
        }
    }
}
