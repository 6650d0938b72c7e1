/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a trace; with what is accepted, all is done that can be. */
#include "config.h"

#include <glib/gstdio.h>

#include "tests/fuzz/exercise.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 1500;
const char *const bs_fuzz_words[] = {
  "SQLite format 3", "BSCP", "\xff\xff\xff\xff", "\x01", "\x7f\xff", "decision", "CREATE VIEW",
  "graph",           NULL
};

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = bs_exercise_path ();

  g_assert_true (g_file_set_contents_full (path, (const char *) data, size,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  bs_exercise_file (path);
  g_unlink (path);

  return 0;
}

/* A small recording. */
GPtrArray *
bs_fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *path = bs_exercise_path ();
  char *contents;
  gsize size;

  bs_exercise_record (path);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_unlink (path);
  g_ptr_array_add (seeds, g_bytes_new_take (contents, size));

  return seeds;
}
