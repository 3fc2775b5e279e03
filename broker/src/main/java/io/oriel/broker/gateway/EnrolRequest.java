package io.oriel.broker.gateway;

import java.util.ArrayList;
import java.util.List;

/**
 * What a machine sends to join.
 *
 * @param token secret
 * @param purposes what it wants certificates for
 * @param requests a signing request for each purpose, as PEM
 * @param address where it comes from
 */
record EnrolRequest(String token, String hardwareId, List<String> purposes, List<String> requests, String address) {
    private static final String BEGIN = "-----BEGIN CERTIFICATE REQUEST-----";
    private static final String END = "-----END CERTIFICATE REQUEST-----";
    private static final int MOST = 8;

    EnrolRequest {
        purposes = List.copyOf(purposes);
        requests = List.copyOf(requests);
    }

    /** Takes PEM blocks apart; text between them is ignored. */
    static List<String> blocks(String pem) {
        var blocks = new ArrayList<String>();
        for (int begin = pem.indexOf(BEGIN); begin >= 0 && blocks.size() < MOST; ) {
            int end = pem.indexOf(END, begin);
            if (end < 0) {
                break;
            }
            blocks.add(pem.substring(begin, end + END.length()) + "\n");
            begin = pem.indexOf(BEGIN, end);
        }
        return blocks;
    }

    @Override
    public String toString() {
        return "EnrolRequest[" + purposes + ", " + address + "]";
    }
}
