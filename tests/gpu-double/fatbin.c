/* SPDX-License-Identifier: Apache-2.0 */
/* Reads fatbins. Their format is not documented: this is what nvcc 13 writes, as its bytes show. A header
 * of 16 bytes, then entries with a header each that says kind, its own length, that of the code, the
 * architecture and flags, among them whether the code is compressed. */
#include "config.h"

#include "tests/gpu-double/fatbin.h"

#include <string.h>

#define MAGIC 0xBA55ED50u
#define HEADER 16
/* Of an entry up to its flags. */
#define ENTRY 48
/* zstd and LZ4 */
#define COMPRESSED (G_GUINT64_CONSTANT (1) << 15 | G_GUINT64_CONSTANT (1) << 13)

static guint16
get_16 (const guint8 *at)
{
  guint16 value;

  memcpy (&value, at, sizeof value);
  return GUINT16_FROM_LE (value);
}

static guint32
get_32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint64
get_64 (const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return GUINT64_FROM_LE (value);
}

gboolean
fatbin_is_one (const void *image)
{
  return get_32 (image) == MAGIC;
}

GArray *
fatbin_read (const void *image, gsize length)
{
  const guint8 *bytes = image;
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (FatbinEntry));
  gsize at, end;

  if ((length > 0 && length < HEADER) || !fatbin_is_one (bytes))
    return NULL;
  at = get_16 (bytes + 6);
  end = at + get_64 (bytes + 8);
  if (at < HEADER || (length > 0 && (end > length || end < at)))
    return NULL;

  while (at + ENTRY <= end)
    {
      FatbinEntry entry = { .kind = get_16 (bytes + at), .architecture = get_32 (bytes + at + 28) };
      gsize header = get_32 (bytes + at + 4), code = get_64 (bytes + at + 8);

      if (header < ENTRY || code > end - at || header > end - at - code
          || (get_64 (bytes + at + 40) & COMPRESSED) != 0)
        return NULL;
      entry.bytes = bytes + at + header;
      entry.length = code;
      g_array_append_val (entries, entry);
      at += header + code;
    }

  return g_steal_pointer (&entries);
}

char *
fatbin_find_ptx (const void *image, gsize length)
{
  g_autoptr (GArray) entries = fatbin_read (image, length);
  const FatbinEntry *best = NULL;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const FatbinEntry *entry = &g_array_index (entries, FatbinEntry, i);

      if (entry->kind == FATBIN_PTX && (best == NULL || entry->architecture < best->architecture))
        best = entry;
    }

  /* the text ends with zeros */
  return best != NULL ? g_strndup ((const char *) best->bytes, best->length) : NULL;
}
