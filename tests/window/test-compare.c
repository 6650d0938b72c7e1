/* SPDX-License-Identifier: Apache-2.0 */
/* The Compare page: its figures are those of the command line, every control does what it says, and
 * what cannot be compared says why. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "app/window/compare/compare-page-private.h"
#include "app/window/compare/run-chip.h"
#include "app/window/shell/window.h"
#include "profiles/comparison/comparison-tables.h"
#include "tests/profiles/synthetic.h"
#include "tests/window/fixture.h"
#include "tests/window/compare-driver.h"
#include "tests/window/stall-watch.h"

#define PATIENCE_MS 20000
/* On a machine that others use, too. */
#define MOST_STALL_MS 400

static gboolean
press (GtkWidget *button)
{
  gboolean there = gtk_widget_get_mapped (button) && gtk_widget_is_sensitive (button);

  g_signal_emit_by_name (button, "clicked");
  test_spin (20);
  return there;
}

/* Returns: (nullable): the button that does @action. */
static GtkWidget *
find_action (GtkWidget *widget, const char *action)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget)
      && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_action (child, action);

  return found;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  GtkWidget *found = test_find_labelled (widget, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (found);
  return found;
}

/* Presses what asks for a file, and lets that go again. */
static void
check_asks (Fixture *self, GtkWidget *button)
{
  g_autoptr (GList) before = gtk_window_list_toplevels ();
  g_autoptr (GList) after = NULL;

  g_assert_true (press (button));
  test_spin (200);
  after = gtk_window_list_toplevels ();
  g_assert_cmpuint (g_list_length (after), >, g_list_length (before));
  for (GList *l = after; l != NULL; l = l->next)
    if (g_list_find (before, l->data) == NULL)
      gtk_window_close (l->data);
  test_spin (100);
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  static const char *const titles[] = { "Nothing to compare yet", "No policies", "No branches" };

  for (guint i = 0; i < BS_N_COMPARE_SEGMENTS; i++)
    {
      gtk_toggle_button_set_active (self->page->toggles[i], TRUE);
      test_spin (50);
      g_assert_true (test_says (GTK_WIDGET (self->page), titles[i]));
      g_assert_cmpint (gtk_widget_get_mapped (self->page->open_button), ==, i == BS_COMPARE_RUNS);
      g_assert_cmpint (gtk_widget_get_mapped (self->page->policy_button), ==,
                       i == BS_COMPARE_POLICIES);
      if (i == BS_COMPARE_RUNS)
        check_asks (self, self->page->open_button);
      if (i == BS_COMPARE_POLICIES)
        check_asks (self, self->page->policy_button);
    }
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (self->page->report_button)));
}

/* Every amount that the command line prints is that of the page, and the cards show it. */
static void
test_figures (Fixture *self, gconstpointer data)
{
  static const char *const parts[] = { "total", "type", "phase", "divergence", "state" };
  static const BsComparisonPart numbers[] = { BS_COMPARISON_TOTAL, BS_COMPARISON_TYPE,
                                              BS_COMPARISON_PHASE, BS_COMPARISON_DIVERGENCE,
                                              BS_COMPARISON_STATE };
  const BsSummaryFigure *batches;

  compare_add_two (self);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *json = compare_run_cli ("compare", compare_a_path, compare_b_path, "--by",
                                               parts[i], "--format", "json", NULL);
      g_autoptr (BsTable)
          table = bs_comparison_tabulate (compare_figures (self)->comparison, numbers[i], FALSE);
      g_autoptr (GString) own = g_string_new (NULL);
      /* Files are called with their suffix there. */
      g_auto (GStrv) pieces = g_strsplit (json, "b.bscope", -1);
      g_autofree char *same = g_strjoinv ("b", pieces);

      bs_table_print (table, BS_TABLE_JSON, own);
      g_assert_cmpstr (own->str, ==, same);
    }
  batches = compare_figures (self)->summary->pdata[0];
  g_assert_cmpint (batches->figure, ==, BS_FIGURE_BATCHES);
  g_assert_true (test_says (GTK_WIDGET (self->page->cards), batches->base));
  g_assert_true (test_says (GTK_WIDGET (self->page->cards), batches->value));
  g_assert_true (test_says (GTK_WIDGET (self->page->cards), "Loss"));
  g_assert_true (gtk_widget_get_visible (self->page->memory_card));
  g_assert_true (gtk_widget_get_visible (self->page->phases_card));
}

static void
test_swap_pin (Fixture *self, gconstpointer data)
{
  g_autofree char *old = NULL;
  double batches;

  compare_add_two (self);
  batches = ((BsSummaryFigure *) compare_figures (self)->summary->pdata[0])->measure.base;
  g_assert_true (press (self->page->swap_button));
  compare_wait_idle (self);
  g_assert_cmpstr (compare_name_of (self, 0), ==, "b");
  g_assert_cmpstr (compare_name_of (self, 1), ==, "a");
  g_assert_cmpfloat (((BsSummaryFigure *) compare_figures (self)->summary->pdata[0])->measure.value,
                     ==, batches);

  compare_add_file (self, compare_c_path);
  compare_wait_idle (self);
  g_assert_cmpuint (compare_figures (self)->comparison->runs->len, ==, 3);
  g_assert_cmpuint (compare_figures (self)->run, ==, 2);
  g_assert_true (gtk_widget_get_visible (self->page->totals_card));
  g_assert_cmpuint (bs_table_get_n_columns (compare_figures (self)->totals), ==, 4);
  /* A click on a chip looks at that run. */
  press (find_button (GTK_WIDGET (compare_chip (self, 1)), "a"));
  compare_wait_idle (self);
  g_assert_cmpuint (compare_figures (self)->run, ==, 1);

  press (find_button (GTK_WIDGET (compare_chip (self, 2)), "Make it the baseline"));
  compare_wait_idle (self);
  g_assert_cmpstr (compare_name_of (self, 0), ==, "c");
  g_assert_cmpstr (compare_name_of (self, 1), ==, "b");
  press (find_button (GTK_WIDGET (compare_chip (self, 1)), "Remove"));
  compare_wait_idle (self);
  g_assert_cmpuint (compare_figures (self)->comparison->runs->len, ==, 2);
  g_assert_cmpstr (compare_name_of (self, 1), ==, "a");
  press (find_button (GTK_WIDGET (compare_chip (self, 1)), "Remove"));
  compare_wait_idle (self);
  g_assert_null (compare_figures (self));
  g_assert_true (test_says (GTK_WIDGET (self->page), "Nothing to compare with yet"));
}

/* Which run is looked at beside the baseline. */
static void
test_chips (Fixture *self, gconstpointer data)
{
  compare_add_two (self);
  compare_act (self, "compare.add-policy", "unbatched");
  compare_wait_idle (self);
  for (guint i = 2; i >= 1; i--)
    {
      press (test_find (GTK_WIDGET (compare_chip (self, i)), GTK_TYPE_TOGGLE_BUTTON));
      compare_wait_idle (self);
      g_assert_true (bs_compare_model_get_looked_at (compare_model (self))
                     == bs_compare_model_get (compare_model (self), i));
      for (guint k = 0; k < 3; k++)
        g_assert_cmpint (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (test_find (
                             GTK_WIDGET (compare_chip (self, k)), GTK_TYPE_TOGGLE_BUTTON))),
                         ==, k == i);
    }
  /* all others lie beside the baseline, which is not looked at by itself */
  press (test_find (GTK_WIDGET (compare_chip (self, 0)), GTK_TYPE_TOGGLE_BUTTON));
  g_assert_true (bs_compare_model_get_looked_at (compare_model (self))
                 == bs_compare_model_get (compare_model (self), 1));
}

static void
test_rename (Fixture *self, gconstpointer data)
{
  GtkWidget *entry;
  double batches;

  compare_add_two (self);
  batches = ((BsSummaryFigure *) compare_figures (self)->summary->pdata[0])->measure.value;
  /* Popovers are children of their buttons. */
  entry = test_find (GTK_WIDGET (compare_chip (self, 1)), GTK_TYPE_ENTRY);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "after <b>");
  g_signal_emit_by_name (entry, "activate");
  compare_wait_idle (self);
  g_assert_cmpstr (compare_name_of (self, 1), ==, "after <b>");
  g_assert_true (test_says (GTK_WIDGET (compare_chip (self, 1)), "after <b>"));
  g_assert_cmpfloat (((BsSummaryFigure *) compare_figures (self)->summary->pdata[0])->measure.value,
                     ==, batches);
}

/* To every divergence and back, through all mini-batches; at the ends there is no way on. */
static void
test_divergences (Fixture *self, gconstpointer data)
{
  GtkWidget *next, *previous;
  const GArray *detours;
  guint at = 0;
  int step = 1;

  compare_add_two (self);
  next = find_action (GTK_WIDGET (self->page), "compare.next-divergence");
  previous = find_action (GTK_WIDGET (self->page), "compare.previous-divergence");
  detours = compare_figures (self)->comparison->pairings[1].detours;
  g_assert_cmpuint (detours->len, >, 1);
  for (guint n = 0; n < 2 * detours->len - 1; n++)
    {
      const BsDetour *detour = &g_array_index (detours, BsDetour, at);
      BsStripsView view = bs_strips_canvas_get_view (self->page->strips);

      g_assert_cmpint (gtk_spin_button_get_value_as_int (self->page->mini_batch), ==,
                       detour->mini_batch);
      g_assert_cmpuint (view.base, ==, detour->base_first);
      g_assert_cmpuint (view.own, ==, detour->first);
      g_assert_cmpint (gtk_widget_is_sensitive (next), ==, at + 1 < detours->len);
      g_assert_cmpint (gtk_widget_is_sensitive (previous), ==, at > 0);
      if (at + 1 == detours->len)
        step = -1;
      if (n + 2 < 2 * detours->len)
        {
          press (step > 0 ? next : previous);
          compare_wait_idle (self);
          at += (guint) step;
        }
    }
  g_assert_cmpuint (at, ==, 0);
}

/* A decision of one run brings its partner; both modes; zoom. */
static void
test_strips (Fixture *self, gconstpointer data)
{
  BsStripsView view;
  BsStripsPainter *painter;
  double length;

  compare_add_two (self);
  bs_strips_canvas_look_at (self->page->strips, (BsStripsPlace){ 1, 3 });
  view = bs_strips_canvas_get_view (self->page->strips);
  g_assert_cmpuint (view.own, ==, 3);
  g_assert_cmpuint (view.base, !=, BS_STRIPS_NONE);
  painter = bs_strips_canvas_get_painter (self->page->strips);
  length = bs_strips_painter_get_length (painter);
  gtk_toggle_button_set_active (self->page->nodes_toggle, TRUE);
  compare_wait_idle (self);
  for (guint i = 0; i < 200 && bs_strips_canvas_get_painter (self->page->strips) == painter; i++)
    test_spin (10);
  painter = bs_strips_canvas_get_painter (self->page->strips);
  g_assert_cmpfloat (bs_strips_painter_get_length (painter), >, length);
  bs_strips_canvas_zoom (self->page->strips, 4.0);
  view = bs_strips_canvas_get_view (self->page->strips);
  g_assert_cmpfloat (view.end, >, view.first);
  g_assert_cmpfloat_with_epsilon (view.end - view.first,
                                  bs_strips_painter_get_length (painter) / 4.0, 1.0);
  bs_strips_canvas_zoom (self->page->strips, 0.0);
  view = bs_strips_canvas_get_view (self->page->strips);
  g_assert_cmpfloat (view.end, ==, view.first);
  gtk_spin_button_set_value (self->page->mini_batch, 1);
  compare_wait_idle (self);
  g_assert_cmpuint (
      bs_strips_painter_get_mini_batch (bs_strips_canvas_get_painter (self->page->strips)), ==, 1);
}

static void
test_types (Fixture *self, gconstpointer data)
{
  static const BsPairsOf pairs[] = { BS_PAIRS_TIME, BS_PAIRS_BYTES, BS_PAIRS_BATCHES };

  compare_add_two (self);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *words = NULL;
      const GPtrArray *all;

      gtk_toggle_button_set_active (self->page->pairs_toggles[pairs[i]], TRUE);
      test_spin (50);
      all = compare_figures (self)->pairs[pairs[i]];
      words = BS_CANVAS_GET_CLASS (self->page->types)->describe (BS_CANVAS (self->page->types), 1);
      if (all->len > 0)
        g_assert_true (g_str_has_prefix (words, ((BsPair *) all->pdata[0])->name));
    }
}

/* The states: filters, and a row leads to where its state is reached. */
static void
test_states (Fixture *self, gconstpointer data)
{
  GtkDropDown *filter;
  BsDataTable *table;
  BsStateDifferences *states;
  const BsStateDifference *first;
  BsStripsView view;
  guint side;

  compare_add_two (self);
  states = bs_compare_model_get_states (compare_model (self));
  g_assert_nonnull (states);
  g_assert_cmpuint (states->n_differ, >, 0);
  filter = GTK_DROP_DOWN (test_find (GTK_WIDGET (self->page->states), GTK_TYPE_DROP_DOWN));
  table = BS_DATA_TABLE (test_find (GTK_WIDGET (self->page->states), BS_TYPE_DATA_TABLE));
  gtk_drop_down_set_selected (filter, BS_STATES_ALL);
  test_spin (50);
  g_assert_cmpuint (bs_table_get_n_rows (bs_data_table_get_table (table)), ==, states->states->len);
  gtk_drop_down_set_selected (filter, BS_STATES_DIFFERING);
  test_spin (50);
  g_assert_cmpuint (bs_table_get_n_rows (bs_data_table_get_table (table)), ==, states->n_differ);

  first = states->states->pdata[0];
  g_signal_emit_by_name (table, "row-selected", 0);
  compare_wait_idle (self);
  side = first->reached[0].mini_batch == G_MAXUINT32;
  view = bs_strips_canvas_get_view (self->page->strips);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (self->page->mini_batch), ==,
                   first->reached[side].mini_batch);
  g_assert_cmpuint (side == 0 ? view.base : view.own, ==, first->reached[side].decision);
}

/* What cannot be loaded says why, keeps the others, and is loaded again when asked. */
static void
test_errors (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (compare_folder, "later.bscope", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (compare_c_path);
  BsComparedSource *source;
  gsize length;

  compare_add_two (self);
  compare_add_file (self, path);
  compare_wait_idle (self);
  source = bs_compare_model_get (compare_model (self), 2);
  g_assert_cmpint (bs_compared_source_get_state (source), ==, BS_COMPARED_FAILED);
  g_assert_nonnull (strstr (bs_compared_source_get_problem (source), "later.bscope"));
  g_assert_cmpuint (compare_figures (self)->comparison->runs->len, ==, 2);
  g_assert_true (g_file_get_contents (compare_c_path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  bs_compared_source_load (source);
  compare_wait_idle (self);
  g_assert_cmpint (bs_compared_source_get_state (source), ==, BS_COMPARED_READY);
  g_assert_cmpuint (compare_figures (self)->comparison->runs->len, ==, 3);
  g_unlink (path);

  /* Cancelled while it is loaded: it stays, and can be loaded. */
  source = bs_compared_source_new_file (file);
  bs_compare_model_add (compare_model (self), source);
  g_object_unref (source);
  bs_compared_source_cancel (source);
  test_spin (200);
  g_assert_cmpint (bs_compared_source_get_state (source), ==, BS_COMPARED_FAILED);
  bs_compared_source_load (source);
  compare_wait_idle (self);
  g_assert_cmpint (bs_compared_source_get_state (source), ==, BS_COMPARED_READY);
}

static void
test_foreign (Fixture *self, gconstpointer data)
{
  compare_add_file (self, compare_a_path);
  compare_wait_idle (self);
  compare_add_file (self, compare_foreign_path);
  compare_wait_idle (self);
  g_assert_nonnull (compare_figures (self));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (self->page->info_bar)));
  g_assert_nonnull (strstr (gtk_label_get_label (self->page->info_label), "other graphs"));
  g_assert_cmpuint (compare_figures (self)->comparison->types->n_types, >,
                    bs_comparison_get_run (compare_figures (self)->comparison, 0)->types->n_types);
  compare_act (self, "compare.swap", NULL);
  compare_wait_idle (self);
  g_assert_nonnull (compare_figures (self));
}

static char *
synthesize (const char *name, gboolean device, gboolean cut)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  char *path = g_build_filename (compare_folder, name, NULL);
  g_autoptr (Synthetic) run = NULL;

  options.device = device;
  run = synthetic_new (&options);
  if (!cut)
    synthetic_record (run, path);
  else
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);

      g_assert_no_error (error);
      synthetic_play (run, bs_recorder_get_observer (recorder), 1);
    }

  return path;
}

/* Times of an emulated device are none, and nobody may take them for any. */
static void
test_emulated (Fixture *self, gconstpointer data)
{
  g_autofree char *device = synthesize ("device.bscope", TRUE, FALSE);
  g_autofree char *plain = synthesize ("plain.bscope", FALSE, FALSE);

  compare_add_file (self, plain);
  compare_wait_idle (self);
  compare_add_file (self, device);
  compare_wait_idle (self);
  g_assert_true (test_says (GTK_WIDGET (self->page->info_bar), bs_device_emulated_text ()));
  for (guint i = 0; i < compare_figures (self)->summary->len; i++)
    {
      const BsSummaryFigure *figure = compare_figures (self)->summary->pdata[i];

      if (figure->figure == BS_FIGURE_NS)
        g_assert_cmpint (figure->verdict, ==, BS_VERDICT_UNKNOWN);
    }
  g_unlink (device);
  g_unlink (plain);
}

static void
test_cut_short (Fixture *self, gconstpointer data)
{
  g_autofree char *cut = synthesize ("cut.bscope", FALSE, TRUE);
  g_autofree char *whole = synthesize ("whole.bscope", FALSE, FALSE);

  compare_add_file (self, whole);
  compare_wait_idle (self);
  compare_add_file (self, cut);
  compare_wait_idle (self);
  g_assert_nonnull (compare_figures (self));
  g_assert_nonnull (strstr (gtk_label_get_label (self->page->info_label), "cut short"));
  g_unlink (cut);
  g_unlink (whole);
}

/* Policies beside the open recording: by name, from a file, and from memory. */
static void
test_policies (Fixture *self, gconstpointer data)
{
  BsComparedSource *source;
  g_autofree char *json = NULL;
  g_autoptr (BsTable) table = NULL;
  g_autoptr (GString) own = g_string_new (NULL);

  compare_wait_idle (self);
  gtk_toggle_button_set_active (self->page->toggles[BS_COMPARE_POLICIES], TRUE);
  test_spin (50);
  compare_act (self, "compare.add-policy", "agenda");
  compare_wait_idle (self);
  g_assert_nonnull (compare_figures (self));
  json = compare_run_cli ("compare", compare_a_path, "--policy", "agenda", "--format", "json",
                          NULL);
  table = bs_comparison_tabulate (compare_figures (self)->comparison, BS_COMPARISON_TOTAL, FALSE);
  bs_table_print (table, BS_TABLE_JSON, own);
  g_assert_cmpstr (own->str, ==, json);
  g_assert_true (test_says (GTK_WIDGET (self->page->cards), "not run: only scheduled"));

  compare_act (self, "compare.add-policy", compare_policy_path);
  compare_wait_idle (self);
  source = bs_compare_model_get (compare_model (self), 2);
  g_assert_cmpint (bs_compared_source_get_state (source), ==, BS_COMPARED_READY);
  g_assert_nonnull (bs_compared_source_get_fsm (source));
  bs_compare_page_add_policy (self->page, "from training", bs_compared_source_get_fsm (source));
  compare_wait_idle (self);
  g_assert_cmpuint (compare_figures (self)->comparison->runs->len, ==, 4);
  g_assert_cmpstr (compare_name_of (self, compare_figures (self)->run), ==, "from training");
  compare_act (self, "compare.add-policy", "no such policy");
  compare_wait_idle (self);
  g_assert_cmpint (bs_compared_source_get_state (bs_compare_model_get (compare_model (self), 4)),
                   ==, BS_COMPARED_FAILED);
}

/* Two policy files without a trace: their tables. */
static void
test_policy_files (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (compare_policy_path);

  bs_compare_page_add_file (self->page, file);
  compare_wait_idle (self);
  g_assert_cmpint (self->page->segment, ==, BS_COMPARE_POLICIES);
  g_assert_true (test_says (GTK_WIDGET (self->page), "One more policy"));
  bs_compare_page_add_file (self->page, file);
  compare_wait_idle (self);
  g_assert_null (compare_figures (self));
  g_assert_nonnull (bs_compare_model_get_states (compare_model (self)));
  g_assert_cmpuint (bs_compare_model_get_states (compare_model (self))->n_differ, ==, 0);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->page->states)));
  g_assert_false (gtk_widget_get_mapped (self->page->strips_card));
}

/* A branch that is tried is compared at once; one that goes is not any more. */
static void
test_branches (Fixture *self, gconstpointer data)
{
  BsBranches *branches = bs_debugger_get_branches (self->debugger);
  BsBranchItem *item = NULL;
  g_autofree char *name = NULL;

  compare_wait_idle (self);
  for (guint32 d = 1; d <= self->trace->n_decisions && item == NULL; d++)
    for (guint i = 0; i < bs_trace_decision (self->trace, d)->n_candidates && item == NULL; i++)
      if (bs_trace_candidates (self->trace, d)[i].type != bs_trace_decision (self->trace, d)->type)
        item = bs_branches_try (branches, d, bs_trace_candidates (self->trace, d)[i].type);
  g_assert_nonnull (item);
  name = g_strdup (bs_branch_item_get_name (item));
  bs_compare_page_add_branch (self->page, name);
  for (guint i = 0; i < 500 && bs_compare_model_get_n (compare_model (self)) < 2; i++)
    test_spin (20);
  compare_wait_idle (self);
  g_assert_cmpint (self->page->segment, ==, BS_COMPARE_BRANCHES);
  g_assert_nonnull (compare_figures (self));
  g_assert_cmpstr (compare_name_of (self, 1), ==, name);
  g_assert_cmpuint (compare_figures (self)->comparison->pairings[1].n_parting, <=, 1);
  /* It is shown where it is looked at. */
  gtk_widget_activate_action (GTK_WIDGET (self->page), "compare.debug", NULL);
  for (guint i = 0; i < 500 && bs_branches_get_shown (branches) != item; i++)
    test_spin (20);
  g_assert_true (bs_branches_get_shown (branches) == item);
  g_assert_cmpuint (bs_debugger_get_decision (self->debugger), ==,
                    bs_branch_item_get_decision (item));
  bs_branches_show (branches, NULL);
  /* In the mixed list, too. */
  gtk_toggle_button_set_active (self->page->toggles[BS_COMPARE_RUNS], TRUE);
  compare_act (self, "compare.add-branch", name);
  compare_wait_idle (self);
  gtk_toggle_button_set_active (self->page->toggles[BS_COMPARE_BRANCHES], TRUE);
  bs_branches_delete (branches, item);
  compare_wait_idle (self);
  g_assert_cmpuint (bs_compare_model_get_n (compare_model (self)), ==, 1);
}

static void
test_narrow (Fixture *self, gconstpointer data)
{
  int minimum;

  compare_add_two (self);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 660, 480);
  test_spin (300);
  gtk_widget_measure (self->page->box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_true (self->page->narrow);
  g_assert_cmpint (minimum, <=, 660);
}

static void
test_twins (Fixture *self, gconstpointer data)
{
  BsViewFrame *frames[] = { self->page->strips_frame, self->page->types_frame,
                            self->page->phases_frame };

  compare_add_two (self);
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      BsDataTable *table = bs_view_frame_get_data_table (frames[i]);

      bs_view_frame_set_show_table (frames[i], TRUE);
      for (guint k = 0; k < 200 && bs_data_table_get_table (table) == NULL; k++)
        test_spin (10);
      g_assert_nonnull (bs_data_table_get_table (table));
      g_assert_cmpuint (bs_table_get_n_rows (bs_data_table_get_table (table)), >, 0);
      g_assert_nonnull (bs_view_frame_get_canvas (frames[i]));
      bs_view_frame_set_show_table (frames[i], FALSE);
    }
}

/* Tens of thousands of decisions are compared, gone through and zoomed without the window standing still. */
static void
test_long (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (compare_folder, "long.bscope", NULL);
  double longest;

  g_free (compare_run_cli ("record", "--workload", "lattice-lstm", "--batch-size", "300",
                           "--batches", "2", "--schedule-only", "--policy", "unbatched", "-o", path,
                           NULL));
  compare_add_file (self, path);
  compare_wait_idle (self);
  stall_watch_begin (MOST_STALL_MS);
  stall_watch_note ("compare a long run");
  compare_act (self, "compare.add-policy", "agenda");
  compare_wait_idle (self);
  g_assert_nonnull (compare_figures (self));
  g_assert_cmpuint (bs_comparison_get_run (compare_figures (self)->comparison, 0)->n_decisions, >,
                    50000);
  for (guint i = 0; i < 4; i++)
    {
      compare_act (self, "compare.next-divergence", NULL);
      bs_strips_canvas_zoom (self->page->strips, 8.0);
      test_spin (50);
    }
  gtk_toggle_button_set_active (self->page->nodes_toggle, TRUE);
  compare_wait_idle (self);
  longest = stall_watch_longest ();
  g_ptr_array_unref (stall_watch_end ());
  if (stall_watch_is_fair ())
    g_assert_cmpfloat (longest, <, MOST_STALL_MS);
  g_unlink (path);
}

/* With a window around it, the place that is looked at is opened in a tab. */
static void
test_debug (void)
{
  BsWindow *window = bs_window_new (NULL);
  g_autoptr (GFile) file = g_file_new_for_path (compare_b_path);
  g_autofree char *uri = g_file_get_uri (file);
  BsTracePage *page = NULL;

  test_set_animations (FALSE);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.open-at", "(su)", uri, 5));
  for (guint i = 0; i < 500; i++)
    {
      test_spin (20);
      page = bs_window_get_page (window);
      if (page != NULL && bs_trace_page_get_debugger (page) != NULL
          && bs_debugger_get_decision (bs_trace_page_get_debugger (page)) == 5)
        break;
    }
  g_assert_nonnull (page);
  g_assert_cmpuint (bs_debugger_get_decision (bs_trace_page_get_debugger (page)), ==, 5);
  bs_window_open_at (window, file, 7);
  test_spin (200);
  g_assert_cmpuint (bs_debugger_get_decision (bs_trace_page_get_debugger (page)), ==, 7);
  gtk_window_destroy (GTK_WINDOW (window));
  test_spin (100);
}

static char *
record (const char *name, const char *workload, const char *policy)
{
  char *path = g_build_filename (compare_folder, name, NULL);

  g_free (compare_run_cli ("record", "--workload", workload, "--batch-size", "4", "--model-size",
                           "8", "--batches", "3", "--policy", policy, "--encoding", "sort", "-o",
                           path, NULL));
  return path;
}

int
main (int argc, char *argv[])
{
  int status;

  if (!test_init (&argc, &argv))
    return 0;

  compare_folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  compare_a_path = record ("a.bscope", "lattice-lstm", "agenda");
  compare_b_path = record ("b.bscope", "lattice-lstm", "sufficient");
  compare_c_path = record ("c.bscope", "lattice-lstm", "depth");
  compare_foreign_path = record ("foreign.bscope", "tree-lstm", "agenda");
  compare_policy_path = g_build_filename (compare_folder, "policy.json", NULL);
  g_free (compare_run_cli ("train", "--workload", "lattice-lstm", "--batch-size", "4", "--encoding",
                           "sort", "--episodes", "60", "-o", compare_policy_path, NULL));

#define ADD(name, function, data)                                                                  \
  g_test_add ("/window/compare/" name, Fixture, data, compare_set_up, function, compare_tear_down)
  ADD ("empty", test_empty, NULL);
  ADD ("figures", test_figures, NULL);
  ADD ("swap-pin", test_swap_pin, NULL);
  ADD ("chips", test_chips, NULL);
  ADD ("rename", test_rename, NULL);
  ADD ("divergences", test_divergences, NULL);
  ADD ("strips", test_strips, NULL);
  ADD ("types", test_types, NULL);
  ADD ("states", test_states, NULL);
  ADD ("errors", test_errors, NULL);
  ADD ("foreign", test_foreign, NULL);
  ADD ("emulated", test_emulated, NULL);
  ADD ("cut-short", test_cut_short, NULL);
  ADD ("policies", test_policies, &compare_a_path);
  ADD ("policy-files", test_policy_files, NULL);
  ADD ("branches", test_branches, &compare_a_path);
  ADD ("narrow", test_narrow, NULL);
  ADD ("twins", test_twins, NULL);
  ADD ("long", test_long, NULL);
  g_test_add_func ("/window/compare/debug", test_debug);

  status = g_test_run ();
  test_remove_folder (compare_folder);
  return status;
}
