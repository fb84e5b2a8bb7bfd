import org.jspecify.annotations.NullMarked;

/** The comparison of netc with ONNX Runtime. */
@NullMarked
module netc.bench {
  requires static transitive org.jspecify;
  requires netc.compiler;
  requires com.microsoft.onnxruntime;
  requires java.management;
}
