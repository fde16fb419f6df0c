package dev.lanewise.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One operator test: a model of one node, its inputs and the outputs expected. */
final class OnnxCase {

    private final String name;
    private final NodeProto node;
    private final Map<String, AttributeProto> attributes = new HashMap<>();
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final List<OnnxTensor> outputs = new ArrayList<>();

    private OnnxCase(String name, NodeProto node) {
        this.name = name;
        this.node = node;
        node.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
    }

    static OnnxCase read(Path folder) throws IOException {
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("model.onnx")));
        String name = folder.getFileName().toString();
        NotCovered.unless(model.getGraph().getNodeCount() == 1, "a model of several nodes");
        OnnxCase test = new OnnxCase(name, model.getGraph().getNode(0));
        Path data = folder.resolve("test_data_set_0");
        int index = 0;
        for (ValueInfoProto input : model.getGraph().getInputList()) {
            test.inputs.put(input.getName(), OnnxTensor.read(data.resolve("input_" + index++ + ".pb")));
        }
        for (int i = 0; i < model.getGraph().getOutputCount(); i++) {
            test.outputs.add(OnnxTensor.read(data.resolve("output_" + i + ".pb")));
        }
        return test;
    }

    String name() {
        return name;
    }

    String operator() {
        return node.getOpType();
    }

    /** The inputs in the node's order. */
    int inputCount() {
        return node.getInputCount();
    }

    boolean hasInput(int index) {
        return index < node.getInputCount() && !node.getInput(index).isEmpty();
    }

    OnnxTensor input(int index) {
        return inputs.get(node.getInput(index));
    }

    /** An optional scalar input. */
    float scalar(int index, float otherwise) {
        return hasInput(index) ? input(index).scalar() : otherwise;
    }

    List<OnnxTensor> outputs() {
        return outputs;
    }

    float real(String attribute, float otherwise) {
        return attributes.containsKey(attribute) ? attributes.get(attribute).getF() : otherwise;
    }

    int integer(String attribute, int otherwise) {
        return attributes.containsKey(attribute)
                ? Math.toIntExact(attributes.get(attribute).getI())
                : otherwise;
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    String text(String attribute, String otherwise) {
        return attributes.containsKey(attribute)
                ? attributes.get(attribute).getS().toStringUtf8()
                : otherwise;
    }

    int[] integers(String attribute, int... otherwise) {
        return attributes.containsKey(attribute)
                ? attributes.get(attribute).getIntsList().stream()
                        .mapToInt(Math::toIntExact)
                        .toArray()
                : otherwise;
    }
}
