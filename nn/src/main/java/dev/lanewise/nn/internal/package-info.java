/** Helpers of this module that are no part of its interface. */
@NullMarked
package dev.lanewise.nn.internal;

import org.jspecify.annotations.NullMarked;
