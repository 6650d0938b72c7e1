/* SPDX-License-Identifier: Apache-2.0 */
/* The form that records: every control, what it refuses, and that its traces are those of the command
 * line. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app/window/record/file-row.h"
#include "app/window/record/record-dialog.h"
#include "app/window/record/rows.h"
#include "app/window/record/run-view.h"
#include "engine/backend.h"
#include "profiles/trace/trace.h"
#include "tests/window/fixture.h"

#define WAIT_US (60 * G_USEC_PER_SEC)
#define GRAPH                                                                                      \
  "{\"format\": \"batchscope-graph\", \"version\": 1, \"types\": [{\"name\": \"a\"}, {\"name\": "  \
  "\"b\"}], \"nodes\": [{\"type\": \"a\"}, {\"type\": \"a\"}, {\"type\": \"b\", \"inputs\": [0, "  \
  "1]}]}"

typedef struct
{
  char *folder;
  GtkWidget *window;
  BsRecordForm *form;
  char *recorded; /* (nullable) */
} Fixture;

static void
recorded_cb (BsRecordForm *form, GFile *file, Fixture *self)
{
  g_free (self->recorded);
  self->recorded = g_file_get_path (file);
}

static gpointer
child (Fixture *self, const char *name)
{
  GObject *object = gtk_widget_get_template_child (GTK_WIDGET (self->form), BS_TYPE_RECORD_FORM,
                                                   name);

  g_assert_nonnull (object);
  return object;
}

static GtkWidget *
run_button (Fixture *self, const char *name)
{
  return GTK_WIDGET (
      gtk_widget_get_template_child (child (self, "run_view"), BS_TYPE_RUN_VIEW, name));
}

static const char *
estimate (Fixture *self)
{
  return gtk_label_get_text (child (self, "estimate"));
}

static const char *
said (gpointer row)
{
  return ADW_IS_EXPANDER_ROW (row) ? adw_expander_row_get_subtitle (row)
                                   : adw_action_row_get_subtitle (row);
}

static gboolean
is_ready (Fixture *self)
{
  return gtk_widget_is_sensitive (child (self, "record_button"))
         && gtk_widget_is_sensitive (child (self, "schedule_button"));
}

/* Until the form has found out what it can. */
static void
settle (Fixture *self)
{
  gint64 end = g_get_monotonic_time () + WAIT_US;

  while (g_str_equal (estimate (self), "Estimating…")
         && gtk_widget_get_visible (child (self, "estimate")))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
wait_until_over (Fixture *self)
{
  gint64 end = g_get_monotonic_time () + WAIT_US;

  while (bs_record_form_get_running (self->form))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
assert_refused (Fixture *self, gpointer row, const char *part)
{
  settle (self);
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  g_assert_nonnull (strstr (said (row), part));
  g_assert_false (is_ready (self));
}

static void
assert_accepted (Fixture *self, gpointer row)
{
  settle (self);
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_assert_true (is_ready (self));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_set_animations (FALSE);
  self->folder = g_dir_make_tmp ("batchscope-record-XXXXXX", &error);
  g_assert_no_error (error);
  self->form = BS_RECORD_FORM (bs_record_form_new ());
  bs_record_form_set_folder (self->form, self->folder);
  g_signal_connect (self->form, "recorded", G_CALLBACK (recorded_cb), self);
  self->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->form));
  gtk_window_present (GTK_WINDOW (self->window));
  settle (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_object_add_weak_pointer (G_OBJECT (self->form), (gpointer *) &self->form);
  gtk_window_destroy (GTK_WINDOW (self->window));
  for (int i = 0; i < 200 && self->form != NULL; i++)
    test_spin (10);
  g_assert_null (self->form);
  dir = g_dir_open (self->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_clear_pointer (&self->recorded, g_free);
}

static void
choose (gpointer row, const char *name)
{
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      if (g_str_equal (gtk_string_object_get_string (item), name))
        {
          adw_combo_row_set_selected (row, i);
          return;
        }
    }
  g_error ("there is no %s in the list", name);
}

static void
click (gpointer button)
{
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
set (Fixture *self, const char *spin, double value)
{
  gtk_spin_button_set_value (child (self, spin), value);
}

/* A run of a second or less. */
static void
choose_small (Fixture *self)
{
  choose (child (self, "model_row"), "lattice-lstm");
  choose (child (self, "policy_row"), "agenda");
  set (self, "size", 8);
  set (self, "batch_size", 3);
  set (self, "n_batches", 2);
  set (self, "seed", 7);
  settle (self);
}

static guint
count_files (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static char *
write_file (Fixture *self, const char *name, const char *text)
{
  char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* Returns: (transfer full): a trace that the command line records. */
static BsTrace *
record_by_command (Fixture *self, const char *const *arguments)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_autofree char *path = g_build_filename (self->folder, "command.bscope", NULL);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  int status;
  BsTrace *trace;

  g_strv_builder_add (all, g_getenv ("BATCHSCOPE_CLI"));
  g_strv_builder_addv (all, (const char **) arguments);
  g_strv_builder_add_many (all, "-o", path, NULL);
  argv = g_strv_builder_end (all);
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  return trace;
}

static BsTrace *
load_recorded (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  BsTrace *trace;

  g_assert_nonnull (self->recorded);
  trace = bs_trace_load (self->recorded, NULL, &error);
  g_assert_no_error (error);
  return trace;
}

/* All but times. */
static void
assert_same (const BsTrace *a, const BsTrace *b)
{
  static const char *const keys[] = {
    "workload",   "policy",      "encoding", "seed",    "model_size", "batch_size",
    "batches",    "planner",     "threads",  "backend", "data",       "beam",
    "max_states", "incremental", "overflow", "cpu",     "model_file", "backend_description"
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpstr (bs_trace_get_info (a, keys[i]), ==, bs_trace_get_info (b, keys[i]));
  g_assert_cmpuint (a->n_mini_batches, ==, b->n_mini_batches);
  g_assert_cmpuint (a->n_decisions, ==, b->n_decisions);
  for (guint32 i = 0; i < a->n_mini_batches; i++)
    {
      g_assert_cmpuint (a->mini_batches[i].n_nodes, ==, b->mini_batches[i].n_nodes);
      if (!isnan (a->mini_batches[i].loss) || !isnan (b->mini_batches[i].loss))
        g_assert_cmpfloat (a->mini_batches[i].loss, ==, b->mini_batches[i].loss);
    }
  for (guint32 n = 1; n <= a->n_decisions; n++)
    {
      const BsTraceDecision *x = bs_trace_decision (a, n), *y = bs_trace_decision (b, n);
      g_autofree char *first = bs_trace_decision_text (a, n);
      g_autofree char *second = bs_trace_decision_text (b, n);
      g_autoptr (BsTraceGraph) left = bs_trace_open_graph (a, x->mini_batch);
      g_autoptr (BsTraceGraph) right = bs_trace_open_graph (b, y->mini_batch);

      g_assert_cmpstr (first, ==, second);
      g_assert_cmpuint (x->type, ==, y->type);
      g_assert_cmpmem (bs_trace_members (left, x), x->size * sizeof (guint32),
                       bs_trace_members (right, y), y->size * sizeof (guint32));
    }
}

static void
test_same_as_command (Fixture *self, gconstpointer data)
{
  static const char *const arguments[] = { "record",
                                           "--workload",
                                           "lattice-lstm",
                                           "--policy",
                                           "agenda",
                                           "--model-size",
                                           "8",
                                           "--batch-size",
                                           "3",
                                           "--batches",
                                           "2",
                                           "--seed",
                                           "7",
                                           "--planner",
                                           "published",
                                           "--threads",
                                           "2",
                                           NULL };
  g_autoptr (BsTrace) own = NULL, other = NULL;

  choose_small (self);
  choose (child (self, "planner_row"), "PQ-tree, as published");
  set (self, "threads", 2);
  settle (self);
  g_assert_true (g_str_has_prefix (estimate (self), "About "));
  gtk_widget_activate_action (GTK_WIDGET (self->form), "record.run", NULL);
  g_assert_true (bs_record_form_get_running (self->form));
  g_assert_false (gtk_widget_is_sensitive (child (self, "model_row")));
  wait_until_over (self);
  g_assert_true (gtk_widget_is_sensitive (child (self, "model_row")));
  own = load_recorded (self);
  other = record_by_command (self, arguments);
  assert_same (own, other);
  g_assert_cmpstr (bs_trace_get_info (own, "program"), ==, "batchscope");
  g_assert_true (own->complete);
}

/* What the trace says of itself is what makes it again. */
static void
test_command_text (Fixture *self, gconstpointer data)
{
  g_autoptr (BsTrace) own = NULL, other = NULL;
  g_auto (GStrv) argv = NULL;
  guint n = 0;

  choose_small (self);
  choose (child (self, "policy_row"), "beam");
  choose (child (self, "encoding_row"), "max");
  set (self, "beam", 4);
  set (self, "n_batches", 1);
  settle (self);
  click (child (self, "record_button"));
  wait_until_over (self);
  own = load_recorded (self);
  g_assert_true (g_shell_parse_argv (bs_trace_get_info (own, "command"), (int *) &n, &argv, NULL));
  g_assert_cmpstr (argv[n - 2], ==, "-o");
  g_clear_pointer (&argv[n - 1], g_free);
  g_clear_pointer (&argv[n - 2], g_free);
  other = record_by_command (self, (const char *const *) argv + 1);
  assert_same (own, other);
  g_assert_cmpstr (bs_trace_get_info (own, "beam"), ==, "4");
  g_assert_cmpstr (bs_trace_get_info (own, "encoding"), ==, "max");
}

static void
test_learned (Fixture *self, gconstpointer data)
{
  static const char *const arguments[] = { "record",
                                           "--workload",
                                           "lattice-lstm",
                                           "--policy",
                                           "fsm",
                                           "--encoding",
                                           "sort",
                                           "--changes",
                                           "20",
                                           "--seed",
                                           "7",
                                           "--model-size",
                                           "8",
                                           "--batches",
                                           "2",
                                           "--batch-size",
                                           "3",
                                           NULL };
  g_autoptr (BsTrace) own = NULL, other = NULL;

  choose_small (self);
  choose (child (self, "policy_row"), "fsm");
  g_assert_true (gtk_widget_get_visible (child (self, "changes_row")));
  g_assert_cmpfloat (gtk_spin_button_get_value (child (self, "changes")), ==, 2000);
  choose (child (self, "encoding_row"), "sort");
  g_assert_cmpfloat (gtk_spin_button_get_value (child (self, "changes")), ==, 1000);
  set (self, "changes", 20);
  settle (self);
  g_assert_nonnull (strstr (estimate (self), "learned"));
  click (child (self, "record_button"));
  wait_until_over (self);
  own = load_recorded (self);
  other = record_by_command (self, arguments);
  assert_same (own, other);
  g_assert_nonnull (own->fsm);
}

static void
test_schedule_only (Fixture *self, gconstpointer data)
{
  static const char *const arguments[] = { "record",
                                           "--workload",
                                           "lattice-lstm",
                                           "--policy",
                                           "agenda",
                                           "--schedule-only",
                                           "--model-size",
                                           "8",
                                           "--batches",
                                           "2",
                                           "--seed",
                                           "7",
                                           "--batch-size",
                                           "3",
                                           NULL };
  g_autoptr (BsTrace) own = NULL, other = NULL;

  choose_small (self);
  click (child (self, "schedule_button"));
  wait_until_over (self);
  own = load_recorded (self);
  other = record_by_command (self, arguments);
  assert_same (own, other);
  g_assert_null (bs_trace_get_info (own, "backend"));
  g_assert_cmpuint (own->n_events, <, own->n_decisions);
}

#define LOOKING "Looking for a GPU…"

/* Of the list of a row: the words about a name, and whether it can be chosen. */
static const char *
listed (gpointer row, const char *name, gboolean *offered)
{
  GtkWidget *title = NULL;

  for (int i = 0; i < 200 && title == NULL; i++)
    {
      GtkWidget *list = test_find (row, GTK_TYPE_POPOVER);

      test_spin (10);
      title = list != NULL ? test_find_labelled (list, GTK_TYPE_LABEL, name) : NULL;
    }
  g_assert_nonnull (title);
  *offered = gtk_widget_is_sensitive (title);
  return gtk_label_get_label (GTK_LABEL (gtk_widget_get_next_sibling (title)));
}

/* A GPU can be chosen where there is one; elsewhere form and list say why not, in this and any other build. */
static void
test_cuda (Fixture *self, gconstpointer data)
{
  gpointer row = child (self, "backend_row");
  gboolean present = g_strv_contains (bs_backend_names (), "cuda"), offered;
  g_autofree char *about = NULL, *version = NULL;
  g_autoptr (GError) error = NULL;
  gboolean usable = present && bs_backend_probe ("cuda", &about, &version, &error);
  const char *text = usable ? about : present ? error->message : "This build has no such backend";
  g_autoptr (BsTrace) own = NULL;

  g_assert_cmpint (g_getenv ("BATCHSCOPE_TEST_GPU") != NULL, <=, usable);
  choose_small (self);
  choose (row, "CUDA");
  for (int i = 0; i < 500 && g_str_equal (said (row), LOOKING); i++)
    {
      g_assert_false (is_ready (self));
      test_spin (10);
    }
  settle (self);
  g_assert_nonnull (strstr (said (row), text));
  gtk_widget_activate (row);
  g_assert_cmpstr (listed (row, "CUDA", &offered), ==, usable ? "A GPU of NVIDIA" : text);
  g_assert_cmpint (offered, ==, usable);
  g_assert_cmpstr (listed (row, "Reference", &offered), !=, "");
  g_assert_true (offered);
  gtk_popover_popdown (GTK_POPOVER (test_find (row, GTK_TYPE_POPOVER)));
  test_spin (200);

  if (usable)
    {
      assert_accepted (self, row);
      click (child (self, "record_button"));
      wait_until_over (self);
      own = load_recorded (self);
      g_assert_cmpstr (bs_trace_get_info (own, "backend"), ==, "cuda");
      g_assert_cmpint (bs_trace_is_emulated (own), ==, strstr (about, "emulated") != NULL);
    }
  else
    {
      assert_refused (self, row, text);
      choose (row, "CPU");
      assert_accepted (self, row);
    }
}

static void
test_reference (Fixture *self, gconstpointer data)
{
  g_autoptr (BsTrace) own = NULL;

  choose_small (self);
  choose (child (self, "backend_row"), "Reference");
  assert_accepted (self, child (self, "backend_row"));
  g_assert_false (gtk_widget_is_sensitive (child (self, "planner_row")));
  g_assert_false (gtk_widget_is_sensitive (child (self, "threads_row")));
  click (child (self, "record_button"));
  wait_until_over (self);
  own = load_recorded (self);
  g_assert_cmpstr (bs_trace_get_info (own, "backend"), ==, "reference");
  choose (child (self, "backend_row"), "CPU");
  g_assert_true (gtk_widget_is_sensitive (child (self, "planner_row")));
}

/* Rows are there when they mean something. */
static void
test_rows (Fixture *self, gconstpointer data)
{
  choose (child (self, "policy_row"), "exact");
  g_assert_true (gtk_widget_get_visible (child (self, "max_states_row")));
  g_assert_false (gtk_widget_get_visible (child (self, "beam_row")));
  choose (child (self, "policy_row"), "beam");
  g_assert_true (gtk_widget_get_visible (child (self, "beam_row")));
  g_assert_false (gtk_widget_get_visible (child (self, "changes_row")));
  choose (child (self, "policy_row"), "agenda");
  g_assert_false (gtk_widget_get_visible (child (self, "beam_row")));
  g_assert_nonnull (strstr (said (child (self, "policy_row")), "depth"));

  set (self, "size", 96);
  set (self, "batch_size", 5);
  set (self, "n_batches", 3);
  g_assert_cmpstr (said (child (self, "sizes_row")), ==, "3 mini-batches of 5, size 96");

  choose (child (self, "model_row"), "lstm-nmt");
  settle (self);
  choose (child (self, "input_row"), "Own file…");
  g_assert_true (gtk_widget_get_visible (child (self, "second_file_row")));
  choose (child (self, "model_row"), "random-dag");
  choose (child (self, "input_row"), "Sample");
  settle (self);
  g_assert_cmpstr (said (child (self, "input_row")), ==, "The model generates its inputs");
  g_assert_false (gtk_widget_is_sensitive (child (self, "input_row")));
}

static void
test_own_files (Fixture *self, gconstpointer data)
{
  g_autofree char *broken = write_file (self, "broken.model", "model nonsense {");
  g_autofree char *policy = write_file (self, "policy.json", "{}");
  g_autofree char *folder = g_strdup (g_getenv ("BATCHSCOPE_DATA_DIR"));
  g_autofree char *model = g_build_filename (folder, "models", "tree-gru.model", NULL);
  g_autofree char *input = write_file (self, "trees.txt", "(3 (2 a) (1 b))\n");
  g_autoptr (BsTrace) own = NULL;

  choose_small (self);
  choose (child (self, "model_row"), "Own file…");
  assert_refused (self, child (self, "model_file_row"), "Choose");
  bs_record_form_set_file (self->form, BS_RECORD_FILE_MODEL, broken);
  assert_refused (self, child (self, "model_file_row"), "broken.model");
  bs_record_form_set_file (self->form, BS_RECORD_FILE_MODEL, model);
  assert_accepted (self, child (self, "model_file_row"));
  g_assert_cmpstr (said (child (self, "model_file_row")), ==, model);

  choose (child (self, "input_row"), "Own file…");
  assert_refused (self, child (self, "first_file_row"), "Choose");
  bs_record_form_set_file (self->form, BS_RECORD_FILE_INPUT, policy);
  assert_refused (self, child (self, "first_file_row"), "policy.json");
  bs_record_form_set_file (self->form, BS_RECORD_FILE_INPUT, input);
  assert_accepted (self, child (self, "first_file_row"));
  g_assert_nonnull (strstr (estimate (self), "used again"));

  choose (child (self, "policy_row"), "Policy file…");
  assert_refused (self, child (self, "policy_file_row"), "Choose");
  bs_record_form_set_file (self->form, BS_RECORD_FILE_POLICY, policy);
  assert_refused (self, child (self, "policy_file_row"), "policy.json");
  choose (child (self, "policy_row"), "sufficient");
  settle (self);
  g_assert_true (is_ready (self));
  click (child (self, "record_button"));
  wait_until_over (self);
  own = load_recorded (self);
  g_assert_cmpstr (bs_trace_get_info (own, "model_file"), ==, model);
  g_assert_cmpstr (bs_trace_get_info (own, "data"), ==, input);
}

static void
test_parameters (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_file (self, "p.safetensors", "nothing");

  choose_small (self);
  g_assert_cmpstr (said (child (self, "parameters_row")), ==, "Random, from the seed");
  bs_record_form_set_file (self->form, BS_RECORD_FILE_PARAMETERS, path);
  g_assert_cmpstr (said (child (self, "parameters_row")), ==, path);
  settle (self);
  /* they are read when it runs */
  click (child (self, "record_button"));
  wait_until_over (self);
  g_assert_null (self->recorded);
  g_assert_true (gtk_widget_has_css_class (child (self, "model_row"), "error"));
  g_assert_nonnull (strstr (said (child (self, "model_row")), "p.safetensors"));
  g_assert_cmpuint (count_files (self), ==, 1);
  bs_file_row_set_path (child (self, "parameters_row"), NULL);
  assert_accepted (self, child (self, "model_row"));
}

static GtkEditable *
name_entry (Fixture *self)
{
  return GTK_EDITABLE (test_find (child (self, "output_row"), GTK_TYPE_ENTRY));
}

static void
test_output (Fixture *self, gconstpointer data)
{
  GtkEditable *name = name_entry (self);
  g_autofree char *there = NULL;

  choose_small (self);
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "lattice-lstm-agenda");
  g_assert_cmpstr (said (child (self, "output_row")), ==, self->folder);
  there = write_file (self, "lattice-lstm-agenda.bscope", "mine");
  choose (child (self, "policy_row"), "depth");
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "lattice-lstm-depth");
  choose (child (self, "policy_row"), "agenda");
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "lattice-lstm-agenda-2");

  gtk_editable_set_text (name, "lattice-lstm-agenda");
  assert_refused (self, child (self, "output_row"), "there already");
  gtk_editable_set_text (name, "");
  assert_refused (self, child (self, "output_row"), "name");
  gtk_editable_set_text (name, "a/b");
  assert_refused (self, child (self, "output_row"), "slash");
  gtk_editable_set_text (name, "mine");
  assert_accepted (self, child (self, "output_row"));
  /* what the person has typed stays */
  choose (child (self, "policy_row"), "depth");
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "mine");
  settle (self);
  click (child (self, "schedule_button"));
  wait_until_over (self);
  g_assert_true (g_str_has_suffix (self->recorded, "/mine.bscope"));
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "lattice-lstm-depth");
}

/* Long enough to be stopped. */
static void
start_long (Fixture *self)
{
  gint64 end = g_get_monotonic_time () + WAIT_US;

  choose_small (self);
  set (self, "size", 256);
  set (self, "n_batches", 100000);
  settle (self);
  click (child (self, "record_button"));
  while (!gtk_widget_is_sensitive (run_button (self, "stop_button")))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_true (test_says (GTK_WIDGET (self->form),
                            gtk_label_get_text (GTK_LABEL (run_button (self, "counts")))));
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (run_button (self, "doing"))),
                            "of 100\342\200\257000"));
}

static void
test_stop (Fixture *self, gconstpointer data)
{
  g_autoptr (BsTrace) own = NULL;

  start_long (self);
  click (run_button (self, "stop_button"));
  wait_until_over (self);
  own = load_recorded (self);
  g_assert_cmpuint (own->n_decisions, >, 0);
  g_assert_cmpstr (bs_trace_get_info (own, "interrupted"), ==, "yes");
  g_assert_cmpuint (own->n_mini_batches, <, 100000);
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  start_long (self);
  click (run_button (self, "cancel_button"));
  wait_until_over (self);
  g_assert_null (self->recorded);
  g_assert_cmpuint (count_files (self), ==, 0);
  settle (self);
  g_assert_true (is_ready (self));
}

static void
test_graphs (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_file (self, "mine.json", GRAPH);
  g_autofree char *bad = write_file (self, "bad.json", "{\"format\": 3}");
  const char *const files[] = { path, NULL };
  const char *const bad_files[] = { bad, NULL };
  const char *const arguments[] = { "import", path, "--policy", "agenda", NULL };
  g_autoptr (BsTrace) own = NULL, other = NULL;

  bs_record_form_set_graphs (self->form, bad_files);
  assert_refused (self, child (self, "graphs_row"), "bad.json");
  bs_record_form_set_graphs (self->form, files);
  choose (child (self, "policy_row"), "agenda");
  settle (self);
  g_assert_false (gtk_widget_get_visible (child (self, "model_row")));
  g_assert_false (gtk_widget_get_visible (child (self, "record_button")));
  g_assert_cmpstr (gtk_editable_get_text (name_entry (self)), ==, "mine-agenda");
  click (child (self, "schedule_button"));
  wait_until_over (self);
  own = load_recorded (self);
  other = record_by_command (self, arguments);
  assert_same (own, other);
  bs_record_form_set_graphs (self->form, NULL);
  g_assert_true (gtk_widget_get_visible (child (self, "model_row")));
}

static void
told_cb (BsRecordDialog *dialog, GFile *file, char **path)
{
  *path = g_file_get_path (file);
}

static void
test_dialog (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) graph = g_file_new_for_path ("/tmp/A.JSON");
  g_autoptr (GFile) trace = g_file_new_for_path ("/tmp/a.bscope");
  GtkWidget *dialog = bs_record_dialog_new (GTK_WINDOW (self->window));
  g_autofree char *path = NULL;
  gint64 end = g_get_monotonic_time () + WAIT_US;

  g_assert_true (bs_record_dialog_takes (graph));
  g_assert_false (bs_record_dialog_takes (trace));

  gtk_window_present (GTK_WINDOW (dialog));
  g_signal_connect (dialog, "recorded", G_CALLBACK (told_cb), &path);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  self->form = bs_record_dialog_get_form (BS_RECORD_DIALOG (dialog));
  bs_record_form_set_folder (self->form, self->folder);
  start_long (self);
  /* it asks before what was recorded is lost */
  gtk_window_close (GTK_WINDOW (dialog));
  test_spin (100);
  g_assert_nonnull (dialog);
  click (run_button (self, "stop_button"));
  while (dialog != NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_nonnull (path);
  self->form = BS_RECORD_FORM (adw_window_get_content (ADW_WINDOW (self->window)));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/window/record/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  if (!test_init (&argc, &argv))
    return 0;

  ADD ("same-as-command", test_same_as_command);
  ADD ("command-text", test_command_text);
  ADD ("learned", test_learned);
  ADD ("schedule-only", test_schedule_only);
  ADD ("reference", test_reference);
  ADD ("cuda", test_cuda);
  ADD ("rows", test_rows);
  ADD ("own-files", test_own_files);
  ADD ("parameters", test_parameters);
  ADD ("output", test_output);
  ADD ("stop", test_stop);
  ADD ("cancel", test_cancel);
  ADD ("graphs", test_graphs);
  ADD ("dialog", test_dialog);
  return g_test_run ();
}
