package sinter.compiler;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import sinter.ir.diag.CompilerBug;

/** Reports as JSON: one object each, names as the record components, numbers that are not finite as null. */
public final class Json {
  private Json() {}

  /** {@code report} as indented text. */
  public static String text(Object report) {
    try {
      return Holder.WRITER.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new CompilerBug("cannot write " + report.getClass().getSimpleName() + " as JSON", e);
    }
  }

  private static final class Holder {
    static final ObjectWriter WRITER = writer();

    private static ObjectWriter writer() {
      var finite = new SimpleModule("finite");
      finite.addSerializer(Double.class, new FiniteSerializer());
      finite.addSerializer(double.class, new FiniteSerializer());
      var indenter = new DefaultIndenter("  ", "\n");
      return JsonMapper.builder()
          .addModule(finite)
          .build()
          .writer(new DefaultPrettyPrinter().withObjectIndenter(indenter));
    }
  }

  private static final class FiniteSerializer extends StdSerializer<Double> {
    private static final long serialVersionUID = 1;

    FiniteSerializer() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }
}
