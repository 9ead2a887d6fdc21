// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Holds the rules of the house that concern the core; a rule that matches no class fails. */
class ArchitectureTest {
    private static final String ROOT = "dev.holdfast";
    private static final String INTERNAL = ROOT + ".internal";

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(CORE);
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("a capability that can be read by itself is one that depends on no capability above it"));
    }

    @Test
    void onlyThePackageTribuoKnowsTribuo() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".tribuo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.tribuo..")
                .because("Tribuo is an optional dependency: everything else must load and run without it"));
    }

    @Test
    void thePackageTribuoIsTheOneThatKnowsTribuo() {
        Assumptions.assumeTrue(
                CORE.stream().anyMatch(resideInAPackage(ROOT + ".tribuo..")), "there is no package tribuo yet");
        check(classes()
                .that()
                .resideInAPackage(ROOT + ".tribuo..")
                .and(describe("are compiled against Tribuo", ArchitectureTest::usesTribuo))
                .should()
                .resideInAPackage(ROOT + ".tribuo..")
                .because("if nothing there used Tribuo, the rule that keeps Tribuo there would guard nothing"));
    }

    @Test
    void testFrameworksAreKnownWhereTheyAreTheSubject() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".testing.junit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "org.opentest4j..", "org.assertj..")
                .because("assertions on models run in any framework and in none"));
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".testing.jqwik..", ROOT + ".testing.property..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.jqwik..")
                .because("jqwik is an optional dependency"));
    }

    private static boolean usesTribuo(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith("org.tribuo"));
    }

    @Test
    void theStatisticsStandOnTheJdkAndCommonsStatistics() {
        check(classes()
                .that()
                .resideInAPackage(ROOT + ".stats..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".stats..",
                        "java..",
                        "org.apache.commons.statistics..",
                        "org.apache.commons.numbers..",
                        "org.apache.commons.rng..",
                        "org.jspecify.annotations..")
                .because("kernels see arrays only, so that every capability can use them"));
    }

    @Test
    void valuesAndMathematicsDoNotKnowTheirUsers() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".data..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(not(resideInAPackage(ROOT + ".data..")))
                        .and(not(resideInAPackage(ROOT))))
                .because("data is the ground floor: it stands on nothing but the root package's exception"));
    }

    @Test
    void thirdPartyTypesStayBehindTheSignatures() {
        check(methods()
                .that()
                .areDeclaredInClassesThat()
                .arePublic()
                .and(describe("are part of the API", ArchitectureTest::isApi))
                .should(notMention("com.fasterxml.jackson", "de.siegmar", "com.github.benmanes", "software.amazon"))
                .because("a library's own dependencies must be free to change without breaking its users"));
    }

    private static boolean isApi(JavaCodeUnit method) {
        return method.getModifiers().contains(JavaModifier.PUBLIC)
                || method.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static ArchCondition<JavaCodeUnit> notMention(String... packages) {
        return new ArchCondition<>("not mention types of " + String.join(", ", packages)) {
            @Override
            public void check(JavaCodeUnit method, ConditionEvents events) {
                method.getAllInvolvedRawTypes().stream()
                        .filter(type -> startsWithAny(type.getName(), packages))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " mentions " + type.getName())));
            }
        };
    }

    private static boolean startsWithAny(String name, String... prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void timeAndChanceAreHandedIn() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .because("what depends on the hour or on chance can be neither tested nor repeated"));
    }

    @Test
    void nobodyTalksToTheConsoleOrEndsTheJvm() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("the host's console, log and life belong to the host"));
    }

    @Test
    void nothingIsReadByJavaSerialisation() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .because("a stored model or profile must not be able to run code when it is read"));
    }

    @Test
    void publicTypesAreClosedForExtensionUnlessTheyAreInterfaces() {
        check(classes()
                .that()
                .arePublic()
                .and(describe("are no interfaces", type -> !type.isInterface()))
                .should(beClosed())
                .because("an open class promises behaviour that nobody has written down"));
    }

    private static ArchCondition<JavaClass> beClosed() {
        return new ArchCondition<>("be final, a record, an enum, sealed, or the root of all exceptions") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed = type.getModifiers().contains(JavaModifier.FINAL)
                        || type.isRecord()
                        || type.isEnum()
                        || type.reflect().isSealed()
                        || type.isEquivalentTo(HoldfastException.class);
                if (!closed) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " can be extended by anybody"));
                }
            }
        };
    }

    @Test
    void internalPackagesAreReachedFromNoOtherModule() {
        DescribedPredicate<JavaClass> foreign = resideInAPackage(INTERNAL + "..")
                .and(not(resideInAnyPackage(INTERNAL + ".file..", INTERNAL + ".pass..")));
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .should()
                .dependOnClassesThat(foreign)
                .because("what is internal may change at any time"));
    }

    @Test
    void internalPackagesStandOnTheJdk() {
        check(classes()
                .that()
                .resideInAPackage(INTERNAL + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(INTERNAL + "..", "java..", "org.jspecify.annotations..")
                .because("every capability must be able to stand on them"));
    }

    @Test
    void internalTypesAppearInNoSignature() {
        String reason = "what is internal may change at any time";
        check(codeUnits()
                .that()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(INTERNAL + "..")
                .and(describe("are part of the API", ArchitectureTest::isApi))
                .should(notMention(INTERNAL))
                .because(reason));
        check(noClasses()
                .that()
                .arePublic()
                .and()
                .resideOutsideOfPackage(INTERNAL + "..")
                .should()
                .beAssignableTo(resideInAPackage(INTERNAL + ".."))
                .because(reason));
    }

    @Test
    void aRuleThatMatchesNothingFails() {
        assertThatThrownBy(() -> check(classes()
                        .that()
                        .resideInAPackage("dev.holdfast.nowhere..")
                        .should()
                        .bePublic()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("failed to check any classes");
    }
}
