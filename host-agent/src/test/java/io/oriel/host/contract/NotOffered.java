package io.oriel.host.contract;

/** This kind of host does not have what a behaviour needs. The message says what. */
final class NotOffered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotOffered(String what) {
        super(what);
    }
}
