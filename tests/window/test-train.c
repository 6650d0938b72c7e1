/* SPDX-License-Identifier: Apache-2.0 */
/* The Train page: figures are those of the command line; runs pause, stop, follow each other; tables are
 * replayed and changed by hand; what would be lost is asked about. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/window/compare/compare-page-private.h"
#include "app/window/shell/application.h"
#include "app/window/shell/window.h"
#include "app/window/train/train-editor.h"
#include "app/window/train/train-page-private.h"
#include "app/window/train/train-ranges.h"
#include "app/window/train/train-settings.h"
#include "app/window/train/train-words.h"
#include "profiles/files/policy-file.h"
#include "profiles/recording/run-inputs.h"
#include "profiles/training/training-replay.h"
#include "tests/window/train-driver.h"
#include "tests/window/fixture.h"

#define PATIENCE_MS 30000

static char *folder;

static char *
table_text (BsFsm *fsm)
{
  return bs_policy_file_to_string (fsm, NULL);
}

/* The same table, bit for bit, and the same counts on graphs seen and unseen. */
static void
check_against_cli (Fixture *self, BsEncoding encoding, const char *seed)
{
  g_autofree char *path = g_build_filename (folder, "policy.json", NULL);
  g_autofree char *csv = NULL, *ours = NULL, *theirs = NULL;
  g_autoptr (BsFsm) loaded = NULL;
  g_auto (GStrv) lines = NULL;
  const BsEvaluation *evaluations;
  BsTrainRun *run;

  g_assert_true (train_run_cli (&csv, "train", "--workload", "lattice-lstm", "--batch-size", "8",
                                "--held-out", "2", "--format", "csv", "--encoding",
                                bs_encoding_to_string (encoding), "--seed", seed, "-o", path,
                                NULL));
  train_set_options (self, encoding, encoding == BS_ENCODING_MARKED ? 2000 : 1000,
                     g_ascii_strtoull (seed, NULL, 10));
  train_activate (self, "train.start");
  run = train_wait_state (self, BS_TRAIN_DONE);
  train_wait_evaluated (run);
  loaded = bs_policy_file_load (path, NULL);
  ours = table_text (bs_train_run_get_result (run)->fsm);
  theirs = table_text (loaded);
  g_assert_cmpstr (ours, ==, theirs);

  /* set,mini_batch,batches,lower_bound,gap,gap_percent,asked,known,... */
  evaluations = bs_train_run_get_evaluations (run);
  lines = g_strsplit (csv, "\n", -1);
  for (guint i = 0, n = 0; lines[i] != NULL && n < 3; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);

      if (g_strv_length (cells) < 8 || !g_ascii_isdigit (*cells[1]))
        continue;
      g_assert_cmpint (g_ascii_strtoll (cells[2], NULL, 10), ==, evaluations[n].batches);
      g_assert_cmpint (g_ascii_strtoll (cells[3], NULL, 10), ==, evaluations[n].lower_bound);
      g_assert_cmpint (g_ascii_strtoll (cells[6], NULL, 10), ==, evaluations[n].n_decisions);
      g_assert_cmpint (g_ascii_strtoll (cells[7], NULL, 10), ==, evaluations[n].n_known);
      {
        g_autofree char *shown = g_strdup_printf ("%u", evaluations[n].batches);

        g_assert_true (test_says (GTK_WIDGET (self->page->checks), shown));
      }
      n++;
    }
}

/* What is saved is what the command line writes, to the byte. */
static void
test_save (Fixture *self, gconstpointer data)
{
  static const BsEncoding encodings[] = { BS_ENCODING_SORT, BS_ENCODING_MARKED };

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      g_autofree char *path = g_build_filename (folder, "saved.json", NULL);
      g_autofree char *ours = NULL, *theirs = NULL;
      g_auto (GStrv) about = NULL;
      BsTrainRun *run;

      g_assert_true (train_run_cli (NULL, "train", "--workload", "lattice-lstm", "--batch-size",
                                    "8", "--encoding", bs_encoding_to_string (encodings[i]),
                                    encodings[i] == BS_ENCODING_MARKED ? "--trials" : "--episodes",
                                    "150", "--seed", "5", "-o", path, NULL));
      train_set_options (self, encodings[i], 150, 5);
      train_activate (self, "train.start");
      run = train_wait_state (self, BS_TRAIN_DONE);
      about = bs_train_page_describe (run, NULL);
      ours = bs_policy_file_to_string (bs_train_run_get_best (run), (const char *const *) about);
      g_assert_true (g_file_get_contents (path, &theirs, NULL, NULL));
      g_assert_cmpstr (ours, ==, theirs);
    }
}

static BsTrainEditor *
find_editor (void)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  for (GList *l = all; l != NULL; l = l->next)
    if (BS_IS_TRAIN_EDITOR (l->data))
      return l->data;

  return NULL;
}

static void
test_buttons (Fixture *self, gconstpointer data)
{
  g_autofree char *cached = g_build_filename (g_get_user_cache_dir (), "batchscope",
                                              "trained-policy.json", NULL);
  g_autoptr (BsFsm) loaded = NULL;
  GtkWidget *copy = test_find_labelled (GTK_WIDGET (self->page), GTK_TYPE_BUTTON, "Copy");
  BsTrainRun *run;

  g_assert_true (adw_flap_get_reveal_flap (self->page->flap));
  gtk_toggle_button_set_active (self->page->form_toggle, FALSE);
  test_spin (100);
  g_assert_false (adw_flap_get_reveal_flap (self->page->flap));
  gtk_toggle_button_set_active (self->page->form_toggle, TRUE);
  g_assert_false (gtk_widget_is_sensitive (self->page->apply_button));

  train_set_options (self, BS_ENCODING_SORT, 60, 1);
  train_activate (self, "train.start");
  run = train_wait_state (self, BS_TRAIN_DONE);
  train_wait_evaluated (run);
  test_spin (50);
  g_assert_true (gtk_widget_is_sensitive (self->page->apply_button));
  g_signal_emit_by_name (copy, "clicked");
  g_assert_nonnull (strstr (self->page->log_text, "done: "));
  train_activate (self, "train.apply");
  loaded = bs_policy_file_load (cached, NULL);
  g_assert_nonnull (loaded);
  g_assert_cmpuint (loaded->states->n_states, ==, bs_train_run_get_best (run)->states->n_states);
  train_activate (self, "train.edit");
  g_assert_nonnull (find_editor ());
  gtk_window_destroy (GTK_WINDOW (find_editor ()));
  /* pictures and tables have their twins */
  for (guint i = 0; i < 2; i++)
    {
      BsViewFrame *frame = i == 0 ? self->page->curve_frame : self->page->states_frame;

      bs_view_frame_set_show_table (frame, TRUE);
      for (guint ms = 0; ms < PATIENCE_MS
                         && bs_data_table_get_table (bs_view_frame_get_data_table (frame)) == NULL;
           ms += 10)
        test_spin (10);
      g_assert_cmpuint (
          bs_table_get_n_rows (bs_data_table_get_table (bs_view_frame_get_data_table (frame))), ==,
          i == 0 ? 60 : bs_train_run_get_field (run)->n_states);
    }
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  guint32 n = self->trace->n_mini_batches;

  self->trace->n_mini_batches = 0;
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->page), NULL);
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->page), self->debugger);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (self->page->stack), ==, "empty");
  g_assert_true (test_says (GTK_WIDGET (self->page), "No graph to learn on"));
  self->trace->n_mini_batches = n;
  test_spin (50);
}

static void
test_figures (Fixture *self, gconstpointer data)
{
  check_against_cli (self, BS_ENCODING_SORT, "2");
  check_against_cli (self, BS_ENCODING_MARKED, "1");
}

static void
test_pause (Fixture *self, gconstpointer data)
{
  guint32 at;
  BsTrainRun *run;

  train_set_options (self, BS_ENCODING_SORT, 2000000, 1);
  g_assert_false (bs_train_page_is_training (self->page));
  train_activate (self, "train.start");
  run = train_wait_state (self, BS_TRAIN_RUNNING);
  g_assert_true (bs_train_page_is_training (self->page));
  test_spin (300);
  g_assert_cmpuint (bs_train_run_read (run)->episode, >, 0);
  g_assert_true (test_says (GTK_WIDGET (self->page), "Training"));
  train_activate (self, "train.pause");
  train_wait_state (self, BS_TRAIN_PAUSED);
  for (guint i = 0; i < 200 && !bs_train_run_read (run)->waiting; i++)
    test_spin (10);
  g_assert_true (bs_train_run_read (run)->waiting);
  at = bs_train_run_read (run)->episode;
  test_spin (300);
  g_assert_cmpuint (bs_train_run_read (run)->episode, ==, at);
  g_assert_true (test_says (GTK_WIDGET (self->page), "Paused"));
  g_assert_true (bs_train_page_is_training (self->page));
  train_activate (self, "train.pause");
  train_wait_state (self, BS_TRAIN_RUNNING);
  for (guint i = 0; i < 500 && bs_train_run_read (run)->episode == at; i++)
    test_spin (10);
  g_assert_cmpuint (bs_train_run_read (run)->episode, >, at);
  train_activate (self, "train.stop");
  train_wait_state (self, BS_TRAIN_STOPPED);
  train_wait_evaluated (run);
  g_assert_nonnull (bs_train_run_get_best (run));
  g_assert_false (bs_train_page_is_training (self->page));
  g_assert_true (test_says (GTK_WIDGET (self->page), "Stopped"));
}

/* Numbers are shown at least five times a second. */
static void
test_pace (Fixture *self, gconstpointer data)
{
  g_autofree char *last = NULL;
  guint n_changes = 0;
  gint64 end;

  train_set_options (self, BS_ENCODING_SORT, 5000000, 1);
  train_activate (self, "train.start");
  train_wait_state (self, BS_TRAIN_RUNNING);
  test_spin (300);
  end = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < end)
    {
      const char *now = gtk_label_get_label (self->page->episode);

      if (g_strcmp0 (now, last) != 0)
        {
          n_changes++;
          g_free (last);
          last = g_strdup (now);
        }
      test_spin (5);
    }
  g_test_message ("%u changes in two seconds", n_changes);
  g_assert_cmpuint (n_changes, >=, 10);
  train_activate (self, "train.stop");
  train_wait_state (self, BS_TRAIN_STOPPED);
}

static void
test_seeds (Fixture *self, gconstpointer data)
{
  GListModel *runs = G_LIST_MODEL (self->page->model);
  g_autoptr (BsTrainRun) first = NULL;
  g_autoptr (BsTrainRun) last = NULL;
  g_autoptr (BsTable) table = NULL;
  g_autofree char *log = NULL;

  train_set_options (self, BS_ENCODING_MAX, 60, 7);
  {
    GtkSpinButton *spin = NULL;
    GtkWidget *widget = test_find_labelled (GTK_WIDGET (self->page->form), ADW_TYPE_ACTION_ROW,
                                            "Seeds in a row");

    g_assert_nonnull (widget);
    spin = GTK_SPIN_BUTTON (test_find (widget, GTK_TYPE_SPIN_BUTTON));
    gtk_spin_button_set_value (spin, 3);
  }
  train_activate (self, "train.start");
  for (guint ms = 0; ms < PATIENCE_MS; ms += 10)
    {
      g_clear_object (&last);
      last = g_list_model_get_item (runs, 2);
      if (last != NULL && bs_train_run_is_over (last))
        break;
      test_spin (10);
    }
  g_assert_cmpuint (g_list_model_get_n_items (runs), ==, 3);
  first = g_list_model_get_item (runs, 0);
  g_assert_cmpuint (bs_train_run_get_options (first)->seed, ==, 7);
  g_assert_cmpuint (bs_train_run_get_options (last)->seed, ==, 9);
  g_assert_true (bs_train_model_get_front (self->page->model) == last);
  g_assert_cmpstr (bs_train_run_get_name (first), ==, "max, seed 7");
  table = bs_train_model_tabulate (self->page->model);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 3);
  g_assert_cmpint (bs_table_get_integer (table, 0, 3), ==,
                   bs_train_run_get_result (first)->batches);

  bs_train_run_set_name (first, "mine");
  test_spin (50);
  g_assert_true (test_says (GTK_WIDGET (self->page->runs), "mine"));
  bs_train_run_set_shown (first, FALSE);
  bs_train_model_set_front (self->page->model, first);
  test_spin (100);
  log = bs_train_log_text (first, NULL);
  g_assert_nonnull (strstr (log, "seed 7"));
  g_assert_nonnull (strstr (log, "done: "));
  bs_train_model_remove (self->page->model, first);
  test_spin (50);
  g_assert_cmpuint (g_list_model_get_n_items (runs), ==, 2);
  g_assert_false (test_says (GTK_WIDGET (self->page->runs), "mine"));
}

/* A run goes on from another as the command line does. */
static void
test_go_on (Fixture *self, gconstpointer data)
{
  g_autofree char *a = g_build_filename (folder, "a.json", NULL);
  g_autofree char *b = g_build_filename (folder, "b.json", NULL);
  g_autofree char *ours = NULL, *theirs = NULL;
  g_autoptr (BsFsm) loaded = NULL;

  g_assert_true (train_run_cli (NULL, "train", "--workload", "lattice-lstm", "--batch-size", "8",
                                "--encoding", "sort", "--episodes", "50", "-o", a, NULL));
  g_assert_true (train_run_cli (NULL, "train", "--workload", "lattice-lstm", "--batch-size", "8",
                                "--resume", a, "--episodes", "70", "-o", b, NULL));
  loaded = bs_policy_file_load (a, NULL);
  bs_train_page_go_on (self->page, "a.json", loaded);
  test_spin (50);
  g_assert_true (test_says (GTK_WIDGET (self->page->form), "a.json"));
  {
    BsTrainingOptions options;

    bs_training_options_init_published (&options, BS_ENCODING_SORT);
    options.max_episodes = 70;
    bs_train_form_set_options (self->page->form, &options);
  }
  train_activate (self, "train.start");
  ours = table_text (bs_train_run_get_result (train_wait_state (self, BS_TRAIN_DONE))->fsm);
  bs_fsm_unref (g_steal_pointer (&loaded));
  loaded = bs_policy_file_load (b, NULL);
  theirs = table_text (loaded);
  g_assert_cmpstr (ours, ==, theirs);
  bs_train_form_set_start (self->page->form, NULL, BS_ENCODING_SORT, FALSE);
  g_assert_false (bs_train_form_has_start (self->page->form));
}

/* What the trace holds is learned on, and the best table decides its mini-batch again. */
static void
test_replay (Fixture *self, gconstpointer data)
{
  BsBranches *branches = bs_debugger_get_branches (self->debugger);
  g_autoptr (BsBranchPolicy) policy = NULL;
  g_autoptr (BsFsm) copy = NULL;
  const BsBranch *branch = NULL;
  BsBranchItem *item;
  BsTrainRun *run;

  train_set_options (self, BS_ENCODING_SORT, 200, 1);
  train_activate (self, "train.start");
  run = train_wait_state (self, BS_TRAIN_DONE);
  train_wait_evaluated (run);
  g_assert_cmpuint (bs_train_run_get_material (run)->graphs->len, ==, 3);
  copy = bs_fsm_copy (bs_train_run_get_best (run));
  policy = bs_branch_policy_new_fsm ("best", copy);
  for (guint32 m = 0; m < 3; m++)
    {
      item = bs_branches_replay (branches, m, policy);
      for (guint ms = 0; ms < PATIENCE_MS && bs_branch_item_get_branch (item) == NULL; ms += 10)
        test_spin (10);
      branch = bs_branch_item_get_branch (item);
      g_assert_nonnull (branch);
      g_assert_cmpuint (branch->n_batches, ==, bs_train_run_get_evaluations (run)[m].batches);
      g_assert_cmpuint (branch->decision, ==, self->trace->mini_batches[m].first_decision);
      g_assert_cmpuint (bs_branch_item_get_type_id (item), ==, branch->schedule->decisions[0].type);
    }
  bs_branches_show (branches, item);
  for (guint ms = 0; ms < PATIENCE_MS && bs_branches_get_shown (branches) != item; ms += 10)
    test_spin (10);
  g_assert_true (bs_branches_get_shown (branches) == item);
  bs_undo_undo (bs_debugger_get_undo (self->debugger));
  test_spin (50);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (branches)), ==, 2);
}

static void
select_row (BsTrainEditor *editor, guint row)
{
  GtkWidget *table = test_find (GTK_WIDGET (editor), BS_TYPE_DATA_TABLE);

  bs_data_table_select_row (BS_DATA_TABLE (table), row);
  g_signal_emit_by_name (table, "row-selected", row);
  test_spin (50);
}

static void
wait_says (BsTrainEditor *editor, const char *text)
{
  GtkLabel *effect = GTK_LABEL (
      gtk_widget_get_template_child (GTK_WIDGET (editor), BS_TYPE_TRAIN_EDITOR, "effect"));

  for (guint ms = 0; ms < PATIENCE_MS; ms += 10)
    {
      if (g_str_has_prefix (gtk_label_get_label (effect), text))
        return;
      test_spin (10);
    }
  g_error ("“%s” does not become “%s”", gtk_label_get_label (effect), text);
}

static void
test_editor (Fixture *self, gconstpointer data)
{
  BsTrainEditor *editor;
  GtkWidget *action;
  BsTrainRun *run;
  BsTable *table;
  BsDataTable *states, *graphs;
  g_autofree char *learned = NULL;
  guint32 before = 0, after = 0;

  train_set_options (self, BS_ENCODING_SORT, 100, 1);
  train_activate (self, "train.start");
  run = train_wait_state (self, BS_TRAIN_DONE);
  train_wait_evaluated (run);
  editor = BS_TRAIN_EDITOR (bs_train_editor_new (self->page, run));
  gtk_window_present (GTK_WINDOW (editor));
  states = BS_DATA_TABLE (test_find (GTK_WIDGET (editor), BS_TYPE_DATA_TABLE));
  for (guint ms = 0; ms < PATIENCE_MS && bs_data_table_get_table (states) == NULL; ms += 10)
    test_spin (10);
  table = bs_data_table_get_table (states);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, bs_train_run_get_best (run)->states->n_states);

  /* a state of several types, which the schedules reach */
  for (guint row = 0; row < bs_table_get_n_rows (table); row++)
    if (bs_table_get_integer (table, row, 1) > 1 && bs_table_get_integer (table, row, 7) > 0)
      {
        select_row (editor, row);
        learned = g_strdup (bs_table_peek_text (table, row, 2));
        break;
      }
  g_assert_nonnull (learned);
  action = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (editor), BS_TYPE_TRAIN_EDITOR, "action"));
  g_assert_true (gtk_widget_get_sensitive (action));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (action),
                              1 - MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (action)), 1));
  wait_says (editor, "1 state is changed");
  graphs = BS_DATA_TABLE (
      gtk_widget_get_template_child (GTK_WIDGET (editor), BS_TYPE_TRAIN_EDITOR, "graphs"));
  table = bs_data_table_get_table (graphs);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (bs_table_get_integer (table, i, 3), ==,
                       bs_train_run_get_evaluations (run)[i].batches);
      after += (guint32) bs_table_get_integer (table, i, 4);
      before += (guint32) bs_table_get_integer (table, i, 3);
    }
  g_assert_cmpuint (after, !=, before);
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.undo", NULL);
  wait_says (editor, "0 states are changed");
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.redo", NULL);
  wait_says (editor, "1 state is changed");
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.reset", NULL);
  wait_says (editor, "0 states are changed");
  gtk_widget_activate_action (GTK_WIDGET (editor), "editor.go-on", NULL);
  test_spin (100);
  g_assert_true (bs_train_form_has_start (self->page->form));
}

static void
test_ranges (void)
{
  static const struct
  {
    const char *text;
    guint n; /* G_MAXUINT: refused */
  } cases[] = { { "", 0 },
                { "0", 1 },
                { " 0-3, 5 ", 5 },
                { "2–4", 3 },
                { "5,5,5", 1 },
                { "3-1", G_MAXUINT },
                { "10", G_MAXUINT },
                { "a", G_MAXUINT },
                { "1,,2", G_MAXUINT },
                { "1-", G_MAXUINT },
                { "-1", G_MAXUINT },
                { "1 2", G_MAXUINT },
                { "99999999999999999999", G_MAXUINT } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *error = NULL;
      g_autoptr (GArray) numbers = bs_train_ranges_parse (cases[i].text, 10, 100, &error);

      g_test_message ("“%s”: %s", cases[i].text, error != NULL ? error : "taken");
      if (cases[i].n == G_MAXUINT)
        g_assert_null (numbers);
      else
        g_assert_cmpuint (numbers->len, ==, cases[i].n);
      g_assert_cmpint (numbers == NULL, ==, error != NULL);
    }
}

static void
test_wrong_ranges (Fixture *self, gconstpointer data)
{
  GtkWidget *entry = test_find (GTK_WIDGET (self->page->form), ADW_TYPE_ENTRY_ROW);
  const char *why = NULL;

  gtk_editable_set_text (GTK_EDITABLE (entry), "77");
  for (guint ms = 0; ms < PATIENCE_MS && why == NULL; ms += 10)
    {
      test_spin (10);
      bs_train_form_get_material (self->page->form, &why);
    }
  g_assert_nonnull (strstr (why, "no mini-batch 77"));
  g_assert_true (test_says (GTK_WIDGET (self->page->form), why));
  gtk_editable_set_text (GTK_EDITABLE (entry), "1");
  why = NULL;
  for (guint ms = 0; ms < PATIENCE_MS && why == NULL; ms += 10)
    {
      test_spin (10);
      bs_train_form_get_material (self->page->form, &why);
    }
  g_assert_nonnull (strstr (why, "be kept apart"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "0");
  train_wait_material (self->page);
}

/* What the form says with "reset" is what the command line does without options. */
static void
test_settings (Fixture *self, gconstpointer data)
{
  BsTrainingOptions usual, odd;
  g_autoptr (GArray) runs = NULL;

  bs_training_options_init (&usual);
  bs_training_options_init_published (&odd, BS_ENCODING_BASE);
  odd.alpha = 0.5;
  odd.gamma = 0.9;
  odd.learning_rate = 0.25;
  odd.n_steps = 3;
  odd.epsilon = 0.75;
  odd.epsilon_decay = 0.5;
  odd.epsilon_min = 0.125;
  odd.check_every = 7;
  odd.max_episodes = 123;
  odd.act_when_safe = odd.true_maximum = TRUE;
  odd.seed = 99;
  bs_train_form_set_options (self->page->form, &odd);
  runs = bs_train_form_collect (self->page->form);
  g_assert_cmpuint (runs->len, ==, 1);
  g_assert_cmpmem (runs->data, sizeof odd, &odd, sizeof odd);
  g_array_unref (runs);
  bs_train_form_reset (self->page->form);
  runs = bs_train_form_collect (self->page->form);
  g_assert_cmpmem (runs->data, sizeof usual, &usual, sizeof usual);
}

/* A tab that learns is not closed without a question. */
static void
test_question (void)
{
  BsApplication *application = bs_application_new ();
  g_autoptr (GError) error = NULL;
  GtkWidget *tool, *train_page;
  BsWindow *window;
  GtkWidget *question;

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_application_activate (G_APPLICATION (application));
  test_spin (300);
  window = BS_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.train", NULL);
  test_spin (200);
  tool = GTK_WIDGET (window);
  train_page = test_find (tool, BS_TYPE_TRAIN_PAGE);
  g_assert_nonnull (train_page);
  train_wait_material (BS_TRAIN_PAGE (train_page));
  {
    BsTrainingOptions options;

    bs_training_options_init_published (&options, BS_ENCODING_SORT);
    options.max_episodes = 5000000;
    bs_train_form_set_options (BS_TRAIN_PAGE (train_page)->form, &options);
  }
  gtk_widget_activate_action (train_page, "train.start", NULL);
  test_spin (200);
  g_assert_true (bs_train_page_is_training (BS_TRAIN_PAGE (train_page)));
  gtk_window_close (GTK_WINDOW (window));
  test_spin (200);
  question = NULL;
  {
    g_autoptr (GList) all = gtk_window_list_toplevels ();

    for (GList *l = all; l != NULL; l = l->next)
      if (ADW_IS_MESSAGE_DIALOG (l->data))
        question = l->data;
  }
  g_assert_nonnull (question);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (question)), ==,
                   "Stop training?");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "continue");
  test_spin (100);
  g_assert_true (bs_train_page_is_training (BS_TRAIN_PAGE (train_page)));
  gtk_widget_activate_action (train_page, "train.stop", NULL);
  test_spin (300);
  g_assert_false (bs_train_page_is_training (BS_TRAIN_PAGE (train_page)));
  gtk_window_destroy (GTK_WINDOW (window));
  test_spin (100);
  g_object_unref (application);
}

/* The page of the trace, and the Train page in it, with a run that is done. */
static BsTrainRun *
learn_on_page (PageFixture *fixture, Fixture *train)
{
  GtkWidget *page = bs_trace_page_show (fixture->page, "train");
  BsTrainRun *run;

  memset (train, 0, sizeof *train);
  train->page = BS_TRAIN_PAGE (test_find (page, BS_TYPE_TRAIN_PAGE));
  train_wait_material (train->page);
  train_set_options (train, BS_ENCODING_SORT, 120, 3);
  train_activate (train, "train.start");
  run = train_wait_state (train, BS_TRAIN_DONE);
  train_wait_evaluated (run);
  return run;
}

static void
set_up_page (PageFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load (train_trace_path, NULL, &error);

  g_assert_no_error (error);
  page_fixture_init (fixture, trace);
}

/* A chosen episode is replayed: its table, learned again, decides a branch. */
static void
test_episode (PageFixture *fixture, gconstpointer data)
{
  Fixture train;
  BsTrainRun *run = learn_on_page (fixture, &train);
  BsBranches *branches = bs_debugger_get_branches (fixture->debugger);
  const BsTrainingMaterial *material = bs_train_run_get_material (run);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) expected = NULL;
  g_autofree char *ours = NULL, *theirs = NULL;
  const BsBranch *branch;
  guint graph;

  g_assert_false (gtk_widget_get_visible (train.page->episode_button));
  bs_train_canvas_set_selected (train.page->curve_canvas, 47);
  g_assert_true (gtk_widget_get_visible (train.page->episode_button));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (train.page->episode_button)), ==,
                   "Replay episode 47");
  g_assert_true (gtk_widget_is_sensitive (train.page->episode_button));
  g_signal_emit_by_name (train.page->episode_button, "clicked");
  g_assert_false (gtk_widget_is_sensitive (train.page->episode_button));
  for (guint ms = 0; ms < PATIENCE_MS && bs_branches_get_shown (branches) == NULL; ms += 10)
    test_spin (10);
  g_assert_nonnull (bs_branches_get_shown (branches));
  branch = bs_branch_item_get_branch (bs_branches_get_shown (branches));
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (bs_trace_page_get_views (fixture->page)),
                   ==, "debug");

  expected = bs_training_replay (bs_train_run_get_material (run), bs_train_run_get_options (run),
                                 NULL, 47, &graph, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (branch->mini_batch, ==, material->numbers[graph]);
  ours = table_text (branch->policy->fsm);
  theirs = table_text (expected);
  g_assert_cmpstr (ours, ==, theirs);
  g_assert_cmpstr (branch->policy->name, !=, NULL);
  g_assert_true (g_str_has_suffix (branch->policy->name, "episode 47"));
  g_assert_true (gtk_widget_is_sensitive (train.page->episode_button));
  /* nothing chosen, nothing to replay */
  bs_train_canvas_set_selected (train.page->curve_canvas, 0);
  g_assert_false (gtk_widget_get_visible (train.page->episode_button));
}

/* Beside the open trace the best table is compared. */
static void
test_compare (PageFixture *fixture, gconstpointer data)
{
  Fixture train;
  BsTrainRun *run = learn_on_page (fixture, &train);
  GtkWidget *page;
  const char *name = bs_train_run_get_name (run);
  gboolean found = FALSE;

  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (train.page->apply_button)), ==,
                   "_Compare with best");
  train_activate (&train, "train.apply");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (bs_trace_page_get_views (fixture->page)),
                   ==, "compare");
  page = test_find (GTK_WIDGET (fixture->page), BS_TYPE_COMPARE_PAGE);
  for (guint ms = 0; ms < PATIENCE_MS && !found; ms += 50)
    {
      BsCompareModel *model = bs_compare_page_get_model (BS_COMPARE_PAGE (page));
      const BsCompareFigures *figures = bs_compare_model_get_figures (model);

      test_spin (50);
      for (guint i = 0; figures != NULL && i < bs_compare_model_get_n (model); i++)
        found |= strstr (bs_comparison_get_run (figures->comparison, i)->name, name) != NULL;
    }
  g_assert_true (found);
}

static char *asked;

static void
asked_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_free (asked);
  asked = g_variant_dup_string (parameter, NULL);
}

/* Without a trace a run is recorded with it: the form is given the best table as a file. */
static void
test_record (Fixture *self, gconstpointer data)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction)
      action = g_simple_action_new ("record-with-policy", G_VARIANT_TYPE_STRING);
  g_autoptr (BsFsm) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *ours = NULL, *theirs = NULL;
  BsTrainRun *run;

  g_signal_connect (action, "activate", G_CALLBACK (asked_cb), NULL);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (self->window, "win", G_ACTION_GROUP (group));
  train_wait_material (self->page);
  train_set_options (self, BS_ENCODING_SORT, 60, 1);
  train_activate (self, "train.start");
  run = train_wait_state (self, BS_TRAIN_DONE);
  test_spin (50);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (self->page->apply_button)), ==,
                   "_Record a run with it…");
  train_activate (self, "train.apply");
  g_assert_nonnull (asked);
  loaded = bs_policy_file_load (asked, &error);
  g_assert_no_error (error);
  ours = table_text (loaded);
  theirs = table_text (bs_train_run_get_best (run));
  g_assert_cmpstr (ours, ==, theirs);
  g_clear_pointer (&asked, g_free);
}

int
main (int argc, char **argv)
{
  int status;

  folder = g_dir_make_tmp ("batchscope-train-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  if (!test_init (&argc, &argv))
    return 0;

  train_trace_path = g_build_filename (folder, "trace.bscope", NULL);
  g_assert_true (train_run_cli (NULL, "record", "--workload", "lattice-lstm", "--batch-size", "6",
                                "--batches", "3", "--model-size", "16", "--policy", "agenda",
                                "--schedule-only", "-o", train_trace_path, NULL));
  g_test_add ("/window/train/figures", Fixture, NULL, train_set_up, test_figures, train_tear_down);
  g_test_add ("/window/train/save", Fixture, NULL, train_set_up, test_save, train_tear_down);
  g_test_add ("/window/train/buttons", Fixture, NULL, train_set_up, test_buttons, train_tear_down);
  g_test_add ("/window/train/empty", Fixture, "trace", train_set_up, test_empty, train_tear_down);
  g_test_add ("/window/train/pause", Fixture, NULL, train_set_up, test_pause, train_tear_down);
  g_test_add ("/window/train/pace", Fixture, NULL, train_set_up, test_pace, train_tear_down);
  g_test_add ("/window/train/seeds", Fixture, NULL, train_set_up, test_seeds, train_tear_down);
  g_test_add ("/window/train/go-on", Fixture, NULL, train_set_up, test_go_on, train_tear_down);
  g_test_add ("/window/train/settings", Fixture, NULL, train_set_up, test_settings,
              train_tear_down);
  g_test_add ("/window/train/replay", Fixture, "trace", train_set_up, test_replay, train_tear_down);
  g_test_add ("/window/train/episode", PageFixture, NULL, set_up_page, test_episode,
              page_fixture_tear_down);
  g_test_add ("/window/train/compare", PageFixture, NULL, set_up_page, test_compare,
              page_fixture_tear_down);
  g_test_add ("/window/train/record", Fixture, NULL, train_set_up, test_record, train_tear_down);
  g_test_add ("/window/train/editor", Fixture, "trace", train_set_up, test_editor, train_tear_down);
  g_test_add ("/window/train/wrong-ranges", Fixture, "trace", train_set_up, test_wrong_ranges,
              train_tear_down);
  g_test_add_func ("/window/train/ranges", test_ranges);
  g_test_add_func ("/window/train/question", test_question);
  status = g_test_run ();
  test_remove_folder (folder);
  g_free (folder);
  g_free (train_trace_path);
  return status;
}
