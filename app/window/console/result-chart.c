/* SPDX-License-Identifier: Apache-2.0 */
/* The chart of a query. */
#include "config.h"

#include "app/window/console/result-chart.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/table-cells.h"

struct _BsResultChart
{
  GtkWidget parent_instance;

  GtkWidget *box, *options;
  GtkDropDown *kind, *x, *y;
  BsResultCanvas *canvas;
  GtkWidget *empty;

  BsTable *table; /* (nullable) */
  BsTypeTable *types;
  BsTableChartSpec spec;
  GArray *xs, *ys;      /* int: columns that can be chosen */
  gboolean settling;    /* choices change because the table does */
  gboolean stale;       /* the table is another one than what is drawn */
  GCancellable *making; /* (nullable) */
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsResultChart, bs_result_chart, GTK_TYPE_WIDGET)

typedef struct
{
  BsTable *table;
  BsTableChartSpec spec;
} Making;

static void
making_free (gpointer data)
{
  bs_table_unref (((Making *) data)->table);
  g_free (data);
}

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Making *making = data;

  g_task_return_pointer (task, bs_table_chart_new (making->table, &making->spec),
                         (GDestroyNotify) bs_table_chart_free);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsResultChart *self = BS_RESULT_CHART (source);
  BsTableChart *chart = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->making == NULL || g_task_get_cancellable (G_TASK (result)) != self->making)
    {
      g_clear_pointer (&chart, bs_table_chart_free);
      return;
    }

  g_clear_object (&self->making);
  gtk_widget_set_visible (self->empty, chart == NULL || chart->points->len == 0);
  bs_result_canvas_take (self->canvas, chart, self->types);
}

static void
stop (BsResultChart *self)
{
  if (self->making != NULL)
    g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
}

/* Drawn when somebody looks. */
static void
refresh (BsResultChart *self)
{
  g_autoptr (GTask) task = NULL;
  Making *making;

  if (!self->stale || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->stale = FALSE;
  stop (self);
  if (self->table == NULL || self->spec.y < 0)
    {
      gtk_widget_show (self->empty);
      bs_result_canvas_take (self->canvas, NULL, NULL);
      return;
    }

  self->making = g_cancellable_new ();
  task = g_task_new (self, self->making, made_cb, NULL);
  making = g_new0 (Making, 1);
  making->table = bs_table_ref (self->table);
  making->spec = self->spec;
  g_task_set_task_data (task, making, making_free);
  g_task_run_in_thread (task, make_thread);
}

/* @fresh: the table is another one. A list that somebody chooses from stays as it is. */
static void
fill (BsResultChart *self, GtkDropDown *drop_down, GArray *columns, int chosen, gboolean rows,
      gboolean numbers, gboolean fresh)
{
  g_autoptr (GArray) now = g_array_new (FALSE, FALSE, sizeof (int));
  guint n = self->table != NULL ? bs_table_get_n_columns (self->table) : 0;
  guint selected = 0;

  for (int i = rows ? BS_TABLE_CHART_ROWS : 0; i < (int) n; i++)
    if (i < 0 || !numbers || bs_table_chart_is_number (self->table, (guint) i))
      {
        if (i == chosen)
          selected = now->len;
        g_array_append_val (now, i);
      }
  if (fresh || now->len != columns->len
      || memcmp (now->data, columns->data, now->len * sizeof (int)) != 0)
    {
      g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

      g_array_set_size (columns, 0);
      g_array_append_vals (columns, now->data, now->len);
      for (guint k = 0; k < now->len; k++)
        {
          int i = g_array_index (now, int, k);
          g_autofree char *name = i < 0 ? g_strdup (_ ("row"))
                                        : bs_table_printable (
                                            bs_table_get_column_name (self->table, (guint) i));

          gtk_string_list_append (names, name);
        }
      gtk_drop_down_set_model (drop_down, G_LIST_MODEL (names));
    }
  if (gtk_drop_down_get_selected (drop_down) != selected)
    gtk_drop_down_set_selected (drop_down, selected);
}

static void
show_choices (BsResultChart *self, gboolean fresh)
{
  gboolean any = self->table != NULL && self->spec.y >= 0;

  self->settling = TRUE;
  if (gtk_drop_down_get_selected (self->kind) != self->spec.kind)
    gtk_drop_down_set_selected (self->kind, self->spec.kind);
  fill (self, self->y, self->ys, self->spec.y, FALSE, TRUE, fresh);
  fill (self, self->x, self->xs, self->spec.x, TRUE, self->spec.kind != BS_TABLE_CHART_BARS, fresh);
  gtk_widget_set_visible (GTK_WIDGET (self->x), self->spec.kind != BS_TABLE_CHART_HISTOGRAM);
  gtk_widget_set_sensitive (self->options, any);
  self->settling = FALSE;
}

static void
chosen_cb (BsResultChart *self)
{
  guint x = gtk_drop_down_get_selected (self->x), y = gtk_drop_down_get_selected (self->y);
  guint kind = gtk_drop_down_get_selected (self->kind);

  if (self->settling || self->table == NULL)
    return;

  if (kind < BS_N_TABLE_CHARTS)
    self->spec.kind = kind;
  if (x < self->xs->len)
    self->spec.x = g_array_index (self->xs, int, x);
  if (y < self->ys->len)
    self->spec.y = g_array_index (self->ys, int, y);
  bs_table_chart_fit (self->table, &self->spec);
  show_choices (self, FALSE);
  self->stale = TRUE;
  refresh (self);
}

static void
picked_cb (BsResultChart *self, guint row)
{
  g_signal_emit (self, signals[PICKED], 0, row);
}

static void
bs_result_chart_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bs_result_chart_parent_class)->map (widget);
  refresh (BS_RESULT_CHART (widget));
}

static gboolean
bs_result_chart_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BS_RESULT_CHART (widget)->canvas));
}

static void
bs_result_chart_dispose (GObject *object)
{
  BsResultChart *self = BS_RESULT_CHART (object);

  stop (self);
  self->settling = TRUE;
  g_clear_pointer (&self->table, bs_table_unref);
  g_clear_pointer (&self->types, bs_type_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_RESULT_CHART);

  G_OBJECT_CLASS (bs_result_chart_parent_class)->dispose (object);
}

static void
bs_result_chart_finalize (GObject *object)
{
  BsResultChart *self = BS_RESULT_CHART (object);

  g_array_unref (self->xs);
  g_array_unref (self->ys);

  G_OBJECT_CLASS (bs_result_chart_parent_class)->finalize (object);
}

static void
bs_result_chart_class_init (BsResultChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_result_chart_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_result_chart_finalize;
  widget_class->map = bs_result_chart_map;
  widget_class->grab_focus = bs_result_chart_grab_focus;
  widget_class->focus = bs_focus_children;

  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  g_type_ensure (BS_TYPE_RESULT_CANVAS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/result-chart.ui");
  gtk_widget_class_bind_template_child (widget_class, BsResultChart, box);
  gtk_widget_class_bind_template_child (widget_class, BsResultChart, options);
  gtk_widget_class_bind_template_child (widget_class, BsResultChart, kind);
  gtk_widget_class_bind_template_child (widget_class, BsResultChart, x);
  gtk_widget_class_bind_template_child (widget_class, BsResultChart, y);
  gtk_widget_class_bind_template_child (widget_class, BsResultChart, canvas);
  gtk_widget_class_bind_template_child (widget_class, BsResultChart, empty);
}

static void
bs_result_chart_init (BsResultChart *self)
{
  GtkDropDown *drop_downs[3];

  self->xs = g_array_new (FALSE, FALSE, sizeof (int));
  self->ys = g_array_new (FALSE, FALSE, sizeof (int));
  self->spec = (BsTableChartSpec){ BS_TABLE_CHART_BARS, BS_TABLE_CHART_ROWS, -1 };
  gtk_widget_init_template (GTK_WIDGET (self));
  drop_downs[0] = self->kind;
  drop_downs[1] = self->x;
  drop_downs[2] = self->y;
  for (guint i = 0; i < G_N_ELEMENTS (drop_downs); i++)
    {
      bs_focus_name_inner (drop_downs[i]);
      g_signal_connect_object (drop_downs[i], "notify::selected", G_CALLBACK (chosen_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->canvas, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  show_choices (self, TRUE);
}

void
bs_result_chart_set_table (BsResultChart *self, BsTable *table, BsTypeTable *types)
{
  gboolean same;

  g_return_if_fail (BS_IS_RESULT_CHART (self));

  same = table != NULL && self->spec.y >= 0 && bs_table_has_same_columns (self->table, table);
  if (table != NULL)
    bs_table_ref (table);
  g_clear_pointer (&self->table, bs_table_unref);
  self->table = table;
  g_clear_pointer (&self->types, bs_type_table_unref);
  self->types = types != NULL ? bs_type_table_ref (types) : NULL;
  if (table == NULL)
    self->spec.y = -1;
  else if (!same)
    bs_table_chart_suggest (table, &self->spec);
  if (!same)
    show_choices (self, TRUE);
  self->stale = TRUE;
  refresh (self);
}

BsResultCanvas *
bs_result_chart_get_canvas (BsResultChart *self)
{
  g_return_val_if_fail (BS_IS_RESULT_CHART (self), NULL);

  return self->canvas;
}
