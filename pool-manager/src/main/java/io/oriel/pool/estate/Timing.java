package io.oriel.pool.estate;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param connecting silence after which a host is Connecting
 * @param nonResponsive silence after which a host is NonResponsive
 * @param launch longest WaitForLaunch and RestoringState, and longest wait for the end of a move to show
 * @param boot after which a running VM counts as Up without a guest agent
 * @param powerDown longest PoweringDown before the command is sent anew
 * @param diskLock longest ImageLocked
 * @param sendAgain after which a command without an end is sent again, with the same id
 * @param recovery after which a host that cannot run VMs is tried again
 * @param look after which a host that is Up must show its storage domains again
 * @param errand longest a pause, a resume, a reboot may take, and longest what was asked for waits to begin
 * @param save longest SavingState
 * @param migration longest move of a running VM; then it is called off
 * @param copy longest copy of a disk
 * @param drain longest PreparingForMaintenance; then the host is used again
 */
public record Timing(
        Duration connecting,
        Duration nonResponsive,
        Duration launch,
        Duration boot,
        Duration powerDown,
        Duration diskLock,
        Duration sendAgain,
        Duration recovery,
        Duration look,
        Duration errand,
        Duration save,
        Duration migration,
        Duration copy,
        Duration drain) {

    /** Times of which only the hosts' and the starts' matter; the others are the standard ones. */
    public Timing(
            Duration connecting,
            Duration nonResponsive,
            Duration launch,
            Duration boot,
            Duration powerDown,
            Duration diskLock,
            Duration sendAgain,
            Duration recovery) {
        this(
                connecting,
                nonResponsive,
                launch,
                boot,
                powerDown,
                diskLock,
                sendAgain,
                recovery,
                Duration.ofSeconds(60),
                Duration.ofSeconds(120),
                Duration.ofMinutes(15),
                Duration.ofHours(1),
                Duration.ofHours(4),
                Duration.ofHours(2));
    }

    /** Oriel's own defaults. */
    public static Timing standard() {
        return of(6, 20, 30);
    }

    /** Hosts are given up sooner: for tests and for estates on one quiet machine. */
    public static Timing fast() {
        return of(3, 6, 5);
    }

    private static Timing of(int connecting, int nonResponsive, int recovery) {
        return new Timing(
                Duration.ofSeconds(connecting),
                Duration.ofSeconds(nonResponsive),
                Duration.ofSeconds(120),
                Duration.ofSeconds(60),
                Duration.ofSeconds(90),
                Duration.ofSeconds(120),
                Duration.ofSeconds(5),
                Duration.ofSeconds(recovery));
    }
}
