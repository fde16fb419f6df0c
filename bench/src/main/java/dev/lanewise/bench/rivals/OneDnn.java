package dev.lanewise.bench.rivals;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;

/**
 * oneDNN on the CPU: an engine, memory in one layout or another, and primitives that run as {@link Call}s.
 *
 * <p>Its threads are OpenMP's, whose number is read when the library is loaded; hence one {@code OneDnn} a VM.
 */
final class OneDnn {

    private final engine cpu;
    private final stream queue;

    /** Memory to fetch as a result: where it is, and how Lanewise would lay it out. */
    private record Output(memory content, memory.desc layout) {}

    /** The arguments of a primitive and what is to be read from them. */
    static final class Arguments {
        private final IntMemoryMap map = new IntMemoryMap();
        private final List<Output> outputs = new ArrayList<>();

        /** Adds an argument. */
        Arguments with(int name, memory value) {
            map.put(name, value);
            return this;
        }

        /** Adds an argument whose content is a result, {@code layout} being Lanewise's. */
        Arguments output(int name, memory value, memory.desc layout) {
            outputs.add(new Output(value, layout));
            return with(name, value);
        }
    }

    OneDnn(int threads) {
        setThreads(threads);
        cpu = new engine(engine.kind.cpu, 0);
        queue = new stream(cpu);
    }

    /** Before the first use of the library. */
    static void setThreads(int threads) {
        Natives.setEnvironment("OMP_NUM_THREADS", Integer.toString(threads));
        Natives.setEnvironment("OMP_DYNAMIC", "false");
    }

    engine engine() {
        return cpu;
    }

    /** Extents, strides and the like. */
    static LongPointer longs(long... values) {
        return new LongPointer(values);
    }

    /** Floats in a layout. */
    static memory.desc floats(memory.format_tag layout, long... extents) {
        return new memory.desc(longs(extents), memory.data_type.f32, layout);
    }

    /** Memory laid out as {@code wanted} that holds {@code values}, which are laid out as {@code layout}. */
    memory upload(float[] values, memory.desc layout, memory.desc wanted) {
        memory plain = new memory(layout, cpu);
        new FloatPointer(plain.get_data_handle()).put(values, 0, values.length);
        return convert(plain, wanted);
    }

    /** Memory for a result. */
    memory allocate(memory.desc layout) {
        return new memory(layout, cpu);
    }

    /** A primitive with its arguments. */
    Call call(primitive compiled, Arguments arguments) {
        return new Call() {
            @Override
            public void run() {
                compiled.execute(queue, arguments.map);
                queue._wait();
            }

            @Override
            public float[][] results() {
                return arguments.outputs.stream().map(OneDnn.this::download).toArray(float[][]::new);
            }
        };
    }

    private float[] download(Output output) {
        memory plain = convert(output.content, output.layout);
        return Natives.download(plain.get_data_handle(), (int) (output.layout.get_size() / Float.BYTES));
    }

    private memory convert(memory from, memory.desc wanted) {
        if (from.get_desc().equals(wanted)) {
            return from;
        }
        memory to = new memory(wanted, cpu);
        new reorder(from, to).execute(queue, from, to);
        queue._wait();
        return to;
    }

    /** Throws unless {@code status} is success; for the functions of the C interface. */
    static void check(String what, int status) {
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("onednn: " + what + " failed with status " + status);
        }
    }
}
