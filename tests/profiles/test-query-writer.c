/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of queries as files: what the console saves and the command line prints is of one writer; here is
 * that it reads back as what SQLite said, and that what is kept does not grow with the rows. */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "profiles/query/query-writer.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

typedef struct
{
  TracePlace place;
  BsQuery *query;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  trace_place_init (&self->place, NULL);
  synthetic_record_default (self->place.path);
  self->query = bs_query_open (self->place.path, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  bs_query_free (self->query);
  trace_place_clear (&self->place);
}

typedef struct
{
  BsQueryWriter *writer;
  GString *out;
  gboolean drain; /* as who streams does */
  gsize longest;
} Writing;

static gboolean
add_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  Writing *self = user_data;
  gboolean more = bs_query_writer_add (self->writer, values, n);

  self->longest = MAX (self->longest, self->out->allocated_len);
  if (self->drain)
    g_string_truncate (self->out, 0);
  return more;
}

static char *
print (Fixture *self, const char *sql, BsTableFormat format, guint64 max_rows, gboolean *left_out)
{
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);
  g_autoptr (BsQueryWriter) writer = NULL;
  Writing writing = { .out = out };
  gboolean left;

  bs_query_prepare (self->query, sql, &error);
  g_assert_no_error (error);
  writing.writer = writer = bs_query_writer_new (self->query, format, max_rows, out);
  bs_query_run (self->query, 10, add_row, &writing, &error);
  g_assert_no_error (error);
  left = bs_query_writer_finish (writer, TRUE);
  if (left_out != NULL)
    *left_out = left;

  return g_string_free (out, FALSE);
}

#define VALUES                                                                                     \
  "SELECT 1 AS i, -0.5 AS r, 'a,\"b\"' || char (10, 13, 27, 0x202e, 0x5d0, 0x7f) AS t, "           \
  "NULL AS n, '' AS e, x'00ff' AS b, x'' AS z, 1e999 AS inf, CAST (x'41ff00' AS TEXT) AS u, "      \
  "9007199254740993 AS l, 2 AS i, 3 AS i_2"

static void
test_json (Fixture *self, gconstpointer data)
{
  g_autofree char *text = print (self, VALUES, BS_TABLE_JSON, 0, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *row;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  row = json_array_get_object_element (json_node_get_array (json_parser_get_root (parser)), 0);
  g_assert_cmpint (json_object_get_int_member (row, "i"), ==, 1);
  g_assert_cmpfloat (json_object_get_double_member (row, "r"), ==, -0.5);
  g_assert_cmpstr (json_object_get_string_member (row, "t"), ==,
                   "a,\"b\"\n\r\033\342\200\256\327\220\177");
  g_assert_true (json_object_get_null_member (row, "n"));
  g_assert_cmpstr (json_object_get_string_member (row, "e"), ==, "");
  g_assert_cmpstr (json_object_get_string_member (row, "b"), ==, "00FF");
  g_assert_cmpstr (json_object_get_string_member (row, "z"), ==, "");
  g_assert_true (isinf (json_object_get_double_member (row, "inf")));
  g_assert_cmpint (json_object_get_int_member (row, "l"), ==, 9007199254740993);
  /* columns of one name are told apart, also from one that is called so */
  g_assert_cmpuint (json_object_get_size (row), ==, 12);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
test_csv (Fixture *self, gconstpointer data)
{
  g_autofree char *text = print (self, VALUES, BS_TABLE_CSV, 0, NULL);

  g_assert_cmpstr (text, ==,
                   "i,r,t,n,e,b,z,inf,u,l,i,i_2\n"
                   "1,-0.5,\"a,\"\"b\"\"\n\r\033\342\200\256\327\220\177\",,\"\",00FF,\"\",1e999,"
                   "A\357\277\275\357\277\275,9007199254740993,2,3\n");
}

/* As text nothing that a terminal obeys is left. */
static void
test_text (Fixture *self, gconstpointer data)
{
  g_autofree char *text = print (self, VALUES, BS_TABLE_TEXT, 0, NULL);

  for (const char *p = text; *p != '\0'; p++)
    g_assert_true (*p == '\n' || (guchar) *p >= 0x20);
  g_assert_null (strchr (text, 0x7f));
  g_assert_null (strstr (text, "\342\200\256"));
  g_assert_nonnull (strstr (text, "NULL"));
  g_assert_nonnull (strstr (text, "x'00FF'"));
}

static void
test_none (Fixture *self, gconstpointer data)
{
  static const char *const expected[] = {
    [BS_TABLE_TEXT] = "a\n", [BS_TABLE_CSV] = "a\n", [BS_TABLE_JSON] = "[]\n"
  };

  for (guint format = 0; format < G_N_ELEMENTS (expected); format++)
    {
      g_autofree char *text = print (self, "SELECT 1 AS a WHERE 0", format, 0, NULL);

      g_assert_cmpstr (text, ==, expected[format]);
    }
}

static void
test_limit (Fixture *self, gconstpointer data)
{
  const char *sql = "VALUES (1), (2), (3)";
  g_autofree char *two = NULL, *three = NULL;
  gboolean left;

  two = print (self, sql, BS_TABLE_CSV, 2, &left);
  g_assert_cmpstr (two, ==, "column1\n1\n2\n");
  g_assert_true (left);
  three = print (self, sql, BS_TABLE_CSV, 3, &left);
  g_assert_cmpstr (three, ==, "column1\n1\n2\n3\n");
  g_assert_false (left);
}

/* Hundreds of thousands of rows go through a few kilobytes. */
static void
test_stream (Fixture *self, gconstpointer data)
{
  for (guint format = BS_TABLE_TEXT; format <= BS_TABLE_JSON; format++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (BsQueryWriter) writer = NULL;
      Writing writing = { .out = out, .drain = TRUE };

      bs_query_prepare (self->query,
                        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                        "LIMIT 300000) SELECT i, 'some text' AS t, i / 7.0 AS r FROM n",
                        &error);
      g_assert_no_error (error);
      writing.writer = writer = bs_query_writer_new (self->query, format, 0, out);
      bs_query_run (self->query, 0, add_row, &writing, &error);
      g_assert_no_error (error);
      bs_query_writer_finish (writer, TRUE);
      g_assert_cmpuint (bs_query_writer_get_n_rows (writer), ==, 300000);
      g_assert_cmpuint (writing.longest, <, 1 << 18);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/query-writer/json", Fixture, NULL, set_up, test_json, tear_down);
  g_test_add ("/query-writer/csv", Fixture, NULL, set_up, test_csv, tear_down);
  g_test_add ("/query-writer/text", Fixture, NULL, set_up, test_text, tear_down);
  g_test_add ("/query-writer/none", Fixture, NULL, set_up, test_none, tear_down);
  g_test_add ("/query-writer/limit", Fixture, NULL, set_up, test_limit, tear_down);
  g_test_add ("/query-writer/stream", Fixture, NULL, set_up, test_stream, tear_down);
  return g_test_run ();
}
