/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a query as text: what is kept does not grow with them. Text is aligned by its first rows. */
#include "config.h"

#include "profiles/query/query-writer.h"

#include <math.h>
#include <string.h>

#include "profiles/files/json-writer.h"

#define ALIGNED_ROWS 1000
#define MAX_TEXT 80 /* characters of a cell, as text */
#define MAX_BLOB 16 /* bytes */

struct _BsQueryWriter
{
  const BsQuery *query;
  BsTableFormat format;
  guint64 max_rows, n_rows;
  gboolean left_out;
  GString *out; /* unowned */

  GPtrArray *keys; /* JSON: of the columns, quoted */

  /* text */
  GPtrArray *cells; /* of the first rows, until widths are known */
  guint *widths;
  gboolean *numeric;
  gboolean begun; /* the first rows are written */
};

/* Members of an object have names of their own. */
static void
make_keys (BsQueryWriter *self)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < bs_query_get_n_columns (self->query); i++)
    {
      const char *name = bs_query_get_column_name (self->query, i);
      char *own = g_strdup (name);
      GString *quoted = g_string_new (NULL);

      for (guint k = 2; g_hash_table_contains (taken, own); k++)
        {
          g_free (own);
          own = g_strdup_printf ("%s_%u", name, k);
        }
      bs_json_append_string (quoted, own);
      g_hash_table_add (taken, own);
      g_ptr_array_add (self->keys, g_string_free (quoted, FALSE));
    }
}

static void
append_csv_string (GString *out, const char *text)
{
  /* what is empty is not what is missing */
  if (text[0] != '\0' && strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }

  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

BsQueryWriter *
bs_query_writer_new (const BsQuery *query, BsTableFormat format, guint64 max_rows, GString *out)
{
  BsQueryWriter *self = g_new0 (BsQueryWriter, 1);
  guint n = bs_query_get_n_columns (query);

  self->query = query;
  self->format = format;
  self->max_rows = max_rows > 0 ? max_rows : G_MAXUINT64;
  self->out = out;
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->widths = g_new0 (guint, MAX (n, 1));
  self->numeric = g_new0 (gboolean, MAX (n, 1));

  if (format == BS_TABLE_JSON)
    {
      make_keys (self);
      g_string_append_c (self->out, '[');
    }
  for (guint i = 0; i < n; i++)
    {
      const char *name = bs_query_get_column_name (query, i);

      self->numeric[i] = TRUE;
      if (format == BS_TABLE_TEXT)
        g_ptr_array_add (self->cells, bs_table_printable (name));
      if (format == BS_TABLE_CSV)
        {
          append_csv_string (self->out, name);
          g_string_append_c (self->out, i + 1 < n ? ',' : '\n');
        }
    }

  return self;
}

void
bs_query_writer_free (BsQueryWriter *self)
{
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->cells);
  g_free (self->widths);
  g_free (self->numeric);
  g_free (self);
}

static void
append_hex (GString *out, const guint8 *bytes, gsize n)
{
  static const char digits[] = "0123456789ABCDEF";
  gsize at = out->len;

  g_string_set_size (out, at + 2 * n);
  for (gsize i = 0; i < n; i++)
    {
      out->str[at++] = digits[bytes[i] >> 4];
      out->str[at++] = digits[bytes[i] & 15];
    }
}

/* Reads back as it was; infinity as in SQL, where no literal stands for it. */
static void
append_real (GString *out, double value)
{
  if (isinf (value))
    g_string_append (out, value > 0 ? "1e999" : "-1e999");
  else
    bs_json_append_real (out, value);
}

/* Returns: (transfer full): valid UTF-8; what is none, and the character 0, becomes U+FFFD. */
static char *
get_text (const BsQueryValue *value, gsize most)
{
  return g_utf8_make_valid ((const char *) value->bytes, (gssize) MIN (value->n_bytes, most));
}

static void
append_value (BsQueryWriter *self, const BsQueryValue *value)
{
  gboolean json = self->format == BS_TABLE_JSON;
  GString *out = self->out;
  g_autofree char *text = NULL;

  switch (value->kind)
    {
    case BS_QUERY_INTEGER:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, value->integer);
      break;

    case BS_QUERY_REAL:
      append_real (out, value->real);
      break;

    case BS_QUERY_TEXT:
      text = get_text (value, G_MAXSSIZE);
      if (json)
        bs_json_append_string (out, text);
      else
        append_csv_string (out, text);
      break;

    case BS_QUERY_BLOB:
      if (json || value->n_bytes == 0)
        g_string_append_c (out, '"');
      append_hex (out, value->bytes, value->n_bytes);
      if (json || value->n_bytes == 0)
        g_string_append_c (out, '"');
      break;

    case BS_QUERY_NULL:
    default:
      if (json)
        g_string_append (out, "null");
      break;
    }
}

static void
append_record (BsQueryWriter *self, const BsQueryValue *values, guint n)
{
  gboolean json = self->format == BS_TABLE_JSON;

  if (json)
    g_string_append (self->out, self->n_rows > 0 ? ",\n  {" : "\n  {");
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (self->out, json ? ", " : ",");
      if (json)
        g_string_append_printf (self->out, "%s: ", (char *) g_ptr_array_index (self->keys, i));
      append_value (self, &values[i]);
    }
  g_string_append (self->out, json ? "}" : "\n");
}

char *
bs_query_blob_to_text (const BsQueryValue *value)
{
  GString *out = g_string_new ("x'");

  append_hex (out, value->bytes, MIN (value->n_bytes, MAX_BLOB));
  if (value->n_bytes > MAX_BLOB)
    g_string_append_printf (out, "…' (%" G_GSIZE_FORMAT ")", value->n_bytes);
  else
    g_string_append_c (out, '\'');

  return g_string_free (out, FALSE);
}

/* Returns: (transfer full): one short line of printable text. */
static char *
value_for_people (const BsQueryValue *value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  switch (value->kind)
    {
    case BS_QUERY_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);

    case BS_QUERY_REAL:
      return g_strdup (g_ascii_formatd (number, sizeof number, "%.7g", value->real));

    case BS_QUERY_TEXT:
      text = get_text (value, 4 * (MAX_TEXT + 1));
      line = bs_table_printable (text);
      if (g_utf8_strlen (line, -1) <= MAX_TEXT)
        return g_steal_pointer (&line);
      *g_utf8_offset_to_pointer (line, MAX_TEXT - 1) = '\0';
      return g_strconcat (line, "…", NULL);

    case BS_QUERY_BLOB:
      return bs_query_blob_to_text (value);

    case BS_QUERY_NULL:
    default:
      return g_strdup ("NULL");
    }
}

static void
append_line (BsQueryWriter *self, char **cells, guint n)
{
  for (guint i = 0; i < n; i++)
    bs_table_append_padded (self->out, cells[i], self->widths[i], self->numeric[i], i + 1 == n);
}

/* Writes the first rows: from here on columns are as wide as these are. */
static void
begin_text (BsQueryWriter *self)
{
  guint n = bs_query_get_n_columns (self->query);

  self->begun = TRUE;
  for (guint i = 0; i < self->cells->len; i++)
    self->widths[i % n] = MAX (self->widths[i % n],
                               bs_table_width (g_ptr_array_index (self->cells, i)));
  for (guint i = 0; i < self->cells->len; i += n)
    append_line (self, (char **) self->cells->pdata + i, n);
  g_ptr_array_set_size (self->cells, 0);
}

static void
add_text_row (BsQueryWriter *self, const BsQueryValue *values, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (!self->begun && (values[i].kind == BS_QUERY_TEXT || values[i].kind == BS_QUERY_BLOB))
        self->numeric[i] = FALSE;
      g_ptr_array_add (self->cells, value_for_people (&values[i]));
    }

  if (self->begun)
    {
      append_line (self, (char **) self->cells->pdata, n);
      g_ptr_array_set_size (self->cells, 0);
    }
  else if (self->n_rows + 1 >= ALIGNED_ROWS)
    begin_text (self);
}

gboolean
bs_query_writer_add (BsQueryWriter *self, const BsQueryValue *values, guint n)
{
  if (self->n_rows >= self->max_rows)
    {
      self->left_out = TRUE;
      return FALSE;
    }

  if (self->format == BS_TABLE_TEXT)
    add_text_row (self, values, n);
  else
    append_record (self, values, n);
  self->n_rows++;

  return TRUE;
}

gboolean
bs_query_writer_finish (BsQueryWriter *self, gboolean whole)
{
  if (self->format == BS_TABLE_TEXT && !self->begun && (whole || self->n_rows > 0))
    begin_text (self);
  if (self->format == BS_TABLE_JSON && whole)
    g_string_append (self->out, self->n_rows > 0 ? "\n]\n" : "]\n");
  if (!whole && self->n_rows == 0)
    g_string_truncate (self->out, 0);

  return self->left_out;
}

guint64
bs_query_writer_get_n_rows (const BsQueryWriter *self)
{
  return self->n_rows;
}
