/* SPDX-License-Identifier: Apache-2.0 */
/* What a step of a lesson shows. */
#include "config.h"

#include "app/window/learn/live-view.h"

#include <glib/gi18n-lib.h>

#include "app/window/debug/graph-canvas.h"
#include "app/window/debug/policy-panel.h"
#include "app/window/debug/why-panel.h"
#include "app/window/memory/memory-page.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/trace-view.h"
#include "app/window/parts/type-chip.h"
#include "app/window/parts/view-frame.h"
#include "app/window/parts/view-tables.h"
#include "app/window/profile/profile-page.h"
#include "app/window/shell/pages.h"
#include "app/window/train/train-page.h"

struct _BsLiveView
{
  GtkWidget parent_instance;

  GtkStack *stack;
  BsViewFrame *frame;
  BsGraphCanvas *graph;
  GtkBox *legend;

  GtkWidget *views[BS_N_LESSON_VIEWS]; /* each nullable: made when first shown; not owned */
  BsLessonView view;
  BsDebugger *debugger; /* (nullable) */
  BsFollower *follower; /* (nullable): of the graph */
};

G_DEFINE_FINAL_TYPE (BsLiveView, bs_live_view, GTK_TYPE_WIDGET)

static GType
type_of (BsLessonView view)
{
  switch (view)
    {
    case BS_LESSON_VIEW_POLICY:
      return BS_TYPE_POLICY_PANEL;
    case BS_LESSON_VIEW_REASON:
      return BS_TYPE_WHY_PANEL;
    case BS_LESSON_VIEW_MEMORY:
      return BS_TYPE_MEMORY_PAGE;
    case BS_LESSON_VIEW_PROFILE:
      return BS_TYPE_PROFILE_PAGE;
    case BS_LESSON_VIEW_TRAIN:
    default:
      return BS_TYPE_TRAIN_PAGE;
    }
}

static void
set_debugger (GtkWidget *view, BsDebugger *debugger)
{
  if (BS_IS_POLICY_PANEL (view))
    bs_policy_panel_set_debugger (BS_POLICY_PANEL (view), debugger);
  else if (BS_IS_WHY_PANEL (view))
    bs_why_panel_set_debugger (BS_WHY_PANEL (view), debugger);
  else if (BS_IS_TRACE_VIEW (view))
    bs_trace_view_set_debugger (BS_TRACE_VIEW (view), debugger);
}

static void
fill_legend (BsLiveView *self)
{
  BsTypeTable *types = bs_debugger_get_trace (self->debugger)->types;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->legend))) != NULL)
    gtk_box_remove (self->legend, child);
  for (guint i = 0; i < types->n_types; i++)
    {
      GtkWidget *item = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
      GtkWidget *chip = bs_type_chip_new (16);
      GtkWidget *name = gtk_label_new (types->types[i].name);

      bs_type_chip_set (BS_TYPE_CHIP (chip), types, i, TRUE);
      gtk_widget_add_css_class (name, "caption");
      gtk_box_append (GTK_BOX (item), chip);
      gtk_box_append (GTK_BOX (item), name);
      gtk_box_append (self->legend, item);
    }
}

static void
content_cb (gpointer user_data)
{
  BsLiveView *self = user_data;

  bs_canvas_set_content (BS_CANVAS (self->graph), bs_debugger_get_pictures (self->debugger),
                         bs_debugger_get_clock (self->debugger));
  fill_legend (self);
}

static void
update_cb (gpointer user_data)
{
  BsLiveView *self = user_data;
  g_autofree char *text = g_strdup_printf (
      _ ("Decision %u of %u"), bs_debugger_get_decision (self->debugger),
      bs_clock_get_n_decisions (bs_debugger_get_clock (self->debugger)));

  bs_view_frame_set_subtitle (self->frame, text);
}

static void
show_graph (BsLiveView *self, BsDebugger *debugger)
{
  g_clear_pointer (&self->follower, bs_follower_free);
  bs_view_frame_set_debugger (self->frame, debugger);
  bs_graph_canvas_forget (self->graph);
  if (debugger != NULL)
    self->follower = bs_follower_new (debugger, content_cb, NULL, update_cb, self);
  else
    bs_canvas_set_content (BS_CANVAS (self->graph), NULL, NULL);
}

void
bs_live_view_show (BsLiveView *self, BsLessonView view, BsDebugger *debugger, const char *title)
{
  gboolean other = debugger != self->debugger || view != self->view;

  g_return_if_fail (BS_IS_LIVE_VIEW (self));

  if (other)
    {
      /* What is behind works for nobody. */
      if (self->view == BS_LESSON_VIEW_GRAPH)
        show_graph (self, NULL);
      else if (self->views[self->view] != NULL)
        set_debugger (self->views[self->view], NULL);
    }
  g_set_object (&self->debugger, debugger);
  self->view = view;
  bs_view_frame_set_title (self->frame, title);
  if (!other || debugger == NULL)
    return;

  if (view == BS_LESSON_VIEW_GRAPH)
    {
      show_graph (self, debugger);
    }
  else
    {
      if (self->views[view] == NULL)
        {
          self->views[view] = g_object_new (type_of (view), NULL);
          gtk_stack_add_named (self->stack, self->views[view], bs_lesson_view_to_string (view));
        }
      set_debugger (self->views[view], debugger);
    }
  bs_pages_show (self->stack, bs_lesson_view_to_string (view));
}

void
bs_live_view_set_undecided (BsLiveView *self, gboolean undecided)
{
  g_return_if_fail (BS_IS_LIVE_VIEW (self));

  bs_graph_canvas_set_undecided (self->graph, undecided);
}

static void
bs_live_view_dispose (GObject *object)
{
  BsLiveView *self = BS_LIVE_VIEW (object);

  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->debugger);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;

  G_OBJECT_CLASS (bs_live_view_parent_class)->dispose (object);
}

static void
bs_live_view_class_init (BsLiveViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_live_view_dispose;
  widget_class->focus = bs_focus_children;

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_GRAPH_CANVAS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/live-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BsLiveView, stack);
  gtk_widget_class_bind_template_child (widget_class, BsLiveView, frame);
  gtk_widget_class_bind_template_child (widget_class, BsLiveView, graph);
  gtk_widget_class_bind_template_child (widget_class, BsLiveView, legend);
}

static void
bs_live_view_init (BsLiveView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bs_view_frame_set_table (self->frame, bs_view_table_nodes, TRUE, NULL, NULL);
}
