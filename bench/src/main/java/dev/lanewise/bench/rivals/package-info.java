/**
 * The libraries that Lanewise is measured against, each behind a {@link dev.lanewise.bench.rivals.Call}.
 *
 * <p>Native libraries keep their operands in native memory, set up once, so that no time goes into copies across JNI.
 * Every rival computes what Lanewise computes on the same inputs and is compared with it before it is timed.
 */
@NullMarked
package dev.lanewise.bench.rivals;

import org.jspecify.annotations.NullMarked;
