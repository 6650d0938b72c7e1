/* SPDX-License-Identifier: Apache-2.0 */
/* All that moves the clock, through the actions and controls of the page: each both ways, compared with
 * what the trace says. */
#include "config.h"

#include <string.h>

#include "app/window/clock/remark-list.h"
#include "app/window/clock/breakpoint-list.h"
#include "app/window/clock/clock-actions.h"
#include "app/window/clock/decision-table.h"
#include "app/window/clock/search-bar.h"
#include "app/window/clock/strip-canvas.h"
#include "app/window/parts/predicate-entry.h"
#include "app/window/parts/view-frame.h"
#include "profiles/query/predicate.h"
#include "profiles/replay/replay.h"
#include "tests/window/fixture.h"

static void
act (PageFixture *self, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self->page), action, NULL);
}

static BsClockBar *
get_bar (PageFixture *self)
{
  return bs_trace_page_get_clock_bar (self->page);
}

static void
wait_for (gboolean (*busy) (gpointer), gpointer data)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (busy (data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  test_spin (30);
  g_assert_false (busy (data));
}

static gboolean
breakpoints_busy (gpointer data)
{
  return bs_breakpoints_get_busy (data);
}

static gboolean
finder_busy (gpointer data)
{
  return bs_finder_get_busy (data);
}

static gboolean
table_busy (gpointer data)
{
  return bs_decision_table_get_busy (data);
}

static const char *
get_message (PageFixture *self)
{
  return bs_runner_get_message (bs_debugger_get_runner (self->debugger));
}

static guint32
find_next (const BsTrace *trace, const char *text, guint32 from, gboolean forward)
{
  g_autoptr (BsPredicate) predicate = bs_predicate_new (text, NULL);
  guint32 found;

  g_assert_true (bs_predicate_next (predicate, trace, from, forward, &found, NULL, NULL));
  return found;
}

/* Runs both ways from everywhere. */
static void
check_runs (PageFixture *self, const char *to, const char *back,
            guint32 (*expect) (PageFixture *self, guint32 from, gboolean forward))
{
  for (guint32 from = 1; from <= self->trace->n_decisions; from++)
    for (gboolean forward = FALSE; forward <= TRUE; forward++)
      {
        guint32 wanted = expect (self, from, forward);

        bs_clock_scrub (self->clock, from == 1 ? 2 : 1);
        bs_clock_scrub (self->clock, from);
        g_assert_null (get_message (self));
        act (self, forward ? to : back);
        g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, wanted > 0 ? wanted : from);
        /* Nothing found is said, and nothing moves. */
        g_assert_true ((wanted == 0) <= (get_message (self) != NULL));
      }
}

static guint32
expect_type (PageFixture *self, guint32 from, gboolean forward)
{
  return bs_replay_find (self->trace, from, BS_REPLAY_SAME_TYPE, forward ? 1 : -1);
}

static guint32
expect_state (PageFixture *self, guint32 from, gboolean forward)
{
  return bs_replay_find (self->trace, from, BS_REPLAY_SAME_STATE, forward ? 1 : -1);
}

static guint32
expect_mini_batch (PageFixture *self, guint32 from, gboolean forward)
{
  return bs_replay_find (self->trace, from, BS_REPLAY_MINI_BATCH, forward ? 1 : -1);
}

#define BREAK "type = 'internal' AND batch_size < 5"
#define FIND "batch_size >= 5"

static guint32
expect_breakpoint (PageFixture *self, guint32 from, gboolean forward)
{
  return find_next (self->trace, BREAK, from, forward);
}

static guint32
expect_match (PageFixture *self, guint32 from, gboolean forward)
{
  return find_next (self->trace, FIND, from, forward);
}

static guint32
expect_bookmark (PageFixture *self, guint32 from, gboolean forward)
{
  return find_next (self->trace, "decision IN (2, 5, 9)", from, forward);
}

static void
test_runs (PageFixture *self, gconstpointer data)
{
  BsBreakpoints *breakpoints = bs_debugger_get_breakpoints (self->debugger);
  BsFinder *search = bs_debugger_get_search (self->debugger);
  const guint32 bookmarks[] = { 9, 2, 5 };

  bs_breakpoints_add (breakpoints, BREAK);
  bs_finder_set_text (search, FIND);
  for (guint i = 0; i < G_N_ELEMENTS (bookmarks); i++)
    {
      bs_clock_scrub (self->clock, bookmarks[i]);
      act (self, "debug.bookmark");
    }
  wait_for (breakpoints_busy, breakpoints);
  wait_for (finder_busy, search);
  check_runs (self, "debug.run-to-type", "debug.run-back-to-type", expect_type);
  check_runs (self, "debug.run-to-state", "debug.run-back-to-state", expect_state);
  check_runs (self, "debug.run-to-mini-batch", "debug.run-back-to-mini-batch", expect_mini_batch);
  check_runs (self, "debug.run-to-breakpoint", "debug.run-back-to-breakpoint", expect_breakpoint);
  check_runs (self, "debug.run-to-match", "debug.run-back-to-match", expect_match);
  check_runs (self, "debug.find-next", "debug.find-previous", expect_match);
  check_runs (self, "debug.run-to-bookmark", "debug.run-back-to-bookmark", expect_bookmark);
}

/* What the toggles of the bar say is what F5 does. */
static void
test_target (PageFixture *self, gconstpointer data)
{
  const struct
  {
    const char *label;
    BsRunTarget target;
    guint32 (*expect) (PageFixture *self, guint32 from, gboolean forward);
  } toggles[] = { { "Same state", BS_RUN_STATE, expect_state },
                  { "Same type", BS_RUN_TYPE, expect_type },
                  { "Breakpoint", BS_RUN_BREAKPOINT, expect_breakpoint } };
  BsBreakpoints *breakpoints = bs_debugger_get_breakpoints (self->debugger);

  bs_breakpoints_add (breakpoints, BREAK);
  wait_for (breakpoints_busy, breakpoints);
  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    {
      GtkWidget *toggle = test_find_labelled (GTK_WIDGET (get_bar (self)), GTK_TYPE_TOGGLE_BUTTON,
                                              toggles[i].label);

      g_assert_nonnull (toggle);
      g_signal_emit_by_name (toggle, "clicked");
      g_assert_true (bs_clock_bar_get_target (get_bar (self)) == toggles[i].target);
      g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle)));
      check_runs (self, "debug.run", "debug.run-back", toggles[i].expect);
    }
  bs_clock_bar_set_target (get_bar (self), BS_RUN_MINI_BATCH);
  check_runs (self, "debug.run", "debug.run-back", expect_mini_batch);
  g_assert_nonnull (
      test_find_labelled (GTK_WIDGET (get_bar (self)), GTK_TYPE_MENU_BUTTON, "Mini-batch"));
}

static void
test_messages (PageFixture *self, gconstpointer data)
{
  BsBreakpoints *breakpoints = bs_debugger_get_breakpoints (self->debugger);
  BsBreakpointItem *item;

  act (self, "debug.run-to-breakpoint");
  g_assert_nonnull (strstr (get_message (self), "There is no breakpoint"));
  g_assert_true (test_says (GTK_WIDGET (get_bar (self)), get_message (self)));
  item = bs_breakpoints_add (breakpoints, "batch_size < 0");
  /* It runs once it is known where to. */
  act (self, "debug.run-to-breakpoint");
  wait_for (breakpoints_busy, breakpoints);
  g_assert_cmpstr (get_message (self), ==, "No decision matches batch_size < 0");
  bs_breakpoints_edit (breakpoints, item, "decision = 4");
  act (self, "debug.run-to-breakpoint");
  wait_for (breakpoints_busy, breakpoints);
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, 4);
  g_assert_cmpstr (get_message (self), ==, "Stopped at decision 4: decision = 4");
  g_assert_true (bs_runner_get_stopped (bs_debugger_get_runner (self->debugger)));
  act (self, "debug.run-to-breakpoint");
  g_assert_cmpstr (get_message (self), ==, "No later decision matches decision = 4");
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, 4);
  act (self, "debug.step");
  g_assert_null (get_message (self));
  bs_breakpoints_enable (breakpoints, item, FALSE);
  act (self, "debug.run-back-to-breakpoint");
  g_assert_cmpstr (get_message (self), ==, "No breakpoint is switched on");
  bs_breakpoints_enable (breakpoints, item, TRUE);
  bs_breakpoints_edit (breakpoints, item, "batch_sise = 1");
  act (self, "debug.run-to-breakpoint");
  wait_for (breakpoints_busy, breakpoints);
  g_assert_nonnull (strstr (get_message (self), "did you mean “batch_size”?"));
}

/* F9 at a decision, twice; and undone. */
static void
test_breakpoint_here (PageFixture *self, gconstpointer data)
{
  BsBreakpoints *breakpoints = bs_debugger_get_breakpoints (self->debugger);
  g_autofree char *predicate = NULL;

  act (self, "debug.step");
  act (self, "debug.breakpoint");
  wait_for (breakpoints_busy, breakpoints);
  predicate = bs_decision_predicate (self->trace, 2);
  g_assert_nonnull (bs_breakpoints_find (breakpoints, predicate));
  g_assert_true (bs_breakpoints_at (breakpoints, 2) != NULL);
  g_assert_true (test_says (GTK_WIDGET (get_bar (self)), predicate));
  act (self, "debug.breakpoint");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (breakpoints)), ==, 0);
  act (self, "debug.undo");
  g_assert_nonnull (bs_breakpoints_find (breakpoints, predicate));
  act (self, "debug.redo");
  g_assert_null (bs_breakpoints_find (breakpoints, predicate));
  act (self, "debug.bookmark");
  g_assert_nonnull (bs_remarks_at (bs_debugger_get_bookmarks (self->debugger), 2));
  act (self, "debug.undo");
  g_assert_null (bs_remarks_at (bs_debugger_get_bookmarks (self->debugger), 2));
}

static void
test_play_back (PageFixture *self, gconstpointer data)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  double speed = bs_clock_get_speed (self->clock);

  act (self, "debug.faster");
  g_assert_cmpfloat (bs_clock_get_speed (self->clock), ==, speed * 2.0);
  act (self, "debug.slower");
  act (self, "debug.slower");
  g_assert_cmpfloat (bs_clock_get_speed (self->clock), ==, speed / 2.0);
  for (guint i = 0; i < 20; i++)
    act (self, "debug.faster");
  g_assert_cmpfloat (bs_clock_get_speed (self->clock), ==, 16.0);

  bs_clock_scrub (self->clock, 8);
  act (self, "debug.play-back");
  g_assert_true (bs_clock_get_backward (self->clock));
  while (bs_clock_get_playing (self->clock) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, 1);
  /* From the first it begins at the last; a press of Space pauses. */
  act (self, "debug.play-back");
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, self->trace->n_decisions);
  act (self, "debug.play");
  g_assert_false (bs_clock_get_playing (self->clock));
  act (self, "debug.play-back");
  bs_clock_play_back (self->clock);
  g_assert_true (bs_clock_get_playing (self->clock));
  act (self, "debug.play-back");
  g_assert_false (bs_clock_get_playing (self->clock));
}

static BsPredicateEntry *
get_search_entry (PageFixture *self)
{
  return BS_PREDICATE_ENTRY (test_find (test_find (GTK_WIDGET (get_bar (self)), BS_TYPE_SEARCH_BAR),
                                        BS_TYPE_PREDICATE_ENTRY));
}

static void
test_search (PageFixture *self, gconstpointer data)
{
  GtkWidget *bar = test_find (GTK_WIDGET (get_bar (self)), BS_TYPE_SEARCH_BAR);
  BsFinder *search = bs_debugger_get_search (self->debugger);
  BsPredicateEntry *entry = get_search_entry (self);
  g_autofree char *hits = NULL;
  guint n = 0;

  g_assert_false (gtk_widget_get_visible (bar));
  act (self, "debug.find");
  test_spin (50);
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_true (bs_predicate_entry_get_finder (entry) == search);

  bs_predicate_entry_set_text (entry, FIND);
  wait_for (finder_busy, search);
  for (guint32 d = find_next (self->trace, FIND, 0, TRUE); d > 0;
       d = find_next (self->trace, FIND, d, TRUE))
    n++;
  hits = g_strdup_printf ("%u hits", n);
  g_assert_true (test_says (bar, hits));
  bs_clock_scrub (self->clock, 1);
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==,
                    find_next (self->trace, FIND, 1, TRUE));

  /* What is wrong is said below; what has no match, too. */
  bs_predicate_entry_set_text (entry, "batch_sise > 3");
  wait_for (finder_busy, search);
  test_spin (700);
  g_assert_true (test_says (bar, bs_finder_get_message (search)));
  bs_predicate_entry_set_text (entry, "batch_size > 100000");
  wait_for (finder_busy, search);
  g_assert_true (test_says (bar, "No decision matches batch_size > 100000"));
  g_assert_true (test_says (bar, "0 hits"));

  bs_search_bar_close (BS_SEARCH_BAR (bar));
  g_assert_false (gtk_widget_get_visible (bar));
  g_assert_null (bs_finder_get_decisions (search));
}

static guint32
sort_key (const BsTrace *trace, guint32 decision)
{
  return bs_trace_decision (trace, decision)->size;
}

static void
test_table (PageFixture *self, gconstpointer data)
{
  BsDecisionTable *table = BS_DECISION_TABLE (
      test_find (GTK_WIDGET (get_bar (self)), BS_TYPE_DECISION_TABLE));
  g_autoptr (BsPredicate) predicate = bs_predicate_new (FIND, NULL);
  g_autoptr (GArray) expected = bs_predicate_find_all (predicate, self->trace, NULL, NULL);
  GArray *order;

  act (self, "debug.table");
  g_assert_true (bs_clock_bar_get_table (get_bar (self)));
  g_assert_null (bs_decision_table_get_order (table));

  bs_decision_table_set_filter (table, FIND);
  wait_for (table_busy, table);
  order = bs_decision_table_get_order (table);
  g_assert_nonnull (order);
  g_assert_cmpmem (order->data, order->len * 4, expected->data, expected->len * 4);

  for (gboolean descending = FALSE; descending <= TRUE; descending++)
    {
      bs_decision_table_sort (table, 5, descending);
      wait_for (table_busy, table);
      order = bs_decision_table_get_order (table);
      g_assert_cmpuint (order->len, ==, expected->len);
      for (guint i = 1; i < order->len; i++)
        {
          guint32 a = g_array_index (order, guint32, i - 1), b = g_array_index (order, guint32, i);
          guint32 left = sort_key (self->trace, a), right = sort_key (self->trace, b);

          g_assert_true (left == right ? a < b : (left < right) != descending);
        }
    }
  /* A wrong condition leaves what is shown. */
  bs_decision_table_set_filter (table, "batch_sise");
  wait_for (table_busy, table);
  g_assert_true (bs_decision_table_get_order (table) == order);
  bs_decision_table_set_filter (table, "");
  bs_decision_table_sort (table, -1, FALSE);
  wait_for (table_busy, table);
  g_assert_null (bs_decision_table_get_order (table));
  act (self, "debug.table");
}

/* One row, for pages that need the height. */
static void
test_compact (PageFixture *self, gconstpointer data)
{
  GtkWidget *bar = GTK_WIDGET (get_bar (self)), *strip = test_find (bar, BS_TYPE_STRIP_CANVAS);
  int height;

  g_assert_cmpint (gtk_widget_get_height (strip), >=, 150);
  bs_clock_bar_set_compact (get_bar (self), TRUE);
  test_spin (200);
  height = gtk_widget_get_height (bar);
  g_assert_cmpint (height, <=, 62);
  g_assert_cmpint (gtk_widget_get_width (strip), >, 300);
  g_assert_true (gtk_widget_get_mapped (strip));
  /* The table has no place in a row. */
  act (self, "debug.table");
  test_spin (200);
  g_assert_cmpint (gtk_widget_get_height (bar), >, 120);
  act (self, "debug.table");
  bs_clock_bar_set_compact (get_bar (self), FALSE);
  test_spin (200);
  g_assert_cmpint (gtk_widget_get_height (strip), >=, 150);
}

static void
test_zoom (PageFixture *self, gconstpointer data)
{
  g_autoptr (BsTrace) trace = test_make_trace (30);
  g_autoptr (BsPictures) pictures = bs_pictures_new (trace, NULL);
  BsStripCanvas *strip = BS_STRIP_CANVAS (
      test_find (GTK_WIDGET (get_bar (self)), BS_TYPE_STRIP_CANVAS));
  guint32 range[2], n = trace->n_decisions;
  BsClock *clock;

  bs_debugger_show (self->debugger, pictures, n / 2);
  clock = bs_debugger_get_clock (self->debugger);
  g_assert_null (bs_strip_canvas_get_range (strip, range));
  bs_strip_canvas_zoom (strip, 4.0);
  g_assert_nonnull (bs_strip_canvas_get_range (strip, range));
  g_assert_cmpuint (range[0], <=, n / 2);
  g_assert_cmpuint (range[1], >=, n / 2);
  g_assert_cmpuint (range[1] - range[0], <=, n / 4 + 1);
  /* What is shown follows the clock, both ways. */
  bs_clock_seek (clock, n);
  g_assert_nonnull (bs_strip_canvas_get_range (strip, range));
  g_assert_cmpuint (range[1], ==, n);
  bs_clock_seek (clock, 1);
  g_assert_nonnull (bs_strip_canvas_get_range (strip, range));
  g_assert_cmpuint (range[0], ==, 1);
  bs_strip_canvas_zoom (strip, 1e9);
  g_assert_nonnull (bs_strip_canvas_get_range (strip, range));
  g_assert_cmpuint (range[1] - range[0], ==, 15);
  test_spin (100);
  bs_strip_canvas_zoom (strip, 0);
  g_assert_null (bs_strip_canvas_get_range (strip, range));
}

static GtkWidget *
find_button (GtkWidget *widget, const char *tooltip)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, tooltip);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The list of breakpoints: all its controls. */
static void
test_breakpoint_list (PageFixture *self, gconstpointer data)
{
  BsBreakpoints *breakpoints = bs_debugger_get_breakpoints (self->debugger);
  BsBreakpointItem *item = bs_breakpoints_add (breakpoints, "decision = 3");
  GtkWidget *list, *row, *add, *entry;

  wait_for (breakpoints_busy, breakpoints);
  /* A click on a dot of the strip. */
  g_signal_emit_by_name (test_find (GTK_WIDGET (get_bar (self)), BS_TYPE_STRIP_CANVAS),
                         "edit-breakpoint", 3u);
  test_spin (200);
  list = test_find (GTK_WIDGET (get_bar (self)), BS_TYPE_BREAKPOINT_LIST);
  g_assert_true (gtk_widget_get_mapped (list));
  row = test_find (list, GTK_TYPE_LIST_BOX_ROW);
  entry = test_find (row, BS_TYPE_PREDICATE_ENTRY);
  g_assert_cmpstr (bs_predicate_entry_get_text (BS_PREDICATE_ENTRY (entry)), ==, "decision = 3");
  g_assert_true (test_says (row, "1 hit"));

  gtk_switch_set_active (GTK_SWITCH (test_find (row, GTK_TYPE_SWITCH)), FALSE);
  g_assert_false (bs_breakpoint_item_get_enabled (item));
  act (self, "debug.undo");
  g_assert_true (bs_breakpoint_item_get_enabled (item));

  bs_predicate_entry_set_text (BS_PREDICATE_ENTRY (entry), "decision IN (3, 4)");
  wait_for (finder_busy, bs_predicate_entry_get_finder (BS_PREDICATE_ENTRY (entry)));
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (bs_breakpoint_item_get_predicate (item), ==, "decision IN (3, 4)");
  g_assert_true (test_says (row, "2 hits"));
  /* What is wrong is not taken over. */
  bs_predicate_entry_set_text (BS_PREDICATE_ENTRY (entry), "decision IN (3, 4");
  wait_for (finder_busy, bs_predicate_entry_get_finder (BS_PREDICATE_ENTRY (entry)));
  g_signal_emit_by_name (entry, "left");
  g_assert_cmpstr (bs_breakpoint_item_get_predicate (item), ==, "decision IN (3, 4)");

  add = find_button (list, "Add breakpoint (Enter)");
  g_assert_false (gtk_widget_get_sensitive (add));
  entry = gtk_widget_get_prev_sibling (gtk_widget_get_parent (add));
  bs_predicate_entry_set_text (BS_PREDICATE_ENTRY (entry), "type = 'leaf'");
  wait_for (finder_busy, bs_predicate_entry_get_finder (BS_PREDICATE_ENTRY (entry)));
  g_signal_emit_by_name (add, "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (breakpoints)), ==, 2);
  g_assert_cmpstr (bs_predicate_entry_get_text (BS_PREDICATE_ENTRY (entry)), ==, "");

  g_signal_emit_by_name (find_button (list, "Remove breakpoint"), "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (breakpoints)), ==, 1);
  g_assert_null (bs_breakpoints_find (breakpoints, "decision IN (3, 4)"));
}

static void
test_bookmark_list (PageFixture *self, gconstpointer data)
{
  BsRemarks *bookmarks = bs_debugger_get_bookmarks (self->debugger);
  GtkWidget *list, *entry;

  bs_clock_scrub (self->clock, 5);
  act (self, "debug.bookmarks");
  test_spin (200);
  list = test_find (GTK_WIDGET (get_bar (self)), BS_TYPE_REMARK_LIST);
  g_assert_true (gtk_widget_get_mapped (list));
  g_signal_emit_by_name (find_button (list, "Set or remove a bookmark here (Ctrl+B)"), "clicked");
  g_assert_nonnull (bs_remarks_at (bookmarks, 5));
  test_spin (50);
  entry = test_find (test_find (list, GTK_TYPE_LIST_BOX_ROW), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "look here");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (bs_remark_get_text (bs_remarks_at (bookmarks, 5)), ==, "look here");
  bs_clock_scrub (self->clock, 1);
  g_signal_emit_by_name (find_button (list, "Go to this decision"), "clicked");
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, 5);
  g_signal_emit_by_name (find_button (list, "Remove bookmark"), "clicked");
  g_assert_null (bs_remarks_at (bookmarks, 5));
}

static void
write_note (GtkWidget *list, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (
      GTK_TEXT_VIEW (test_find (list, GTK_TYPE_TEXT_VIEW)));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert_at_cursor (buffer, text, -1);
}

/* Written, shown, changed, and taken away; what is typed is kept when the clock moves or the list
 * is left. */
static void
test_note (PageFixture *self, gconstpointer data)
{
  BsRemarks *notes = bs_debugger_get_notes (self->debugger);
  GtkWidget *list = test_find (GTK_WIDGET (get_bar (self)), BS_TYPE_REMARK_LIST);
  BsCanvas *strip = BS_CANVAS (test_find (GTK_WIDGET (get_bar (self)), BS_TYPE_STRIP_CANVAS));
  g_autofree char *said = NULL;

  bs_clock_scrub (self->clock, 4);
  act (self, "debug.note");
  test_spin (200);
  g_assert_true (gtk_widget_get_mapped (list));
  g_assert_true (test_says (list, "Note at decision 4"));
  write_note (list, " Why so few?\nAsk. ");
  bs_clock_scrub (self->clock, 6);
  test_spin (50);
  g_assert_cmpstr (bs_remark_get_text (bs_remarks_at (notes, 4)), ==, "Why so few?\nAsk.");
  g_assert_true (test_says (list, "Note at decision 6"));
  g_assert_true (test_says (list, "Why so few?\nAsk."));
  said = BS_CANVAS_GET_CLASS (strip)->describe (strip, 4);
  g_assert_nonnull (strstr (said, "Note: Why so few?"));

  write_note (list, "Here, too.");
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (list, GTK_TYPE_POPOVER)));
  test_spin (200);
  g_assert_cmpstr (bs_remark_get_text (bs_remarks_at (notes, 6)), ==, "Here, too.");

  bs_clock_scrub (self->clock, 4);
  act (self, "debug.bookmarks");
  test_spin (200);
  write_note (list, "Because.");
  bs_clock_scrub (self->clock, 6);
  test_spin (50);
  g_assert_cmpstr (bs_remark_get_text (bs_remarks_at (notes, 4)), ==, "Because.");
  write_note (list, "");
  bs_clock_scrub (self->clock, 4);
  test_spin (50);
  g_assert_null (bs_remarks_at (notes, 6));
  g_signal_emit_by_name (find_button (list, "Remove note"), "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (notes)), ==, 0);
  act (self, "debug.undo");
  g_assert_cmpstr (bs_remark_get_text (bs_remarks_at (notes, 4)), ==, "Because.");
}

/* That of the right button. */
static GtkGesture *
find_click (GtkWidget *widget)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GObject) one = g_list_model_get_item (all, i);

      if (GTK_IS_GESTURE_CLICK (one)
          && gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (one)) == GDK_BUTTON_SECONDARY)
        return GTK_GESTURE (one);
    }

  return NULL;
}

/* The strip is a picture like the others: its menu copies it, and shows its table. */
static void
test_strip_menu (PageFixture *self, gconstpointer data)
{
  GtkWidget *strip = test_find (GTK_WIDGET (get_bar (self)), BS_TYPE_STRIP_CANVAS);
  GtkWidget *frame = gtk_widget_get_ancestor (strip, BS_TYPE_VIEW_FRAME);
  GtkGesture *click;
  GtkWidget *menu;

  g_assert_true (bs_view_frame_get_canvas (BS_VIEW_FRAME (frame)) == BS_CANVAS (strip));
  click = find_click (strip);
  g_signal_emit_by_name (click, "pressed", 1, 20.0, 20.0);
  test_spin (100);
  menu = test_find (strip, GTK_TYPE_POPOVER_MENU);
  g_assert_nonnull (menu);
  g_assert_true (gtk_widget_get_mapped (menu));
  g_assert_true (gtk_widget_activate_action (menu, "view.copy-picture", NULL));
  g_assert_true (gtk_widget_activate_action (menu, "debug.table", NULL));
  g_assert_true (bs_clock_bar_get_table (get_bar (self)));
}

/* What is removed is offered back, though something else was done since. */
static void
test_toasts (PageFixture *self, gconstpointer data)
{
  BsBreakpoints *breakpoints = bs_debugger_get_breakpoints (self->debugger);
  BsRemarks *bookmarks = bs_debugger_get_bookmarks (self->debugger);
  GtkWidget *overlay = adw_toast_overlay_new ();

  g_object_ref (self->page);
  adw_window_set_content (ADW_WINDOW (self->window), overlay);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (self->page));
  g_object_unref (self->page);
  test_spin (50);

  act (self, "debug.breakpoint");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (breakpoints)), ==, 1);
  g_assert_false (test_says (overlay, "Breakpoint removed"));
  act (self, "debug.breakpoint");
  test_spin (100);
  g_assert_true (test_says (overlay, "Breakpoint removed"));
  act (self, "debug.bookmark");
  g_signal_emit_by_name (test_find_labelled (overlay, GTK_TYPE_BUTTON, "Undo"), "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (breakpoints)), ==, 1);
  g_assert_nonnull (bs_remarks_at (bookmarks, 1));

  /* Undoing what was added says nothing. */
  test_spin (700);
  act (self, "debug.bookmark");
  test_spin (700);
  g_assert_true (test_says (overlay, "Bookmark removed"));
  g_signal_emit_by_name (test_find_labelled (overlay, GTK_TYPE_BUTTON, "Undo"), "clicked");
  g_assert_nonnull (bs_remarks_at (bookmarks, 1));
}

/* A word is chosen from what is offered. */
static void
test_completion (PageFixture *self, gconstpointer data)
{
  BsPredicateEntry *entry = get_search_entry (self);
  GtkWidget *popover, *list;
  GtkEditable *editable;

  act (self, "debug.find");
  test_spin (100);
  popover = test_find (GTK_WIDGET (entry), GTK_TYPE_POPOVER);
  list = test_find (popover, GTK_TYPE_LIST_BOX);
  editable = GTK_EDITABLE (test_find (GTK_WIDGET (entry), GTK_TYPE_ENTRY));
  bs_predicate_entry_set_text (entry, "rho < 1 AND ty = 'leaf'");
  gtk_editable_set_position (editable, 14);
  g_assert_true (bs_predicate_entry_complete (entry));
  test_spin (50);
  g_assert_true (gtk_widget_get_visible (popover));
  g_signal_emit_by_name (list, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
  g_assert_cmpstr (bs_predicate_entry_get_text (entry), ==, "rho < 1 AND type = 'leaf'");
  g_assert_cmpint (gtk_editable_get_position (editable), ==, 16);

  bs_predicate_entry_set_text (entry, "type = 'in'");
  gtk_editable_set_position (editable, 10);
  g_assert_true (bs_predicate_entry_complete (entry));
  g_signal_emit_by_name (list, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
  g_assert_cmpstr (bs_predicate_entry_get_text (entry), ==, "type = 'internal'");
  bs_predicate_entry_set_text (entry, "score = 'x");
  gtk_editable_set_position (editable, -1);
  g_assert_false (bs_predicate_entry_complete (entry));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/window/clock/" path, PageFixture, NULL, page_fixture_set_up, function,             \
              page_fixture_tear_down)

int
main (int argc, char *argv[])
{
  if (!test_init (&argc, &argv))
    return 0;

  ADD ("runs", test_runs);
  ADD ("target", test_target);
  ADD ("messages", test_messages);
  ADD ("breakpoint-here", test_breakpoint_here);
  ADD ("play-back", test_play_back);
  ADD ("search", test_search);
  ADD ("breakpoint-list", test_breakpoint_list);
  ADD ("bookmark-list", test_bookmark_list);
  ADD ("note", test_note);
  ADD ("strip-menu", test_strip_menu);
  ADD ("toasts", test_toasts);
  ADD ("completion", test_completion);
  ADD ("table", test_table);
  ADD ("compact", test_compact);
  ADD ("zoom", test_zoom);
  return g_test_run ();
}
