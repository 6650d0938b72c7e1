/* SPDX-License-Identifier: Apache-2.0 */
/* The Learn page: a student goes through all lessons and answers every question, wrong and right; every
 * control does what it says; what cannot be opened says why. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/window/debug/graph-canvas.h"
#include "app/window/learn/learn-page.h"
#include "app/window/learn/lesson-book.h"
#include "app/window/learn/lesson-list.h"
#include "app/window/learn/lesson-row.h"
#include "app/window/learn/lesson-track.h"
#include "app/window/learn/live-view.h"
#include "app/window/learn/question-card.h"
#include "app/window/memory/memory-page.h"
#include "app/window/profile/profile-page.h"
#include "app/window/shell/tabs.h"
#include "app/window/shell/window.h"
#include "app/window/shell/trace-page.h"
#include "app/window/train/train-page.h"
#include "profiles/lessons/lesson-shelf.h"
#include "tests/window/fixture.h"

#define PATIENCE_MS 60000
#define N_LESSONS 8

typedef struct
{
  GtkWidget *window;
  BsLearnPage *page;
  BsLessonPlayer *player;
} Fixture;

static BsLessonProgress *
progress (void)
{
  return bs_lesson_book_get_progress (bs_lesson_book_get ());
}

static void
wait_ready (Fixture *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  while (!bs_learn_page_get_ready (self->page) && g_get_monotonic_time () < end)
    test_spin (10);
  g_assert_true (bs_learn_page_get_ready (self->page));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  test_set_animations (FALSE);
  for (guint i = 0; i < N_LESSONS; i++)
    {
      static const char *const ids[N_LESSONS] = { "1-batching", "2-frontier", "3-heuristics",
                                                  "4-states",   "5-learning", "6-safe",
                                                  "7-memory",   "8-timeline" };

      bs_lesson_progress_forget (progress (), ids[i]);
    }
  self->window = gtk_window_new ();
  self->page = g_object_new (BS_TYPE_LEARN_PAGE, NULL);
  self->player = bs_learn_page_get_player (self->page);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1400, 880);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  if (data != NULL)
    bs_learn_page_open (self->page, data);
  gtk_window_present (GTK_WINDOW (self->window));
  wait_ready (self);
  test_spin (50);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (self->page), (gpointer *) &self->page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  for (guint i = 0; self->page != NULL && i < 400; i++)
    test_spin (20);
  g_assert_null (self->page);
}

/* Whether a label in sight within @widget has @text in it. */
static gboolean
mentions (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && mentions (child, text))
      return TRUE;

  return FALSE;
}

static const BsLesson *
lesson (Fixture *self)
{
  return bs_lesson_player_get_open (self->player)->session->lesson;
}

static void
act (Fixture *self, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), action, NULL));
  test_spin (5);
}

static GtkWidget *
find_button (GtkWidget *root, const char *label)
{
  GtkWidget *found = test_find_labelled (root, GTK_TYPE_BUTTON, label);

  if (found == NULL)
    g_test_message ("no button %s", label);
  g_assert_nonnull (found);
  return found;
}

static void
press (GtkWidget *root, const char *label)
{
  GtkWidget *button = find_button (root, label);

  g_assert_true (gtk_widget_get_visible (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  test_spin (2);
}

static const BsLessonKey *
key_of (Fixture *self, guint card)
{
  const BsLessonSessionStep *step = bs_lesson_session_get_step (
      bs_lesson_player_get_open (self->player)->session, bs_lesson_player_get_step (self->player));

  return g_ptr_array_index (step->keys, card);
}

static void
choose (GtkWidget *card, const BsLessonKey *key, gboolean right)
{
  g_autoptr (GPtrArray) checks = test_list_widgets (card, GTK_TYPE_CHECK_BUTTON);
  gboolean done = FALSE;

  g_assert_cmpuint (checks->len, ==, key->options->len);
  for (guint i = 0; i < checks->len; i++)
    {
      const BsLessonOption *option = g_ptr_array_index (key->options, i);
      gboolean wanted = key->several ? (option->right == right) : (option->right == right && !done);

      if (key->several || wanted)
        gtk_check_button_set_active (g_ptr_array_index (checks, i), wanted);
      done |= wanted;
    }
}

static void
type (GtkWidget *card, const BsLessonKey *key, gboolean right)
{
  GtkWidget *entry = test_find (card, GTK_TYPE_ENTRY);
  g_autofree char *text = right ? g_strdup (key->expected_text)
                                : g_strdup_printf ("%g", key->expected + 1.0);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
answer (GtkWidget *card, const BsLessonKey *key, gboolean right)
{
  if (key->options->len > 0)
    choose (card, key, right);
  else
    type (card, key, right);
  press (card, "Check");
}

static GPtrArray *
list_cards (Fixture *self)
{
  return test_list_widgets (GTK_WIDGET (self->player), BS_TYPE_QUESTION_CARD);
}

/* Wrong first where @first is, then right. */
static void
answer_step (Fixture *self, gboolean wrong_first)
{
  g_autoptr (GPtrArray) cards = list_cards (self);

  g_assert_cmpuint (
      cards->len, ==,
      bs_lesson_get_step (lesson (self), bs_lesson_player_get_step (self->player))->questions->len);
  for (guint i = 0; i < cards->len; i++)
    {
      GtkWidget *card = g_ptr_array_index (cards, i);
      const BsLessonKey *key = key_of (self, i);

      g_assert_false (bs_question_card_get_revealed (BS_QUESTION_CARD (card)));
      g_assert_false (test_says (card, "Right"));
      if (wrong_first)
        {
          answer (card, key, FALSE);
          g_assert_false (bs_question_card_get_revealed (BS_QUESTION_CARD (card)));
          g_assert_true (gtk_widget_get_visible (find_button (card, "Show the answer")));
        }
      answer (card, key, TRUE);
      g_assert_true (bs_question_card_get_revealed (BS_QUESTION_CARD (card)));
      g_assert_true (test_says (card, "Right"));
    }
}

/* All lessons, one behind the other, as a student goes through them; every second question is answered wrong
 * first. */
static void
test_all (Fixture *self, gconstpointer data)
{
  guint n_questions = 0, n_right = 0;

  for (guint i = 0; i < N_LESSONS; i++)
    {
      g_autofree char *id = NULL;
      guint n_steps, n_of_lesson = 0, n;

      wait_ready (self);
      id = g_strdup (lesson (self)->id);
      n_steps = lesson (self)->steps->len;
      g_test_message ("%s", id);
      g_assert_cmpuint (id[0], ==, '1' + i);
      for (guint k = 0; k < n_steps; k++)
        {
          const BsLessonStep *step = bs_lesson_get_step (lesson (self), k);

          g_assert_cmpuint (bs_lesson_player_get_step (self->player), ==, k);
          g_assert_true (mentions (GTK_WIDGET (self->player), step->title));
          test_spin (20);
          answer_step (self, n_questions % 2 == 1);
          n_right += n_questions % 2 == 0;
          n_questions += step->questions->len;
          n_of_lesson += step->questions->len;
          g_assert_cmpuint (step->questions->len, <=, 1);
          act (self, "learn.next");
        }
      g_assert_true (bs_lesson_progress_get_done (progress (), id));
      bs_lesson_progress_count (progress (), id, &n);
      g_assert_cmpuint (n, ==, n_of_lesson);
    }
  g_assert_cmpuint (n_questions, >=, 40);
  g_assert_true (mentions (GTK_WIDGET (self->page), "8 of 8 lessons done"));
  /* What was answered is kept. */
  bs_lesson_book_finish (bs_lesson_book_get ());
  {
    g_autofree char *path = g_build_filename (g_get_user_state_dir (), "batchscope", "lessons.ini",
                                              NULL);
    g_autoptr (BsLessonProgress) kept = bs_lesson_progress_load (path);
    guint n_first = 0, n;

    for (guint i = 0; i < N_LESSONS; i++)
      {
        BsLessonRow *row = BS_LESSON_ROW (gtk_list_box_get_row_at_index (
            GTK_LIST_BOX (test_find (GTK_WIDGET (self->page), GTK_TYPE_LIST_BOX)), (int) i));

        n_first += bs_lesson_progress_count (kept, bs_lesson_row_get_lesson (row)->id, &n);
      }
    g_assert_cmpuint (n_first, ==, n_right);
  }
}

/* Before it is answered nothing shows which type is batched; afterwards all does, and the clock moves. */
static void
test_undecided (Fixture *self, gconstpointer data)
{
  GtkWidget *graph = test_find (GTK_WIDGET (self->player), BS_TYPE_GRAPH_CANVAS);
  GtkWidget *track = test_find (GTK_WIDGET (self->player), BS_TYPE_LESSON_TRACK);
  g_autoptr (GPtrArray) cards = NULL;
  BsDebugger *debugger;

  act (self, "learn.next");
  act (self, "learn.next");
  debugger = bs_lesson_player_get_debugger (self->player);
  test_spin (50);
  g_assert_true (bs_graph_canvas_get_show (BS_GRAPH_CANVAS (graph))->undecided);
  g_assert_false (mentions (track, "internal × 5"));
  g_assert_true (mentions (track, "leaf × 12"));
  act (self, "debug.play");
  g_assert_cmpuint (bs_debugger_get_decision (debugger), ==, 2);

  cards = list_cards (self);
  answer (g_ptr_array_index (cards, 0), key_of (self, 0), FALSE);
  g_assert_true (mentions (g_ptr_array_index (cards, 0), "Not yet. proj: 12 ready"));
  g_assert_true (bs_graph_canvas_get_show (BS_GRAPH_CANVAS (graph))->undecided);
  answer (g_ptr_array_index (cards, 0), key_of (self, 0), TRUE);
  test_spin (50);
  g_assert_false (bs_graph_canvas_get_show (BS_GRAPH_CANVAS (graph))->undecided);
  g_assert_true (mentions (track, "internal × 5"));
}

static void
test_give_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) cards = list_cards (self);
  GtkWidget *card = g_ptr_array_index (cards, 0);
  GtkWidget *entry = test_find (card, GTK_TYPE_ENTRY);

  g_assert_false (gtk_widget_is_sensitive (find_button (card, "Check")));
  gtk_editable_set_text (GTK_EDITABLE (entry), "many");
  press (card, "Check");
  g_assert_true (mentions (card, "“many” is no number"));
  g_assert_cmpint (bs_lesson_progress_get_result (progress (), "1-batching", 0), ==,
                   BS_LESSON_UNANSWERED);
  answer (card, key_of (self, 0), FALSE);
  press (card, "Show the answer");
  g_assert_true (mentions (card, "Right is: 12"));
  g_assert_true (bs_question_card_get_revealed (BS_QUESTION_CARD (card)));
  g_assert_cmpint (bs_lesson_progress_get_result (progress (), "1-batching", 0), ==,
                   BS_LESSON_WRONG);

  /* It is there again, and can be begun anew. */
  act (self, "learn.next");
  act (self, "learn.back");
  g_assert_cmpuint (bs_lesson_player_get_step (self->player), ==, 0);
  answer_step (self, FALSE);
  g_assert_cmpint (bs_lesson_progress_get_result (progress (), "1-batching", 0), ==,
                   BS_LESSON_RIGHT_LATER);
  act (self, "learn.again");
  wait_ready (self);
  g_assert_cmpint (bs_lesson_progress_get_result (progress (), "1-batching", 0), ==,
                   BS_LESSON_UNANSWERED);
}

static void
test_track (Fixture *self, gconstpointer data)
{
  BsDebugger *debugger = bs_lesson_player_get_debugger (self->player);
  GtkWidget *track = test_find (GTK_WIDGET (self->player), BS_TYPE_LESSON_TRACK);
  g_autoptr (GPtrArray) buttons = test_list_widgets (track, GTK_TYPE_BUTTON);
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  g_assert_cmpuint (buttons->len, ==, 3);
  act (self, "learn.next"); /* plays from 1 to 12 */
  debugger = bs_lesson_player_get_debugger (self->player);
  g_assert_cmpuint (bs_debugger_get_decision (debugger), ==, 1);
  g_assert_false (gtk_widget_is_sensitive (g_ptr_array_index (buttons, 0)));
  g_signal_emit_by_name (g_ptr_array_index (buttons, 2), "clicked");
  test_spin (30);
  g_assert_cmpuint (bs_debugger_get_decision (debugger), ==, 2);
  g_signal_emit_by_name (g_ptr_array_index (buttons, 0), "clicked");
  test_spin (30);
  g_assert_cmpuint (bs_debugger_get_decision (debugger), ==, 1);
  bs_clock_set_speed (bs_debugger_get_clock (debugger), 16.0);
  g_signal_emit_by_name (g_ptr_array_index (buttons, 1), "clicked");
  while ((bs_clock_get_playing (bs_debugger_get_clock (debugger))
          || bs_debugger_get_decision (debugger) < 12)
         && g_get_monotonic_time () < end)
    test_spin (10);
  g_assert_cmpuint (bs_debugger_get_decision (debugger), ==, 12);
  g_assert_true (mentions (track, "and 46 more"));
}

/* Each kind of view is there, live, on the run of its step. */
static void
test_views (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *lesson;
    guint step;
    GType (*type) (void);
  } views[] = { { "7-memory", 0, bs_memory_page_get_type },
                { "8-timeline", 0, bs_profile_page_get_type },
                { "5-learning", 6, bs_train_page_get_type } };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      GtkWidget *view;

      bs_lesson_progress_set_step (progress (), views[i].lesson, views[i].step);
      bs_learn_page_open (self->page, views[i].lesson);
      wait_ready (self);
      test_spin (100);
      view = test_find (GTK_WIDGET (self->player), views[i].type ());
      g_assert_true (gtk_widget_get_mapped (view));
    }
}

static void
test_present (Fixture *self, gconstpointer data)
{
  GtkWidget *list = test_find (GTK_WIDGET (self->page), GTK_TYPE_LIST_BOX);

  g_assert_true (gtk_widget_get_mapped (list));
  act (self, "learn.present");
  test_spin (100);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (self->page), "presenter"));
  g_assert_false (gtk_widget_get_mapped (list));
  act (self, "learn.present");
  test_spin (100);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (self->page), "presenter"));
  g_assert_true (gtk_widget_get_mapped (list));
}

/* In a small window the lesson is in front, and a button leads to all of them. */
static void
test_narrow (Fixture *self, gconstpointer data)
{
  AdwLeaflet *leaflet = ADW_LEAFLET (test_find (GTK_WIDGET (self->page), ADW_TYPE_LEAFLET));
  GtkWidget *list = test_find (GTK_WIDGET (self->page), GTK_TYPE_LIST_BOX);

  gtk_window_set_default_size (GTK_WINDOW (self->window), 640, 480);
  for (guint i = 0; i < 100 && !adw_leaflet_get_folded (leaflet); i++)
    test_spin (20);
  g_assert_true (adw_leaflet_get_folded (leaflet));
  act (self, "learn.list");
  g_assert_cmpstr (adw_leaflet_get_visible_child_name (leaflet), ==, "list");
  g_signal_emit_by_name (list, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 1));
  wait_ready (self);
  g_assert_cmpstr (adw_leaflet_get_visible_child_name (leaflet), ==, "lesson");
  g_assert_cmpstr (lesson (self)->id, ==, "2-frontier");
}

static void
sheet_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  bs_lesson_sheet_finish (result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* As the command line writes them. */
static void
test_sheet (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "sheet.pdf", "sheet.html" };
  g_autofree char *folder = g_dir_make_tmp ("batchscope-sheet-XXXXXX", NULL);
  const char *cli = g_getenv ("BATCHSCOPE_CLI");

  for (guint i = 0; i < G_N_ELEMENTS (names) * 2; i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i / 2], NULL);
      g_autofree char *other = g_build_filename (folder, i / 2 == 0 ? "cli.pdf" : "cli.html", NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      const char *argv[] = { cli,  "lesson", "1-batching",
                             "-o", other,    i % 2 == 1 ? "--answers" : NULL,
                             NULL };
      g_autofree char *mine = NULL, *theirs = NULL;
      gsize n_mine, n_theirs;
      gboolean done = FALSE;
      int status;

      bs_lesson_sheet_async (bs_lesson_player_get_open (self->player)->session, i % 2 == 1, file,
                             NULL, sheet_cb, &done);
      while (!done)
        test_spin (5);
      g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL,
                                   NULL, &status, NULL));
      g_assert_cmpint (status, ==, 0);
      g_assert_true (g_file_get_contents (path, &mine, &n_mine, NULL));
      g_assert_true (g_file_get_contents (other, &theirs, &n_theirs, NULL));
      g_assert_cmpmem (mine, n_mine, theirs, n_theirs);
    }
  test_remove_folder (folder);
}

/* The run of a step in a tab, which outlives the lesson, queries and all. */
static void
test_trace (Fixture *self, gconstpointer data)
{
  AdwTabView *tabs = ADW_TAB_VIEW (adw_tab_view_new ());
  g_autoptr (BsLearnPage) page = g_object_ref (self->page);
  GtkWidget *opened;
  BsTrace *trace;

  gtk_window_set_child (GTK_WINDOW (self->window), NULL);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (tabs));
  adw_tab_view_append (tabs, GTK_WIDGET (self->page));
  test_spin (50);
  act (self, "learn.open-trace");
  test_spin (200);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 2);
  opened = adw_tab_page_get_child (adw_tab_view_get_nth_page (tabs, 1));
  g_assert_true (BS_IS_TRACE_PAGE (opened));
  bs_learn_page_open (self->page, "2-frontier");
  wait_ready (self);
  trace = bs_debugger_get_trace (bs_trace_page_get_debugger (BS_TRACE_PAGE (opened)));
  g_assert_true (g_file_test (trace->path, G_FILE_TEST_EXISTS));
}

/* A file that is no lesson is said, and harms no other; one that goes away while it is wanted, too. */
static void
test_broken (void)
{
  g_autofree char *own = bs_lesson_shelf_own_folder ();
  g_autofree char *path = g_build_filename (own, "9-gone.lesson", NULL);
  Fixture self;
  gint64 end;

  g_mkdir_with_parents (own, 0755);
  g_file_set_contents (path, "@lesson Gone\n@about A\n@run r\nmodel tree-lstm\n@step S\nText\n", -1,
                       NULL);
  set_up (&self, NULL);
  g_unlink (path);
  g_rmdir (own);
  bs_learn_page_open (self.page, "9-gone");
  end = g_get_monotonic_time () + PATIENCE_MS * 1000;
  while (!mentions (GTK_WIDGET (self.page), "This lesson cannot be taken")
         && g_get_monotonic_time () < end)
    test_spin (10);
  g_assert_true (mentions (GTK_WIDGET (self.page), "9-gone.lesson cannot be read"));
  g_assert_false (bs_learn_page_get_ready (self.page));
  bs_learn_page_open (self.page, "1-batching");
  wait_ready (&self);
  tear_down (&self, NULL);
}

/* On the start page. */
static void
test_list (void)
{
  GtkWidget *window = gtk_window_new (), *list = g_object_new (BS_TYPE_LESSON_LIST, NULL);
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  bs_lesson_progress_set_done (progress (), "1-batching", TRUE);
  bs_lesson_progress_set_done (progress (), "2-frontier", FALSE);
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  while (!mentions (list, "Reading a timeline") && g_get_monotonic_time () < end)
    test_spin (10);
  g_assert_true (mentions (list, "of 8 done"));
  bs_lesson_progress_forget (progress (), "1-batching");
  bs_lesson_book_save (bs_lesson_book_get ());
  gtk_window_destroy (GTK_WINDOW (window));
  test_spin (20);
}

static void
key (BsWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.on-page", "s", action));
  test_spin (20);
}

/* As the keys of the window do it, and the rows of the start page. */
static void
test_keys (void)
{
  BsWindow *window = bs_window_new (NULL);
  AdwTabView *tabs = bs_window_get_tabs (window);
  Fixture self = { 0 };

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.learn", NULL));
  self.page = BS_LEARN_PAGE (test_find (GTK_WIDGET (window), BS_TYPE_LEARN_PAGE));
  self.player = bs_learn_page_get_player (self.page);
  wait_ready (&self);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.lesson", "s", "1-batching");
  wait_ready (&self);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  bs_lesson_player_go (self.player, -1);
  g_assert_cmpuint (bs_lesson_player_get_step (self.player), ==, 0);
  key (window, "learn.next");
  g_assert_cmpuint (bs_lesson_player_get_step (self.player), ==, 1);
  key (window, "debug.play");
  g_assert_true (
      bs_clock_get_playing (bs_debugger_get_clock (bs_lesson_player_get_debugger (self.player))));
  key (window, "debug.play");
  bs_clock_scrub (bs_debugger_get_clock (bs_lesson_player_get_debugger (self.player)), 1);
  key (window, "debug.step");
  g_assert_cmpuint (bs_debugger_get_decision (bs_lesson_player_get_debugger (self.player)), ==, 2);
  key (window, "debug.back");
  g_assert_cmpuint (bs_debugger_get_decision (bs_lesson_player_get_debugger (self.player)), ==, 1);
  key (window, "learn.back");
  g_assert_cmpuint (bs_lesson_player_get_step (self.player), ==, 0);
  key (window, "learn.present");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (self.page), "presenter"));
  key (window, "learn.present");
  gtk_window_destroy (GTK_WINDOW (window));
  test_spin (50);
}

int
main (int argc, char *argv[])
{
  g_autofree char *state = g_dir_make_tmp ("batchscope-learn-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_STATE_HOME", state, TRUE);
  g_setenv ("XDG_DATA_HOME", state, TRUE);
  if (!test_init (&argc, &argv))
    return 0;

#define ADD(name, lesson)                                                                          \
  g_test_add ("/window/learn/" #name, Fixture, lesson, set_up, test_##name, tear_down)
  ADD (all, NULL);
  ADD (undecided, "2-frontier");
  ADD (give_up, NULL);
  ADD (track, NULL);
  ADD (views, NULL);
  ADD (present, NULL);
  ADD (narrow, NULL);
  ADD (sheet, NULL);
  ADD (trace, NULL);
#undef ADD
  g_test_add_func ("/window/learn/keys", test_keys);
  g_test_add_func ("/window/learn/broken", test_broken);
  g_test_add_func ("/window/learn/list", test_list);
  status = g_test_run ();
  test_remove_folder (state);
  return status;
}
