/* SPDX-License-Identifier: Apache-2.0 */
/* record where it cannot: full disks, files that are in use or not ours, folders that are not
 * there. Whatever happens, what was written opens, and the message says what to do. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "tests/cli/harness.h"

#define DATA "--workload", "tree-lstm", "--batch-size", "4", "--model-size", "8"

static JsonNode *
read_info (const char *path)
{
  g_autofree char *text = harness_ok ("info", path, "--format", "json", NULL);

  return harness_parse_json (text);
}

static void
assert_cut_short (const char *path)
{
  g_autofree char *text = harness_ok ("info", path, NULL);

  g_assert_nonnull (strstr (text, "cut short"));
}

static void
test_overflow (void)
{
  static const char *const wrong[] = {
    "record", DATA, "--overflow", "maybe", "-o", "x.bscope", NULL
  };
  static const char *const names[] = { "maybe", "drop", "wait", NULL };
  static const char *const ways[] = { "drop", "wait" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (JsonNode) root = NULL;
      JsonObject *info, *recording;

      g_free (harness_ok ("record", DATA, "--overflow", ways[i], "-o", "way.bscope", NULL));
      root = read_info ("way.bscope");
      info = json_object_get_object_member (json_node_get_object (root), "info");
      g_assert_cmpstr (json_object_get_string_member (info, "overflow"), ==, ways[i]);
      recording = json_object_get_object_member (json_node_get_object (root), "recording");
      g_assert_cmpint (json_object_get_int_member (recording, "observer_ns"), >, 0);
      g_assert_cmpint (json_object_get_int_member (recording, "writer_ns"), >, 0);
      g_assert_cmpint (json_object_get_int_member (recording, "clock_steps"), ==, 0);
    }

  harness_refuses (wrong, names);
  g_assert_false (g_file_test ("x.bscope", G_FILE_TEST_EXISTS));
}

static void
test_cost (void)
{
  g_autofree char *text = NULL;

  g_free (harness_ok ("record", DATA, "-o", "cost.bscope", NULL));
  text = harness_ok ("info", "cost.bscope", NULL);
  g_assert_nonnull (strstr (text, "ns an event"));
}

static void
test_places (void)
{
  static const char *const folder[] = { "record", DATA, "-o", "folder", NULL };
  static const char *const folder_says[] = { "folder", "is a folder", NULL };
  static const char *const foreign[] = { "record", DATA, "-o", "thesis.txt", NULL };
  static const char *const foreign_says[] = { "thesis.txt", "is not a Batchscope trace",
                                              "choose another file name", NULL };
  static const char *const missing[] = { "record", DATA, "-o", "no/such/folder.bscope", NULL };
  static const char *const missing_says[] = { "no/such/folder.bscope", "there is no folder", NULL };
  static const char *const closed[] = { "record", DATA, "-o", "/proc/x.bscope", NULL };
  static const char *const closed_says[] = { "/proc/x.bscope", "Could not create", NULL };
  g_autofree char *thesis = NULL;

  g_assert_cmpint (g_mkdir ("folder", 0700), ==, 0);
  harness_refuses (folder, folder_says);
  harness_write ("thesis.txt", "my thesis", -1);
  harness_refuses (foreign, foreign_says);
  thesis = harness_read ("thesis.txt", NULL);
  g_assert_cmpstr (thesis, ==, "my thesis");
  harness_refuses (missing, missing_says);
  harness_refuses (closed, closed_says);
}

static void
test_read_only_folder (void)
{
  static const char *const arguments[] = { "record", DATA, "-o", "closed/x.bscope", NULL };
  static const char *const says[] = { "closed/x.bscope", "Could not create", NULL };

  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }
  g_assert_cmpint (g_mkdir ("closed", 0500), ==, 0);
  harness_refuses (arguments, says);
}

/* The second is told who records; the first loses nothing. */
static void
test_two (void)
{
  static const char *const first[] = { "record", "--workload",   "tree-lstm",  "--batch-size",
                                       "4",      "--model-size", "8",          "--batches",
                                       "100000", "-o",           "two.bscope", NULL };
  static const char *const second[] = { "record", DATA, "-o", "two.bscope", NULL };
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *out = NULL, *process = NULL;
  int nowhere = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  GPid pid = harness_start (first, nowhere, "two.err");
  const char *says[] = { "two.bscope", "is being recorded", NULL, NULL };

  for (guint i = 0; i < 1000 && !g_file_test ("two.bscope-wal", G_FILE_TEST_EXISTS); i++)
    g_usleep (10000);
  close (nowhere);
  process = g_strdup_printf ("process %d, ", (int) pid);
  says[2] = process;
  harness_refuses (second, says);
  g_usleep (200000);
  harness_refuses (second, says);

  g_assert_cmpint (kill (pid, SIGINT), ==, 0);
  g_assert_cmpint (harness_wait (pid), ==, 130);
  root = read_info ("two.bscope");
  g_assert_true (json_object_get_boolean_member (json_node_get_object (root), "complete"));
  g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (json_node_get_object (root), "mini_batches")),
                    >, 1);

  /* And now there is room for it. */
  out = harness_ok ("record", DATA, "-o", "two.bscope", NULL);
}

/* Returns: what record says that is started by a shell after @before. */
static char *
record_by_shell (const char *before, const char *path)
{
  g_autofree char *cli = g_shell_quote (g_getenv ("BATCHSCOPE_CLI"));
  g_autofree char *script = g_strdup_printf (
      "%s; exec %s record --workload tree-lstm --batch-size 64 --model-size 8 --batches 400 -o %s",
      before, cli, path);
  const char *const argv[] = { "/bin/sh", "-c", script, NULL };
  g_autoptr (GError) error = NULL;
  char *err = NULL;
  int wait_status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &err,
                &wait_status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (wait_status));
  g_assert_cmpint (WEXITSTATUS (wait_status), ==, 2);

  return err;
}

/* A file that may not grow: sizes are in blocks of 512 bytes. */
static void
test_limit (void)
{
  g_autofree char *err = record_by_shell ("ulimit -f 5000", "limit.bscope");

  g_assert_nonnull (strstr (err, "Could not write"));
  g_assert_nonnull (strstr (err, "limit.bscope"));
  g_assert_nonnull (strstr (err, "holds what was written until then"));
  assert_cut_short ("limit.bscope");

  /* Not even a beginning. */
  g_free (record_by_shell ("ulimit -f 10", "none.bscope"));
  g_assert_false (g_file_test ("none.bscope", G_FILE_TEST_EXISTS));
}

static void
test_full_disk (void)
{
  g_autofree char *err = NULL;

  g_assert_cmpint (g_mkdir ("small", 0700), ==, 0);
  if (mount ("none", "small", "tmpfs", 0, "size=3m") != 0)
    {
      g_test_skip ("only root may make a small disk");
      return;
    }

  err = record_by_shell (":", "small/full.bscope");
  g_assert_nonnull (strstr (err, "the disk is full"));
  assert_cut_short ("small/full.bscope");
  g_assert_cmpint (umount2 ("small", MNT_DETACH), ==, 0);
}

int
main (int argc, char *argv[])
{
  harness_init (&argc, &argv);
  g_test_add_func ("/cli/record/overflow", test_overflow);
  g_test_add_func ("/cli/record/cost", test_cost);
  g_test_add_func ("/cli/record/places", test_places);
  g_test_add_func ("/cli/record/read-only-folder", test_read_only_folder);
  g_test_add_func ("/cli/record/two", test_two);
  g_test_add_func ("/cli/record/limit", test_limit);
  g_test_add_func ("/cli/record/full-disk", test_full_disk);

  return harness_finish ();
}
