/* SPDX-License-Identifier: Apache-2.0 */
/* Counts the tests of one or more runs of meson test, with every subtest of a TAP program.
 *
 * Usage: count-tests FILE...     where FILE is a testlog.json that meson wrote
 *
 * Prints `N passed, N failed, N skipped`. A program that crashed, ran out of time or printed
 * something other than TAP counts as failed once more than its failed subtests, if it has none of
 * those. Exits with 1 when anything failed, or when nothing ran. */
#include "config.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

typedef struct
{
  guint passed, failed, skipped;
} Counts;

static void
count_tap (const char *out, Counts *counts)
{
  g_auto (GStrv) lines = g_strsplit (out, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean ok = g_regex_match_simple ("^ok\\b", lines[i], 0, 0);
      gboolean not_ok = g_regex_match_simple ("^not ok\\b", lines[i], 0, 0);

      if (!ok && !not_ok)
        continue;
      if (g_regex_match_simple ("# *(skip|todo)", lines[i], G_REGEX_CASELESS, 0))
        counts->skipped++;
      else if (ok)
        counts->passed++;
      else
        counts->failed++;
    }
}

static gboolean
count_test (JsonObject *test, Counts *all)
{
  const char *result = json_object_get_string_member_with_default (test, "result", "");
  const char *out = json_object_get_string_member_with_default (test, "stdout", "");
  gboolean good = g_str_equal (result, "OK") || g_str_equal (result, "EXPECTEDFAIL");
  gboolean skipped = g_str_equal (result, "SKIP");
  Counts counts = { 0 };

  /* A TAP program says how many tests it has: `1..N`. */
  if (g_regex_match_simple ("^(1\\.\\.[0-9]+|(not )?ok\\b)", out, G_REGEX_MULTILINE, 0))
    count_tap (out, &counts);
  if (counts.passed + counts.failed + counts.skipped == 0)
    {
      counts.passed = good;
      counts.skipped = skipped;
    }
  if (!good && !skipped && counts.failed == 0)
    counts.failed = 1;

  all->passed += counts.passed;
  all->failed += counts.failed;
  all->skipped += counts.skipped;

  return result[0] != '\0';
}

/* One JSON object a line, one line a test. */
static gboolean
count_file (const char *path, Counts *counts)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      JsonNode *root;

      if (lines[i][0] == '\0')
        continue;
      if (!json_parser_load_from_data (parser, lines[i], -1, NULL))
        return FALSE;
      root = json_parser_get_root (parser);
      if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)
          || !count_test (json_node_get_object (root), counts))
        return FALSE;
    }

  return TRUE;
}

int
main (int argc, char **argv)
{
  Counts counts = { 0 };

  for (int i = 1; i < argc; i++)
    {
      if (!count_file (argv[i], &counts))
        {
          fprintf (stderr, "count-tests: %s is not a log of meson test\n", argv[i]);
          counts.failed++;
        }
    }
  printf ("%u passed, %u failed, %u skipped\n", counts.passed, counts.failed, counts.skipped);

  return counts.failed > 0 || counts.passed == 0;
}
