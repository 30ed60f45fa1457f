/** Cases in textual IR: what a pipeline must do to a graph, and must leave alone. */
@NullMarked
package sinter.testsuite.cases;

import org.jspecify.annotations.NullMarked;
