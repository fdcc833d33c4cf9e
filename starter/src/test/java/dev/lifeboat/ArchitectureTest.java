package dev.lifeboat;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may depend on what, and what a workflow must never do. Packages are split over modules, so modules count. */
@AnalyzeClasses(
        packages = "dev.lifeboat",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
    private static final Pattern MODULE = Pattern.compile("/(workflows|activities|worker|starter)/(target/|\\d)");

    @ArchTest
    static final ArchRule WORKFLOWS_NEED_LITTLE = noClasses()
            .that(are("workflows"))
            .should()
            .dependOnClassesThat(not(resideInAnyPackage(
                            "java..",
                            "io.temporal..",
                            "com.fasterxml.jackson.annotation..",
                            "org.jspecify..",
                            "org.slf4j..")
                    .or(are("workflows"))))
            .because(
                    "contracts that need a database driver or a mapper could not be read by a client in another house");

    @ArchTest
    static final ArchRule ACTIVITIES_LOOK_DOWN = noClasses()
            .that(are("activities"))
            .should()
            .dependOnClassesThat(are("worker", "starter"))
            .because("the work must not know who polls for it, so that it can be tested without");

    @ArchTest
    static final ArchRule WORKERS_LOOK_DOWN = noClasses()
            .that(are("worker"))
            .should()
            .dependOnClassesThat(are("starter"))
            .because("a worker runs where there is no command line and no API");

    @ArchTest
    static final ArchRule ONE_PLACE_STARTS_ENGINES = noClasses()
            .that(are("starter"))
            .and(not(resideInAPackage("dev.lifeboat.session")))
            .should()
            .dependOnClassesThat(are("worker"))
            .because("commands and the API are clients: only the session starts an engine or a worker for them");

    @ArchTest
    static final ArchRule WORK_STAYS_IN_ACTIVITIES = noClasses()
            .that(are("starter"))
            .should()
            .dependOnClassesThat(
                    are("activities").and(describe("implement activities", ArchitectureTest::implementsActivities)))
            .because("work that is done beside Temporal is not retried, not recorded and not seen");

    @ArchTest
    static final ArchRule NO_OLD_DATES = noClasses()
            .that(not(resideInAPackage("dev.lifeboat.keys")))
            .should()
            .dependOnClassesThat(type(Date.class).or(type(Calendar.class)).or(type(GregorianCalendar.class)))
            .because("they carry the machine's time zone along; OpenPGP's library, in keys, knows nothing else");

    @ArchTest
    static final ArchRule WORKFLOWS_ASK_NO_CLOCK_AND_NO_DICE = noClasses()
            .that(are("workflows"))
            .should()
            .accessTargetWhere(describe("differs between a run and its replay", ArchitectureTest::differsOnReplay))
            .because("a replay on another worker would go another way, and the run would stand still");

    @ArchTest
    static final ArchRule WORKFLOWS_KEEP_ORDER = noClasses()
            .that(are("workflows"))
            .should()
            .dependOnClassesThat(type(HashMap.class).or(type(HashSet.class)))
            .because("hash order differs between processes, and what is iterated becomes commands");

    @ArchTest
    static final ArchRule STREAMS_BELONG_TO_COMMANDS = noClasses()
            .that(not(resideInAnyPackage("dev.lifeboat.cli", "dev.lifeboat.demo")))
            .should(ACCESS_STANDARD_STREAMS)
            .because("data goes to stdout and messages to stderr, which only commands know to tell apart");

    @ArchTest
    static final ArchRule WIRE_NAMES_ARE_PINNED = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(ActivityInterface.class)
            .or()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(WorkflowInterface.class)
            .should(havePinnedName())
            .because("by default the name on the wire is the method's, and a rename would break what is running");

    @ArchTest
    static final ArchRule VALUES_DO_NOT_CHANGE = classes()
            .that(are("workflows"))
            .and()
            .areRecords()
            .should()
            .haveOnlyFinalFields()
            .because("what crosses a boundary is a value");

    private static DescribedPredicate<JavaClass> are(String... modules) {
        List<String> wanted = List.of(modules);
        return describe("are in module " + String.join(" or ", wanted), type -> wanted.contains(moduleOf(type)));
    }

    /** By the place of the class file: a folder or a jar under the module's target folder, or a jar in a repository. */
    private static String moduleOf(JavaClass any) {
        JavaClass type = any.getBaseComponentType();
        if (!type.getPackageName().startsWith("dev.lifeboat")) {
            return "";
        }
        String place =
                type.getSource().map(source -> source.getUri().toString()).orElse("");
        Matcher module = MODULE.matcher(place);
        String last = "";
        while (module.find()) {
            last = module.group(1);
        }
        return last;
    }

    private static boolean implementsActivities(JavaClass type) {
        return type.getAllRawInterfaces().stream().anyMatch(face -> face.isAnnotatedWith(ActivityInterface.class));
    }

    private static boolean differsOnReplay(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        boolean time = owner.getPackageName().equals("java.time") && name.equals("now");
        boolean dice = (owner.isEquivalentTo(UUID.class) && name.equals("randomUUID"))
                || owner.isAssignableTo(Random.class)
                || (owner.isEquivalentTo(Math.class) && name.equals("random"));
        boolean thread = owner.isAssignableTo(Thread.class);
        boolean machine = owner.isEquivalentTo(System.class)
                && List.of("currentTimeMillis", "nanoTime", "getenv", "getProperty")
                        .contains(name);
        boolean order = (owner.isEquivalentTo(Set.class) || owner.isEquivalentTo(Map.class))
                && List.of("of", "copyOf", "ofEntries").contains(name);
        return time || dice || thread || machine || order;
    }

    private static ArchCondition<JavaMethod> havePinnedName() {
        return new ArchCondition<>("have a pinned name") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean pinned = Stream.of(
                                method.tryGetAnnotationOfType(ActivityMethod.class)
                                        .map(ActivityMethod::name),
                                method.tryGetAnnotationOfType(WorkflowMethod.class)
                                        .map(WorkflowMethod::name),
                                method.tryGetAnnotationOfType(SignalMethod.class)
                                        .map(SignalMethod::name),
                                method.tryGetAnnotationOfType(QueryMethod.class).map(QueryMethod::name),
                                method.tryGetAnnotationOfType(UpdateMethod.class)
                                        .map(UpdateMethod::name),
                                method.tryGetAnnotationOfType(UpdateValidatorMethod.class)
                                        .map(UpdateValidatorMethod::updateName))
                        .anyMatch(name -> name.filter(text -> !text.isEmpty()).isPresent());
                events.add(new SimpleConditionEvent(method, pinned, method.getFullName() + " has no pinned name"));
            }
        };
    }

    /** The fakes and servers that other modules lend to tests. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar") && !location.contains("/test-classes/");
        }
    }
}
