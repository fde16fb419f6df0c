package dev.lanewise.bench.rivals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** What the native rivals share: the environment they read when they are loaded, and their memory. */
final class Natives {

    private Natives() {}

    /** Sets a variable of this process, for libraries that are loaded later; the system's own {@code setenv}. */
    @SuppressWarnings("restricted") // native rivals need native access anyway
    static void setEnvironment(String name, String value) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(name);
            MemorySegment text = arena.allocateFrom(value);
            MemorySegment function = linker.defaultLookup().findOrThrow(windows ? "_putenv_s" : "setenv");
            if (windows) {
                MethodHandle put = linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
                check(name, (int) put.invokeExact(key, text));
            } else {
                MethodHandle set = linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
                check(name, (int) set.invokeExact(key, text, 1));
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** A copy of {@code values} in native memory. */
    static FloatPointer upload(float[] values) {
        return new FloatPointer(values.length).put(values, 0, values.length);
    }

    /** The {@code count} floats at {@code memory}. */
    static float[] download(Pointer memory, int count) {
        float[] values = new float[count];
        new FloatPointer(memory).get(values);
        return values;
    }

    private static void check(String name, int status) {
        if (status != 0) {
            throw new IllegalStateException(name + ": could not be set in the environment");
        }
    }
}
