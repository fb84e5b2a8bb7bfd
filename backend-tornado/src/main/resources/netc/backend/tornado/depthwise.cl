// Depthwise convolutions; the host joins this to convolution.cl, in front of what divides the work.

// A group for each channel. A work item makes a part of one map of 8 channels, `part_height` by `part_width` cells, from a copy of what it reads with
// zeros around; there, two rows of 8 cells at once. Weights are [block, tap, 8].
static void depthwise(
    __global float *m, float *scratch, int in, int out, int weights, int bias, Ending end, Sizes s, int part_height, int part_width, int part,
    int map) {
  const int across = (s.width + part_width - 1) / part_width, block = map % s.blocks;
  const int y0 = part / across * part_height, x0 = part % across * part_width;
  const int height = min(part_height, s.height - y0), width = min(part_width, s.width - x0);
  const int rows = ((height + 1) / 2 * 2 - 1) * s.stride_y + (s.kernel_height - 1) * s.dilation_y + 1;
  const int columns = ((width + 7) / 8 * 8 - 1) * s.stride_x + (s.kernel_width - 1) * s.dilation_x + 1;

  const int left = x0 * s.stride_x - s.left, begin = min(columns, max(0, -left)), stop = max(begin, min(columns, s.columns - left));
  for (int y = 0; y < rows; y++) {
    const int row = y0 * s.stride_y - s.top + y;
    const bool empty = row < 0 || row >= s.rows;
    __global const float *source = m + ((long)in + ((long)map * s.rows + row) * s.columns + left) * 8;
    float *copy = scratch + y * columns * 8;
    for (int x = 0; x < (empty ? columns : begin); x++) {
      vstore8((float8)(0.0f), x, copy);
    }
    for (int x = begin; x < (empty ? 0 : stop); x++) {
      vstore8(vload8(x, source), x, copy);
    }
    for (int x = stop; x < columns; x++) {
      vstore8((float8)(0.0f), x, copy);
    }
  }

  const bool bounds = is_bound(end.first) && is_bound(end.second) && end.residual < 0;
  // Both functions as one.
  const float low2 = lower(end.second, end.p2), high2 = upper(end.second, end.q2);
  const float low = fmin(fmax(lower(end.first, end.p1), low2), high2), high = fmin(fmax(upper(end.first, end.q1), low2), high2);
  const float8 bias8 = vload8(bias + block, m);
  __global const float *filter = m + ((long)weights + block * s.kernel_height * s.kernel_width) * 8;
  for (int y = 0; y < height; y += 2) {
    for (int x = 0; x < width; x += 8) {
      float16 a0 = (float16)(bias8, bias8), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
#define TAPS(CELL) \
  for (int ky = 0; ky < s.kernel_height; ky++) { \
    const float *p = scratch + ((y * s.stride_y + ky * s.dilation_y) * columns + x * s.stride_x) * 8; \
    for (int kx = 0; kx < s.kernel_width; kx++, p += s.dilation_x * 8) { \
      const float *q = p + s.stride_y * columns * 8; \
      const float8 w8 = vload8(ky * s.kernel_width + kx, filter); \
      const float16 w = (float16)(w8, w8); \
      a0 = fma(CELL(p, 0), w, a0); \
      a1 = fma(CELL(p, 1), w, a1); \
      a2 = fma(CELL(p, 2), w, a2); \
      a3 = fma(CELL(p, 3), w, a3); \
      b0 = fma(CELL(q, 0), w, b0); \
      b1 = fma(CELL(q, 1), w, b1); \
      b2 = fma(CELL(q, 2), w, b2); \
      b3 = fma(CELL(q, 3), w, b3); \
    } \
  }
#define NEIGHBOURS(p, i) vload16(i, p)
#define STRIDDEN(p, i) (float16)(vload8(2 * i * s.stride_x, p), vload8((2 * i + 1) * s.stride_x, p))
      if (s.stride_x == 1) {
        TAPS(NEIGHBOURS)
      } else {
        TAPS(STRIDDEN)
      }
      float line[128];
#define LINE(v, i) vstore16(bounds ? fmin(fmax(v, low), high) : v, i, line);
      LINE(a0, 0) LINE(a1, 1) LINE(a2, 2) LINE(a3, 3) LINE(b0, 4) LINE(b1, 5) LINE(b2, 6) LINE(b3, 7)
      for (int down = 0; down < min(2, height - y); down++) {
        const long place = out + ((long)map * s.height + y0 + y + down) * s.width + x0 + x;
        for (int i = 0; i < min(8, width - x); i++) {
          vstore8(vload8(8 * down + i, line), place + i, m);
        }
        if (!bounds) {
          finish(m, place, min(8, width - x), out, end);
        }
      }
    }
  }
}
