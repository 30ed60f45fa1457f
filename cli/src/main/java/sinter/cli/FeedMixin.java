package sinter.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the inputs of a model come from. */
final class FeedMixin {
  @Option(
      names = {"-i", "--input"},
      paramLabel = "NAME=FILE",
      description =
          "A value for an input: .npy, .npz or .pb; NAME= may be left out when there is one input."
              + " A folder holds NAME.npy or input_K.pb files.")
  private List<String> files = new ArrayList<>();

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private DrawMixin draw;

  List<String> files() {
    return files;
  }

  Map<String, String> specs() {
    return draw.specs();
  }

  Map<String, Long> bind() {
    return draw.bind();
  }
}
