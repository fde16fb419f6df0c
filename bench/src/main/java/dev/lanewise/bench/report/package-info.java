/** Runs as a page and as a table. */
@NullMarked
package dev.lanewise.bench.report;

import org.jspecify.annotations.NullMarked;
