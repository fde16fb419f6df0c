/**
 * What is timed. An {@link dev.lanewise.bench.suites.Operation} knows what a call costs, which libraries offer it and how
 * to prepare a call; a JMH class for each suite carries its operations as benchmark methods.
 */
@NullMarked
package dev.lanewise.bench.suites;

import org.jspecify.annotations.NullMarked;
