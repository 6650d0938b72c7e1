/* SPDX-License-Identifier: Apache-2.0 */
/* Every control of every .ui file is operated, and every action that has a key is activated: each has
 * to change what is shown beside itself. What such a survey cannot reach is listed with the test that
 * does. */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/window/clock/remark-list.h"
#include "app/window/compare/card-box.h"
#include "app/window/compare/compare-page-private.h"
#include "app/window/debug/costly-window.h"
#include "app/window/debug/fsm-canvas.h"
#include "app/window/parts/picture-dialog.h"
#include "app/window/record/record-dialog.h"
#include "app/window/record/rows.h"
#include "app/window/shell/application.h"
#include "app/window/shell/keys.h"
#include "app/window/shell/preferences.h"
#include "app/window/shell/start-page.h"
#include "app/window/shell/tool-page.h"
#include "app/window/shell/window.h"
#include "tests/window/fixture.h"
#include "tests/window/survey.h"

#define PATIENCE_MS 20000
#define MAX_OPERATIONS 400
/* Of a row that comes late. */
#define N_LOOKS 20

static char *folder;
static BsApplication *application;
static BsWindow *window;

/* That all have to be made before anything can be missed. */
#define N_SURVEYS 11
static guint n_surveys;

/* Names of controls. */
static GHashTable *known, *operated;

/* Controls that show nothing beside themselves, or are there only for a moment, and where they are tested. */
static const struct
{
  const char *name, *test;
} elsewhere[] = {
  { "BsBranchRow GtkEditableLabel", "/window/what-if/row" },
  { "BsComparePage next_button", "/window/compare/divergences" },
  { "BsComparePage open_button", "/window/compare/empty" },
  { "BsComparePage policy_button", "/window/compare/empty" },
  { "BsComparePage previous_button", "/window/compare/divergences" },
  { "BsConsolePanel breakpoint_button", "/window/console/breakpoint" },
  { "BsConsolePanel cancel_button", "/window/console/stop" },
  { "BsConsolePanel chart_toggle", "/window/console/chart" },
  { "BsConsolePanel export_button", "/window/console/export" },
  { "BsConsolePanel find_toggle", "/window/console/rows" },
  { "BsConsolePanel keep_accept", "/window/console/history" },
  { "BsConsolePanel keep_button", "/window/console/history" },
  { "BsConsolePanel keep_name", "/window/console/history" },
  { "BsConsolePanel profile.console", "/window/controls/keys" },
  { "BsConsolePanel run_button", "/window/console/rows" },
  { "BsConsolePanel stop_button", "/window/console/export-stops" },
  { "BsConsolePanel table_toggle", "/window/console/chart" },
  { "BsConsolePanel view-more-symbolic", "/window/console/files" },
  { "BsCostlyWindow again_button", "/window/what-if/costly" },
  { "BsCostlyWindow cancel_button", "/window/what-if/costly" },
  { "BsCostlyWindow go_button", "/window/what-if/costly" },
  { "BsCostlyWindow try_button", "/window/what-if/costly" },
  { "BsDataTable filter", "/window/data-table/condition" },
  { "BsDebugPage flap_toggle", "/window/controls/sizes" }, /* without its name there */
  { "BsErrorView retry_button", "/window/shell/open/errors" },
  { "BsGraphPanel step_button", "/window/graph-panel/step-button" },
  { "BsLearnPage list_button", "/window/learn/list" },
  { "BsLearnPage menu_button", "/window/learn/sheet" },
  { "BsLessonPlayer back_button", "/window/learn/all" },
  { "BsLessonPlayer next_button", "/window/learn/all" },
  { "BsLessonPlayer trace_button", "/window/learn/trace" },
  { "BsLessonTrack back_button", "/window/learn/track" },
  { "BsLessonTrack play_button", "/window/learn/track" },
  { "BsLessonTrack step_button", "/window/learn/track" },
  { "BsLoadingView cancel_button", "/window/shell/open/cancel" },
  { "BsMemoryPage other_button", "/window/memory-page/without" },
  { "BsMemoryPage win.record-again", "/window/shell-looks" },
  { "BsPictureDialog height", "/window/controls/picture-size" },
  { "BsPictureDialog scale", "/window/controls/picture-size" },
  { "BsPictureDialog width", "/window/controls/picture-size" },
  { "BsPreferences animation_speed", "/window/shell/preferences/rows" },
  { "BsPreferences colors", "/window/shell/preferences/rows" },
  { "BsPreferences patterns", "/window/shell/preferences/rows" },
  { "BsPreferences restore_session", "/window/shell/preferences/rows" },
  { "BsPreferences speed", "/window/shell/preferences/rows" },
  { "BsPreferences text_scale", "/window/shell/preferences/rows" },
  { "BsRecordForm beam", "/window/record/rows" },
  { "BsRecordForm changes", "/window/record/learned" },
  { "BsRecordForm max_states", "/window/record/rows" },
  { "BsRecordForm threads", "/window/record/same-as-command" },
  { "BsReductionsPanel as_it_ran_button", "/window/memory-page/what-if" },
  { "BsReductionsPanel record_button", "/window/shell-looks" },
  { "BsReductionsPanel what_if_button", "/window/memory-page/what-if" },
  { "BsRemarkList GtkEntry", "/window/controls/bookmark" },
  { "BsReportDialog all_button", "/window/report/all" },
  { "BsReportDialog cancel_button", "/window/report/close" },
  { "BsReportDialog format", "/window/report/pdf" },
  { "BsReportDialog paper", "/window/report/parts" },
  { "BsReportDialog print_button", "/window/report/pages" },
  { "BsReportDialog save_button", "/window/report/pdf" },
  { "BsReportDialog top", "/window/report/parts" },
  { "BsResultChart kind", "/window/console/chart" },
  { "BsResultChart x", "/window/console/chart" },
  { "BsResultChart y", "/window/console/chart" },
  { "BsRunChip GtkToggleButton", "/window/compare/chips" },
  { "BsRunView cancel_button", "/window/record/cancel" },
  { "BsRunView stop_button", "/window/record/stop" },
  { "BsStartPage start.cancel-sample", "/window/shell/start/sample" },
  { "BsStartPage win.learn", "/window/learn/keys" },
  { "BsStartPage win.record", "/window/shell/start/sample" },
  { "BsStateDetails next_button", "/window/policy-panel/selection" },
  { "BsStateDetails policy.clear", "/window/policy-panel/selection" },
  { "BsStateDetails policy.pin", "/window/policy-panel/drag" },
  { "BsStateDetails previous_button", "/window/policy-panel/selection" },
  { "BsTimelinePanel filter_button", "/window/timeline/filter" },
  { "BsTimelinePanel search", "/window/timeline/search" },
  { "BsTimelinePanel view.zoom-fit", "/window/timeline/zoom" },
  { "BsTimelinePanel view.zoom-in", "/window/timeline/zoom" },
  { "BsTimelinePanel view.zoom-out", "/window/timeline/zoom" },
  { "BsProfilePage timeline_turn", "/window/timeline/low" },
  { "BsProfilePage timing_turn", "/window/timeline/low" },
  { "BsTimingPictures measure_button", "/window/timing/controls" },
  { "BsTimingTables find_toggle", "/window/timing/controls" },
  { "BsTimingTables whole_button", "/window/timing/range" },
  { "BsTraceCard card.remove", "/window/shell/start/remove" },
  { "BsTraceViews record_button", "/window/shell-looks" },
  { "BsTrainEditor action", "/window/train/editor" },
  { "BsTrainEditor go_on_button", "/window/train/editor" },
  { "BsTrainEditor redo_button", "/window/train/editor" },
  { "BsTrainEditor reset_button", "/window/train/editor" },
  { "BsTrainEditor save_button", "/window/train/save" },
  { "BsTrainEditor undo_button", "/window/train/editor" },
  { "BsTrainPage alone_button", "/window/train/empty" },
  { "BsTrainPage apply_button", "/window/train/buttons" },
  { "BsTrainPage copy_button", "/window/train/buttons" },
  { "BsTrainPage edit_button", "/window/train/buttons" },
  { "BsTrainPage episode_button", "/window/train/episode" },
  { "BsTrainPage form_toggle", "/window/train/buttons" },
  { "BsTrainPage more_button", "/window/train/buttons" },
  { "BsTrainPage pause_button", "/window/train/pause" },
  { "BsTrainPage save_button", "/window/train/save" },
  { "BsTrainPage stop_button", "/window/train/pause" },
  { "BsTrainPage train_button", "/window/train/figures" },
};

/* Tabs of tools would be among the controls, with a button that closes each tab. */
static void
close_tools (void)
{
  AdwTabView *tabs = bs_window_get_tabs (window);

  for (int i = adw_tab_view_get_n_pages (tabs); i-- > 0;)
    {
      AdwTabPage *tab = adw_tab_view_get_nth_page (tabs, i);

      if (BS_IS_TOOL_PAGE (adw_tab_page_get_child (tab)) && adw_tab_view_get_n_pages (tabs) > 1)
        adw_tab_view_close_page (tabs, tab);
    }
}

static void
close_others (GtkWidget *root)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  if (window != NULL)
    close_tools ();
  /* Some close others. */
  g_list_foreach (all, (GFunc) (void (*) (void)) g_object_ref, NULL);
  for (GList *l = all; l != NULL; l = l->next)
    {
      if (l->data != root && l->data != window && gtk_widget_get_visible (l->data))
        {
          gtk_window_close (l->data);
          test_spin (50);
        }
      g_object_unref (l->data);
    }
}

static gboolean
is_elsewhere (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    if (g_str_equal (elsewhere[i].name, name))
      return TRUE;

  return FALSE;
}

/* Operates @control; fails when nothing comes of it. */
static void
operate (GtkWidget *control, const char *name)
{
  g_autofree char *before = NULL;
  g_autoptr (GtkWidget) held = g_object_ref (control);
  gboolean shows_more = GTK_IS_MENU_BUTTON (control) || ADW_IS_EXPANDER_ROW (control);
  GtkWidget *except = shows_more ? NULL : control;

  g_test_message ("%s", name);
  g_hash_table_add (operated, g_strdup (name));
  if (is_elsewhere (name))
    return;

  before = survey_settle (except);
  /* What became impossible meanwhile is for another round. */
  if (!gtk_widget_is_sensitive (control) || !gtk_widget_get_mapped (control))
    g_hash_table_remove (operated, name);
  else if (survey_operate (control) && !survey_wait_other (before, except))
    {
      g_test_message ("nothing comes of %s", name);
      g_test_fail ();
    }
}

/* Returns: (transfer full) (nullable): the first one in @root that was not operated; an active toggle of
 * a group is not worth it. */
static GtkWidget *
find_next (GtkWidget *root, char **name)
{
  g_autoptr (GPtrArray) controls = survey_list_controls (root);

  for (guint i = 0; i < controls->len; i++)
    {
      GtkWidget *control = controls->pdata[i];

      *name = survey_name_control (control, known);
      if (!g_hash_table_contains (operated, *name)
          && !(GTK_IS_TOGGLE_BUTTON (control)
               && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (control))))
        return g_object_ref (control);
      g_clear_pointer (name, g_free);
    }

  return NULL;
}

/* All that is in a menu or a popover, and what that leads to. */
static void
operate_popover (GtkWidget *button, GtkWidget *root)
{
  for (guint i = 0; i < MAX_OPERATIONS && gtk_widget_get_mapped (button); i++)
    {
      GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (button));
      g_autofree char *name = NULL;
      g_autoptr (GtkWidget) control = NULL;

      gtk_menu_button_popup (GTK_MENU_BUTTON (button));
      test_spin (50);
      if (popover != NULL && gtk_widget_get_mapped (GTK_WIDGET (popover)))
        control = find_next (GTK_WIDGET (popover), &name);
      if (control == NULL)
        break;
      operate (control, name);
      close_others (root);
    }
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
}

/* Goes to what is to be surveyed. Returns: whether it is there. */
typedef gboolean (*Enter) (GtkWidget *root);

static void
survey (GtkWidget *root, Enter enter)
{
  for (guint i = 0; i < MAX_OPERATIONS; i++)
    {
      g_autofree char *name = NULL;
      g_autoptr (GtkWidget) control = NULL;

      if (enter != NULL && !enter (root))
        return;
      control = find_next (root, &name);
      if (control == NULL)
        return;

      operate (control, name);
      if (GTK_IS_MENU_BUTTON (control))
        operate_popover (control, root);
      close_others (root);
    }
  g_assert_not_reached ();
}

static BsTracePage *
open_trace (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;
  BsTracePage *page;

  bs_window_open (window, file);
  page = bs_window_get_page (window);
  while (bs_trace_page_get_debugger (page) == NULL && !bs_trace_page_get_failed (page)
         && g_get_monotonic_time () < end)
    test_spin (10);
  return page;
}

/* @...: arguments of the command line, then %NULL. Returns: (transfer full): path of a trace */
static char *
record (const char *name, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  char *path = g_build_filename (folder, name, NULL), *argument;
  va_list args;

  g_ptr_array_add (arguments, (char *) g_getenv ("BATCHSCOPE_CLI"));
  g_ptr_array_add (arguments, (char *) "record");
  va_start (args, name);
  while ((argument = va_arg (args, char *)) != NULL)
    g_ptr_array_add (arguments, argument);
  va_end (args);
  g_ptr_array_add (arguments, (char *) "-o");
  g_ptr_array_add (arguments, path);
  g_ptr_array_add (arguments, NULL);
  process = g_subprocess_newv ((const char *const *) arguments->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  return path;
}

static void
activate (const char *action)
{
  if (g_str_has_prefix (action, "app."))
    g_action_group_activate_action (G_ACTION_GROUP (application), action + strlen ("app."), NULL);
  else if (g_str_has_prefix (action, "win."))
    gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (window), "win.on-page", "s", action);
}

static char *trace_path, *bare_path;

/* Or what opens them again would do nothing. */
static void
close_popovers (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    close_popovers (child);
}

static BsTracePage *
enter_trace (const char *path, const char *view)
{
  BsTracePage *page = open_trace (path);
  BsDebugger *debugger = bs_trace_page_get_debugger (page);
  BsClock *clock;

  g_assert_nonnull (debugger);
  close_popovers (GTK_WIDGET (window));
  clock = bs_debugger_get_clock (debugger);
  bs_clock_set_playing (clock, FALSE);
  if (bs_clock_get_decision (clock) == 1
      || bs_clock_get_decision (clock) == bs_clock_get_n_decisions (clock))
    bs_clock_scrub (clock, bs_clock_get_n_decisions (clock) / 2);
  if (!g_str_equal (adw_view_stack_get_visible_child_name (bs_trace_page_get_views (page)), view))
    adw_view_stack_set_visible_child_name (bs_trace_page_get_views (page), view);
  test_spin (50);
  return page;
}

static gboolean
enter_start (GtkWidget *root)
{
  AdwTabPage *tab = adw_tab_view_get_selected_page (bs_window_get_tabs (window));

  if (!BS_IS_START_PAGE (adw_tab_page_get_child (tab)))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.new-tab", NULL);
  close_tools ();
  test_spin (50);
  return TRUE;
}

static gboolean
enter_debug (GtkWidget *root)
{
  BsTracePage *page = enter_trace (trace_path, "debug");
  BsFsmCanvas *policy = BS_FSM_CANVAS (test_find (GTK_WIDGET (page), BS_TYPE_FSM_CANVAS));
  const BsTrace *trace = bs_debugger_get_trace (bs_trace_page_get_debugger (page));

  /* A state with visits before and after, and the graph elsewhere than it would go by itself. */
  if (bs_fsm_canvas_get_selected (policy) == G_MAXUINT32)
    bs_fsm_canvas_select (policy, bs_trace_decision (trace, trace->n_decisions / 2)->state);
  gtk_widget_activate_action (bs_tab_get_front (BS_TAB (page)), "view.zoom-in", NULL);
  return TRUE;
}

static gboolean
enter_memory (GtkWidget *root)
{
  enter_trace (trace_path, "memory");
  return TRUE;
}

static gboolean
enter_bare_memory (GtkWidget *root)
{
  enter_trace (bare_path, "memory");
  return TRUE;
}

/* With something to compare the trace with, that does as little alike as can be. */
static gboolean
enter_compare (GtkWidget *root)
{
  BsTracePage *page = enter_trace (trace_path, "compare");
  GtkWidget *compare = test_find (GTK_WIDGET (page), BS_TYPE_COMPARE_PAGE);
  GtkWidget *cards = test_find (compare, BS_TYPE_CARD_BOX);

  BsCompareModel *model = bs_compare_page_get_model (BS_COMPARE_PAGE (compare));
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  /* What is surveyed may have taken the other run away. A slow machine takes its time to show it. */
  if (bs_compare_model_get_n (model) < 2)
    gtk_widget_activate_action (compare, "compare.add-policy", "s", "unbatched");
  for (guint i = 0;
       !gtk_widget_get_mapped (cards)
       && (i < N_LOOKS || (bs_compare_model_get_busy (model) && g_get_monotonic_time () < end));
       i++)
    test_spin (50);
  g_free (survey_settle (NULL));
  return TRUE;
}

static gboolean
enter_error (GtkWidget *root)
{
  g_autofree char *path = g_build_filename (folder, "nothing.bscope", NULL);

  g_assert_true (bs_trace_page_get_failed (open_trace (path)));
  return TRUE;
}

static void
test_start (void)
{
  n_surveys++;
  survey (GTK_WIDGET (window), enter_start);
  open_trace (trace_path);
  survey (GTK_WIDGET (window), enter_start);
}

static void
test_pages (gconstpointer enter)
{
  n_surveys++;
  survey (GTK_WIDGET (window), (Enter) enter);
}

/* What there is only where there is much room, or little. */
static void
test_sizes (void)
{
  const int widths[] = { 2000, 1024 };

  n_surveys++;
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (window), widths[i], 880);
      test_spin (300);
      survey (GTK_WIDGET (window), enter_debug);
      survey (GTK_WIDGET (window), enter_memory);
    }
  gtk_window_set_default_size (GTK_WINDOW (window), 1400, 880);
}

static gboolean
is_there (GtkWidget *dialog)
{
  return gtk_widget_get_mapped (dialog);
}

/* Made again for as long as there is a button that closes it. */
static void
test_dialog (gconstpointer make)
{
  guint n;

  n_surveys++;
  do
    {
      g_autoptr (GtkWidget) dialog = g_object_ref (((GtkWidget * (*) (void) ) make) ());

      n = g_hash_table_size (operated);
      gtk_window_present (GTK_WINDOW (dialog));
      test_spin (200);
      survey (dialog, is_there);
      close_others (NULL);
    }
  while (g_hash_table_size (operated) > n);
}

static GtkWidget *
make_record_dialog (void)
{
  return bs_record_dialog_new (GTK_WINDOW (window));
}

static GtkWidget *
make_costly_window (void)
{
  BsTracePage *page = enter_trace (trace_path, "debug");

  return GTK_WIDGET (bs_costly_window_new (GTK_WIDGET (page), bs_trace_page_get_debugger (page)));
}

static GtkWidget *
make_picture_dialog (void)
{
  return GTK_WIDGET (bs_picture_dialog_new (GTK_WIDGET (window), 600, 400));
}

/* What is asked for is what the picture will be. */
static void
test_picture_size (void)
{
  static const char *const ids[] = { "width", "height", "scale" };
  BsPictureDialog *dialog = BS_PICTURE_DIALOG (make_picture_dialog ());
  double width, height;

  gtk_window_present (GTK_WINDOW (dialog));
  test_spin (100);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (gtk_widget_get_template_child (
                                   GTK_WIDGET (dialog), BS_TYPE_PICTURE_DIALOG, ids[i])),
                               i < 2 ? 700 + i : 3);
  bs_picture_dialog_get_size (dialog, &width, &height);
  g_assert_cmpfloat (width, ==, 700);
  g_assert_cmpfloat (height, ==, 701);
  g_assert_cmpfloat (bs_picture_dialog_get_scale (dialog), ==, 3);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
has_remark (BsRemarks *remarks, const char *text)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (remarks)); i++)
    {
      g_autoptr (BsRemark) remark = g_list_model_get_item (G_LIST_MODEL (remarks), i);

      if (g_strcmp0 (bs_remark_get_text (remark), text) == 0)
        return TRUE;
    }

  return FALSE;
}

/* The name of a bookmark is written where it is listed. */
static void
test_bookmark (void)
{
  static const char name[] = "where it turns";
  BsTracePage *page = enter_trace (trace_path, "debug");
  BsDebugger *debugger = bs_trace_page_get_debugger (page);
  BsRemarks *bookmarks = bs_debugger_get_bookmarks (debugger);
  GtkWidget *entry;

  if (bs_remarks_at (bookmarks, bs_debugger_get_decision (debugger)) == NULL)
    activate ("debug.bookmark");
  activate ("debug.bookmarks");
  g_free (survey_settle (NULL));
  entry = test_find (test_find (GTK_WIDGET (page), BS_TYPE_REMARK_LIST), GTK_TYPE_ENTRY);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  g_signal_emit_by_name (entry, "activate");
  for (guint i = 0; i < PATIENCE_MS / 20 && !has_remark (bookmarks, name); i++)
    test_spin (20);
  g_assert_true (has_remark (bookmarks, name));
}

/* Only a model whose graphs grow asks whether they shall. */
static void
test_growing (void)
{
  GtkWidget *dialog = make_record_dialog ();
  BsRecordForm *form = bs_record_dialog_get_form (BS_RECORD_DIALOG (dialog));
  AdwComboRow *model = ADW_COMBO_ROW (
      gtk_widget_get_template_child (GTK_WIDGET (form), BS_TYPE_RECORD_FORM, "model_row"));
  GtkWidget *row = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (form), BS_TYPE_RECORD_FORM, "growing_row"));
  GtkSwitch *growing = GTK_SWITCH (
      gtk_widget_get_template_child (GTK_WIDGET (form), BS_TYPE_RECORD_FORM, "growing"));
  guint n = g_list_model_get_n_items (adw_combo_row_get_model (model));

  gtk_window_present (GTK_WINDOW (dialog));
  for (guint i = 0; i < n; i++)
    {
      adw_combo_row_set_selected (model, i);
      if (g_str_equal (bs_row_get_name (model), "lstm-nmt"))
        break;
    }
  /* The form finds out in another thread. */
  for (guint i = 0; i < PATIENCE_MS / 50 && !gtk_widget_get_visible (row); i++)
    test_spin (50);
  g_assert_true (gtk_widget_get_visible (row));
  adw_expander_row_set_expanded (
      ADW_EXPANDER_ROW (gtk_widget_get_ancestor (row, ADW_TYPE_EXPANDER_ROW)), TRUE);
  test_spin (300);
  operate (GTK_WIDGET (growing), "BsRecordForm growing");
  close_others (NULL);
}

/* A control that was added is in one of the surveys, or in the list of those that are elsewhere. */
static void
test_complete (void)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (known), (GCompareFunc) strcmp);

  if (n_surveys < N_SURVEYS)
    {
      g_test_skip ("only after all surveys");
      return;
    }
  for (GList *l = names; l != NULL; l = l->next)
    if (!g_hash_table_contains (operated, l->data) && !is_elsewhere (l->data))
      {
        g_test_message ("nothing operates %s", (char *) l->data);
        g_test_fail ();
      }
  for (guint i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    if (!g_hash_table_contains (known, elsewhere[i].name)
        && !g_hash_table_contains (operated, elsewhere[i].name))
      {
        g_test_message ("there is no %s", elsewhere[i].name);
        g_test_fail ();
      }
}

/* What has to come before an action, for it to have an effect. */
static const struct
{
  const char *action, *before;
} preparations[] = {
  { "debug.first", "debug.step" },         { "debug.back", "debug.step" },
  { "page.debug", "page.memory" },         { "debug.undo", "debug.bookmark" },
  { "debug.redo", "debug.undo" },          { "view.zoom-fit", "view.zoom-in" },
  { "memory.next-batch", "memory.outer" },
};

/* Returns: the page whose own action it is. */
static const char *
page_of (const char *action)
{
  static const char *const pages[] = { "memory", "profile", "compare", "train" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_str_has_prefix (action, pages[i]) && action[strlen (pages[i])] == '.')
      return pages[i];

  return "debug";
}

/* In the order of the table, on one page: each changes something. */
static void
test_keys (void)
{
  guint n_keys;
  const BsKey *keys = bs_keys_get (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    {
      const char *action = keys[i].action;
      g_autofree char *before = NULL;
      BsTracePage *page;

      /* The last one of all ends the program. */
      if (action == NULL || g_str_equal (action, "app.quit"))
        continue;
      /* Another program shows it: /window/help/viewer. */
      if (g_str_equal (action, "win.help"))
        continue;
      /* In a tab of their own: /window/learn/keys. */
      if (g_str_has_prefix (action, "learn."))
        continue;

      g_test_message ("%s", action);
      page = enter_trace (trace_path, page_of (action));
      if (g_str_has_prefix (action, "compare."))
        enter_compare (NULL);
      bs_finder_set_text (bs_debugger_get_search (bs_trace_page_get_debugger (page)),
                          "batch_size > 0");
      for (guint k = 0; k < G_N_ELEMENTS (preparations); k++)
        if (g_str_equal (preparations[k].action, action))
          activate (preparations[k].before);
      before = survey_settle (NULL);
      activate (action);
      if (!survey_wait_other (before, NULL))
        {
          g_test_message ("nothing comes of %s", action);
          g_test_fail ();
        }
      close_others (NULL);
    }
}

static void
start (void)
{
  g_autoptr (GError) error = NULL;

  application = bs_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_application_activate (G_APPLICATION (application));
  test_spin (400);
  window = BS_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
  gtk_window_set_default_size (GTK_WINDOW (window), 1400, 880);
  test_spin (200);
}

int
main (int argc, char *argv[])
{
  int status;

  folder = g_dir_make_tmp ("batchscope-controls-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  if (!test_init (&argc, &argv))
    return 0;

  test_set_animations (FALSE);
  trace_path = record ("trace.bscope", "--workload", "lattice-lstm", "--batch-size", "4",
                       "--batches", "2", "--model-size", "16", NULL);
  bare_path = record ("bare.bscope", "--workload", "tree-gru", "--batch-size", "4", "--batches",
                      "1", "--policy", "agenda", "--schedule-only", NULL);
  start ();
  known = survey_list_ui ();
  operated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_test_add_func ("/window/controls/start", test_start);
  g_test_add_func ("/window/controls/keys", test_keys);
  g_test_add_data_func ("/window/controls/debug", enter_debug, test_pages);
  g_test_add_data_func ("/window/controls/memory", enter_memory, test_pages);
  g_test_add_data_func ("/window/controls/without-plan", enter_bare_memory, test_pages);
  g_test_add_data_func ("/window/controls/compare", enter_compare, test_pages);
  g_test_add_data_func ("/window/controls/error", enter_error, test_pages);
  g_test_add_data_func ("/window/controls/record", make_record_dialog, test_dialog);
  g_test_add_data_func ("/window/controls/preferences", bs_preferences_new, test_dialog);
  g_test_add_data_func ("/window/controls/picture", make_picture_dialog, test_dialog);
  g_test_add_data_func ("/window/controls/costly", make_costly_window, test_dialog);
  g_test_add_func ("/window/controls/sizes", test_sizes);
  g_test_add_func ("/window/controls/growing", test_growing);
  g_test_add_func ("/window/controls/picture-size", test_picture_size);
  g_test_add_func ("/window/controls/bookmark", test_bookmark);
  g_test_add_func ("/window/controls/complete", test_complete);
  status = g_test_run ();

  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (application);
  g_hash_table_unref (known);
  g_hash_table_unref (operated);
  test_remove_folder (folder);
  g_free (trace_path);
  g_free (bare_path);
  g_free (folder);
  return status;
}
