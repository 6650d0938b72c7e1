/* SPDX-License-Identifier: Apache-2.0 */
/* What a fatbin holds: the code that nvcc made of kernels, for several architectures. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FATBIN_PTX = 1,
  FATBIN_ELF = 2
} FatbinKind;

typedef struct
{
  FatbinKind kind;
  guint architecture; /* 75: sm_75 or compute_75 */
  const guint8 *bytes;
  gsize length;
} FatbinEntry;

/** fatbin_is_one: Returns: whether @image begins as fatbins do. */
gboolean fatbin_is_one (const void *image);

/**
 * fatbin_read:
 * @length: 0: unknown, the header is believed
 *
 * Returns: (transfer container) (nullable): its entries, whose bytes are those of @image; %NULL where it is
 * no fatbin, or one that is compressed
 */
GArray *fatbin_read (const void *image, gsize length);

/** fatbin_find_ptx: Returns: (transfer full) (nullable): the PTX text of @image for the least architecture. */
char *fatbin_find_ptx (const void *image, gsize length);

G_END_DECLS
