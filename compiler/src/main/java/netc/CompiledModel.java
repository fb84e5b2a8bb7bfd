package netc;

import java.util.LinkedHashMap;
import java.util.Map;
import netc.ir.exec.Executable;
import netc.ir.exec.Profile;
import netc.ir.plan.Program;
import netc.ir.tensor.Tensor;
import netc.ir.type.TensorType;

/** A network that is ready to run. Safe for use by several threads at once. */
public final class CompiledModel implements AutoCloseable {
  private final Engine engine;
  private final Program program;
  private final Executable executable;

  CompiledModel(Engine engine, Program program, Executable executable) {
    this.engine = engine;
    this.program = program;
    this.executable = executable;
  }

  /** What runs it. */
  public Engine engine() {
    return engine;
  }

  /** The fused kernels and the memory plan. */
  public Program program() {
    return program;
  }

  /** What a run must be given, by name. */
  public Map<String, TensorType> inputs() {
    return types(program.inputs());
  }

  /** What a run gives, by name. */
  public Map<String, TensorType> outputs() {
    return types(program.outputs());
  }

  private Map<String, TensorType> types(Map<String, Integer> ids) {
    var types = new LinkedHashMap<String, TensorType>();
    ids.forEach((name, id) -> types.put(name, program.buffer(id).type()));
    return types;
  }

  /**
   * Runs once.
   *
   * @throws IllegalArgumentException if an input is missing or has another type than {@link #inputs} says
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    return executable.run(inputs);
  }

  /**
   * Runs once and takes the time of every part.
   *
   * @throws IllegalArgumentException as {@link #run} does
   */
  public Profile profile(Map<String, Tensor> inputs) {
    return executable.profile(inputs);
  }

  @Override
  public void close() {
    executable.close();
  }
}
