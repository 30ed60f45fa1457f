package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.compiler.CompileOptions;
import sinter.compiler.Compiler;

/** The networks of the zoo as large as they are published. */
@Tag("zoo")
class FullSizeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet50",
        "mobilenet_v2",
        "efficientnet_b0",
        "convnext_tiny",
        "convfirst",
        "vit_b16",
        "bert_base",
        "gpt2",
        "llama",
        "whisper_encoder",
        "unet",
        "crnn"
      })
  void staysEqualWhenCompiled(String name) {
    var file = Path.of("..", "examples", "zoo", name + ".sinter");
    var report = Compiler.compile(CompileOptions.of(file, folder.resolve(name + ".onnx")));
    System.out.printf(
        "%s: %d nodes became %d, %s%n",
        name, report.nodes().before(), report.nodes().after(), report.verify());
    assertThat(report.verify().status()).isEqualTo("equal");
  }
}
