package sinter.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import sinter.compiler.Inspection;
import sinter.compiler.Inspection.Port;
import sinter.ir.op.Domain;

/** A model on one screen. */
final class InspectText {
  private static final int OPS = 12;
  private static final int PORTS = 8;

  private final Talk talk;
  private final PrintWriter out;
  private final Ink ink;

  InspectText(Talk talk) {
    this.talk = talk;
    this.out = talk.out();
    this.ink = talk.paint();
  }

  void print(Inspection i) {
    out.println(
        ink.bold(i.file())
            + "  "
            + ink.dim(
                "IR version "
                    + i.irVersion()
                    + ", "
                    + i.opsets().entrySet().stream()
                        .map(e -> Domain.shown(e.getKey()) + " " + e.getValue())
                        .collect(Collectors.joining(", "))));
    ports("inputs", i.inputs());
    ports("default", i.initialized());
    ports("outputs", i.outputs());
    line("symbols", String.join(", ", i.symbolicDims()));
    line(
        "nodes",
        Talk.count(i.nodes()) + (i.functions() > 0 ? " and " + i.functions() + " functions" : ""));
    line("params", i.parameters() == 0 ? "" : parameters(i));
    line("size", Talk.bytes(i.bytes()));
    line("weights", weights(i.weightBytesByType()));
    line("macs", i.macs() == null ? "unknown: shapes are not" : macs(i.macs()));
    line(
        "memory",
        i.peakActivationBytes() instanceof Long peak
            ? Talk.bytes(peak) + " of values alive at once at most"
            : "");
    ops(i.ops());
  }

  private void line(String what, String text) {
    if (!text.isEmpty()) {
      out.println("  " + String.format(Locale.ROOT, "%-8s ", what) + text);
    }
  }

  private void ports(String what, List<Port> ports) {
    int shown = talk.verbose() ? ports.size() : Math.min(PORTS, ports.size());
    for (int p = 0; p < shown; p++) {
      line(p == 0 ? what : "", ink.cyan(ports.get(p).name()) + " " + ports.get(p).type());
    }
    if (ports.size() > shown) {
      line("", ink.dim("and " + (ports.size() - shown) + " more"));
    }
  }

  private static String macs(String text) {
    return text.chars().allMatch(Character::isDigit) ? Talk.count(Long.parseLong(text)) : text;
  }

  private static String weights(Map<String, Long> bytes) {
    return bytes.entrySet().stream()
        .map(e -> e.getKey() + " " + Talk.bytes(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private void ops(Map<String, Integer> ops) {
    var sorted = new ArrayList<>(ops.entrySet());
    sorted.sort(
        Map.Entry.<String, Integer>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey()));
    int shown = talk.verbose() ? sorted.size() : Math.min(OPS, sorted.size());
    var text =
        sorted.subList(0, shown).stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
    line(
        "ops",
        shown < sorted.size() ? text + ", and " + (sorted.size() - shown) + " others" : text);
  }

  private static String parameters(Inspection i) {
    var all = Talk.count(i.parameters());
    return i.trainable() == i.parameters() ? all : all + ", trainable " + Talk.count(i.trainable());
  }
}
