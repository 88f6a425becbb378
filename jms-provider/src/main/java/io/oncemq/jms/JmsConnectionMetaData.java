// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.ConnectionMetaData;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** Which specification and which provider. */
final class JmsConnectionMetaData implements ConnectionMetaData {
    private final List<String> jmsxProperties;

    JmsConnectionMetaData(JmsxProperties jmsxProperties) {
        this.jmsxProperties = jmsxProperties.names();
    }

    @Override
    public String getJMSVersion() {
        return "3.1";
    }

    @Override
    public int getJMSMajorVersion() {
        return 3;
    }

    @Override
    public int getJMSMinorVersion() {
        return 1;
    }

    @Override
    public String getJMSProviderName() {
        return "OnceMQ";
    }

    @Override
    public String getProviderVersion() {
        return "0.1";
    }

    @Override
    public int getProviderMajorVersion() {
        return 0;
    }

    @Override
    public int getProviderMinorVersion() {
        return 1;
    }

    @Override
    public Enumeration<String> getJMSXPropertyNames() {
        return Collections.enumeration(jmsxProperties);
    }
}
