/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of as many bytes as they need, 7 bits in each, the lowest first.
 * Source: LEB128, DWARF Debugging Information Format, version 5, section 7.6. */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Most bytes of one. */
#define BS_MAX_VARINT_BYTES 10

/** bs_varint_write: Returns: the byte after it. */
static inline guint8 *
bs_varint_write (guint8 *out, guint64 value)
{
  for (; value >= 0x80; value >>= 7)
    *out++ = (guint8) (value | 0x80);
  *out++ = (guint8) value;

  return out;
}

/**
 * bs_varint_read:
 * @at: (inout): the first byte of it, then the byte after it
 * @end: the byte after all that may be read
 *
 * Returns: whether there is one, of 64 bits at most
 */
static inline gboolean
bs_varint_read (const guint8 **at, const guint8 *end, guint64 *value)
{
  const guint64 ends = G_GUINT64_CONSTANT (0x8080808080808080);
  const guint8 *p = *at;
  guint64 sum = 0;

  if (p < end && *p < 0x80)
    {
      *value = *p;
      *at = p + 1;
      return TRUE;
    }

  /* Up to 8 bytes at once: no branch depends on how many they are. */
  if (end - p >= 8)
    {
      guint64 word, last;

      memcpy (&word, p, sizeof word);
      word = GUINT64_FROM_LE (word);
      last = ~word & ends;
      if (last != 0)
        {
          *at = p + __builtin_ctzll (last) / 8 + 1;
          word &= (last ^ (last - 1)) & ~ends;
          word = (word & G_GUINT64_CONSTANT (0x007f007f007f007f))
                 | (word & G_GUINT64_CONSTANT (0x7f007f007f007f00)) >> 1;
          word = (word & G_GUINT64_CONSTANT (0x00003fff00003fff))
                 | (word & G_GUINT64_CONSTANT (0x3fff00003fff0000)) >> 2;
          *value = (word & G_GUINT64_CONSTANT (0x0fffffff))
                   | (word & G_GUINT64_CONSTANT (0x0fffffff00000000)) >> 4;
          return TRUE;
        }
    }

  for (guint shift = 0; p < end && shift < 64; shift += 7)
    {
      guint8 byte = *p++;

      sum |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        {
          *at = p;
          *value = sum;
          return shift < 63 || byte <= 1;
        }
    }

  return FALSE;
}

/** bs_varint_fold: Returns: @value so that small ones, negative or not, stay small: 0, -1, 1, -2, ... */
static inline guint64
bs_varint_fold (gint64 value)
{
  return (guint64) value << 1 ^ (guint64) (value >> 63);
}

/** bs_varint_unfold: Returns: what bs_varint_fold() was given. */
static inline gint64
bs_varint_unfold (guint64 value)
{
  return (gint64) (value >> 1 ^ (0 - (value & 1)));
}

G_END_DECLS
