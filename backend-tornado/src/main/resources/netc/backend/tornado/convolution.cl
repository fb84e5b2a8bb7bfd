// Convolutions by one text for all sizes: what Convolutions.tile does, for OpenCL devices that are CPUs, with vectors of 16 lanes and fused
// multiply-adds, which TornadoVM does not make. The device compiles it once, where it compiles each kernel of TornadoVM's by itself. A work item
// makes 12 cells of 16 channels for each of one or two pairs of channel blocks: of two where their number is even or large.
// The parameters are those of Convolutions.tile; see there. If `in` is negative, the input is the network's own, not yet blocked.

#define EACH(F) F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11)
#define CELLS 12

// An array of vectors is an object with a reference to its storage, whose data begins behind a header.
static __global float *storage(__global uchar *vectors) {
  return (__global float *)(vectors + ((ulong)(*(__global uint *)(vectors + 16)) << 3) + 16);
}

static float8 apply(float8 x, int function, float p, float q) {
  switch (function) {
    case 1: return fmax(x, 0.0f);
    case 2: return fmax(x, 0.0f) + p * fmin(x, 0.0f);
    case 3: return fmin(fmax(x, p), q);
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

static int together(int pairs) {
  return pairs % 2 == 0 || pairs > 4 ? 2 : 1;
}

// The host repeats what is between this line and the next of its kind, for PAIRS 1 and 2 with NAME convolve_pair and convolve_pairs.
// ----
static void NAME(
    __global float *m, __global const float *input, int in, int out, int weights, int bias, int residual, int functions, float p1, float q1,
    float p2, float q2, int images, int channels, int groups, int from, int to, int window, int frame) {
  const int input_blocks = channels & 0xffff, blocks = (uint)channels >> 16, group_count = groups & 0xffff, lanes = (uint)groups >> 16;
  const int rows = from & 0xffff, columns = (uint)from >> 16, width = (uint)to >> 16, map = (to & 0xffff) * width;
  const int kernel_width = window >> 8 & 0xff, taps = (window & 0xff) * kernel_width;
  const int stride_y = window >> 16 & 0xff, stride_x = (uint)window >> 24;
  const int top = frame & 0xff, left = frame >> 8 & 0xff, dilation_y = frame >> 16 & 0xff, dilation_x = (uint)frame >> 24;
  const int pairs = (blocks + 1) / 2, steps = (pairs + PAIRS - 1) / PAIRS;
  const int group = get_global_id(1) / steps, first = get_global_id(1) % steps * PAIRS;
  // The last work item of a group with an odd number of pairs makes one twice.
  const int second = min(first + PAIRS - 1, pairs - 1);
  const int last = images * map - 1, begin = get_global_id(0) * CELLS;
  const long size = (long)taps * input_blocks * lanes * 16;
  __global const float *wa = m + (long)weights * 8 + (group * pairs + first) * size;
  __global const float *wb = m + (long)weights * 8 + (group * pairs + second) * size;
  const float16 bias_a = vload16(0, m + (long)(bias + 2 * (group * pairs + first)) * 8);
  const float16 bias_b = vload16(0, m + (long)(bias + 2 * (group * pairs + second)) * 8);

#define CELL(i) \
  const int c##i = min(begin + i, last), y##i = c##i % map / width * stride_y - top, x##i = c##i % width * stride_x - left; \
  const int s##i = max(in, 0) + ((c##i / map * group_count + group) * (in < 0 ? lanes : input_blocks) * rows + y##i) * columns + x##i; \
  float16 a##i = bias_a, b##i = bias_b;
  EACH(CELL)

#if PAIRS == 2
#define ADD(i, element) { const float16 x = (float16)(element); a##i = fma(x, va, a##i); b##i = fma(x, vb, b##i); }
#define LOAD const float16 va = vload16(0, wa), vb = vload16(0, wb); wa += 16; wb += 16;
#else
#define ADD(i, element) { const float16 x = (float16)(element); a##i = fma(x, va, a##i); }
#define LOAD const float16 va = vload16(0, wa); wa += 16;
#endif

  if (in >= 0 && taps == 1 && stride_y * stride_x == 1 && top + left == 0 && rows * columns == map && begin / map == min(begin + CELLS - 1, last) / map
      && begin + CELLS - 1 <= last) {
    // The cells lie together.
    for (int block = 0; block < input_blocks; block++) {
      __global const float *e = m + (long)(s0 + block * map) * 8;
      for (int i = 0; i < lanes; i++) {
        LOAD
#define NEAR(j) ADD(j, e[8 * j + i])
        EACH(NEAR)
      }
    }
  } else {
    for (int tap = 0; tap < taps; tap++) {
      const int down = tap / kernel_width * dilation_y, right = tap % kernel_width * dilation_x;
#define MASK(i) const int m##i = -(y##i + down >= 0 & y##i + down < rows & x##i + right >= 0 & x##i + right < columns);
      EACH(MASK)
      if (in < 0) {
#define PLAIN(i) __global const float *e##i = m##i == 0 ? m : input + s##i + down * columns + right;
        EACH(PLAIN)
        for (int i = 0; i < lanes; i++) {
          LOAD
#define APART(j) ADD(j, e##j[i * rows * columns & m##j])
          EACH(APART)
        }
        continue;
      }
      for (int block = 0; block < input_blocks; block++) {
        const int step = (block * rows + down) * columns + right;
#define POINT(i) __global const float *e##i = m + (long)((s##i + step) & m##i) * 8;
        EACH(POINT)
        for (int i = 0; i < lanes; i++) {
          LOAD
#define FAR(j) ADD(j, e##j[i])
          EACH(FAR)
        }
      }
    }
  }

  const long target = out + ((long)group * blocks + 2 * first) * map;
#define PLACE(i) const long t##i = (target + (long)(c##i / map) * group_count * blocks * map + c##i % map) * 8;
  EACH(PLACE)
  const int made = min(blocks - 2 * first, 2 * PAIRS);
#define STORE(i) vstore8(a##i.lo, 0, m + t##i);
  EACH(STORE)
  if (made > 1) {
#define STORE_HIGH(i) vstore8(a##i.hi, map, m + t##i);
    EACH(STORE_HIGH)
  }
#if PAIRS == 2
  if (made > 2) {
#define STORE_THIRD(i) vstore8(b##i.lo, 2 * map, m + t##i);
    EACH(STORE_THIRD)
  }
  if (made > 3) {
#define STORE_FOURTH(i) vstore8(b##i.hi, 3 * map, m + t##i);
    EACH(STORE_FOURTH)
  }
#endif
  if (functions != 0 || residual >= 0) {
    for (int c = begin; c <= min(begin + CELLS - 1, last); c++) {
      for (int block = 0; block < made; block++) {
        const long place = target + (long)(c / map) * group_count * blocks * map + c % map + (long)block * map;
        float8 x = apply(vload8(place, m), functions & 0xffff, p1, q1);
        if (residual >= 0) {
          x += vload8(residual + place - out, m);
        }
        vstore8(apply(x, (uint)functions >> 16, p2, q2), place, m);
      }
    }
  }
}
// ----

__kernel void convolution(
    __global long *context, __constant uchar *constants, __local uchar *local_memory, __global int *atomics, __global uchar *memory,
    __global uchar *input_array, int in, int out, int weights, int bias, int residual, int functions, float p1, float q1, float p2, float q2,
    int images, int channels, int groups, int from, int to, int window, int frame) {
  if (images == 0) {
    return; // only there to be compiled
  }
  __global float *m = storage(memory);
  __global const float *input = (__global const float *)(input_array + 16);
  if (together(((channels >> 16 & 0xffff) + 1) / 2) == 2) {
    convolve_pairs(m, input, in, out, weights, bias, residual, functions, p1, q1, p2, q2, images, channels, groups, from, to, window, frame);
  } else {
    convolve_pair(m, input, in, out, weights, bias, residual, functions, p1, q1, p2, q2, images, channels, groups, from, to, window, frame);
  }
}
