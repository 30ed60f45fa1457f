package sinter.ir.op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.CompilerBug;
import sinter.ir.rewrite.Rule;

/** All ops, found by walking the sealed families of {@link Op}. */
public final class OpCatalog {
  /** An op: its name in textual IR, its record class, its schema (null for {@link Const} and {@link Foreign}). */
  public record Entry(
      String name, Class<? extends Op> type, @Nullable Schema schema, List<Rule> canonical) {
    public Schema schemaOrThrow() {
      if (schema == null) {
        throw new CompilerBug(name + " has no schema");
      }
      return schema;
    }
  }

  private static final OpCatalog INSTANCE = new OpCatalog();

  private final Map<String, Entry> byName = new LinkedHashMap<>();
  private final Map<Class<?>, Entry> byType = new HashMap<>();
  private final Map<String, List<Entry>> byOnnx = new HashMap<>();

  private OpCatalog() {
    walk(Op.class);
  }

  public static OpCatalog get() {
    return INSTANCE;
  }

  private void walk(Class<?> family) {
    for (var type : family.getPermittedSubclasses()) {
      if (type.isInterface()) {
        walk(type);
      } else {
        add(type.asSubclass(Op.class));
      }
    }
  }

  @SuppressWarnings("unchecked")
  private void add(Class<? extends Op> type) {
    var schema = (Schema) field(type, "SCHEMA");
    var canonical = (List<Rule>) field(type, "CANONICAL");
    var entry =
        new Entry(
            Onnx.snake(type.getSimpleName()),
            type,
            schema,
            canonical == null ? List.of() : canonical);
    byType.put(type, entry);
    if (byName.put(entry.name(), entry) != null) {
      throw new CompilerBug("two ops are called " + entry.name());
    }
    if (schema != null && schema.onnx() != null) {
      byOnnx
          .computeIfAbsent(
              key(schema.onnx().domain(), schema.onnx().name()), _ -> new ArrayList<>())
          .add(entry);
    }
  }

  private static @Nullable Object field(Class<?> type, String name) {
    try {
      return type.getField(name).get(null);
    } catch (NoSuchFieldException e) {
      return declared(type, name);
    } catch (IllegalAccessException e) {
      throw new CompilerBug("cannot read " + type.getSimpleName() + "." + name, e);
    }
  }

  private static @Nullable Object declared(Class<?> type, String name) {
    try {
      var f = type.getDeclaredField(name);
      f.setAccessible(true);
      return f.get(null);
    } catch (NoSuchFieldException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new CompilerBug("cannot read " + type.getSimpleName() + "." + name, e);
    }
  }

  private static String key(String domain, String name) {
    return Domain.canonical(domain) + "::" + name;
  }

  /** Every op, in the order of the families. */
  public List<Entry> all() {
    return List.copyOf(byName.values());
  }

  /** The op called {@code name} in textual IR, or null. */
  public @Nullable Entry named(String name) {
    return byName.get(name);
  }

  public Entry of(Op op) {
    var entry = byType.get(op.getClass());
    if (entry == null) {
      throw new CompilerBug("no catalogue entry for " + op.getClass());
    }
    return entry;
  }

  /** The ops that stand for ONNX operator {@code name} of {@code domain} in some version. */
  public List<Entry> onnx(String domain, String name) {
    return byOnnx.getOrDefault(key(domain, name), List.of());
  }
}
