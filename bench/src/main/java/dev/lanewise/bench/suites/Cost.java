package dev.lanewise.bench.suites;

import dev.lanewise.bench.record.Work;

/**
 * What one call must do.
 *
 * @param unit the unit of the figure that bounds it, {@link Work#GFLOPS} or {@link Work#GBS}
 * @param flops floating-point operations, a multiply-add being two
 * @param bytes bytes read and written if every pass that the mathematics asks for goes through the data once
 * @param traffic {@link Work#STREAM} or {@link Work#UPDATE}
 * @param footprint bytes of all distinct operands together, which decide on the level of memory they lie in
 */
public record Cost(String unit, double flops, double bytes, String traffic, double footprint) {

    /** A call that arithmetic bounds; each operand is touched once at least. */
    static Cost ofFlops(double flops, double bytes) {
        return new Cost(Work.GFLOPS, flops, bytes, Work.STREAM, bytes);
    }

    /** A call that memory bounds. */
    static Cost ofBytes(double bytes, double footprint) {
        return new Cost(Work.GBS, 0, bytes, Work.STREAM, footprint);
    }

    /** A call that memory bounds and that changes its operands in place. */
    static Cost ofUpdate(double bytes, double footprint) {
        return new Cost(Work.GBS, 0, bytes, Work.UPDATE, footprint);
    }

    /** The same with its floating-point operations, for a roofline. */
    Cost withFlops(double operations) {
        return new Cost(unit, operations, bytes, traffic, footprint);
    }
}
