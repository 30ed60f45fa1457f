package sinter.testsuite.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sinter.worker.protocol.HeadReader;
import sinter.worker.protocol.HeadWriter;
import sinter.worker.protocol.Message;
import sinter.worker.protocol.Payload;
import sinter.worker.protocol.Pipe;
import sinter.worker.protocol.Port;
import sinter.worker.protocol.ProtocolException;

/** The pipe gives back what was sent, and refuses anything else without taking memory for it. */
class PipeTest {
  private static final Payload VALUE =
      new Payload.Sequence(
          List.of(
              new Payload.Tensor(1, List.of(2L), MemorySegment.ofArray(new byte[8])),
              Payload.Strings.of(List.of(1L), List.of(new byte[] {65})),
              new Payload.Dictionary(
                  new Payload.Tensor(7, List.of(0L), MemorySegment.ofArray(new byte[0])),
                  new Payload.None())));

  private static byte[] sent() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Pipe pipe =
        new Pipe(
            Channels.newChannel(new ByteArrayInputStream(new byte[0])), Channels.newChannel(bytes));
    pipe.send(
        new HeadWriter()
            .text("name")
            .optionalText(null)
            .numbers(List.of(1L, -1L))
            .port(new Port("x", Port.Kind.MAP, 3, List.of(-1L), List.of("N")))
            .payload(VALUE)
            .message(2));
    return bytes.toByteArray();
  }

  private static Message receive(byte[] bytes) throws IOException {
    Pipe pipe =
        new Pipe(
            Channels.newChannel(new ByteArrayInputStream(bytes)),
            Channels.newChannel(new ByteArrayOutputStream()));
    Message message = pipe.receive(Arena.ofAuto());
    if (message == null) {
      throw new EOFException("no message");
    }
    return message;
  }

  private static void readAll(Message message) throws IOException {
    HeadReader fields = message.fields();
    fields.text();
    fields.optionalText();
    fields.numbers();
    fields.port();
    fields.payload();
  }

  @Test
  void givesBackWhatWasSent() throws IOException {
    Message message = receive(sent());
    assertThat(message.tag()).isEqualTo(2);
    HeadReader fields = message.fields();
    assertThat(fields.text()).isEqualTo("name");
    assertThat(fields.optionalText()).isNull();
    assertThat(fields.numbers()).containsExactly(1L, -1L);
    assertThat(fields.port())
        .isEqualTo(new Port("x", Port.Kind.MAP, 3, List.of(-1L), List.of("N")));
    assertThat(fields.payload())
        .isInstanceOfSatisfying(
            Payload.Sequence.class,
            sequence -> {
              assertThat(sequence.elements()).hasSize(3);
              assertThat(sequence.elements().get(1))
                  .isInstanceOfSatisfying(
                      Payload.Strings.class,
                      strings -> assertThat(strings.packed().byteSize()).isEqualTo(5));
            });
    assertThatThrownBy(fields::integer).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesEveryShortenedMessage() throws IOException {
    byte[] whole = sent();
    for (int length = 1; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> receive(part)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void survivesEveryChangedByte() throws IOException {
    long seed = 20261124;
    Random random = new Random(seed);
    byte[] whole = sent();
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      int at = random.nextInt(16, changed.length);
      changed[at] = (byte) random.nextInt();
      boolean size = at < 16 + 8 * 3;
      if (!size) {
        try {
          readAll(receive(changed));
        } catch (IOException e) {
          assertThat(e)
              .as("seed %d, case %d", seed, i)
              .isInstanceOfAny(ProtocolException.class, EOFException.class);
        }
      }
    }
  }

  @Test
  void refusesSizesBeforeTakingMemory() throws IOException {
    for (int field : new int[] {0, 8, 12, 23}) {
      byte[] changed = sent();
      changed[field + (field == 0 ? 0 : field == 23 ? 0 : 3)] = (byte) 0x80;
      assertThatThrownBy(() -> receive(changed)).isInstanceOf(ProtocolException.class);
    }
  }
}
