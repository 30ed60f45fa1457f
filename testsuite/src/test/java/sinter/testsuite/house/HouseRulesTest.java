package sinter.testsuite.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import sinter.ir.op.Components;
import sinter.ir.op.OpCatalog;
import sinter.ir.tensor.Bytes;
import sinter.ir.tensor.Tensor;
import sinter.ir.type.DType;
import sinter.ir.type.Type;
import sinter.passes.PassCatalog;

/** Who may know whom, and what the catalogue promises. */
class HouseRulesTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("sinter");

  private static final Set<Class<?>> ATTRIBUTE_TYPES =
      Set.of(
          long.class,
          float.class,
          double.class,
          boolean.class,
          Long.class,
          Float.class,
          Boolean.class,
          String.class,
          Bytes.class,
          DType.class,
          Tensor.class,
          Type.class,
          List.class);

  @Test
  void theRepresentationKnowsNothingButItself() {
    noClasses()
        .that()
        .resideInAPackage("sinter.ir..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "sinter.passes..",
            "sinter.frontend..",
            "sinter.backend..",
            "sinter.compiler..",
            "sinter.grammar..",
            "com.google..")
        .check(PRODUCT);
  }

  @Test
  void readersAndPassesDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("sinter.frontend..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("sinter.passes..")
        .check(PRODUCT);
    noClasses()
        .that()
        .resideInAPackage("sinter.passes..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sinter.frontend..", "sinter.backend..", "sinter.grammar..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheWorkerKnowsTheRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("sinter.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(PRODUCT);
  }

  @Test
  void verbsHoldNoLogicOfFormats() {
    noClasses()
        .that()
        .resideInAPackage("sinter.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sinter.grammar..", "com.google..")
        .check(PRODUCT);
  }

  @Test
  void nothingStaticChanges() {
    fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(
            "sinter.ir..", "sinter.passes..", "sinter.frontend.onnx..", "sinter.compiler..")
        .and()
        .areStatic()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(PRODUCT);
  }

  @Test
  void everyPackageSaysWhatMayBeNull() {
    for (var c : PRODUCT) {
      boolean generated = c.getPackageName().startsWith("sinter.grammar");
      if (!generated && !c.getPackageName().isEmpty()) {
        assertThat(c.getPackage().isAnnotatedWith(NullMarked.class))
            .as(c.getPackageName())
            .isTrue();
      }
    }
  }

  @Test
  void attributesAreOfTypesThatPrintAndCompare() {
    for (var entry : OpCatalog.get().all()) {
      if (entry.schema() != null) {
        check(entry.name(), entry.type());
      }
    }
  }

  private static void check(String op, Class<?> record) {
    for (var c : Components.of(record).all()) {
      var type = c.getType();
      if (type.isRecord()) {
        check(op, type);
      } else {
        assertThat(type.isEnum() || ATTRIBUTE_TYPES.contains(type))
            .as("%s.%s", op, c.getName())
            .isTrue();
      }
    }
  }

  @Test
  void everyPassHasDefaultsThatItsTextLeavesOut() {
    assertThat(PassCatalog.get().all()).hasSizeGreaterThan(10);
    for (var entry : PassCatalog.get().all()) {
      assertThat(entry.defaults().name()).isEqualTo(entry.name());
    }
  }
}
