package sinter.ir.op;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sinter.ir.diag.CompilerBug;

/** The components of a record class, which are the attributes of an op and the options of a pass. */
public record Components(
    Class<? extends Record> type,
    List<RecordComponent> all,
    Constructor<? extends Record> constructor,
    Set<String> nullable) {
  private static final ClassValue<Components> CACHE =
      new ClassValue<>() {
        @Override
        protected Components computeValue(Class<?> type) {
          return read(type.asSubclass(Record.class));
        }
      };

  private static Components read(Class<? extends Record> type) {
    var all = List.of(type.getRecordComponents());
    var types = all.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
    var nullable = new HashSet<String>();
    for (var c : all) {
      if (!c.getType().isPrimitive() && c.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        nullable.add(c.getName());
      }
    }
    try {
      return new Components(type, all, type.getDeclaredConstructor(types), Set.copyOf(nullable));
    } catch (NoSuchMethodException e) {
      throw new CompilerBug("no canonical constructor of " + type, e);
    }
  }

  public static Components of(Class<?> type) {
    return CACHE.get(type);
  }

  public Object get(Object record, RecordComponent component) {
    var value = getOrNull(record, component);
    if (value == null) {
      throw new CompilerBug("component " + component.getName() + " of " + record + " is null");
    }
    return value;
  }

  public @Nullable Object getOrNull(Object record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new CompilerBug("cannot read component " + component, e);
    }
  }

  /**
   * A new record of this class from one value per component.
   *
   * @throws IllegalArgumentException when the record's constructor refuses the values
   */
  public Record create(List<? extends @Nullable Object> values) {
    try {
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new CompilerBug("cannot create " + type.getSimpleName(), e);
    } catch (ReflectiveOperationException e) {
      throw new CompilerBug("cannot create " + type.getSimpleName(), e);
    }
  }

  /** Whether the component may be absent. */
  public static boolean isNullable(RecordComponent component) {
    return of(component.getDeclaringRecord()).nullable.contains(component.getName());
  }

  /** Element class of a {@code List<E>} component. */
  static Class<?> element(Type generic) {
    if (generic instanceof ParameterizedType p
        && p.getActualTypeArguments()[0] instanceof Class<?> element) {
      return element;
    }
    throw new CompilerBug("not a list of a plain class: " + generic);
  }
}
