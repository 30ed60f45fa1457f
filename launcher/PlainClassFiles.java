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
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the jars of a folder with classes older than Java 6, which the JVM leaves out of its archives,
 * to class files of Java 17 with stack maps. What the classes do stays the same.
 */
class NewerClassFiles {
  private static final int JAVA_6 = 50;
  private static final int JAVA_17 = 61;
  private static final int MAJOR_VERSION_AT = 7;
  private static final long ENTRY_TIME = 1_767_225_600_000L;

  public static void main(String[] args) throws IOException {
    try (var jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
      for (var jar : jars) {
        if (hasOldClasses(jar)) {
          Files.write(jar, rewrite(jar));
        }
      }
    }
  }

  private static boolean isOld(String entry, byte[] content) {
    return entry.endsWith(".class") && content[MAJOR_VERSION_AT] < JAVA_6;
  }

  private static boolean hasOldClasses(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      for (var entry : Collections.list(zip.entries())) {
        if (entry.getName().endsWith(".class")) {
          try (var in = zip.getInputStream(entry)) {
            if (isOld(entry.getName(), in.readNBytes(MAJOR_VERSION_AT + 1))) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private static byte[] rewrite(Path jar) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipFile(jar.toFile());
        var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        var out = new ZipOutputStream(bytes)) {
      var hierarchy = ClassHierarchyResolver.ofResourceParsing(loader);
      // A pool of its own forces each method through the assembler, which is what computes the stack maps.
      var classFile =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS,
              ConstantPoolSharingOption.NEW_POOL,
              ClassHierarchyResolverOption.of(hierarchy));
      for (var entry : Collections.list(zip.entries())) {
        byte[] content;
        try (var in = zip.getInputStream(entry)) {
          content = in.readAllBytes();
        }
        var copy = new ZipEntry(entry.getName());
        copy.setTime(ENTRY_TIME);
        out.putNextEntry(copy);
        out.write(isOld(entry.getName(), content) ? modernize(classFile, content) : content);
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] modernize(ClassFile classFile, byte[] content) {
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(JAVA_17, 0);
          } else {
            builder.with(element);
          }
        };
    var bodies = ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
    return classFile.transformClass(classFile.parse(content), version.andThen(bodies));
  }
}
