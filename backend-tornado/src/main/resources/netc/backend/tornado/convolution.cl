// Convolutions by one text for all sizes, for OpenCL devices that are CPUs: vectors of 16 lanes and fused multiply-adds, which TornadoVM does not make.
// The device compiles it once, where it compiles each kernel of TornadoVM's by itself.
// The parameters are those of Convolutions.tile; see there. If `in` is negative, the input is the network's own, not yet blocked. If a block has no
// input channels, the convolution is depthwise; see depthwise.cl.

#define EACH(F) F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11)
#define CELLS 12

// The private memory of a work item, in floats.
#define SCRATCH 8192

// Numbers of functions; see Functions.
#define RELU 1
#define CLIP 3

// An array of vectors is an object with a reference to its storage, whose data begins behind a header.
static __global float *storage(__global uchar *vectors) {
  return (__global float *)(vectors + ((ulong)(*(__global uint *)(vectors + 16)) << 3) + 16);
}

// What a convolution is, of its packed parameters.
typedef struct {
  int images, input_blocks, blocks, groups, lanes;
  int rows, columns, height, width; // of the input's map, and of the result's
  int kernel_height, kernel_width, stride_y, stride_x, top, left, dilation_y, dilation_x;
} Sizes;

// What ends the work on an element: a function, a residual, another function.
typedef struct {
  int first, second;
  float p1, q1, p2, q2;
  int residual; // the residual's place; negative if there is none
} Ending;

static float8 apply(float8 x, int function, float p, float q) {
  switch (function) {
    case RELU: return fmax(x, 0.0f);
    case 2: return fmax(x, 0.0f) + p * fmin(x, 0.0f);
    case CLIP: return fmin(fmax(x, p), q);
    case 4: return p * x + q;
    case 5: return clamp(p * x + q, 0.0f, 1.0f);
    case 6: return x * clamp(p * x + q, 0.0f, 1.0f);
    case 8: return (1.0f - p) / (1.0f + exp(-x)) + p * x;
    case 9: return (1.0f - p) * tanh(x) + p * x;
    case 10: return x / (1.0f + exp(-x));
    case 11: return x / (1.0f + exp(-2.0f * x * (0.7978845608f + 0.0356774081f * x * x)));
    case 16: return exp(x);
    case 17: return log(x);
    case 18: return sqrt(x);
    case 19: return 1.0f / x;
    case 20: return fmax(x, 0.0f) + log1p(exp(-fabs(x)));
    case 21: return fmax(x, 0.0f) + p * expm1(fmin(x, 0.0f));
    case 22: return erf(x);
    case 23: return 0.5f * x * (1.0f + erf(x * 0.70710678f));
    case 24: return x * tanh(fmax(x, 0.0f) + log1p(exp(-fabs(x))));
    default: return x;
  }
}

// Ends the work on vectors of the result, from `place` on, that are in memory already.
static void finish(__global float *m, long place, int vectors, int out, Ending end) {
  for (int i = 0; i < vectors; i++) {
    float8 x = apply(vload8(place + i, m), end.first, end.p1, end.q1);
    if (end.residual >= 0) {
      x += vload8(end.residual + place + i - out, m);
    }
    vstore8(apply(x, end.second, end.p2, end.q2), place + i, m);
  }
}

// Functions that only bound an element are done while it is in a register.
static bool is_bound(int function) {
  return function == 0 || function == RELU || function == CLIP;
}

static float lower(int function, float p) {
  return function == RELU ? 0.0f : function == CLIP ? p : -FLT_MAX;
}

static float upper(int function, float q) {
  return function == CLIP ? q : FLT_MAX;
}

// Some cells of the result, or what belongs to each: twelve, and four of no meaning.
typedef struct {
  int16 row, column, image;
} Cells;

static Cells cells(int begin, Sizes s) {
  const int16 numbers = (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11, 11, 11);
  const int map = s.height * s.width, last = s.images * map - 1;
  // Counted from the first cell on: a division for each would take longer.
  int16 x = begin % s.width + min(numbers, last - begin), y = begin % map / s.width, z = begin / map;
  while (any(x >= s.width)) {
    const int16 over = x >= s.width;
    x -= over & s.width;
    y -= over;
  }
  while (any(y >= s.height)) {
    const int16 over = y >= s.height;
    y -= over & s.height;
    z -= over;
  }
  return (Cells){y, x, z};
}

// Where the cells' windows begin in the input.
static Cells windows(Cells c, Sizes s) {
  return (Cells){c.row * s.stride_y - s.top, c.column * s.stride_x - s.left, c.image};
}

// −1 for each cell whose window has this tap within the map.
static int16 inside(Cells windows, int down, int right, Sizes s) {
  return convert_uint16(windows.row + down) < (uint)s.rows & convert_uint16(windows.column + right) < (uint)s.columns;
}

// Lays out what twelve cells read of an input that is not blocked: [tap, channel, 16].
static void gather(__global const float *input, int begin, Sizes s, float *to) {
  const int map = s.height * s.width, plane = s.rows * s.columns, size = s.images * s.lanes * plane;
  const Cells w = windows(cells(begin, s), s);
  int rows[16], columns[16], images[16];
  vstore16(w.row, 0, rows);
  vstore16(w.column, 0, columns);
  vstore16(w.image, 0, images);
  // Whether the cells are of one row.
  const bool row = begin % s.width + CELLS <= s.width && begin + CELLS <= s.images * map;
  for (int y = 0; y < s.kernel_height; y++) {
    for (int x = 0; x < s.kernel_width; x++) {
      const int down = y * s.dilation_y, right = x * s.dilation_x;
      if (row && rows[0] + down >= 0 && rows[0] + down < s.rows && columns[0] + right >= 0 && columns[CELLS - 1] + right < s.columns) {
        const int at = (images[0] * s.lanes * s.rows + rows[0] + down) * s.columns + columns[0] + right;
        const bool ends = at + (s.lanes - 1) * plane + 32 > size;
        __global const float *from = input + at;
        for (int i = 0; i < s.lanes; i++, to += 16, from += plane) {
          if (s.stride_x == 1 && !ends) {
            vstore16(vload16(0, from), 0, to);
          } else if (s.stride_x == 2 && !ends) {
            vstore16((float16)(vload16(0, from).even, vload16(1, from).even), 0, to);
          } else {
            for (int j = 0; j < CELLS; j++) {
              to[j] = from[j * s.stride_x];
            }
          }
        }
      } else {
        for (int j = 0; j < CELLS; j++) {
          const int r = rows[j] + down, c = columns[j] + right, at = (images[j] * s.lanes * s.rows + r) * s.columns + c;
          const bool reads = r >= 0 && r < s.rows && c >= 0 && c < s.columns;
          for (int i = 0; i < s.lanes; i++) {
            to[i * 16 + j] = reads ? input[at + i * plane] : 0.0f;
          }
        }
        to += s.lanes * 16;
      }
    }
  }
}

// A work item makes 12 cells of 16 channels for each of one or two pairs of channel blocks: of two where their number is even or large.
static int together(int pairs) {
  return pairs % 2 == 0 || pairs > 4 ? 2 : 1;
}

// The host repeats what is between this line and the next of its kind, for PAIRS 1 and 2 with NAME convolve_pair and convolve_pairs.
// ----
#undef BOTH
#if PAIRS == 2
#define BOTH(...) __VA_ARGS__
#else
#define BOTH(...)
#endif
#define ADD(i, element) { const float16 x = (float16)(element); a##i = fma(x, va, a##i); BOTH(b##i = fma(x, vb, b##i);) }
#define LOAD const float16 va = vload16(0, wa); wa += 16; BOTH(const float16 vb = vload16(0, wb); wb += 16;)

// Makes the channels of the pairs from `first` on. If `gathered` is not 0, it is what the cells read.
static void NAME(
    __global float *m, const float *gathered, int in, int out, int weights, int bias, Ending end, Sizes s, int begin, int group, int first) {
  const int pairs = (s.blocks + 1) / 2, map = s.height * s.width, taps = s.kernel_height * s.kernel_width;
  // The last work item of a group with an odd number of pairs makes one twice.
  const int second = min(first + PAIRS - 1, pairs - 1);
  const long size = (long)taps * s.input_blocks * s.lanes * 16;
  __global const float *wa = m + (long)weights * 8 + (group * pairs + first) * size;
  __global const float *wb = m + (long)weights * 8 + (group * pairs + second) * size;
  const float16 bias_a = vload16(0, m + (long)(bias + 2 * (group * pairs + first)) * 8);
  const float16 bias_b = vload16(0, m + (long)(bias + 2 * (group * pairs + second)) * 8);
#define CELL(i) float16 a##i = bias_a; BOTH(float16 b##i = bias_b;)
  EACH(CELL)

  int16 places; // of the cells, from the image's first
  const int image = begin / map;
  if (taps == 1 && s.stride_y * s.stride_x == 1 && s.rows * s.columns == map && begin + CELLS <= (image + 1) * map && !gathered) {
    // The cells lie together.
    places = begin - image * map + (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11, 11, 11);
    __global const float *e = m + ((long)in + (long)(image * s.groups + group) * s.input_blocks * map + begin - image * map) * 8;
    for (int block = 0; block < s.input_blocks; block++, e += (long)map * 8) {
      for (int i = 0; i < s.lanes; i++) {
        LOAD
#define NEAR(j) ADD(j, e[8 * j + i])
        EACH(NEAR)
      }
    }
  } else {
    const Cells c = cells(begin, s), w = windows(c, s);
    places = (c.image - image) * (s.groups * s.blocks * map) + c.row * s.width + c.column;
    if (gathered) {
      for (int i = 0; i < taps * s.lanes; i++) {
        LOAD
#define GATHERED(j) ADD(j, gathered[16 * i + j])
        EACH(GATHERED)
      }
    } else {
      const int16 start = in + ((w.image * s.groups + group) * s.input_blocks * s.rows + w.row) * s.columns + w.column;
      for (int tap = 0; tap < taps; tap++) {
        const int down = tap / s.kernel_width * s.dilation_y, right = tap % s.kernel_width * s.dilation_x;
        const int16 mask = inside(w, down, right, s);
        for (int block = 0; block < s.input_blocks; block++) {
          const int16 e = (start + (block * s.rows + down) * s.columns + right & mask) << 3;
#define POINT(j) __global const float *e##j = m + e[j];
          EACH(POINT)
          for (int i = 0; i < s.lanes; i++) {
            LOAD
#define FAR(j) ADD(j, e##j[i])
            EACH(FAR)
          }
        }
      }
    }
  }

  const bool bounds = is_bound(end.first) && is_bound(end.second);
  const int made = min(s.blocks - 2 * first, 2 * PAIRS);
  const long target = (long)(image * s.groups + group) * s.blocks * map + (long)2 * first * map;
  __global float *to = m + (out + target) * 8;
#define BOUND(i) a##i = fmin(fmax(a##i, low), high); BOTH(b##i = fmin(fmax(b##i, low), high);)
  if (bounds && end.first) {
    const float low = lower(end.first, end.p1), high = upper(end.first, end.q1);
    EACH(BOUND)
  }
  if (bounds && end.residual >= 0) {
    __global const float *residual = m + (end.residual + target) * 8;
#define PLUS_LOW(i) a##i.lo += vload8(places[i], residual);
    EACH(PLUS_LOW)
    if (made > 1) {
#define PLUS_HIGH(i) a##i.hi += vload8(map + places[i], residual);
      EACH(PLUS_HIGH)
    }
#if PAIRS == 2
    if (made > 2) {
#define PLUS_THIRD(i) b##i.lo += vload8(2 * map + places[i], residual);
      EACH(PLUS_THIRD)
    }
    if (made > 3) {
#define PLUS_FOURTH(i) b##i.hi += vload8(3 * map + places[i], residual);
      EACH(PLUS_FOURTH)
    }
#endif
  }
  if (bounds && end.second) {
    const float low = lower(end.second, end.p2), high = upper(end.second, end.q2);
    EACH(BOUND)
  }
#define STORE(i) vstore8(a##i.lo, places[i], to);
  EACH(STORE)
  if (made > 1) {
#define STORE_HIGH(i) vstore8(a##i.hi, map + places[i], to);
    EACH(STORE_HIGH)
  }
#if PAIRS == 2
  if (made > 2) {
#define STORE_THIRD(i) vstore8(b##i.lo, 2 * map + places[i], to);
    EACH(STORE_THIRD)
  }
  if (made > 3) {
#define STORE_FOURTH(i) vstore8(b##i.hi, 3 * map + places[i], to);
    EACH(STORE_FOURTH)
  }
#endif
  if (!bounds) {
    int numbers[16];
    vstore16(places, 0, numbers);
    for (int i = 0; i < min(s.images * map - begin, CELLS); i++) {
      for (int block = 0; block < made; block++) {
        finish(m, out + target + block * map + numbers[i], 1, out, end);
      }
    }
  }
}
#undef ADD
#undef LOAD
// ----

// `y` of `height` is which of the work items for the same cells it is: each makes some of the channels.
static void dense(
    __global float *m, __global const float *input, float *scratch, int in, int out, int weights, int bias, Ending end, Sizes s, int x, int y,
    int height) {
  const int pairs = (s.blocks + 1) / 2, count = together(pairs), steps = (pairs + count - 1) / count;
  const int begin = x * CELLS, all = s.groups * steps, each = (all + height - 1) / height;
  if (in < 0) {
    gather(input, begin, s, scratch);
  }
  for (int i = y * each; i < min((y + 1) * each, all); i++) {
    if (count == 2) {
      convolve_pairs(m, in < 0 ? scratch : 0, in, out, weights, bias, end, s, begin, i / steps, i % steps * 2);
    } else {
      convolve_pair(m, in < 0 ? scratch : 0, in, out, weights, bias, end, s, begin, i / steps, i % steps);
    }
  }
}

// The arguments of one convolution, and its grid.
typedef struct {
  int in, out, weights, bias, residual, functions;
  float p1, q1, p2, q2;
  int images, channels, groups, from, to, window, frame;
  int width, height; // of its grid
  int first, parts;  // in a chain: the first of the parts that its work items are divided among, and how many there are
  int nothing[3];
} Step;

static void work(__global float *m, __global const float *input, float *scratch, Step c, int begin, int stop) {
  const Ending end = {c.functions & 0xffff, (uint)c.functions >> 16, c.p1, c.q1, c.p2, c.q2, c.residual};
  const Sizes s = {c.images, c.channels & 0xffff, (uint)c.channels >> 16, c.groups & 0xffff, (uint)c.groups >> 16,
    c.from & 0xffff, (uint)c.from >> 16, c.to & 0xffff, (uint)c.to >> 16,
    c.window & 0xff, c.window >> 8 & 0xff, c.window >> 16 & 0xff, (uint)c.window >> 24,
    c.frame & 0xff, c.frame >> 8 & 0xff, c.frame >> 16 & 0xff, (uint)c.frame >> 24};
  for (int i = begin; i < stop; i++) {
    const int x = i % c.width, y = i / c.width;
    if (s.lanes == 0) {
      depthwise(m, scratch, c.in, c.out, c.weights, c.bias, end, s, s.input_blocks, s.groups, x, y);
    } else {
      dense(m, input, scratch, c.in, c.out, c.weights, c.bias, end, s, x, y, c.height);
    }
  }
}

// One convolution; or, if `images` is negative, a chain of −images whose steps are at `weights`, behind two counters: of the parts that are begun, and
// of those that are done. A work item takes the next part, whatever its place in the grid, and waits until all parts of the steps before are done:
// those are begun, and wait for none that is not, so that nothing is waited for forever.
__kernel void convolution(
    __global long *context, __constant uchar *constants, __local uchar *local_memory, __global int *atomics, __global uchar *memory,
    __global uchar *input_array, int in, int out, int weights, int bias, int residual, int functions, float p1, float q1, float p2, float q2,
    int images, int channels, int groups, int from, int to, int window, int frame) {
  if (images == 0) {
    return; // only there to be compiled
  }
  float scratch[SCRATCH];
  __global float *m = storage(memory);
  Step c = {in, out, weights, bias, residual, functions, p1, q1, p2, q2, images, channels, groups, from, to, window, frame,
    get_global_size(0), get_global_size(1)};
  int begin = get_global_id(1) * c.width + get_global_id(0), stop = begin + 1;
  volatile __global int *counters = (volatile __global int *)(m + (long)weights * 8);
  if (images < 0) {
    __global const Step *steps = (__global const Step *)(counters + 8);
    const int part = atomic_inc(counters);
    int step = 0;
    while (step + 1 < -images && steps[step + 1].first <= part) {
      step++;
    }
    c = steps[step];
    const long items = (long)c.width * c.height;
    begin = items * (part - c.first) / c.parts;
    stop = items * (part - c.first + 1) / c.parts;
    while (counters[1] < c.first) {
    }
    // What the parts before wrote is read behind this. Where a fence is empty, as PoCL's is, an atomic function is one.
    atomic_add(counters + 1, 0);
    mem_fence(CLK_GLOBAL_MEM_FENCE);
  }
  work(m, (__global const float *)(input_array + 16), scratch, c, begin, stop);
  if (images < 0) {
    mem_fence(CLK_GLOBAL_MEM_FENCE); // what this part wrote is there before the part counts as done
    if (atomic_inc(counters + 1) == get_global_size(0) - 1) {
      counters[0] = 0; // for the next run
      counters[1] = 0;
    }
  }
}
