package io.oriel.host.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestOsTest {

    @ParameterizedTest
    @CsvSource({
        "RHEL_3, LINUX_OLD",
        "RHEL_4, LINUX_OLD",
        "RHEL_5, LINUX",
        "RHEL_10, LINUX",
        "CENTOS_7, LINUX",
        "DEBIAN_4, LINUX_OLD",
        "DEBIAN_13, LINUX",
        "UBUNTU_24_04, LINUX",
        "SLES_10, LINUX_OLD",
        "SLES_15, LINUX",
        "WINDOWS_XP, WINDOWS_OLD",
        "WINDOWS_2003, WINDOWS_OLD",
        "WINDOWS_7, WINDOWS",
        "WINDOWS_2012_R2, WINDOWS",
        "WINDOWS_10, WINDOWS_UEFI",
        "WINDOWS_11, WINDOWS_UEFI",
        "WINDOWS_2025, WINDOWS_UEFI"
    })
    void aGuestGetsTheMachineOfItsTime(GuestOs guest, Hardware hardware) {
        assertThat(guest.hardware()).isEqualTo(hardware);
    }

    @Test
    void everyKindOfHardwareHasItsGuestsAndEveryGuestItsOwnName() {
        assertThat(Arrays.stream(GuestOs.values()).map(GuestOs::hardware)).containsAll(EnumSet.allOf(Hardware.class));
        assertThat(Arrays.stream(GuestOs.values()).map(GuestOs::displayName)).doesNotHaveDuplicates();
        assertThat(GuestOs.values())
                .allSatisfy(guest -> assertThat(guest.minMemoryMiB()).isBetween(16L, 1_048_576L));
    }
}
