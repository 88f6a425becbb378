// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnDriversTest {
    /** Everything once more, as in a server that has deployed the adapter. */
    private static URLClassLoader deployed() throws MalformedURLException {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            path.add(new File(entry).toURI().toURL());
        }
        return new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Object call(ClassLoader loader, String name) throws Exception {
        Method method = loader.loadClass(OwnDrivers.class.getName()).getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(null);
    }

    @Test
    void driversThatCameWithTheAdapterGoWithTheLastOfItsAdapters() throws Exception {
        try (URLClassLoader loader = deployed()) {
            Class.forName("org.h2.Driver", true, loader);
            call(loader, "adapterStarted");
            call(loader, "adapterStarted");

            call(loader, "adapterStopped");
            assertThat((List<?>) call(loader, "registered"))
                    .extracting(driver -> driver.getClass().getName())
                    .contains("org.h2.Driver");

            call(loader, "adapterStopped");
            assertThat((List<?>) call(loader, "registered")).isEmpty();

            call(loader, "adapterStarted");
            assertThat((List<?>) call(loader, "registered"))
                    .as("started again")
                    .extracting(driver -> driver.getClass().getName())
                    .contains("org.h2.Driver");
            call(loader, "adapterStopped");
        }
    }

    @Test
    void driversOfAnApplicationsClassPathStay() throws Exception {
        Class.forName("org.h2.Driver");
        OwnDrivers.adapterStarted();

        OwnDrivers.adapterStopped();

        assertThat(OwnDrivers.registered())
                .extracting(driver -> driver.getClass().getName())
                .contains("org.h2.Driver");
    }
}
