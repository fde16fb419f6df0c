/** Convolutions with a window for each channel, whose channels are the lanes: all three directions. */
@NullMarked
package dev.lanewise.kernels.internal.conv.depthwise;

import org.jspecify.annotations.NullMarked;
