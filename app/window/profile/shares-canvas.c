/* SPDX-License-Identifier: Apache-2.0 */
/* The picture beside a table of shares. */
#include "config.h"

#include "app/window/profile/shares-canvas.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/table-cells.h"
#include "profiles/report/document.h"
#include "viz/report/chart-painter.h"

#define MAX_ROWS 24
#define PADDING 18.0

struct _BsSharesCanvas
{
  BsCanvas parent_instance;

  BsDocument *document; /* (nullable): holds the chart */
  BsChart *chart;
};

G_DEFINE_FINAL_TYPE (BsSharesCanvas, bs_shares_canvas, BS_TYPE_CANVAS)

static void
bs_shares_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                        double height, const BsMoment *moment)
{
  BsSharesCanvas *self = BS_SHARES_CANVAS (canvas);

  if (self->chart == NULL || bs_chart_get_n_rows (self->chart) == 0)
    return;

  cairo_save (cr);
  cairo_translate (cr, PADDING, 6.0);
  bs_chart_draw (self->chart, bs_canvas_get_pictures (canvas)->trace->types, cr, style,
                 width - 2.0 * PADDING, height - 6.0);
  cairo_restore (cr);
}

static char *
bs_shares_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsSharesCanvas *self = BS_SHARES_CANVAS (canvas);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; self->chart != NULL && i < bs_chart_get_n_rows (self->chart); i++)
    {
      g_autofree char *value = bs_chart_value_text (self->chart,
                                                    bs_chart_get_value (self->chart, i, 0));

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "",
                              (const char *) self->chart->rows->pdata[i], value);
    }
  if (text->len == 0)
    g_string_append (text, _ ("Nothing took time here."));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
forget (BsSharesCanvas *self)
{
  g_clear_pointer (&self->document, bs_document_free);
  self->chart = NULL;
}

static void
bs_shares_canvas_dispose (GObject *object)
{
  forget (BS_SHARES_CANVAS (object));

  G_OBJECT_CLASS (bs_shares_canvas_parent_class)->dispose (object);
}

static void
bs_shares_canvas_class_init (BsSharesCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_shares_canvas_dispose;
  canvas_class->paint = bs_shares_canvas_paint;
  canvas_class->describe = bs_shares_canvas_describe;
  canvas_class->still = TRUE;
}

static void
bs_shares_canvas_init (BsSharesCanvas *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Shares of time"), -1);
}

/* The column whose cells are drawn: the one before the share, else the first duration. */
static int
find_duration (const BsTable *table)
{
  int first = -1;

  for (guint i = 0; i < bs_table_get_n_columns (table); i++)
    if (bs_table_get_column_kind (table, i) == BS_COLUMN_DURATION)
      {
        if (i + 1 < bs_table_get_n_columns (table)
            && g_str_equal (bs_table_get_column_name (table, i + 1), "share"))
          return (int) i;
        first = first < 0 && !g_str_equal (bs_table_get_column_name (table, i), "start_ns")
                    ? (int) i
                    : first;
      }

  return first;
}

void
bs_shares_canvas_set_table (BsSharesCanvas *self, const BsTable *table)
{
  BsPictures *pictures;
  int column;

  g_return_if_fail (BS_IS_SHARES_CANVAS (self));

  pictures = bs_canvas_get_pictures (BS_CANVAS (self));
  forget (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  column = table != NULL ? find_duration (table) : -1;
  if (column < 0 || pictures == NULL)
    return;

  self->document = bs_document_new (pictures->trace->types, "", "");
  self->chart = bs_document_add_chart (self->document, BS_CHART_BARS, "", "");
  self->chart->is_duration = TRUE;
  bs_chart_add_series (self->chart, _ ("time"));
  for (guint row = 0;
       row < bs_table_get_n_rows (table) && bs_chart_get_n_rows (self->chart) < MAX_ROWS; row++)
    {
      g_autofree char *name = bs_table_cell_text (table, row, 0);
      g_autofree char *other = bs_table_cell_text (table, row, 1);
      gboolean more = bs_table_get_column_kind (table, 1) == BS_COLUMN_TEXT && *other != '\0';
      g_autofree char *both = *name == '\0' ? g_strdup (other)
                              : more        ? g_strdup_printf ("%s · %s", name, other)
                                            : g_strdup (name);
      int type = bs_type_table_lookup (pictures->trace->types, more ? other : name);

      if (bs_table_is_missing (table, row, (guint) column))
        continue;
      bs_chart_add_row (self->chart, both, type >= 0 ? (guint) type : BS_NO_TYPE, 0.0);
      bs_chart_add_value (self->chart, (double) bs_table_get_integer (table, row, (guint) column));
    }
}
