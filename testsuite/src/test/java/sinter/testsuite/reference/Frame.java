package sinter.testsuite.reference;

import java.util.Map;
import java.util.Set;
import sinter.grammar.onnx.AttributeProto;

/**
 * What a model or a function body fixes for all of its nodes.
 *
 * @param opsets version of each domain's operator set ("" is ai.onnx)
 * @param attributes attributes of the function call, which a body may refer to
 * @param absent inputs of the function that the call leaves out
 */
record Frame(
    Map<String, Long> opsets, Map<String, AttributeProto> attributes, Set<String> absent) {}
