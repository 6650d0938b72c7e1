/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers for the samples: the same everywhere. */
#pragma once

#include <glib.h>

/* SplitMix64 (Steele, Lea and Flood 2014). Returns: a number below @bound */
static inline guint
draw (guint64 *state, guint bound)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  z ^= z >> 31;

  return (guint) ((z >> 32) * bound >> 32);
}
