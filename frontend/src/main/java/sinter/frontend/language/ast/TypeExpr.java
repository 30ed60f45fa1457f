package sinter.frontend.language.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.Loc;

/**
 * {@code f32[N, C, ...]}. The element type is a name: one of the catalogue's, {@code tensor} for any, or else a variable
 * that stands for the element type found.
 *
 * @param extents null for a bare name
 * @param isOptional whether {@code none} may take its place
 */
public record TypeExpr(
    Loc.Span at, String element, @Nullable List<Extent> extents, boolean isOptional)
    implements Syntax {
  public TypeExpr {
    extents = extents == null ? null : List.copyOf(extents);
  }
}
