/* SPDX-License-Identifier: Apache-2.0 */
/* States as text that is the same in every trace and policy: by the names of their types. */
#include "config.h"

#include "profiles/trace/state-identity.h"

#include <string.h>

typedef struct
{
  const char *name;
  guint mark;
} Entry;

static int
compare_entries (const void *a, const void *b)
{
  return strcmp (((const Entry *) a)->name, ((const Entry *) b)->name);
}

char *
bs_state_identify (BsEncoding encoding, const guint16 *key, guint length, const BsTypeTable *types)
{
  guint n_ready = bs_state_n_ready (encoding, length);
  guint n_types = bs_state_n_types (encoding, length);
  g_autofree Entry *entries = g_new0 (Entry, length + 1);
  GString *text = g_string_new (bs_encoding_to_string (encoding));

  for (guint i = 0; i < n_types; i++)
    entries[i].name = types->types[key[i]].name;
  for (guint i = n_types; encoding == BS_ENCODING_MARKED && i < length; i++)
    entries[i - n_types].mark = key[i];
  if (encoding != BS_ENCODING_SORT)
    qsort (entries, n_ready, sizeof (Entry), compare_entries);

  /* a length before each name, which may hold anything */
  for (guint i = 0; i < n_types; i++)
    g_string_append_printf (text, " %u %zu %s", entries[i].mark, strlen (entries[i].name),
                            entries[i].name);

  return g_string_free (text, FALSE);
}
