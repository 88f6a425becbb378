// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** The schema files of one database, by name, from beside this class. */
final class SchemaFiles implements ResourceProvider {
    private final String folder;
    private final List<String> names;

    SchemaFiles(String folder, List<String> names) {
        this.folder = folder;
        this.names = names;
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return names.contains(name) ? new SchemaFile(folder, name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return names.stream()
                .filter(name -> name.startsWith(prefix))
                .filter(name -> Arrays.stream(suffixes).anyMatch(name::endsWith))
                .<LoadableResource>map(name -> new SchemaFile(folder, name))
                .toList();
    }

    private static final class SchemaFile extends LoadableResource {
        private final String folder;
        private final String name;

        SchemaFile(String folder, String name) {
            this.folder = folder;
            this.name = name;
        }

        @Override
        public Reader read() {
            try (InputStream in = SchemaFiles.class.getClassLoader().getResourceAsStream(folder + name)) {
                if (in == null) {
                    throw new IllegalStateException(folder + name + " is missing in the jar of OnceMQ");
                }
                return new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return folder + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return folder + name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
