/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of LANES numbers: 16 with AVX-512, 8 with AVX2 and fused multiply-add, 4 on any processor.
 * What compilers have no operator for, and loading and storing. Private to the engine. */
#pragma once

#include <glib.h>

#ifndef LANES
#define LANES 4
#endif

#ifdef __SSE2__
#include <immintrin.h>
#endif

G_BEGIN_DECLS

#define ALWAYS_INLINE static inline __attribute__ ((always_inline))

typedef float Vector __attribute__ ((vector_size (4 * LANES)));
typedef gint32 Integers __attribute__ ((vector_size (4 * LANES)));

/* Anywhere in memory. */
typedef float Numbers __attribute__ ((vector_size (4 * LANES), aligned (4), may_alias));

ALWAYS_INLINE Vector
all (float value)
{
  return value - (Vector){ 0 };
}

ALWAYS_INLINE Vector
load (const float *from)
{
  return (Vector) * (const Numbers *) from;
}

ALWAYS_INLINE void
store (float *to, Vector value)
{
  *(Numbers *) to = (Numbers) value;
}

/* Of each level:
 *  multiply_add: a * b + c
 *  smaller, larger: b where one is NaN
 *  scale: x * 2^n, neither denormal, n an integer; NaN where both are
 *  add_lanes, largest_lane: of all lanes; no NaN in the latter
 *  load_some, store_some: the first @n, fewer than LANES; @rest stands for the others */
#if LANES == 16

ALWAYS_INLINE Vector
multiply_add (Vector a, Vector b, Vector c)
{
  return (Vector) _mm512_fmadd_ps ((__m512) a, (__m512) b, (__m512) c);
}

ALWAYS_INLINE Vector
smaller (Vector a, Vector b)
{
  return (Vector) _mm512_min_ps ((__m512) a, (__m512) b);
}

ALWAYS_INLINE Vector
larger (Vector a, Vector b)
{
  return (Vector) _mm512_max_ps ((__m512) a, (__m512) b);
}

ALWAYS_INLINE Vector
scale (Vector x, Vector n)
{
  return (Vector) _mm512_scalef_ps ((__m512) x, (__m512) n);
}

ALWAYS_INLINE float
add_lanes (Vector x)
{
  return _mm512_reduce_add_ps ((__m512) x);
}

ALWAYS_INLINE float
largest_lane (Vector x)
{
  return _mm512_reduce_max_ps ((__m512) x);
}

ALWAYS_INLINE Vector
load_some (const float *from, guint n, Vector rest)
{
  return (Vector) _mm512_mask_loadu_ps ((__m512) rest, (__mmask16) ((1u << n) - 1), from);
}

ALWAYS_INLINE void
store_some (float *to, Vector value, guint n)
{
  _mm512_mask_storeu_ps (to, (__mmask16) ((1u << n) - 1), (__m512) value);
}

#elif LANES == 8

ALWAYS_INLINE Vector
multiply_add (Vector a, Vector b, Vector c)
{
  return (Vector) _mm256_fmadd_ps ((__m256) a, (__m256) b, (__m256) c);
}

ALWAYS_INLINE Vector
smaller (Vector a, Vector b)
{
  return (Vector) _mm256_min_ps ((__m256) a, (__m256) b);
}

ALWAYS_INLINE Vector
larger (Vector a, Vector b)
{
  return (Vector) _mm256_max_ps ((__m256) a, (__m256) b);
}

static inline __m256i
first_lanes (guint n)
{
  return _mm256_cmpgt_epi32 (_mm256_set1_epi32 ((int) n),
                             _mm256_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7));
}

ALWAYS_INLINE Vector
scale (Vector x, Vector n)
{
  return (Vector) ((Integers) x + (__builtin_convertvector(n, Integers) << 23));
}

ALWAYS_INLINE float
add_lanes (Vector x)
{
  __m128 half = _mm_add_ps (_mm256_castps256_ps128 ((__m256) x),
                            _mm256_extractf128_ps ((__m256) x, 1));
  __m128 pair = _mm_add_ps (half, _mm_movehl_ps (half, half));

  return pair[0] + pair[1];
}

ALWAYS_INLINE float
largest_lane (Vector x)
{
  __m128 half = _mm_max_ps (_mm256_castps256_ps128 ((__m256) x),
                            _mm256_extractf128_ps ((__m256) x, 1));
  __m128 pair = _mm_max_ps (half, _mm_movehl_ps (half, half));

  return MAX (pair[0], pair[1]);
}

ALWAYS_INLINE Vector
load_some (const float *from, guint n, Vector rest)
{
  __m256i mask = first_lanes (n);

  return (Vector) _mm256_blendv_ps ((__m256) rest, _mm256_maskload_ps (from, mask), (__m256) mask);
}

ALWAYS_INLINE void
store_some (float *to, Vector value, guint n)
{
  _mm256_maskstore_ps (to, first_lanes (n), (__m256) value);
}

#else

ALWAYS_INLINE Vector
multiply_add (Vector a, Vector b, Vector c)
{
  return a * b + c;
}

ALWAYS_INLINE Vector
smaller (Vector a, Vector b)
{
#ifdef __SSE2__
  return (Vector) _mm_min_ps ((__m128) a, (__m128) b);
#else
  Integers first = a < b;

  return (Vector) (((Integers) a & first) | ((Integers) b & ~first));
#endif
}

ALWAYS_INLINE Vector
larger (Vector a, Vector b)
{
#ifdef __SSE2__
  return (Vector) _mm_max_ps ((__m128) a, (__m128) b);
#else
  Integers first = a > b;

  return (Vector) (((Integers) a & first) | ((Integers) b & ~first));
#endif
}

ALWAYS_INLINE Vector
scale (Vector x, Vector n)
{
  return (Vector) ((Integers) x + (__builtin_convertvector(n, Integers) << 23));
}

ALWAYS_INLINE float
add_lanes (Vector x)
{
  return (x[0] + x[2]) + (x[1] + x[3]);
}

ALWAYS_INLINE float
largest_lane (Vector x)
{
  return MAX (MAX (x[0], x[1]), MAX (x[2], x[3]));
}

ALWAYS_INLINE Vector
load_some (const float *from, guint n, Vector rest)
{
  for (guint i = 0; i < n; i++)
    rest[i] = from[i];

  return rest;
}

ALWAYS_INLINE void
store_some (float *to, Vector value, guint n)
{
  for (guint i = 0; i < n; i++)
    to[i] = value[i];
}

#endif

G_END_DECLS
