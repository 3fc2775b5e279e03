/**
 * The agent protocol: its server on the host, its client in the control plane, and the journal between the server and
 * the local host.
 *
 * <pre>
 *  RemoteHostAgent ──mTLS 1.3, HTTP/1.1, JSON──▶ AgentServer ──▶ Journal ──▶ LocalHost
 *  (a HostAgent)                                 who may ask     what was    libvirt or
 *                                                                asked       simulated
 * </pre>
 *
 * <p>{@code POST /v1/commands} · {@code GET /v1/report} · {@code GET /v1/events?after=} (NDJSON) ·
 * {@code GET /v1/screenshots/{vm}} · {@code PUT /v1/images/{storage}/{disk}?path=}; header {@code Oriel-Protocol: 1}.
 */
@NullMarked
package io.oriel.host.http;

import org.jspecify.annotations.NullMarked;
