/* SPDX-License-Identifier: Apache-2.0 */
/* Traces that are sound databases, but say anything: the bytes are changes to rows of good traces, of
 * this format and of its drafts, whose tables take values of any kind. */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "profiles/format/schema.h"
#include "tests/fuzz/exercise.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 400;
const char *const bs_fuzz_words[] = { "\xff\xff\xff\xff", "\x80", "\x7f\xff", NULL };

/* A change is this many bytes. */
#define CHANGE_BYTES 6
#define MAX_CHANGES 24

typedef struct
{
  char *table, *column;
} Column;

/* A good trace, and what it has. */
typedef struct
{
  sqlite3_int64 size;
  unsigned char *bytes;
  GArray *columns; /* Column */
} Base;

static GArray *bases; /* Base */

static void
run_sql (sqlite3 *db, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static GArray *
list_columns (sqlite3 *db)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));
  sqlite3_stmt *stmt = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT s.name, c.name FROM sqlite_schema s, "
                                       "pragma_table_info (s.name) c WHERE s.type = 'table' "
                                       "ORDER BY s.rowid, c.cid",
                                       -1, &stmt, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      Column column = { g_strdup ((const char *) sqlite3_column_text (stmt, 0)),
                        g_strdup ((const char *) sqlite3_column_text (stmt, 1)) };

      g_array_append_val (columns, column);
    }
  sqlite3_finalize (stmt);

  return columns;
}

/* Keeps a trace whose tables take anything. */
static void
add_base (const char *path)
{
  Base base;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  run_sql (db, "PRAGMA writable_schema = 1;"
               "UPDATE sqlite_schema SET sql = replace (replace (sql, ') STRICT,', ')'),"
               "                                        ') STRICT', ')') WHERE type = 'table'");
  sqlite3_close (db);

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  base.columns = list_columns (db);
  base.bytes = sqlite3_serialize (db, "main", &base.size, 0);
  sqlite3_close (db);
  g_assert_nonnull (base.bytes);
  g_array_append_val (bases, base);
}

static void
make_bases (void)
{
  g_autofree char *path = bs_exercise_path ();

  bases = g_array_new (FALSE, FALSE, sizeof (Base));
  bs_exercise_record (path);
  add_base (path);
  for (int version = 1; version <= BS_LAST_DRAFT_VERSION; version++)
    {
      g_autofree char *name = g_strdup_printf ("version-%d.trace", version);
      g_autofree char *draft = g_test_build_filename (G_TEST_DIST, "profiles", name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (!g_file_get_contents (draft, &contents, &length, NULL))
        continue;
      g_assert_true (g_file_set_contents_full (path, contents, (gssize) length,
                                               G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      add_base (path);
    }
  g_unlink (path);
}

/* What a value becomes; @x and @y are any. */
static char *
make_value (const char *column, guint8 kind, guint8 x, guint8 y)
{
  static const char *const odd[] = { "0",
                                     "1",
                                     "-1",
                                     "2",
                                     "127",
                                     "128",
                                     "255",
                                     "256",
                                     "32767",
                                     "32768",
                                     "65535",
                                     "65536",
                                     "2147483647",
                                     "2147483648",
                                     "4294967294",
                                     "4294967295",
                                     "4294967296",
                                     "9223372036854775807",
                                     "-9223372036854775808",
                                     "NULL",
                                     "''",
                                     "'x'",
                                     "x''",
                                     "x'00'",
                                     "x'ff'",
                                     "x'ffffffffffffffffff7f'",
                                     "0.5",
                                     "-0.0",
                                     "1e308",
                                     "9e999",
                                     "-9e999",
                                     "CAST(x'ff00' AS TEXT)" };

  switch (kind % 8)
    {
    case 0:
    case 1:
      return g_strdup (odd[x % G_N_ELEMENTS (odd)]);
    case 2:
      return g_strdup_printf ("%s + %d", column, (int) (gint8) x);
    case 3: /* another byte in the middle */
      return g_strdup_printf ("CAST (substr (%s, 1, length (%s) * %u / 256) || x'%02x' || "
                              "substr (%s, length (%s) * %u / 256 + 2) AS BLOB)",
                              column, column, x, y, column, column, x);
    case 4: /* shorter */
      return g_strdup_printf ("substr (%s, 1, length (%s) * %u / 256)", column, column, x);
    case 5: /* longer */
      return g_strdup_printf ("CAST (%s || x'%02x%02x' AS BLOB)", column, x, y);
    case 6:
      return g_strdup_printf ("%s * %d", column, (int) (gint8) x);
    default:
      return g_strdup_printf ("%s - %u", column, x);
    }
}

/* What SQLite refuses is no change. */
static void
change (sqlite3 *db, const Base *base, const guint8 *bytes)
{
  guint at = (bytes[0] | bytes[1] << 8) % base->columns->len;
  const Column *column = &g_array_index (base->columns, Column, at);
  const char *key = g_str_equal (column->table, "candidate") ? "(decision, type)" : "rowid";
  const char *keys = g_str_equal (column->table, "candidate") ? "decision, type" : "rowid";
  g_autofree char *row = g_strdup_printf ("%s = (SELECT %s FROM \"%s\" LIMIT 1 OFFSET "
                                          "(SELECT count (*) FROM \"%s\") * %u / 256)",
                                          key, keys, column->table, column->table, bytes[2]);
  g_autofree char *name = g_strdup_printf ("\"%s\"", column->column);
  g_autofree char *value = make_value (name, bytes[3], bytes[4], bytes[5]);
  g_autofree char *sql = NULL;

  if (bytes[3] == 0xff)
    sql = g_strdup_printf ("DELETE FROM \"%s\" WHERE %s", column->table, row);
  else if (bytes[3] == 0xfe)
    sql = g_strdup_printf ("INSERT INTO \"%s\" SELECT * FROM \"%s\" WHERE %s", column->table,
                           column->table, row);
  else if (bytes[3] >= 0xf0)
    sql = g_strdup_printf ("UPDATE \"%s\" SET %s = %s", column->table, name, value);
  else
    sql = g_strdup_printf ("UPDATE \"%s\" SET %s = %s WHERE %s", column->table, name, value, row);
  sqlite3_exec (db, sql, NULL, NULL, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = bs_exercise_path ();
  sqlite3 *db = NULL;
  const Base *base;
  unsigned char *bytes;
  sqlite3_int64 length = 0;

  if (size < 1 + CHANGE_BYTES)
    return 0;
  if (bases == NULL)
    make_bases ();

  base = &g_array_index (bases, Base, data[0] % bases->len);
  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  bytes = sqlite3_malloc64 ((sqlite3_uint64) base->size);
  memcpy (bytes, base->bytes, (gsize) base->size);
  g_assert_cmpint (
      sqlite3_deserialize (db, "main", bytes, base->size, base->size,
                           SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE),
      ==, SQLITE_OK);
  run_sql (db, "BEGIN");
  for (guint i = 0; i < MAX_CHANGES && 1 + (gsize) (i + 1) * CHANGE_BYTES <= size; i++)
    change (db, base, data + 1 + i * CHANGE_BYTES);
  run_sql (db, "COMMIT");
  bytes = sqlite3_serialize (db, "main", &length, 0);
  sqlite3_close (db);
  g_assert_nonnull (bytes);
  g_assert_true (g_file_set_contents_full (path, (const char *) bytes, length,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  sqlite3_free (bytes);
  bs_exercise_file (path);
  g_unlink (path);

  return 0;
}

/* Lists of changes: what they do is up to the mutations. */
GPtrArray *
bs_fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);

  for (guint i = 0; i < 64; i++)
    {
      guint n = 1 + (1 + i % 4) * CHANGE_BYTES;
      guint8 *bytes = g_malloc (n);

      for (guint k = 0; k < n; k++)
        bytes[k] = (guint8) g_rand_int (rand);
      bytes[0] = (guint8) i;
      g_ptr_array_add (seeds, g_bytes_new_take (bytes, n));
    }

  return seeds;
}
