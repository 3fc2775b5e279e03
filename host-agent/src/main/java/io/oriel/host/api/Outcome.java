package io.oriel.host.api;

/** How a command ended. */
public sealed interface Outcome {

    /** It is as the command wanted. */
    record Done() implements Outcome {}

    /** Nothing was changed. */
    record Refused(Reason reason, String message) implements Outcome {}

    /** It was tried and did not work; what a person can do stands in the message. */
    record Failed(String message) implements Outcome {}

    /** This agent does not know the command. */
    record Unsupported(String command) implements Outcome {}

    /** Why an agent changes nothing. */
    enum Reason {
        /** The lease token is lower than one seen before. */
        STALE_TOKEN,
        /** The VM, disk or directory it names is not here. */
        NOT_FOUND,
        /** The thing is in use or not in a state that allows it. */
        BUSY,
        /** Another installation owns it, or nobody. */
        NOT_OURS,
        /** The image is not one that may be used. */
        BAD_IMAGE,
        /** A value is out of its range. */
        INVALID,
        /** The host lacks a program or device that this needs; the message names it. */
        NOT_SUPPORTED
    }
}
