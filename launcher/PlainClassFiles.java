import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the jars of a folder, which may refer to those in folders below, so that the JVM can archive what they need at start; what the classes do
 * stays the same. Classes older than Java 6, which it leaves out of its archives, become class files of
 * Java 17 with stack maps. Methods of records and switches over types, whose code the JVM would generate
 * at their first use in each process, get plain code: see {@link PlainCode}.
 */
class PlainClassFiles {
  private static final int JAVA_6 = 50;
  private static final int JAVA_17 = 61;
  private static final int MAJOR_VERSION_AT = 7;
  private static final long ENTRY_TIME = 1_767_225_600_000L;

  private final ClassFile oldClasses;
  private final ClassFile newClasses;

  private PlainClassFiles(ClassLoader loader) {
    var hierarchy =
        ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver()));
    // A pool of its own forces each method through the assembler, which is what computes the stack maps.
    oldClasses =
        ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ConstantPoolSharingOption.NEW_POOL, hierarchy);
    newClasses = ClassFile.of(hierarchy);
  }

  public static void main(String[] args) throws IOException {
    var folder = Path.of(args[0]);
    var urls = new ArrayList<URL>();
    try (var files = Files.walk(folder)) {
      for (var jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        urls.add(jar.toUri().toURL());
      }
    }
    var rewritten = new HashMap<Path, byte[]>();
    try (var loader = new URLClassLoader(urls.toArray(URL[]::new));
        var jars = Files.newDirectoryStream(folder, "*.jar")) {
      var classes = new PlainClassFiles(loader);
      for (var jar : jars) {
        classes.rewrite(jar).ifPresent(content -> rewritten.put(jar, content));
      }
    }
    for (var jar : rewritten.entrySet()) {
      Files.write(jar.getKey(), jar.getValue());
    }
  }

  /** The content of a jar with plain classes; empty when there is nothing to change. */
  private Optional<byte[]> rewrite(Path jar) throws IOException {
    var bytes = new ByteArrayOutputStream();
    boolean changed = false;
    try (var zip = new ZipFile(jar.toFile());
        var out = new ZipOutputStream(bytes)) {
      for (var entry : Collections.list(zip.entries())) {
        byte[] content;
        try (var in = zip.getInputStream(entry)) {
          content = in.readAllBytes();
        }
        var plain = entry.getName().endsWith(".class") ? plain(content) : content;
        changed |= plain != content;
        var copy = new ZipEntry(entry.getName());
        copy.setTime(ENTRY_TIME);
        out.putNextEntry(copy);
        out.write(plain);
        out.closeEntry();
      }
    }
    return changed ? Optional.of(bytes.toByteArray()) : Optional.empty();
  }

  private byte[] plain(byte[] content) {
    return content[MAJOR_VERSION_AT] < JAVA_6 ? modernize(content) : PlainCode.of(newClasses, content);
  }

  private byte[] modernize(byte[] content) {
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(JAVA_17, 0);
          } else {
            builder.with(element);
          }
        };
    var bodies = ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
    return oldClasses.transformClass(oldClasses.parse(content), version.andThen(bodies));
  }
}
