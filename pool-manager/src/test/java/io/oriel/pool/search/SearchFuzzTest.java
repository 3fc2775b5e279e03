package io.oriel.pool.search;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.SplittableRandom;

/** No text does anything but be answered or refused with offsets that lie in it. {@code JAZZER_FUZZ=1} searches for some. */
class SearchFuzzTest {
    private static final Census TOWN = new Queries(new SplittableRandom(7)).town();

    @FuzzTest(maxDuration = "2m")
    void anyText(FuzzedDataProvider data) {
        Texts.use(data.consumeRemainingAsString(), TOWN);
    }
}
