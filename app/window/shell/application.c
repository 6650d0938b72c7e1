/* SPDX-License-Identifier: Apache-2.0 */
/* The program `batchscope`. */
#include "config.h"

#include "app/window/shell/application.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "app/window/learn/lesson-book.h"
#include "app/window/parts/presenting.h"
#include "app/window/parts/toast.h"
#include "app/window/shell/keys.h"
#include "app/window/shell/preferences.h"
#include "app/window/shell/recent.h"
#include "app/window/shell/session-keeper.h"
#include "app/window/shell/settings.h"
#include "app/window/shell/window.h"

/* A session that ends the program so often before it has settled is not restored unasked. */
#define MAX_STARTS 3
#define SETTLED_S 3

struct _BsApplication
{
  AdwApplication parent_instance;

  BsSessionKeeper *keeper;
  BsSession *refused; /* (nullable): not restored unasked */
  guint n_starts;
  guint settle_source;
};

G_DEFINE_FINAL_TYPE (BsApplication, bs_application, ADW_TYPE_APPLICATION)

static BsWindow *
find_window (BsApplication *self)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (BS_IS_WINDOW (active))
    return BS_WINDOW (active);

  /* The window of the keys is a window of the program, too. */
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (BS_IS_WINDOW (l->data))
      return l->data;

  return NULL;
}

static guint
count_windows (BsApplication *self)
{
  guint n = 0;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    n += BS_IS_WINDOW (l->data);

  return n;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  guint x = gtk_application_window_get_id (*(GtkApplicationWindow *const *) a);
  guint y = gtk_application_window_get_id (*(GtkApplicationWindow *const *) b);

  return (x > y) - (x < y);
}

static gboolean
has_tabs (const BsSession *session)
{
  for (guint i = 0; i < session->windows->len; i++)
    if (((BsSessionWindow *) g_ptr_array_index (session->windows, i))->tabs->len > 0)
      return TRUE;

  return FALSE;
}

/* In the order they were made, not the one they were used in: that changes with each click. */
static BsSession *
collect_session (gpointer user_data)
{
  BsApplication *self = user_data;
  g_autoptr (GPtrArray) windows = g_ptr_array_new ();
  BsSession *session = bs_session_new ();

  session->n_starts = self->n_starts;
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (BS_IS_WINDOW (l->data))
      g_ptr_array_add (windows, l->data);
  g_ptr_array_sort (windows, compare_ids);
  for (guint i = 0; i < windows->len && bs_settings_get_flag ("restore-session", TRUE); i++)
    bs_window_get_session (g_ptr_array_index (windows, i), bs_session_add_window (session));
  if (self->refused != NULL && !has_tabs (session))
    {
      g_ptr_array_unref (session->windows);
      session->windows = g_ptr_array_ref (self->refused->windows);
      session->n_starts = MAX_STARTS;
    }

  return session;
}

/* Who ends it on purpose has seen it live. */
static void
rest (BsApplication *self)
{
  self->n_starts = 0;
  bs_session_keeper_rest (self->keeper);
}

static gboolean
close_request_cb (GtkWindow *window, BsApplication *self)
{
  /* What the last window shows is the session; what one of several shows was closed. */
  if (count_windows (self) == 1)
    rest (self);
  else
    bs_session_keeper_touch (self->keeper);

  return GDK_EVENT_PROPAGATE;
}

static void
window_changed_cb (BsApplication *self)
{
  bs_session_keeper_touch (self->keeper);
}

static BsWindow *
add_window (BsApplication *self)
{
  BsWindow *window = bs_window_new (GTK_APPLICATION (self));

  bs_session_keeper_wake (self->keeper);
  return window;
}

static gboolean
settle_cb (gpointer user_data)
{
  BsApplication *self = user_data;

  self->settle_source = 0;
  self->n_starts = 0;
  bs_session_keeper_touch (self->keeper);
  return G_SOURCE_REMOVE;
}

static void
restore (BsApplication *self, const BsSession *session)
{
  for (guint i = 0; i < session->windows->len; i++)
    {
      const BsSessionWindow *place = g_ptr_array_index (session->windows, i);
      BsWindow *window = i == 0 ? find_window (self) : NULL;

      if (window == NULL)
        {
          window = add_window (self);
          if (place->width > 0 && place->height > 0)
            gtk_window_set_default_size (GTK_WINDOW (window), MAX (place->width, 360),
                                         MAX (place->height, 320));
          if (place->maximized)
            gtk_window_maximize (GTK_WINDOW (window));
        }
      bs_window_restore (window, place);
      if (i > 0)
        gtk_window_present (GTK_WINDOW (window));
    }
}

static void
restore_refused (gpointer user_data)
{
  BsApplication *self = user_data;
  g_autoptr (BsSession) session = g_steal_pointer (&self->refused);

  if (session != NULL)
    restore (self, session);
}

static void
session_found_cb (BsSession *session, gpointer user_data)
{
  BsApplication *self = user_data;
  BsWindow *window = find_window (self);

  if (session == NULL || session->windows->len == 0
      || !bs_settings_get_flag ("restore-session", TRUE))
    return;

  if (session->n_starts >= MAX_STARTS && window != NULL)
    {
      /* Until it is asked for, or others take its place. */
      self->refused = bs_session_new ();
      g_clear_pointer (&self->refused->windows, g_ptr_array_unref);
      self->refused->windows = g_ptr_array_ref (session->windows);
      bs_toast_show_button (GTK_WIDGET (window),
                            _ ("The last session was not restored: the program had ended each "
                               "time it was."),
                            _ ("_Restore"), restore_refused, self, NULL);
      return;
    }

  self->n_starts = session->n_starts + 1;
  self->settle_source = g_timeout_add_seconds (SETTLED_S, settle_cb, self);
  bs_session_keeper_save (self->keeper);
  restore (self, session);
}

/* The first window, and what was open when the program ended, once the window is there. */
static BsWindow *
get_window (BsApplication *self)
{
  BsWindow *window = find_window (self);

  if (window != NULL)
    return window;

  window = add_window (self);
  bs_session_keeper_load (self->keeper, session_found_cb);
  return window;
}

/* What the desktop's menu offers besides the program itself. */
static void
window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BsWindow *window = get_window (user_data);
  gboolean records = g_str_equal (g_action_get_name (G_ACTION (action)), "record");

  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_activate_action (GTK_WIDGET (window), records ? "win.record" : "win.learn", NULL);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (
      GTK_WINDOW (find_window (user_data)), "application-name", "Batchscope", "application-icon",
      BS_APP_ID, "version", BS_VERSION, "developer-name", _ ("The Batchscope developers"),
      "license-type", GTK_LICENSE_APACHE_2_0, "comments",
      _ ("Step through the batching decisions of dynamic neural networks, forward and back, and "
         "see why each was made."),
      /* Translators: your names, one a line */
      "translator-credits", _ ("translator-credits"), NULL);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *window = bs_preferences_new ();

  bs_present_later (GTK_WINDOW (window), GTK_WINDOW (find_window (user_data)));
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BsApplication *self = user_data;

  /* The first one is that of the session, also when the desktop asks for it. */
  gtk_window_present (
      GTK_WINDOW (find_window (self) != NULL ? add_window (self) : get_window (self)));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BsApplication *self = user_data;
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  /* All that is open is the session. */
  rest (self);
  /* Closing remembers the size of a window; quitting alone would not. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
  g_list_free (windows);
  /* One that records asks first. */
  if (count_windows (self) > 0)
    bs_session_keeper_wake (self->keeper);
}

/* As when the desktop ends, or somebody has enough of it. */
static gboolean
signal_cb (gpointer user_data)
{
  GList *windows;

  g_action_group_activate_action (user_data, "quit", NULL);
  /* Whoever ends it this way is not asked whether a run may end. */
  windows = g_list_copy (gtk_application_get_windows (user_data));
  for (GList *l = windows; l != NULL; l = l->next)
    if (BS_IS_WINDOW (l->data))
      gtk_window_destroy (l->data);
  g_list_free (windows);
  return G_SOURCE_CONTINUE;
}

static void
bs_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "about", about_action, NULL, NULL, NULL, { 0 } },
    { "preferences", preferences_action, NULL, NULL, NULL, { 0 } },
    { "new-window", new_window_action, NULL, NULL, NULL, { 0 } },
    { "quit", quit_action, NULL, NULL, NULL, { 0 } },
    { "record", window_action, NULL, NULL, NULL, { 0 } },
    { "learn", window_action, NULL, NULL, NULL, { 0 } },
  };
  BsApplication *self = BS_APPLICATION (application);
  g_autofree char *path = bs_session_path ();

  bs_window_prepare ();
  G_APPLICATION_CLASS (bs_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  bs_keys_install (GTK_APPLICATION (application));
  self->keeper = bs_session_keeper_new (path, collect_session, self);
  g_unix_signal_add (SIGTERM, signal_cb, self);
  g_unix_signal_add (SIGINT, signal_cb, self);
}

static void
bs_application_shutdown (GApplication *application)
{
  BsApplication *self = BS_APPLICATION (application);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  bs_session_keeper_finish (self->keeper);
  bs_recent_finish (bs_recent_get ());
  bs_lesson_book_finish (bs_lesson_book_get ());
  G_APPLICATION_CLASS (bs_application_parent_class)->shutdown (application);
  g_clear_pointer (&self->keeper, bs_session_keeper_free);
  g_clear_pointer (&self->refused, bs_session_free);
}

static void
bs_application_window_added (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (bs_application_parent_class)->window_added (application, window);
  if (!BS_IS_WINDOW (window))
    return;

  g_signal_connect_object (window, "changed", G_CALLBACK (window_changed_cb), application,
                           G_CONNECT_SWAPPED);
  /* Once the window has nothing more to ask. */
  g_signal_connect_object (window, "close-request", G_CALLBACK (close_request_cb), application,
                           G_CONNECT_AFTER);
}

static void
bs_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (get_window (BS_APPLICATION (application))));
}

static void
bs_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  BsWindow *window = get_window (BS_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    bs_window_open (window, files[i]);
  gtk_window_present (GTK_WINDOW (window));
}

static int
bs_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("batchscope %s\n", BS_VERSION);
      return 0;
    }

  return -1;
}

static void
bs_application_class_init (BsApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = bs_application_startup;
  application_class->shutdown = bs_application_shutdown;
  application_class->activate = bs_application_activate;
  application_class->open = bs_application_open;
  application_class->handle_local_options = bs_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_added = bs_application_window_added;
}

static void
bs_application_init (BsApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option (application, "version", 'v', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE,
                                 _ ("Print the version and exit"), NULL);
  g_application_set_option_context_parameter_string (application, _ ("[FILE.bscope…]"));
  g_application_set_option_context_summary (
      application, _ ("Steps through recorded scheduling decisions of dynamic neural networks."));
}

BsApplication *
bs_application_new (void)
{
  BsApplication *self = g_object_new (BS_TYPE_APPLICATION, "application-id", BS_APP_ID, "flags",
                                      G_APPLICATION_HANDLES_OPEN, NULL);

  /* bs_window_prepare() knows what there is. */
  g_application_set_resource_base_path (G_APPLICATION (self), NULL);
  return self;
}
