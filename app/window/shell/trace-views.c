/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of an opened trace over the clock that they share. */
#include "config.h"

#include "app/window/shell/trace-views.h"

#include <glib/gi18n-lib.h>

#include "app/window/compare/compare-page.h"
#include "app/window/debug/branch-banner.h"
#include "app/window/debug/debug-page.h"
#include "app/window/debug/graph-canvas.h"
#include "app/window/memory/memory-page.h"
#include "app/window/parts/focus.h"
#include "app/window/profile/profile-page.h"
#include "app/window/shell/announcer.h"
#include "app/window/shell/lazy-page.h"
#include "app/window/train/train-page.h"
#include "profiles/format/schema.h"

/* Below it the strip gets lower. */
#define SHORT_HEIGHT 620

/* A hostile trace can say as much as it likes. */
#define MAX_DIAGNOSTICS 3

struct _BsTraceViews
{
  GtkWidget parent_instance;

  GtkWidget *box, *record_button, *emulated;
  GtkInfoBar *info_bar;
  GtkLabel *info_label, *emulated_label;
  AdwViewStack *stack;
  BsDebugPage *debug_page;
  BsLazyPage *memory, *profile, *compare, *train;
  AdwBin *clock_bin;
  BsClockBar *clock_bar; /* (nullable): not made yet */
  BsBranchBanner *branch_banner;
  BsAnnouncer *announcer;

  BsDebugger *debugger;
  double zoom; /* to be set; 0: none */
  guint zoom_id;
  gboolean compact;
  guint compact_source;
};

G_DEFINE_FINAL_TYPE (BsTraceViews, bs_trace_views, GTK_TYPE_WIDGET)

static void
append_line (GString *out, const char *line)
{
  if (out->len > 0)
    g_string_append_c (out, '\n');
  g_string_append (out, line);
}

static void
show_diagnostics (BsTraceViews *self)
{
  const BsTrace *trace = bs_debugger_get_trace (self->debugger);
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = trace->diagnostics != NULL ? trace->diagnostics->len : 0;

  for (guint i = 0; i < MIN (n, MAX_DIAGNOSTICS); i++)
    append_line (out, g_ptr_array_index (trace->diagnostics, i));
  if (n > MAX_DIAGNOSTICS)
    {
      g_autofree char *more = g_strdup_printf (
          ngettext ("And %u thing more.", "And %u things more.", n - MAX_DIAGNOSTICS),
          n - MAX_DIAGNOSTICS);

      append_line (out, more);
    }
  if (n == 0 && !trace->complete)
    append_line (out, _ ("The recording was cut short: what follows is not in this trace."));
  if (trace->version > BS_TRACE_VERSION)
    append_line (out, _ ("A newer Batchscope made this trace: what is new in it is not shown."));

  gtk_label_set_label (self->info_label, out->str);
  gtk_widget_set_visible (GTK_WIDGET (self->info_bar), out->len > 0);
  gtk_widget_set_visible (self->record_button, !trace->complete || trace->n_dropped > 0);
}

/* For good: nothing on any page is to be taken for what a GPU does. */
static void
show_emulated (BsTraceViews *self)
{
  const char *tooltip = gtk_widget_get_tooltip_text (self->emulated);

  gtk_label_set_label (self->emulated_label, bs_device_emulated_text ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->emulated_label),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip, -1);
  gtk_widget_set_visible (self->emulated,
                          bs_trace_is_emulated (bs_debugger_get_trace (self->debugger)));
}

static void
info_response_cb (GtkInfoBar *bar, int response, gpointer user_data)
{
  if (response == GTK_RESPONSE_CLOSE)
    gtk_widget_set_visible (GTK_WIDGET (bar), FALSE);
}

static gboolean
compact_cb (gpointer user_data)
{
  BsTraceViews *self = user_data;

  self->compact_source = 0;
  bs_clock_bar_set_compact (self->clock_bar, self->compact);
  return G_SOURCE_REMOVE;
}

static void
set_compact (BsTraceViews *self, int height)
{
  gboolean compact = height < SHORT_HEIGHT
                     || adw_view_stack_get_visible_child (self->stack)
                            != GTK_WIDGET (self->debug_page);

  /* Children cannot change while they are being placed. */
  if (compact != self->compact && self->compact_source == 0)
    self->compact_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, compact_cb, self, NULL);
  self->compact = compact;
}

static void
visible_child_cb (BsTraceViews *self)
{
  GtkWidget *shown = adw_view_stack_get_visible_child (self->stack);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (BS_IS_LAZY_PAGE (shown) && self->debugger != NULL)
    {
      GtkWidget *page = bs_lazy_page_show (BS_LAZY_PAGE (shown));

      /* The stack had nothing yet to hand the keyboard to. */
      if (root != NULL
          && (focus == NULL || focus == shown
              || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack))))
        gtk_widget_grab_focus (page);
    }
  if (gtk_widget_get_height (GTK_WIDGET (self)) > 0)
    set_compact (self, gtk_widget_get_height (GTK_WIDGET (self)));
}

static void
bs_trace_views_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsTraceViews *self = BS_TRACE_VIEWS (widget);

  set_compact (self, height);
  gtk_widget_allocate (self->box, width, height, baseline, NULL);
}

static void
bs_trace_views_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (BS_TRACE_VIEWS (widget)->box, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static gboolean
bs_trace_views_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (adw_view_stack_get_visible_child (BS_TRACE_VIEWS (widget)->stack));
}

static void
bs_trace_views_dispose (GObject *object)
{
  BsTraceViews *self = BS_TRACE_VIEWS (object);

  g_clear_handle_id (&self->compact_source, g_source_remove);
  if (self->stack != NULL)
    g_signal_handlers_disconnect_by_data (self->stack, self);
  g_clear_object (&self->debugger);
  self->clock_bar = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TRACE_VIEWS);

  G_OBJECT_CLASS (bs_trace_views_parent_class)->dispose (object);
}

static void
bs_trace_views_class_init (BsTraceViewsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_trace_views_dispose;
  widget_class->measure = bs_trace_views_measure;
  widget_class->size_allocate = bs_trace_views_size_allocate;
  widget_class->grab_focus = bs_trace_views_grab_focus;
  widget_class->focus = bs_focus_children;

  g_type_ensure (BS_TYPE_DEBUG_PAGE);
  g_type_ensure (BS_TYPE_LAZY_PAGE);
  g_type_ensure (BS_TYPE_ANNOUNCER);
  g_type_ensure (BS_TYPE_BRANCH_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/trace-views.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, box);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, record_button);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, emulated);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, emulated_label);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, info_bar);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, info_label);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, stack);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, debug_page);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, memory);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, profile);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, compare);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, train);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, clock_bin);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, branch_banner);
  gtk_widget_class_bind_template_child (widget_class, BsTraceViews, announcer);
}

static void
bs_trace_views_init (BsTraceViews *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self->info_bar, "response", G_CALLBACK (info_response_cb), self);
  g_signal_connect_swapped (self->stack, "notify::visible-child", G_CALLBACK (visible_child_cb),
                            self);
}

GtkWidget *
bs_trace_views_new (void)
{
  return g_object_new (BS_TYPE_TRACE_VIEWS, NULL);
}

gboolean
bs_trace_views_build (BsTraceViews *self)
{
  g_return_val_if_fail (BS_IS_TRACE_VIEWS (self), FALSE);

  if (self->clock_bar == NULL)
    {
      self->clock_bar = g_object_new (BS_TYPE_CLOCK_BAR, NULL);
      adw_bin_set_child (self->clock_bin, GTK_WIDGET (self->clock_bar));
      return TRUE;
    }

  return bs_debug_page_build (self->debug_page);
}

void
bs_trace_views_set_debugger (BsTraceViews *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_TRACE_VIEWS (self));

  while (bs_trace_views_build (self))
    ;
  self->debugger = g_object_ref (debugger);
  show_emulated (self);
  show_diagnostics (self);
  bs_debug_page_set_debugger (self->debug_page, debugger);
  bs_clock_bar_set_debugger (self->clock_bar, debugger);
  bs_branch_banner_set_debugger (self->branch_banner, debugger);
  bs_announcer_set_debugger (self->announcer, debugger);
  bs_lazy_page_set (self->memory, BS_TYPE_MEMORY_PAGE, debugger);
  bs_lazy_page_set (self->profile, BS_TYPE_PROFILE_PAGE, debugger);
  bs_lazy_page_set (self->compare, BS_TYPE_COMPARE_PAGE, debugger);
  bs_lazy_page_set (self->train, BS_TYPE_TRAIN_PAGE, debugger);
  visible_child_cb (self);
}

AdwViewStack *
bs_trace_views_get_stack (BsTraceViews *self)
{
  g_return_val_if_fail (BS_IS_TRACE_VIEWS (self), NULL);

  return self->stack;
}

GtkWidget *
bs_trace_views_show (BsTraceViews *self, const char *name)
{
  GtkWidget *page;

  g_return_val_if_fail (BS_IS_TRACE_VIEWS (self), NULL);

  page = adw_view_stack_get_child_by_name (self->stack, name);
  if (page == NULL || self->debugger == NULL)
    return NULL;

  adw_view_stack_set_visible_child (self->stack, page);
  return BS_IS_LAZY_PAGE (page) ? bs_lazy_page_show (BS_LAZY_PAGE (page)) : page;
}

BsClockBar *
bs_trace_views_get_clock_bar (BsTraceViews *self)
{
  g_return_val_if_fail (BS_IS_TRACE_VIEWS (self), NULL);

  return self->clock_bar;
}

static BsCanvas *
find_graph (GtkWidget *widget)
{
  BsCanvas *found = BS_IS_GRAPH_CANVAS (widget) ? BS_CANVAS (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_graph (child);

  return found;
}

double
bs_trace_views_get_zoom (BsTraceViews *self)
{
  BsCanvas *graph;

  g_return_val_if_fail (BS_IS_TRACE_VIEWS (self), 0);

  if (self->zoom > 0)
    return self->zoom;

  graph = find_graph (GTK_WIDGET (self->debug_page));
  return graph == NULL || bs_canvas_get_view (graph)->follow ? 0 : bs_canvas_get_view (graph)->zoom;
}

static gboolean
zoom_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  BsTraceViews *self = BS_TRACE_VIEWS (widget);
  BsCanvas *graph = find_graph (GTK_WIDGET (self->debug_page));

  if (graph == NULL || gtk_widget_get_width (GTK_WIDGET (graph)) <= 0)
    return G_SOURCE_CONTINUE;

  bs_canvas_zoom (graph, self->zoom / bs_canvas_get_view (graph)->zoom);
  self->zoom = 0;
  self->zoom_id = 0;
  return G_SOURCE_REMOVE;
}

void
bs_trace_views_set_zoom (BsTraceViews *self, double zoom)
{
  g_return_if_fail (BS_IS_TRACE_VIEWS (self));

  self->zoom = zoom;
  if (zoom > 0 && self->zoom_id == 0)
    self->zoom_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), zoom_cb, NULL, NULL);
}
