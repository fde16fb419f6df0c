/** Runs the suites under JMH, the rivals by turns with ours, and puts both into one result file. */
@NullMarked
package dev.lanewise.bench.run;

import org.jspecify.annotations.NullMarked;
