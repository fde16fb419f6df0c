/**
 * Conformance: the operator tests of the ONNX project, run on our kernels. The files stay outside of the repository; what
 * of ONNX differs from our layout (NCHW, OIHW, the axis of a softmax) is translated here, at the door, in plain loops.
 */
package dev.lanewise.onnx;
