/* SPDX-License-Identifier: Apache-2.0 */
/* An earlier run of bench, read from its CSV or JSON. */
#include "config.h"

#include "app/cli/bench-earlier.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "engine/byte-order-mark.h"
#include "engine/error.h"
#include "profiles/json-check.h"

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
               _ ("“%s” is not a table that “bench --format csv” or json printed: row %u: %s"),
               self->name, row, what);
}

static gboolean
parse_number (BsBenchEarlier *self, guint row, char *const *cells, guint column, double *value,
              GError **error)
{
  const char *text = cells[column] != NULL ? cells[column] : "";
  g_autofree char *what = NULL;
  char *end;

  *value = g_ascii_strtod (text, &end);
  if (text[0] != '\0' && *end == '\0' && isfinite (*value))
    return TRUE;

  what = g_strdup_printf (_ ("“%s” in the column %s is no number"), text, columns[column]);
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

/* The fields of the line at @p, as in RFC 4180. */
static GPtrArray *
split_line (const char **p, const char *end)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);
  GString *field = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (; *p < end && (quoted || **p != '\n'); ++*p)
    {
      char c = **p;

      if (c == '"' && quoted && *p + 1 < end && (*p)[1] == '"')
        g_string_append_c (field, *++*p);
      else if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        {
          g_ptr_array_add (fields, g_string_free (field, FALSE));
          field = g_string_new (NULL);
        }
      else if (c != '\r' || quoted)
        g_string_append_c (field, c);
    }
  if (*p < end)
    ++*p;
  g_ptr_array_add (fields, g_string_free (field, FALSE));

  return fields;
}

static gboolean
read_csv (BsBenchEarlier *self, const char *text, const char *end, GError **error)
{
  g_autoptr (GPtrArray) header = split_line (&text, end);
  guint place[N_COLUMNS];

  for (guint i = 0; i < N_COLUMNS; i++)
    if (!g_ptr_array_find_with_equal_func (header, columns[i], g_str_equal, &place[i]))
      {
        g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
                     _ ("“%s” is not a table that “bench --format csv” or json printed: there is "
                        "no column %s"),
                     self->name, columns[i]);
        return FALSE;
      }

  for (guint row = 1; text < end; row++)
    {
      g_autoptr (GPtrArray) fields = split_line (&text, end);
      char *cells[N_COLUMNS];

      /* an empty line is no row */
      if (fields->len == 1 && ((char *) fields->pdata[0])[0] == '\0')
        continue;
      for (guint i = 0; i < N_COLUMNS; i++)
        cells[i] = place[i] < fields->len ? fields->pdata[place[i]] : NULL;
      if (!add_row (self, row, cells, error))
        return FALSE;
    }

  return TRUE;
}

/* Returns: (transfer full) (nullable): a member of @node as text. */
static char *
get_member (JsonNode *node, const char *name)
{
  JsonNode *member = JSON_NODE_HOLDS_OBJECT (node)
                         ? json_object_get_member (json_node_get_object (node), name)
                         : NULL;

  if (member == NULL || !JSON_NODE_HOLDS_VALUE (member))
    return NULL;

  return json_node_get_value_type (member) == G_TYPE_STRING ? json_node_dup_string (member)
                                                            : json_to_string (member, FALSE);
}

static gboolean
read_json (BsBenchEarlier *self, const char *text, const char *end, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local_error = NULL;
  JsonArray *rows;

  if (!bs_json_check (self->name, text, (gsize) (end - text), 2, error))
    return FALSE;
  if (!json_parser_load_from_data (parser, text, end - text, &local_error))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, "“%s”: %s", self->name, local_error->message);
      return FALSE;
    }

  rows = json_node_get_array (json_parser_get_root (parser));
  for (guint row = 0; row < json_array_get_length (rows); row++)
    {
      char *cells[N_COLUMNS];
      gboolean added;

      for (guint i = 0; i < N_COLUMNS; i++)
        cells[i] = get_member (json_array_get_element (rows, row), columns[i]);
      added = add_row (self, row + 1, cells, error);
      for (guint i = 0; i < N_COLUMNS; i++)
        g_free (cells[i]);
      if (!added)
        return FALSE;
    }

  return TRUE;
}

static char *
read_file (const char *path, const char *name, gsize *length, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  char *text;

  /* a pipe or a device could be endless */
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, _ ("“%s” is not a regular file"), name);
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
bs_bench_earlier_load (const char *path, GError **error)
{
  g_autoptr (BsBenchEarlier) self = g_new0 (BsBenchEarlier, 1);
  g_autofree char *text = NULL;
  const char *start, *end;
  gsize length;

  self->name = g_filename_display_name (path);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  text = read_file (path, self->name, &length, error);
  if (text == NULL)
    return NULL;

  start = text;
  end = text + length;
  bs_skip_byte_order_mark (&start, end);
  if (!(start[strspn (start, " \t\r\n")] == '[' ? read_json : read_csv) (self, start, end, error))
    return NULL;
  if (g_hash_table_size (self->rows) > 0)
    return g_steal_pointer (&self);

  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("There are no rows in “%s”"), self->name);
  return NULL;
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
