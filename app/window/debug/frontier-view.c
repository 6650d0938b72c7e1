/* SPDX-License-Identifier: Apache-2.0 */
/* The ready types of a decision, and which of them was chosen. */
#include "config.h"

#include "app/window/debug/frontier-view.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/column-view.h"
#include "app/window/parts/format.h"
#include "app/window/parts/type-chip.h"

/* A row stays and changes what it says: no widgets are made while stepping. */

#define BS_TYPE_FRONTIER_ROW (bs_frontier_row_get_type ())
G_DECLARE_FINAL_TYPE (BsFrontierRow, bs_frontier_row, BS, FRONTIER_ROW, GObject)

struct _BsFrontierRow
{
  GObject parent_instance;

  BsTypeTable *types; /* borrowed from the trace of the view */
  BsCandidate candidate;
  gboolean chosen;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (BsFrontierRow, bs_frontier_row, G_TYPE_OBJECT)

static void
bs_frontier_row_class_init (BsFrontierRowClass *klass)
{
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_frontier_row_init (BsFrontierRow *self)
{
}

struct _BsFrontierView
{
  GtkWidget parent_instance;

  GtkWidget *view;
  GtkColumnViewColumn *score_column;
  GListStore *rows;
  BsTrace *trace;
};

G_DEFINE_FINAL_TYPE (BsFrontierView, bs_frontier_view, GTK_TYPE_WIDGET)

typedef void (*UpdateFunc) (BsFrontierRow *row, GtkWidget *child);

static void
update_type (BsFrontierRow *row, GtkWidget *child)
{
  GtkWidget *chip = gtk_widget_get_first_child (child);
  GtkWidget *label = gtk_widget_get_next_sibling (chip);
  GtkWidget *tick = gtk_widget_get_next_sibling (label);
  GtkWidget *line = bs_column_view_row_of (child);

  bs_type_chip_set (BS_TYPE_CHIP (chip), row->types, row->candidate.type, row->chosen);
  gtk_label_set_label (GTK_LABEL (label), row->types->types[row->candidate.type].name);
  gtk_widget_set_visible (tick, row->chosen);
  if (line == NULL)
    return;
  if (row->chosen)
    gtk_widget_add_css_class (line, "chosen");
  else
    gtk_widget_remove_css_class (line, "chosen");
}

static void
update_ready (BsFrontierRow *row, GtkWidget *child)
{
  g_autofree char *text = bs_format_count (row->candidate.ready);

  gtk_label_set_label (GTK_LABEL (child), text);
}

static void
update_reachable (BsFrontierRow *row, GtkWidget *child)
{
  g_autofree char *text = row->candidate.reachable > 0 ? bs_format_count (row->candidate.reachable)
                                                       : g_strdup ("\342\200\223");

  gtk_label_set_label (GTK_LABEL (child), text);
}

static void
update_rho (BsFrontierRow *row, GtkWidget *child)
{
  GtkWidget *bar = gtk_widget_get_first_child (child);
  GtkWidget *label = gtk_widget_get_next_sibling (bar);
  double rho = row->candidate.reachable > 0
                   ? (double) row->candidate.ready / row->candidate.reachable
                   : 0.0;
  g_autofree char *text = row->candidate.reachable > 0 ? bs_format_real (rho, 2)
                                                       : g_strdup ("\342\200\223");

  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), MIN (rho, 1.0));
  gtk_widget_set_visible (bar, row->candidate.reachable > 0);
  gtk_label_set_label (GTK_LABEL (label), text);
}

static void
update_score (BsFrontierRow *row, GtkWidget *child)
{
  g_autofree char *text = row->candidate.score != BS_NO_SCORE
                              ? bs_format_real (row->candidate.score, 2)
                              : g_strdup ("\342\200\223");

  gtk_label_set_label (GTK_LABEL (child), text);
}

static GtkWidget *
make_number (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1.0);
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

/* A name that is cut short is told in full. */
static gboolean
query_name_cb (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip,
               gpointer user_data)
{
  gtk_tooltip_set_text (tooltip, gtk_label_get_label (label));

  return pango_layout_is_ellipsized (gtk_label_get_layout (label));
}

static GtkWidget *
make_type (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *tick = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_has_tooltip (label, TRUE);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (query_name_cb), NULL);
  gtk_image_set_pixel_size (GTK_IMAGE (tick), 12);
  gtk_widget_add_css_class (tick, "accent");
  gtk_widget_set_tooltip_text (tick, _ ("Chosen"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (tick), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Chosen"), -1);
  gtk_box_append (GTK_BOX (box), bs_type_chip_new (18));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), tick);
  return box;
}

static GtkWidget *
make_rho (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *bar = gtk_level_bar_new_for_interval (0.0, 1.0);
  GtkWidget *label = make_number ();

  /* One colour: the number says whether it is much. */
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_widget_add_css_class (bar, "ratio");
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Share of the reachable nodes that is ready"), -1);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

typedef struct
{
  const char *title;
  GtkWidget *(*make) (void);
  UpdateFunc update;
  gboolean number;
} Column;

static const Column columns[] = {
  { N_ ("Frontier"), make_type, update_type, FALSE },
  { N_ ("Ready"), make_number, update_ready, TRUE },
  /* Translators: heads a count of nodes; keep it short */
  { N_ ("Reachable"), make_number, update_reachable, TRUE },
  { N_ ("ρ"), make_rho, update_rho, TRUE },
  { N_ ("Score"), make_number, update_score, TRUE },
};

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  gtk_list_item_set_child (item, column->make ());
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
}

static void
changed_cb (BsFrontierRow *row, GtkListItem *item)
{
  UpdateFunc update = g_object_get_data (G_OBJECT (item), "bs-update");

  update (row, gtk_list_item_get_child (item));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  BsFrontierRow *row = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (item), "bs-update", (gpointer) column->update);
  g_signal_connect (row, "changed", G_CALLBACK (changed_cb), item);
  changed_cb (row, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), changed_cb, item);
}

static void
bs_frontier_view_dispose (GObject *object)
{
  BsFrontierView *self = BS_FRONTIER_VIEW (object);

  g_clear_pointer (&self->view, gtk_widget_unparent);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->trace, bs_trace_unref);

  G_OBJECT_CLASS (bs_frontier_view_parent_class)->dispose (object);
}

static void
bs_frontier_view_class_init (BsFrontierViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_frontier_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bs_frontier_view_init (BsFrontierView *self)
{
  GtkSelectionModel *model;

  self->rows = g_list_store_new (BS_TYPE_FRONTIER_ROW);
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows))));
  self->view = gtk_column_view_new (model);
  gtk_widget_add_css_class (self->view, "data-table");
  gtk_widget_add_css_class (self->view, "frontier");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Frontier"), -1);
  gtk_widget_set_parent (self->view, GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) &columns[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) &columns[i]);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
      column = gtk_column_view_column_new (_ (columns[i].title), factory);
      gtk_column_view_column_set_expand (column, i == 0);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
      if (columns[i].number)
        bs_column_view_align_title_end (GTK_COLUMN_VIEW (self->view), i);
      if (columns[i].update == update_score)
        self->score_column = column;
    }
}

void
bs_frontier_view_show (BsFrontierView *self, BsTrace *trace, guint32 decision)
{
  const BsTraceDecision *d;
  const BsCandidate *candidates;
  const char *score;
  guint n_rows;

  g_return_if_fail (BS_IS_FRONTIER_VIEW (self));

  if (self->trace != trace)
    {
      g_list_store_remove_all (self->rows);
      g_clear_pointer (&self->trace, bs_trace_unref);
      self->trace = bs_trace_ref (trace);
      /* What a learned table compares is its Q, or its priorities; other policies have scores of
       * their own, or none. */
      if (trace->fsm == NULL)
        score = _ ("Score");
      else if (trace->states->encoding == BS_ENCODING_MARKED)
        score = _ ("Priority");
      else
        score = _ ("Q");
      gtk_column_view_column_set_title (self->score_column, score);
      gtk_column_view_column_set_visible (self->score_column, trace->has_scores);
    }

  d = bs_trace_decision (trace, decision);
  candidates = bs_trace_candidates (trace, decision);
  n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  if (n_rows > d->n_candidates)
    g_list_store_splice (self->rows, d->n_candidates, n_rows - d->n_candidates, NULL, 0);

  for (guint i = 0; i < d->n_candidates; i++)
    {
      g_autoptr (BsFrontierRow) row = NULL;

      if (i < n_rows)
        row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);
      else
        row = g_object_new (BS_TYPE_FRONTIER_ROW, NULL);
      row->types = trace->types;
      row->candidate = candidates[i];
      row->chosen = candidates[i].type == d->type;
      if (i < n_rows)
        g_signal_emit (row, changed_signal, 0);
      else
        g_list_store_append (self->rows, row);
    }
}
