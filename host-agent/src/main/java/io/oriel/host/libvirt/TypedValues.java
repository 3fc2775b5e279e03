package io.oriel.host.libvirt;

import com.sun.jna.Pointer;
import java.util.HashMap;
import java.util.Map;

/**
 * libvirt's typed parameters as text, by name. Reads only: the array stays the caller's to free, which the binding's own
 * reader does itself.
 */
final class TypedValues {
    /** {@code struct _virTypedParameter}: 80 bytes of name, a type, and a union of eight bytes. */
    private static final int SIZE = 96;

    private static final int NAME = 80;
    private static final int VALUE = 88;

    private TypedValues() {}

    static Map<String, String> read(Pointer array, int count) {
        var values = new HashMap<String, String>();
        for (long at = 0; at < (long) count * SIZE; at += SIZE) {
            values.put(array.getString(at, "UTF-8"), text(array, array.getInt(at + NAME), at + VALUE));
        }
        return values;
    }

    /** {@code virTypedParameterType}. */
    private static String text(Pointer array, int type, long at) {
        return switch (type) {
            case 1 -> Integer.toString(array.getInt(at));
            case 2 -> Integer.toUnsignedString(array.getInt(at));
            case 3 -> Long.toString(array.getLong(at));
            case 4 -> Long.toUnsignedString(array.getLong(at));
            case 5 -> Double.toString(array.getDouble(at));
            case 6 -> Boolean.toString(array.getByte(at) != 0);
            case 7 -> {
                var string = array.getPointer(at);
                yield string == null ? "" : string.getString(0, "UTF-8");
            }
            default -> "";
        };
    }
}
