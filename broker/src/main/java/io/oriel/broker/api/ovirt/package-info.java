/**
 * {@code /ovirt-engine/api}: oVirt's REST API, version 4, so that its clients work here unmodified.
 *
 * <pre>
 * request ─▶ controller ─▶ broker.operation ─▶ record ─▶ mapping ─▶ Node ─▶ ReplyWriter ─▶ XML or JSON
 *    Body (XML or JSON) ─▶ wish ─────▲
 * </pre>
 *
 * <p>One resource is one file: its routes and its mapping. What is written is a tree of {@link
 * io.oriel.broker.api.ovirt.Node}s, written in either form by {@link io.oriel.broker.api.ovirt.NodeWriter}; what is read is a
 * {@link io.oriel.broker.api.ovirt.Body}, read from either form. Nothing below {@code broker.operation} is called. {@link
 * io.oriel.broker.api.ovirt.OvirtConfiguration} is all that is known outside.
 */
@NullMarked
package io.oriel.broker.api.ovirt;

import org.jspecify.annotations.NullMarked;
