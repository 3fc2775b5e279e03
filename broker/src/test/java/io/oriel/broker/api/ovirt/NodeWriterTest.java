package io.oriel.broker.api.ovirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One tree, written as oVirt writes either form. */
class NodeWriterTest {
    private static final Node POOLS = Listing.Kind.plain("vm_pools", "vm_pool")
            .of(List.of(Sheet.of("vm_pool", "vmpools", 7)
                    .actions("allocatevm")
                    .link("permissions")
                    .text("name", "a<b>&\u0001\"")
                    .text("description", "")
                    .text("size", 3)
                    .put(Sheet.of("empty"))
                    .many(
                            "tags",
                            "tag",
                            List.of(Sheet.of("tag").text("name", "x").item()))
                    .item()));

    private static String xml(Map<String, String> names) {
        return new String(NodeWriter.xml(POOLS, names), StandardCharsets.UTF_8);
    }

    @Test
    void asXml() {
        assertThat(xml(Map.of()))
                .endsWith("<vm_pools><vm_pool href=\"/ovirt-engine/api/vmpools/7\" id=\"7\">"
                        + "<actions><link rel=\"allocatevm\" href=\"/ovirt-engine/api/vmpools/7/allocatevm\"/></actions>"
                        + "<link rel=\"permissions\" href=\"/ovirt-engine/api/vmpools/7/permissions\"/>"
                        + "<name>a&lt;b&gt;&amp;\ufffd\"</name><size>3</size>"
                        + "<tags><tag><name>x</name></tag></tags></vm_pool></vm_pools>");
    }

    @Test
    void asJson() {
        assertThat(new String(NodeWriter.json(POOLS), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"vm_pool\":[{\"href\":\"/ovirt-engine/api/vmpools/7\",\"id\":\"7\","
                                + "\"actions\":{\"link\":[{\"href\":\"/ovirt-engine/api/vmpools/7/allocatevm\",\"rel\":\"allocatevm\"}]},"
                                + "\"name\":\"a<b>&\\u0001\\\"\",\"size\":\"3\",\"tags\":{\"tag\":[{\"name\":\"x\"}]},"
                                + "\"link\":[{\"href\":\"/ovirt-engine/api/vmpools/7/permissions\",\"rel\":\"permissions\"}]}]}");
    }

    @Test
    void poolsHaveTheirOldNamesForWhoSaysNoVersion() {
        assertThat(xml(Map.of("vm_pools", "vmpools", "vm_pool", "vmpool")))
                .contains("<vmpools><vmpool href=")
                .endsWith("</vmpool></vmpools>");
    }
}
