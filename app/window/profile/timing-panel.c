/* SPDX-License-Identifier: Apache-2.0 */
/* Where time went: tables on the left, pictures on the right; where there is little room, one of both. */
#include "config.h"

#include "app/window/profile/timing-panel.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/profile/timing-pictures.h"
#include "app/window/profile/timing-tables.h"

/* Below it either tables or pictures are shown. */
#define NARROW_WIDTH 1100
#define NATURAL_HEIGHT 300

#define MIN_WIDTH 340
#define MIN_HEIGHT 72

struct _BsTimingPanel
{
  GtkWidget parent_instance;

  GtkWidget *paned;
  BsTimingTables *tables;
  BsTimingPictures *pictures;
  GtkToggleButton *turns[2]; /* in the heads of either, where there is room for one */

  BsDebugger *debugger; /* (nullable) */
  gulong content_id;
  guint layout_source;
  gboolean narrow, want_narrow, laid_out;
  gboolean shows_pictures; /* while it is narrow */
};

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsTimingPanel, bs_timing_panel, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

static void
content_cb (BsTimingPanel *self)
{
  g_autoptr (BsTimingCache) cache = NULL;

  if (self->debugger != NULL)
    cache = bs_timing_cache_new (bs_debugger_get_trace (self->debugger));
  bs_timing_tables_set (self->tables, self->debugger, cache);
  bs_timing_pictures_set (self->pictures, self->debugger, cache);
}

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsTimingPanel *self = BS_TIMING_PANEL (view);

  if (self->debugger != NULL)
    g_clear_signal_handler (&self->content_id, self->debugger);
  g_set_object (&self->debugger, debugger);
  if (debugger != NULL)
    self->content_id = g_signal_connect_swapped (debugger, "content", G_CALLBACK (content_cb),
                                                 self);
  content_cb (self);
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}

static void
row_cb (BsTimingPanel *self, const BsTimingRow *row)
{
  bs_timing_pictures_set_query (self->pictures, &row->query, row->name);
}

/* The picture that goes with a table. */
static void
tab_cb (BsTimingPanel *self, guint tab)
{
  if (tab == BS_TIMING_PREDICTION)
    bs_timing_pictures_set_picture (self->pictures, BS_TIMING_PREDICTED);
  else if (bs_timing_pictures_get_picture (self->pictures) == BS_TIMING_PREDICTED)
    bs_timing_pictures_set_picture (self->pictures, BS_TIMING_ROOFLINE);
}

static void
lay_out (BsTimingPanel *self)
{
  gboolean pictures = !self->narrow || self->shows_pictures;
  gboolean tables = !self->narrow || !self->shows_pictures;

  gtk_widget_set_visible (GTK_WIDGET (self->pictures), pictures);
  gtk_widget_set_visible (GTK_WIDGET (self->tables), tables);
  for (guint i = 0; i < G_N_ELEMENTS (self->turns); i++)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->turns[i]), self->narrow);
      gtk_toggle_button_set_active (self->turns[i], self->shows_pictures);
    }
}

static void
turn_cb (GtkToggleButton *turn, BsTimingPanel *self)
{
  gboolean pictures = gtk_toggle_button_get_active (turn);

  if (!self->narrow || pictures == self->shows_pictures)
    return;

  self->shows_pictures = pictures;
  lay_out (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->turns[pictures ? 1 : 0]));
}

static gboolean
layout_cb (gpointer user_data)
{
  BsTimingPanel *self = user_data;

  self->layout_source = 0;
  self->narrow = self->want_narrow;
  lay_out (self);
  if (!self->narrow && !self->laid_out)
    {
      self->laid_out = TRUE;
      gtk_paned_set_position (GTK_PANED (self->paned),
                              gtk_widget_get_width (GTK_WIDGET (self)) * 3 / 5);
    }
  return G_SOURCE_REMOVE;
}

static void
bs_timing_panel_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  /* What stands side by side must not keep the window from getting narrow. */
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NARROW_WIDTH : NATURAL_HEIGHT;
}

static void
bs_timing_panel_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsTimingPanel *self = BS_TIMING_PANEL (widget);
  gboolean narrow = width < NARROW_WIDTH;
  int min_width, min_height;

  if (narrow != self->narrow || (!narrow && !self->laid_out))
    {
      self->want_narrow = narrow;
      /* Children cannot change while they are being placed. */
      if (self->layout_source == 0)
        self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
    }
  gtk_widget_measure (self->paned, GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
  gtk_widget_measure (self->paned, GTK_ORIENTATION_VERTICAL, MAX (width, min_width), &min_height,
                      NULL, NULL, NULL);
  gtk_widget_allocate (self->paned, MAX (width, min_width), MAX (height, min_height), baseline,
                       NULL);
}

static gboolean
bs_timing_panel_grab_focus (GtkWidget *widget)
{
  BsTimingPanel *self = BS_TIMING_PANEL (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (GTK_WIDGET (self->tables))
                                    ? GTK_WIDGET (self->tables)
                                    : GTK_WIDGET (self->pictures));
}

static void
bs_timing_panel_dispose (GObject *object)
{
  BsTimingPanel *self = BS_TIMING_PANEL (object);

  g_clear_handle_id (&self->layout_source, g_source_remove);
  if (self->debugger != NULL)
    g_clear_signal_handler (&self->content_id, self->debugger);
  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TIMING_PANEL);

  G_OBJECT_CLASS (bs_timing_panel_parent_class)->dispose (object);
}

static void
bs_timing_panel_class_init (BsTimingPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_timing_panel_dispose;
  widget_class->measure = bs_timing_panel_measure;
  widget_class->size_allocate = bs_timing_panel_size_allocate;
  widget_class->grab_focus = bs_timing_panel_grab_focus;
  widget_class->focus = bs_focus_children;

  g_type_ensure (BS_TYPE_TIMING_TABLES);
  g_type_ensure (BS_TYPE_TIMING_PICTURES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/timing-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTimingPanel, paned);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPanel, tables);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPanel, pictures);
}

static GtkToggleButton *
make_turn (BsTimingPanel *self)
{
  GtkWidget *turn = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (turn), "bs-sidebar-symbolic");
  gtk_widget_set_valign (turn, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (turn, FALSE);
  gtk_widget_add_css_class (turn, "flat");
  gtk_widget_add_css_class (turn, "small");
  gtk_widget_set_tooltip_text (turn, _ ("Pictures instead of tables"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (turn), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pictures instead of tables"), -1);
  g_signal_connect (turn, "toggled", G_CALLBACK (turn_cb), self);

  return GTK_TOGGLE_BUTTON (turn);
}

static void
bs_timing_panel_init (BsTimingPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  for (guint i = 0; i < G_N_ELEMENTS (self->turns); i++)
    self->turns[i] = make_turn (self);
  bs_timing_tables_add_control (self->tables, GTK_WIDGET (self->turns[0]));
  bs_timing_pictures_add_control (self->pictures, GTK_WIDGET (self->turns[1]));
  g_signal_connect_object (self->tables, "row", G_CALLBACK (row_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tables, "tab", G_CALLBACK (tab_cb), self, G_CONNECT_SWAPPED);
}

void
bs_timing_panel_set_selection (BsTimingPanel *self, BsProfileSelection *selection)
{
  g_return_if_fail (BS_IS_TIMING_PANEL (self));

  bs_timing_tables_set_selection (self->tables, selection);
  bs_timing_pictures_set_selection (self->pictures, selection);
}

BsTimingTables *
bs_timing_panel_get_tables (BsTimingPanel *self)
{
  g_return_val_if_fail (BS_IS_TIMING_PANEL (self), NULL);

  return self->tables;
}

BsTimingPictures *
bs_timing_panel_get_pictures (BsTimingPanel *self)
{
  g_return_val_if_fail (BS_IS_TIMING_PANEL (self), NULL);

  return self->pictures;
}

GtkWidget *
bs_timing_panel_get_turn (BsTimingPanel *self)
{
  g_return_val_if_fail (BS_IS_TIMING_PANEL (self), NULL);

  return GTK_WIDGET (self->turns[0]);
}
