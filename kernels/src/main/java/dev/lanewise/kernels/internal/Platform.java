package dev.lanewise.kernels.internal;

/** What the kernels need of the VM they run on, checked once. */
public final class Platform {

    private static final boolean VECTOR_MODULE =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    static {
        warnUnlessC2();
    }

    private Platform() {}

    /** Throws unless the Vector API is there; a constant once compiled. */
    public static void requireVectorModule() {
        if (!VECTOR_MODULE) {
            throw new IllegalStateException("Lanewise needs the module jdk.incubator.vector: on the class path start "
                    + "java with --add-modules jdk.incubator.vector; on the module path no flag is needed");
        }
    }

    private static void warnUnlessC2() {
        String vm = System.getProperty("java.vm.name", "");
        String info = System.getProperty("java.vm.info", "");
        boolean c2 = (vm.contains("HotSpot") || vm.contains("OpenJDK")) && vm.contains("Server");
        if (!c2 || info.contains("interpreted") || Boolean.getBoolean("jdk.internal.vm.ci.enabled")) {
            System.getLogger("dev.lanewise.kernels")
                    .log(
                            System.Logger.Level.WARNING,
                            "This VM ({0}, {1}) is not HotSpot with the C2 compiler: results are right, speed is not",
                            vm,
                            info);
        }
    }
}
