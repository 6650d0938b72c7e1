/* SPDX-License-Identifier: Apache-2.0 */
/* An earlier run of bench, read from its CSV or JSON. */
#include "config.h"

#include "app/cli/bench-earlier.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/byte-order-mark.h"
#include "engine/error.h"
#include "profiles/files/json-check.h"
#include "profiles/files/json-reader.h"

/* No table of bench is as large, and no message should have more bytes of one. */
#define MAX_BYTES ((goffset) 128 << 20)
#define MAX_QUOTED 40

/* What is read of a row: first what identifies it. */
enum
{
  WORKLOAD,
  SIZE,
  BATCH_SIZE,
  MINI_BATCHES,
  POLICY,
  PLANNER,
  THREADS,
  N_KEYS,
  INSTANCES_PER_S = N_KEYS,
  SGEMM_GFLOPS,
  SHARE,
  LOSS,
  N_COLUMNS
};

static const char *const columns[N_COLUMNS] = {
  "workload",        "size",         "batch_size", "mini_batches", "policy", "planner", "threads",
  "instances_per_s", "sgemm_gflops", "share",      "loss",
};

struct _BsBenchEarlier
{
  char *name;       /* of the file, for messages */
  GHashTable *rows; /* BsBenchPartner by key */
};

static void
complain (BsBenchEarlier *self, guint row, const char *what, GError **error)
{
  g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
               _ ("“%s” is no table that bench printed as CSV or JSON: row %u: %s"), self->name,
               row, what);
}

/* Returns: (transfer full): @text as a message can have it, however long, whatever is in it. */
static char *
quote (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_QUOTED));
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (out, g_unichar_isprint (g_utf8_get_char (p)) ? g_utf8_get_char (p)
                                                                          : 0xfffd);

  return g_strdup_printf (strlen (text) > MAX_QUOTED ? "“%s…”" : "“%s”", out->str);
}

static gboolean
parse_number (BsBenchEarlier *self, guint row, char *const *cells, guint column, double *value,
              GError **error)
{
  const char *text = cells[column] != NULL ? cells[column] : "";
  g_autofree char *quoted = NULL, *what = NULL;
  char *end;

  *value = g_ascii_strtod (text, &end);
  if (text[0] != '\0' && *end == '\0' && isfinite (*value))
    return TRUE;

  quoted = quote (text);
  what = g_strdup_printf (_ ("%s in the column %s is no number"), quoted, columns[column]);
  complain (self, row, what, error);
  return FALSE;
}

/* @row: from 1, without the header. */
static gboolean
add_row (BsBenchEarlier *self, guint row, char *const *cells, GError **error)
{
  g_autofree BsBenchPartner *partner = g_new0 (BsBenchPartner, 1);
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < N_KEYS; i++)
    {
      if (cells[i] == NULL)
        {
          g_autofree char *what = g_strdup_printf (_ ("it has no %s"), columns[i]);

          complain (self, row, what, error);
          return FALSE;
        }
      g_string_append_printf (key, "%s\n", cells[i]);
    }
  if (!parse_number (self, row, cells, INSTANCES_PER_S, &partner->instances_per_s, error)
      || !parse_number (self, row, cells, SGEMM_GFLOPS, &partner->sgemm_gflops, error))
    return FALSE;
  if (partner->instances_per_s <= 0.0 || partner->sgemm_gflops <= 0.0)
    {
      complain (self, row, _ ("a speed of zero or less"), error);
      return FALSE;
    }
  if (!parse_number (self, row, cells, SHARE, &partner->share, NULL))
    partner->share = NAN;
  if (!parse_number (self, row, cells, LOSS, &partner->loss, NULL))
    partner->loss = NAN;
  g_hash_table_replace (self->rows, g_string_free (g_steal_pointer (&key), FALSE),
                        g_steal_pointer (&partner));

  return TRUE;
}

/* Reads the field at @p, as in RFC 4180. Returns: whether the line has another one; if not, @p is at
 * the next line. */
static gboolean
read_field (const char **p, const char *end, GString *field)
{
  gboolean quoted = FALSE;

  g_string_truncate (field, 0);
  for (; *p < end && (quoted || (**p != '\n' && **p != ',')); ++*p)
    {
      char c = **p;

      if (c == '"' && quoted && *p + 1 < end && (*p)[1] == '"')
        g_string_append_c (field, *++*p);
      else if (c == '"')
        quoted = !quoted;
      else if (c != '\r' || quoted)
        g_string_append_c (field, c);
    }

  return *p < end && *(*p)++ == ',';
}

/* Where each column is, from 0; the first of equal names. */
static gboolean
read_header (BsBenchEarlier *self, const char **p, const char *end, guint *place, GError **error)
{
  g_autoptr (GString) field = g_string_new (NULL);
  gboolean more = TRUE;

  for (guint i = 0; i < N_COLUMNS; i++)
    place[i] = G_MAXUINT;
  for (guint at = 0; more; at++)
    {
      more = read_field (p, end, field);
      for (guint i = 0; i < N_COLUMNS && field->len > 0; i++)
        if (place[i] == G_MAXUINT && g_str_equal (field->str, columns[i]))
          place[i] = at;
    }

  for (guint i = 0; i < N_COLUMNS; i++)
    if (place[i] == G_MAXUINT)
      {
        g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
                     _ ("“%s” is no table that bench printed as CSV or JSON: there is no column "
                        "%s"),
                     self->name, columns[i]);
        return FALSE;
      }

  return TRUE;
}

static void
clear_cells (char **cells)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_clear_pointer (&cells[i], g_free);
}

static gboolean
read_csv (BsBenchEarlier *self, const char *text, const char *end, GError **error)
{
  g_autoptr (GString) field = g_string_new (NULL);
  char *cells[N_COLUMNS] = { NULL };
  guint place[N_COLUMNS];
  gboolean good = read_header (self, &text, end, place, error);

  for (guint row = 1; good && text < end; row++)
    {
      gboolean more = read_field (&text, end, field);

      /* an empty line is no row */
      if (!more && field->len == 0)
        continue;
      for (guint at = 0;; at++)
        {
          for (guint i = 0; i < N_COLUMNS; i++)
            if (place[i] == at)
              cells[i] = g_strdup (field->str);
          if (!more)
            break;
          more = read_field (&text, end, field);
        }
      good = add_row (self, row, cells, error);
      clear_cells (cells);
    }

  return good;
}

/* Returns: (transfer full) (nullable): the string or number that is next. */
static char *
read_value (BsJsonReader *reader, GString *string)
{
  char c = bs_json_reader_peek (reader);
  const char *start = reader->at;

  if (c != '"')
    {
      bs_json_reader_skip (reader);
      return c == '-' || g_ascii_isdigit (c) ? g_strndup (start, (gsize) (reader->at - start))
                                             : NULL;
    }
  bs_json_reader_string (reader, string);

  return g_strdup (string->str);
}

/* What is no object has no cells. */
static void
read_object (BsJsonReader *reader, GString *string, char **cells)
{
  if (bs_json_reader_peek (reader) != '{')
    {
      bs_json_reader_skip (reader);
      return;
    }
  for (bs_json_reader_enter (reader); bs_json_reader_more (reader);)
    {
      g_autofree char *value = NULL;
      guint column = 0;

      bs_json_reader_key (reader, string);
      while (column < N_COLUMNS && !g_str_equal (string->str, columns[column]))
        column++;
      value = read_value (reader, string);
      if (column < N_COLUMNS)
        {
          g_free (cells[column]);
          cells[column] = g_steal_pointer (&value);
        }
    }
}

static gboolean
read_json (BsBenchEarlier *self, const char *text, const char *end, GError **error)
{
  g_autoptr (GString) string = g_string_new (NULL);
  BsJsonReader reader = { .at = text };
  char *cells[N_COLUMNS] = { NULL };
  gboolean good = bs_json_check (self->name, text, (gsize) (end - text), 2, error);

  if (!good)
    return FALSE;
  bs_json_reader_enter (&reader);
  for (guint row = 1; good && bs_json_reader_more (&reader); row++)
    {
      read_object (&reader, string, cells);
      good = add_row (self, row, cells, error);
      clear_cells (cells);
    }

  return good;
}

static char *
read_file (const char *path, const char *name, gsize *length, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GStatBuf about;
  char *text;

  /* a pipe or a device could be endless */
  if (g_stat (path, &about) == 0 && !S_ISREG (about.st_mode))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, _ ("“%s” is not a regular file"), name);
      return NULL;
    }
  if (g_stat (path, &about) == 0 && about.st_size > MAX_BYTES)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("“%s” is larger than any table that bench prints: it has more than %u MiB"),
                   name, (guint) (MAX_BYTES >> 20));
      return NULL;
    }
  if (!g_file_get_contents (path, &text, length, &local_error))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not read “%s”: %s"), name,
                   local_error->message);
      return NULL;
    }

  return text;
}

BsBenchEarlier *
bs_bench_earlier_parse (const char *name, const char *text, gsize length, GError **error)
{
  g_autoptr (BsBenchEarlier) self = g_new0 (BsBenchEarlier, 1);
  const char *start = text, *end = text + length;

  self->name = g_strdup (name);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  bs_skip_byte_order_mark (&start, end);
  while (start < end && g_ascii_isspace (*start))
    start++;
  if (!(start < end && *start == '[' ? read_json : read_csv) (self, start, end, error))
    return NULL;
  if (g_hash_table_size (self->rows) > 0)
    return g_steal_pointer (&self);

  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("There are no rows in “%s”"), self->name);
  return NULL;
}

BsBenchEarlier *
bs_bench_earlier_load (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *text = NULL;
  gsize length;

  text = read_file (path, name, &length, error);

  return text != NULL ? bs_bench_earlier_parse (name, text, length, error) : NULL;
}

void
bs_bench_earlier_free (BsBenchEarlier *self)
{
  g_hash_table_unref (self->rows);
  g_free (self->name);
  g_free (self);
}

const BsBenchPartner *
bs_bench_earlier_find (BsBenchEarlier *self, const BsBenchRow *row)
{
  g_autofree char *key = g_strdup_printf ("%s\n%u\n%u\n%u\n%s\n%s\n%u\n", row->workload, row->size,
                                          row->batch_size, row->n_mini_batches, row->policy,
                                          bs_planner_to_string (row->planner), row->n_threads);
  BsBenchPartner *partner = g_hash_table_lookup (self->rows, key);

  if (partner != NULL)
    partner->found = TRUE;

  return partner;
}

guint
bs_bench_earlier_n_left (BsBenchEarlier *self)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n += !((BsBenchPartner *) value)->found;

  return n;
}

double
bs_bench_partner_ratio (const BsBenchPartner *self, const BsBenchRow *row)
{
  return bs_bench_row_instances_per_s (row) / row->sgemm_gflops
         / (self->instances_per_s / self->sgemm_gflops);
}
