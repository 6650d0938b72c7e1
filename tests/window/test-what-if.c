/* SPDX-License-Identifier: Apache-2.0 */
/* What if, inside the page: rows are tried, branches named, kept, shown, saved, deleted and taken back. */
#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/window/clock/branch-row.h"
#include "app/window/clock/branch-rows.h"
#include "app/window/debug/branch-banner.h"
#include "app/window/debug/branch-list.h"
#include "app/window/debug/costly-window.h"
#include "app/window/debug/frontier-view.h"
#include "app/window/debug/why-panel.h"
#include "app/window/parts/data-table.h"
#include "app/window/shell/announcer.h"
#include "tests/window/fixture.h"

#define WAIT_MS 20000

typedef struct
{
  char *folder, *path;
  BsTrace *trace;
  PageFixture page;
  BsBranches *branches;
} Fixture;

/* @policy: (nullable): that of the program */
static void
record (const char *path, const char *policy)
{
  const char *argv[] = { g_getenv ("BATCHSCOPE_CLI"),
                         "record",
                         "--workload",
                         "tree-lstm",
                         "--batch-size",
                         "4",
                         "-o",
                         path,
                         policy != NULL ? "--policy" : NULL,
                         policy,
                         NULL };
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &errors,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_printerr ("%s", errors);
  g_assert_cmpint (status, ==, 0);
}

static void
open_page (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->trace = bs_trace_load (self->path, NULL, &error);
  g_assert_no_error (error);
  page_fixture_init (&self->page, self->trace);
  self->branches = bs_debugger_get_branches (self->page.debugger);
  test_spin (100);
}

static void
close_page (Fixture *self)
{
  page_fixture_clear (&self->page);
  g_clear_pointer (&self->trace, bs_trace_unref);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("what-if-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "run.bscope", NULL);
  record (self->path, data);
  open_page (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  close_page (self);
  dir = g_dir_open (self->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static guint
count (const Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->branches));
}

static BsBranchItem *
get (const Fixture *self, guint i)
{
  g_autoptr (BsBranchItem) item = g_list_model_get_item (G_LIST_MODEL (self->branches), i);

  return item;
}

static void
wait_until_idle (const Fixture *self)
{
  gint64 end = g_get_monotonic_time () + WAIT_MS * 1000;

  do
    test_spin (20);
  while ((bs_branches_get_busy (self->branches)
          || bs_notebook_get_busy (bs_debugger_get_notebook (self->page.debugger)))
         && g_get_monotonic_time () < end);
  g_assert_false (bs_branches_get_busy (self->branches));
}

/* A decision that has a choice, and a type that it did not take. */
static guint32
find_choice (const BsTrace *trace, guint32 from, guint *type)
{
  for (guint32 d = from; d <= trace->n_decisions; d++)
    for (guint i = 0; i < bs_trace_decision (trace, d)->n_candidates; i++)
      if (bs_trace_candidates (trace, d)[i].type != bs_trace_decision (trace, d)->type)
        {
          *type = bs_trace_candidates (trace, d)[i].type;
          return d;
        }
  g_assert_not_reached ();
}

static GtkWidget *
find_button (GtkWidget *widget, const char *text)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
      && (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0
          || g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
click (GtkWidget *widget, const char *text)
{
  GtkWidget *button = find_button (widget, text);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static GtkWidget *
get_page (const Fixture *self)
{
  return GTK_WIDGET (self->page.page);
}

/* The button What if of a row makes the branch that the engine makes. */
static void
test_try (Fixture *self, gconstpointer data)
{
  g_autoptr (BsBranchPolicy) policy = bs_branch_policy_new (NULL, NULL, NULL);
  g_autoptr (BsCostModel) model = bs_cost_model_new (self->trace, NULL);
  g_autoptr (BsBranch) same = NULL;
  const BsBranch *branch;
  GtkWidget *frontier = test_find (get_page (self), BS_TYPE_FRONTIER_VIEW);
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);

  bs_clock_scrub (self->page.clock, decision);
  test_spin (100);
  click (frontier, "What if");
  g_assert_cmpuint (count (self), ==, 1);
  g_assert_null (bs_branch_item_get_branch (get (self, 0)));
  wait_until_idle (self);
  branch = bs_branch_item_get_branch (get (self, 0));
  g_assert_nonnull (branch);
  same = bs_branch_new (self->trace, NULL, decision, branch->type, policy, NULL, model, NULL, NULL);
  g_assert_nonnull (same);
  g_assert_cmpuint (branch->decision, ==, decision);
  g_assert_cmpuint (branch->n_batches, ==, same->n_batches);
  g_assert_cmpfloat (branch->predicted_ns, ==, same->predicted_ns);
  g_assert_cmpuint (branch->rejoins, ==, same->rejoins);
  g_assert_nonnull (test_find (get_page (self), BS_TYPE_BRANCH_ROW));

  /* Undone, it is gone; done again, it is there. */
  g_assert_true (bs_undo_undo (bs_debugger_get_undo (self->page.debugger)));
  g_assert_cmpuint (count (self), ==, 0);
  g_assert_true (bs_undo_redo (bs_debugger_get_undo (self->page.debugger)));
  g_assert_cmpuint (count (self), ==, 1);
}

/* What the table and the words say is the regret that the engine finds. */
static void
test_regret (Fixture *self, gconstpointer data)
{
  g_autoptr (BsBranchPolicy) policy = bs_branch_policy_new (NULL, NULL, NULL);
  g_autoptr (BsCostModel) model = bs_cost_model_new (self->trace, NULL);
  g_autoptr (BsRegret) regret = NULL;
  const BsRegret *shown = NULL;
  const char *why = NULL;
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);
  gint64 end = g_get_monotonic_time () + WAIT_MS * 1000;

  bs_clock_scrub (self->page.clock, decision);
  while (shown == NULL && g_get_monotonic_time () < end)
    {
      test_spin (20);
      shown = bs_branches_get_regret (self->branches, decision, &why);
      g_assert_null (why);
    }
  regret = bs_regret_new (self->trace, decision, policy, model, NULL, NULL);
  g_assert_nonnull (shown);
  g_assert_cmpint (shown->regret, ==, regret->regret);
  g_assert_cmpuint (shown->n_overrides, ==, regret->n_overrides);
  for (guint i = 0; i < regret->n_overrides; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", regret->overrides[i].n_batches);

      g_assert_cmpuint (shown->overrides[i].n_batches, ==, regret->overrides[i].n_batches);
      g_assert_true (test_says (test_find (get_page (self), BS_TYPE_FRONTIER_VIEW), text));
    }

  /* Another decision is asked for: that of before is given up. */
  bs_branches_set_policy (self->branches, policy);
  bs_branches_ask (self->branches, decision);
  bs_branches_ask (self->branches, 0);
  test_spin (200);
  g_assert_null (bs_branches_get_regret (self->branches, decision, &why));
}

/* A branch is shown on the whole page and left again; the decision stays. */
static void
test_jump (Fixture *self, gconstpointer data)
{
  GtkWidget *banner = test_find (get_page (self), BS_TYPE_BRANCH_BANNER);
  const BsBranch *branch;
  BsTrace *shown;
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);

  bs_clock_scrub (self->page.clock, decision);
  bs_branches_try (self->branches, decision, type);
  wait_until_idle (self);
  test_spin (100);
  click (test_find (get_page (self), BS_TYPE_BRANCH_ROW), "Show");
  wait_until_idle (self);
  branch = bs_branch_item_get_branch (get (self, 0));
  shown = bs_debugger_get_trace (self->page.debugger);
  g_assert_true (shown != self->trace);
  g_assert_true (bs_branches_get_shown (self->branches) == get (self, 0));
  g_assert_cmpuint (shown->mini_batches[branch->mini_batch].n_decisions, ==, branch->n_batches);
  g_assert_cmpuint (bs_debugger_get_decision (self->page.debugger), ==, decision);
  g_assert_cmpuint (bs_trace_decision (shown, decision)->type, ==, type);
  for (guint32 i = 0; i < branch->n_batches; i++)
    {
      guint32 d = shown->mini_batches[branch->mini_batch].first_decision + i;

      g_assert_cmpuint (bs_trace_decision (shown, d)->type, ==,
                        branch->schedule->decisions[i].type);
      g_assert_cmpuint (bs_trace_decision (shown, d)->size, ==,
                        branch->schedule->decisions[i].count);
    }

  test_spin (400);
  click (banner, "Back to the recording");
  g_assert_true (bs_debugger_get_trace (self->page.debugger) == self->trace);
  g_assert_cmpuint (bs_debugger_get_decision (self->page.debugger), ==, decision);
}

/* A branch of a branch hangs on it, is deleted with it, and comes back. */
static void
test_nested (Fixture *self, gconstpointer data)
{
  g_autoptr (BsBranchItem) first = NULL;
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);

  first = g_object_ref (bs_branches_try (self->branches, decision, type));
  wait_until_idle (self);
  bs_branches_show (self->branches, first);
  wait_until_idle (self);
  decision = find_choice (bs_debugger_get_trace (self->page.debugger), decision + 1, &type);
  bs_branches_try (self->branches, decision, type);
  wait_until_idle (self);
  g_assert_cmpuint (count (self), ==, 2);
  g_assert_cmpuint (bs_branch_item_get_depth (get (self, 1)), ==, 1);
  g_assert_true (bs_branch_item_get_branch (get (self, 1))->parent
                 == bs_branch_item_get_branch (first));

  bs_branches_delete (self->branches, first);
  g_assert_cmpuint (count (self), ==, 0);
  g_assert_true (bs_debugger_get_trace (self->page.debugger) == self->trace);
  g_assert_true (bs_undo_undo (bs_debugger_get_undo (self->page.debugger)));
  g_assert_cmpuint (count (self), ==, 2);
}

/* A branch that is named and kept is there with the same batches when the trace is opened again. */
static void
test_keep (Fixture *self, gconstpointer data)
{
  guint32 n_batches;
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);
  GtkWidget *row;

  bs_branches_try (self->branches, decision, type);
  wait_until_idle (self);
  test_spin (100);
  n_batches = bs_branch_item_get_branch (get (self, 0))->n_batches;
  bs_branches_rename (self->branches, get (self, 0), "  my\nidea ");
  g_assert_cmpstr (bs_branch_item_get_name (get (self, 0)), ==, "my idea");
  row = test_find (get_page (self), BS_TYPE_BRANCH_ROW);
  click (row, "Keep the branch with the trace");
  g_assert_true (bs_branch_item_get_kept (get (self, 0)));
  wait_until_idle (self);
  bs_branches_rename (self->branches, get (self, 0), "other");
  wait_until_idle (self);

  close_page (self);
  open_page (self);
  wait_until_idle (self);
  g_assert_cmpuint (count (self), ==, 1);
  g_assert_cmpstr (bs_branch_item_get_name (get (self, 0)), ==, "other");
  g_assert_cmpuint (bs_branch_item_get_branch (get (self, 0))->n_batches, ==, n_batches);

  test_spin (100);
  click (test_find (get_page (self), BS_TYPE_BRANCH_ROW), "Delete the branch");
  wait_until_idle (self);
  close_page (self);
  open_page (self);
  wait_until_idle (self);
  g_assert_cmpuint (count (self), ==, 0);
}

/* Cancelled while it is made, it is gone, and nothing is said. */
static void
test_cancel (Fixture *self, gconstpointer data)
{
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);

  bs_branches_try (self->branches, decision, type);
  bs_branches_cancel (self->branches);
  wait_until_idle (self);
  g_assert_cmpuint (count (self), ==, 0);
}

/* Saved, a branch is a trace that says the same. */
static void
test_save (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "branch.bscope", NULL);
  g_autoptr (BsTrace) saved = NULL;
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);
  const BsBranch *branch;

  bs_branches_try (self->branches, decision, type);
  wait_until_idle (self);
  branch = bs_branch_item_get_branch (get (self, 0));
  bs_branches_save (self->branches, get (self, 0), path);
  for (guint i = 0; i < 200 && saved == NULL; i++)
    {
      test_spin (20);
      saved = bs_trace_load (path, NULL, NULL);
      if (saved != NULL && !saved->complete)
        g_clear_pointer (&saved, bs_trace_unref);
    }
  g_assert_nonnull (saved);
  g_assert_cmpuint (saved->mini_batches[branch->mini_batch].n_decisions, ==, branch->n_batches);
  g_assert_cmpuint (saved->n_mini_batches, ==, self->trace->n_mini_batches);
}

/* What the command line prints. */
static char *
run_cli (const char *const *rest)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *output = NULL, *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_ptr_array_add (argv, (gpointer) g_getenv ("BATCHSCOPE_CLI"));
  for (guint i = 0; rest[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) rest[i]);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, 0, NULL, NULL, &output, &errors, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpstr (errors, ==, "");
  g_assert_cmpint (status, ==, 0);
  return g_steal_pointer (&output);
}

static GtkDropDown *
get_policies (const Fixture *self)
{
  GtkWidget *frontier = test_find (get_page (self), BS_TYPE_FRONTIER_VIEW);

  return GTK_DROP_DOWN (test_find (frontier, GTK_TYPE_DROP_DOWN));
}

static void
choose_policy (const Fixture *self, const char *name)
{
  GtkDropDown *policies = get_policies (self);
  GListModel *names = gtk_drop_down_get_model (policies);

  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i), name))
      {
        gtk_drop_down_set_selected (policies, i);
        return;
      }
  g_assert_not_reached ();
}

/* A branch that goes on with another policy comes to what the command line says of it. */
static void
test_policy (Fixture *self, gconstpointer data)
{
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);
  g_autofree char *number = g_strdup_printf ("%u", decision);
  const char *argv[] = { "whatif",   self->path, number,     self->trace->types->types[type].name,
                         "--policy", "depth",    "--format", "csv",
                         NULL };
  g_autofree char *output = run_cli (argv);
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  g_auto (GStrv) cells = g_strsplit (lines[1], ",", -1);

  choose_policy (self, "depth");
  bs_clock_scrub (self->page.clock, decision);
  bs_branches_try (self->branches, decision, type);
  wait_until_idle (self);
  g_assert_cmpstr (
      bs_branch_policy_get_name (bs_branch_item_get_branch (get (self, 0))->policy, self->trace),
      ==, "depth");
  g_assert_cmpuint (bs_branch_item_get_branch (get (self, 0))->n_batches, ==,
                    (guint) atoi (cells[2]));
}

/* Returns: whether a label that is seen has @text in it. */
static gboolean
says_part (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says_part (child, text))
      return TRUE;

  return FALSE;
}

/* A policy file decides once it is read; one that is none is told and changes nothing. */
static void
test_policy_file (Fixture *self, gconstpointer data)
{
  BsFrontierView *frontier = BS_FRONTIER_VIEW (test_find (get_page (self), BS_TYPE_FRONTIER_VIEW));
  g_autofree char *path = g_build_filename (self->folder, "mine.json", NULL);
  g_autofree char *wrong = g_build_filename (self->folder, "wrong.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path), wrong_file = g_file_new_for_path (wrong);
  const char *argv[] = { "train", "--workload", "tree-lstm", "--batch-size", "2",  "--encoding",
                         "sort",  "--episodes", "3",         "-o",           path, NULL };
  guint before = gtk_drop_down_get_selected (get_policies (self));

  g_assert_true (g_file_set_contents (wrong, "{}", -1, NULL));
  bs_frontier_view_open_policy (frontier, wrong_file);
  test_spin (500);
  g_assert_cmpuint (gtk_drop_down_get_selected (get_policies (self)), ==, before);
  g_assert_true (bs_branch_policy_is_own (bs_branches_get_policy (self->branches)));
  g_assert_true (says_part (GTK_WIDGET (frontier), "wrong.json"));

  g_free (run_cli (argv));
  bs_frontier_view_open_policy (frontier, file);
  test_spin (500);
  g_assert_cmpuint (gtk_drop_down_get_selected (get_policies (self)), !=, before);
  g_assert_nonnull (bs_branches_get_policy (self->branches)->fsm);
  choose_policy (self, "agenda");
  g_assert_null (bs_branches_get_policy (self->branches)->fsm);
  choose_policy (self, "mine.json");
  g_assert_nonnull (bs_branches_get_policy (self->branches)->fsm);
}

/* The name in the row is edited as by typing; Delete is taken back by the undo of the page. */
static void
test_row (Fixture *self, gconstpointer data)
{
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);
  GtkWidget *row, *name;

  bs_branches_try (self->branches, decision, type);
  wait_until_idle (self);
  test_spin (100);
  row = test_find (get_page (self), BS_TYPE_BRANCH_ROW);
  name = test_find (row, GTK_TYPE_EDITABLE_LABEL);
  gtk_editable_label_start_editing (GTK_EDITABLE_LABEL (name));
  gtk_editable_set_text (GTK_EDITABLE (name), "typed");
  gtk_editable_label_stop_editing (GTK_EDITABLE_LABEL (name), TRUE);
  g_assert_cmpstr (bs_branch_item_get_name (get (self, 0)), ==, "typed");
  gtk_editable_label_start_editing (GTK_EDITABLE_LABEL (name));
  gtk_editable_set_text (GTK_EDITABLE (name), "dropped");
  gtk_editable_label_stop_editing (GTK_EDITABLE_LABEL (name), FALSE);
  g_assert_cmpstr (bs_branch_item_get_name (get (self, 0)), ==, "typed");

  click (row, "Delete the branch");
  g_assert_cmpuint (count (self), ==, 0);
  g_assert_true (bs_undo_undo (bs_debugger_get_undo (self->page.debugger)));
  g_assert_cmpuint (count (self), ==, 1);
  g_assert_cmpstr (bs_branch_item_get_name (get (self, 0)), ==, "typed");
}

/* Cancel in the row gives up what is being made. */
static void
test_stop (Fixture *self, gconstpointer data)
{
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);
  GtkWidget *row;

  bs_branches_try (self->branches, decision, type);
  row = test_find (get_page (self), BS_TYPE_BRANCH_ROW);
  g_assert_nonnull (row);
  click (row, "Do not work it out");
  wait_until_idle (self);
  g_assert_cmpuint (count (self), ==, 0);
  g_assert_null (test_find (get_page (self), BS_TYPE_BRANCH_ROW));
}

static GtkWidget *
find_costly_window (void)
{
  g_autoptr (GListModel) windows = G_LIST_MODEL (g_object_ref (gtk_window_get_toplevels ()));

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (BS_IS_COSTLY_WINDOW (window))
        return window;
    }

  return NULL;
}

/* The list of costly decisions is that of the command line; its rows are gone to and tried. */
static void
test_costly (Fixture *self, gconstpointer data)
{
  const char *argv[] = { "whatif", self->path, "--scan", "--top", "0", "--format", "csv", NULL };
  g_autofree char *output = run_cli (argv);
  g_autoptr (GString) shown = g_string_new (NULL);
  GtkWidget *window;
  BsDataTable *table;
  guint32 decision;

  click (test_find (get_page (self), BS_TYPE_WHY_PANEL), "Costly decisions…");
  window = find_costly_window ();
  g_assert_nonnull (window);
  test_spin (50);
  /* Given up, and looked for again. */
  if (find_button (window, "_Cancel") != NULL)
    {
      click (window, "_Cancel");
      test_spin (200);
      g_assert_null (bs_costly_window_get_scan (BS_COSTLY_WINDOW (window)));
      click (window, "Look again, with the policy that goes on now");
    }
  for (guint i = 0; i < 500 && bs_costly_window_get_scan (BS_COSTLY_WINDOW (window)) == NULL; i++)
    test_spin (20);
  g_assert_nonnull (bs_costly_window_get_scan (BS_COSTLY_WINDOW (window)));
  table = BS_DATA_TABLE (test_find (window, BS_TYPE_DATA_TABLE));
  bs_table_print (bs_data_table_get_table (table), BS_TABLE_CSV, shown);
  g_assert_cmpstr (shown->str, ==, output);
  g_assert_cmpuint (bs_table_get_n_rows (bs_data_table_get_table (table)), >, 0);

  decision = (guint32) bs_table_get_integer (bs_data_table_get_table (table), 0, 0);
  bs_clock_scrub (self->page.clock, decision == 1 ? 2 : 1);
  g_signal_emit_by_name (table, "row-activated", 0u);
  g_assert_cmpuint (bs_debugger_get_decision (self->page.debugger), ==, decision);
  bs_clock_scrub (self->page.clock, decision == 1 ? 2 : 1);
  click (window, "Go to the selected decision (Enter)");
  g_assert_cmpuint (bs_debugger_get_decision (self->page.debugger), ==, decision);
  click (window, "Try what would have saved most at the selected decision");
  wait_until_idle (self);
  g_assert_cmpuint (count (self), ==, 1);
  g_assert_cmpint (bs_table_get_integer (bs_data_table_get_table (table), 0, 5), ==,
                   bs_branch_item_get_branch (get (self, 0))->n_batches);
}

/* The tree of branches shows the one that is activated. */
static void
test_list (Fixture *self, gconstpointer data)
{
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);
  GtkWidget *popover;
  GtkListBox *list;

  bs_branches_try (self->branches, decision, type);
  wait_until_idle (self);
  test_spin (100);
  popover = test_find (test_find (get_page (self), BS_TYPE_BRANCH_ROW), BS_TYPE_BRANCH_LIST);
  g_assert_nonnull (popover);
  gtk_popover_popup (GTK_POPOVER (popover));
  test_spin (200);
  list = GTK_LIST_BOX (test_find (popover, GTK_TYPE_LIST_BOX));
  g_assert_true (test_says (popover, bs_branch_item_get_name (get (self, 0))));
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 1));
  wait_until_idle (self);
  g_assert_true (bs_branches_get_shown (self->branches) == get (self, 0));
  popover = test_find (test_find (get_page (self), BS_TYPE_BRANCH_BANNER), BS_TYPE_BRANCH_LIST);
  gtk_popover_popup (GTK_POPOVER (popover));
  test_spin (200);
  list = GTK_LIST_BOX (test_find (popover, GTK_TYPE_LIST_BOX));
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 0));
  g_assert_null (bs_branches_get_shown (self->branches));
}

/* What happens is told once the clock rests. */
static void
test_announcements (Fixture *self, gconstpointer data)
{
  BsAnnouncer *announcer = BS_ANNOUNCER (test_find (get_page (self), BS_TYPE_ANNOUNCER));
  g_autofree char *sentence = bs_trace_decision_text (self->trace, 3), *before = NULL;
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);

  test_spin (600);
  before = g_strdup (bs_announcer_get_text (announcer));
  bs_clock_step (self->page.clock, 1);
  test_spin (50);
  bs_clock_step (self->page.clock, 1);
  g_assert_cmpstr (bs_announcer_get_text (announcer), ==, before);
  test_spin (900);
  g_assert_cmpstr (bs_announcer_get_text (announcer), ==, sentence);

  bs_runner_run (bs_debugger_get_runner (self->page.debugger), BS_RUN_BOOKMARK, TRUE);
  test_spin (50);
  g_assert_cmpstr (bs_announcer_get_text (announcer), ==,
                   bs_runner_get_message (bs_debugger_get_runner (self->page.debugger)));
  bs_breakpoints_add (bs_debugger_get_breakpoints (self->page.debugger), "size > 3");
  g_assert_cmpstr (bs_announcer_get_text (announcer), ==, "Breakpoint set: size > 3");

  bs_branches_try (self->branches, decision, type);
  wait_until_idle (self);
  g_assert_true (strstr (bs_announcer_get_text (announcer), "recorded") != NULL);
  bs_branches_show (self->branches, get (self, 0));
  wait_until_idle (self);
  g_assert_true (g_str_has_suffix (bs_announcer_get_text (announcer), "is shown"));
}

/* The branch that was shown when a session ended is shown again, where it stood. */
static void
test_session (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (BsSessionTab) place = bs_session_tab_new (uri), again = NULL;
  guint type;
  guint32 decision = find_choice (self->trace, 1, &type);
  GtkWidget *window = gtk_window_new (), *page;

  bs_branches_try (self->branches, decision, type);
  wait_until_idle (self);
  bs_branches_keep (self->branches, get (self, 0));
  wait_until_idle (self);
  place->branch = g_strdup (bs_branch_item_get_name (get (self, 0)));
  place->decision = decision + 1;

  page = bs_trace_page_new_at (place);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  bs_trace_page_load (BS_TRACE_PAGE (page));
  for (guint i = 0; i < 300 && (again == NULL || again->branch == NULL); i++)
    {
      test_spin (20);
      g_clear_pointer (&again, bs_session_tab_free);
      again = bs_trace_page_get_place (BS_TRACE_PAGE (page));
    }
  g_assert_cmpstr (again->branch, ==, place->branch);
  g_clear_pointer (&again, bs_session_tab_free);
  test_spin (300);
  again = bs_trace_page_get_place (BS_TRACE_PAGE (page));
  g_assert_cmpuint (again->decision, ==, decision + 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Without a policy the page says why there are no numbers. */
static void
test_without_policy (void)
{
  g_autoptr (BsTrace) trace = test_make_trace (1);
  const char *why = NULL;
  PageFixture page;
  BsBranches *branches;
  guint type;
  guint32 decision = find_choice (trace, 1, &type);

  page_fixture_init (&page, trace);
  branches = bs_debugger_get_branches (page.debugger);
  bs_clock_scrub (page.clock, decision);
  for (guint i = 0; i < 200 && why == NULL; i++)
    {
      test_spin (20);
      g_assert_null (bs_branches_get_regret (branches, decision, &why));
    }
  g_assert_nonnull (why);
  g_assert_true (test_says (test_find (GTK_WIDGET (page.page), BS_TYPE_FRONTIER_VIEW), why));
  page_fixture_clear (&page);
}

int
main (int argc, char **argv)
{
  if (!test_init (&argc, &argv))
    return 0;

  g_test_add ("/window/what-if/try", Fixture, NULL, set_up, test_try, tear_down);
  g_test_add ("/window/what-if/regret", Fixture, NULL, set_up, test_regret, tear_down);
  g_test_add ("/window/what-if/jump", Fixture, NULL, set_up, test_jump, tear_down);
  g_test_add ("/window/what-if/nested", Fixture, NULL, set_up, test_nested, tear_down);
  g_test_add ("/window/what-if/keep", Fixture, NULL, set_up, test_keep, tear_down);
  g_test_add ("/window/what-if/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/window/what-if/save", Fixture, NULL, set_up, test_save, tear_down);
  g_test_add ("/window/what-if/policy", Fixture, NULL, set_up, test_policy, tear_down);
  g_test_add ("/window/what-if/policy-file", Fixture, NULL, set_up, test_policy_file, tear_down);
  g_test_add ("/window/what-if/row", Fixture, NULL, set_up, test_row, tear_down);
  g_test_add ("/window/what-if/stop", Fixture, NULL, set_up, test_stop, tear_down);
  g_test_add ("/window/what-if/costly", Fixture, "agenda", set_up, test_costly, tear_down);
  g_test_add ("/window/what-if/list", Fixture, NULL, set_up, test_list, tear_down);
  g_test_add ("/window/what-if/announcements", Fixture, NULL, set_up, test_announcements,
              tear_down);
  g_test_add ("/window/what-if/session", Fixture, NULL, set_up, test_session, tear_down);
  g_test_add_func ("/window/what-if/without-policy", test_without_policy);

  return g_test_run ();
}
