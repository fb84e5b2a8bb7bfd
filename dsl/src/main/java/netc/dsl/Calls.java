package netc.dsl;

import java.util.List;
import netc.ir.Value;
import netc.ir.diag.Code;
import netc.ir.diag.SourceSpan;
import netc.ir.op.Op;
import netc.ir.tensor.Tensor;

/** Calls of blocks, layers, ops and functions: finds the callee and gives it its arguments. */
interface Calls {
  /** Calls {@code call.callee()} with the piped values first; {@code written} are the names that the statement gives to the results of an op. */
  Datum call(Expression.Call call, List<Given> piped, Frame frame, List<String> written);

  /** Adds an op that is written as an operator. */
  Datum op(Op op, List<Given> operands, Frame frame, SourceSpan span);

  /** Adds a number beside a tensor as a weight. */
  Value scalar(Tensor tensor, Frame frame, SourceSpan span);

  /** For constants, which call nothing. */
  static Calls none() {
    return new Calls() {
      @Override
      public Datum call(Expression.Call call, List<Given> piped, Frame frame, List<String> written) {
        throw Mistake.at(call.span(), Code.WRONG_KIND, "\"" + call.callee() + "\" is called, expected a constant");
      }

      @Override
      public Datum op(Op op, List<Given> operands, Frame frame, SourceSpan span) {
        throw new IllegalArgumentException("a constant has no tensors: " + op);
      }

      @Override
      public Value scalar(Tensor tensor, Frame frame, SourceSpan span) {
        throw new IllegalArgumentException("a constant has no tensors: " + tensor);
      }
    };
  }
}
