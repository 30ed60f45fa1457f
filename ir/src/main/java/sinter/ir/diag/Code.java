package sinter.ir.diag;

import java.util.Locale;

/**
 * Every diagnostic the product can give. The constant's name in kebab case is the stable identifier; each has
 * a page {@code docs/diagnostics/<id>.md}.
 */
public enum Code {
  /** A file cannot be opened or read. */
  UNREADABLE_FILE,
  /** A file cannot be written. */
  UNWRITABLE_FILE,
  /** A file's bytes are not what its format demands. */
  MALFORMED_FILE,
  /** Text that does not follow the grammar. */
  SYNTAX,
  /** A name that nothing in scope defines, or that is defined twice. */
  UNRESOLVED_NAME,
  /** Shapes of operands that do not fit each other. */
  SHAPE_MISMATCH,
  /** Element types of operands that do not fit each other. */
  DTYPE_MISMATCH,
  /** A declared type contradicts the inferred one. */
  DECLARED_TYPE,
  /** An argument that its block, op or function does not take. */
  BAD_ARGUMENT,
  /** A value that has to be known at compile time and is not. */
  NOT_CONSTANT,
  /** A program that takes more steps, nodes or elements at compile time than are allowed. */
  TOO_LARGE,
  /** A block that calls itself. */
  RECURSION,
  /** A condition of the program that does not hold. */
  FAILED_ASSERTION,
  /** An input that nothing reads. */
  UNUSED_INPUT,
  /** A name of a program that nothing uses. */
  UNUSED_NAME,
  /** A name of a program that hides another one. */
  SHADOWED_NAME,
  /** An assignment inside a loop that nothing after the iteration sees. */
  LOST_ASSIGNMENT,
  /** A division of whole numbers that leaves a remainder. */
  ROUNDED_DIVISION,
  /** A statement that never runs. */
  UNREACHABLE,
  /** A model without an output, or a block without a result. */
  MISSING_OUTPUT,
  /** A hint that can never apply where it stands. */
  BAD_HINT,
  /** An attribute with a value outside its domain. */
  BAD_ATTRIBUTE,
  /** An external data file outside the model's folder. */
  WEIGHT_OUTSIDE_MODEL_DIR,
  /** External data that is missing or too short. */
  MISSING_WEIGHTS,
  /** Parameters of a program and tensors of a file of weights that do not correspond. */
  UNMATCHED_WEIGHTS,
  /** An op, pass, rule or option that does not exist. */
  UNKNOWN_NAME,
  /** A pipeline text that does not parse. */
  BAD_PIPELINE,
  /** A pass whose precondition does not hold. */
  MISSING_INVARIANT,
  /** An op that cannot be written at the requested opset. */
  NOT_EXPRESSIBLE,
  /** A rewrite driver that ran out of its budget. */
  REWRITE_BUDGET,
  /** A rule that failed at a node and left it as it was. */
  RULE_FAILED,
  /** The runtime refused or failed on a model. */
  RUNTIME_FAILED,
  /** The worker process died, hung or ran out of memory. */
  WORKER_FAILED,
  /** The runtime's optimizer changes this model's result. */
  RUNTIME_OPTIMIZER_DIFFERS,
  /** Verification did not run, or not to its end. */
  NOT_VERIFIED,
  /** A difference where none is allowed. */
  DIFFERENT_OUTPUT,
  /** Something was changed that the user may want to know. */
  CHANGED,
  /** A replay that is not what its recipe records. */
  RECIPE_DIFFERS,
  /** A gate on size, nodes or error was missed. */
  GATE_MISSED,
  /** A model that does not satisfy the invariants of the representation. */
  BROKEN_MODEL;

  /** The stable identifier, for example {@code shape-mismatch}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
