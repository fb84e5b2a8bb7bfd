import org.jspecify.annotations.NullMarked;

/** Every external form of a graph or its weights: ONNX, our protobuf model file, safetensors, npy, images. */
@NullMarked
module netc.formats {
  requires static transitive org.jspecify;
  requires transitive netc.ir;
  requires com.google.protobuf;
  requires java.desktop;

  exports netc.formats;
  exports netc.formats.image;
  exports netc.formats.netpb;
  exports netc.formats.npy;
  exports netc.formats.onnx;
  exports netc.formats.safetensors;
}
