/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers that are the same on every machine for the same seed: xoshiro256**, seeded by
 * splitmix64 (Blackman and Vigna, Scrambled linear pseudorandom number generators, 2021). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 s[4];
} BsRandom;

static inline guint64
bs_splitmix64 (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return z ^ (z >> 31);
}

static inline void
bs_random_init (BsRandom *self, guint64 seed)
{
  for (guint i = 0; i < 4; i++)
    self->s[i] = bs_splitmix64 (&seed);
}

static inline guint64
bs_rotate_left (guint64 x, guint bits)
{
  return (x << bits) | (x >> (64 - bits));
}

static inline guint64
bs_random_next (BsRandom *self)
{
  guint64 *s = self->s;
  guint64 result = bs_rotate_left (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = bs_rotate_left (s[3], 45);

  return result;
}

/** bs_random_unit: Returns: uniform in [0, 1), 53 bits. */
static inline double
bs_random_unit (BsRandom *self)
{
  return (bs_random_next (self) >> 11) * 0x1.0p-53;
}

/** bs_random_below: Returns: uniform in 0 .. @n - 1 up to a bias below n / 2^64. */
static inline guint32
bs_random_below (BsRandom *self, guint32 n)
{
  return (guint32) (((unsigned __int128) bs_random_next (self) * n) >> 64);
}

G_END_DECLS
