/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a bundle; what is accepted must have a trace, and nothing may stay behind. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "profiles/files/bundle.h"
#include "profiles/recording/recorder.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 1000;
const char *const bs_fuzz_words[] = { "PK\3\4",
                                      "PK\1\2",
                                      "PK\5\6",
                                      "manifest.json",
                                      "trace.bscope",
                                      "\xff\xff\xff\xff",
                                      "\"bytes\": 99999999999",
                                      NULL };

static char *
temporary_path (const char *name)
{
  static char *folder;

  if (folder == NULL)
    folder = g_dir_make_tmp ("batchscope-fuzz-XXXXXX", NULL);

  return g_build_filename (folder, name, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = temporary_path ("x.zip");
  g_autofree char *inside = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBundle) bundle = NULL;

  g_assert_true (g_file_set_contents_full (path, (const char *) data, (gssize) size,
                                           G_FILE_SET_CONTENTS_NONE, 0600, &error));
  bundle = bs_bundle_open (path, NULL, &error);
  g_assert_true ((bundle == NULL) == (error != NULL));
  if (bundle != NULL)
    {
      g_autofree char *list = bs_bundle_list (bundle);

      g_assert_true (g_str_has_prefix (list, "trace.bscope"));
      inside = g_strdup (bs_bundle_get_path (bundle, BS_MEMBER_TRACE));
      g_assert_true (g_file_test (inside, G_FILE_TEST_IS_REGULAR));
      g_clear_pointer (&bundle, bs_bundle_unref);
      g_assert_false (g_file_test (inside, G_FILE_TEST_EXISTS));
    }
  g_unlink (path);

  return 0;
}

/* A bundle of an empty trace. */
GPtrArray *
bs_fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *path = temporary_path ("t.bscope");
  g_autofree char *zip = temporary_path ("t.zip");
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);
  g_autoptr (BsTrace) trace = NULL;
  const BsBundleContents contents = { .notes = "{}" };
  char *bytes;
  gsize size;
  FILE *out;

  g_assert_no_error (error);
  g_assert_true (bs_recorder_close (recorder, &error));
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  out = g_fopen (zip, "wb");
  g_assert_true (bs_bundle_write (trace, &contents, out, NULL, &error));
  fclose (out);
  g_file_get_contents (zip, &bytes, &size, &error);
  g_assert_no_error (error);
  g_unlink (zip);
  g_unlink (path);
  g_ptr_array_add (seeds, g_bytes_new_take (bytes, size));

  return seeds;
}
