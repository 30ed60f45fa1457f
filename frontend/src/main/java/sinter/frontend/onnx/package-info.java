/**
 * Reads ONNX files. Nodes become {@link sinter.ir.op.Foreign} ops, initializers become constants
 * that stay mapped, graph attributes become regions; what the representation does not interpret of
 * a message is kept as {@link sinter.ir.Fact.Residue} beside what it belongs to, so that the writer
 * can restore the message field by field:
 *
 * <ul>
 *   <li>a model, block, node, parameter, result or signature holds the message it was read from
 *       (ModelProto, GraphProto or FunctionProto, NodeProto, ValueInfoProto) without the
 *       interpreted fields, and nothing when that leaves nothing;
 *   <li>a constant that was an initializer holds a NodeProto with one attribute, whose tensor is
 *       the rest of the initializer;
 *   <li>the {@code data_type} in the rest of a TensorProto is the number of the field that held the
 *       elements, absent for {@code raw_data};
 *   <li>the {@code type} in the rest of an AttributeProto is UNDEFINED when the file states none,
 *       and any other when the file states UNDEFINED;
 *   <li>a GraphProto lists under {@code initializer} the rest of each input's default, by name,
 *       and every other initializer by its bare name when one of those precedes a default;
 *   <li>{@code value_info} entries and quantization annotations of values of the graph end in an
 *       empty entry of metadata or parameters; the former stand there only when their order is not
 *       that of the definitions.
 * </ul>
 */
@NullMarked
package sinter.frontend.onnx;

import org.jspecify.annotations.NullMarked;
