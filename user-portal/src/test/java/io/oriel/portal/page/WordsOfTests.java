package io.oriel.portal.page;

import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;

/** The real sentences, without an application around them. */
public final class WordsOfTests {
    private WordsOfTests() {}

    public static Words words() {
        return new Words(source());
    }

    public static MessageSource source() {
        var source = new ResourceBundleMessageSource();
        source.setBasename("messages");
        source.setDefaultEncoding("UTF-8");
        source.setFallbackToSystemLocale(false);
        return source;
    }
}
