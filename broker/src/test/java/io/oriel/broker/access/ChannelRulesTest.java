package io.oriel.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Shop;
import io.oriel.broker.directory.User;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.Passage;
import io.oriel.display.grant.Redemption;
import io.oriel.display.grant.SessionId;
import io.oriel.pool.estate.ChannelKind;
import io.oriel.pool.estate.PoolId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may not pass for whom: every rule that meets a person takes away, none gives. */
class ChannelRulesTest {
    private static final PoolId OFFICE = new PoolId(UUID.randomUUID());
    private static final PoolId LAB = new PoolId(UUID.randomUUID());
    private static final User ALICE = new User(Shop.ALICE, "", Set.of("staff@internal", "guests@corp"), false);
    private static final User BOB = new User(Shop.BOB, "", Set.of(), false);

    @TempDir
    Path temp;

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(temp);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void rule(Optional<PoolId> pool, Subject subject, ChannelKind... refused) {
        shop.rules.put(new ChannelRule(pool, subject, Set.of(refused)));
    }

    private SessionId session(User user) {
        return shop.open(user, shop.vm(user.id()), shop.gateway(), DisplayProtocol.SPICE)
                .id();
    }

    @Test
    void theStrictestOfAllThatMeetAPersonWins() {
        // Given
        rule(Optional.empty(), Subject.group("guests@corp"), ChannelKind.USB, ChannelKind.FILES);
        rule(Optional.of(OFFICE), Subject.group("staff@internal"), ChannelKind.FILES, ChannelKind.CLIPBOARD_OUT);
        rule(Optional.of(OFFICE), Subject.user("Alice@internal"), ChannelKind.RECORD);
        rule(Optional.of(LAB), Subject.user("alice@internal"), ChannelKind.WEBDAV);
        rule(Optional.empty(), Subject.group("others@internal"), ChannelKind.PLAYBACK);

        // Then
        var alice = session(ALICE);
        assertThat(shop.rules.refused(alice, Optional.of(OFFICE)))
                .containsExactlyInAnyOrder(
                        ChannelKind.USB, ChannelKind.FILES, ChannelKind.CLIPBOARD_OUT, ChannelKind.RECORD);
        assertThat(shop.rules.refused(alice, Optional.of(LAB)))
                .containsExactlyInAnyOrder(ChannelKind.USB, ChannelKind.FILES, ChannelKind.WEBDAV);
        assertThat(shop.rules.refused(alice, Optional.empty()))
                .containsExactlyInAnyOrder(ChannelKind.USB, ChannelKind.FILES);
        assertThat(shop.rules.refused(session(BOB), Optional.of(OFFICE))).isEmpty();
    }

    @Test
    void aRuleReplacesTheOneBeforeAndOneThatRefusesNothingIsNone() {
        var staff = Subject.group("staff@internal");
        rule(Optional.empty(), staff, ChannelKind.USB);
        rule(Optional.empty(), staff, ChannelKind.FILES);
        rule(Optional.of(OFFICE), staff, ChannelKind.RECORD);
        assertThat(shop.rules.all())
                .containsExactly(
                        new ChannelRule(Optional.empty(), staff, Set.of(ChannelKind.FILES)),
                        new ChannelRule(Optional.of(OFFICE), staff, Set.of(ChannelKind.RECORD)));

        rule(Optional.empty(), staff);
        shop.rules.forget(OFFICE);
        assertThat(shop.rules.all()).isEmpty();
    }

    @Test
    void A32_theRulesAreAskedWhenTheTicketIsShown() {
        // Given
        var gateway = shop.gateway();
        var session = shop.open(ALICE, shop.vm(ALICE.id()), gateway, DisplayProtocol.SPICE);
        var ticket = shop.tickets.issue(session);
        rule(Optional.empty(), Subject.group("staff@internal"), ChannelKind.USB, ChannelKind.CLIPBOARD_IN);

        // When
        var redemption = shop.tickets.redeem(gateway, Shop.shown(ticket, DisplayProtocol.SPICE));

        // Then
        assertThat(redemption)
                .isInstanceOfSatisfying(
                        Redemption.Granted.class,
                        granted -> assertThat(granted.grant().policy())
                                .isEqualTo(ChannelPolicy.without(List.of(Passage.USB, Passage.CLIPBOARD_TO_DESKTOP))));
    }
}
