/* SPDX-License-Identifier: Apache-2.0 */
/* The timeline in the window: every key, the mouse, the search and the filters, and that it and the
 * clock follow each other. */
#include "config.h"

#include <string.h>
#include <adwaita.h>

#include "app/window/profile/profile-page.h"
#include "app/window/profile/timeline-canvas.h"
#include "app/window/profile/timeline-overview.h"
#include "app/window/profile/timeline-panel.h"
#include "app/window/profile/timing-panel.h"
#include "tests/profiles/synthetic.h"
#include "tests/window/fixture.h"

static char *folder, *path;

typedef struct
{
  PageFixture fixture;
  BsTimelinePanel *panel;
  BsTimelineCanvas *canvas;
  BsTimelinePainter *painter;
} Page;

static void
set_up (Page *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;
  GtkWidget *page;

  test_set_animations (FALSE);
  if (data == NULL)
    {
      trace = bs_trace_load (path, NULL, &error);
      g_assert_no_error (error);
    }
  page_fixture_init (&self->fixture, trace);
  page = bs_trace_page_show (self->fixture.page, "profile");
  g_assert_true (BS_IS_PROFILE_PAGE (page));
  self->panel = BS_TIMELINE_PANEL (test_find (page, BS_TYPE_TIMELINE_PANEL));
  self->canvas = BS_TIMELINE_CANVAS (test_find (page, BS_TYPE_TIMELINE_CANVAS));
  for (guint i = 0; i < 200 && bs_timeline_canvas_get_painter (self->canvas) == NULL; i++)
    test_spin (20);
  self->painter = bs_timeline_canvas_get_painter (self->canvas);
  g_assert_nonnull (self->painter);
  test_settle (500);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

static void
tear_down (Page *self, gconstpointer data)
{
  page_fixture_clear (&self->fixture);
}

/* Presses a key where the canvas listens for it. */
static gboolean
press (Page *self, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->canvas));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger)
              && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key
              && gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == state
              && gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0,
                                               GTK_WIDGET (self->canvas),
                                               gtk_shortcut_get_arguments (shortcut)))
            return TRUE;
        }
    }

  return FALSE;
}

static gint64
span (Page *self)
{
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);

  return scene->t1 - scene->t0;
}

static void
test_zoom (Page *self, gconstpointer data)
{
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);
  gint64 all = span (self), t0;

  g_assert_true (press (self, GDK_KEY_w, 0));
  g_assert_cmpint (span (self), <, all);
  g_assert_true (press (self, GDK_KEY_plus, 0));
  t0 = scene->t0;
  g_assert_true (press (self, GDK_KEY_d, 0));
  g_assert_cmpint (scene->t0, >, t0);
  g_assert_true (press (self, GDK_KEY_Left, 0));
  g_assert_cmpint (ABS (scene->t0 - t0), <=, 2);
  g_assert_true (press (self, GDK_KEY_0, 0));
  g_assert_cmpint (ABS (span (self) - all), <=, all / 5);
  gtk_widget_activate_action (GTK_WIDGET (self->canvas), "view.zoom-in", NULL);
  g_assert_cmpint (span (self), <, all);
  gtk_widget_activate_action (GTK_WIDGET (self->canvas), "view.zoom-fit", NULL);
  /* However often: some time stays on screen, and some of the trace. */
  for (guint i = 0; i < 100; i++)
    press (self, GDK_KEY_w, 0);
  g_assert_cmpint (span (self), >=, 100);
  for (guint i = 0; i < 200; i++)
    press (self, GDK_KEY_d, 0);
  g_assert_cmpint (scene->t0, <=, self->fixture.trace->events->t1);
  for (guint i = 0; i < 100; i++)
    press (self, GDK_KEY_s, 0);
  g_assert_cmpint (span (self), <=, all + all / 5);
}

static void
test_clock (Page *self, gconstpointer data)
{
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);
  guint32 n = bs_clock_get_n_decisions (self->fixture.clock);

  for (guint i = 0; i < 8; i++)
    press (self, GDK_KEY_w, 0);
  for (guint32 decision = 2; decision <= n; decision += 11)
    {
      gint64 t0, t1;

      bs_clock_scrub (self->fixture.clock, decision);
      g_assert_cmpuint (scene->decision, ==, decision);
      if (bs_timeline_painter_span (self->painter, decision, &t0, &t1))
        {
          g_assert_cmpint (t0, <, scene->t1);
          g_assert_cmpint (t1, >=, scene->t0);
        }
    }
  /* And back: an event takes the clock to its decision. */
  for (guint32 event = 0; event < self->fixture.trace->events->n_events; event += 37)
    {
      BsEvent found;

      bs_event_store_get (self->fixture.trace->events, event, &found);
      bs_timeline_canvas_show_event (self->canvas, event);
      g_assert_cmpint (found.start_ns, <, scene->t1);
      g_assert_cmpint (found.end_ns, >=, scene->t0);
      g_assert_true (press (self, GDK_KEY_Return, 0));
      if (found.decision > 0)
        g_assert_cmpuint (bs_clock_get_decision (self->fixture.clock), ==, found.decision);
    }
}

static void
test_rows (Page *self, gconstpointer data)
{
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);
  BsTimelineRows *rows = bs_timeline_painter_get_rows (self->painter);
  guint n = rows->shown->len, gemm;
  guint32 first;

  for (guint i = 0; i < n + 3; i++)
    g_assert_true (press (self, GDK_KEY_Down, 0));
  g_assert_cmpuint (scene->row, ==, n - 1);
  for (guint i = 0; i < n + 3; i++)
    press (self, GDK_KEY_Up, 0);
  g_assert_cmpuint (scene->row, ==, 0);

  gemm = bs_timeline_rows_find (rows, 0, BS_PHASE_GEMM);
  g_assert_cmpuint (gemm, !=, BS_NO_ROW);
  while (scene->row != gemm)
    press (self, GDK_KEY_Down, 0);
  g_assert_true (press (self, GDK_KEY_Right, GDK_CONTROL_MASK));
  first = scene->event;
  g_assert_cmpuint (first, !=, BS_NO_EVENT);
  g_assert_true (press (self, GDK_KEY_Right, GDK_CONTROL_MASK));
  g_assert_cmpuint (scene->event, >, first);
  g_assert_true (press (self, GDK_KEY_Left, GDK_CONTROL_MASK));
  g_assert_cmpuint (scene->event, ==, first);
  g_assert_true (press (self, GDK_KEY_f, 0));

  g_assert_true (press (self, GDK_KEY_p, 0));
  g_assert_cmpuint (rows->n_pinned, ==, 1);
  g_assert_cmpuint (scene->row, ==, 0);
  g_assert_true (press (self, GDK_KEY_p, 0));
  g_assert_cmpuint (rows->n_pinned, ==, 0);
  g_assert_true (press (self, GDK_KEY_Down, GDK_CONTROL_MASK));
  g_assert_cmpuint (bs_timeline_rows_find (rows, 0, BS_PHASE_GEMM), ==, gemm + 1);
  g_assert_true (press (self, GDK_KEY_Up, GDK_CONTROL_MASK));
  g_assert_cmpuint (bs_timeline_rows_find (rows, 0, BS_PHASE_GEMM), ==, gemm);
  g_assert_true (press (self, GDK_KEY_Escape, 0));
  g_assert_cmpuint (scene->event, ==, BS_NO_EVENT);
  g_assert_false (press (self, GDK_KEY_Escape, 0));
}

/* What was done with the rows is there again when the trace is opened again, beside what others keep. */
static void
test_kept (Page *self, gconstpointer data)
{
  BsTimelineRows *rows = bs_timeline_painter_get_rows (self->painter);
  BsNotebook *notebook;
  BsSidecar *sidecar;
  guint32 first, second;

  g_assert_true (press (self, GDK_KEY_Down, 0));
  g_assert_true (press (self, GDK_KEY_Down, 0));
  first = g_array_index (rows->shown, guint, 0);
  second = g_array_index (rows->shown, guint, 1);
  while (bs_timeline_canvas_get_scene (self->canvas)->row != 1)
    press (self, bs_timeline_canvas_get_scene (self->canvas)->row > 1 ? GDK_KEY_Up : GDK_KEY_Down,
           0);
  g_assert_true (press (self, GDK_KEY_p, 0));
  g_assert_cmpuint (g_array_index (rows->shown, guint, 0), ==, second);
  /* The page goes before it has kept that. */
  notebook = g_object_ref (bs_debugger_get_notebook (self->fixture.debugger));
  page_fixture_clear (&self->fixture);
  for (guint i = 0; i < 200 && bs_notebook_get_busy (notebook); i++)
    test_spin (10);
  g_object_unref (notebook);

  set_up (self, NULL);
  rows = bs_timeline_painter_get_rows (self->painter);
  for (guint i = 0; i < 100 && rows->n_pinned == 0; i++)
    test_spin (20);
  g_assert_cmpuint (rows->n_pinned, ==, 1);
  g_assert_cmpuint (g_array_index (rows->shown, guint, 0), ==, second);

  /* Another part's member stays, and a kind that is not ours does no harm. */
  sidecar = bs_sidecar_load (self->fixture.trace, NULL);
  g_assert_nonnull (strstr (sidecar->view, "timeline"));
  g_assert_true (
      bs_sidecar_set_view (sidecar, "{\"other\": 7, \"timeline\": {\"rows\": [1]}}", NULL));
  bs_sidecar_free (sidecar);
  page_fixture_clear (&self->fixture);
  set_up (self, NULL);
  rows = bs_timeline_painter_get_rows (self->painter);
  g_assert_cmpuint (rows->n_pinned, ==, 0);
  g_assert_cmpuint (g_array_index (rows->shown, guint, 0), ==, first);
  press (self, GDK_KEY_Down, 0);
  press (self, GDK_KEY_p, 0);
  press (self, GDK_KEY_p, 0);
  notebook = bs_debugger_get_notebook (self->fixture.debugger);
  test_spin (500);
  for (guint i = 0; i < 200 && bs_notebook_get_busy (notebook); i++)
    test_spin (10);
  sidecar = bs_sidecar_load (self->fixture.trace, NULL);
  g_assert_nonnull (strstr (sidecar->view, "other"));
  bs_sidecar_free (sidecar);
}

static void
test_range (Page *self, gconstpointer data)
{
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);
  const char *details;
  gint64 length;

  g_assert_true (press (self, GDK_KEY_Right, GDK_SHIFT_MASK));
  length = scene->range[1] - scene->range[0];
  g_assert_cmpint (length, >, 0);
  g_assert_true (press (self, GDK_KEY_Right, GDK_SHIFT_MASK));
  g_assert_cmpint (scene->range[1] - scene->range[0], >, length);
  g_assert_true (press (self, GDK_KEY_Left, GDK_SHIFT_MASK));
  g_assert_cmpint (ABS (scene->range[1] - scene->range[0] - length), <=, 2);
  details = gtk_label_get_label (GTK_LABEL (
      gtk_widget_get_template_child (GTK_WIDGET (self->panel), BS_TYPE_TIMELINE_PANEL, "details")));
  g_assert_true (g_str_has_prefix (details, "Selected: "));
  g_assert_true (press (self, GDK_KEY_f, 0));
  g_assert_cmpint (scene->t0, <=, scene->range[0]);
  g_assert_cmpint (scene->t1, >=, scene->range[1]);
  g_assert_true (press (self, GDK_KEY_Escape, 0));
  g_assert_cmpint (scene->range[0], ==, scene->range[1]);
}

static void
search (Page *self, const char *text)
{
  GtkWidget *entry = test_find (GTK_WIDGET (self->panel), GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  for (guint i = 0; i < 40; i++)
    test_spin (20);
}

static void
test_search (Page *self, gconstpointer data)
{
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);
  GtkWidget *entry = test_find (GTK_WIDGET (self->panel), GTK_TYPE_SEARCH_ENTRY);
  guint32 first;

  gtk_widget_activate_action (GTK_WIDGET (self->canvas), "profile.find", NULL);
  g_assert_nonnull (gtk_widget_get_focus_child (entry));
  search (self, "gemm");
  g_assert_nonnull (scene->hits);
  g_assert_cmpuint (scene->hits->len, >, 1);
  g_signal_emit_by_name (entry, "activate");
  first = scene->event;
  g_assert_cmpuint (first, ==, g_array_index (scene->hits, guint32, 0));
  g_signal_emit_by_name (entry, "next-match");
  g_assert_cmpuint (scene->event, ==, g_array_index (scene->hits, guint32, 1));
  g_signal_emit_by_name (entry, "previous-match");
  g_assert_cmpuint (scene->event, ==, first);
  /* Round the corner. */
  g_signal_emit_by_name (entry, "previous-match");
  g_assert_cmpuint (scene->event, ==, g_array_index (scene->hits, guint32, scene->hits->len - 1));
  search (self, "there is no such");
  g_assert_null (scene->hits);
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  search (self, "");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
}

static void
test_filter (Page *self, gconstpointer data)
{
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);
  GtkWidget *filters = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (self->panel), BS_TYPE_TIMELINE_PANEL, "filters"));
  GtkWidget *type = test_find (filters, GTK_TYPE_CHECK_BUTTON);
  GtkWidget *all = test_find (filters, GTK_TYPE_BUTTON);
  GtkWidget *gemm = test_find_labelled (filters, GTK_TYPE_CHECK_BUTTON, "GEMM");

  g_assert_null (scene->types);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (type), FALSE);
  g_assert_nonnull (scene->types);
  g_assert_false (scene->types[0]);
  g_assert_true (scene->types[1]);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (gemm), FALSE);
  g_assert_false (scene->phases >> BS_PHASE_GEMM & 1);
  g_signal_emit_by_name (all, "clicked");
  g_assert_null (scene->types);
  g_assert_cmpuint (scene->phases, ==, G_MAXUINT32);
}

static void
test_overview (Page *self, gconstpointer data)
{
  GtkWidget *overview = test_find (GTK_WIDGET (self->panel), BS_TYPE_TIMELINE_OVERVIEW);
  const BsEventStore *store = self->fixture.trace->events;
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (self->canvas);

  g_assert_cmpint (gtk_widget_get_height (overview), >, 20);
  bs_timeline_canvas_set_times (self->canvas, store->t0, store->t0 + (store->t1 - store->t0) / 8);
  g_assert_cmpint (scene->t1, <, store->t0 + (store->t1 - store->t0) / 4);
}

/* A low window shows one thing at a time: what is asked for, and the timeline for what is done there. */
static void
test_low (Page *self, gconstpointer data)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self->panel), BS_TYPE_PROFILE_PAGE);
  GtkWidget *timing = test_find (page, BS_TYPE_TIMING_PANEL);
  GtkWidget *turns = GTK_WIDGET (
      gtk_widget_get_template_child (page, BS_TYPE_PROFILE_PAGE, "turns"));
  GtkToggleButton *to_timeline = GTK_TOGGLE_BUTTON (
      gtk_widget_get_template_child (page, BS_TYPE_PROFILE_PAGE, "timeline_turn"));
  GtkToggleButton *to_timing = GTK_TOGGLE_BUTTON (
      gtk_widget_get_template_child (page, BS_TYPE_PROFILE_PAGE, "timing_turn"));

  g_assert_false (gtk_widget_get_mapped (turns));
  gtk_window_set_default_size (GTK_WINDOW (self->fixture.window), 700, 500);
  for (guint i = 0; i < 50 && !gtk_widget_get_mapped (turns); i++)
    test_spin (20);
  test_settle (300);
  g_assert_true (gtk_widget_get_mapped (turns));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->panel)));
  g_assert_false (gtk_widget_get_mapped (timing));

  gtk_toggle_button_set_active (to_timing, TRUE);
  test_settle (300);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (self->panel)));
  g_assert_true (gtk_widget_get_mapped (timing));
  g_assert_cmpint (gtk_widget_get_height (timing), >, 200);
  gtk_toggle_button_set_active (to_timeline, TRUE);
  test_settle (300);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->panel)));
  g_assert_false (gtk_widget_get_mapped (timing));

  gtk_toggle_button_set_active (to_timing, TRUE);
  gtk_widget_activate_action (page, "profile.find", NULL);
  test_settle (300);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->panel)));

  /* With room again, both. */
  gtk_toggle_button_set_active (to_timing, TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self->fixture.window), 1200, 850);
  for (guint i = 0; i < 50 && gtk_widget_get_mapped (turns); i++)
    test_spin (20);
  test_settle (300);
  g_assert_false (gtk_widget_get_mapped (turns));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->panel)));
  g_assert_true (gtk_widget_get_mapped (timing));
}

/* Of a run that was only scheduled there is little to show, and nothing breaks. */
static void
test_no_times (Page *self, gconstpointer data)
{
  static const guint keys[] = { GDK_KEY_w,  GDK_KEY_s,      GDK_KEY_a, GDK_KEY_Down,
                                GDK_KEY_Up, GDK_KEY_Return, GDK_KEY_p, GDK_KEY_f };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    press (self, keys[i], 0);
  bs_clock_step (self->fixture.clock, 1);
  test_spin (50);
}

int
main (int argc, char *argv[])
{
  int status;

  if (!test_init (&argc, &argv))
    return 0;

  folder = g_dir_make_tmp ("batchscope-timeline-XXXXXX", NULL);
  path = g_build_filename (folder, "trace.bscope", NULL);
  synthetic_record_default (path);
  g_test_add ("/window/timeline/zoom", Page, NULL, set_up, test_zoom, tear_down);
  g_test_add ("/window/timeline/clock", Page, NULL, set_up, test_clock, tear_down);
  g_test_add ("/window/timeline/rows", Page, NULL, set_up, test_rows, tear_down);
  g_test_add ("/window/timeline/kept", Page, NULL, set_up, test_kept, tear_down);
  g_test_add ("/window/timeline/range", Page, NULL, set_up, test_range, tear_down);
  g_test_add ("/window/timeline/search", Page, NULL, set_up, test_search, tear_down);
  g_test_add ("/window/timeline/filter", Page, NULL, set_up, test_filter, tear_down);
  g_test_add ("/window/timeline/overview", Page, NULL, set_up, test_overview, tear_down);
  g_test_add ("/window/timeline/low", Page, NULL, set_up, test_low, tear_down);
  g_test_add ("/window/timeline/no-times", Page, "", set_up, test_no_times, tear_down);
  status = g_test_run ();
  test_remove_folder (folder);
  g_free (folder);
  g_free (path);
  return status;
}
