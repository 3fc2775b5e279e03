package io.oriel.host.contract;

/**
 * One thing every kind of host does, as far as it has what that needs.
 *
 * @param area the matrix's heading
 * @param name a sentence
 */
record Behaviour(String area, String name, Check check) {

    /** Passes, throws {@link NotOffered}, or fails. */
    @FunctionalInterface
    interface Check {
        void on(Subject subject) throws Exception;
    }
}
