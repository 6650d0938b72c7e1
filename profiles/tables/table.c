/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of typed cells, and their text, CSV and JSON forms. */
#include "config.h"

#include "profiles/tables/table.h"

#include <glib/gi18n-lib.h>

#include <math.h>
#include <string.h>

#include "profiles/report/duration.h"
#include "profiles/files/json-writer.h"

typedef struct
{
  char *name;
  BsColumnKind kind;
} Column;

typedef struct
{
  gboolean missing;
  union
  {
    const char *text; /* in the strings of the table */
    gint64 integer;
    double real;
  };
} Cell;

struct _BsTable
{
  int refs;
  GArray *columns;
  GArray *cells;
  GStringChunk *strings;

  /* of one that flows */
  BsTableFlow flow;
  gpointer flow_data;
  guint n_flow; /* rows that are handed over together; 0: none are */
  gboolean unwanted;
  guint *widths; /* (nullable): of the first rows */
};

gboolean
bs_table_format_from_string (const char *text, BsTableFormat *format)
{
  static const char *const names[] = {
    [BS_TABLE_TEXT] = "text", [BS_TABLE_CSV] = "csv", [BS_TABLE_JSON] = "json"
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i]))
      {
        *format = i;
        return TRUE;
      }

  return FALSE;
}

static void
column_clear (gpointer data)
{
  g_free (((Column *) data)->name);
}

BsTable *
bs_table_new (void)
{
  BsTable *self = g_new0 (BsTable, 1);

  self->refs = 1;
  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  g_array_set_clear_func (self->columns, column_clear);
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  self->strings = g_string_chunk_new (4096);

  return self;
}

BsTable *
bs_table_ref (BsTable *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
bs_table_unref (BsTable *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_array_unref (self->columns);
  g_array_unref (self->cells);
  g_string_chunk_free (self->strings);
  g_free (self->widths);
  g_free (self);
}

void
bs_table_add_column (BsTable *self, const char *name, BsColumnKind kind)
{
  Column column = { g_strdup (name), kind };

  g_return_if_fail (self->cells->len == 0);
  g_array_append_val (self->columns, column);
}

void
bs_table_set_flow (BsTable *self, guint n_rows, BsTableFlow flow, gpointer user_data)
{
  self->flow = flow;
  self->flow_data = user_data;
  self->n_flow = n_rows;
}

gboolean
bs_table_is_wanted (const BsTable *self)
{
  return !self->unwanted;
}

static void
hand_over (BsTable *self)
{
  if (!self->unwanted)
    self->unwanted = !self->flow (self, self->flow_data);
  g_array_set_size (self->cells, 0);
  g_string_chunk_clear (self->strings);
}

static void
add_cell (BsTable *self, BsColumnKind kind, Cell cell)
{
  guint column = self->cells->len % self->columns->len;

  BsColumnKind own = bs_table_get_column_kind (self, column);

  g_return_if_fail (cell.missing || own == kind
                    || (own == BS_COLUMN_DURATION && kind == BS_COLUMN_INTEGER));
  g_array_append_val (self->cells, cell);
  if (self->n_flow > 0 && self->cells->len == self->n_flow * self->columns->len)
    hand_over (self);
}

void
bs_table_add_text (BsTable *self, const char *value)
{
  if (value == NULL)
    bs_table_add_missing (self);
  else
    add_cell (self, BS_COLUMN_TEXT,
              (Cell){ .text = g_string_chunk_insert_const (self->strings, value) });
}

void
bs_table_add_natural (BsTable *self, gint64 value)
{
  if (value < 0)
    bs_table_add_missing (self);
  else
    bs_table_add_integer (self, value);
}

void
bs_table_add_integer (BsTable *self, gint64 value)
{
  add_cell (self, BS_COLUMN_INTEGER, (Cell){ .integer = value });
}

void
bs_table_add_real (BsTable *self, double value)
{
  add_cell (self, BS_COLUMN_REAL, (Cell){ .missing = isnan (value), .real = value });
}

void
bs_table_add_boolean (BsTable *self, gboolean value)
{
  add_cell (self, BS_COLUMN_BOOLEAN, (Cell){ .integer = value != FALSE });
}

void
bs_table_add_missing (BsTable *self)
{
  add_cell (self, BS_COLUMN_TEXT, (Cell){ .missing = TRUE });
}

guint
bs_table_get_n_columns (const BsTable *self)
{
  return self->columns->len;
}

guint
bs_table_get_n_rows (const BsTable *self)
{
  return self->columns->len > 0 ? self->cells->len / self->columns->len : 0;
}

const char *
bs_table_get_column_name (const BsTable *self, guint column)
{
  return g_array_index (self->columns, Column, column).name;
}

BsColumnKind
bs_table_get_column_kind (const BsTable *self, guint column)
{
  return g_array_index (self->columns, Column, column).kind;
}

static const Cell *
get_cell (const BsTable *self, guint row, guint column)
{
  return &g_array_index (self->cells, Cell, (gsize) row * self->columns->len + column);
}

gboolean
bs_table_is_missing (const BsTable *self, guint row, guint column)
{
  return get_cell (self, row, column)->missing;
}

gint64
bs_table_get_integer (const BsTable *self, guint row, guint column)
{
  const Cell *cell = get_cell (self, row, column);

  return cell->missing ? 0 : cell->integer;
}

double
bs_table_get_real (const BsTable *self, guint row, guint column)
{
  const Cell *cell = get_cell (self, row, column);

  return cell->missing ? (double) NAN : cell->real;
}

const char *
bs_table_peek_text (const BsTable *self, guint row, guint column)
{
  const Cell *cell = get_cell (self, row, column);

  return cell->missing ? NULL : cell->text;
}

char *
bs_table_get_text (const BsTable *self, guint row, guint column)
{
  const Cell *cell = get_cell (self, row, column);

  if (cell->missing)
    return g_strdup ("");

  switch (bs_table_get_column_kind (self, column))
    {
    case BS_COLUMN_TEXT:
      return g_strdup (cell->text);

    case BS_COLUMN_INTEGER:
    case BS_COLUMN_DURATION:
      return g_strdup_printf ("%" G_GINT64_FORMAT, cell->integer);

    case BS_COLUMN_REAL:
      return bs_real_to_string (cell->real);

    case BS_COLUMN_BOOLEAN:
    default:
      return g_strdup (cell->integer ? "true" : "false");
    }
}

char *
bs_table_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isprint (c) && !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069))
        g_string_append_unichar (out, c);
      else
        g_string_append_printf (out, c < 0x80 ? "\\x%02x" : "\\u%04x", c);
    }

  return g_string_free (out, FALSE);
}

guint
bs_table_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }

  return width;
}

/* People get seven digits of a real, what single precision has; the other formats are exact. */
static char *
text_for_people (const BsTable *self, guint row, guint column)
{
  const Cell *cell = get_cell (self, row, column);
  g_autofree char *exact = NULL;

  if (!cell->missing && bs_table_get_column_kind (self, column) == BS_COLUMN_REAL)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.7g", cell->real));
    }
  if (!cell->missing && bs_table_get_column_kind (self, column) == BS_COLUMN_DURATION)
    return bs_duration_to_string (cell->integer);
  exact = bs_table_get_text (self, row, column);

  return bs_table_printable (exact);
}

/* Durations have their units beside them, so their names lose theirs: run_ns is run, ns time. */
static char *
name_for_people (const BsTable *self, guint column)
{
  const char *name = bs_table_get_column_name (self, column);

  if (bs_table_get_column_kind (self, column) != BS_COLUMN_DURATION)
    return g_strdup (name);
  if (g_str_has_suffix (name, "_ns"))
    return g_strndup (name, strlen (name) - 3);

  return g_strdup (_ ("time"));
}

static gboolean
is_number (const BsTable *self, guint column)
{
  BsColumnKind kind = bs_table_get_column_kind (self, column);

  return kind == BS_COLUMN_INTEGER || kind == BS_COLUMN_REAL || kind == BS_COLUMN_DURATION;
}

void
bs_table_append_padded (GString *out, const char *text, guint width, gboolean right, gboolean last)
{
  guint own = bs_table_width (text);
  guint gap = width > own ? width - own : 0;

  for (guint i = 0; right && i < gap; i++)
    g_string_append_c (out, ' ');
  g_string_append (out, text);
  for (guint i = 0; !right && !last && i < gap; i++)
    g_string_append_c (out, ' ');
  if (!last)
    {
      g_string_append (out, "  ");
      return;
    }

  /* Empty cells at the end leave no trace. */
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

/* What is printed of a table. */
typedef struct
{
  const BsTable *table;
  const guint32 *rows; /* (nullable): all, in their order */
  guint n_rows;
  gboolean first, last;
} Part;

static guint
part_row (const Part *self, guint i)
{
  return self->rows != NULL ? self->rows[i] : i;
}

/* Returns: (transfer full): the widths of the columns as text. */
static guint *
measure (const Part *part)
{
  const BsTable *self = part->table;
  guint n_columns = bs_table_get_n_columns (self);
  guint *widths = g_new0 (guint, n_columns + 1);

  for (guint j = 0; j < n_columns; j++)
    {
      g_autofree char *name = name_for_people (self, j);

      widths[j] = bs_table_width (name);
      for (guint i = 0; i < part->n_rows; i++)
        {
          g_autofree char *text = text_for_people (self, part_row (part, i), j);

          widths[j] = MAX (widths[j], bs_table_width (text));
        }
    }

  return widths;
}

static void
print_text (const Part *part, const guint *widths, GString *out)
{
  const BsTable *self = part->table;
  guint n_columns = bs_table_get_n_columns (self);

  for (guint j = 0; part->first && j < n_columns; j++)
    {
      g_autofree char *name = name_for_people (self, j);

      bs_table_append_padded (out, name, widths[j], is_number (self, j), j == n_columns - 1);
    }
  for (guint i = 0; i < part->n_rows; i++)
    for (guint j = 0; j < n_columns; j++)
      {
        g_autofree char *text = text_for_people (self, part_row (part, i), j);

        bs_table_append_padded (out, text, widths[j], is_number (self, j), j == n_columns - 1);
      }
}

static void
append_csv (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
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

/* What most cells of long tables are: worth more than printf. */
static void
append_integer (GString *out, gint64 value)
{
  char digits[24];
  char *p = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    *--p = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (value < 0)
    *--p = '-';
  g_string_append_len (out, p, digits + sizeof digits - p);
}

static void
append_csv_cell (const BsTable *self, guint row, guint column, GString *out)
{
  const Cell *cell = get_cell (self, row, column);
  BsColumnKind kind = bs_table_get_column_kind (self, column);
  g_autofree char *text = NULL;

  if (cell->missing)
    return;
  if (kind == BS_COLUMN_INTEGER || kind == BS_COLUMN_DURATION)
    {
      append_integer (out, cell->integer);
      return;
    }

  text = bs_table_get_text (self, row, column);
  append_csv (out, text);
}

static void
print_csv (const Part *part, GString *out)
{
  const BsTable *self = part->table;
  guint n_columns = bs_table_get_n_columns (self);

  for (guint j = 0; part->first && j < n_columns; j++)
    {
      append_csv (out, bs_table_get_column_name (self, j));
      g_string_append_c (out, j + 1 < n_columns ? ',' : '\n');
    }
  for (guint i = 0; i < part->n_rows; i++)
    for (guint j = 0; j < n_columns; j++)
      {
        append_csv_cell (self, part_row (part, i), j, out);
        g_string_append_c (out, j + 1 < n_columns ? ',' : '\n');
      }
}

static void
append_json_cell (const BsTable *self, guint row, guint column, GString *out)
{
  const Cell *cell = get_cell (self, row, column);

  if (cell->missing)
    {
      g_string_append (out, "null");
      return;
    }

  switch (bs_table_get_column_kind (self, column))
    {
    case BS_COLUMN_TEXT:
      bs_json_append_string (out, cell->text);
      break;

    case BS_COLUMN_INTEGER:
    case BS_COLUMN_DURATION:
      append_integer (out, cell->integer);
      break;

    case BS_COLUMN_REAL:
      bs_json_append_real (out, cell->real);
      break;

    case BS_COLUMN_BOOLEAN:
    default:
      g_string_append (out, cell->integer ? "true" : "false");
      break;
    }
}

static void
print_json (const Part *part, GString *out)
{
  const BsTable *self = part->table;
  guint n_columns = bs_table_get_n_columns (self);

  if (part->first)
    g_string_append_c (out, '[');
  for (guint i = 0; i < part->n_rows; i++)
    {
      g_string_append (out, !part->first || i > 0 ? ",\n  {" : "\n  {");
      for (guint j = 0; j < n_columns; j++)
        {
          if (j > 0)
            g_string_append (out, ", ");
          bs_json_append_string (out, bs_table_get_column_name (self, j));
          g_string_append (out, ": ");
          append_json_cell (self, part_row (part, i), j, out);
        }
      g_string_append_c (out, '}');
    }
  if (part->last)
    g_string_append (out, !part->first || part->n_rows > 0 ? "\n]\n" : "]\n");
}

static void
print (const Part *part, BsTableFormat format, const guint *widths, GString *out)
{
  switch (format)
    {
    case BS_TABLE_CSV:
      print_csv (part, out);
      break;

    case BS_TABLE_JSON:
      print_json (part, out);
      break;

    case BS_TABLE_TEXT:
    default:
      print_text (part, widths, out);
      break;
    }
}

static void
print_whole (const Part *part, BsTableFormat format, GString *out)
{
  g_autofree guint *widths = format == BS_TABLE_TEXT ? measure (part) : NULL;

  print (part, format, widths, out);
}

void
bs_table_print (const BsTable *self, BsTableFormat format, GString *out)
{
  Part all = { self, NULL, bs_table_get_n_rows (self), TRUE, TRUE };

  print_whole (&all, format, out);
}

void
bs_table_print_rows (const BsTable *self, const guint32 *rows, guint n_rows, BsTableFormat format,
                     GString *out)
{
  Part some = { self, rows, rows != NULL ? n_rows : 0, TRUE, TRUE };

  print_whole (&some, format, out);
}

void
bs_table_print_part (BsTable *self, BsTableFormat format, gboolean first, gboolean last,
                     GString *out)
{
  Part part = { self, NULL, bs_table_get_n_rows (self), first, last };

  if (format == BS_TABLE_TEXT && self->widths == NULL)
    self->widths = measure (&part);

  print (&part, format, self->widths, out);
}
