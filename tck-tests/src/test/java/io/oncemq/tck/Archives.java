// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import java.io.File;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** What the tests deploy. */
final class Archives {
    private Archives() {}

    /** The adapter as it is shipped; its name is what applications refer to. */
    static ResourceAdapterArchive adapter() {
        File rar = new File("target/deploy/oncemq.rar");
        return ShrinkWrap.createFromZipFile(ResourceAdapterArchive.class, rar);
    }

    /**
     * A web application with these classes and all that are nested in them; each message-driven bean must be named, or it is
     * not mapped to the adapter and Payara feeds it from OpenMQ.
     */
    static WebArchive application(String name, Class<?>... classes) {
        WebArchive war = ShrinkWrap.create(WebArchive.class, name + ".war")
                .addClasses(classes)
                .addClasses(Beans.class, Eventually.class, Inbox.class, Messaging.class, Business.class)
                .addAsWebInfResource(new StringAsset("<beans bean-discovery-mode=\"all\"/>"), "beans.xml");
        return war.addAsWebInfResource(new StringAsset(mapping(classes)), "glassfish-ejb-jar.xml");
    }

    private static String mapping(Class<?>... classes) {
        StringBuilder beans = new StringBuilder();
        for (Class<?> type : classes) {
            if (type.isAnnotationPresent(jakarta.ejb.MessageDriven.class)) {
                beans.append(
                        """
                        <ejb>
                            <ejb-name>%s</ejb-name>
                            <mdb-resource-adapter><resource-adapter-mid>oncemq</resource-adapter-mid></mdb-resource-adapter>
                        </ejb>
                        """
                                .formatted(type.getSimpleName()));
            }
        }
        return """
                <!DOCTYPE glassfish-ejb-jar PUBLIC "-//GlassFish.org//DTD GlassFish Application Server 3.1 EJB 3.1//EN"
                        "http://glassfish.org/dtds/glassfish-ejb-jar_3_1-1.dtd">
                <glassfish-ejb-jar><enterprise-beans>%s</enterprise-beans></glassfish-ejb-jar>
                """
                .formatted(beans);
    }
}
