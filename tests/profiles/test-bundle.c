/* SPDX-License-Identifier: Apache-2.0 */
/* Bundles: what goes in comes out, and what others put into zip files stays there. */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/files/bundle.h"
#include "profiles/files/policy-file.h"
#include "profiles/query/query.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

static char *folder, *trace_path, *bundle_path;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* Whatever was unpacked is gone again. */
static void
assert_clean (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, "batchscope-"));
}

static gboolean
write_bundle (const BsTrace *trace, const BsBundleContents *contents, const char *path,
              GError **error)
{
  FILE *out = g_fopen (path, "wb");
  gboolean done;

  g_assert_nonnull (out);
  done = bs_bundle_write (trace, contents, out, NULL, error);
  g_assert_cmpint (fclose (out), ==, 0);

  return done;
}

static void
assert_same_file (const char *a, const char *b)
{
  g_autofree char *first = NULL, *second = NULL;
  gsize n_first, n_second;

  g_assert_true (g_file_get_contents (a, &first, &n_first, NULL));
  g_assert_true (g_file_get_contents (b, &second, &n_second, NULL));
  g_assert_cmpmem (first, n_first, second, n_second);
}

static void
test_round (void)
{
  g_autofree char *again = in_folder ("again.zip");
  g_autofree char *parameters = in_folder ("p.safetensors");
  g_autoptr (BsTrace) trace = trace_place_load (trace_path);
  g_autoptr (BsTrace) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) fsm = NULL;
  g_autofree char *notes = NULL;
  g_autofree char *list = NULL;
  BsBundle *bundle;
  BsBundleContents contents = { .notes = "{\"a\": \"ä\"}\n", .parameters = parameters };

  g_assert_true (g_file_set_contents (parameters, "any bytes", -1, NULL));
  g_assert_true (write_bundle (trace, &contents, bundle_path, &error));
  g_assert_no_error (error);
  g_assert_true (write_bundle (trace, &contents, again, &error));
  assert_same_file (bundle_path, again);
  g_assert_true (bs_bundle_is_one (bundle_path));
  g_assert_false (bs_bundle_is_one (trace_path));
  g_assert_null (bs_bundle_of_trace (trace));
  assert_clean ();

  other = trace_place_load (bundle_path);
  g_assert_cmpstr (other->path, ==, bundle_path);
  g_assert_cmpuint (other->n_decisions, ==, trace->n_decisions);
  synthetic_exercise (other);
  bundle = bs_bundle_of_trace (other);
  list = bs_bundle_list (bundle);
  g_assert_cmpstr (list, ==, "trace.bscope, notes.json, policy.json, parameters.safetensors");
  assert_same_file (bs_bundle_get_path (bundle, BS_MEMBER_TRACE), trace_path);
  assert_same_file (bs_bundle_get_path (bundle, BS_MEMBER_PARAMETERS), parameters);
  g_assert_true (
      g_file_get_contents (bs_bundle_get_path (bundle, BS_MEMBER_NOTES), &notes, NULL, NULL));
  g_assert_cmpstr (notes, ==, contents.notes);
  fsm = bs_policy_file_load (bs_bundle_get_path (bundle, BS_MEMBER_POLICY), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fsm->states->n_states, ==, trace->fsm->states->n_states);
  g_assert_null (bs_bundle_get_path (bundle, BS_MEMBER_MODEL));

  /* A bundle of a bundle is the bundle. */
  contents.parameters = bs_bundle_get_path (bundle, BS_MEMBER_PARAMETERS);
  g_assert_true (write_bundle (other, &contents, again, &error));
  assert_same_file (bundle_path, again);

  g_clear_pointer (&other, bs_trace_unref);
  assert_clean ();
}

static void
test_query (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsQuery) query = bs_query_open (bundle_path, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (bs_query_prepare (query, "SELECT * FROM decisions", &error));
  g_clear_pointer (&query, bs_query_free);
  assert_clean ();
}

/* What was run is known by its SHA-256. */
static void
test_checks (void)
{
  g_autofree char *path = in_folder ("known.bscope");
  g_autofree char *out = in_folder ("refused.zip");
  g_autofree char *parameters = in_folder ("p.safetensors");
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);
  BsBundleContents contents = { .parameters = parameters };

  g_assert_no_error (error);
  bs_recorder_set_info (recorder, "parameters_sha256", "00");
  g_assert_true (bs_recorder_close (recorder, &error));
  g_assert_true (g_file_set_contents (parameters, "others", -1, NULL));
  trace = trace_place_load (path);
  g_assert_false (write_bundle (trace, &contents, out, &error));
  g_assert_error (error, BS_ERROR, (int) BS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "parameters"));
  g_clear_error (&error);

  contents.parameters = "/no/such/file";
  g_assert_false (write_bundle (trace, &contents, out, &error));
  g_assert_nonnull (error);
}

/* A recording that was killed is one file in its bundle. */
static void
test_killed (void)
{
  static const char *const suffixes[] = { "", "-wal" };
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = synthetic_new (&options);
  g_autofree char *path = in_folder ("live.bscope");
  g_autofree char *killed = in_folder ("killed.bscope");
  g_autofree char *out = in_folder ("killed.zip");
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);
  g_autoptr (BsTrace) trace = NULL, other = NULL;
  const BsBundleContents contents = { 0 };
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf st = { 0 };

  g_assert_no_error (error);
  synthetic_play (run, bs_recorder_get_observer (recorder), 2);
  for (guint i = 0; i < 100 && (g_stat (log, &st) != 0 || st.st_size < 100000); i++)
    g_usleep (10000);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (killed, suffixes[i], NULL);
      g_autofree char *bytes = NULL;
      gsize n;

      if (g_file_get_contents (from, &bytes, &n, NULL))
        g_assert_true (g_file_set_contents (to, bytes, (gssize) n, NULL));
    }
  g_clear_pointer (&recorder, bs_recorder_free);

  trace = trace_place_load (killed);
  g_assert_false (trace->complete);
  g_assert_true (write_bundle (trace, &contents, out, &error));
  g_assert_no_error (error);
  assert_clean ();
  other = trace_place_load (out);
  g_assert_false (other->complete);
  g_assert_cmpuint (other->n_decisions, ==, trace->n_decisions);
  g_assert_cmpuint (other->n_events, ==, trace->n_events);
}

/* A zip file of somebody else. */
typedef struct
{
  const char *name, *data;
  const char *link; /* (nullable) */
} Entry;

static void
write_zip (const char *path, const Entry *entries, guint n)
{
  struct archive *archive = archive_write_new ();

  g_assert_cmpint (archive_write_set_format_zip (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  for (guint i = 0; i < n; i++)
    {
      struct archive_entry *entry = archive_entry_new ();

      archive_entry_set_pathname (entry, entries[i].name);
      archive_entry_set_filetype (entry, entries[i].link != NULL ? AE_IFLNK : AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      if (entries[i].link != NULL)
        archive_entry_set_symlink (entry, entries[i].link);
      else
        archive_entry_set_size (entry, (la_int64_t) strlen (entries[i].data));
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      if (entries[i].link == NULL)
        archive_write_data (archive, entries[i].data, strlen (entries[i].data));
      archive_entry_free (entry);
    }
  g_assert_cmpint (archive_write_free (archive), ==, ARCHIVE_OK);
}

static char *
make_manifest (const char *name, guint64 bytes, const char *data)
{
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, data, -1);

  return g_strdup_printf ("{\"format\": \"batchscope-bundle\", \"version\": 1, \"members\": ["
                          "{\"name\": \"%s\", \"bytes\": %" G_GUINT64_FORMAT
                          ", \"sha256\": \"%s\"}]}",
                          name, bytes, sha256);
}

static void
assert_refused (const Entry *entries, guint n, BsError code, const char *expected)
{
  g_autofree char *path = in_folder ("hostile.zip");
  g_autoptr (GError) error = NULL;

  write_zip (path, entries, n);
  g_assert_null (bs_bundle_open (path, NULL, &error));
  g_assert_error (error, BS_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, expected));
  assert_clean ();
}

#define REFUSED(code, expected, ...)                                                               \
  assert_refused ((const Entry[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const Entry[]){ __VA_ARGS__ })), \
                  code, expected)

static void
test_hostile (void)
{
  static const char data[] = "x";
  g_autofree char *good = make_manifest ("trace.bscope", 1, data);
  g_autofree char *long_one = make_manifest ("trace.bscope", 2, data);
  g_autofree char *other = make_manifest ("trace.bscope", 1, "y");
  g_autofree char *above = make_manifest ("../trace.bscope", 1, data);
  g_autofree char *without = make_manifest ("policy.json", 1, data);
  g_autofree char *bomb = make_manifest ("trace.bscope", G_GUINT64_CONSTANT (1) << 40, data);
  g_autofree char *deep = g_strnfill (60000, '[');
  g_autofree char *huge = g_strnfill (70000, ' ');

  REFUSED (BS_ERROR_UNSUPPORTED, "no Batchscope bundle", { "a.txt", data });
  REFUSED (BS_ERROR_UNSUPPORTED, "no Batchscope bundle", { "trace.bscope", data });
  REFUSED (BS_ERROR_UNSUPPORTED, "not a Batchscope bundle", { "manifest.json", "{}" });
  REFUSED (BS_ERROR_CORRUPT, "damaged", { "manifest.json", "{" });
  REFUSED (BS_ERROR_CORRUPT, "damaged", { "manifest.json", deep });
  REFUSED (BS_ERROR_CORRUPT, "too long", { "manifest.json", huge });
  REFUSED (BS_ERROR_VERSION, "newer",
           { "manifest.json", "{\"format\": \"batchscope-bundle\", \"version\": 2}" });
  REFUSED (
      BS_ERROR_CORRUPT, "no trace",
      { "manifest.json", "{\"format\": \"batchscope-bundle\", \"version\": 1, \"members\": []}" });
  REFUSED (
      BS_ERROR_CORRUPT, "“”",
      { "manifest.json", "{\"format\": \"batchscope-bundle\", \"version\": 1, \"members\": [7]}" });
  REFUSED (BS_ERROR_CORRUPT, "../trace.bscope", { "manifest.json", above });
  REFUSED (BS_ERROR_CORRUPT, "no trace", { "manifest.json", without });
  REFUSED (BS_ERROR_RANGE, "far more", { "manifest.json", bomb }, { "trace.bscope", data });
  REFUSED (BS_ERROR_CORRUPT, "missing", { "manifest.json", good });
  REFUSED (BS_ERROR_CORRUPT, "not what", { "manifest.json", long_one }, { "trace.bscope", data });
  REFUSED (BS_ERROR_CORRUPT, "not what", { "manifest.json", good }, { "trace.bscope", "xx" });
  REFUSED (BS_ERROR_CORRUPT, "not what", { "manifest.json", other }, { "trace.bscope", data });
  REFUSED (BS_ERROR_CORRUPT, "does not list", { "manifest.json", good }, { "trace.bscope", data },
           { "policy.json", data });
  REFUSED (BS_ERROR_CORRUPT, "does not list", { "manifest.json", good }, { "trace.bscope", data },
           { "trace.bscope", data });
  REFUSED (BS_ERROR_CORRUPT, "does not list", { "manifest.json", good },
           { "../../trace.bscope", data });
  REFUSED (BS_ERROR_CORRUPT, "does not list", { "manifest.json", good }, { "/tmp/x", data });
  REFUSED (BS_ERROR_CORRUPT, "no plain file", { "manifest.json", good },
           { "trace.bscope", NULL, "/etc/passwd" });
}

/* Cut short or changed anywhere: it opens as it was, or not at all. */
static void
test_damage (void)
{
  g_autofree char *path = in_folder ("damaged.zip");
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (bundle_path, &bytes, &n, NULL));
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *copy = g_memdup2 (bytes, n);
      gsize at = i < 30 ? i * n / 30 : n - 1 - (i - 30) * 3;
      g_autoptr (GError) error = NULL;
      g_autoptr (BsBundle) bundle = NULL;

      copy[at] ^= 0x41;
      g_assert_true (g_file_set_contents_full (path, copy, (gssize) (i % 2 == 0 ? n : at),
                                               G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      bundle = bs_bundle_open (path, NULL, &error);
      g_assert_true ((bundle == NULL) == (error != NULL));
      if (error != NULL)
        g_assert_null (strchr (error->message, '\n'));
      if (bundle != NULL)
        assert_same_file (bs_bundle_get_path (bundle, BS_MEMBER_TRACE), trace_path);
    }
  assert_clean ();
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (bs_bundle_open (bundle_path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_clean ();
}

int
main (int argc, char **argv)
{
  int status;

  folder = g_build_filename ("/tmp", "test-bundle-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (folder));
  g_setenv ("TMPDIR", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  trace_path = in_folder ("t.bscope");
  bundle_path = in_folder ("t.zip");
  synthetic_record_default (trace_path);

  g_test_add_func ("/profiles/bundle/round", test_round);
  g_test_add_func ("/profiles/bundle/query", test_query);
  g_test_add_func ("/profiles/bundle/checks", test_checks);
  g_test_add_func ("/profiles/bundle/killed", test_killed);
  g_test_add_func ("/profiles/bundle/hostile", test_hostile);
  g_test_add_func ("/profiles/bundle/damage", test_damage);
  g_test_add_func ("/profiles/bundle/cancelled", test_cancelled);
  status = g_test_run ();

  {
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name (dir)) != NULL)
      {
        g_autofree char *path = in_folder (name);

        g_unlink (path);
      }
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
  g_free (trace_path);
  g_free (bundle_path);

  return status;
}
