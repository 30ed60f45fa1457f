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
   * @param order how tensors and parameters find each other
   */
  record Weights(Loc.Span at, String model, String path, Order order, List<Mapping> mappings)
      implements Declaration {
    /** How the tensors of a file and the parameters of a model find each other. */
    public enum Order {
      /** By their names. */
      NAME,
      /** {@code by order}: the first tensor of the file is meant for the first parameter, and so on. */
      FILE,
      /** {@code by use}: the same with the tensors of an ONNX file in the order in which its nodes use them. */
      USE
    }

    public Weights {
      mappings = List.copyOf(mappings);
    }
  }

  /** A value known at compile time, visible in the whole file. */
  record Constant(Loc.Span at, String name, Expr value) implements Declaration {}
}
