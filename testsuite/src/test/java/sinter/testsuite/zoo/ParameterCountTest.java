package sinter.testsuite.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sinter.compiler.Inspection;
import sinter.ir.diag.Diagnostics;

/** The networks of the zoo in their full sizes have as many trainable parameters as is published of them. */
class ParameterCountTest {
  @ParameterizedTest
  @CsvSource({
    "resnet18,11689512",
    "resnet50,25557032",
    "mobilenet_v2,3504872",
    "efficientnet_b0,5288548",
    "vit_b16,86567656",
    "convnext_tiny,28589128",
    "bert_base,109482240",
    "gpt2,124439808"
  })
  void isAsPublished(String name, long expected) {
    var file = Path.of("..", "examples", "zoo", name + ".sinter");
    assertThat(Inspection.of(file, new Diagnostics()).trainable()).isEqualTo(expected);
  }
}
