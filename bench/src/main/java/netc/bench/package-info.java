/**
 * Times netc and ONNX Runtime side by side on the same networks, weights, inputs and number of threads. Invariants: both run in one JVM and take
 * turns, so that whatever else the machine does slows both; nothing here is part of the product.
 */
package netc.bench;
