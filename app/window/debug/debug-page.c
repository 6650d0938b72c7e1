/* SPDX-License-Identifier: Apache-2.0 */
/* The Debug page. */
#include "config.h"

#include "app/window/debug/debug-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "app/window/debug/graph-panel.h"
#include "app/window/debug/policy-panel.h"
#include "app/window/debug/why-panel.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/view-frame.h"
#include "app/window/shell/settings.h"

/* Below it the side panels share a flap. */
#define NARROW_WIDTH 1180
#define NATURAL_HEIGHT 480

#define MIN_WIDTH 620
#define MIN_HEIGHT 160

struct _BsDebugPage
{
  GtkWidget parent_instance;

  AdwBin *panels;
  GtkWidget *policy_panel, *graph_panel, *why_panel; /* (nullable): not made yet */
  GtkToggleButton *flap_toggle;

  guint layout_source;
  gboolean laid_out, narrow;
  gboolean want_focus; /* once the panels have their places */
  gboolean want_narrow;
  int wide_width; /* that panels side by side need at least; 0: not known */
};

G_DEFINE_FINAL_TYPE (BsDebugPage, bs_debug_page, GTK_TYPE_WIDGET)

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
  GtkWidget *outer = make_paned (self->policy_panel, inner, FALSE);

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
  gtk_stack_add_titled (GTK_STACK (stack), self->policy_panel, "fsm", _ ("Policy"));
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
  detach (self->policy_panel);
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
    gtk_widget_grab_focus (self->graph_panel);
  else if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_widget_grab_focus (focus);
  self->want_focus = FALSE;
}

static gboolean
layout_cb (gpointer user_data)
{
  BsDebugPage *self = user_data;

  self->layout_source = 0;
  lay_out (self, self->want_narrow);
  return G_SOURCE_REMOVE;
}

/* With other text, all that was measured is wrong. */
static void
bs_debug_page_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (bs_debug_page_parent_class)->css_changed (widget, change);
  BS_DEBUG_PAGE (widget)->wide_width = 0;
}

static void
bs_debug_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  /* Wide panels must not keep the window from getting narrow: they make room then. */
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NARROW_WIDTH : NATURAL_HEIGHT;
}

static void
bs_debug_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsDebugPage *self = BS_DEBUG_PAGE (widget);
  GtkWidget *content = GTK_WIDGET (self->panels);
  int min_width, min_height;
  gboolean narrow;

  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
  if (self->laid_out && !self->narrow)
    self->wide_width = min_width;
  narrow = width < MAX (NARROW_WIDTH, self->wide_width);
  if (!self->laid_out || narrow != self->want_narrow)
    {
      self->want_narrow = narrow;
      /* Children cannot change while they are being placed. */
      if (self->layout_source == 0)
        self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
    }

  gtk_widget_measure (content, GTK_ORIENTATION_VERTICAL, MAX (width, min_width), &min_height, NULL,
                      NULL, NULL);
  gtk_widget_allocate (content, MAX (width, min_width), MAX (height, min_height), baseline, NULL);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsDebugPage *self = BS_DEBUG_PAGE (widget);
  double factor = g_str_equal (name, "view.zoom-in")    ? 1.25
                  : g_str_equal (name, "view.zoom-out") ? 1 / 1.25
                                                        : 0;

  bs_graph_panel_zoom (BS_GRAPH_PANEL (self->graph_panel), factor);
}

static gboolean
bs_debug_page_grab_focus (GtkWidget *widget)
{
  BsDebugPage *self = BS_DEBUG_PAGE (widget);

  /* Panels without a place cannot take it yet. */
  self->want_focus = !self->laid_out;
  return self->want_focus || gtk_widget_grab_focus (self->graph_panel);
}

static void
bs_debug_page_dispose (GObject *object)
{
  BsDebugPage *self = BS_DEBUG_PAGE (object);

  g_clear_handle_id (&self->layout_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_DEBUG_PAGE);
  g_clear_object (&self->policy_panel);
  g_clear_object (&self->graph_panel);
  g_clear_object (&self->why_panel);

  G_OBJECT_CLASS (bs_debug_page_parent_class)->dispose (object);
}

static void
bs_debug_page_class_init (BsDebugPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const zooms[] = { "view.zoom-in", "view.zoom-out", "view.zoom-fit" };

  G_OBJECT_CLASS (klass)->dispose = bs_debug_page_dispose;
  widget_class->measure = bs_debug_page_measure;
  widget_class->css_changed = bs_debug_page_css_changed;
  widget_class->size_allocate = bs_debug_page_size_allocate;
  widget_class->grab_focus = bs_debug_page_grab_focus;
  widget_class->focus = bs_focus_children;

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_install_action (widget_class, zooms[i], NULL, zoom_action);
  bs_view_frame_install_forwards (widget_class);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/debug-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, panels);
  gtk_widget_class_bind_template_child (widget_class, BsDebugPage, flap_toggle);
}

static void
bs_debug_page_init (BsDebugPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static GtkWidget *
make_panel (GType type, int width)
{
  return g_object_ref_sink (g_object_new (type, "width-request", width, NULL));
}

gboolean
bs_debug_page_build (BsDebugPage *self)
{
  g_return_val_if_fail (BS_IS_DEBUG_PAGE (self), FALSE);

  if (self->policy_panel == NULL)
    {
      self->policy_panel = make_panel (BS_TYPE_POLICY_PANEL, 260);
    }
  else if (self->graph_panel == NULL)
    {
      self->graph_panel = make_panel (BS_TYPE_GRAPH_PANEL, 340);
      bs_graph_panel_append_control (BS_GRAPH_PANEL (self->graph_panel),
                                     GTK_WIDGET (self->flap_toggle));
    }
  else if (self->why_panel == NULL)
    {
      self->why_panel = make_panel (BS_TYPE_WHY_PANEL, 350);
    }

  return self->why_panel == NULL;
}

void
bs_debug_page_set_debugger (BsDebugPage *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_DEBUG_PAGE (self));

  while (bs_debug_page_build (self))
    ;
  bs_policy_panel_set_debugger (BS_POLICY_PANEL (self->policy_panel), debugger);
  bs_graph_panel_set_debugger (BS_GRAPH_PANEL (self->graph_panel), debugger);
  bs_why_panel_set_debugger (BS_WHY_PANEL (self->why_panel), debugger);
}
