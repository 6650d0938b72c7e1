/* SPDX-License-Identifier: Apache-2.0 */
/* query and backends: all formats, recipes, limits, interruption, and what is refused. */
#include "config.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tests/cli/harness.h"

#define TRACE "trace.bscope"
#define ENDLESS "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
#define VALUES                                                                                     \
  "SELECT NULL AS n, '' AS e, x'00ff' AS b, x'' AS z, 1e999 AS i, -0.0 AS m, 0.1 AS f, "           \
  "9223372036854775807 AS h, 'a' || char (27) || char (0) || 'b' AS c, "                           \
  "CAST (x'41ff' AS TEXT) AS u, 'x,\"y' AS q, 7 AS q"

#define REFUSES(expected, ...)                                                                     \
  harness_refuses ((const char *const[]){ "query", __VA_ARGS__, NULL },                            \
                   (const char *const[]){ expected, NULL })

static const char *const workloads[] = { "bilstm-tagger", "bilstm-tagger-char", "lattice-gru",
                                         "lattice-lstm",  "lstm-nmt",           "mv-rnn",
                                         "perfect-tree",  "random-dag",         "tree-lstm" };

static void
record (const char *workload, const char *path)
{
  g_free (harness_ok ("record", "--workload", workload, "--model-size", "8", "--batch-size", "3",
                      "--batches", "2", "--policy", "sufficient", "--planner", "published", "-o",
                      path, NULL));
}

static void
test_csv (void)
{
  g_autofree char *text = harness_ok ("query", TRACE, VALUES, "--format", "csv", NULL);
  g_autofree char *sum = harness_ok ("query", TRACE, "SELECT count(*) AS n FROM decisions",
                                     "--format", "csv", NULL);
  g_autofree char *steps = harness_ok ("steps", TRACE, "--format", "csv", NULL);
  g_autofree char *same = harness_ok (
      "query", TRACE,
      "SELECT decision, mini_batch, type, batch_size, state, reason FROM decisions "
      "ORDER BY decision",
      "--format", "csv", NULL);
  g_autofree char *none = harness_ok ("query", TRACE, "SELECT 1 AS a WHERE 0", "--format", "csv",
                                      NULL);
  g_autoptr (GPtrArray) csv = harness_csv (sum);
  g_autoptr (GPtrArray) rows = harness_csv (steps);

  g_assert_cmpstr (text, ==,
                   "n,e,b,z,i,m,f,h,c,u,q,q\n"
                   ",\"\",00FF,\"\",1e999,-0.0,0.1,9223372036854775807,a\033\357\277\275b,"
                   "A\357\277\275,\"x,\"\"y\",7\n");
  g_assert_cmpint (harness_number (csv, 1, "n"), ==, rows->len - 1);
  g_assert_cmpstr (same, ==, steps);
  g_assert_cmpstr (none, ==, "a\n");
}

static void
test_json (void)
{
  g_autofree char *text = harness_ok ("query", TRACE, VALUES, "--format", "json", NULL);
  g_autofree char *none = harness_ok ("query", TRACE, "SELECT 1 WHERE 0", "--format", "json", NULL);
  g_autoptr (JsonNode) node = harness_parse_json (text);
  JsonObject *row = json_array_get_object_element (json_node_get_array (node), 0);

  g_assert_cmpstr (none, ==, "[]\n");
  g_assert_cmpuint (json_object_get_size (row), ==, 12);
  g_assert_true (json_object_get_null_member (row, "n"));
  g_assert_cmpstr (json_object_get_string_member (row, "e"), ==, "");
  g_assert_cmpstr (json_object_get_string_member (row, "b"), ==, "00FF");
  g_assert_true (isinf (json_object_get_double_member (row, "i")));
  g_assert_cmpfloat (json_object_get_double_member (row, "f"), ==, 0.1);
  g_assert_cmpint (json_object_get_int_member (row, "h"), ==, G_MAXINT64);
  g_assert_cmpstr (json_object_get_string_member (row, "c"), ==, "a\033\357\277\275b");
  g_assert_cmpstr (json_object_get_string_member (row, "u"), ==, "A\357\277\275");
  g_assert_cmpstr (json_object_get_string_member (row, "q"), ==, "x,\"y");
  g_assert_cmpint (json_object_get_int_member (row, "q_2"), ==, 7);
}

static void
test_text (void)
{
  g_autofree char *text = harness_ok ("query", TRACE, VALUES, NULL);
  g_autofree char *wide = harness_ok (
      "query", TRACE, "SELECT printf ('%.*c', 300, 'w') AS w, zeroblob (40) AS z", NULL);
  g_autofree char *none = harness_ok ("query", TRACE, "SELECT 1 AS one WHERE 0", NULL);
  static const char *const expected[] = {
    "NULL", "x'00FF'", "x''", "inf", "-0", "0.1", "9223372036854775807", "a\\x1b", "x,\"y"
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    if (strstr (text, expected[i]) == NULL)
      g_error ("“%s” is not in\n%s", expected[i], text);
  g_assert_null (strchr (text, '\033'));
  g_assert_cmpuint (strlen (wide), <, 400);
  g_assert_nonnull (strstr (wide, "w…"));
  g_assert_nonnull (strstr (wide, "(40)"));
  g_assert_cmpstr (none, ==, "one\n");
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; (text = strchr (text, '\n')) != NULL; text++)
    n++;

  return n;
}

/* Text is for people; the others hold all that there is, which here is more than fits a pipe. */
static void
test_many_rows (void)
{
  static const char sql[] = ENDLESS "SELECT x, -x AS y FROM c LIMIT 30000";
  g_autoptr (Ran) text = harness_run ("query", TRACE, sql, NULL);
  g_autofree char *all = harness_ok ("query", TRACE, sql, "--rows", "0", NULL);
  g_autofree char *csv = harness_ok ("query", TRACE, sql, "--format", "csv", NULL);
  g_autofree char *json = harness_ok ("query", TRACE, sql, "--format", "json", NULL);
  g_autoptr (JsonNode) node = harness_parse_json (json);
  g_autoptr (Ran) few = harness_run ("query", TRACE, sql, "--format", "json", "--rows", "3", NULL);
  g_autoptr (JsonNode) three = harness_parse_json (few->out);

  g_assert_cmpint (text->status, ==, 0);
  g_assert_cmpuint (count_lines (text->out), ==, 1 + 1000);
  g_assert_nonnull (strstr (text->err, "--rows 0"));
  g_assert_cmpuint (count_lines (all), ==, 1 + 30000);
  g_assert_nonnull (strstr (all, "30000  -30000\n"));
  g_assert_cmpuint (count_lines (csv), ==, 1 + 30000);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 30000);
  g_assert_cmpint (few->status, ==, 0);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (three)), ==, 3);
}

/* All recipes on all workloads. */
static void
test_recipes (void)
{
  g_autofree char *people = harness_ok ("query", "--list", NULL);
  g_autofree char *list = harness_ok ("query", "--list", "--format", "json", NULL);
  g_autoptr (JsonNode) node = harness_parse_json (list);
  JsonArray *recipes = json_node_get_array (node);

  g_assert_null (strstr (people, "SELECT"));
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      guint n_answers = 0;

      record (workloads[i], "workload.bscope");
      for (guint k = 0; k < json_array_get_length (recipes); k++)
        {
          JsonObject *recipe = json_array_get_object_element (recipes, k);
          const char *name = json_object_get_string_member (recipe, "recipe");
          g_autofree char *rows = NULL, *again = NULL;

          rows = harness_ok ("query", "workload.bscope", "--recipe", name, "--format", "csv", NULL);
          g_assert_cmpuint (count_lines (rows), >=, 1);
          n_answers += count_lines (rows) > 1;
          g_assert_nonnull (strstr (people, name));
          if (i > 0)
            continue;
          again = harness_ok ("query", "workload.bscope",
                              json_object_get_string_member (recipe, "sql"), "--format", "csv",
                              NULL);
          g_assert_cmpstr (rows, ==, again);
        }
      /* what a run does not have, such as gathers or a learned policy, has no rows */
      g_assert_cmpuint (n_answers, >=, 14);
    }
}

static void
test_old_formats (void)
{
  for (int version = 1; version <= 3; version++)
    {
      g_autofree char *name = g_strdup_printf ("version-%d.trace", version);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "profiles", name, NULL);
      g_autofree char *rows = harness_ok ("query", path, "--recipe", "time-by-phase", NULL);
      g_autofree char *moves = harness_ok ("query", path, "SELECT * FROM moves", NULL);
      g_autofree char *waits = harness_ok ("query", path, "--recipe", "waiting-by-type", "--format",
                                           "csv", NULL);

      g_assert_nonnull (strstr (rows, "gemm"));
      g_assert_true (g_str_has_prefix (moves, "decision "));
      g_assert_cmpuint (count_lines (waits), >, 1);
    }
}

static void
test_refused (void)
{
  gsize n_before, n_after;
  g_autofree char *before = harness_read (TRACE, &n_before);
  g_autofree char *after = NULL;

  REFUSES ("SELECT, VALUES or EXPLAIN", TRACE, "DELETE FROM decision");
  REFUSES ("more than one", TRACE, "SELECT 1; SELECT 2");
  REFUSES ("load_extension", TRACE, "SELECT load_extension ('x')");
  REFUSES ("user_version", TRACE, "PRAGMA user_version = 1");
  REFUSES ("ATTACH", TRACE, "ATTACH 'x' AS x");
  REFUSES ("character 10", TRACE, "SELECT * FRM decisions");
  REFUSES ("nonsense", TRACE, "SELECT * FROM nonsense");
  REFUSES ("begin", TRACE, "");
  REFUSES ("UTF-8", TRACE, "SELECT '\xff'");
  REFUSES ("TRACE", "--format", "csv");
  REFUSES ("query is missing", TRACE);
  REFUSES ("not both", TRACE, "SELECT 1", "--recipe", "time-by-phase");
  REFUSES ("--list", TRACE, "--recipe", "nonsense");
  REFUSES ("--list", "--list", TRACE);
  REFUSES ("surplus", TRACE, "SELECT 1", "surplus");
  REFUSES ("--rows", TRACE, "SELECT 1", "--rows", "-1");
  REFUSES ("--timeout", TRACE, "SELECT 1", "--timeout", "0");
  REFUSES ("--timeout", TRACE, "SELECT 1", "--timeout", "nan");
  REFUSES ("text, csv or json", TRACE, "SELECT 1", "--format", "xml");
  REFUSES ("absent.bscope", "absent.bscope", "SELECT 1");
  harness_write ("no.bscope", "SQLite is not this", -1);
  REFUSES ("not a Batchscope trace", "no.bscope", "SELECT 1");
  REFUSES ("/dev/zero", "/dev/zero", "SELECT 1");
  after = harness_read (TRACE, &n_after);
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_timeout (void)
{
  g_autoptr (Ran) ran = harness_run ("query", TRACE, ENDLESS "SELECT max(x) FROM c", "--timeout",
                                     "0.05", "--format", "csv", NULL);

  g_assert_cmpint (ran->status, ==, 1);
  g_assert_cmpstr (ran->out, ==, "");
  g_assert_nonnull (strstr (ran->err, "--timeout"));
}

/* Control+C while rows come, once the first of them are there; the program then says so. */
static void
test_interrupted (void)
{
  const char *const words[] = {
    "query", TRACE, ENDLESS "SELECT x FROM c", "--format", "json", NULL
  };
  g_autofree char *said = NULL;
  int ends[2];
  char buffer[4096];
  GPid pid;

  g_assert_cmpint (pipe (ends), ==, 0);
  pid = harness_start (words, ends[1], "err.txt");
  close (ends[1]);
  g_assert_cmpint (read (ends[0], buffer, sizeof buffer), >, 0);
  g_assert_cmpint (kill (pid, SIGINT), ==, 0);
  while (read (ends[0], buffer, sizeof buffer) > 0)
    ;
  close (ends[0]);
  g_assert_cmpint (harness_wait (pid), ==, 130);
  said = harness_read ("err.txt", NULL);
  g_assert_nonnull (strstr (said, "interrupted"));
}

/* Who reads has seen enough: no endless work, and no complaint. */
static void
test_reader_gone (void)
{
  const char *const words[] = {
    "query", TRACE, ENDLESS "SELECT x FROM c", "--format", "csv", NULL
  };
  g_autofree char *said = NULL;
  int ends[2];
  char buffer[4096];
  GPid pid;

  g_assert_cmpint (pipe (ends), ==, 0);
  pid = harness_start (words, ends[1], "err.txt");
  close (ends[1]);
  g_assert_cmpint (read (ends[0], buffer, sizeof buffer), >, 0);
  close (ends[0]);
  g_assert_cmpint (harness_wait (pid), ==, 0);
  said = harness_read ("err.txt", NULL);
  g_assert_cmpstr (said, ==, "");
}

static void
test_backends (void)
{
  g_autofree char *people = harness_ok ("backends", NULL);
  g_autofree char *text = harness_ok ("backends", "--format", "csv", NULL);
  g_autofree char *json = harness_ok ("backends", "--format", "json", NULL);
  g_autoptr (GPtrArray) csv = harness_csv (text);
  g_autoptr (JsonNode) node = harness_parse_json (json);

  g_assert_nonnull (strstr (people, "reference"));
  g_assert_cmpuint (csv->len, ==, 1 + 3);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 3);
  for (guint row = 1; row < csv->len; row++)
    {
      const char *name = harness_cell (csv, row, "backend");
      gboolean usable = g_str_equal (harness_cell (csv, row, "usable"), "true");
      g_autoptr (Ran)
          ran = harness_run ("record", "--model-size", "4", "--batch-size", "1", "--policy",
                             "depth", "--backend", name, "-o", "b.bscope", NULL);

      /* what it says is what happens */
      g_assert_cmpint (ran->status, ==, usable ? 0 : 2);
      g_assert_cmpint (*harness_cell (csv, row, "why_not") == '\0', ==, usable);
      g_assert_cmpint (*harness_cell (csv, row, "version") != '\0', ==, usable);
    }
  harness_refuses ((const char *const[]){ "backends", "surplus", NULL },
                   (const char *const[]){ "surplus", NULL });
  harness_refuses ((const char *const[]){ "backends", "--format", "xml", NULL },
                   (const char *const[]){ "text, csv or json", NULL });
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  record ("tree-lstm", TRACE);
  g_test_add_func ("/query/csv", test_csv);
  g_test_add_func ("/query/json", test_json);
  g_test_add_func ("/query/text", test_text);
  g_test_add_func ("/query/many-rows", test_many_rows);
  g_test_add_func ("/query/recipes", test_recipes);
  g_test_add_func ("/query/old-formats", test_old_formats);
  g_test_add_func ("/query/refused", test_refused);
  g_test_add_func ("/query/timeout", test_timeout);
  g_test_add_func ("/query/interrupted", test_interrupted);
  g_test_add_func ("/query/reader-gone", test_reader_gone);
  g_test_add_func ("/backends", test_backends);

  return harness_finish ();
}
