/* SPDX-License-Identifier: Apache-2.0 */
/* The types of the graph, to be dimmed. */
#include "config.h"

#include "app/window/debug/graph-legend.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/type-chip.h"

/* Decisions on end that pass a type over until it counts as put off. */
#define PATIENCE 4
/* More types have no chip of their own. */
#define MAX_CHIPS 24
#define CHIP 16

struct _BsGraphLegend
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkToggleButton *put_off;
  GPtrArray *toggles; /* GtkToggleButton, by type */

  BsGraphCanvas *canvas; /* unowned: beside it */
  guint32 decision;
};

G_DEFINE_FINAL_TYPE (BsGraphLegend, bs_graph_legend, GTK_TYPE_WIDGET)

static gboolean
is_ready (const BsTrace *trace, guint32 decision, guint type)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);

  for (guint i = 0; i < d->n_candidates; i++)
    if (candidates[i].type == type)
      return candidates[i].ready > 0;

  return FALSE;
}

gboolean
bs_graph_legend_is_put_off (const BsTrace *trace, guint32 decision, guint type)
{
  const BsTraceMiniBatch *mini_batch =
      &trace->mini_batches[bs_trace_decision (trace, decision)->mini_batch];

  if (decision + 1 < mini_batch->first_decision + PATIENCE)
    return FALSE;
  for (guint32 k = 0; k < PATIENCE; k++)
    if (bs_trace_decision (trace, decision - k)->type == type
        || !is_ready (trace, decision - k, type))
      return FALSE;

  return TRUE;
}

static void
toggled_cb (GtkToggleButton *toggle, BsGraphLegend *self)
{
  guint type;

  if (g_ptr_array_find (self->toggles, toggle, &type))
    bs_graph_canvas_set_muted (self->canvas, type, !gtk_toggle_button_get_active (toggle));
}

static void
apply_put_off (BsGraphLegend *self)
{
  BsPictures *pictures = bs_canvas_get_pictures (BS_CANVAS (self->canvas));
  gboolean on = gtk_toggle_button_get_active (self->put_off);

  if (pictures == NULL)
    return;
  for (guint t = 0; t < pictures->trace->types->n_types; t++)
    {
      gboolean muted = on && bs_graph_legend_is_put_off (pictures->trace, self->decision, t);

      bs_graph_canvas_set_muted (self->canvas, t, muted);
      if (t < self->toggles->len)
        gtk_toggle_button_set_active (self->toggles->pdata[t], !muted);
    }
}

/* Two hands on one switch would not do. */
static void
update_sensitive (BsGraphLegend *self)
{
  for (guint t = 0; t < self->toggles->len; t++)
    gtk_widget_set_sensitive (self->toggles->pdata[t],
                              !gtk_toggle_button_get_active (self->put_off));
}

static void
put_off_cb (GtkToggleButton *toggle, BsGraphLegend *self)
{
  update_sensitive (self);
  apply_put_off (self);
}

static void
bs_graph_legend_dispose (GObject *object)
{
  BsGraphLegend *self = BS_GRAPH_LEGEND (object);
  GtkWidget *child;

  g_ptr_array_set_size (self->toggles, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bs_graph_legend_parent_class)->dispose (object);
}

static void
bs_graph_legend_finalize (GObject *object)
{
  g_ptr_array_unref (BS_GRAPH_LEGEND (object)->toggles);

  G_OBJECT_CLASS (bs_graph_legend_parent_class)->finalize (object);
}

static void
bs_graph_legend_class_init (BsGraphLegendClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_graph_legend_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_graph_legend_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
bs_graph_legend_init (BsGraphLegend *self)
{
  GtkWidget *put_off = gtk_toggle_button_new_with_label (_ ("Dim put off"));

  self->toggles = g_ptr_array_new ();
  self->decision = 1;
  gtk_widget_add_css_class (GTK_WIDGET (self), "graph-bar");
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                              6);
  /* In as many rows as they need. */
  self->box = g_object_new (GTK_TYPE_FLOW_BOX, "selection-mode", GTK_SELECTION_NONE,
                            "max-children-per-line", MAX_CHIPS, "row-spacing", 3, "column-spacing",
                            3, "hexpand", TRUE, "valign", GTK_ALIGN_CENTER, NULL);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->put_off = GTK_TOGGLE_BUTTON (put_off);
  gtk_widget_add_css_class (put_off, "small");
  gtk_widget_set_valign (put_off, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (put_off,
                               _ ("Dim the types that are ready but that the policy keeps putting "
                                  "off"));
  g_signal_connect (put_off, "toggled", G_CALLBACK (put_off_cb), self);
  gtk_widget_set_parent (put_off, GTK_WIDGET (self));
}

void
bs_graph_legend_set_canvas (BsGraphLegend *self, BsGraphCanvas *canvas)
{
  g_return_if_fail (BS_IS_GRAPH_LEGEND (self));

  self->canvas = canvas;
}

void
bs_graph_legend_set_types (BsGraphLegend *self, BsTypeTable *types)
{
  GtkWidget *child;

  g_return_if_fail (BS_IS_GRAPH_LEGEND (self));

  self->decision = 1;
  g_ptr_array_set_size (self->toggles, 0);
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->box), child);
  for (guint t = 0; t < MIN (types->n_types, MAX_CHIPS); t++)
    {
      GtkWidget *toggle = gtk_toggle_button_new (), *chip = bs_type_chip_new (CHIP);
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *label = gtk_label_new (types->types[t].name);

      bs_type_chip_set (BS_TYPE_CHIP (chip), types, t, TRUE);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
      gtk_box_append (GTK_BOX (row), chip);
      gtk_box_append (GTK_BOX (row), label);
      gtk_button_set_child (GTK_BUTTON (toggle), row);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle),
                                    !bs_graph_canvas_get_muted (self->canvas, t));
      gtk_widget_add_css_class (toggle, "flat");
      gtk_widget_add_css_class (toggle, "small");
      gtk_widget_set_tooltip_text (toggle, _ ("Dim this type or show it"));
      gtk_accessible_update_relation (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                      label, NULL, -1);
      g_ptr_array_add (self->toggles, toggle);
      g_signal_connect (toggle, "toggled", G_CALLBACK (toggled_cb), self);
      gtk_flow_box_insert (GTK_FLOW_BOX (self->box), toggle, -1);
      gtk_widget_set_focusable (gtk_widget_get_parent (toggle), FALSE);
    }
  update_sensitive (self);
  bs_graph_legend_update (self, self->decision);
}

void
bs_graph_legend_update (BsGraphLegend *self, guint32 decision)
{
  g_return_if_fail (BS_IS_GRAPH_LEGEND (self));

  self->decision = decision;
  if (gtk_toggle_button_get_active (self->put_off))
    apply_put_off (self);
}
