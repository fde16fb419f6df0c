/** Tests of the command line, the statistics and the report of {@code lanewise bench}. */
package dev.lanewise.bench;
