package sinter.testsuite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code sinter}, beside a JDK and a Maven that only say how they were called. */
final class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      echo "java in $PWD, LC_ALL=${LC_ALL:-none} LC_CTYPE=$LC_CTYPE LC_MESSAGES=$LC_MESSAGES"
      for a; do case $a in -Dsinter.terminals=*) echo "$a" ;; esac; done
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      mkdir -p build-output/maven/cli/product/lib/runtime
      echo jar >build-output/maven/cli/product/lib/cli.jar
      """;

  @TempDir private Path folder;
  private Path root = Path.of("");
  private Path elsewhere = Path.of("");

  @BeforeEach
  void lays() throws IOException {
    var repository = Path.of("..").toAbsolutePath().normalize();
    root = Files.createDirectories(folder.toRealPath().resolve("root"));
    elsewhere = Files.createDirectories(folder.toRealPath().resolve("elsewhere"));
    executable(root.resolve("sinter"), Files.readString(repository.resolve("sinter")));
    Files.createDirectories(root.resolve("launcher"));
    try (Stream<Path> files = Files.list(repository.resolve("launcher"))) {
      for (var file : files.toList()) {
        Files.copy(file, root.resolve("launcher").resolve(file.getFileName()));
      }
    }
    for (var module : List.of(".", "cli", "backends/worker")) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>");
    }
    Files.createDirectories(root.resolve("docs"));
    var jdk = folder.resolve("jdk");
    executable(jdk.resolve("bin/java"), JAVA);
    executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(jdk.resolve("release"), "JAVA_RUNTIME_VERSION=\"25.0.1+8\"\n");
    executable(folder.resolve("tools/mvn"), MAVEN);
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Runs the script in another folder than its own, with these variables beside PATH and JAVA_HOME. */
  private Line run(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(root.resolve("sinter").toString()));
    command.addAll(List.of(args));
    var out = folder.resolve("out");
    var err = folder.resolve("err");
    var builder =
        new ProcessBuilder(command)
            .directory(elsewhere.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    var path = folder.resolve("tools") + ":" + System.getenv("PATH");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Line(
        code,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void theToolRunsWhereItIsCalledAlsoWhenItIsBuiltBefore() throws Exception {
    var built = run(Map.of("LANG", "C.UTF-8"), "passes").returns(0);
    assertThat(built.err()).contains("sinter: building");
    assertThat(built.out()).contains("java in " + elsewhere + ",");
    var again = run(Map.of("LANG", "C.UTF-8"), "passes").returns(0);
    assertThat(again.err()).isEmpty();
    assertThat(again.out()).isEqualTo(built.out());
  }

  @Test
  void aFolderOfTheUserIsNotNeededToFindAJdk() throws Exception {
    var missing = Map.of("JAVA_HOME", folder.resolve("none").toString(), "LANG", "C.UTF-8");
    assertThat(run(missing, "passes").err()).doesNotContain("HOME: ", "parameter not set");
  }

  @Test
  void namesOfFilesAreInUtf8() throws Exception {
    assertThat(run(Map.of("LC_ALL", "C"), "passes").returns(0).out())
        .contains("LC_ALL=none LC_CTYPE=C.UTF-8 LC_MESSAGES=C", ",ascii");
    assertThat(run(Map.of(), "passes").returns(0).out()).contains("LC_CTYPE=C.UTF-8", ",ascii");
    assertThat(run(Map.of("LANG", "en_GB.UTF-8"), "passes").returns(0).out())
        .contains("LC_CTYPE=en_GB.UTF-8")
        .doesNotContain("ascii");
    assertThat(run(Map.of("LANG", "xx_XX.UTF-8"), "inspect", "gr\u00f6\u00dfe").returns(0).out())
        .contains("LC_CTYPE=C.UTF-8")
        .doesNotContain("ascii");
  }
}
