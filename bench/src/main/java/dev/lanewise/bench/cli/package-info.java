/** The subcommands of {@code lanewise bench}, a class each; what they print goes to picocli's {@code out}. */
@NullMarked
package dev.lanewise.bench.cli;

import org.jspecify.annotations.NullMarked;
