package sinter.testsuite.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sinter.backend.onnx.OnnxWriter;
import sinter.frontend.language.weights.WeightSource;
import sinter.frontend.text.TextReader;
import sinter.ir.WeightStore;
import sinter.ir.diag.Code;
import sinter.ir.diag.Diagnostics;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Source;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;

/** Files of weights: what is in them, that it is mapped, and that damaged ones are refused. */
class WeightSourceTest {
  private static final Map<String, Tensor> TENSORS = new LinkedHashMap<>();

  static {
    TENSORS.put("rnn.0.weight", Tensor.ofDoubles(DType.F32, List.of(2L, 3L), 1, 2, 3, 4, 5, 6));
    TENSORS.put("bias", Tensor.ofDoubles(DType.F32, List.of(3L), -1, 0.5, 1e9));
    TENSORS.put("scale", Tensor.ofDoubles(DType.F32, List.of(), 7));
    TENSORS.put("none", Tensor.ofDoubles(DType.F32, List.of(0L, 4L)));
  }

  @TempDir private Path folder;
  private final WeightStore store = new WeightStore();
  private final Diagnostics diagnostics = new Diagnostics();

  @AfterEach
  void close() {
    store.release();
  }

  private WeightSource open(Path file) {
    return WeightSource.open(file, store, diagnostics);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Path write(String kind) throws IOException {
    return switch (kind) {
      case "safetensors" -> WeightFiles.safetensors(file("w.safetensors"), TENSORS);
      case "stored" -> WeightFiles.npz(file("w.npz"), TENSORS, false);
      case "deflated" -> WeightFiles.npz(file("d.npz"), TENSORS, true);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"safetensors", "stored", "deflated"})
  void everyTensorIsFoundByNameWithTypeAndContent(String kind) throws IOException {
    var source = open(write(kind));
    assertThat(source.names()).containsExactlyElementsOf(TENSORS.keySet());
    assertThat(source.type("other")).isNull();
    TENSORS.forEach((name, expected) -> {
      assertThat(source.type(name)).isEqualTo(expected.type());
      var tensor = source.tensor(name);
      assertThat(tensor.type()).isEqualTo(expected.type());
      assertThat(tensor.doubles()).isEqualTo(expected.doubles());
      boolean isMapped = tensor instanceof Tensor.Mapped;
      assertThat(isMapped).isEqualTo(!kind.equals("deflated"));
    });
    assertThat(diagnostics.all()).isEmpty();
  }

  @Test
  void anArrayIsCalledLikeItsFileAndColumnOrderIsUndone() throws IOException {
    var bytes =
        WeightFiles.npy(
            Tensor.ofLongs(DType.I32, List.of(3L, 2L), 1, 2, 3, 4, 5, 6), file("array.npy"));
    var text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    var columns = text.replace("'fortran_order': False", "'fortran_order': True ");
    Files.writeString(file("kernel.npy"), columns, java.nio.charset.StandardCharsets.ISO_8859_1);
    var source = open(file("kernel.npy"));
    assertThat(source.names()).containsExactly("kernel");
    assertThat(source.tensor("kernel").longs()).containsExactly(1L, 4L, 2L, 5L, 3L, 6L);
  }

  @Test
  void elementsInTheOtherByteOrderAreRefusedWithWhatConvertsThem() throws IOException {
    var bytes = WeightFiles.npy(Tensor.ofLongs(DType.I32, List.of(2L), 1, 2), file("little.npy"));
    var text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    var other = text.replace("'<i4'", "'>i4'");
    assertThat(other).isNotEqualTo(text);
    Files.writeString(file("big.npy"), other, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> open(file("big.npy")))
        .hasMessageContaining("big-endian")
        .hasMessageContaining("newbyteorder('<')");
  }

  @Test
  void initializersOfAModelAreNamedTensors() throws IOException {
    var text =
        """
        model ir 8 opset 17
        graph @g (%x: f32[2]) -> (%y: f32[2]) {
          %"layer.weight" = const [1.0, 2.0] : f32[2]
          %y = onnx::Mul@17(%x, %"layer.weight")
        }
        """;
    try (var model = new TextReader(folder, diagnostics).read(new Source("g.sir", text))) {
      assertThat(model).isNotNull();
      OnnxWriter.write(model, file("m.onnx"), OnnxWriter.ExternalData.NEVER);
    }
    var source = open(file("m.onnx"));
    assertThat(source.names()).containsExactly("layer.weight");
    assertThat(source.tensor("layer.weight").doubles()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "F64, f64, 8",
    "F32, f32, 4",
    "F16, f16, 2",
    "BF16, bf16, 2",
    "F8_E4M3, f8e4m3fn, 1",
    "F8_E5M2, f8e5m2, 1",
    "I64, i64, 8",
    "I32, i32, 4",
    "I16, i16, 2",
    "I8, i8, 1",
    "U64, u64, 8",
    "U32, u32, 4",
    "U16, u16, 2",
    "U8, u8, 1",
    "BOOL, bool, 1",
  })
  void elementTypesOfSafetensors(String theirs, String ours, int width) throws IOException {
    var header =
        "{\"x\":{\"dtype\":\"%s\",\"shape\":[2],\"data_offsets\":[0,%d]}}"
            .formatted(theirs, 2 * width);
    var source = open(WeightFiles.safetensors(file("x.safetensors"), header, 2 * width));
    assertThat(source.tensor("x").type()).hasToString(ours + "[2]");
    assertThat(source.tensor("x").content().get(java.lang.foreign.ValueLayout.JAVA_BYTE, width))
        .isEqualTo((byte) width);
  }

  @Test
  void tensorsOfUnknownElementTypesAreLeftOutWithAWarning() throws IOException {
    var header =
        """
        {"a":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[0,3]},
         "b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}\
        """;
    var source = open(WeightFiles.safetensors(file("x.safetensors"), header, 4));
    assertThat(source.names()).containsExactly("b");
    assertThat(diagnostics.all())
        .singleElement()
        .satisfies(d -> assertThat(d.message()).contains("a of ").contains("F6_E2M3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "{} {",
        "{\"x\":3}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"y\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[2,6]}}",
      })
  void headersThatLieAreRefused(String header) throws IOException {
    var path = WeightFiles.safetensors(file("x.safetensors"), header, 8);
    if (header.equals("{} {")) {
      assertThat(open(path).names()).isEmpty();
      return;
    }
    assertThatThrownBy(() -> open(path))
        .isInstanceOfSatisfying(
            InputError.class,
            e -> assertThat(e.diagnostic().code()).isEqualTo(Code.MALFORMED_FILE));
  }

  @Test
  void filesThatAreNotThereOrOfNoKnownKindAreRefused() throws IOException {
    assertThatThrownBy(() -> open(file("none.npz"))).hasMessageContaining("no file");
    Files.writeString(file("w.pt"), "x");
    assertThatThrownBy(() -> open(file("w.pt"))).hasMessageContaining(".safetensors, .npz");
    Files.writeString(file("empty.safetensors"), "");
    assertThatThrownBy(() -> open(file("empty.safetensors"))).isInstanceOf(InputError.class);
    Files.writeString(file("empty.npz"), "");
    assertThatThrownBy(() -> open(file("empty.npz"))).isInstanceOf(InputError.class);
  }

  /** The stated size is more than any machine has: nothing may be set aside for it before bytes come out. */
  @Test
  void statedSizesOfCompressedArraysAreNotBelieved() throws IOException {
    var honest = open(WeightFiles.lying(file("honest.npz"), WeightFiles.REAL));
    assertThat(honest.tensor("w").dims()).containsExactly((long) WeightFiles.REAL);
    var source = open(WeightFiles.lying(file("lying.npz"), 1L << 50));
    assertThatThrownBy(() -> source.tensor("w"))
        .isInstanceOf(InputError.class)
        .hasMessageContaining("it ends after");
  }

  /** The bits of one number: nothing in the header or the compression says that they are others. */
  @ParameterizedTest
  @ValueSource(strings = {"stored", "deflated"})
  void bytesWithAnotherSumAreRefused(String kind) throws IOException {
    var bytes = Files.readAllBytes(write(kind));
    var directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int entry = 0;
    while (directory.getInt(entry) != 0x02014b50) {
      entry++;
    }
    directory.putInt(entry + 16, directory.getInt(entry + 16) ^ 1);
    Files.write(file("sum.npz"), bytes);
    var source = open(file("sum.npz"));
    var first = TENSORS.keySet().iterator().next();
    assertThatThrownBy(() -> source.tensor(first))
        .isInstanceOf(InputError.class)
        .hasMessageContaining("CRC-32");
  }

  /** Flipped bytes, cut ends and overwritten runs: an error of the file, or tensors that can be read. */
  @ParameterizedTest
  @ValueSource(strings = {"safetensors", "stored", "deflated"})
  void damagedFilesGiveErrorsAndNothingElse(String kind) throws IOException {
    var intact = write(kind);
    var bytes = Files.readAllBytes(intact);
    long seed = 20_261_124;
    var random = new Random(seed);
    var outcomes = new ArrayList<String>();
    for (int round = 0; round < 500; round++) {
      var damaged = bytes.clone();
      if (round % 4 == 0) {
        damaged = java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      for (int k = random.nextInt(1, 4); k > 0 && damaged.length > 0; k--) {
        damaged[random.nextInt(damaged.length)] =
            (byte) (random.nextBoolean() ? 255 : random.nextInt());
      }
      var path = Files.write(file(round + "-" + intact.getFileName()), damaged);
      var own = new WeightStore();
      try {
        var source = WeightSource.open(path, own, new Diagnostics());
        for (var name : source.names()) {
          assertThat(source.tensor(name).byteSize()).isLessThan(1 << 20);
        }
        outcomes.add("read");
      } catch (InputError e) {
        outcomes.add(e.diagnostic().code().id());
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      } finally {
        own.release();
      }
      Files.delete(path);
    }
    assertThat(outcomes).contains("read", "malformed-file").containsOnly("read", "malformed-file");
  }
}
