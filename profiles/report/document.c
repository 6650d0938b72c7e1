/* SPDX-License-Identifier: Apache-2.0 */
/* A document as data: how it is put together, and how its numbers are written. */
#include "config.h"

#include "profiles/report/document.h"

#include <glib/gi18n-lib.h>

#include <math.h>
#include <string.h>

#include "profiles/report/duration.h"

#define MAX_CELL 240  /* letters of a cell: names of types may be books */
#define MAX_TEXT 1200 /* of a sentence */

static void
span_clear (gpointer data)
{
  g_free (((BsTextSpan *) data)->text);
}

static void
column_clear (gpointer data)
{
  g_free (((BsDocumentColumn *) data)->title);
}

static void
chart_free (BsChart *self)
{
  g_free (self->x_title);
  g_ptr_array_unref (self->series);
  g_ptr_array_unref (self->rows);
  g_array_unref (self->row_types);
  g_array_unref (self->x);
  g_array_unref (self->values);
  g_free (self);
}

static void
block_free (gpointer data)
{
  BsBlock *self = data;

  g_free (self->id);
  g_free (self->title);
  g_free (self->description);
  g_clear_pointer (&self->spans, g_array_unref);
  g_clear_pointer (&self->table, bs_table_unref);
  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->chart, chart_free);
  g_clear_pointer (&self->picture.trace, bs_trace_unref);
  g_free (self);
}

static char *
clip (const char *text, glong most)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= most)
    return g_strdup (text);
  start = g_utf8_substring (text, 0, most - 1);

  return g_strconcat (start, "…", NULL);
}

/* Text of anyone, made safe to show, and not longer than @most letters. */
static char *
make_safe (const char *text, glong most)
{
  g_autofree char *printable = bs_table_printable (text);

  return clip (printable, most);
}

BsDocument *
bs_document_new (BsTypeTable *types, const char *title, const char *subtitle)
{
  BsDocument *self = g_new0 (BsDocument, 1);

  self->types = bs_type_table_ref (types);
  self->title = make_safe (title, MAX_CELL);
  self->subtitle = make_safe (subtitle, MAX_CELL);
  self->blocks = g_ptr_array_new_with_free_func (block_free);

  return self;
}

void
bs_document_free (BsDocument *self)
{
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->created);
  g_free (self->remark);
  bs_type_table_unref (self->types);
  g_ptr_array_unref (self->blocks);
  g_clear_pointer (&self->comparison, bs_comparison_free);
  g_free (self);
}

static BsBlock *
add_block (BsDocument *self, BsBlockKind kind, const char *title)
{
  BsBlock *block = g_new0 (BsBlock, 1);

  block->kind = kind;
  block->title = title != NULL ? make_safe (title, MAX_CELL) : NULL;
  g_ptr_array_add (self->blocks, block);

  return block;
}

void
bs_document_add_section (BsDocument *self, guint level, const char *id, const char *title)
{
  BsBlock *block = add_block (self, BS_BLOCK_SECTION, title);

  block->level = level;
  block->id = g_strdup (id);
}

typedef struct
{
  GArray *spans;
  BsTextStyle style;
} Markup;

static void
begin_span (GMarkupParseContext *context, const char *name, const char **attributes,
            const char **values, gpointer user_data, GError **error)
{
  Markup *self = user_data;

  self->style = g_str_equal (name, "b")    ? BS_TEXT_SPAN_STRONG
                : g_str_equal (name, "i")  ? BS_TEXT_SPAN_EMPHASIS
                : g_str_equal (name, "tt") ? BS_TEXT_SPAN_CODE
                                           : BS_TEXT_SPAN_PLAIN;
}

static void
end_span (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  ((Markup *) user_data)->style = BS_TEXT_SPAN_PLAIN;
}

static void
add_span (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
          GError **error)
{
  Markup *self = user_data;
  g_autofree char *own = g_strndup (text, length);
  BsTextSpan span = { self->style, NULL };

  if (length == 0)
    return;
  span.text = make_safe (own, MAX_TEXT);
  g_array_append_val (self->spans, span);
}

static GArray *
parse_spans (const char *markup)
{
  static const GMarkupParser parser = { begin_span, end_span, add_span, NULL, NULL };
  Markup self = { g_array_new (FALSE, FALSE, sizeof (BsTextSpan)), BS_TEXT_SPAN_PLAIN };
  g_autofree char *valid = g_utf8_make_valid (markup, -1);
  g_autofree char *whole = g_strconcat ("<p>", valid, "</p>", NULL);
  g_autoptr (GMarkupParseContext) context = NULL;

  g_array_set_clear_func (self.spans, span_clear);
  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &self, NULL);
  if (!g_markup_parse_context_parse (context, whole, -1, NULL)
      || !g_markup_parse_context_end_parse (context, NULL))
    {
      /* A translation with a slip in its marks is shown as it is. */
      BsTextSpan span = { BS_TEXT_SPAN_PLAIN, make_safe (valid, MAX_TEXT) };

      g_array_set_size (self.spans, 0);
      g_array_append_val (self.spans, span);
    }

  return self.spans;
}

void
bs_document_add_text (BsDocument *self, BsBlockKind kind, const char *format, ...)
{
  g_autofree char *markup = NULL;
  va_list args;

  va_start (args, format);
  markup = g_markup_vprintf_escaped (format, args);
  va_end (args);
  add_block (self, kind, NULL)->spans = parse_spans (markup);
}

void
bs_document_add_callout (BsDocument *self, BsTone tone, const char *title, const char *format, ...)
{
  BsBlock *block = add_block (self, BS_BLOCK_CALLOUT, title);
  g_autofree char *markup = NULL;
  va_list args;

  va_start (args, format);
  markup = g_markup_vprintf_escaped (format, args);
  va_end (args);
  block->tone = tone;
  block->spans = parse_spans (markup);
}

void
bs_document_add_markup (BsDocument *self, BsBlockKind kind, const char *markup)
{
  add_block (self, kind, NULL)->spans = parse_spans (markup);
}

BsTable *
bs_document_add_facts (BsDocument *self)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "key", BS_COLUMN_TEXT);
  bs_table_add_column (table, "value", BS_COLUMN_TEXT);
  add_block (self, BS_BLOCK_FACTS, NULL)->table = table;

  return table;
}

BsTable *
bs_document_add_tiles (BsDocument *self)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "name", BS_COLUMN_TEXT);
  bs_table_add_column (table, "value", BS_COLUMN_TEXT);
  bs_table_add_column (table, "remark", BS_COLUMN_TEXT);
  add_block (self, BS_BLOCK_TILES, NULL)->table = table;

  return table;
}

BsTable *
bs_document_add_table (BsDocument *self, const char *caption)
{
  BsBlock *block = add_block (self, BS_BLOCK_TABLE, caption);

  block->table = bs_table_new ();
  block->columns = g_array_new (FALSE, FALSE, sizeof (BsDocumentColumn));
  g_array_set_clear_func (block->columns, column_clear);

  return block->table;
}

void
bs_document_add_column (BsDocument *self, const char *name, BsColumnKind kind, BsShow show,
                        const char *title)
{
  BsBlock *block = g_ptr_array_index (self->blocks, self->blocks->len - 1);
  BsDocumentColumn column = { make_safe (title, MAX_CELL), show };

  bs_table_add_column (block->table, name, kind);
  g_array_append_val (block->columns, column);
}

BsChart *
bs_document_add_chart (BsDocument *self, BsChartKind kind, const char *caption,
                       const char *description)
{
  BsBlock *block = add_block (self, BS_BLOCK_CHART, caption);
  BsChart *chart = g_new0 (BsChart, 1);

  chart->kind = kind;
  chart->series = g_ptr_array_new_with_free_func (g_free);
  chart->rows = g_ptr_array_new_with_free_func (g_free);
  chart->row_types = g_array_new (FALSE, FALSE, sizeof (guint));
  chart->x = g_array_new (FALSE, FALSE, sizeof (double));
  chart->values = g_array_new (FALSE, FALSE, sizeof (double));
  block->chart = chart;
  block->description = make_safe (description, MAX_TEXT);

  return chart;
}

void
bs_chart_add_series (BsChart *self, const char *name)
{
  g_ptr_array_add (self->series, make_safe (name, MAX_CELL));
}

void
bs_chart_add_row (BsChart *self, const char *name, guint type, double x)
{
  g_ptr_array_add (self->rows, make_safe (name != NULL ? name : "", MAX_CELL));
  g_array_append_val (self->row_types, type);
  g_array_append_val (self->x, x);
}

void
bs_chart_add_value (BsChart *self, double value)
{
  g_array_append_val (self->values, value);
}

guint
bs_chart_get_n_rows (const BsChart *self)
{
  return self->rows->len;
}

double
bs_chart_get_value (const BsChart *self, guint row, guint series)
{
  gsize index = (gsize) row * self->series->len + series;

  return index < self->values->len ? g_array_index (self->values, double, index) : NAN;
}

void
bs_document_add_picture (BsDocument *self, const char *view, guint32 decision, const char *caption)
{
  BsBlock *block = add_block (self, BS_BLOCK_PICTURE, caption);

  block->picture = (BsDocumentPicture){ .view = g_intern_string (view), .decision = decision };
}

void
bs_document_add_picture_of (BsDocument *self, BsTrace *trace, const char *view, guint32 decision,
                            const char *caption)
{
  BsBlock *block;

  bs_document_add_picture (self, view, decision, caption);
  block = g_ptr_array_index (self->blocks, self->blocks->len - 1);
  block->picture.trace = bs_trace_ref (trace);
}

void
bs_document_add_comparison (BsDocument *self, guint run, guint32 mini_batch, const char *caption,
                            const char *description)
{
  BsBlock *block = add_block (self, BS_BLOCK_PICTURE, caption);

  block->picture = (BsDocumentPicture){ .view = g_intern_static_string (BS_PICTURE_OF_COMPARISON),
                                        .run = run,
                                        .mini_batch = mini_batch };
  block->description = make_safe (description, MAX_TEXT);
}

/* Thin spaces between thousands, that no line is broken at; a true minus. */
static char *
integer_to_string (gint64 value)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT,
                                             value < 0 ? 0 - (guint64) value : (guint64) value);
  gsize n = strlen (digits);
  GString *out = g_string_new (value < 0 ? "−" : NULL);

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (out, "\u202f");
      g_string_append_c (out, digits[i]);
    }

  return g_string_free (out, FALSE);
}

char *
bs_count_to_string (guint64 count)
{
  return integer_to_string ((gint64) MIN (count, G_MAXINT64));
}

char *
bs_bytes_to_string (guint64 bytes)
{
  static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
  double value = (double) bytes;
  guint unit = 0;

  while (value >= 1000.0 && unit + 1 < G_N_ELEMENTS (units))
    {
      value /= 1024.0;
      unit++;
    }

  return g_strdup_printf (unit == 0 || value >= 100.0 ? "%.0f\u00a0%s" : "%.1f\u00a0%s", value,
                          units[unit]);
}

char *
bs_share_to_string (double share)
{
  double percent = 100.0 * share;

  /* Neither nothing nor all where it is only nearly so. */
  if (percent > 0.0 && percent < 0.05)
    return g_strdup ("<\u00a00.1\u00a0%");
  if (percent < 100.0 && percent > 99.95)
    percent = 99.9;

  return g_strdup_printf ("%s%.1f\u00a0%%", percent <= -0.05 ? "−" : "", fabs (percent));
}

/* Four digits: what one can tell apart at a glance. */
static char *
real_to_string (double value)
{
  double size = fabs (value);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  const char *format = size == 0.0 || (size >= 0.001 && size < 1e6) ? "%.4g" : "%.3g";

  if (size >= 10000.0 && size < 1e6)
    format = "%.0f";
  g_ascii_formatd (buffer, sizeof buffer, format, size);

  return g_strconcat (value < 0.0 && size > 0.0 ? "−" : "", buffer, NULL);
}

char *
bs_chart_value_text (const BsChart *self, double value)
{
  if (isnan (value))
    return g_strdup ("–");
  if (self->is_duration)
    return bs_duration_to_string ((gint64) CLAMP (value, -9e18, 9e18));
  if (self->show == BS_SHOW_SHARE)
    return bs_share_to_string (value);
  if (self->show == BS_SHOW_BYTES)
    return bs_bytes_to_string ((guint64) CLAMP (value, 0.0, 9e18));
  if (value == rint (value) && fabs (value) < 9e15)
    return integer_to_string ((gint64) value);

  return real_to_string (value);
}

static BsShow
get_show (const BsBlock *block, guint column)
{
  return block->columns != NULL ? g_array_index (block->columns, BsDocumentColumn, column).show
                                : BS_SHOW_PLAIN;
}

gboolean
bs_document_is_number (const BsBlock *block, guint column)
{
  BsColumnKind kind = bs_table_get_column_kind (block->table, column);

  return get_show (block, column) == BS_SHOW_AMOUNT
         || (get_show (block, column) != BS_SHOW_TYPE
             && (kind == BS_COLUMN_INTEGER || kind == BS_COLUMN_REAL
                 || kind == BS_COLUMN_DURATION));
}

guint
bs_document_cell_type (const BsDocument *self, const BsBlock *block, guint row, guint column)
{
  g_autofree char *text = NULL;
  guint64 type;

  if (get_show (block, column) != BS_SHOW_TYPE)
    return BS_NO_TYPE;

  text = bs_table_get_text (block->table, row, column);
  type = g_ascii_strtoull (text, NULL, 10);

  return text[0] != '\0' && type < self->types->n_types ? (guint) type : BS_NO_TYPE;
}

double
bs_document_cell_share (const BsBlock *block, guint row, guint column)
{
  g_autofree char *text = NULL;

  if (get_show (block, column) != BS_SHOW_SHARE)
    return NAN;
  text = bs_table_get_text (block->table, row, column);

  return text[0] != '\0' ? CLAMP (g_ascii_strtod (text, NULL), 0.0, 1.0) : NAN;
}

char *
bs_document_fact_text (const BsBlock *block, guint row, guint column)
{
  g_autofree char *text = bs_table_get_text (block->table, row, column);

  return make_safe (text, MAX_TEXT);
}

static char *
decimals_to_string (double value, int n)
{
  double rounded = rint (fabs (value) * pow (10.0, n)) / pow (10.0, n);

  return g_strdup_printf ("%s%.*f", value < 0.0 && rounded > 0.0 ? "−" : "", n, rounded);
}

char *
bs_document_cell_text (const BsDocument *self, const BsBlock *block, guint row, guint column)
{
  g_autofree char *text = bs_table_get_text (block->table, row, column);
  BsColumnKind kind = bs_table_get_column_kind (block->table, column);
  BsShow show = get_show (block, column);
  guint type = bs_document_cell_type (self, block, row, column);
  gint64 integer = g_ascii_strtoll (text, NULL, 10);

  if (text[0] == '\0')
    return g_strdup (bs_document_is_number (block, column) ? "–" : "");
  if (show == BS_SHOW_TYPE)
    return type != BS_NO_TYPE ? make_safe (self->types->types[type].name, MAX_CELL)
                              : g_strdup ("–");
  if (show == BS_SHOW_SHARE)
    return bs_share_to_string (g_ascii_strtod (text, NULL));
  if (show == BS_SHOW_TENTHS)
    return decimals_to_string (g_ascii_strtod (text, NULL), 1);
  if (show == BS_SHOW_THOUSANDTHS)
    return decimals_to_string (g_ascii_strtod (text, NULL), 3);
  if (show == BS_SHOW_BYTES)
    return bs_bytes_to_string ((guint64) MAX (integer, 0));
  if (kind == BS_COLUMN_INTEGER)
    return integer_to_string (integer);
  if (kind == BS_COLUMN_DURATION)
    return bs_duration_to_string (integer);
  if (kind == BS_COLUMN_REAL)
    return real_to_string (g_ascii_strtod (text, NULL));
  if (kind == BS_COLUMN_BOOLEAN)
    return g_strdup (text[0] == 't' ? _ ("yes") : _ ("no"));

  return make_safe (text, MAX_CELL);
}
