package sinter.testsuite.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static sinter.testsuite.runtime.Installed.ok;
import static sinter.testsuite.runtime.Installed.open;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sinter.backend.onnx.OrtWorker;
import sinter.backend.onnx.RuntimeSession;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Datum;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type.TensorType;
import sinter.worker.protocol.Port;

/** Every kind of value goes to the runtime and comes back unchanged. */
class ValuesTest {
  private static final String NAMES = "sinter.testsuite.runtime.Installed#names";

  @ParameterizedTest
  @MethodSource(NAMES)
  void plainTensors(String set) {
    List<DType> types =
        List.of(
            DType.F32,
            DType.F64,
            DType.F16,
            DType.BF16,
            DType.I8,
            DType.I16,
            DType.I32,
            DType.I64,
            DType.U8,
            DType.U16,
            DType.U32,
            DType.U64,
            DType.BOOL);
    try (OrtWorker worker = Installed.worker(set)) {
      for (DType type : types) {
        TinyModel model =
            new TinyModel(16)
                .input("x", TinyModel.tensor(type, -1, 2))
                .output("y", TinyModel.tensor(type, -1, 2))
                .node("Identity", "x", "y");
        RuntimeSession session = open(worker, model);
        assertThat(session.inputs().getFirst().symbols()).containsExactly("N", "");
        for (long rows : new long[] {2, 0}) {
          double[] values = rows == 0 ? new double[0] : new double[] {0, 1, 1, 0};
          Tensor x = Tensor.ofDoubles(type, List.of(rows, 2L), values);
          Map<String, Datum> y = ok(session.run(Map.of("x", x), List.of()));
          assertSame(type + " of " + rows + " rows", x, y.get("y"));
        }
        session.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void typesWithoutAnOwnIdentity(String set) {
    List<DType> types =
        List.of(
            DType.F8E4M3FN, DType.F8E4M3FNUZ, DType.F8E5M2, DType.F8E5M2FNUZ, DType.I4, DType.U4);
    try (OrtWorker worker = Installed.worker(set)) {
      for (DType type : types) {
        TinyModel model =
            new TinyModel(21)
                .input("x", TinyModel.tensor(type, 3))
                .output("y", TinyModel.tensor(type, 3))
                .node("Cast", "x", "f", TinyModel.integer("to", DType.F32.onnx()))
                .node("Cast", "f", "y", TinyModel.integer("to", type.onnx()));
        RuntimeSession session = open(worker, model);
        Tensor x = Tensor.ofDoubles(type, List.of(3L), 1, 2, 4);
        assertSame(type.text(), x, ok(session.run(Map.of("x", x), List.of())).get("y"));
        session.close();
      }
    }
  }

  /** The runtime numbers these otherwise than ONNX, and not the same way everywhere. */
  @ParameterizedTest
  @MethodSource(NAMES)
  void theNewestTypesAreWhatTheySay(String set) {
    try (OrtWorker worker = Installed.worker(set)) {
      for (DType type : List.of(DType.U2, DType.I2, DType.F8E8M0)) {
        TinyModel model =
            new TinyModel(25)
                .input("x", TinyModel.tensor(type, 5))
                .output("y", TinyModel.tensor(DType.F32, 5))
                .output("z", TinyModel.tensor(type, 5))
                .node("Cast", "x", "y", TinyModel.integer("to", DType.F32.onnx()))
                .node("Cast", "y", "z", TinyModel.integer("to", type.onnx()));
        RuntimeSession session = open(worker, model);
        Tensor x =
            switch (type) {
              case U2 -> Tensor.ofDoubles(type, List.of(5L), 0, 1, 2, 3, 1);
              case I2 -> Tensor.ofDoubles(type, List.of(5L), 0, 1, -2, -1, 1);
              default -> Tensor.ofDoubles(type, List.of(5L), 1, 2, 0.25, 1024, 8);
            };
        Map<String, Datum> out = ok(session.run(Map.of("x", x), List.of()));
        assertThat(out.get("y"))
            .isInstanceOfSatisfying(
                Tensor.class, y -> assertThat(y.doubles()).as("%s", type).isEqualTo(x.doubles()));
        assertSame(type.text(), x, out.get("z"));
        session.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void stringsAreBytes(String set) {
    TinyModel model =
        new TinyModel(16)
            .input("x", TinyModel.tensor(DType.STRING, -1))
            .output("y", TinyModel.tensor(DType.STRING, -1))
            .node("Identity", "x", "y");
    List<Bytes> values =
        List.of(
            Bytes.utf8("plain"),
            Bytes.EMPTY,
            Bytes.utf8("nul \0 within"),
            Bytes.utf8("\uD83D\uDE00"),
            Bytes.of(new byte[] {(byte) 0xff, 1}));
    try (OrtWorker worker = Installed.worker(set)) {
      RuntimeSession session = open(worker, model);
      Tensor x = new Tensor.Strings(TensorType.of(DType.STRING, 5), values);
      assertThat(ok(session.run(Map.of("x", x), List.of()))).containsEntry("y", x);
      Tensor none = new Tensor.Strings(TensorType.of(DType.STRING, 0), List.of());
      assertThat(ok(session.run(Map.of("x", none), List.of()))).containsEntry("y", none);
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void sequencesAndOptionals(String set) {
    var tensor = TinyModel.tensor(DType.F16, 2);
    TinyModel model =
        new TinyModel(18)
            .input("s", TinyModel.sequence(tensor))
            .output("same", TinyModel.sequence(tensor))
            .output("empty", TinyModel.sequence(tensor))
            .output("none", TinyModel.optional(tensor))
            .node("Identity", "s", "same")
            .node("SequenceEmpty", "", "empty", TinyModel.integer("dtype", DType.F16.onnx()))
            .node("Optional", "", "none", TinyModel.type("type", tensor));
    Tensor first = Tensor.ofDoubles(DType.F16, List.of(2L), 1, -2);
    Tensor second = Tensor.ofDoubles(DType.F16, List.of(2L), 0.5, 3);
    try (OrtWorker worker = Installed.worker(set)) {
      RuntimeSession session = open(worker, model);
      Datum feed = new Datum.Sequence(List.of(first, second));
      Map<String, Datum> results = ok(session.run(Map.of("s", feed), List.of()));
      assertThat(results.keySet()).containsExactly("same", "empty", "none");
      assertThat(results.get("same"))
          .isInstanceOfSatisfying(
              Datum.Sequence.class,
              sequence -> {
                assertThat(sequence.elements()).hasSize(2);
                assertSame("first", first, sequence.elements().get(0));
                assertSame("second", second, sequence.elements().get(1));
              });
      assertThat(results.get("empty")).isEqualTo(new Datum.Sequence(List.of()));
      assertThat(results.get("none")).isEqualTo(new Datum.Maybe(null));
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void onlyTheOutputsAskedFor(String set) {
    TinyModel model =
        new TinyModel(16)
            .input("x", TinyModel.tensor(DType.F32))
            .output("a", TinyModel.tensor(DType.F32))
            .output("b", TinyModel.tensor(DType.F32))
            .node("Neg", "x", "a")
            .node("Abs", "x", "b");
    try (OrtWorker worker = Installed.worker(set)) {
      RuntimeSession session = open(worker, model);
      assertThat(session.outputs().stream().map(Port::name)).containsExactly("a", "b");
      Map<String, Datum> results =
          ok(session.run(Map.of("x", Tensor.scalar(DType.F32, -3)), List.of("b")));
      assertThat(results.keySet()).containsExactly("b");
      assertSame("b", Tensor.scalar(DType.F32, 3), results.get("b"));
    }
  }

  private static void assertSame(String what, Tensor expected, @Nullable Datum actual) {
    assertThat(actual).as(what).isInstanceOf(Tensor.class);
    if (actual instanceof Tensor tensor) {
      assertThat(tensor.type()).as(what).isEqualTo(expected.type());
      MemorySegment bytes = tensor.content();
      assertThat(bytes.mismatch(expected.content())).as(what).isEqualTo(-1);
    }
  }
}
