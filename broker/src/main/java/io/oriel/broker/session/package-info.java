/**
 * A person's open relations to desktops, as rows.
 *
 * <pre>
 *   Sessions.open ──▶ Pending ──redeem──▶ Active ──report, give back, take-over──▶ Closed
 *                        └────────────── not redeemed in time ───────────────────────▲
 * </pre>
 *
 * The row is the judge: every move is a conditional UPDATE.
 */
@NullMarked
package io.oriel.broker.session;

import org.jspecify.annotations.NullMarked;
