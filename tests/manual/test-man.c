/* SPDX-License-Identifier: Apache-2.0 */
/* Manual pages are true: options are those that the programs have, both ways; and their examples run. */
#include "config.h"

#include <string.h>

#include "tests/cli/harness.h"

/* The page without what only sets letters: \- is a minus, \(aq a quote, fonts are left out. */
static char *
read_page (const char *name)
{
  static const char *const escapes[][2] = { { "\\-", "-" }, { "\\(aq", "'" }, { "\\(dq", "\"" },
                                            { "\\fB", "" }, { "\\fI", "" },   { "\\fR", "" },
                                            { "\\fP", "" }, { "\\e", "\\" },  { "\\&", "" } };
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), name, NULL);
  g_autofree char *text = harness_read (path, NULL);
  g_autoptr (GString) page = g_string_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    g_string_replace (page, escapes[i][0], escapes[i][1], 0);

  return g_strdup (page->str);
}

/* Returns: (transfer full): what lies between the line @from and the next one that begins with @to. */
static char *
cut (const char *page, const char *from, const char *to)
{
  g_autofree char *head = g_strdup_printf ("\n%s\n", from);
  g_autofree char *foot = g_strdup_printf ("\n%s", to);
  const char *start = strstr (page, head);
  const char *end;

  if (start == NULL)
    g_error ("there is no line “%s”", from);
  start += strlen (head);
  end = strstr (start - 1, foot);

  return end != NULL ? g_strndup (start, (gsize) (end - start + 1)) : g_strdup (start);
}

/* The n-th block between @from and @to, without lines that begin with a dot. */
static char *
get_block (const char *page, const char *from, const char *to, guint n)
{
  g_autofree char *head = g_strdup_printf ("\n%s\n", from);
  const char *start = page;
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i <= n; i++)
    {
      start = strstr (start, head);
      g_assert_nonnull (start);
      start += strlen (head);
    }
  lines = g_strsplit (start, "\n", -1);
  for (guint i = 0; lines[i] != NULL && !g_str_equal (lines[i], to); i++)
    if (lines[i][0] != '.')
      g_string_append_printf (out, "%s\n", lines[i]);

  return g_strdup (out->str);
}

static void
add_options (GHashTable *out, const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("(?<![A-Za-z-])--[a-z][a-z-]+", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    g_hash_table_add (out, g_match_info_fetch (match, 0));
}

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* The options that begin a line of what --help prints. */
static GHashTable *
list_help (const char *help)
{
  GHashTable *options = new_set ();
  g_auto (GStrv) lines = g_strsplit (help, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GRegex) regex = g_regex_new ("^  (-[a-zA-Z], )?(--[a-z][a-z-]+)", 0, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;

      if (g_regex_match (regex, lines[i], 0, &match))
        g_hash_table_add (options, g_match_info_fetch (match, 2));
    }
  g_hash_table_remove (options, "--help");

  return options;
}

/* What the page says of @command: its synopses, and what stands below them. */
static void
read_command (const char *commands, const char *command, GHashTable *promised, GHashTable *told,
              GHashTable *groups)
{
  g_autofree char *all_parts = g_strconcat ("\n", commands, NULL);
  g_auto (GStrv) parts = g_strsplit (all_parts, "\n.TP\n", -1);
  g_autofree char *pattern = g_strdup_printf ("^%s( |\\n|$)", command);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) lines = g_strsplit (parts[i], "\n", 2);
      g_autofree char *name = NULL;
      static const char *const all[] = { "DATA", "POLICY", "LEARNING", "FORMAT" };

      if (!g_regex_match_simple (pattern, parts[i], 0, 0))
        continue;
      add_options (promised, lines[0]);
      add_options (told, parts[i]);
      if (strstr (lines[0], "-o ") != NULL)
        g_hash_table_add (told, g_strdup ("--output"));
      for (guint g = 0; g < G_N_ELEMENTS (all); g++)
        {
          g_autofree char *group = g_strdup_printf ("[%s]", all[g]);

          if (strstr (lines[0], group) != NULL)
            g_hash_table_add (groups, g_strdup (all[g]));
        }
    }
}

static void
complain (const char *command, const char *option, const char *what)
{
  g_test_message ("%s %s: %s", command, option, what);
  g_test_fail ();
}

/* Every option that a command has is told of it, or of a group of options that it takes; and it has every one that
 * its synopsis promises. */
static void
test_command (const char *page, const char *commands, const char *command, GHashTable *known)
{
  g_autofree char *help = harness_ok (command, "--help", NULL);
  g_autoptr (GHashTable) has = list_help (help), promised = new_set (), told = new_set (),
                         groups = new_set ();
  GHashTableIter iter;
  gpointer key;

  read_command (commands, command, promised, told, groups);
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autofree char *head = g_strdup_printf (".SS %s", (char *) key);
      g_autofree char *section = cut (page, head, ".S");

      add_options (told, section);
    }
  g_hash_table_iter_init (&iter, has);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (!g_hash_table_contains (told, key))
        complain (command, key, "the manual page does not tell of it");
      g_hash_table_add (known, g_strdup (key));
    }
  g_hash_table_iter_init (&iter, promised);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (has, key))
      complain (command, key, "the manual page promises it");
}

static void
test_options (void)
{
  g_autofree char *page = read_page ("batchscope-cli.1");
  g_autofree char *commands = cut (page, ".SH COMMANDS", ".SH");
  g_autofree char *help = harness_ok ("--help", NULL);
  g_autofree char *listed = cut (help, "Commands:", "Options:");
  g_auto (GStrv) lines = g_strsplit (listed, "\n", -1);
  g_autoptr (GHashTable) known = new_set (), named = new_set ();
  GHashTableIter iter;
  gpointer key;
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (g_strstrip (lines[i]), " ", 2);

      if (words[0] == NULL || *words[0] == '\0')
        continue;
      test_command (page, commands, words[0], known);
      n++;
    }
  g_assert_cmpuint (n, >, 10);
  g_hash_table_add (known, g_strdup ("--help"));
  g_hash_table_add (known, g_strdup ("--version"));
  add_options (named, page);
  g_hash_table_iter_init (&iter, named);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (known, key))
      complain ("batchscope-cli.1", key, "no command has it");
}

/* The window's few ones, both ways, where it was built; what all programs of GLib have is left out. */
static void
test_window_options (void)
{
  const char *program = g_getenv ("BATCHSCOPE");
  const char *const argv[] = { program, "--help", NULL };
  g_autofree char *help = NULL, *page = NULL, *section = NULL;
  g_autoptr (GHashTable) has = NULL, told = new_set ();
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer key;

  if (program == NULL)
    {
      g_test_skip ("the window was not built");
      return;
    }
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &help, NULL,
                NULL, &error);
  g_assert_no_error (error);
  has = list_help (help);
  g_hash_table_remove (has, "--help-all");
  g_hash_table_remove (has, "--help-gapplication");
  page = read_page ("batchscope.1");
  section = cut (page, ".SH OPTIONS", ".SH");
  add_options (told, section);
  g_hash_table_remove (told, "--help");
  g_assert_cmpuint (g_hash_table_size (has), >, 0);
  g_assert_cmpuint (g_hash_table_size (has), ==, g_hash_table_size (told));
  g_hash_table_iter_init (&iter, has);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (told, key))
      complain ("batchscope", key, "the manual page does not tell of it");
}

/* One after the other, as they stand there; of benchmarks, which take long, only that they are understood. */
static void
test_examples (void)
{
  g_autofree char *page = read_page ("batchscope-cli.1");
  g_autofree char *section = cut (page, ".SH EXAMPLE", ".SH");
  g_auto (GStrv) lines = g_strsplit (section, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (Ran) ran = NULL;

      if (!g_str_has_prefix (lines[i], "batchscope-cli "))
        continue;
      g_shell_parse_argv (lines[i], NULL, &words, &error);
      g_assert_no_error (error);
      if (g_str_equal (words[1], "bench"))
        continue;
      if (g_str_equal (words[1], "import"))
        g_free (harness_ok ("export", "run.bscope", "-o", "graph.json", NULL));
      g_test_message ("%s", lines[i]);
      ran = harness_run_words ((const char *const *) words + 1);
      if (ran->status != 0)
        complain (lines[i], "", ran->err);
      n++;
    }
  g_assert_cmpuint (n, >=, 8);
}

/* It reaches the lower bound without fallbacks, as the page says. */
static void
test_policy (void)
{
  g_autofree char *page = read_page ("batchscope-policy.5");
  g_autofree char *policy = get_block (page, ".EX", ".EE", 0);
  g_autofree char *command = get_block (page, ".EX", ".EE", 1);
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Ran) ran = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *all = g_strconcat (g_strstrip (command), " --format csv", NULL);

  harness_write ("waiting.json", policy, -1);
  g_shell_parse_argv (all, NULL, &words, &error);
  g_assert_no_error (error);
  ran = harness_run_words ((const char *const *) words + 1);
  g_assert_cmpstr (ran->err, ==, "");
  g_assert_cmpint (ran->status, ==, 0);
  rows = harness_csv (ran->out);
  g_assert_cmpint (harness_number (rows, 1, "batches"), ==,
                   harness_number (rows, 1, "lower_bound"));
  g_assert_cmpint (harness_number (rows, 1, "fallbacks"), ==, 0);
}

static void
test_lesson (void)
{
  g_autofree char *page = read_page ("batchscope-lesson.5");
  g_autofree char *lesson = get_block (page, ".nf", ".fi", 0);
  g_autofree char *said = NULL;

  harness_write ("two.lesson", lesson, -1);
  said = harness_ok ("lesson", "two.lesson", "--check", NULL);
  g_assert_nonnull (strstr (said, "1 questions, all answered"));
}

/* Both forms of the example are one graph. */
static void
test_graphs (void)
{
  g_autofree char *page = read_page ("batchscope-graph.5");
  g_autofree char *json = get_block (page, ".nf", ".fi", 0);
  g_autofree char *text = get_block (page, ".nf", ".fi", 1);
  g_autofree char *first = NULL, *second = NULL;

  harness_write ("two.json", json, -1);
  harness_write ("two.graph", text, -1);
  first = harness_ok ("import", "two.json", "--policy", "sufficient", "-o", "json.bscope", NULL);
  second = harness_ok ("import", "two.graph", "--policy", "sufficient", "-o", "text.bscope", NULL);
  g_free (first);
  g_free (second);
  first = harness_ok ("query", "json.bscope", "SELECT decision, batch_size FROM decisions", NULL);
  second = harness_ok ("query", "text.bscope", "SELECT decision, batch_size FROM decisions", NULL);
  g_assert_cmpstr (first, ==, second);
}

/* Queries of the page about traces can be asked of one. */
static void
test_queries (void)
{
  g_autofree char *page = read_page ("batchscope-trace.5");
  const char *next = page;
  guint n = 0;

  g_free (harness_ok ("record", "--workload", "lattice-lstm", "--batch-size", "2", "--planner",
                      "published", "-o", "lattice.bscope", NULL));
  while ((next = strstr (next, "\nSELECT")) != NULL)
    {
      g_auto (GStrv) lines = g_strsplit (next + 1, "\n.", 2);

      g_test_message ("%s", lines[0]);
      g_free (harness_ok ("query", "lattice.bscope", lines[0], NULL));
      next++;
      n++;
    }
  g_assert_cmpuint (n, >=, 5);
}

/* The reader of packed nodes that stands there, on a real trace: it finds every node, and no other. */
static void
test_reader (void)
{
  static const char tail[] =
      "import sqlite3\n"
      "db = sqlite3.connect ('file:lattice.bscope?mode=ro', uri = True)\n"
      "found = [n for b in db.execute ('SELECT nodes, n_nodes, first_node FROM graph_block')\n"
      "         for n in nodes (*b)]\n"
      "taken = [n for b in db.execute ('SELECT nodes FROM order_block') for n in order (b[0])]\n"
      "print (len (found), sorted (taken) == list (range (len (found))), sum (len (n[4]) for n in "
      "found))\n";
  g_autofree char *python = g_find_program_in_path ("python3");
  g_autofree char *page = read_page ("batchscope-trace.5");
  g_autofree char *reader = get_block (page, ".EX", ".EE", 1);
  g_autofree char *program = g_strconcat (reader, tail, NULL);
  g_autofree char *out = NULL, *err = NULL, *expected = NULL, *edges = NULL, *count = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) nodes = NULL, inputs = NULL;
  const char *argv[] = { python, "-c", program, NULL };
  const char *const probe[] = { python, "-c", "import sqlite3", NULL };
  int status;

  if (python == NULL
      || !g_spawn_sync (NULL, (char **) probe, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                        NULL, &status, NULL)
      || status != 0)
    {
      g_test_skip ("there is no Python with SQLite");
      return;
    }
  g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &out, &err, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (err, ==, "");
  count = harness_ok ("query", "lattice.bscope", "--format", "csv",
                      "SELECT count(*) AS n FROM node", NULL);
  edges = harness_ok ("query", "lattice.bscope", "--format", "csv",
                      "SELECT count(*) AS n FROM edge", NULL);
  nodes = harness_csv (count);
  inputs = harness_csv (edges);
  expected = g_strdup_printf ("%s True %s\n", harness_cell (nodes, 1, "n"),
                              harness_cell (inputs, 1, "n"));
  g_assert_cmpstr (out, ==, expected);
}

int
main (int argc, char *argv[])
{
  harness_init (&argc, &argv);

  g_test_add_func ("/manual/man/options", test_options);
  g_test_add_func ("/manual/man/window-options", test_window_options);
  g_test_add_func ("/manual/man/examples", test_examples);
  g_test_add_func ("/manual/man/policy", test_policy);
  g_test_add_func ("/manual/man/lesson", test_lesson);
  g_test_add_func ("/manual/man/graphs", test_graphs);
  g_test_add_func ("/manual/man/queries", test_queries);
  g_test_add_func ("/manual/man/reader", test_reader);

  return harness_finish ();
}
