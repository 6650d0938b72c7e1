/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing that the window does keeps it from answering: a large trace is opened, stepped through, looked
 * at in every way, and the main loop is never away for long. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/window/parts/presenting.h"
#include "app/window/record/record-job.h"
#include "app/window/shell/keys.h"
#include "app/window/shell/preferences.h"
#include "app/window/shell/window.h"
#include "tests/window/fixture.h"
#include "tests/window/stall-watch.h"

/* What is longer than a frame is told. A mistake is what takes a frame more than the toolkit takes for the
 * least of its kind, on the same machine: an empty window, a table of plain labels, rows of plain controls.
 * That is for the benchmark; a test does not hang on a clock, and fails from twice of that on. */
#define FRAME_MS 16.0
#define TOLERANCE 2.0
/* Thirty a second. */
#define SCRUB_FRAME_MS 33.3
/* What else the machine does can make anything longer, but not each time. */
#define N_RUNS 3
#define N_STEPS 8
#define N_TABS 3
/* Of the plain table. */
#define N_ROWS 1000
#define N_COLUMNS 9
/* Of the dialog that records. */
#define N_LISTS 6
#define N_ENTRIES 5
#define BATCH_SIZE 256
#define WAIT_US (60 * G_USEC_PER_SEC)

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *unknown = NULL;
  gboolean stopped;

  bs_record_job_run_finish (BS_RECORD_JOB (source), result, &stopped, &unknown, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* Returns: (transfer full): a trace of some ten thousands of nodes. */
static GFile *
record_large (const char *folder)
{
  g_auto (BsRecordChoices) choices = { 0 };
  g_autoptr (BsRecordJob) job = NULL;
  gboolean done = FALSE;

  bs_record_choices_init (&choices);
  choices.inputs.workload = g_strdup ("lattice-lstm");
  choices.inputs.batch_size = BATCH_SIZE;
  choices.inputs.model_size = 16;
  g_free (choices.policy);
  choices.policy = g_strdup ("agenda");
  choices.output = g_build_filename (folder, "large.bscope", NULL);
  job = bs_record_job_new (&choices);
  bs_record_job_run_async (job, recorded_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);

  return g_file_new_for_path (choices.output);
}

static BsTracePage *
open_trace (BsWindow *window, GFile *file)
{
  gint64 end = g_get_monotonic_time () + WAIT_US;

  bs_window_open (window, file);
  while (bs_window_get_page (window) == NULL
         || bs_trace_page_get_debugger (bs_window_get_page (window)) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  test_settle (1500);

  return bs_window_get_page (window);
}

static void
close_popovers (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    close_popovers (child);
}

/* Every action of @widget that needs nothing to be told. */
static void
activate_all (GtkWidget *widget, const char *prefix)
{
  const GVariantType *type;
  const char *name, *property;
  GType owner;

  for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (widget), i, &owner, &name,
                                                   &type, &property);
       i++)
    {
      /* choosers of files and the clipboard are not ours */
      if (type != NULL || !g_str_has_prefix (name, prefix) || strstr (name, "save-") != NULL)
        continue;

      stall_watch_note (g_intern_string (name));
      gtk_widget_activate_action (widget, name, NULL);
      test_settle (300);
      close_popovers (widget);
      test_settle (50);
    }
}

static void
walk (BsTracePage *page)
{
  BsDebugger *debugger = bs_trace_page_get_debugger (page);
  BsClock *clock = bs_debugger_get_clock (debugger);
  guint32 n = bs_clock_get_n_decisions (clock);
  GRand *rand = g_rand_new_with_seed (1);

  /* A setting of the desktop: the toolkit styles every widget anew. */
  stall_watch_note ("plain settings");
  test_set_animations (TRUE);
  test_settle (200);
  for (guint i = 0; i < N_STEPS; i++)
    {
      stall_watch_note ("a step");
      bs_clock_step (clock, 1);
      test_settle (320);
    }
  for (guint i = 0; i < N_STEPS; i++)
    {
      stall_watch_note ("a step back");
      bs_clock_step (clock, -1);
      test_settle (320);
    }
  for (guint i = 0; i < N_STEPS; i++)
    {
      stall_watch_note ("a jump");
      bs_clock_seek (clock, (guint32) g_rand_int_range (rand, 1, (gint32) n + 1));
      test_settle (300);
    }
  for (guint i = 0; i < 4 * N_STEPS; i++)
    {
      stall_watch_note ("scrubbing");
      bs_clock_scrub (clock, 1 + i * (n - 1) / (4 * N_STEPS));
      test_spin (30);
    }
  test_set_animations (FALSE);
  g_rand_free (rand);
}

static void
close_others (BsWindow *window)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  for (GList *l = all; l != NULL; l = l->next)
    if (l->data != window && gtk_widget_get_visible (l->data))
      gtk_window_close (l->data);
  test_settle (100);
}

/* A window as it was: the trace in some tabs, one of them in front. */
static void
restore (GFile *file)
{
  g_autoptr (BsSession) session = bs_session_new ();
  BsSessionWindow *place = bs_session_add_window (session);
  g_autofree char *uri = g_file_get_uri (file);
  BsWindow *window = bs_window_new (NULL);

  for (guint i = 0; i < N_TABS; i++)
    g_ptr_array_add (place->tabs, bs_session_tab_new (uri));
  place->selected = 1;
  stall_watch_note ("restoring a session");
  gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
  gtk_window_present (GTK_WINDOW (window));
  bs_window_restore (window, place);
  while (bs_window_get_page (window) == NULL
         || bs_trace_page_get_debugger (bs_window_get_page (window)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  test_settle (700);
  stall_watch_note ("closing a restored window");
  gtk_window_destroy (GTK_WINDOW (window));
  test_settle (200);
}

static void
live (GFile *file)
{
  static const char *const dialogs[] = { "win.record", "win.show-help-overlay" };
  BsWindow *window = bs_window_new (NULL);
  BsTracePage *page;

  stall_watch_note ("an empty window");
  gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
  gtk_window_present (GTK_WINDOW (window));
  test_settle (1000);
  stall_watch_note ("opening a trace");
  page = open_trace (window, file);
  walk (page);
  activate_all (GTK_WIDGET (page), "debug.");
  activate_all (bs_tab_get_front (BS_TAB (page)), "view.");
  activate_all (GTK_WIDGET (page), "page.");
  walk (page);
  activate_all (bs_tab_get_front (BS_TAB (page)), "view.");
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      stall_watch_note (dialogs[i]);
      gtk_widget_activate_action (GTK_WIDGET (window), dialogs[i], NULL);
      test_settle (700);
      close_others (window);
    }
  stall_watch_note ("preferences");
  bs_present_later (GTK_WINDOW (bs_preferences_new ()), GTK_WINDOW (window));
  test_settle (700);
  close_others (window);
  restore (file);
  stall_watch_note ("closing");
  gtk_window_destroy (GTK_WINDOW (window));
  test_settle (200);
}

/* What the toolkit takes, in ms. */
typedef struct
{
  double window, table, rows, keys;
} Floors;

static double
show_plain (const char *doing, GtkWidget *(*make) (void) )
{
  GtkWidget *window, *box;
  double ms;

  stall_watch_note (doing);
  window = adw_window_new ();
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  if (make != NULL)
    gtk_box_append (GTK_BOX (box), make ());
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
  gtk_window_present (GTK_WINDOW (window));
  test_settle (1000);
  gtk_window_destroy (GTK_WINDOW (window));
  test_settle (200);
  ms = stall_watch_longest ();

  return ms;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/* Its rows are made, and freed, in one piece: 200 of them. */
static GtkWidget *
make_plain_table (void)
{
  GtkStringList *strings = gtk_string_list_new (NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view;

  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      gtk_string_list_append (strings, text);
    }
  view = gtk_column_view_new (
      GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (strings))));
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
      column = gtk_column_view_column_new ("number", factory);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
      g_object_unref (column);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

/* As many rows as the dialog that records has: with lists, with numbers, with buttons. */
static GtkWidget *
make_plain_rows (void)
{
  static const char *const names[] = { "one", "two", "three", NULL };
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; i < N_LISTS; i++)
    {
      g_autoptr (GtkStringList) list = gtk_string_list_new (names);
      GtkWidget *row = adw_combo_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "row");
      adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  for (guint i = 0; i < 2 * N_ENTRIES; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "row");
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), "what it is for");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 i < N_ENTRIES ? gtk_spin_button_new_with_range (0, 9, 1)
                                               : gtk_button_new_with_label ("button"));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }

  return group;
}

/* The window of keys is the toolkit's own, all of it. */
static double
show_plain_keys (void)
{
  g_autoptr (GString)
      ui = g_string_new ("<interface><object class='GtkShortcutsWindow' id='window'>"
                         "<child><object class='GtkShortcutsSection'>"
                         "<property name='section-name'>keys</property>"
                         "<property name='max-height'>12</property>"
                         "<child><object class='GtkShortcutsGroup'>");
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *window;
  guint n_keys;
  const BsKey *keys = bs_keys_get (&n_keys);

  /* As many, in as many groups. */
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *row = NULL;

      if (i > 0 && keys[i].group != keys[i - 1].group)
        g_string_append (ui, "</object></child><child><object class='GtkShortcutsGroup'>"
                             "<property name='title'>these</property>");
      row = g_markup_printf_escaped ("<child><object class='GtkShortcutsShortcut'>"
                                     "<property name='title'>does this</property>"
                                     "<property name='accelerator'>%s</property></object></child>",
                                     keys[i].accels);
      g_string_append (ui, row);
    }
  g_string_append (ui, "</object></child></object></child></object></interface>");
  stall_watch_note ("plain keys");
  builder = gtk_builder_new_from_string (ui->str, (gssize) ui->len);
  window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  gtk_window_present (window);
  test_settle (700);
  gtk_window_destroy (window);
  test_settle (200);

  return stall_watch_longest ();
}

static double
get_floor (const Floors *floors, const char *doing)
{
  if (g_str_equal (doing, "win.show-help-overlay"))
    return floors->keys;
  if (g_str_equal (doing, "win.record") || g_str_equal (doing, "preferences")
      || g_str_equal (doing, "an empty window") || g_str_equal (doing, "restoring a session")
      || g_str_equal (doing, "closing a restored window"))
    return floors->rows;
  if (strstr (doing, "table") != NULL || g_str_equal (doing, "closing"))
    return floors->table;

  return floors->window;
}

/* Returns: the processor time that was spent so far, in seconds, by the whole machine and by this process. */
static double
spent (double *own)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  double ticks = 0.0;
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  *own = (double) t.tv_sec + (double) t.tv_nsec / 1e9;
  if (!g_file_get_contents ("/proc/stat", &text, NULL, NULL))
    return *own;

  /* cpu, two blanks, user, nice, system */
  words = g_strsplit (text, " ", 6);
  for (guint i = 2; i < 5 && i < g_strv_length (words); i++)
    ticks += g_ascii_strtod (words[i], NULL);

  return ticks / (double) sysconf (_SC_CLK_TCK);
}

/* Threads that share a core have half of it each, at worst. Returns: how much longer everything takes because
 * of what others do, 1 to 2. */
static double
slowness (double all_s, double own_s, gint64 begin_us)
{
  double own, all = spent (&own);
  double capacity = g_get_num_processors () * (double) (g_get_monotonic_time () - begin_us) / 1e6;

  return 1.0 + CLAMP ((all - all_s - (own - own_s)) / capacity, 0.0, 1.0);
}

/* The runs so far. */
typedef struct
{
  Floors floors;      /* at worst */
  double least_table; /* what the plain table took at best: the same work, at another time */
  double frame_ms;
  GPtrArray *longest; /* GHashTable: for each that was done, the longest time in a run */
} Runs;

static void
runs_clear (Runs *self)
{
  g_ptr_array_unref (self->longest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Runs, runs_clear)

static void
measure_floors (Runs *self)
{
  double window = show_plain ("a plain window", NULL);
  double table = show_plain ("a plain table", make_plain_table);
  double rows = show_plain ("plain rows", make_plain_rows);
  double keys = show_plain_keys ();

  self->floors.window = MAX (self->floors.window, window);
  self->floors.table = MAX (self->floors.table, table);
  self->floors.rows = MAX (self->floors.rows, rows);
  self->floors.keys = MAX (self->floors.keys, keys);
  self->least_table = self->longest->len > 0 ? MIN (self->least_table, table) : table;
}

static double *
find_longest (GHashTable *longest, const char *doing)
{
  double *ms = g_hash_table_lookup (longest, doing);

  if (ms == NULL)
    {
      ms = g_new0 (double, 1);
      g_hash_table_insert (longest, (gpointer) doing, ms);
    }

  return ms;
}

static void
run (Runs *self, GFile *file)
{
  GHashTable *longest = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GPtrArray) stalls = NULL;
  gint64 begin_us = g_get_monotonic_time ();
  double own_s, all_s = spent (&own_s);

  stall_watch_begin (FRAME_MS);
  measure_floors (self);
  live (file);
  stalls = stall_watch_end ();
  self->frame_ms = MAX (self->frame_ms, FRAME_MS * slowness (all_s, own_s, begin_us));
  for (guint i = 0; i < stalls->len; i++)
    {
      const Stall *stall = stalls->pdata[i];
      double *ms = find_longest (longest, stall->doing);

      if (!g_str_has_prefix (stall->doing, "plain ")
          && !g_str_has_prefix (stall->doing, "a plain "))
        *ms = MAX (*ms, stall->ms);
    }
  g_ptr_array_add (self->longest, longest);
}

/* What the machine needs for the same work varies from one time to the next. */
static double
get_limit (const Runs *self, const char *doing)
{
  double frame_ms = g_str_equal (doing, "scrubbing") ? SCRUB_FRAME_MS : self->frame_ms;
  double noise = self->floors.table / self->least_table;
  double tolerance = g_getenv ("BATCHSCOPE_STRICT") != NULL ? 1.0 : TOLERANCE;

  return (get_floor (&self->floors, doing) + frame_ms) * noise * tolerance;
}

/* Returns: what took too long in each run. */
static guint
count_long (const Runs *self, gboolean tell)
{
  GHashTableIter iter;
  gpointer doing, first;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->longest->pdata[0]);
  while (g_hash_table_iter_next (&iter, &doing, &first))
    {
      double limit = get_limit (self, doing), least = *(double *) first;

      for (guint i = 1; i < self->longest->len; i++)
        least = MIN (least, *find_longest (self->longest->pdata[i], doing));
      if (least <= limit)
        continue;

      n++;
      if (tell)
        g_test_message ("%s keeps the main loop away for %.0f ms, and may for %.0f",
                        (const char *) doing, least, limit);
    }

  return n;
}

static void
test_stalls (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("batchscope-stalls-XXXXXX", &error);
  g_auto (Runs)
      runs = { .longest = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref) };
  const Floors *floors = &runs.floors;
  g_autoptr (GFile) file = NULL;
  guint n;

  g_assert_no_error (error);
  if (!stall_watch_is_fair ())
    {
      g_test_skip ("Times mean nothing here");
      return;
    }

  file = record_large (folder);
  do
    {
      run (&runs, file);
      n = count_long (&runs, runs.longest->len == N_RUNS);
    }
  while (n > 0 && runs.longest->len < N_RUNS);
  g_test_message (
      "the toolkit needs %.1f ms for an empty window, %.1f for a table (%.1f at best), %.1f "
      "for rows, %.1f for keys; a frame is %.1f ms on this machine now",
      floors->window, floors->table, runs.least_table, floors->rows, floors->keys, runs.frame_ms);
  if (n > 0)
    g_test_fail_printf ("what keeps the main loop away for too long: %u", n);
  g_unlink (g_file_peek_path (file));
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  if (!test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/window/stalls", test_stalls);
  return g_test_run ();
}
