package dev.lanewise.onnx;

import java.util.List;
import java.util.Map;

/** Which of our kernels answers for an ONNX operator. */
final class OnnxOperators {

    /** Computes the outputs of a test, or throws {@link NotCovered}. */
    interface Operator {
        List<OnnxTensor> run(OnnxCase test);
    }

    private static final Map<String, Operator> OPERATORS = Map.ofEntries(
            Map.entry("AveragePool", OnnxWindows::averagePool),
            Map.entry("BatchNormalization", OnnxNormalization::batchNormalization),
            Map.entry("Clip", OnnxElementwise::clip),
            Map.entry("Col2Im", OnnxWindows::col2im),
            Map.entry("Conv", OnnxWindows::conv),
            Map.entry("ConvTranspose", OnnxWindows::convTranspose),
            Map.entry("Dropout", OnnxNormalization::dropout),
            Map.entry("Elu", OnnxElementwise::elu),
            Map.entry("Gelu", OnnxElementwise::gelu),
            Map.entry("Gemm", OnnxProducts::gemm),
            Map.entry("GlobalAveragePool", OnnxWindows::globalAveragePool),
            Map.entry("GlobalMaxPool", OnnxWindows::globalMaxPool),
            Map.entry("LeakyRelu", OnnxElementwise::leakyRelu),
            Map.entry("LogSoftmax", OnnxSoftmax::logSoftmax),
            Map.entry("MatMul", OnnxProducts::matMul),
            Map.entry("MaxPool", OnnxWindows::maxPool),
            Map.entry("Momentum", OnnxOptimizers::momentum),
            Map.entry("Relu", OnnxElementwise::relu),
            Map.entry("Sigmoid", OnnxElementwise::sigmoid),
            Map.entry("Softmax", OnnxSoftmax::softmax),
            Map.entry("SoftmaxCrossEntropyLoss", OnnxSoftmax::crossEntropy),
            Map.entry("Softplus", OnnxElementwise::softplus),
            Map.entry("Swish", OnnxElementwise::swish),
            Map.entry("Tanh", OnnxElementwise::tanh));

    private OnnxOperators() {}

    static List<OnnxTensor> run(OnnxCase test) {
        Operator operator = OPERATORS.get(test.operator());
        NotCovered.unless(operator != null, "no kernel for " + test.operator());
        return operator.run(test);
    }
}
