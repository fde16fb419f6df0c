/** What the tests share: oracles, generators, checks, and the condition that skips a vector width the CPU lacks. */
package dev.lanewise.testkit;
