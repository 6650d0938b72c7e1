/* SPDX-License-Identifier: Apache-2.0 */
/* A window with the page of one trace, in this process. */
#include "config.h"

#include "tests/window/fixture.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/window/parts/view-frame.h"
#include "app/window/shell/window.h"

#define N_WALKS 4
#define WALK_MS 12
/* Frames and what threads bring come sooner, as a rule. */
#define SETTLED_US 80000
#define CLOSING_MS 2000 /* at most */

gboolean
test_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display, and no xvfb-run to make one\n");
      return FALSE;
    }
  bs_window_prepare ();
  return TRUE;
}

/* GTK 4.8 asks where the pointer is in a popover that has gone, when a tooltip was about to come, and for
 * the monitor of one whose place was hidden. */
static gboolean
is_ours (const char *message)
{
  return strstr (message, "assertion 'GDK_IS_SURFACE (surface)'") == NULL
         && strstr (message, "assertion 'GDK_IS_MONITOR (monitor)'") == NULL;
}

static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  return is_ours (message);
}

/* What is not fatal must not be printed as if it was. */
static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (is_ours (message))
    g_log_default_handler (domain, level, message, user_data);
}

/* It wonders, too, about a cursor that blinks when all of a text is selected. */
static GLogWriterOutput
writer_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE")
        && strstr (fields[i].value, "unexpected blinking selection") != NULL)
      return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* GLib forgets with every case what is not fatal. */
static void
forgive_gtk (void)
{
  static gboolean done;

  g_test_log_set_fatal_handler (is_fatal, NULL);
  if (done)
    return;

  done = TRUE;
  g_log_set_handler ("Gdk", G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL, log_cb, NULL);
  g_log_set_handler ("Gtk", G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL, log_cb, NULL);
  g_log_set_writer_func (writer_cb, NULL, NULL);
}

void
test_spin (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  forgive_gtk ();
  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

void
test_settle (guint most_ms)
{
  gint64 now = g_get_monotonic_time (), busy = now, end = now + most_ms * 1000;

  forgive_gtk ();
  for (; now < end && now - busy < SETTLED_US; now = g_get_monotonic_time ())
    if (g_main_context_iteration (NULL, FALSE))
      busy = now;
    else
      g_usleep (500);
}

void
test_set_animations (gboolean on)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", on, NULL);
  forgive_gtk ();
}

BsTrace *
test_make_trace (guint32 n_mini_batches)
{
  BsFakeOptions options = { .kind = BS_FAKE_TREES,
                            .seed = 5,
                            .n_mini_batches = n_mini_batches,
                            .n_instances = 6,
                            .max_leaves = 9,
                            .encoding = BS_ENCODING_SORT };

  return bs_fake_trace_new (&options);
}

void
page_fixture_open (PageFixture *self, BsTrace *trace)
{
  test_set_animations (FALSE);
  self->trace = trace != NULL ? bs_trace_ref (trace) : test_make_trace (2);
  self->pictures = bs_pictures_new (self->trace, NULL);
  self->page = BS_TRACE_PAGE (bs_trace_page_new_for (self->pictures, "test"));
  self->debugger = bs_trace_page_get_debugger (self->page);
  self->clock = bs_debugger_get_clock (self->debugger);
  self->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1300, 850);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (GTK_WINDOW (self->window));
}

void
page_fixture_init (PageFixture *self, BsTrace *trace)
{
  page_fixture_open (self, trace);
  test_spin (400);
}

void
page_fixture_clear (PageFixture *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->page), (gpointer *) &self->page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  for (guint i = 0; i < CLOSING_MS && self->page != NULL; i++)
    test_spin (1);
  g_assert_null (self->page);
  bs_pictures_unref (self->pictures);
  bs_trace_unref (self->trace);
}

void
page_fixture_set_up (PageFixture *self, gconstpointer data)
{
  page_fixture_init (self, (BsTrace *) data);
}

void
page_fixture_tear_down (PageFixture *self, gconstpointer data)
{
  page_fixture_clear (self);
}

GtkWidget *
test_find (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = test_find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
list_of_type (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_of_type (child, type, found);
}

GPtrArray *
test_list_widgets (GtkWidget *widget, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  list_of_type (widget, type, found);
  return found;
}

gboolean
test_says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && test_says (child, text))
      return TRUE;

  return FALSE;
}

GtkWidget *
test_find_labelled (GtkWidget *widget, GType type, const char *label)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && test_says (widget, label))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = test_find_labelled (child, type, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

void
test_remove_folder (const char *path)
{
  /* What a link leads to is not in it. */
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL
                                                                    : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      test_remove_folder (child);
    }
  g_remove (path);
}

/* The twin of every picture that can be seen. */
static void
walk_tables (GtkWidget *widget)
{
  if (BS_IS_VIEW_FRAME (widget) && gtk_widget_get_mapped (widget))
    {
      bs_view_frame_set_show_table (BS_VIEW_FRAME (widget), TRUE);
      test_spin (WALK_MS);
      bs_view_frame_set_show_table (BS_VIEW_FRAME (widget), FALSE);
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    walk_tables (child);
}

static void
activate (BsTracePage *page, const char *const *actions)
{
  for (guint i = 0; actions[i] != NULL; i++)
    {
      gtk_widget_activate_action (bs_tab_get_front (BS_TAB (page)), actions[i], NULL);
      test_spin (WALK_MS);
    }
}

void
test_walk (BsTracePage *page)
{
  static const char *const debug[] = { "page.debug",        "debug.breakpoints", "debug.bookmarks",
                                       "debug.find",        "debug.table",       "debug.bookmark",
                                       "debug.breakpoint",  "debug.run",         "debug.run-back",
                                       "debug.table",       "view.table",        "view.copy-table",
                                       "view.copy-picture", "view.table",        NULL };
  static const char *const memory[] = { "page.memory",
                                        "memory.next-batch",
                                        "memory.first",
                                        "memory.step",
                                        "memory.last",
                                        "view.table",
                                        "view.copy-table",
                                        "view.table",
                                        "memory.outer",
                                        "memory.plan-now",
                                        "view.zoom-in",
                                        "view.table",
                                        "view.copy-picture",
                                        "debug.step",
                                        "view.table",
                                        "memory.outer",
                                        NULL };
  BsClock *clock = bs_debugger_get_clock (bs_trace_page_get_debugger (page));
  guint32 n = bs_clock_get_n_decisions (clock);

  for (guint32 i = 0; i < N_WALKS; i++)
    {
      bs_clock_seek (clock, 1 + (n - 1) * i / (N_WALKS - 1));
      activate (page, i % 2 == 0 ? debug : memory);
      walk_tables (bs_tab_get_front (BS_TAB (page)));
    }
}
