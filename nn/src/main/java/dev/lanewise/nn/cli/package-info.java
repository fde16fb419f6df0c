/**
 * The command line: train, evaluate, predict, summary, info.
 *
 * <p>The only package that uses picocli, the progress bar and the charts. A command fails with one line on the error
 * stream that says what and where, and with exit code 2; {@code LANEWISE_DEBUG=1} adds the stack trace. Code 1 is an
 * error of Lanewise itself.
 */
@NullMarked
package dev.lanewise.nn.cli;

import org.jspecify.annotations.NullMarked;
