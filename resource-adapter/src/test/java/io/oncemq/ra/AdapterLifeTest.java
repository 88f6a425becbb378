// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.oncemq.ra.testkit.Client;
import io.oncemq.ra.testkit.RunningAdapter;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class AdapterLifeTest {
    @RegisterExtension
    final RunningAdapter running = new RunningAdapter();

    @Test
    void adaptersOfOneStoreShareAnEngineThatLivesUntilTheLastStops() throws Exception {
        OnceMqResourceAdapter first = running.server().start(running.url());
        OnceMqResourceAdapter second = running.server().start(running.url());

        assertThat(first).isEqualTo(second).hasSameHashCodeAs(second);
        assertThat(first.access().node().engine())
                .isSameAs(second.access().node().engine())
                .isSameAs(running.adapter().access().node().engine());
        first.stop();

        try (Client client = new Client(second)) {
            client.send("q", "x");
            assertThat(running.client().drain("q")).containsExactly("x");
        }
        second.stop();
        assertThat(running.adapter().access().node().engine().isClosed()).isFalse();
    }

    @Test
    void stoppedAdapterStartsAgain() throws Exception {
        OnceMqResourceAdapter adapter =
                running.server().start("jdbc:h2:file:" + running.newDirectory().resolve("s"));
        try (Client client = new Client(adapter)) {
            client.send("q", "x");
        }
        adapter.stop();
        assertThatExceptionOfType(ResourceException.class).isThrownBy(adapter::access);

        adapter.start(running.server());
        try (Client client = new Client(adapter)) {
            assertThat(client.drain("q")).containsExactly("x");
        }
        adapter.stop();
    }

    @Test
    void invalidSettingIsRefusedWithNameRuleAndValue() {
        OnceMqResourceAdapter adapter = new OnceMqResourceAdapter();
        adapter.setMaxDeliveries("many");

        assertThatExceptionOfType(ResourceAdapterInternalException.class)
                .isThrownBy(() -> adapter.start(running.server()))
                .withMessageContaining("maxDeliveries")
                .withMessageContaining("whole number")
                .withMessageContaining("many");
    }

    @Test
    void urlAndDataSourceExcludeEachOther() {
        OnceMqResourceAdapter adapter = new OnceMqResourceAdapter();
        adapter.setUrl(running.url());
        adapter.setDataSourceLookup("jdbc/messages");

        assertThatExceptionOfType(ResourceAdapterInternalException.class)
                .isThrownBy(() -> adapter.start(running.server()))
                .withMessageContaining("dataSourceLookup");
    }

    @Test
    void blankPropertiesAreAsIfLeftOut() throws Exception {
        OnceMqResourceAdapter adapter = new OnceMqResourceAdapter();
        adapter.setUrl(running.url());
        adapter.setDurability("process");
        adapter.setUser("");
        adapter.setWindow(" ");

        adapter.start(running.server());

        assertThat(adapter).isEqualTo(running.adapter());
        assertThat(adapter.access().node().engine())
                .isSameAs(running.adapter().access().node().engine());
        adapter.stop();
    }

    @Test
    void configurationSurvivesSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(running.adapter());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(running.adapter());
        }
    }
}
