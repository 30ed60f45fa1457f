/** Readers on bytes and texts that nobody wrote: seeds in every build, and a search for worse ones behind a profile. */
@org.jspecify.annotations.NullMarked
package sinter.testsuite.fuzz;
