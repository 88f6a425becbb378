<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Makes of embedded Payara's own config/domain.xml one for a quiet server on the loopback address that opens nothing but
  its HTTP port: Hazelcast alone costs 8 s at start and would bind a public address.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
    <xsl:param name="httpPort"/>

    <xsl:template match="@*|node()">
        <xsl:copy>
            <xsl:apply-templates select="@*|node()"/>
        </xsl:copy>
    </xsl:template>

    <xsl:template match="hazelcast-config-specific-configuration">
        <xsl:copy>
            <xsl:attribute name="enabled">false</xsl:attribute>
        </xsl:copy>
    </xsl:template>

    <xsl:template match="jmx-connector">
        <xsl:copy>
            <xsl:apply-templates select="@*"/>
            <xsl:attribute name="enabled">false</xsl:attribute>
            <xsl:attribute name="address">127.0.0.1</xsl:attribute>
        </xsl:copy>
    </xsl:template>

    <!-- Remote EJB clients: none. -->
    <xsl:template match="iiop-listener"/>

    <!-- Left out, OpenMQ listens on port 7676 of every address as soon as an application uses JMS. -->
    <xsl:template match="transaction-service">
        <jms-service type="DISABLED"/>
        <xsl:copy>
            <xsl:apply-templates select="@*|node()"/>
        </xsl:copy>
    </xsl:template>

    <!-- No HTTPS, no administration port: what administers the server runs in its JVM. -->
    <xsl:template match="network-listener[@name != 'http-listener']|virtual-server[@id = '__asadmin']"/>

    <xsl:template match="virtual-server[@id = 'server']/@network-listeners">
        <xsl:attribute name="network-listeners">http-listener</xsl:attribute>
    </xsl:template>

    <xsl:template match="network-listener[@name = 'http-listener']">
        <xsl:copy>
            <xsl:apply-templates select="@*"/>
            <xsl:attribute name="address">127.0.0.1</xsl:attribute>
            <xsl:attribute name="port"><xsl:value-of select="$httpPort"/></xsl:attribute>
        </xsl:copy>
    </xsl:template>
</xsl:stylesheet>
