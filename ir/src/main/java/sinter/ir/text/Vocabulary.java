package sinter.ir.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.Fact;
import sinter.ir.op.Onnx;
import sinter.ir.tensor.Recipe;

/** Names of facts and recipes, found by walking their sealed families. */
public final class Vocabulary {
  private static final Map<String, Class<? extends Record>> FACTS = new HashMap<>();
  private static final Map<String, Class<? extends Record>> RECIPES = new HashMap<>();
  private static final Map<String, Recipe> PLAIN_RECIPES = new HashMap<>();

  static {
    for (var type : Fact.class.getPermittedSubclasses()) {
      FACTS.put(Onnx.snake(type.getSimpleName()), type.asSubclass(Record.class));
    }
    recipes(Recipe.class);
  }

  private static void recipes(Class<?> family) {
    for (var type : family.getPermittedSubclasses()) {
      if (type.isSealed()) {
        recipes(type);
      } else if (type.isRecord()) {
        RECIPES.put(Onnx.snake(type.getSimpleName()), type.asSubclass(Record.class));
      } else {
        for (var constant : type.getEnumConstants()) {
          PLAIN_RECIPES.put(name((Enum<?>) constant), (Recipe) constant);
        }
      }
    }
  }

  private Vocabulary() {}

  /** The record class of the facts called {@code name}, or null. */
  public static @Nullable Class<? extends Record> fact(String name) {
    return FACTS.get(name);
  }

  /** The record class of the recipes called {@code name}, or null. */
  public static @Nullable Class<? extends Record> recipe(String name) {
    return RECIPES.get(name);
  }

  /** The recipe without options called {@code name}, or null. */
  public static @Nullable Recipe plainRecipe(String name) {
    return PLAIN_RECIPES.get(name);
  }

  /** Name of a recipe or fact: its class in snake case; of an enum with several constants, the constant. */
  static String name(Object value) {
    if (value instanceof Enum<?> e && e.getDeclaringClass().getEnumConstants().length > 1) {
      return e.name().toLowerCase(Locale.ROOT);
    }
    return Onnx.snake(value.getClass().getSimpleName());
  }
}
