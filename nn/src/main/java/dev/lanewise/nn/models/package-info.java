/** Networks ready to be trained, each a function of the shapes that its data asks for. */
@NullMarked
package dev.lanewise.nn.models;

import org.jspecify.annotations.NullMarked;
