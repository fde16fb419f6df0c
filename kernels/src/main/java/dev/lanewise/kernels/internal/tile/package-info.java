/**
 * Register tiles of products, the packing that they read, and what follows the last step of a tile. A tile is a few rows
 * times one, two or four vectors of columns; where its rows come from is what its class is named after.
 */
@NullMarked
package dev.lanewise.kernels.internal.tile;

import org.jspecify.annotations.NullMarked;
