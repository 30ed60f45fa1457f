package sinter.frontend.language.ast;

import java.util.List;
import sinter.ir.diag.Loc;

/** What stands at the top level of a file. */
public sealed interface Declaration extends Syntax {
  /** {@code import "blocks/attention.sinter"}: the blocks and constants of another file. */
  record ImportFile(Loc.Span at, String path) implements Declaration {}

  /** {@code import onnx "backbone.onnx" as Backbone}: a model file that is called like a block. */
  record ImportModel(Loc.Span at, String format, String path, String name) implements Declaration {}

  /**
   * A block or, with {@code isModel}, a model, which has inputs and outputs of its own.
   *
   * @param name with the place of the name
   * @param doc the text of the {@code ///} lines above it; empty without
   * @param results declared types of the results; empty when they are inferred
   * @param where conditions on the parameters
   */
  record Block(
      Loc.Span at,
      boolean isModel,
      String name,
      String doc,
      List<Hint> hints,
      List<Parameter> parameters,
      List<TypeExpr> results,
      List<Expr> where,
      List<Statement> body)
      implements Declaration {
    public Block {
      hints = List.copyOf(hints);
      parameters = List.copyOf(parameters);
      results = List.copyOf(results);
      where = List.copyOf(where);
      body = List.copyOf(body);
    }
  }

  /**
   * Where the parameters of a model come from.
   *
   * @param byOrder whether tensors are taken in the order of the file instead of by name
   */
  record Weights(Loc.Span at, String model, String path, boolean byOrder, List<Mapping> mappings)
      implements Declaration {
    public Weights {
      mappings = List.copyOf(mappings);
    }
  }

  /** A value known at compile time, visible in the whole file. */
  record Constant(Loc.Span at, String name, Expr value) implements Declaration {}
}
