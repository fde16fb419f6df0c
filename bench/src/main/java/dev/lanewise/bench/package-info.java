/** JMH suites for the kernels and for whole training steps. */
@NullMarked
package dev.lanewise.bench;

import org.jspecify.annotations.NullMarked;
