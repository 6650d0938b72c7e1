/* SPDX-License-Identifier: Apache-2.0 */
/* The Debug page. */
#include "config.h"

#include "app/window/debug/debug-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/clock/clock-bar.h"
#include "app/window/parts/format.h"
#include "app/window/debug/fsm-canvas.h"
#include "app/window/debug/graph-canvas.h"
#include "app/window/shell/settings.h"
#include "app/window/debug/why-panel.h"

/* Below these the side panels share a flap and the strip gets lower. */
#define NARROW_WIDTH 1180
#define SHORT_HEIGHT 620

/* Width of the button on the tray, with its margins. */
#define STEP_ROOM 116

/* Below it the transport would be cut. */
#define MIN_WIDTH 620
#define MIN_HEIGHT 320

/* After all input is in, before the frame is laid out: labels change once a frame. */
#define UPDATE_PRIORITY (GDK_PRIORITY_REDRAW - 5)

struct _BsDebugPage
{
  GtkWidget parent_instance;

  GtkWidget *content;
  AdwBin *panels;
  BsClockBar *clock_bar;
  GtkWidget *fsm_panel, *graph_panel, *why_panel;
  GtkToggleButton *whole_toggle, *types_toggle, *flap_toggle;
  BsFsmCanvas *fsm;
  BsGraphCanvas *graph;
  GtkLabel *progress, *node_label;
  GtkRevealer *node_revealer;
  GtkWidget *node_go, *node_close;

  BsPictures *pictures;
  BsClock *clock;
  guint update_source, layout_source;
  guint32 mini_batch;
  gboolean laid_out, narrow;
  gboolean want_focus; /* once the panels have their places */
  gboolean want_narrow, want_short;
};

G_DEFINE_FINAL_TYPE (BsDebugPage, bs_debug_page, GTK_TYPE_WIDGET)

static void
update_node (BsDebugPage *self)
{
  guint32 node = bs_graph_canvas_get_selected (self->graph);
  g_autofree char *text = NULL;
  g_autoptr (BsTraceGraph) unpacked = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->node_revealer), node != G_MAXUINT32);
  gtk_revealer_set_reveal_child (self->node_revealer, node != G_MAXUINT32);
  if (node == G_MAXUINT32)
    return;

  text = bs_graph_canvas_describe_node (self->graph, node);
  gtk_label_set_label (self->node_label, text);
  unpacked = bs_trace_open_graph (self->pictures->trace, self->mini_batch);
  gtk_widget_set_sensitive (self->node_go, unpacked->node_decision[node] != G_MAXUINT32);
}

static void
update_progress (BsDebugPage *self, guint32 decision)
{
  const BsTrace *trace = self->pictures->trace;
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);
  guint64 ready = 0;
  g_autofree char *run_text = bs_format_count (d->n_executed);
  g_autofree char *all_text = bs_format_count (trace->mini_batches[d->mini_batch].n_nodes);
  g_autofree char *ready_text = NULL, *text = NULL;

  for (guint i = 0; i < d->n_candidates; i++)
    ready += candidates[i].ready;
  ready_text = bs_format_count (ready);
  text = g_strdup_printf (_ ("%s of %s nodes run, %s ready"), run_text, all_text, ready_text);
  gtk_label_set_label (self->progress, text);
}

static void
update_actions (BsDebugPage *self)
{
  gboolean ready = self->clock != NULL;
  guint32 decision = ready ? bs_clock_get_decision (self->clock) : 1;
  guint32 n = ready ? bs_clock_get_n_decisions (self->clock) : 1;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "debug.first", decision > 1);
  gtk_widget_action_set_enabled (widget, "debug.back", decision > 1);
  gtk_widget_action_set_enabled (widget, "debug.step", decision < n);
  gtk_widget_action_set_enabled (widget, "debug.last", decision < n);
  gtk_widget_action_set_enabled (widget, "debug.play", n > 1);
}

static void
follow_mini_batch (BsDebugPage *self)
{
  guint32 decision = bs_clock_get_decision (self->clock);
  guint32 mini_batch = bs_trace_decision (self->pictures->trace, decision)->mini_batch;

  if (mini_batch == self->mini_batch)
    return;

  /* Nodes are numbered within a mini-batch. */
  self->mini_batch = mini_batch;
  bs_graph_canvas_select (self->graph, G_MAXUINT32);
}

static void
update_now (BsDebugPage *self)
{
  guint32 decision;

  g_clear_handle_id (&self->update_source, g_source_remove);
  if (self->clock == NULL)
    return;

  decision = bs_clock_get_decision (self->clock);
  bs_clock_bar_update (self->clock_bar);
  bs_why_panel_update (BS_WHY_PANEL (self->why_panel));
  update_progress (self, decision);
  update_node (self);
}

static gboolean
update_cb (gpointer user_data)
{
  BsDebugPage *self = user_data;

  self->update_source = 0;
  update_now (self);
  return G_SOURCE_REMOVE;
}

static void
moved_cb (BsClock *clock, BsDebugPage *self)
{
  /* Actions at once, or a quick key would find its action still off; the mini-batch, too, or a
   * quick click would choose a node of the other. Labels later: fast steps must not lay out what
   * nobody sees. */
  follow_mini_batch (self);
  update_actions (self);
  if (self->update_source == 0)
    self->update_source = g_idle_add_full (UPDATE_PRIORITY, update_cb, self, NULL);
}

static void
selected_cb (BsGraphCanvas *canvas, BsDebugPage *self)
{
  update_node (self);
}

static void
node_go_cb (GtkButton *button, BsDebugPage *self)
{
  guint32 node = bs_graph_canvas_get_selected (self->graph);
  g_autoptr (BsTraceGraph) unpacked = NULL;

  if (node == G_MAXUINT32 || self->clock == NULL)
    return;

  unpacked = bs_trace_open_graph (self->pictures->trace, self->mini_batch);
  if (unpacked->node_decision[node] != G_MAXUINT32)
    bs_clock_seek (self->clock, unpacked->node_decision[node]);
}

static void
node_close_cb (GtkButton *button, BsDebugPage *self)
{
  bs_graph_canvas_select (self->graph, G_MAXUINT32);
  gtk_widget_grab_focus (GTK_WIDGET (self->graph));
}

static void
scope_toggled_cb (GtkToggleButton *button, BsDebugPage *self)
{
  bs_fsm_canvas_set_scope (
      self->fsm, gtk_toggle_button_get_active (self->whole_toggle) ? BS_FSM_WHOLE : BS_FSM_NEAR);
}

static void
mode_toggled_cb (GtkToggleButton *button, BsDebugPage *self)
{
  bs_graph_canvas_set_mode (self->graph, gtk_toggle_button_get_active (self->types_toggle)
                                             ? BS_GRAPH_TYPES
                                             : BS_GRAPH_NODES);
}

/* Takes a panel out of wherever it is shown. */
static void
detach (GtkWidget *panel)
{
  GtkWidget *parent = gtk_widget_get_parent (panel);

  if (GTK_IS_PANED (parent))
    {
      if (gtk_paned_get_start_child (GTK_PANED (parent)) == panel)
        gtk_paned_set_start_child (GTK_PANED (parent), NULL);
      else
        gtk_paned_set_end_child (GTK_PANED (parent), NULL);
    }
  else if (GTK_IS_STACK (parent))
    {
      gtk_stack_remove (GTK_STACK (parent), panel);
    }
  else if (ADW_IS_FLAP (parent))
    {
      adw_flap_set_content (ADW_FLAP (parent), NULL);
    }
}

static GtkWidget *
make_paned (GtkWidget *start, GtkWidget *end, gboolean resize_start)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);

  gtk_paned_set_start_child (GTK_PANED (paned), start);
  gtk_paned_set_end_child (GTK_PANED (paned), end);
  gtk_paned_set_resize_start_child (GTK_PANED (paned), resize_start);
  gtk_paned_set_resize_end_child (GTK_PANED (paned), !resize_start);
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);
  return paned;
}

static void
lay_out_wide (BsDebugPage *self)
{
  GtkWidget *inner = make_paned (self->graph_panel, self->why_panel, TRUE);
  GtkWidget *outer = make_paned (self->fsm_panel, inner, FALSE);

  bs_settings_bind_paned (GTK_PANED (outer), "policy-width", FALSE);
  bs_settings_bind_paned (GTK_PANED (inner), "reason-width", TRUE);
  adw_bin_set_child (self->panels, outer);
}

static void
lay_out_narrow (BsDebugPage *self)
{
  GtkWidget *flap = adw_flap_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *switcher = gtk_stack_switcher_new ();
  GtkWidget *stack = gtk_stack_new ();

  gtk_stack_add_titled (GTK_STACK (stack), self->why_panel, "why", _ ("Reason"));
  gtk_stack_add_titled (GTK_STACK (stack), self->fsm_panel, "fsm", _ ("Policy"));
  gtk_stack_set_hhomogeneous (GTK_STACK (stack), TRUE);
  gtk_widget_set_vexpand (stack, TRUE);
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (stack));
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (switcher, "flap-switcher");
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), stack);
  gtk_widget_set_hexpand (box, FALSE);
  gtk_widget_add_css_class (box, "background");

  adw_flap_set_flap_position (ADW_FLAP (flap), GTK_PACK_END);
  adw_flap_set_flap (ADW_FLAP (flap), box);
  adw_flap_set_separator (ADW_FLAP (flap), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_content (ADW_FLAP (flap), self->graph_panel);
  g_object_bind_property (flap, "reveal-flap", self->flap_toggle, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  adw_bin_set_child (self->panels, flap);
}

static void
lay_out (BsDebugPage *self, gboolean narrow)
{
  GtkWidget *focus = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->laid_out && self->narrow == narrow)
    return;

  if (root != NULL)
    focus = gtk_root_get_focus (root);
  detach (self->fsm_panel);
  detach (self->why_panel);
  detach (self->graph_panel);
  adw_bin_set_child (self->panels, NULL);
  self->laid_out = TRUE;
  self->narrow = narrow;
  gtk_widget_set_visible (GTK_WIDGET (self->flap_toggle), narrow);
  if (narrow)
    lay_out_narrow (self);
  else
    lay_out_wide (self);

  if (self->want_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->graph));
  else if (focus == GTK_WIDGET (self->graph) || focus == GTK_WIDGET (self->fsm))
    gtk_widget_grab_focus (focus);
  self->want_focus = FALSE;
}

static gboolean
layout_cb (gpointer user_data)
{
  BsDebugPage *self = user_data;

  self->layout_source = 0;
  lay_out (self, self->want_narrow);
  bs_clock_bar_set_compact (self->clock_bar, self->want_short);
  return G_SOURCE_REMOVE;
}

static void
bs_debug_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  /* Wide panels must not keep the window from getting narrow: they make room then. */
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NARROW_WIDTH : SHORT_HEIGHT;
}

static void
bs_debug_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsDebugPage *self = BS_DEBUG_PAGE (widget);
  gboolean narrow = width < NARROW_WIDTH, is_short = height < SHORT_HEIGHT;
  int min_width, min_height;

  if (!self->laid_out || narrow != self->want_narrow || is_short != self->want_short)
    {
      self->want_narrow = narrow;
      self->want_short = is_short;
      /* Children cannot change while they are being placed. */
      if (self->layout_source == 0)
        self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
    }

  gtk_widget_measure (self->content, GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
  gtk_widget_measure (self->content, GTK_ORIENTATION_VERTICAL, MAX (width, min_width), &min_height,
                      NULL, NULL, NULL);
  gtk_widget_allocate (self->content, MAX (width, min_width), MAX (height, min_height), baseline,
                       NULL);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsDebugPage *self = BS_DEBUG_PAGE (widget);

  if (self->clock == NULL)
    return;

  if (g_str_equal (name, "debug.step"))
    bs_clock_step (self->clock, 1);
  else if (g_str_equal (name, "debug.back"))
    bs_clock_step (self->clock, -1);
  else if (g_str_equal (name, "debug.first"))
    bs_clock_seek (self->clock, 1);
  else if (g_str_equal (name, "debug.last"))
    bs_clock_seek (self->clock, bs_clock_get_n_decisions (self->clock));
  else
    bs_clock_set_playing (self->clock, !bs_clock_get_playing (self->clock));
}

static void
table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_clock_bar_toggle_table (BS_DEBUG_PAGE (widget)->clock_bar);
}

static void
go_to_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_clock_bar_go_to (BS_DEBUG_PAGE (widget)->clock_bar);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsDebugPage *self = BS_DEBUG_PAGE (widget);
  double factor = g_str_equal (name, "debug.zoom-in")    ? 1.25
                  : g_str_equal (name, "debug.zoom-out") ? 1 / 1.25
                                                         : 0;

  bs_canvas_zoom (BS_CANVAS (self->graph), factor);
}

static gboolean
bs_debug_page_grab_focus (GtkWidget *widget)
{
  BsDebugPage *self = BS_DEBUG_PAGE (widget);

  /* Panels without a place cannot take it yet. */
  self->want_focus = !self->laid_out;
  return self->want_focus || gtk_widget_grab_focus (GTK_WIDGET (self->graph));
}

static void
bs_debug_page_dispose (GObject *object)
{
  BsDebugPage *self = BS_DEBUG_PAGE (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_handle_id (&self->layout_source, g_source_remove);
  if (self->clock != NULL)
    {
      bs_clock_set_playing (self->clock, FALSE);
      g_signal_handlers_disconnect_by_data (self->clock, self);
    }
  g_clear_object (&self->clock);
  g_clear_pointer (&self->pictures, bs_pictures_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_DEBUG_PAGE);

  G_OBJECT_CLASS (bs_debug_page_parent_class)->dispose (object);
}

static void
bs_debug_page_class_init (BsDebugPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const steps[] = { "debug.first", "debug.back", "debug.play", "debug.step",
                                       "debug.last" };
  static const char *const zooms[] = { "debug.zoom-in", "debug.zoom-out", "debug.zoom-fit" };

  G_OBJECT_CLASS (klass)->dispose = bs_debug_page_dispose;
  widget_class->measure = bs_debug_page_measure;
  widget_class->size_allocate = bs_debug_page_size_allocate;
  widget_class->grab_focus = bs_debug_page_grab_focus;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_install_action (widget_class, steps[i], NULL, step_action);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_install_action (widget_class, zooms[i], NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "debug.table", NULL, table_action);
  gtk_widget_class_install_action (widget_class, "debug.go-to", NULL, go_to_action);

  g_type_ensure (BS_TYPE_CLOCK_BAR);
  g_type_ensure (BS_TYPE_FSM_CANVAS);
  g_type_ensure (BS_TYPE_GRAPH_CANVAS);
  g_type_ensure (BS_TYPE_WHY_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/debug-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, content);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, panels);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, clock_bar);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, fsm_panel);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, graph_panel);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, why_panel);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, whole_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, types_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, flap_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, fsm);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, graph);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, progress);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, node_label);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, node_revealer);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, node_go);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, node_close);
}

static void
bs_debug_page_init (BsDebugPage *self)
{
  self->mini_batch = G_MAXUINT32;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);

  g_signal_connect (self->whole_toggle, "toggled", G_CALLBACK (scope_toggled_cb), self);
  g_signal_connect (self->types_toggle, "toggled", G_CALLBACK (mode_toggled_cb), self);
  bs_graph_canvas_set_tray_room (self->graph, STEP_ROOM);
  g_signal_connect (self->graph, "selected", G_CALLBACK (selected_cb), self);
  g_signal_connect (self->node_go, "clicked", G_CALLBACK (node_go_cb), self);
  g_signal_connect (self->node_close, "clicked", G_CALLBACK (node_close_cb), self);
  update_actions (self);
}

void
bs_debug_page_set_pictures (BsDebugPage *self, BsPictures *pictures)
{
  g_return_if_fail (BS_IS_DEBUG_PAGE (self));
  g_return_if_fail (pictures != NULL && pictures->trace->n_decisions > 0);

  if (self->clock != NULL)
    g_signal_handlers_disconnect_by_data (self->clock, self);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->pictures, bs_pictures_unref);
  self->pictures = bs_pictures_ref (pictures);
  self->clock = bs_clock_new (GTK_WIDGET (self), pictures->trace->n_decisions);
  self->mini_batch = G_MAXUINT32;
  g_signal_connect (self->clock, "moved", G_CALLBACK (moved_cb), self);

  bs_canvas_set_content (BS_CANVAS (self->fsm), pictures, self->clock);
  bs_canvas_set_content (BS_CANVAS (self->graph), pictures, self->clock);
  bs_why_panel_set_content (BS_WHY_PANEL (self->why_panel), pictures, self->clock);
  bs_clock_bar_set_content (self->clock_bar, pictures, self->clock);
  follow_mini_batch (self);
  update_actions (self);
  update_now (self);
}

BsClock *
bs_debug_page_get_clock (BsDebugPage *self)
{
  g_return_val_if_fail (BS_IS_DEBUG_PAGE (self), NULL);

  return self->clock;
}
