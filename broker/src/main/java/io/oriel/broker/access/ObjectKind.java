package io.oriel.broker.access;

/** What a permission can be about. What lies under what is drawn at {@link Place}. */
public enum ObjectKind {
    SYSTEM("system"),
    DATA_CENTER("data center"),
    CLUSTER("cluster"),
    HOST("host"),
    VM("vm"),
    POOL("pool"),
    TEMPLATE("template"),
    STORAGE_DOMAIN("storage domain"),
    DISK("disk"),
    NETWORK("network");

    private final String word;

    ObjectKind(String word) {
        this.word = word;
    }

    /** For people. */
    public String word() {
        return word;
    }
}
