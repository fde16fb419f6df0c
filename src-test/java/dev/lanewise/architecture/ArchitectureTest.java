package dev.lanewise.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.lanewise.kernels.Parallelism;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules of the house, held on class files. R5 (a kernel allocates nothing) is measured by the kernels' tests. */
@Tag("once")
class ArchitectureTest {

    private static final String KERNELS = "dev.lanewise.kernels";
    private static final String LANES = KERNELS + ".internal.Lanes";
    private static final String CHECKS = KERNELS + ".internal.Checks";
    private static final String WORKER_POOL = KERNELS + ".internal.parallel.WorkerPool";
    private static final String NN = "dev.lanewise.nn";
    private static final String BENCH = "dev.lanewise.bench";
    private static final String VECTOR_API = "jdk.incubator.vector";

    private static final String THREADS =
            "java\\.lang\\.Thread(\\$.*)?|java\\.util\\.concurrent\\.(locks\\..*|.*Execut.*"
                    + "|ForkJoin.*|CompletableFuture|Future.*|Phaser|CountDownLatch|CyclicBarrier|Semaphore|Structured.*)";

    /** C2 gives up on a method above 8,000 bytes; a kernel stays well below. */
    private static final int MOST_BYTES = 6_000;

    /** C2's FreqInlineSize. A vector that is handed to a method, or returned by one, is an object unless C2 inlines it. */
    private static final int MOST_BYTES_TO_INLINE = 325;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.lanewise");

    // Direction: bench -> nn -> kernels -> JDK

    @Test
    void kernelsDependOnTheJdkAlone() {
        check(classes()
                .that()
                .resideInAPackage(KERNELS + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", VECTOR_API, "org.jspecify..", KERNELS + ".."));
        assertThat(CLASSES.contain(LANES)).as("the rules look at the kernels").isTrue();
    }

    @Test
    void nnDoesNotDependOnBench() {
        check(noClasses()
                .that()
                .resideInAPackage(NN + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BENCH + ".."));
    }

    @Test
    void nothingInNnDependsOnTheCommandLineOrItsLibraries() {
        check(noClasses()
                .that()
                .resideInAPackage(NN + "..")
                .and()
                .resideOutsideOfPackage(NN + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(NN + ".cli..", "picocli..", "me.tongfei..", "org.jline..", "org.knowm.."));
    }

    // R1: the Vector API is a matter of kernels, and of nobody who calls them

    @Test
    void onlyKernelsUseTheVectorApi() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(KERNELS + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(VECTOR_API));
    }

    @Test
    void noPublicSignatureShowsAVector() {
        Stream<JavaMember> exported = CLASSES.stream()
                .filter(c -> c.getPackageName().equals(KERNELS))
                .flatMap(c -> c.getMembers().stream())
                .filter(m -> m.getModifiers().contains(JavaModifier.PUBLIC)
                        || m.getModifiers().contains(JavaModifier.PROTECTED));
        assertThat(exported.filter(
                        m -> mentions(m, type -> type.getPackageName().equals(VECTOR_API))))
                .isEmpty();
    }

    @Test
    void onlyTheRootOfKernelsIsExported() throws URISyntaxException {
        Path module = Path.of(Parallelism.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<ModuleDescriptor.Exports> exports =
                ModuleFinder.of(module).find(KERNELS).orElseThrow().descriptor().exports();
        assertThat(exports.stream().filter(e -> !e.isQualified()).map(ModuleDescriptor.Exports::source))
                .containsExactly(KERNELS);
        assertThat(exports.stream().flatMap(e -> e.targets().stream())).containsOnly(BENCH);
    }

    // R2: species, threads and argument checks have one home each

    @Test
    void speciesAreMadeInLanes() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(LANES)
                .should()
                .accessFieldWhere(describe(
                        "name a species",
                        access -> access.getTargetOwner().getPackageName().equals(VECTOR_API)
                                && access.getName().startsWith("SPECIES_")))
                .orShould()
                .callMethodWhere(describe(
                        "make a species",
                        call -> call.getTarget().getRawReturnType().getName().equals(VECTOR_API + ".VectorSpecies")))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName(VECTOR_API + ".VectorShape"));
    }

    @Test
    void speciesAreNeitherFieldsNorParameters() {
        Stream<JavaMember> members =
                CLASSES.stream().filter(c -> !c.getName().equals(LANES)).flatMap(c -> c.getMembers().stream());
        assertThat(members.filter(m -> mentions(m, t -> t.getName().equals(VECTOR_API + ".VectorSpecies"))))
                .isEmpty();
    }

    @Test
    void threadsLiveInWorkerPool() {
        check(noClasses()
                .that()
                .resideInAPackage(KERNELS + "..")
                .and()
                .haveNameNotMatching(Pattern.quote(WORKER_POOL) + "(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(THREADS));
    }

    @Test
    void argumentsAreCheckedInChecksAndByRecords() {
        check(noClasses()
                .that()
                .resideInAPackage(KERNELS + "..")
                .and()
                .areNotAssignableTo(Record.class)
                .and()
                .doNotHaveFullyQualifiedName(CHECKS)
                .and()
                .doNotHaveFullyQualifiedName(LANES)
                .should()
                .callConstructorWhere(describe(
                        "make an exception about an argument",
                        call -> call.getTargetOwner().isAssignableTo(IllegalArgumentException.class)
                                || call.getTargetOwner().isAssignableTo(IndexOutOfBoundsException.class))));
    }

    // R3: facades call internals, never the other way round; records, enums and handles are passed down

    @Test
    void internalsDoNotKnowTheFacades() {
        DescribedPredicate<JavaClass> facades = describe("are facades of static kernels", ArchitectureTest::isFacade);
        check(noClasses()
                .that()
                .resideInAPackage(KERNELS + ".internal..")
                .should()
                .dependOnClassesThat(facades));
    }

    @Test
    void packagesOfInternalsDependInOneDirection() {
        check(slices().matching(KERNELS + ".(**)").should().beFreeOfCycles());
    }

    // R4: numeric loops live in kernels, in methods that C2 compiles

    @Test
    void layersHoldNoNumericLoop() {
        assertThat(methods(NN + ".layers", Bytecode::touchesFloatElements)).isEmpty();
    }

    @Test
    void kernelsAreSmallEnoughForC2() {
        assertThat(methods(KERNELS, method -> method.size() > MOST_BYTES)).isEmpty();
    }

    @Test
    void methodsThatPassVectorsAreSmallEnoughToInline() {
        assertThat(methods(KERNELS, Bytecode::passesVectors)).isNotEmpty();
        assertThat(methods(KERNELS, method -> method.passesVectors() && method.size() > MOST_BYTES_TO_INLINE))
                .isEmpty();
    }

    /** A sweep is slower inside of the loop that calls it. */
    @Test
    void sweepsAreTooLargeToInline() {
        assertThat(methods(KERNELS, method -> method.method().endsWith("SoftmaxSweep.sweep")))
                .singleElement()
                .satisfies(sweep -> assertThat(sweep.size()).isGreaterThan(MOST_BYTES_TO_INLINE));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static List<Bytecode> methods(String packageName, Predicate<Bytecode> wanted) {
        return CLASSES.stream()
                .filter(c -> (c.getPackageName() + ".").startsWith(packageName + "."))
                .flatMap(Bytecode::of)
                .filter(wanted)
                .toList();
    }

    private static boolean mentions(JavaMember member, Predicate<JavaClass> type) {
        return member.getAllInvolvedRawTypes().stream()
                .map(JavaClass::getBaseComponentType)
                .anyMatch(type);
    }

    /** A class of the exported package that nobody makes an instance of: its methods are static. */
    private static boolean isFacade(JavaClass type) {
        return type.getPackageName().equals(KERNELS)
                && !type.isEnum()
                && !type.isInterface()
                && !type.getMethods().isEmpty()
                && type.getMethods().stream().allMatch(m -> m.getModifiers().contains(JavaModifier.STATIC));
    }
}
