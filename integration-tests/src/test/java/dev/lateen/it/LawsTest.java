package dev.lateen.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullMarked;

/// The laws between the modules and the habits that a compiler cannot see (docs/architecture.md).
@AnalyzeClasses(
        packages = "dev.lateen",
        importOptions = {ImportOption.DoNotIncludeTests.class})
class LawsTest {

    private static final String[] FRAMEWORKS = {
        "io.netty..",
        "io.quarkus..",
        "io.vertx..",
        "io.fabric8..",
        "io.grpc..",
        "jakarta..",
        "org.eclipse.microprofile.."
    };

    @ArchTest
    static final ArchRule apiKnowsNobody = mayUse("api", "api");

    @ArchTest
    static final ArchRule snapshotKnowsNobody = mayUse("snapshot", "snapshot");

    @ArchTest
    static final ArchRule compilerKnowsApiAndSnapshot = mayUse("compiler", "compiler", "api", "snapshot");

    @ArchTest
    static final ArchRule proxyKnowsSnapshotOnly = mayUse("proxy", "proxy", "snapshot");

    @ArchTest
    static final ArchRule pilotNeverKnowsProxy = mayUse("pilot", "pilot", "compiler", "api", "snapshot");

    @ArchTest
    static final ArchRule gatewayAssemblesProxy = mayUse("gateway", "gateway", "proxy", "snapshot");

    @ArchTest
    static final ArchRule sidecarAssemblesProxy = mayUse("sidecar", "sidecar", "proxy", "snapshot");

    @ArchTest
    static final ArchRule httpbinKnowsNobody = mayUse("httpbin", "httpbin");

    @ArchTest
    static final ArchRule cliTalksHttpAndCompilesOffline = mayUse("cli", "cli", "compiler", "api", "snapshot");

    @ArchTest
    static final ArchRule testkitKnowsNobody = mayUse("testkit", "testkit");

    @ArchTest
    static final ArchRule pureModulesImportNoFramework = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.lateen.api..", "dev.lateen.snapshot..", "dev.lateen.compiler..", "dev.lateen.proxy.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    @ArchTest
    static final ArchRule theEngineIsPlainJava = noClasses()
            .that()
            .resideInAPackage("dev.lateen.proxy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule assembliesHoldNoProxyLogic = noClasses()
            .that()
            .resideInAnyPackage("dev.lateen.gateway..", "dev.lateen.sidecar..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.lateen.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theRequestPathNeverBlocks = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.lateen.proxy.listener..",
                    "dev.lateen.proxy.http1..",
                    "dev.lateen.proxy.exchange..",
                    "dev.lateen.proxy.cluster..",
                    "dev.lateen.proxy.upstream..",
                    "dev.lateen.proxy.telemetry..")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Future.class, "get")
            .orShould()
            .callMethod(CompletableFuture.class, "join")
            .orShould()
            .callMethod(CompletableFuture.class, "get");

    @ArchTest
    static final ArchRule theCodecTakesNoLocks = methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(
                    "dev.lateen.proxy.http1..", "dev.lateen.proxy.exchange..", "dev.lateen.proxy.upstream..")
            .should()
            .notHaveModifier(JavaModifier.SYNCHRONIZED);

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Base");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .that(new DescribedPredicate<JavaClass>("are not package-info") {
                @Override
                public boolean test(JavaClass type) {
                    return !type.getSimpleName().equals("package-info");
                }
            })
            .should(new ArchCondition<JavaClass>("live in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " is in an unmarked package"));
                    }
                }
            });

    /// `dev.lateen.MODULE` may use, of Lateen, only the given modules.
    private static ArchRule mayUse(String module, String... known) {
        return noClasses()
                .that()
                .resideInAPackage("dev.lateen." + module + "..")
                .should()
                .dependOnClassesThat(
                        new DescribedPredicate<JavaClass>("are Lateen's but not of " + String.join(", ", known)) {
                            @Override
                            public boolean test(JavaClass type) {
                                if (!type.getPackageName().startsWith("dev.lateen.")) {
                                    return false;
                                }
                                for (String name : known) {
                                    String root = "dev.lateen." + name;
                                    if (type.getPackageName().equals(root)
                                            || type.getPackageName().startsWith(root + ".")) {
                                        return false;
                                    }
                                }
                                return true;
                            }
                        });
    }
}
