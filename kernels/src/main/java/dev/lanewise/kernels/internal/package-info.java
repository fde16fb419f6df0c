/** What the kernels share: the vector width, the argument checks and the micro-kernels. Not for users. */
@NullMarked
package dev.lanewise.kernels.internal;

import org.jspecify.annotations.NullMarked;
