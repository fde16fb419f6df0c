/** What is measured: one table of shapes, each with its source, and what a shape's text means. */
@NullMarked
package dev.lanewise.bench.shapes;

import org.jspecify.annotations.NullMarked;
