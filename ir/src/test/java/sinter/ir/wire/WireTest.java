package sinter.ir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads go out and come back unchanged; hostile bytes end in {@link MalformedWire} only. */
class WireTest {
  private static final long SEED = 0x51a7e5;

  @Test
  void payloadBecomesItsIndex() throws Exception {
    var stripped = Wire.strip(Wire.modelWith(new byte[] {1, 2, 3}));

    assertThat(stripped.message()).isEqualTo(Wire.modelWith(Placeholder.of(0)));
    assertThat(stripped.payloads()).hasSize(1);
    assertThat(stripped.payloads().getFirst().toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(1, 2, 3);
  }

  @Test
  void emptyPayloadIsTakenOutToo() throws Exception {
    var model = Wire.modelWith(new byte[0]);
    var stripped = Wire.strip(model);

    assertThat(stripped.message()).isEqualTo(Wire.modelWith(Placeholder.of(0)));
    assertThat(Wire.splice(stripped)).isEqualTo(model);
  }

  @Test
  void everyPathToATensorIsWalked() throws Exception {
    var tensor = new Wire().bytes(9, new byte[100]);
    var attribute =
        new Wire()
            .message(5, tensor)
            .message(10, tensor)
            .message(22, new Wire().message(1, tensor).message(2, tensor))
            .message(23, new Wire().message(1, tensor));
    var node = new Wire().message(5, attribute);
    var graph =
        new Wire()
            .message(5, tensor)
            .message(15, new Wire().message(2, tensor))
            .message(1, node)
            .message(
                1,
                new Wire()
                    .message(
                        5,
                        new Wire()
                            .message(6, new Wire().message(1, node))
                            .message(11, new Wire().message(5, tensor))));
    var model =
        new Wire()
            .message(7, graph)
            .message(20, new Wire().message(1, graph).message(2, graph))
            .message(25, new Wire().message(7, node).message(11, attribute))
            .done();

    var stripped = Wire.strip(model);

    var inGraph = 2 + 5 + 5 + 1;
    assertThat(stripped.payloads()).hasSize(3 * inGraph + 2 * 5);
    assertThat(Wire.splice(stripped)).isEqualTo(model);
  }

  @Test
  void messageSplitInTwoStaysSplit() throws Exception {
    var first = new Wire().message(5, new Wire().bytes(9, new byte[] {1}).bytes(9, new byte[300]));
    var second = new Wire().message(5, new Wire().bytes(9, new byte[] {2, 3}));
    var model = new Wire().message(7, first).number(1, 8).message(7, second).done();

    var stripped = Wire.strip(model);

    assertThat(stripped.payloads()).hasSize(3);
    assertThat(Wire.splice(stripped)).isEqualTo(model);
  }

  @Test
  void payloadFieldOfAnotherWireTypeIsUnknown() throws Exception {
    var model =
        new Wire().message(7, new Wire().message(5, new Wire().number(9, 77))).number(7, 5).done();

    var stripped = Wire.strip(model);

    assertThat(stripped.payloads()).isEmpty();
    assertThat(stripped.message()).isEqualTo(model);
  }

  @Test
  void randomModelsComeBackByteForByte() throws Exception {
    var random = new Random(SEED);
    var payloads = 0;
    for (var i = 0; i < 20_000; i++) {
      var model = Wire.random(Scope.MODEL, 9, random).done();
      var stripped = Wire.strip(model);
      payloads += stripped.payloads().size();
      assertThat(Wire.splice(stripped)).as("seed %d, model %d", SEED, i).isEqualTo(model);
    }
    assertThat(payloads).isGreaterThan(1000);
  }

  @Test
  void damagedModelsAreRefusedOrStillRoundTrip() throws Exception {
    var random = new Random(SEED);
    var refused = 0;
    for (var i = 0; i < 40_000; i++) {
      var model = Wire.random(Scope.MODEL, 9, random).done();
      if (model.length == 0) continue;
      var damaged = damage(model, random);
      WireScanner.Stripped stripped;
      try {
        stripped = Wire.strip(damaged);
      } catch (MalformedWire e) {
        assertThat(e.offset())
            .as("seed %d, model %d", SEED, i)
            .isBetween(0L, (long) damaged.length);
        refused++;
        continue;
      }
      // A number may have been longer than needed, so compare what the file says, not how.
      var again = Wire.strip(Wire.splice(stripped));
      assertThat(again.message()).as("seed %d, model %d", SEED, i).isEqualTo(stripped.message());
      assertThat(again.payloads()).hasSameSizeAs(stripped.payloads());
      for (var p = 0; p < again.payloads().size(); p++) {
        assertThat(again.payloads().get(p).mismatch(stripped.payloads().get(p))).isEqualTo(-1);
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  private static byte[] damage(byte[] model, Random random) {
    if (random.nextBoolean()) return Arrays.copyOf(model, random.nextInt(model.length));
    var damaged = model.clone();
    for (var n = 1 + random.nextInt(3); n > 0; n--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }

  @Test
  void lengthPastItsMessageIsNamed() {
    var graph = new Wire().varint(5 << 3 | 2).varint(100).raw(0);
    assertThatThrownBy(() -> Wire.strip(new Wire().message(7, graph).done()))
        .isInstanceOf(MalformedWire.class)
        .hasMessage("byte 3: field 5 of GraphProto is 100 bytes long, 1 are left");
  }

  @Test
  void lengthsOfSixtyFourBitsAreRefused() {
    assertThatThrownBy(() -> Wire.strip(new Wire().varint(7 << 3 | 2).varint(-1).done()))
        .isInstanceOf(MalformedWire.class)
        .hasMessage("byte 1: field 7 of ModelProto is 18446744073709551615 bytes long, 0 are left");
  }

  @Test
  void numbersThatDoNotEndAreRefused() {
    assertThatThrownBy(() -> Wire.strip(new Wire().raw(8, 0x80, 0x80).done()))
        .hasMessage("byte 1: ModelProto ends inside a number");
    assertThatThrownBy(() ->
            Wire.strip(new Wire().raw(8).raw(new Random(1).ints(12, 128, 256).toArray()).done()))
        .hasMessage("byte 1: a number in ModelProto is longer than ten bytes");
  }

  @Test
  void fieldZeroAndUnknownWireTypesAreRefused() {
    assertThatThrownBy(() -> Wire.strip(new byte[] {0, 1}))
        .hasMessage("byte 0: a field of ModelProto has the number 0");
    assertThatThrownBy(() -> Wire.strip(new byte[] {8 | 6}))
        .hasMessage("byte 0: field 1 of ModelProto has wire type 6");
    assertThatThrownBy(() -> Wire.strip(new byte[] {8 | 7}))
        .hasMessage("byte 0: field 1 of ModelProto has wire type 7");
  }

  @Test
  void groupsMustBalance() {
    assertThatThrownBy(() -> Wire.strip(new byte[] {8 | 4}))
        .hasMessage("byte 0: group 1 ends in ModelProto unopened");
    assertThatThrownBy(() -> Wire.strip(new byte[] {8 | 3, 16, 1}))
        .hasMessage("byte 3: group 1 of ModelProto does not end");
    assertThatThrownBy(() -> Wire.strip(new byte[] {8 | 3, 16 | 4}))
        .hasMessage("byte 1: group 2 ends in ModelProto unopened");
  }

  @Test
  void nestingIsLimited() throws Exception {
    assertThat(Wire.strip(nested(66)).payloads()).isEmpty();
    assertThatThrownBy(() -> Wire.strip(nested(70)))
        .isInstanceOf(MalformedWire.class)
        .hasMessageContaining("messages nest deeper than 200 levels");
    var groups = new byte[100_000];
    Arrays.fill(groups, (byte) (8 | 3));
    assertThatThrownBy(() -> Wire.strip(groups))
        .isInstanceOf(MalformedWire.class)
        .hasMessageContaining("groups nest deeper than 200 levels");
  }

  private static byte[] nested(int graphs) {
    var graph = new Wire().number(100, 1);
    for (var i = 1; i < graphs; i++) {
      graph = new Wire().message(1, new Wire().message(5, new Wire().message(6, graph)));
    }
    return new Wire().message(7, graph).done();
  }

  @Test
  void lengthsPastTwoGigabytesAreCounted() {
    var size = 5L << 30;
    var splicer = new WireSplicer(Wire.modelWith(Placeholder.of(3)), _ -> new Counted(size));

    var tensor = 1 + Varint.size(size) + size + 2;
    var graph = 1 + Varint.size(tensor) + tensor;
    assertThat(splicer.size()).isEqualTo(1 + Varint.size(graph) + graph);
  }

  @Test
  void filesPastTwoGigabytesAreSliced(@TempDir Path folder) throws Exception {
    var payload = (3L << 30) + 5;
    var head = new WireSplicer(Wire.modelWith(Placeholder.of(0)), _ -> new Counted(payload));
    var prefix = new byte[64];
    var written = prefixOf(head, prefix);
    try (var arena = Arena.ofConfined();
        var sparse =
            FileChannel.open(
                folder.resolve("sparse.onnx"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.wrap(prefix, 0, written));
      sparse.write(ByteBuffer.wrap(new Wire().number(2, 1).done()), head.size() - 2);
      var file = sparse.map(FileChannel.MapMode.READ_ONLY, 0, sparse.size(), arena);

      var stripped = WireScanner.strip(file);

      assertThat(stripped.message()).isEqualTo(Wire.modelWith(Placeholder.of(0)));
      assertThat(stripped.payloads().getFirst().byteSize()).isEqualTo(payload);
    }
  }

  private static int prefixOf(WireSplicer splicer, byte[] prefix) {
    var out = ByteBuffer.wrap(prefix);
    assertThatThrownBy(() -> splicer.writeTo(new Sink(out))).hasMessage("the sink is full");
    return out.position();
  }

  @Test
  void payloadOfAnotherLengthThanAnnouncedIsABug() {
    var splicer =
        new WireSplicer(
            Wire.modelWith(Placeholder.of(0)),
            _ ->
                new WireSplicer.Payload() {
                  @Override
                  public long length() {
                    return 4;
                  }

                  @Override
                  public void writeTo(WritableByteChannel out) throws IOException {
                    out.write(ByteBuffer.allocate(3));
                  }
                });
    assertThatThrownBy(() -> splicer.writeTo(new Sink(ByteBuffer.allocate(100))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("payload 0 wrote 3 bytes instead of 4");
  }

  @Test
  void messageWithoutPlaceholdersCannotBeSpliced() {
    assertThatThrownBy(() -> new WireSplicer(Wire.modelWith(new byte[3]), _ -> new Counted(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a placeholder has 8 bytes, not 3");
  }

  @Test
  void varintsTakeTheBytesTheyAnnounce() {
    for (var shift = 0; shift < 64; shift++) {
      for (var value : new long[] {1L << shift, (1L << shift) - 1, -1L >>> shift}) {
        var out = ByteBuffer.allocate(10);
        Varint.put(out, value);
        assertThat(out.position()).as("%d", value).isEqualTo(Varint.size(value));
      }
    }
  }

  /** A payload of a size; writing it ends the test's interest in the output. */
  private record Counted(long length) implements WireSplicer.Payload {
    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
      out.write(ByteBuffer.allocate(1 << 20));
    }
  }

  /** Takes bytes until they do not fit, then throws. */
  private record Sink(ByteBuffer out) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) throws IOException {
      var count = source.remaining();
      if (count > out.remaining()) throw new IOException("the sink is full");
      out.put(source);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
