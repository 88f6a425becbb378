// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

/**
 * What nodes ask again and again, in one question: what others have changed.
 *
 * @param subscriptions raised by each creation and removal of a subscription
 * @param security raised by each change of users and permissions
 * @param leases how many there are, dead ones that nobody has rescued yet included
 */
public record StoreState(long subscriptions, long security, int leases) {}
