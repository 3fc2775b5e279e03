package io.oriel.broker.operation;

import io.oriel.broker.access.Access;
import io.oriel.broker.access.PersonSight;
import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.directory.User;
import io.oriel.broker.session.Sessions;
import io.oriel.pool.PoolModule;
import io.oriel.pool.search.Candidate;
import io.oriel.pool.search.Census;
import io.oriel.pool.search.Completion;
import io.oriel.pool.search.Parser;
import io.oriel.pool.search.Parsing;
import io.oriel.pool.search.Parsing.Token;
import io.oriel.pool.search.Query;
import io.oriel.pool.search.Search;
import io.oriel.pool.search.SearchFault;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The search bar: what a person asks for, out of what they may see.
 *
 * <p>What may be seen is cut out of the census before anything is searched ({@link #of}, the only place): what is not seen
 * is not found, not counted, not offered, and can be guessed by no question.
 */
public final class SearchBar {
    private final PoolModule estate;
    private final Access access;
    private final People people;

    public SearchBar(PoolModule estate, Access access, InternalDirectory directory, Sessions sessions) {
        this.estate = estate;
        this.access = access;
        this.people = new People(directory, sessions);
    }

    /**
     * What a text finds.
     *
     * @param page in the place of the text's own; at least 1
     */
    public SearchAnswer find(User actor, String text, OptionalInt page, Search.Manner manner) {
        return switch (Parser.parse(text)) {
            case Parsing.Broken(var fault, var _) -> new SearchAnswer.Wrong(fault);
            case Parsing.Understood(var query, var _) -> {
                var asked = page.isPresent() ? query.at(page.getAsInt()) : query;
                yield new SearchAnswer.Here(Search.run(asked, of(actor), manner), asked.toString());
            }
        };
    }

    /**
     * What may stand at a caret.
     *
     * @param tokens the parts of the whole text as far as it is understood
     * @param fault what is wrong with the whole text
     */
    public record Offered(List<Candidate> candidates, List<Token> tokens, Optional<SearchFault> fault) {}

    /** What may stand at a caret, and what the whole text is. */
    public Offered complete(User actor, String text, int caret) {
        var parsing = Parser.parse(text);
        return new Offered(
                Completion.at(text, caret, of(actor)),
                parsing.tokens(),
                switch (parsing) {
                    case Parsing.Understood _ -> Optional.empty();
                    case Parsing.Broken(var fault, var _) -> Optional.of(fault);
                });
    }

    /** All that this person may see now. One is taken for several questions that belong together. */
    Census of(User actor) {
        var everything = estate.census()
                .with(found -> people.known(found.vms().values().stream()
                        .flatMap(tended -> tended.vm().assignedTo().stream())
                        .toList()));
        if (actor.superUser()) {
            return everything;
        }
        return everything.seenBy(new PersonSight(actor.id(), access.authoriser(actor)));
    }

    /** How many things a saved query finds; empty when it means nothing any more. */
    static OptionalInt count(String text, Census census) {
        return switch (Parser.parse(text)) {
            case Parsing.Understood(Query query, var _) -> OptionalInt.of(Search.count(query, census));
            case Parsing.Broken _ -> OptionalInt.empty();
        };
    }
}
