package sinter.compiler.cases;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import sinter.ir.diag.Code;
import sinter.ir.diag.InputError;
import sinter.ir.diag.Loc;

/** Results of cases in the XML that build servers read. */
public final class JUnitReport {
  private JUnitReport() {}

  /**
   * Writes one suite.
   *
   * @throws InputError when the file cannot be written
   */
  public static void write(String suite, List<CaseResult> results, Path file) {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      var xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", suite);
      xml.writeAttribute("tests", Integer.toString(results.size()));
      xml.writeAttribute("failures", count(results, CaseResult.Status.FAILED));
      xml.writeAttribute("skipped", count(results, CaseResult.Status.SKIPPED));
      for (var r : results) {
        testCase(xml, suite, r);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (IOException | XMLStreamException e) {
      throw new InputError(
          Code.UNWRITABLE_FILE, Loc.UNKNOWN, "cannot write " + file + ": " + e.getMessage());
    }
  }

  private static String count(List<CaseResult> results, CaseResult.Status status) {
    return Long.toString(results.stream().filter(r -> r.status() == status).count());
  }

  private static void testCase(XMLStreamWriter xml, String suite, CaseResult r)
      throws XMLStreamException {
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", suite);
    xml.writeAttribute("name", plain(r.name()));
    xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", r.millis() / 1000));
    var element =
        switch (r.status()) {
          case FAILED -> "failure";
          case SKIPPED -> "skipped";
          case PASSED -> r.reason().isEmpty() ? "" : "system-out";
        };
    if (!element.isEmpty()) {
      xml.writeStartElement(element);
      if (r.status() != CaseResult.Status.PASSED) {
        xml.writeAttribute("message", plain(r.text()));
      } else {
        xml.writeCharacters(plain(r.text()));
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** Without the characters that XML cannot hold. */
  private static String plain(String text) {
    return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
  }
}
