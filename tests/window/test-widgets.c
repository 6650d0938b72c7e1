/* SPDX-License-Identifier: Apache-2.0 */
/* The widgets of the window, in this process: the clock, the list of decisions, the panels. */
#include "config.h"

#include <adwaita.h>
#include <math.h>

#include "app/window/clock/clock-bar.h"
#include "app/window/model/clock.h"
#include "app/window/debug/debug-page.h"
#include "app/window/model/decision-list.h"
#include "app/window/clock/decision-table.h"
#include "app/window/parts/format.h"
#include "app/window/debug/frontier-view.h"
#include "app/window/debug/fsm-canvas.h"
#include "app/window/debug/graph-canvas.h"
#include "app/window/debug/why-panel.h"
#include "profiles/trace/outlook.h"
#include "app/window/clock/strip-canvas.h"
#include "app/window/parts/type-chip.h"
#include "app/window/shell/window.h"
#include "profiles/report/duration.h"
#include "tests/window/fixture.h"

static void
count_cb (gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_format (void)
{
  const struct
  {
    double value;
    const char *text;
  } reals[] = { { 0.7, "0.70" },
                { -2.114, "\342\210\2222.11" },
                { -0.0001, "0.00" },
                { NAN, "\342\200\223" },
                { 0, "0.00" } };
  const struct
  {
    gint64 ns;
    const char *text;
  } times[] = { { 0, "0 ns" },         { 999, "999 ns" },        { 1000, "1.00 µs" },
                { 3140, "3.14 µs" },   { 31400, "31.4 µs" },     { 999499, "999 µs" },
                { 999600, "1.00 ms" }, { 12000000000, "12.0 s" } };
  const struct
  {
    guint64 count;
    const char *text;
  } counts[] = { { 0, "0" },
                 { 999, "999" },
                 { 1635, "1\342\200\257635" },
                 { 1000000, "1\342\200\257000\342\200\257000" } };

  for (guint i = 0; i < G_N_ELEMENTS (reals); i++)
    {
      g_autofree char *text = bs_format_real (reals[i].value, 2);

      g_assert_cmpstr (text, ==, reals[i].text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *text = bs_duration_to_string (times[i].ns);

      g_assert_cmpstr (text, ==, times[i].text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *text = bs_format_count (counts[i].count);

      g_assert_cmpstr (text, ==, counts[i].text);
    }
}

/* Longest chain of @type among what is not run before @decision, by brute force. */
static guint32
slow_chain (const BsTraceGraph *m, guint type, guint32 decision)
{
  const BsGraph *graph = m->graph;
  g_autofree guint32 *chain = g_new0 (guint32, graph->n_nodes);
  guint32 longest = 0;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      if (m->node_decision[v] < decision)
        continue;
      for (guint32 e = graph->input_start[v]; e < graph->input_start[v + 1]; e++)
        chain[v] = MAX (chain[v], chain[graph->inputs[e]]);
      chain[v] += graph->type[v] == type;
      longest = MAX (longest, chain[v]);
    }

  return longest;
}

static void
test_outlook (void)
{
  BsTrace *trace = test_make_trace (3);
  g_autofree guint32 *to_go = bs_outlook_new (trace, NULL);

  for (guint32 n = 1; n <= trace->n_decisions; n++)
    {
      const BsTraceMiniBatch *m = &trace->mini_batches[bs_trace_decision (trace, n)->mini_batch];
      g_autoptr (BsTraceGraph)
          unpacked = bs_trace_open_graph (trace, bs_trace_decision (trace, n)->mini_batch);
      guint32 sum = 0;

      for (guint t = 0; t < unpacked->graph->n_types; t++)
        sum += slow_chain (unpacked, t, n);
      g_assert_cmpuint (to_go[n - 1], ==, sum);
      if (n == m->first_decision)
        g_assert_cmpuint (sum, ==, m->lower_bound);
      g_assert_cmpuint (n - m->first_decision + sum, <=, m->n_decisions);
    }
  bs_trace_unref (trace);
}

static void
test_clock_bounds (void)
{
  GtkWidget *window = gtk_window_new ();
  BsClock *clock = bs_clock_new (window, 5);
  guint moved = 0, noted = 0;

  test_set_animations (FALSE);
  g_signal_connect_swapped (clock, "moved", G_CALLBACK (count_cb), &moved);
  g_signal_connect_swapped (clock, "notify::decision", G_CALLBACK (count_cb), &noted);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 1);
  bs_clock_step (clock, -1);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 1);
  g_assert_cmpuint (moved, ==, 0);
  bs_clock_step (clock, 1);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 2);
  bs_clock_seek (clock, 99);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 5);
  bs_clock_step (clock, 1);
  bs_clock_seek (clock, 0);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 1);
  bs_clock_scrub (clock, 4);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 4);
  g_assert_cmpuint (moved, ==, 4);
  g_assert_cmpuint (noted, ==, moved);
  g_object_set (clock, "decision", 2, NULL);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 2);

  g_assert_finalize_object (clock);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
assert_at_rest (BsClock *clock, guint32 decision)
{
  BsMoment moment = bs_clock_get_moment (clock);

  g_assert_cmpuint (moment.from, ==, decision);
  g_assert_cmpuint (moment.to, ==, decision);
  g_assert_cmpfloat (moment.fraction, ==, 1.0);
}

static void
test_clock_motion (void)
{
  GtkWidget *window = gtk_window_new ();
  BsClock *clock;
  BsMoment moment;
  guint frames = 0;

  gtk_window_present (GTK_WINDOW (window));
  test_spin (200);
  clock = bs_clock_new (window, 1000);
  g_signal_connect_swapped (clock, "moment", G_CALLBACK (count_cb), &frames);

  /* Reduced motion: the end picture at once. */
  test_set_animations (FALSE);
  bs_clock_step (clock, 1);
  assert_at_rest (clock, 2);

  test_set_animations (TRUE);
  bs_clock_step (clock, 1);
  moment = bs_clock_get_moment (clock);
  g_assert_cmpuint (moment.from, ==, 2);
  g_assert_cmpuint (moment.to, ==, 3);
  g_assert_cmpfloat (moment.fraction, <, 1.0);
  g_assert_false (moment.fade);
  frames = 0;
  test_spin (600);
  assert_at_rest (clock, 3);
  g_assert_cmpuint (frames, >, 4);

  /* Back is the same the other way round; a jump only fades. */
  bs_clock_step (clock, -1);
  moment = bs_clock_get_moment (clock);
  g_assert_cmpuint (moment.from, ==, 3);
  g_assert_cmpuint (moment.to, ==, 2);
  bs_clock_seek (clock, 500);
  moment = bs_clock_get_moment (clock);
  g_assert_cmpuint (moment.from, ==, 2);
  g_assert_true (moment.fade);

  /* Many fast steps neither queue up nor get lost. */
  for (int i = 0; i < 100; i++)
    bs_clock_step (clock, 1);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 600);
  moment = bs_clock_get_moment (clock);
  g_assert_cmpuint (moment.from, ==, 599);
  test_spin (600);
  assert_at_rest (clock, 600);

  g_assert_finalize_object (clock);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_clock_play (void)
{
  GtkWidget *window = gtk_window_new ();
  BsClock *clock;
  gint64 start;

  gtk_window_present (GTK_WINDOW (window));
  test_spin (200);
  clock = bs_clock_new (window, 33);
  bs_clock_set_speed (clock, 16.0);
  start = g_get_monotonic_time ();
  bs_clock_set_playing (clock, TRUE);
  g_assert_true (bs_clock_get_playing (clock));
  while (bs_clock_get_playing (clock) && g_get_monotonic_time () - start < 20 * G_USEC_PER_SEC)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 33);
  /* 32 decisions at 16 times four a second. */
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 490000);

  /* Playing on from the end begins anew; a step pauses. */
  bs_clock_set_playing (clock, TRUE);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 1);
  bs_clock_step (clock, 1);
  g_assert_false (bs_clock_get_playing (clock));
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 2);

  g_assert_finalize_object (clock);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_decision_list (void)
{
  BsTrace *trace = test_make_trace (2);
  BsDecisionList *list = bs_decision_list_new (trace, NULL);
  GListModel *model = G_LIST_MODEL (list);
  g_autoptr (BsDecisionItem) item = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, trace->n_decisions);
  g_assert_true (g_list_model_get_item_type (model) == BS_TYPE_DECISION_ITEM);
  item = g_list_model_get_item (model, trace->n_decisions - 1);
  g_assert_cmpuint (bs_decision_item_get_decision (item), ==, trace->n_decisions);
  g_assert_null (g_list_model_get_item (model, trace->n_decisions));

  g_clear_object (&item);
  g_assert_finalize_object (list);
  bs_trace_unref (trace);
}

static guint32
decision_at (GListModel *model, guint position)
{
  g_autoptr (BsDecisionItem) item = g_list_model_get_item (model, position);

  return bs_decision_item_get_decision (item);
}

/* A long list comes bit by bit, around where one looks; what is asked for is there at once. */
static void
test_decision_list_grows (void)
{
  g_autoptr (BsTrace) trace = test_make_trace (30);
  guint n = trace->n_decisions, place = n / 2, n_first;

  for (guint asked = 0; asked < 2; asked++)
    {
      BsDecisionList *list = bs_decision_list_new_around (trace, NULL, place);
      GListModel *model = G_LIST_MODEL (list);
      gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

      n_first = g_list_model_get_n_items (model);
      g_assert_cmpuint (n_first, <, n);
      g_assert_cmpuint (decision_at (model, bs_decision_list_find (list, place)), ==, place + 1);
      g_assert_cmpuint (g_list_model_get_n_items (model), ==, n_first);
      if (asked > 0)
        g_assert_cmpuint (bs_decision_list_find (list, n - 1), ==, n - 1);
      while (g_list_model_get_n_items (model) < n && g_get_monotonic_time () < end)
        g_main_context_iteration (NULL, TRUE);
      for (guint i = 0; i < n; i++)
        g_assert_cmpuint (decision_at (model, i), ==, i + 1);
      g_assert_cmpuint (bs_decision_list_find (list, n), ==, G_MAXUINT);
      g_assert_finalize_object (list);
    }
}

/* Whether a widget that is shown within @widget says so of itself. */
static gboolean
has_property (GtkWidget *widget, GtkAccessibleProperty property, const char *text)
{
  g_autofree char *wrong = NULL;

  if (!gtk_widget_get_visible (widget))
    return FALSE;
  wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property, text);
  if (wrong == NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_property (child, property, text))
      return TRUE;

  return FALSE;
}

/* Whether the reason is told whole to who hears it, and the state, whose chips are in the sentence. */
static gboolean
explains (GtkWidget *page, const char *state, const char *reason)
{
  GtkWidget *panel = test_find (page, BS_TYPE_WHY_PANEL);

  return has_property (panel, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, state)
         && has_property (panel, GTK_ACCESSIBLE_PROPERTY_LABEL, reason);
}

static void
test_page_follows (PageFixture *fixture, gconstpointer data)
{
  BsClock *clock = fixture->clock;
  GtkWidget *bar = test_find (GTK_WIDGET (fixture->page), BS_TYPE_CLOCK_BAR);

  for (guint32 n = 1; n <= fixture->trace->n_decisions; n++)
    {
      const BsTraceDecision *d = bs_trace_decision (fixture->trace, n);
      g_autofree char *size = bs_format_count (d->size);
      g_autofree char *title = g_strdup_printf ("%s × %s",
                                                fixture->trace->types->types[d->type].name, size);
      g_autofree char *sentence = bs_trace_decision_text (fixture->trace, n);
      g_autofree char *state = bs_trace_state_text (fixture->trace, n);
      g_autofree char *reason = bs_trace_reason_text (fixture->trace, n);
      g_autofree char *wrong = NULL;

      bs_clock_scrub (clock, n);
      test_spin (30);
      g_assert_true (test_says (GTK_WIDGET (fixture->page), title));
      wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (bar),
                                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence);
      g_assert_null (wrong);
      g_assert_true (explains (GTK_WIDGET (fixture->page), state, reason));
    }
}

/* Other colours, letters and sizes while it plays, and closed while it plays. */
static void
test_page_changes (PageFixture *fixture, gconstpointer data)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_DARK,
                                            ADW_COLOR_SCHEME_FORCE_LIGHT };
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (fixture->page));
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  bs_clock_set_speed (fixture->clock, 8.0);
  bs_clock_set_playing (fixture->clock, TRUE);
  for (guint i = 0; i < 6; i++)
    {
      if (!bs_clock_get_playing (fixture->clock)) /* at its end */
        bs_clock_set_playing (fixture->clock, TRUE);
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[i % 2]);
      g_object_set (settings, "gtk-xft-dpi", i % 3 == 1 ? 144 * 1024 : 96 * 1024, NULL);
      gtk_window_set_default_size (GTK_WINDOW (fixture->window), i % 2 == 0 ? 700 : 1440,
                                   i % 2 == 0 ? 420 : 900);
      test_spin (60);
    }
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  bs_clock_set_playing (fixture->clock, TRUE);
  g_assert_true (bs_clock_get_playing (fixture->clock));
}

/* Whether a label of @widget says @text within the bounds of @frame. */
static gboolean
in_sight (GtkWidget *widget, GtkWidget *frame, const char *text)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if ((GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
      || (GTK_IS_INSCRIPTION (widget)
          && g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), text) == 0))
    return gtk_widget_compute_bounds (widget, frame, &bounds) && bounds.origin.y >= 0
           && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (frame);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (in_sight (child, frame, text))
      return TRUE;

  return FALSE;
}

/* Shown for the first time far from the start, the table has the row of the decision. */
static void
test_page_table (PageFixture *fixture, gconstpointer data)
{
  g_autoptr (BsTrace) trace = test_make_trace (30);
  g_autoptr (BsPictures) pictures = bs_pictures_new (trace, NULL);
  guint32 n = trace->n_decisions / 2;
  g_autofree char *number = bs_format_count (n);
  GtkWidget *table;

  bs_debugger_show (fixture->debugger, pictures, n);
  test_spin (50);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "debug.table", NULL);
  test_spin (600);
  table = test_find (GTK_WIDGET (fixture->page), BS_TYPE_DECISION_TABLE);
  g_assert_true (in_sight (table, table, number));
  bs_debugger_show (fixture->debugger, fixture->pictures, 1);
}

static gboolean
heads (GtkWidget *frontier, const char *title)
{
  test_spin (50);

  return test_says (frontier, title);
}

/* The last column is there when there is something in it, and called what that is. */
static void
test_frontier_scores (void)
{
  const struct
  {
    BsEncoding encoding;
    gboolean learned;
    const char *title;
  } cases[] = { { BS_ENCODING_SORT, FALSE, "Score" },
                { BS_ENCODING_SORT, TRUE, "Q" },
                { BS_ENCODING_MARKED, TRUE, "Priority" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BsFakeOptions options = { .kind = BS_FAKE_TREES,
                                .seed = 5,
                                .n_mini_batches = 1,
                                .n_instances = 3,
                                .max_leaves = 5,
                                .encoding = cases[i].encoding };
      g_autoptr (BsTrace) scored = bs_fake_trace_new (&options);
      g_autoptr (BsTrace) plain = bs_fake_trace_new (&options);
      GtkWidget *window = gtk_window_new ();
      GtkWidget *frontier = g_object_new (BS_TYPE_FRONTIER_VIEW, NULL);

      for (guint32 k = 0; k < scored->n_candidates; k++)
        {
          scored->candidates[k].score = 1.0;
          plain->candidates[k].score = BS_NO_SCORE;
        }
      scored->has_scores = TRUE;
      plain->has_scores = FALSE;
      if (cases[i].learned)
        scored->fsm = bs_fsm_new (cases[i].encoding);
      gtk_window_set_child (GTK_WINDOW (window), frontier);
      gtk_window_present (GTK_WINDOW (window));
      bs_frontier_view_show (BS_FRONTIER_VIEW (frontier), scored, 1);
      g_assert_true (heads (frontier, cases[i].title));
      bs_frontier_view_show (BS_FRONTIER_VIEW (frontier), plain, 1);
      g_assert_false (heads (frontier, "Score"));
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

/* That a type is safe says nothing about taking a part of it. */
static void
test_page_part (PageFixture *fixture, gconstpointer data)
{
  guint n_parts = 0;

  for (guint32 n = 1; n <= fixture->trace->n_decisions; n++)
    {
      BsTraceDecision *d = &fixture->trace->decisions[n - 1];
      BsCandidate *chosen = NULL;

      for (guint i = 0; i < d->n_candidates; i++)
        if (fixture->trace->candidates[d->first_candidate + i].type == d->type)
          chosen = &fixture->trace->candidates[d->first_candidate + i];
      if (chosen == NULL)
        continue;

      chosen->ready = chosen->reachable = d->size + 2;
      bs_clock_scrub (fixture->clock, n);
      test_spin (30);
      g_assert_false (test_says (GTK_WIDGET (fixture->page), "safe"));
      g_assert_false (test_says (GTK_WIDGET (fixture->page), "not provably safe"));
      n_parts++;
    }
  g_assert_cmpuint (n_parts, >, 0);
}

static void
test_page_actions (PageFixture *fixture, gconstpointer data)
{
  BsClock *clock = fixture->clock;
  GtkWidget *page = GTK_WIDGET (fixture->page);
  guint32 n = fixture->trace->n_decisions;

  g_assert_true (gtk_widget_activate_action (page, "debug.step", NULL));
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 2);
  gtk_widget_activate_action (page, "debug.back", NULL);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 1);
  gtk_widget_activate_action (page, "debug.last", NULL);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, n);
  gtk_widget_activate_action (page, "debug.first", NULL);
  g_assert_cmpuint (bs_clock_get_decision (clock), ==, 1);
  gtk_widget_activate_action (page, "debug.play", NULL);
  g_assert_true (bs_clock_get_playing (clock));
  gtk_widget_activate_action (page, "debug.play", NULL);
  g_assert_false (bs_clock_get_playing (clock));
}

static void
test_page_accessible (PageFixture *fixture, gconstpointer data)
{
  const GType types[] = { BS_TYPE_FSM_CANVAS, BS_TYPE_GRAPH_CANVAS, BS_TYPE_STRIP_CANVAS };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidget *canvas = test_find (GTK_WIDGET (fixture->page), types[i]);

      g_assert_nonnull (canvas);
      g_assert_true (gtk_widget_get_focusable (canvas));
      gtk_test_accessible_assert_role (canvas, GTK_ACCESSIBLE_ROLE_IMG);
      g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (canvas),
                                                       GTK_ACCESSIBLE_PROPERTY_LABEL));
      g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (canvas),
                                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
    }
  gtk_test_accessible_assert_property (test_find (GTK_WIDGET (fixture->page), BS_TYPE_GRAPH_CANVAS),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Dataflow graph");
}

/* Wide and narrow show the same three panels, whatever the order of sizes. */
static void
test_page_sizes (PageFixture *fixture, gconstpointer data)
{
  const int sizes[][2] = { { 720, 520 }, { 1440, 900 }, { 800, 1000 }, { 1400, 540 } };
  GtkWidget *debug = test_find (GTK_WIDGET (fixture->page), BS_TYPE_DEBUG_PAGE);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (fixture->window), sizes[i][0], sizes[i][1]);
      test_spin (400);
      g_assert_cmpint (gtk_widget_get_width (fixture->window), <=, MAX (sizes[i][0], 360));
      g_assert_nonnull (test_find (GTK_WIDGET (fixture->page), BS_TYPE_FSM_CANVAS));
      g_assert_nonnull (test_find (GTK_WIDGET (fixture->page), BS_TYPE_GRAPH_CANVAS));
      g_assert_nonnull (test_find (GTK_WIDGET (fixture->page), BS_TYPE_STRIP_CANVAS));
      g_assert_true ((test_find (debug, ADW_TYPE_FLAP) != NULL) == (sizes[i][0] < 1180));
    }
}

static void
test_canvas_zoom (PageFixture *fixture, gconstpointer data)
{
  BsCanvas *graph = BS_CANVAS (test_find (GTK_WIDGET (fixture->page), BS_TYPE_GRAPH_CANVAS));
  double zoom;

  g_assert_true (bs_canvas_get_view (graph)->follow);
  gtk_widget_activate_action (bs_tab_get_front (BS_TAB (fixture->page)), "view.zoom-in", NULL);
  g_assert_false (bs_canvas_get_view (graph)->follow);
  zoom = bs_canvas_get_view (graph)->zoom;
  gtk_widget_activate_action (bs_tab_get_front (BS_TAB (fixture->page)), "view.zoom-in", NULL);
  g_assert_cmpfloat (bs_canvas_get_view (graph)->zoom, >, zoom);
  for (int i = 0; i < 100; i++)
    gtk_widget_activate_action (bs_tab_get_front (BS_TAB (fixture->page)), "view.zoom-out", NULL);
  /* What the painter would not draw is not asked for: the picture would wander off. */
  g_assert_cmpfloat (bs_canvas_get_view (graph)->zoom, >=, BS_VIEW_ZOOM_MIN * 0.999);
  test_spin (50);
  gtk_widget_activate_action (bs_tab_get_front (BS_TAB (fixture->page)), "view.zoom-fit", NULL);
  g_assert_true (bs_canvas_get_view (graph)->follow);
}

static void
test_node_selection (PageFixture *fixture, gconstpointer data)
{
  BsGraphCanvas *graph = BS_GRAPH_CANVAS (
      test_find (GTK_WIDGET (fixture->page), BS_TYPE_GRAPH_CANVAS));
  g_autofree char *text = NULL;
  g_autoptr (BsGraphLayout) layout = NULL;

  for (guint i = 0; i < 400 && layout == NULL; i++)
    {
      layout = bs_graph_canvas_get_layout (graph);
      test_spin (10);
    }
  text = bs_graph_canvas_describe_node (graph, 0);
  bs_graph_canvas_select (graph, 0);
  test_spin (50);
  g_assert_true (test_says (GTK_WIDGET (fixture->page), text));
  g_assert_true (g_str_has_prefix (text, "Node 0, leaf"));

  /* Another mini-batch has other nodes, before anything else can happen. */
  bs_clock_scrub (fixture->clock, fixture->trace->n_decisions);
  g_assert_cmpuint (bs_graph_canvas_get_selected (graph), ==, BS_GRAPH_NONE);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/window/widgets/" path, PageFixture, NULL, page_fixture_set_up, function,           \
              page_fixture_tear_down)

int
main (int argc, char *argv[])
{
  if (!test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/window/format", test_format);
  g_test_add_func ("/window/outlook", test_outlook);
  g_test_add_func ("/window/clock/bounds", test_clock_bounds);
  g_test_add_func ("/window/clock/motion", test_clock_motion);
  g_test_add_func ("/window/clock/play", test_clock_play);
  g_test_add_func ("/window/decision-list", test_decision_list);
  g_test_add_func ("/window/decision-list-grows", test_decision_list_grows);
  g_test_add_func ("/window/frontier-scores", test_frontier_scores);
  ADD ("follows", test_page_follows);
  ADD ("changes", test_page_changes);
  ADD ("part", test_page_part);
  ADD ("table", test_page_table);
  ADD ("actions", test_page_actions);
  ADD ("accessible", test_page_accessible);
  ADD ("sizes", test_page_sizes);
  ADD ("zoom", test_canvas_zoom);
  ADD ("node", test_node_selection);
  return g_test_run ();
}
