/** Libraries against each other in short turns: where the speed of a machine changes, only their ratio counts. */
@NullMarked
package dev.lanewise.bench.turns;

import org.jspecify.annotations.NullMarked;
