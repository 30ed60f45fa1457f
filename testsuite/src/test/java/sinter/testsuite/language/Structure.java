package sinter.testsuite.language;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.CompilerBug;
import sinter.ir.diag.Loc;

/** Syntax trees as text without places, for comparing what two programs say. */
public final class Structure {
  private Structure() {}

  /** Records as their classes and components, without those that are places. */
  public static String of(@Nullable Object tree) {
    return switch (tree) {
      case null -> "-";
      case Loc _ -> "";
      case List<?> items -> {
        var joiner = new StringJoiner(", ", "[", "]");
        items.forEach(item -> joiner.add(of(item)));
        yield joiner.toString();
      }
      case Record record -> {
        var joiner = new StringJoiner(" ", "(", ")").add(record.getClass().getSimpleName());
        for (var component : record.getClass().getRecordComponents()) {
          try {
            joiner.add(of(component.getAccessor().invoke(record)));
          } catch (IllegalAccessException | InvocationTargetException e) {
            throw new CompilerBug("a component that cannot be read", e);
          }
        }
        yield joiner.toString();
      }
      case String text -> '"' + text + '"';
      default -> tree.toString();
    };
  }
}
