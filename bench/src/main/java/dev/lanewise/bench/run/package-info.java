/** Runs the suites under JMH, the script of PyTorch beside them, and puts both into one result file. */
@NullMarked
package dev.lanewise.bench.run;

import org.jspecify.annotations.NullMarked;
