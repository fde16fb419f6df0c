/** The rules that hold between packages and inside class files, whatever the code does. */
package dev.lanewise.architecture;
