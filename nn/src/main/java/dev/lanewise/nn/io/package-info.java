/**
 * Weights to and from files in the <a href="https://github.com/huggingface/safetensors">safetensors</a> format, and files
 * that appear whole or not at all.
 *
 * <p>A file that is not what it should be is refused with a {@link dev.lanewise.nn.io.MalformedFileException} whose
 * message is one line: the file, what was expected, what was found. Nothing is allocated on the word of a file before
 * its length has been held against it.
 */
@NullMarked
package dev.lanewise.nn.io;

import org.jspecify.annotations.NullMarked;
