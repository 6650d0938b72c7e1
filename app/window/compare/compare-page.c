/* SPDX-License-Identifier: Apache-2.0 */
/* The Compare page: runs, branches and policies side by side. */
#include "config.h"

#include "app/window/compare/compare-page.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/window/compare/compare-page-private.h"
#include "app/window/compare/run-chip.h"
#include "app/window/parts/focus.h"
#include "app/window/shell/pages.h"
#include "app/window/shell/recent.h"

/* Below it cards stand below each other. */
#define NARROW_WIDTH 1000
#define MIN_WIDTH 400
#define TYPES_WIDTH 440

static void trace_view_init (BsTraceViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsComparePage, bs_compare_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TRACE_VIEW, trace_view_init))

/* Chips stay where their runs stay. */
static void
show_chips (BsComparePage *self)
{
  BsCompareModel *model = bs_compare_page_get_model (self);
  guint n = bs_compare_model_get_n (model), i = 0;
  gboolean same = TRUE;
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (self->chips); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    same &= i < n
            && bs_run_chip_get_source (BS_RUN_CHIP (child)) == bs_compare_model_get (model, i++);
  if (!same || i != n)
    {
      while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
        gtk_box_remove (GTK_BOX (self->chips), child);
      for (i = 0; i < n; i++)
        gtk_box_append (GTK_BOX (self->chips),
                        bs_run_chip_new (model, bs_compare_model_get (model, i)));
    }
  for (child = gtk_widget_get_first_child (self->chips); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    bs_run_chip_update (BS_RUN_CHIP (child));
}

/* What there is to be done where nothing is compared. */
static void
show_empty (BsComparePage *self)
{
  BsCompareModel *model = bs_compare_page_get_model (self);
  const char *problem = bs_compare_model_get_problem (model);
  guint n = bs_compare_model_get_n (model);
  gboolean has_trace = bs_compare_page_get_subject (self) != NULL;
  const char *title, *text;
  g_autofree char *escaped = NULL;

  if (problem != NULL)
    {
      title = _ ("These cannot be compared");
      text = problem;
    }
  else if (self->segment == BS_COMPARE_BRANCHES)
    {
      title = _ ("No branches");
      text =
          self->debugger != NULL
              ? _ ("On the Debug page, what would follow another decision can be tried. What was "
                   "tried is compared with the recording here.")
              : _ ("Branches are of a trace that is open: open it, and turn to its Compare page.");
    }
  else if (self->segment == BS_COMPARE_POLICIES)
    {
      title = n > 0 && !has_trace ? _ ("One more policy") : _ ("No policies");
      text = has_trace ? _ ("Add a policy: it schedules the graphs of the recording again, and "
                            "what it does is set beside what was recorded.")
                       : _ ("Two policy files are compared state by state. With a trace among the "
                            "runs, policies schedule its graphs.");
    }
  else
    {
      title = n > 0 ? _ ("Nothing to compare with yet") : _ ("Nothing to compare yet");
      text = n > 0 ? _ ("Add another trace, what a policy makes of this one, or a branch.")
                   : _ ("Open two traces, or drop them here: what differs is shown side by side.");
    }
  escaped = g_markup_escape_text (text, -1);
  adw_status_page_set_title (self->empty, title);
  adw_status_page_set_description (self->empty, escaped);
  gtk_widget_set_visible (self->open_button, self->segment == BS_COMPARE_RUNS);
  gtk_widget_set_visible (self->policy_button, self->segment == BS_COMPARE_POLICIES);
}

static void
show_view (BsComparePage *self)
{
  BsCompareModel *model = bs_compare_page_get_model (self);
  gboolean any = bs_compare_model_get_figures (model) != NULL
                 || bs_compare_model_get_states (model) != NULL;
  gboolean busy = bs_compare_model_get_busy (model);

  if (!any && !busy)
    show_empty (self);
  bs_pages_show (self->views, any ? "content" : busy ? "waiting" : "empty");
}

/* Returns: (nullable): the divergence after the decision that is looked at (@direction 1) or before it (-1), in
 * whatever mini-batch. */
static const BsDetour *
find_divergence (BsComparePage *self, int direction)
{
  BsCompareFigures *figures = bs_compare_model_get_figures (bs_compare_page_get_model (self));
  guint32 m = (guint32) gtk_spin_button_get_value_as_int (self->mini_batch);
  guint32 at = bs_strips_canvas_get_view (self->strips).base;
  const GArray *detours;

  if (figures == NULL)
    return NULL;

  detours = figures->comparison->pairings[figures->run].detours;
  for (guint k = 0; k < detours->len; k++)
    {
      const BsDetour *detour = &g_array_index (detours, BsDetour,
                                               direction > 0 ? k : detours->len - 1 - k);
      gint64 ahead = (gint64) detour->mini_batch - m;

      if (ahead == 0 && at == BS_STRIPS_NONE)
        return detour;
      if (ahead == 0)
        ahead = (gint64) detour->base_first - at;
      if (ahead * direction > 0)
        return detour;
    }

  return NULL;
}

static void
update_divergences (BsComparePage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  /* What is being made says where it is when it is there. */
  if (bs_compare_model_get_figures (bs_compare_page_get_model (self)) != NULL
      && bs_strips_canvas_get_painter (self->strips) == NULL)
    return;

  gtk_widget_action_set_enabled (widget, "compare.next-divergence",
                                 find_divergence (self, 1) != NULL);
  gtk_widget_action_set_enabled (widget, "compare.previous-divergence",
                                 find_divergence (self, -1) != NULL);
}

static void
update_actions (BsComparePage *self)
{
  BsCompareModel *model = bs_compare_page_get_model (self);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean two = bs_compare_model_get_looked_at (model) != NULL;
  gboolean any = bs_compare_model_get_figures (model) != NULL;

  gtk_widget_set_visible (self->swap_button, bs_compare_model_get_n (model) > 1);
  gtk_widget_action_set_enabled (widget, "compare.swap", two);
  gtk_widget_action_set_enabled (widget, "compare.report", any);
  update_divergences (self);
}

static void
changed_cb (BsComparePage *self, BsCompareModel *model)
{
  if (model == self->models[BS_COMPARE_RUNS] && self->subject == NULL)
    bs_compare_page_make_menu (self);
  if (model != bs_compare_page_get_model (self))
    return;
  show_chips (self);
  show_view (self);
  update_actions (self);
}

static void
compared_cb (BsComparePage *self, BsCompareModel *model)
{
  if (model != bs_compare_page_get_model (self))
    return;
  bs_compare_page_show_figures (self);
  show_view (self);
  update_actions (self);
}

static void looked_cb (BsComparePage *self);

static void
states_cb (BsComparePage *self, BsCompareModel *model)
{
  BsComparedSource *own;
  guint run;

  if (model != bs_compare_page_get_model (self))
    return;
  own = bs_compare_model_get_looked_at (model);
  run = own != NULL ? bs_compare_model_get_run (model, own) : 1;
  bs_states_panel_set (self->states, bs_compare_model_get_states (model), run);
  looked_cb (self);
  show_view (self);
}

void
bs_compare_page_show_segment (BsComparePage *self, BsCompareSegment segment)
{
  gboolean other = self->segment != segment;

  self->segment = segment;
  if (!gtk_toggle_button_get_active (self->toggles[segment]))
    gtk_toggle_button_set_active (self->toggles[segment], TRUE);
  bs_compare_page_make_menu (self);
  if (!other)
    return;
  bs_strips_canvas_set_comparison (self->strips, NULL, 0, 0);
  show_chips (self);
  bs_compare_page_show_figures (self);
  states_cb (self, bs_compare_page_get_model (self));
  show_view (self);
  update_actions (self);
}

static void
toggled_cb (GtkToggleButton *button, BsComparePage *self)
{
  for (guint i = 0; i < BS_N_COMPARE_SEGMENTS; i++)
    if (button == self->toggles[i] && gtk_toggle_button_get_active (button))
      bs_compare_page_show_segment (self, i);
}

static void
pairs_cb (GtkToggleButton *button, BsComparePage *self)
{
  if (gtk_toggle_button_get_active (button)
      && bs_compare_model_get_figures (bs_compare_page_get_model (self)) != NULL)
    bs_compare_page_show_figures (self);
}

static void
nodes_cb (BsComparePage *self)
{
  bs_strips_canvas_set_by_nodes (self->strips, gtk_toggle_button_get_active (self->nodes_toggle));
}

static void
mini_batch_cb (BsComparePage *self)
{
  BsCompareFigures *figures = bs_compare_model_get_figures (bs_compare_page_get_model (self));

  if (!self->following && figures != NULL)
    bs_strips_canvas_set_comparison (self->strips, figures->comparison, figures->run,
                                     (guint32) gtk_spin_button_get_value_as_int (self->mini_batch));
}

static void
looked_cb (BsComparePage *self)
{
  BsStripsPainter *painter = bs_strips_canvas_get_painter (self->strips);
  BsStripsView view = bs_strips_canvas_get_view (self->strips);

  bs_compare_page_show_details (self);
  update_divergences (self);
  if (painter == NULL || view.base == BS_STRIPS_NONE)
    return;

  {
    BsComparison *comparison = bs_strips_painter_get_comparison (painter);
    const BsRun *base = bs_comparison_get_run (comparison, 0);
    const BsRunDecision *d = bs_run_get_decisions (base, bs_strips_painter_get_mini_batch (painter))
                             + view.base;

    if (d->state != G_MAXUINT32)
      bs_states_panel_select (self->states, base->states[d->state].text);
  }
}

/* To decision @decision of @mini_batch of the base (0) or of what is beside it (1). */
static void
go_to (BsComparePage *self, guint side, guint32 mini_batch, guint32 decision)
{
  BsCompareFigures *figures = bs_compare_model_get_figures (bs_compare_page_get_model (self));

  if (figures == NULL)
    return;
  self->following = TRUE;
  gtk_spin_button_set_value (self->mini_batch, mini_batch);
  self->following = FALSE;
  bs_strips_canvas_set_comparison (self->strips, figures->comparison, figures->run, mini_batch);
  bs_strips_canvas_look_at (self->strips,
                            (BsStripsPlace){ side == 0 ? 0 : figures->run, decision });
}

static void
state_go_cb (BsComparePage *self, guint side, guint mini_batch, guint decision)
{
  go_to (self, side, mini_batch, decision);
}

/* A row of the table of detours. */
static void
detour_cb (BsDataTable *table, guint row, BsComparePage *self)
{
  BsCompareFigures *figures = bs_compare_model_get_figures (bs_compare_page_get_model (self));
  const BsTable *rows = bs_data_table_get_table (table);
  guint32 mini_batch, decision;

  if (figures == NULL || rows == NULL
      || g_strcmp0 (bs_table_peek_text (rows, row, 0),
                    bs_comparison_get_run (figures->comparison, figures->run)->name)
             != 0)
    return;
  mini_batch = (guint32) bs_table_get_integer (rows, row, 1);
  decision =
      (guint32) bs_table_get_integer (rows, row, 2)
      - bs_comparison_get_run (figures->comparison, 0)->mini_batches[mini_batch].first_number;
  go_to (self, 0, mini_batch, decision);
}

static void
divergence_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsComparePage *self = BS_COMPARE_PAGE (widget);
  int direction = g_str_equal (name, "compare.next-divergence") ? 1 : -1;
  const BsDetour *detour = find_divergence (self, direction);

  if (detour != NULL)
    go_to (self, 0, detour->mini_batch, detour->base_first);
  else
    gtk_widget_error_bell (widget);
}

static void
swap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_compare_model_swap (bs_compare_page_get_model (BS_COMPARE_PAGE (widget)));
}

/* Returns: from 1 through the whole trace; 0: none. */
static guint32
number_of (BsComparePage *self, guint run, guint32 decision)
{
  BsStripsPainter *painter = bs_strips_canvas_get_painter (self->strips);
  const BsRun *own;

  if (painter == NULL || decision == BS_STRIPS_NONE)
    return 0;
  own = bs_comparison_get_run (bs_strips_painter_get_comparison (painter), run);
  return own->mini_batches[bs_strips_painter_get_mini_batch (painter)].first_number + decision;
}

/* Where to go once a branch is shown in place of the recording. */
typedef struct
{
  guint32 decision;
  gulong id;
} Going;

static void
shown_cb (BsDebugger *debugger, Going *going)
{
  bs_clock_seek (bs_debugger_get_clock (debugger), going->decision);
  g_signal_handler_disconnect (debugger, going->id);
}

/* @item: (nullable): the recording */
static void
open_own (BsComparePage *self, BsBranchItem *item, guint32 decision)
{
  BsBranches *branches = bs_debugger_get_branches (self->debugger);

  gtk_widget_activate_action (GTK_WIDGET (self), "page.debug", NULL);
  if (bs_branches_get_shown (branches) == item)
    bs_clock_seek (bs_debugger_get_clock (self->debugger), decision);
  else
    {
      Going *going = g_new0 (Going, 1);

      going->decision = decision;
      going->id = g_signal_connect_data (self->debugger, "content", G_CALLBACK (shown_cb), going,
                                         (GClosureNotify) g_free, 0);
      bs_branches_show (branches, item);
    }
}

static void
open_place (BsComparePage *self, BsComparedSource *source, guint32 decision)
{
  BsComparedKind kind = source != NULL ? bs_compared_source_get_kind (source) : 0;
  GFile *file = source != NULL ? bs_compared_source_get_file (source) : NULL;

  if (source == NULL || decision == 0)
    return;
  if (kind == BS_COMPARED_BRANCH && self->debugger != NULL)
    {
      BsBranchItem *item = bs_branches_find (bs_debugger_get_branches (self->debugger),
                                             bs_compared_source_get_name (source));

      if (item != NULL)
        open_own (self, item, decision);
    }
  else if (kind == BS_COMPARED_RECORDING && self->debugger != NULL)
    open_own (self, NULL, decision);
  else if (file != NULL)
    {
      g_autofree char *uri = g_file_get_uri (file);

      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-at", "(su)", uri, decision);
    }
}

static gboolean
is_of_open_trace (BsComparedSource *source)
{
  BsComparedKind kind = source != NULL ? bs_compared_source_get_kind (source) : BS_COMPARED_FILE;

  return kind == BS_COMPARED_RECORDING || kind == BS_COMPARED_BRANCH;
}

/* The run beside the base comes to the front. */
static void
debug_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsComparePage *self = BS_COMPARE_PAGE (widget);
  BsCompareModel *model = bs_compare_page_get_model (self);
  BsStripsView view = bs_strips_canvas_get_view (self->strips);
  BsComparedSource *base = bs_compare_model_get_base (model);
  BsComparedSource *own = bs_compare_model_get_looked_at (model);
  guint32 numbers[2] = { number_of (self, 0, view.base), number_of (self, view.run, view.own) };

  /* A branch is shown in place of its recording, which stands above it on the strip. */
  if (!is_of_open_trace (base) || !is_of_open_trace (own))
    open_place (self, base, numbers[0]);
  open_place (self, own, numbers[1]);
}

static void
set_debugger (BsTraceView *view, BsDebugger *debugger)
{
  BsComparePage *self = BS_COMPARE_PAGE (view);
  BsBranches *branches;
  BsTrace *trace;
  g_autofree char *base = NULL, *name = NULL;

  if (self->debugger == debugger)
    return;
  if (self->debugger != NULL)
    g_signal_handlers_disconnect_by_data (bs_debugger_get_branches (self->debugger), self);
  g_clear_pointer (&self->subject, bs_compared_subject_unref);
  for (guint i = 0; i < BS_N_COMPARE_SEGMENTS; i++)
    bs_compare_model_clear (self->models[i]);
  g_set_object (&self->debugger, debugger);
  if (debugger == NULL)
    return;

  branches = bs_debugger_get_branches (debugger);
  trace = bs_branches_get_recording (branches)->trace;
  self->subject = bs_compared_subject_new (trace);
  base = trace->path != NULL ? g_path_get_basename (trace->path) : NULL;
  name = base != NULL ? g_filename_display_name (base) : g_strdup (_ ("Recording"));
  if (g_str_has_suffix (name, ".bscope"))
    name[strlen (name) - strlen (".bscope")] = '\0';
  for (guint i = 0; i < BS_N_COMPARE_SEGMENTS; i++)
    {
      g_autoptr (BsComparedSource) source = bs_compared_source_new_recording (name, self->subject);

      bs_compare_model_add (self->models[i], source);
    }
  g_signal_connect_swapped (branches, "changed", G_CALLBACK (bs_compare_page_sync_branches), self);
  g_signal_connect_object (branches, "changed", G_CALLBACK (bs_compare_page_make_menu), self,
                           G_CONNECT_SWAPPED);
  bs_compare_page_sync_branches (self);
  bs_compare_page_make_menu (self);
}

static void
trace_view_init (BsTraceViewInterface *iface)
{
  iface->set_debugger = set_debugger;
}

static void
lay_out (BsComparePage *self)
{
  GtkOrientation orientation = self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->more_columns), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->head), orientation);
  gtk_box_set_spacing (GTK_BOX (self->head), self->narrow ? 6 : 12);
  gtk_widget_set_size_request (self->types_card, self->narrow ? -1 : TYPES_WIDTH, -1);
  gtk_widget_set_size_request (self->memory_card, self->narrow ? -1 : TYPES_WIDTH, -1);
  bs_decision_pair_set_narrow (self->details, self->narrow);
  if (self->narrow)
    gtk_button_set_icon_name (self->next_button, "go-next-symbolic");
  else
    gtk_button_set_label (self->next_button, _ ("Next divergence"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->next_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Next divergence"), -1);
}

static gboolean
layout_cb (gpointer user_data)
{
  BsComparePage *self = user_data;

  self->layout_source = 0;
  lay_out (self);
  return G_SOURCE_REMOVE;
}

static void
bs_compare_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsComparePage *self = BS_COMPARE_PAGE (widget);
  gboolean narrow = width < NARROW_WIDTH;

  /* Children cannot change while they are being placed. */
  if (narrow != self->narrow && self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
  self->narrow = narrow;
  gtk_widget_allocate (self->box, width, height, baseline, NULL);
}

/* Wide content is cut until it is laid out for its width. */
static void
bs_compare_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (BS_COMPARE_PAGE (widget)->box, orientation, for_size, minimum, natural, NULL,
                      NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN (*minimum, MIN_WIDTH);
      *natural = MAX (*natural, *minimum);
    }
}

static gboolean
bs_compare_page_grab_focus (GtkWidget *widget)
{
  BsComparePage *self = BS_COMPARE_PAGE (widget);

  return (gtk_widget_get_mapped (GTK_WIDGET (self->strips))
          && gtk_widget_grab_focus (GTK_WIDGET (self->strips)))
         || gtk_widget_child_focus (self->box, GTK_DIR_TAB_FORWARD);
}

static void
bs_compare_page_dispose (GObject *object)
{
  BsComparePage *self = BS_COMPARE_PAGE (object);

  g_clear_handle_id (&self->layout_source, g_source_remove);
  if (self->writing != NULL)
    g_cancellable_cancel (self->writing);
  g_clear_object (&self->writing);
  if (self->debugger != NULL)
    g_signal_handlers_disconnect_by_data (bs_debugger_get_branches (self->debugger), self);
  for (guint i = 0; i < BS_N_COMPARE_SEGMENTS; i++)
    if (self->models[i] != NULL)
      g_signal_handlers_disconnect_by_data (self->models[i], self);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_COMPARE_PAGE);
  for (guint i = 0; i < BS_N_COMPARE_SEGMENTS; i++)
    {
      if (self->models[i] != NULL)
        g_object_run_dispose (G_OBJECT (self->models[i]));
      g_clear_object (&self->models[i]);
    }
  g_clear_pointer (&self->subject, bs_compared_subject_unref);
  g_clear_pointer (&self->wanted_branch, g_free);
  g_clear_object (&self->debugger);

  G_OBJECT_CLASS (bs_compare_page_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, BsComparePage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (box);
  BIND (head);
  BIND (chips);
  BIND (swap_button);
  BIND (add_button);
  BIND (report_button);
  BIND (info_bar);
  BIND (info_label);
  BIND (views);
  BIND (empty);
  BIND (open_button);
  BIND (policy_button);
  BIND (content);
  BIND (cards);
  BIND (strips_card);
  BIND (strips_frame);
  BIND (mini_batch);
  BIND (mini_batch_adjustment);
  BIND (next_button);
  BIND (nodes_toggle);
  BIND (strips);
  BIND (details);
  BIND (columns);
  BIND (types_card);
  BIND (types_frame);
  BIND (types);
  BIND (states);
  BIND (more_columns);
  BIND (memory_card);
  BIND (memory_frame);
  BIND (memory);
  BIND (phases_card);
  BIND (phases_frame);
  BIND (phases);
  BIND (kernels_card);
  BIND (kernels_frame);
  BIND (kernels);
  BIND (totals_card);
  BIND (totals_frame);
  BIND (totals);
}

static void
bs_compare_page_class_init (BsComparePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_compare_page_dispose;
  widget_class->focus = bs_focus_children;
  widget_class->grab_focus = bs_compare_page_grab_focus;
  widget_class->measure = bs_compare_page_measure;
  widget_class->size_allocate = bs_compare_page_size_allocate;

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_DATA_TABLE);
  g_type_ensure (BS_TYPE_CARD_BOX);
  g_type_ensure (BS_TYPE_STRIPS_CANVAS);
  g_type_ensure (BS_TYPE_PAIRS_CANVAS);
  g_type_ensure (BS_TYPE_STATES_PANEL);
  g_type_ensure (BS_TYPE_DECISION_PAIR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/compare-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_child_full (
      widget_class, "runs_toggle", FALSE,
      G_STRUCT_OFFSET (BsComparePage, toggles[BS_COMPARE_RUNS]));
  gtk_widget_class_bind_template_child_full (
      widget_class, "policies_toggle", FALSE,
      G_STRUCT_OFFSET (BsComparePage, toggles[BS_COMPARE_POLICIES]));
  gtk_widget_class_bind_template_child_full (
      widget_class, "branches_toggle", FALSE,
      G_STRUCT_OFFSET (BsComparePage, toggles[BS_COMPARE_BRANCHES]));
  gtk_widget_class_bind_template_child_full (
      widget_class, "batches_toggle", FALSE,
      G_STRUCT_OFFSET (BsComparePage, pairs_toggles[BS_PAIRS_BATCHES]));
  gtk_widget_class_bind_template_child_full (
      widget_class, "time_toggle", FALSE,
      G_STRUCT_OFFSET (BsComparePage, pairs_toggles[BS_PAIRS_TIME]));
  gtk_widget_class_bind_template_child_full (
      widget_class, "bytes_toggle", FALSE,
      G_STRUCT_OFFSET (BsComparePage, pairs_toggles[BS_PAIRS_BYTES]));

  bs_view_frame_install_forwards (widget_class);
  bs_compare_page_install_adding (widget_class);
  bs_compare_page_install_report (widget_class);
  gtk_widget_class_install_action (widget_class, "compare.swap", NULL, swap_action);
  gtk_widget_class_install_action (widget_class, "compare.next-divergence", NULL,
                                   divergence_action);
  gtk_widget_class_install_action (widget_class, "compare.previous-divergence", NULL,
                                   divergence_action);
  gtk_widget_class_install_action (widget_class, "compare.debug", NULL, debug_action);
}

static void
bs_compare_page_init (BsComparePage *self)
{
  BsViewFrame *frames[6];

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < BS_N_COMPARE_SEGMENTS; i++)
    {
      self->models[i] = bs_compare_model_new ();
      g_signal_connect_swapped (self->models[i], "changed", G_CALLBACK (changed_cb), self);
      g_signal_connect_swapped (self->models[i], "compared", G_CALLBACK (compared_cb), self);
      g_signal_connect_swapped (self->models[i], "states", G_CALLBACK (states_cb), self);
      g_signal_connect (self->toggles[i], "toggled", G_CALLBACK (toggled_cb), self);
    }
  for (guint i = 0; i < G_N_ELEMENTS (self->pairs_toggles); i++)
    g_signal_connect (self->pairs_toggles[i], "toggled", G_CALLBACK (pairs_cb), self);
  frames[0] = self->strips_frame;
  frames[1] = self->types_frame;
  frames[2] = self->memory_frame;
  frames[3] = self->phases_frame;
  frames[4] = self->kernels_frame;
  frames[5] = self->totals_frame;
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    bs_view_frame_set_alone (frames[i]);
  g_signal_connect_swapped (self->nodes_toggle, "toggled", G_CALLBACK (nodes_cb), self);
  g_signal_connect_swapped (self->mini_batch, "value-changed", G_CALLBACK (mini_batch_cb), self);
  g_signal_connect_swapped (self->strips, "looked", G_CALLBACK (looked_cb), self);
  g_signal_connect_swapped (self->states, "go", G_CALLBACK (state_go_cb), self);
  g_signal_connect (bs_view_frame_get_data_table (self->strips_frame), "row-activated",
                    G_CALLBACK (detour_cb), self);
  g_signal_connect_object (bs_recent_get (), "changed", G_CALLBACK (bs_compare_page_make_menu),
                           self, G_CONNECT_SWAPPED);
  bs_compare_page_add_drop_target (self);
  lay_out (self);
  bs_compare_page_show_figures (self);
  bs_compare_page_make_menu (self);
  show_view (self);
  update_actions (self);
}
