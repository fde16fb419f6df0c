package dev.lanewise.nn.data;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.internal.Require;

/** What a dataset's targets are: one class label a sample, or a tensor of values a sample. */
public sealed interface TargetSpec {

    /** One label in {@code [0, classes)} a sample. */
    static TargetSpec labels(int classes) {
        return new Labels(classes);
    }

    /** A tensor of {@code shape} a sample. */
    static TargetSpec values(Shape shape) {
        return new Values(shape);
    }

    /** Shape of one sample's target; a scalar for labels. */
    Shape shape();

    /**
     * Class labels.
     *
     * @param classes number of classes, at least 1
     */
    record Labels(int classes) implements TargetSpec {

        /** Checks the number. */
        public Labels {
            Require.positive("classes", classes);
        }

        @Override
        public Shape shape() {
            return Shape.of();
        }

        @Override
        public String toString() {
            return "labels of " + classes + " classes";
        }
    }

    /**
     * Values.
     *
     * @param shape shape of one sample's target
     */
    record Values(Shape shape) implements TargetSpec {

        @Override
        public String toString() {
            return "values of shape " + shape;
        }
    }
}
