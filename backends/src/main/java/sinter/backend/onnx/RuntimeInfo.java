package sinter.backend.onnx;

import java.util.List;

/**
 * What a running worker says about its runtime.
 *
 * @param version as the runtime states it, or {@code unknown}
 * @param providers names of the execution providers; empty when the build cannot tell
 */
public record RuntimeInfo(String version, List<String> providers) {}
