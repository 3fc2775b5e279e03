package io.oriel.pool.search;

/** All that can be done with a text that anybody may have typed. */
final class Texts {
    private Texts() {}

    /** What is understood is answered and read again; what is not says where; something is offered everywhere. */
    static void use(String text, Census census) {
        switch (Parser.parse(text)) {
            case Parsing.Understood(var query, var _) -> {
                var _ = Search.run(query, census);
                if (!(Parser.parse(query.toString()) instanceof Parsing.Understood(var again, var _))
                        || !again.equals(query)) {
                    throw new AssertionError(text + " is printed as " + query);
                }
            }
            case Parsing.Broken(var fault, var _) -> {
                if (fault.start() < 0 || fault.end() < fault.start() || fault.end() > text.length()) {
                    throw new AssertionError(text + ": " + fault);
                }
            }
        }
        for (int caret : new int[] {-1, text.length() / 2, text.length(), text.length() + 1}) {
            var _ = Completion.at(text, caret, census);
        }
    }
}
