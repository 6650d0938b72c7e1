/* SPDX-License-Identifier: Apache-2.0 */
/* Traces from enemies: whatever the bytes, a clear error or a valid trace. */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/format/schema.h"
#include "tests/profiles/synthetic.h"

typedef struct
{
  char *folder;
  char *path;
  char *bytes; /* of an honest trace */
  gsize length;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "t.bscope", NULL);
  synthetic_record_on_device (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &fixture->bytes, &fixture->length, &error));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->bytes);
}

static void
put (Fixture *fixture, gconstpointer bytes, gsize length)
{
  /* Written anew, because replacing a file would wait for the disk each time. */
  g_unlink (fixture->path);
  g_assert_true (g_file_set_contents_full (fixture->path, bytes, (gssize) length,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
assert_refused (Fixture *fixture, int code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bs_trace_load (fixture->path, NULL, &error));
  g_assert_error (error, BS_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, fixture->path));
  if (part != NULL && strstr (error->message, part) == NULL)
    g_test_fail_printf ("“%s” does not say “%s”", error->message, part);
}

/* Loads it or says why not. Returns: whether it loaded. */
static gboolean
survive (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load (fixture->path, NULL, &error);

  if (trace == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == BS_ERROR);
      return FALSE;
    }
  g_assert_no_error (error);
  synthetic_exercise (trace);

  return TRUE;
}

static void
test_other_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *missing = g_strconcat (fixture->path, ".no", NULL);
  sqlite3 *db = NULL;

  put (fixture, "", 0);
  assert_refused (fixture, BS_ERROR_UNSUPPORTED, "empty");
  put (fixture, "((3 (2 It)))", 12);
  assert_refused (fixture, BS_ERROR_UNSUPPORTED, "not a Batchscope trace");
  put (fixture, "SQLite format 3", 16);
  assert_refused (fixture, BS_ERROR_UNSUPPORTED, "another program");

  g_unlink (fixture->path);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TABLE bookmarks (url)", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (db);
  assert_refused (fixture, BS_ERROR_UNSUPPORTED, "another program");

  g_assert_null (bs_trace_load (missing, NULL, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (bs_trace_load (fixture->folder, NULL, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (bs_trace_load ("/dev/null", NULL, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < 200; i++)
    {
      gsize length = fixture->length * i / 200;

      put (fixture, fixture->bytes, length);
      g_assert_false (survive (fixture));
    }

  put (fixture, fixture->bytes, fixture->length - 1);
  assert_refused (fixture, BS_ERROR_CORRUPT, "truncated");
  put (fixture, fixture->bytes, fixture->length);
  g_assert_true (survive (fixture));
}

/* Bytes of a trace changed at random, half of the rounds in the heads of pages, where structure is. */
static void
flip (Fixture *fixture, gsize page_size, guint n_rounds)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240229);
  g_autofree char *bytes = g_malloc (fixture->length);
  guint n_refused = 0;

  for (guint round = 0; round < n_rounds; round++)
    {
      guint n_flips = 1u << g_rand_int_range (rand, 0, 7);
      gboolean heads = round % 2 == 0;

      memcpy (bytes, fixture->bytes, fixture->length);
      for (guint i = 0; i < n_flips; i++)
        {
          gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) fixture->length);

          if (heads)
            at = MIN (at / page_size * page_size + at % 64, fixture->length - 1);
          bytes[at] = (char) g_rand_int_range (rand, 0, 256);
        }
      put (fixture, bytes, fixture->length);
      n_refused += !survive (fixture);
    }
  g_assert_cmpuint (n_refused, >, n_rounds / 4);
}

static void
test_flipped (Fixture *fixture, gconstpointer data)
{
  flip (fixture, BS_TRACE_PAGE_SIZE, g_test_slow () ? 20000 : 300);
}

static void
take_draft (Fixture *fixture)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "profiles", "version-3.trace", NULL);

  g_clear_pointer (&fixture->bytes, g_free);
  g_assert_true (g_file_get_contents (path, &fixture->bytes, &fixture->length, NULL));
}

static void
test_flipped_draft (Fixture *fixture, gconstpointer data)
{
  take_draft (fixture);
  flip (fixture, 1024, g_test_slow () ? 20000 : 200);
}

/* Changes an honest trace with SQL. */
static void
change (Fixture *fixture, const char *sql)
{
  sqlite3 *db = NULL;
  char *message = NULL;

  put (fixture, fixture->bytes, fixture->length);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
  sqlite3_close (db);
}

static void
test_versions (Fixture *fixture, gconstpointer data)
{
  change (fixture, "PRAGMA user_version = 200");
  assert_refused (fixture, BS_ERROR_VERSION, "newer");
  change (fixture, "PRAGMA user_version = 2147483647");
  assert_refused (fixture, BS_ERROR_VERSION, "newer");
  change (fixture, "PRAGMA user_version = 0");
  assert_refused (fixture, BS_ERROR_CORRUPT, "version");
  change (fixture, "PRAGMA user_version = -5");
  assert_refused (fixture, BS_ERROR_CORRUPT, "version");
  change (fixture, "PRAGMA user_version = 4");
  assert_refused (fixture, BS_ERROR_CORRUPT, "version");
  change (fixture, "PRAGMA user_version = 99");
  assert_refused (fixture, BS_ERROR_CORRUPT, "version");
  /* A later one of the same kind has more than is looked for. */
  change (fixture, "PRAGMA user_version = 101; CREATE TABLE later (x); "
                   "ALTER TABLE decision ADD COLUMN mood TEXT");
  g_assert_true (survive (fixture));
  change (fixture, "PRAGMA application_id = 1");
  assert_refused (fixture, BS_ERROR_UNSUPPORTED, "another program");
}

static void
test_hostile_rows (Fixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE mini_batch SET n_nodes = 4294967295",
    "UPDATE mini_batch SET n_nodes = -1",
    "UPDATE mini_batch SET n_nodes = n_nodes - 1",
    "UPDATE mini_batch SET n_nodes = 9223372036854775807",
    "UPDATE mini_batch SET n_inputs = n_inputs + 1",
    "UPDATE mini_batch SET n_decisions = 4294967295",
    "UPDATE mini_batch SET n_decisions = n_decisions - 1",
    "UPDATE mini_batch SET n_decisions = n_decisions + 1",
    "UPDATE mini_batch SET first_decision = 0",
    "UPDATE mini_batch SET first_decision = first_decision + 1 WHERE id = 1",
    "UPDATE mini_batch SET id = 4000000000 WHERE id = 2",
    "UPDATE mini_batch SET id = -1 WHERE id = 2",
    "UPDATE mini_batch SET finished = 2",
    "UPDATE mini_batch SET lower_bound = 4000000000",
    "DELETE FROM mini_batch",
    "DELETE FROM mini_batch WHERE id = 1",
    "DELETE FROM graph_block",
    "DELETE FROM graph_block WHERE mini_batch = 1",
    "UPDATE graph_block SET first_node = 1",
    "UPDATE graph_block SET n_nodes = 4294967295",
    "UPDATE graph_block SET n_nodes = 0",
    "UPDATE graph_block SET n_nodes = n_nodes - 1",
    "UPDATE graph_block SET nodes = zeroblob(1)",
    "UPDATE graph_block SET nodes = x''",
    "UPDATE graph_block SET nodes = zeroblob(length(nodes))",
    "UPDATE graph_block SET nodes = CAST(nodes || x'00' AS BLOB)",
    "UPDATE graph_block SET nodes = substr(nodes, 1, length(nodes) - 1)",
    "UPDATE graph_block SET nodes = substr(nodes, 2)",
    "UPDATE graph_block SET nodes = randomblob(length(nodes))",
    "UPDATE graph_block SET nodes = CAST(replace(hex(nodes), '0', char(255)) AS BLOB)",
    "UPDATE graph_block SET mini_batch = 0",
    "UPDATE graph_block SET mini_batch = 77",
    "UPDATE order_block SET first = 1",
    "UPDATE order_block SET n = 4294967295",
    "UPDATE order_block SET n = n - 1",
    "UPDATE order_block SET n = 0",
    "UPDATE order_block SET mini_batch = 77",
    "UPDATE order_block SET mini_batch = 0",
    "UPDATE order_block SET nodes = x''",
    "UPDATE order_block SET nodes = x'00'",
    "UPDATE order_block SET nodes = zeroblob(n)",
    "UPDATE order_block SET nodes = randomblob(length(nodes))",
    "UPDATE order_block SET nodes = CAST(nodes || x'00' AS BLOB)",
    "UPDATE order_block SET nodes = (SELECT nodes FROM order_block WHERE id = 1)",
    "DELETE FROM order_block",
    "DELETE FROM order_block WHERE id = 2",
    "UPDATE type SET id = 99 WHERE id = 0",
    "UPDATE type SET name = 'same'",
    "UPDATE type SET name = ''",
    "UPDATE type SET name = CAST(x'ff41' AS TEXT)",
    "UPDATE type SET name = CAST(x'4100ff' AS TEXT)",
    "UPDATE type SET letter = ''",
    "UPDATE type SET letter = 'a very long letter for anyone'",
    "UPDATE type SET shape = 'sphere'",
    "DELETE FROM type",
    "DELETE FROM type WHERE id = 4",
    "UPDATE state SET id = id + 100000",
    "UPDATE state SET encoding = 'none'",
    "UPDATE state SET encoding = 'base' WHERE id = 1",
    "UPDATE state SET types = x'00'",
    "UPDATE state SET types = x'ffff'",
    "UPDATE state SET types = x'00000000'",
    "UPDATE state SET types = x'0000'",
    "UPDATE state SET types = zeroblob(100000)",
    "DELETE FROM state",
    "UPDATE decision SET mini_batch = 1 WHERE id = 1",
    "UPDATE decision SET mini_batch = -1",
    "UPDATE decision SET mini_batch = 4000000000",
    "UPDATE decision SET type = 65535",
    "UPDATE decision SET type = -1",
    "UPDATE decision SET type = (type + 1) % 5",
    "UPDATE decision SET batch_size = 0",
    "UPDATE decision SET batch_size = 4294967295",
    "UPDATE decision SET batch_size = batch_size + 1 WHERE id = 2",
    "UPDATE decision SET state = 4000000000",
    "UPDATE decision SET state = -1",
    "UPDATE decision SET reason = 255",
    "UPDATE decision SET reason = 255",
    "UPDATE decision SET n_tied = 256",
    "UPDATE decision SET start_ns = -9223372036854775808",
    "UPDATE decision SET end_ns = 0",
    "UPDATE decision SET id = 4294967295 WHERE id = (SELECT max(id) FROM decision)",
    "UPDATE decision SET id = 0 WHERE id = 1",
    "DELETE FROM decision",
    "DELETE FROM decision WHERE id = 1",
    "DELETE FROM decision WHERE id = (SELECT max(id) FROM decision)",
    "UPDATE candidate SET type = type + 1000",
    "UPDATE candidate SET type = -1 - type",
    "UPDATE candidate SET ready = 0",
    "UPDATE candidate SET ready = 4294967296",
    "UPDATE candidate SET reachable = 1, ready = 2",
    "UPDATE candidate SET decision = 0 WHERE decision = 1",
    "UPDATE candidate SET decision = decision + 99999999",
    "UPDATE batch SET decision = 99999999 WHERE decision = 1",
    "UPDATE batch SET start_ns = 10, end_ns = 5",
    "UPDATE batch SET flops = -1",
    "UPDATE event_block SET n = n + 1",
    "UPDATE event_block SET n = 4294967295",
    "UPDATE event_block SET data = zeroblob(length(data) - 1)",
    "UPDATE event_block SET data = randomblob(length(data))",
    "DELETE FROM event_block",
    "UPDATE diagnostic SET value = -1",
    "UPDATE diagnostic SET value = value + 1 WHERE name = 'events'",
    "UPDATE policy SET encoding = 'none'",
    "UPDATE policy SET encoding = 'max'",
    "UPDATE policy_type SET id = id + 100000",
    "UPDATE policy_type SET name = 'same'",
    "DELETE FROM policy_type",
    "UPDATE policy_state SET types = x'ffff'",
    "UPDATE policy_state SET types = (SELECT types FROM policy_state WHERE id = 0)",
    "DELETE FROM policy_state WHERE id = 0",
    "DELETE FROM policy_state",
    "UPDATE policy_action SET type = 99",
    "UPDATE policy_action SET state = state + 1",
    "UPDATE policy_action SET visits = -1",
    "UPDATE policy_action SET q = 9e999",
    "DELETE FROM policy_action",
    "UPDATE training SET batches = -1",
    "UPDATE word SET text = CAST(x'c0af' AS TEXT)",
    "UPDATE word SET datum = 1000 WHERE datum = 0",
    "UPDATE word SET vocabulary = 1",
    "UPDATE word SET vocabulary = 65535 WHERE datum = 6",
    "DELETE FROM word WHERE datum = 6",
    "DELETE FROM word",
    "INSERT INTO word VALUES (NULL, 0, 7, 'one too many')",
    "UPDATE vocabulary SET n = 4294967295, n_words = 4294967295",
    "UPDATE vocabulary SET n_words = 3",
    "UPDATE vocabulary SET n_words = 0",
    "UPDATE vocabulary SET id = 1",
    "UPDATE vocabulary SET name = CAST(x'c0af' AS TEXT)",
    "DELETE FROM vocabulary",
    "UPDATE type SET vocabulary = 1",
    "UPDATE type SET vocabulary = -1",
    "UPDATE stage SET n_nodes = 4294967295",
    "UPDATE stage SET n_nodes = n_nodes - 1",
    "UPDATE stage SET n_nodes = 10",
    "UPDATE stage SET first_decision = 0",
    "UPDATE stage SET first_decision = first_decision + 1",
    "UPDATE stage SET first_decision = 1000000",
    "UPDATE stage SET mini_batch = 9",
    "UPDATE stage SET mini_batch = 0",
    "DELETE FROM stage WHERE id = 1",
    "DELETE FROM stage WHERE id = 3",
    "INSERT INTO instance VALUES (NULL, 0, 4000000000, 'far')",
    "INSERT INTO instance VALUES (NULL, 0, 0, 'once'), (NULL, 0, 0, 'twice')",
    "INSERT INTO instance VALUES (NULL, -1, 0, 'before')",
    "UPDATE provenance SET value = CAST(x'41ff' AS TEXT)",
    "UPDATE cell SET id = id + 10",
    "UPDATE cell SET name = CAST(x'c0af' AS TEXT)",
    "DELETE FROM cell",
    "DELETE FROM cell WHERE id = 1",
    "UPDATE type SET cell = 2",
    "UPDATE type SET cell = 65535",
    "UPDATE type SET cell = -1",
    "UPDATE cell_plan SET id = id + 10",
    "UPDATE cell_plan SET cell = 2",
    "UPDATE cell_plan SET cell = 0",
    "UPDATE cell_plan SET cell = 4294967295",
    "UPDATE cell_plan SET planner = 'best'",
    "UPDATE cell_plan SET planner = 'creation'",
    "UPDATE cell_plan SET n_variables = n_variables + 1",
    "UPDATE cell_plan SET n_variables = n_variables - 1",
    "UPDATE cell_plan SET n_variables = 4294967295",
    "UPDATE cell_plan SET n_batches = n_batches - 1",
    "UPDATE cell_plan SET n_batches = 4294967295",
    "UPDATE cell_plan SET n_constraints = n_constraints + 1",
    "UPDATE cell_plan SET gathers = -1",
    "UPDATE cell_plan SET peak_bytes = -1",
    "UPDATE cell_plan SET minimal = 2",
    "DELETE FROM cell_plan",
    "DELETE FROM cell_plan WHERE id = 1",
    "UPDATE plan_variable SET plan = 77",
    "UPDATE plan_variable SET plan = 0",
    "UPDATE plan_variable SET variable = variable + 1",
    "UPDATE plan_variable SET kind = 'ghost'",
    "UPDATE plan_variable SET op = 128",
    "UPDATE plan_variable SET parameter = 65535",
    "UPDATE plan_variable SET length = -1",
    "UPDATE plan_variable SET offset = -1",
    "UPDATE plan_variable SET offset = 9223372036854775807",
    "UPDATE plan_variable SET first = 4000",
    "UPDATE plan_variable SET first = 1, last = 0",
    "UPDATE plan_variable SET last = 4000",
    "UPDATE plan_variable SET name = CAST(x'41ff' AS TEXT)",
    "DELETE FROM plan_variable",
    "DELETE FROM plan_variable WHERE variable = 3",
    "UPDATE plan_batch SET plan = 0",
    "UPDATE plan_batch SET batch = batch + 1",
    "UPDATE plan_batch SET kind = 'magic'",
    "UPDATE plan_batch SET n_operands = 4",
    "UPDATE plan_batch SET n_operands = 3",
    "UPDATE plan_batch SET n_operands = 0",
    "DELETE FROM plan_batch",
    "DELETE FROM plan_batch WHERE batch = 2",
    "UPDATE plan_tuple SET plan = 0",
    "UPDATE plan_tuple SET batch = 0",
    "UPDATE plan_tuple SET operand = 3",
    "UPDATE plan_tuple SET operand = NULL",
    "UPDATE plan_tuple SET operand = 0",
    "UPDATE plan_tuple SET access = 'sorcery'",
    "UPDATE plan_tuple SET conflict = 'whim'",
    "UPDATE plan_tuple SET bytes = -1",
    "UPDATE plan_tuple SET variables = ''",
    "UPDATE plan_tuple SET variables = '['",
    "UPDATE plan_tuple SET variables = '[]'",
    "UPDATE plan_tuple SET variables = '[1'",
    "UPDATE plan_tuple SET variables = '[1,]'",
    "UPDATE plan_tuple SET variables = '[,1]'",
    "UPDATE plan_tuple SET variables = '[1,,1]'",
    "UPDATE plan_tuple SET variables = '[-1]'",
    "UPDATE plan_tuple SET variables = '[1]]'",
    "UPDATE plan_tuple SET variables = '[ 1]'",
    "UPDATE plan_tuple SET variables = '[65535]'",
    "UPDATE plan_tuple SET variables = '[4294967296]'",
    "UPDATE plan_tuple SET variables = '[18446744073709551617]'",
    "UPDATE plan_tuple SET variables = '[1,1,1,1,1,1,1]' WHERE operand IS NULL",
    "DELETE FROM plan_tuple",
    "DELETE FROM plan_tuple WHERE operand = 0",
    "INSERT INTO plan_tuple SELECT * FROM plan_tuple",
    "UPDATE plan_constraint SET plan = 0",
    "UPDATE plan_constraint SET step = 'leap'",
    "UPDATE plan_constraint SET batch = 128",
    "UPDATE plan_constraint SET operand = 3",
    "UPDATE plan_constraint SET operand = -1",
    "UPDATE plan_constraint SET accepted = 2",
    "UPDATE plan_constraint SET conflict = 'whim'",
    "UPDATE plan_constraint SET bytes = -1",
    "UPDATE plan_constraint SET variables = '[100000]'",
    "UPDATE plan_constraint SET variables = 'all'",
    "UPDATE plan_constraint SET tree = CAST(x'41ff' AS TEXT)",
    "UPDATE plan_constraint SET templates = CAST(x'c0af' AS TEXT)",
    "DELETE FROM plan_constraint",
    "INSERT INTO plan_constraint SELECT * FROM plan_constraint",
    "UPDATE graph_plan SET mini_batch = mini_batch + 10",
    "UPDATE graph_plan SET mini_batch = mini_batch - 10",
    "UPDATE graph_plan SET operands = 0",
    "UPDATE graph_plan SET operands = 4294967296",
    "UPDATE graph_plan SET creation_gathers = operands + 1",
    "UPDATE graph_plan SET planned_bytes = -1",
    "UPDATE graph_plan SET place_bytes = -1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      change (fixture, changes[i]);
      if (survive (fixture))
        g_test_fail_printf ("%s: was not noticed", changes[i]);
      else
        assert_refused (fixture, BS_ERROR_CORRUPT, "damaged");
    }
}

/* The last format before this one, which is migrated: what is wrong with it shows, too. */
static void
test_hostile_drafts (Fixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE graph_block SET types = zeroblob(1)",
    "UPDATE graph_block SET types = x''",
    "UPDATE graph_block SET types = zeroblob(length(types) + 2)",
    "UPDATE graph_block SET types = randomblob(length(types))",
    "UPDATE graph_block SET instances = zeroblob(7)",
    "UPDATE graph_block SET instances = CAST(replace(hex(zeroblob(length(instances) / 2)), '0',"
    " char(255)) AS BLOB)",
    "UPDATE graph_block SET data = zeroblob(4)",
    "UPDATE graph_block SET arities = randomblob(length(arities))",
    "UPDATE graph_block SET arities = zeroblob(length(arities))",
    "UPDATE graph_block SET inputs = zeroblob(length(inputs) - 4)",
    "UPDATE graph_block SET inputs = zeroblob(length(inputs) + 4)",
    "UPDATE graph_block SET inputs = randomblob(length(inputs))",
    "UPDATE graph_block SET inputs = zeroblob(3)",
    "UPDATE graph_block SET ports = x''",
    "UPDATE graph_block SET ports = zeroblob(length(ports) + 1)",
    "UPDATE graph_block SET ports = randomblob(length(ports))",
    "UPDATE member SET nodes = x'00000000'",
    "UPDATE member SET nodes = x'0000'",
    "UPDATE member SET nodes = x''",
    "UPDATE member SET nodes = randomblob(length(nodes))",
    "UPDATE member SET nodes = (SELECT nodes FROM member WHERE decision = 1)",
    "DELETE FROM member",
    "DELETE FROM member WHERE decision = 3",
    "UPDATE graph_block SET first_node = 1",
    "UPDATE graph_block SET n_nodes = n_nodes - 1",
    "UPDATE graph_block SET mini_batch = 77",
    "DELETE FROM graph_block",
    "DELETE FROM decision WHERE id = 1",
    "UPDATE decision SET batch_size = 4294967295",
    "UPDATE candidate SET type = 0",
    "UPDATE event_block SET n = n + 1",
    "UPDATE event_block SET n = 4294967295",
    "UPDATE event_block SET data = zeroblob(length(data) - 1)",
    "UPDATE event_block SET data = CAST(replace(hex(data), '0', char(255)) AS BLOB)",
    "DELETE FROM event_block",
    "UPDATE type SET shape = 'sphere'",
    "DROP TABLE member",
    "ALTER TABLE member RENAME TO m; CREATE VIEW member AS SELECT decision, nodes FROM m",
    "DROP VIEW moves; DROP VIEW batches; ALTER TABLE batch DROP COLUMN flops",
    "DROP TABLE batch; CREATE TABLE batch (decision, start_ns, end_ns AS (hex(zeroblob(9))))",
  };

  take_draft (fixture);
  put (fixture, fixture->bytes, fixture->length);
  g_assert_true (survive (fixture));
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      change (fixture, changes[i]);
      if (survive (fixture))
        g_test_fail_printf ("%s: was not noticed", changes[i]);
      else
        assert_refused (fixture, BS_ERROR_CORRUPT, "damaged");
    }
}

/* What is odd but no contradiction loads. */
static void
test_odd_rows (Fixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE candidate SET score = 9e999",
    "UPDATE candidate SET score = -9e999",
    "UPDATE candidate SET score = NULL",
    "UPDATE candidate SET reachable = 0",
    "DELETE FROM candidate",
    "UPDATE decision SET state = NULL",
    "UPDATE decision SET draw = -1",
    "UPDATE decision SET reason = 5",
    "UPDATE decision SET reason = 4",
    "UPDATE mini_batch SET loss = 9e999",
    "UPDATE mini_batch SET loss = NULL",
    "DELETE FROM batch",
    "DELETE FROM word; DELETE FROM vocabulary; UPDATE type SET vocabulary = NULL",
    "DELETE FROM training",
    "DELETE FROM training_summary",
    "DELETE FROM policy",
    "DELETE FROM provenance",
    "DELETE FROM diagnostic",
    "UPDATE mini_batch SET finished = 0",
    "UPDATE provenance SET value = char(27) || '[2J'",
    "CREATE TABLE later (x)",
    "DELETE FROM graph_plan",
    "UPDATE graph_plan SET creation_bytes = 9223372036854775807",
    "UPDATE cell_plan SET gather_bytes = 9223372036854775807, peak_bytes = 9223372036854775807",
    "UPDATE plan_variable SET offset = NULL",
    "UPDATE plan_variable SET offset = 0",
    "UPDATE plan_variable SET name = char(27) || '[2J'",
    "UPDATE plan_constraint SET tree = NULL, templates = NULL",
    "UPDATE plan_constraint SET variables = '[]'",
    "UPDATE plan_tuple SET bytes = 9223372036854775807",
    "UPDATE type SET cell = NULL",
    "DELETE FROM cell; DELETE FROM cell_plan; DELETE FROM plan_variable; DELETE FROM plan_batch;"
    "DELETE FROM plan_tuple; DELETE FROM plan_constraint; UPDATE type SET cell = NULL",
    "UPDATE diagnostic SET value = 0 WHERE name = 'complete';"
    "DELETE FROM decision WHERE id > (SELECT max(id) - 3 FROM decision);"
    "DELETE FROM candidate WHERE decision > (SELECT max(id) FROM decision);"
    "DELETE FROM batch WHERE decision > (SELECT max(id) FROM decision);"
    "DELETE FROM event_block",
    "UPDATE diagnostic SET value = 0 WHERE name = 'complete';"
    "DELETE FROM decision WHERE mini_batch = 2;"
    "DELETE FROM graph_block WHERE mini_batch = 2;"
    "DELETE FROM candidate WHERE decision > (SELECT max(id) FROM decision);"
    "DELETE FROM order_block WHERE mini_batch = 2;"
    "DELETE FROM batch WHERE decision > (SELECT max(id) FROM decision);"
    "DELETE FROM event_block",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      change (fixture, changes[i]);
      if (!survive (fixture))
        {
          g_autoptr (GError) error = NULL;

          bs_trace_load (fixture->path, NULL, &error);
          g_test_fail_printf ("%s: %s", changes[i], error->message);
        }
    }
}

/* A table that computes something is no table. */
static void
test_hostile_schema (Fixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "DROP TABLE word",
    "ALTER TABLE word RENAME TO speech",
    "ALTER TABLE training DROP COLUMN epsilon",
    "ALTER TABLE word RENAME TO w; CREATE VIEW word AS SELECT id, text FROM w",
    "ALTER TABLE word RENAME TO w; CREATE VIEW word AS WITH RECURSIVE r (id, text) AS (SELECT 0, "
    "'a' UNION ALL SELECT id + 1, 'a' FROM r) SELECT id, text FROM r",
    "DROP TABLE word; CREATE VIRTUAL TABLE word USING fts5(text)",
    "DROP TABLE word; CREATE TABLE word (id INTEGER PRIMARY KEY, text AS "
    "(hex(zeroblob(100000000))))",
    "DROP TABLE word; CREATE TABLE word (id INTEGER PRIMARY KEY, x, text AS (x) STORED)",
    "DROP TABLE word; CREATE TABLE word (id TEXT PRIMARY KEY, text) WITHOUT ROWID",
    "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'word'",
    "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'word'",
    "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = 'garbage' WHERE name = 'word'",
    "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET type = 'view' WHERE name = 'word'",
    "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM "
    "sqlite_schema WHERE name = 'decision') WHERE name = 'order_block'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      change (fixture, changes[i]);
      if (survive (fixture))
        g_test_fail_printf ("%s: was not noticed", changes[i]);
    }

  /* Triggers and indexes that compute are never asked. */
  change (fixture,
          "CREATE TRIGGER boom AFTER INSERT ON word BEGIN SELECT raise(ABORT, 'boom'); END;"
          "CREATE INDEX odd ON word (length(text || text))");
  g_assert_true (survive (fixture));
}

/* A few megabytes must not ask for gigabytes: here by many tiny graphs of a type with a huge id. */
static void
test_amplified (Fixture *fixture, gconstpointer data)
{
  change (
      fixture,
      "WITH RECURSIVE r (i) AS (SELECT 5 UNION ALL SELECT i + 1 FROM r WHERE i < 60000)"
      "  INSERT INTO type SELECT i, 'n' || i, 'l' || i, 'cell', NULL, NULL FROM r;"
      "DELETE FROM mini_batch; DELETE FROM graph_block; DELETE FROM stage; DELETE FROM decision;"
      "DELETE FROM candidate; DELETE FROM order_block; DELETE FROM batch; DELETE FROM event_block;"
      "DELETE FROM graph_plan; DELETE FROM launch; DELETE FROM idle;"
      "UPDATE diagnostic SET value = 0 WHERE name = 'events';"
      "CREATE TABLE r AS WITH RECURSIVE r (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM r"
      "  WHERE i < 20000) SELECT i FROM r;"
      "INSERT INTO mini_batch SELECT i, 1, 0, 0, 1, i + 1, 1, 0, 0, 0, 0.0, 1 FROM r;"
      "INSERT INTO graph_block SELECT NULL, i, 0, 1, x'e0d403000000' FROM r;"
      "INSERT INTO decision SELECT i + 1, i, 60000, 1, 0, 0, 0, 0, 0, 0 FROM r;"
      "INSERT INTO order_block SELECT NULL, i, 0, 1, x'00' FROM r");
  assert_refused (fixture, BS_ERROR_CORRUPT, "memory");

  /* The same with small ids is only a trace of many mini-batches. */
  change (
      fixture,
      "DELETE FROM mini_batch; DELETE FROM graph_block; DELETE FROM stage; DELETE FROM decision;"
      "DELETE FROM candidate; DELETE FROM order_block; DELETE FROM batch; DELETE FROM event_block;"
      "DELETE FROM graph_plan; DELETE FROM launch; DELETE FROM idle;"
      "UPDATE diagnostic SET value = 0 WHERE name = 'events';"
      "CREATE TABLE r AS WITH RECURSIVE r (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM r"
      "  WHERE i < 1000) SELECT i FROM r;"
      "INSERT INTO mini_batch SELECT i, 1, 0, 0, 1, i + 1, 1, 0, 0, 0, 0.0, 1 FROM r;"
      "INSERT INTO graph_block SELECT NULL, i, 0, 1, x'00000000' FROM r;"
      "INSERT INTO decision SELECT i + 1, i, 0, 1, 0, 0, 0, 0, 0, 0 FROM r;"
      "INSERT INTO order_block SELECT NULL, i, 0, 1, x'00' FROM r");
  g_assert_true (survive (fixture));
}

/* The inner page of a table whose parts are all the same page. */
static void
make_inner (guint8 *page, gsize page_size, guint32 child)
{
  const guint n = 100;
  const guint8 cell[] = { 0, 0, (guint8) (child >> 8), (guint8) child, 1 };
  gsize at = page_size;

  memset (page, 0, page_size);
  page[0] = 5;
  page[4] = n;
  memcpy (page + 8, cell, 4);
  for (guint i = 0; i < n; i++)
    {
      at -= sizeof cell;
      memcpy (page + at, cell, sizeof cell);
      page[12 + 2 * i] = (guint8) (at >> 8);
      page[13 + 2 * i] = (guint8) at;
    }
  page[5] = (guint8) (at >> 8);
  page[6] = (guint8) at;
}

/* A trace changed with SQL, and then a table of one page whose row comes a million million times. */
static void
tangle (Fixture *fixture, const char *sql, const char *table)
{
  g_autofree char *question = g_strdup_printf (
      "SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *page = NULL;
  g_autofree char *contents = NULL;
  sqlite3_stmt *stmt = NULL;
  sqlite3 *db = NULL;
  gsize length, page_size, root;
  guint32 n;

  change (fixture, sql);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, question, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  root = (gsize) sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);

  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  g_byte_array_append (bytes, (const guint8 *) contents, (guint) length);
  page_size = (gsize) bytes->data[16] << 8 | bytes->data[17];
  n = (guint32) (length / page_size);
  page = g_memdup2 (bytes->data + (root - 1) * page_size, page_size);
  for (guint depth = 0; depth < 6; depth++)
    {
      g_byte_array_append (bytes, page, (guint) page_size);
      make_inner (page, page_size, ++n);
    }
  memcpy (bytes->data + (root - 1) * page_size, page, page_size);
  bytes->data[30] = (guint8) (n >> 8);
  bytes->data[31] = (guint8) n;
  memcpy (bytes->data + 92, bytes->data + 24, 4);
  put (fixture, bytes->data, bytes->len);
}

/* A small file must not ask for work without end. */
static void
test_endless (Fixture *fixture, gconstpointer data)
{
  tangle (fixture, "", "decision");
  assert_refused (fixture, BS_ERROR_CORRUPT, "not in order");
  tangle (fixture,
          "DROP TABLE candidate; CREATE TABLE candidate (decision, type, ready, reachable, score);"
          "INSERT INTO candidate VALUES (1, 1, 1, 1, NULL)",
          "candidate");
  assert_refused (fixture, BS_ERROR_CORRUPT, "candidates of decision 1");

  take_draft (fixture);
  tangle (fixture,
          "DROP TABLE word; CREATE TABLE word (id, vocabulary, text, datum);"
          "INSERT INTO word VALUES (NULL, 0, 'a', 0)",
          "word");
  assert_refused (fixture, BS_ERROR_CORRUPT, "than its size explains");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/profiles/damage/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("other-files", test_other_files);
  ADD ("truncated", test_truncated);
  ADD ("flipped", test_flipped);
  ADD ("flipped-draft", test_flipped_draft);
  ADD ("versions", test_versions);
  ADD ("hostile-rows", test_hostile_rows);
  ADD ("hostile-drafts", test_hostile_drafts);
  ADD ("odd-rows", test_odd_rows);
  ADD ("hostile-schema", test_hostile_schema);
  ADD ("amplified", test_amplified);
  ADD ("endless", test_endless);
#undef ADD

  return g_test_run ();
}
