package dev.lanewise.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.util.stream.Stream;

/** The instructions of one method, for rules that are finer than dependencies. */
record Bytecode(String method, CodeModel code) {

    /** Every method of {@code type} that has a body. */
    static Stream<Bytecode> of(JavaClass type) {
        try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            return ClassFile.of().parse(in.readAllBytes()).methods().stream()
                    .flatMap(m -> m.code().stream()
                            .map(code -> new Bytecode(
                                    type.getName() + "." + m.methodName().stringValue(), code)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Size in bytes, the figure that C2 compares with its limit of 8,000. */
    int size() {
        return ((CodeAttribute) code).codeLength();
    }

    /** Whether a parameter or the result is a vector, or a mask or shuffle of one. */
    boolean passesVectors() {
        return code.parent().orElseThrow().methodType().stringValue().contains("jdk/incubator/vector/");
    }

    /** Whether an element of a {@code float[]} or {@code double[]} is read or written. */
    boolean touchesFloatElements() {
        return code.elementStream()
                .map(Bytecode::elementKind)
                .anyMatch(k -> k == TypeKind.FLOAT || k == TypeKind.DOUBLE);
    }

    private static TypeKind elementKind(CodeElement element) {
        return switch (element) {
            case ArrayLoadInstruction load -> load.typeKind();
            case ArrayStoreInstruction store -> store.typeKind();
            default -> TypeKind.VOID;
        };
    }

    @Override
    public String toString() {
        return method + " (" + size() + " bytes)";
    }
}
