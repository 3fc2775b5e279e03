package io.oriel.pool.search;

/** Groups of the built-in directory. */
final class GroupTable {
    static final Table<String> TABLE = Table.<String>of(
                    Thing.GROUPS, look -> look.census().people().groups(), (row, _) -> row)
            .field(TextField.of("name", (row, _) -> row.substring(0, at(row))))
            .field(TextField.of("directory", (row, _) -> row.substring(Math.min(row.length(), at(row) + 1))))
            .shows("directory")
            .made();

    private GroupTable() {}

    private static int at(String group) {
        int at = group.lastIndexOf('@');
        return at < 0 ? group.length() : at;
    }
}
