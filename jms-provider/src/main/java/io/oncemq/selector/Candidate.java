// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import io.oncemq.message.Envelope;

/** A message of which a selector is asked whether it is wanted. */
record Candidate(Envelope envelope, SelectorFacts facts) {}
