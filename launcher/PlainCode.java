import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Replaces calls that bootstrap themselves by calls of private methods of the same class, which do what
 * {@code java.lang.runtime.ObjectMethods} and {@code SwitchBootstraps.typeSwitch} are specified to do.
 */
final class PlainCode {
  private static final int PRIVATE_STATIC =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");

  private final ClassModel owner;
  private final List<Consumer<java.lang.classfile.ClassBuilder>> methods = new ArrayList<>();

  private PlainCode(ClassModel owner) {
    this.owner = owner;
  }

  /** The class with plain code; the same array when there is nothing to replace. */
  static byte[] of(ClassFile classFile, byte[] content) {
    var plain = new PlainCode(classFile.parse(content));
    if (!plain.hasBootstraps()) {
      return content;
    }
    CodeTransform replacement = plain::replace;
    var changed =
        classFile.transformClass(
            plain.owner,
            ClassTransform.transformingMethodBodies(replacement).andThen(new Additions(plain.methods)));
    return plain.methods.isEmpty() ? content : changed;
  }

  private boolean hasBootstraps() {
    var pool = owner.constantPool();
    for (int i = 0; i < pool.bootstrapMethodCount(); i++) {
      var method = pool.bootstrapMethodEntry(i).bootstrapMethod().asSymbol();
      if (method.owner().packageName().equals("java.lang.runtime")) {
        return true;
      }
    }
    return false;
  }

  /** Adds the methods that were called for, at the end of the class. */
  private record Additions(List<Consumer<java.lang.classfile.ClassBuilder>> methods)
      implements ClassTransform {
    @Override
    public void accept(java.lang.classfile.ClassBuilder builder, ClassElement element) {
      builder.with(element);
    }

    @Override
    public void atEnd(java.lang.classfile.ClassBuilder builder) {
      methods.forEach(method -> method.accept(builder));
    }
  }

  private void replace(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeDynamicInstruction call) {
      var bootstrap = call.bootstrapMethod();
      var body =
          switch (bootstrap.owner().displayName() + "." + bootstrap.methodName()) {
            case "ObjectMethods.bootstrap" -> record(call.name().stringValue(), call.bootstrapArgs());
            case "SwitchBootstraps.typeSwitch" -> typeSwitch(call.bootstrapArgs());
            default -> null;
          };
      if (body != null) {
        var name = "plain$" + methods.size();
        var type = call.typeSymbol();
        methods.add(builder -> builder.withMethodBody(name, type, PRIVATE_STATIC, body));
        boolean inInterface = (owner.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
        code.invokestatic(owner.thisClass().asSymbol(), name, type, inInterface);
        return;
      }
    }
    code.with(element);
  }

  /** The first label from a given one on that an object is an instance of; only for labels that are types. */
  private static Consumer<CodeBuilder> typeSwitch(List<ConstantDesc> labels) {
    if (!labels.stream().allMatch(label -> label instanceof ClassDesc type && !type.isPrimitive())) {
      return null;
    }
    return code -> {
      code.aload(0).ifThen(java.lang.classfile.Opcode.IFNULL, then -> then.loadConstant(-1).ireturn());
      for (int i = 0; i < labels.size(); i++) {
        var type = (ClassDesc) labels.get(i);
        int label = i;
        var next = code.newLabel();
        code.iload(1).loadConstant(label).if_icmpgt(next).aload(0).instanceOf(type).ifeq(next);
        code.loadConstant(label).ireturn().labelBinding(next);
      }
      code.loadConstant(labels.size()).ireturn();
    };
  }

  /** A method of a record: its class, the names of its components and a getter for each. */
  private static Consumer<CodeBuilder> record(String method, List<ConstantDesc> args) {
    var type = (ClassDesc) args.get(0);
    var names = ((String) args.get(1)).split(";");
    var getters = args.subList(2, args.size()).stream().map(DirectMethodHandleDesc.class::cast).toList();
    return switch (method) {
      case "equals" -> code -> equal(code, type, getters);
      case "hashCode" -> code -> hash(code, type, getters);
      case "toString" -> code -> print(code, type, names, getters);
      default -> null;
    };
  }

  private static ClassDesc get(CodeBuilder code, int slot, ClassDesc type, DirectMethodHandleDesc getter) {
    var component = getter.invocationType().returnType();
    code.aload(slot).getfield(type, getter.methodName(), component);
    return component;
  }

  private static void equal(CodeBuilder code, ClassDesc type, List<DirectMethodHandleDesc> getters) {
    var different = code.newLabel();
    code.aload(1).instanceOf(type).ifeq(different).aload(1).checkcast(type).astore(2);
    for (var getter : getters) {
      get(code, 0, type, getter);
      var component = get(code, 2, type, getter);
      switch (TypeKind.from(component)) {
        case BOOLEAN, BYTE, CHAR, SHORT, INT -> code.if_icmpne(different);
        case LONG -> code.lcmp().ifne(different);
        case FLOAT, DOUBLE ->
            code.invokestatic(boxed(component), "compare", MethodTypeDesc.of(CD_int, component, component))
                .ifne(different);
        default ->
            code.invokestatic(OBJECTS, "equals", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object))
                .ifeq(different);
      }
    }
    code.loadConstant(1).ireturn().labelBinding(different).loadConstant(0).ireturn();
  }

  private static void hash(CodeBuilder code, ClassDesc type, List<DirectMethodHandleDesc> getters) {
    code.loadConstant(0);
    for (var getter : getters) {
      code.loadConstant(31).imul();
      var component = get(code, 0, type, getter);
      var argument = component.isPrimitive() ? component : CD_Object;
      code.invokestatic(
          component.isPrimitive() ? boxed(component) : OBJECTS,
          "hashCode",
          MethodTypeDesc.of(CD_int, argument));
      code.iadd();
    }
    code.ireturn();
  }

  private static void print(
      CodeBuilder code, ClassDesc type, String[] names, List<DirectMethodHandleDesc> getters) {
    code.new_(BUILDER).dup().invokespecial(BUILDER, "<init>", MethodTypeDesc.ofDescriptor("()V"));
    code.loadConstant(type);
    code.invokevirtual(ClassDesc.of("java.lang.Class"), "getSimpleName", MethodTypeDesc.of(CD_String));
    append(code, CD_String);
    for (int i = 0; i < getters.size(); i++) {
      code.loadConstant((i == 0 ? "[" : ", ") + names[i] + "=");
      append(code, CD_String);
      var component = get(code, 0, type, getters.get(i));
      code.invokestatic(CD_String, "valueOf", MethodTypeDesc.of(CD_String, printed(component)));
      append(code, CD_String);
    }
    code.loadConstant(getters.isEmpty() ? "[]" : "]");
    append(code, CD_String);
    code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(CD_String)).areturn();
  }

  private static void append(CodeBuilder code, ClassDesc type) {
    code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, type));
  }

  private static ClassDesc printed(ClassDesc component) {
    return switch (TypeKind.from(component)) {
      case BYTE, SHORT -> CD_int;
      case REFERENCE -> CD_Object;
      default -> component;
    };
  }

  private static ClassDesc boxed(ClassDesc primitive) {
    return ClassDesc.of(
        switch (TypeKind.from(primitive)) {
          case BOOLEAN -> "java.lang.Boolean";
          case BYTE -> "java.lang.Byte";
          case CHAR -> "java.lang.Character";
          case SHORT -> "java.lang.Short";
          case INT -> "java.lang.Integer";
          case LONG -> "java.lang.Long";
          case FLOAT -> "java.lang.Float";
          default -> "java.lang.Double";
        });
  }
}
