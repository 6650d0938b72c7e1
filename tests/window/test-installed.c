/* SPDX-License-Identifier: Apache-2.0 */
/* The installed program as a desktop uses it: started by its entry over the session's bus, given files
 * while it runs, and asked for what its menu offers. */
#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "tests/window/driver.h"

#define PATIENCE_S 20
#define PATH "/org/batchscope/Batchscope"

typedef struct
{
  Driver driver;
  GDBusConnection *bus;
  GKeyFile *entry;
} Desktop;

static void
set_up (Desktop *self, gconstpointer data)
{
  const char *share = g_getenv ("BATCHSCOPE_STAGE_SHARE");
  g_autofree char *entry = g_build_filename (share, "applications", BS_APP_ID ".desktop", NULL);
  g_autoptr (GError) error = NULL;

  driver_set_up (&self->driver, data);
  self->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  self->entry = g_key_file_new ();
  g_key_file_load_from_file (self->entry, entry, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Desktop *self, gconstpointer data)
{
  g_clear_pointer (&self->driver.reader, bs_reader_free);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->entry, g_key_file_unref);
  driver_tear_down (&self->driver, data);
}

/* Calls a method of @name; its answer. */
static GVariant *
call (Desktop *self, const char *name, const char *path, const char *interface, const char *method,
      GVariant *arguments)
{
  g_autoptr (GError) error = NULL;
  GVariant *out = g_dbus_connection_call_sync (self->bus, name, path, interface, method, arguments,
                                               NULL, G_DBUS_CALL_FLAGS_NONE, PATIENCE_S * 1000,
                                               NULL, &error);

  g_assert_no_error (error);
  return out;
}

static void
tell (Desktop *self, const char *method, GVariant *arguments)
{
  g_autoptr (GVariant)
      out = call (self, BS_APP_ID, PATH, "org.freedesktop.Application", method, arguments);
}

static void
open_file (Desktop *self, const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  const char *const uris[] = { uri, NULL };

  tell (self, "Open", g_variant_new ("(^asa{sv})", uris, NULL));
}

static void
activate_action (Desktop *self, const char *action)
{
  tell (self, "ActivateAction", g_variant_new ("(sava{sv})", action, NULL, NULL));
}

/* 0: nobody has the name. */
static guint32
get_process (Desktop *self)
{
  g_autoptr (GVariant) out = g_dbus_connection_call_sync (
      self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "GetConnectionUnixProcessID", g_variant_new ("(s)", BS_APP_ID), NULL, G_DBUS_CALL_FLAGS_NONE,
      -1, NULL, NULL);
  guint32 process = 0;

  if (out != NULL)
    g_variant_get (out, "(u)", &process);
  return process;
}

static void
wait_until_ended (Desktop *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (get_process (self) != 0 && g_get_monotonic_time () < end)
    g_usleep (20000);
  g_assert_cmpuint (get_process (self), ==, 0);
  g_clear_pointer (&self->driver.reader, bs_reader_free);
}

static void
read_window (Desktop *self)
{
  self->driver.reader = bs_reader_new ("batchscope", PATIENCE_S);
  g_assert_nonnull (self->driver.reader);
}

static char *
copy_trace (Desktop *self, const char *name)
{
  char *path = g_build_filename (self->driver.folder, name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (self->driver.trace, &bytes, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, bytes, (gssize) length, &error);
  g_assert_no_error (error);
  return path;
}

/* One program for all files, however they come to it. */
static void
test_files (Desktop *self, gconstpointer data)
{
  const char *program = g_getenv ("BATCHSCOPE");
  g_autofree char *second = NULL, *third = NULL, *link = NULL, *runs = NULL, *settings = NULL;
  g_autofree char *stored = NULL;
  g_autoptr (GError) error = NULL;
  guint32 process;

  self->driver.trace = driver_record (self->driver.folder);
  second = copy_trace (self, "second one.bscope");
  third = copy_trace (self, "third.bscope");
  g_assert_cmpuint (get_process (self), ==, 0);

  open_file (self, self->driver.trace);
  process = get_process (self);
  g_assert_cmpuint (process, !=, 0);
  link = g_strdup_printf ("/proc/%u/exe", process);
  runs = g_file_read_link (link, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (runs, ==, program);
  read_window (self);
  g_assert_true (driver_wait_for (&self->driver, "Decision strip"));
  g_assert_true (driver_wait_for_text (&self->driver, "recorded.bscope – Batchscope"));

  open_file (self, second);
  g_assert_true (driver_wait_for_text (&self->driver, "second one.bscope – Batchscope"));
  g_assert_cmpuint (get_process (self), ==, process);

  /* As from a terminal: hands its file over, and ends. */
  driver_open (third);
  g_assert_true (driver_wait_for_text (&self->driver, "third.bscope – Batchscope"));
  g_assert_cmpuint (get_process (self), ==, process);

  activate_action (self, "quit");
  wait_until_ended (self);
  /* Written only where the settings know their schema. */
  settings = g_build_filename (g_get_user_config_dir (), "glib-2.0", "settings", "keyfile", NULL);
  g_file_get_contents (settings, &stored, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (stored, "[org/batchscope/Batchscope]"));
  g_assert_nonnull (strstr (stored, "window-size="));
}

/* That of programs that the bus starts. */
static void
set_language (Desktop *self, const char *language)
{
  g_autoptr (GVariant) out = NULL;

  out = call (self, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
              "UpdateActivationEnvironment",
              g_variant_new ("(@a{ss})", g_variant_new_parsed ("{'LANGUAGE': %s}", language)));
}

static guint
count_windows (Desktop *self)
{
  g_autoptr (GPtrArray) seen = bs_look (self->driver.reader);
  guint n = 0;

  for (guint i = 0; i < seen->len; i++)
    n += ((BsSeen *) g_ptr_array_index (seen, i))->role == ATSPI_ROLE_FRAME;
  return n;
}

/* What the entry offers is done, by a program that does not yet run, too; in the language of the session. */
static void
test_actions (Desktop *self, gconstpointer data)
{
  static const char *const results[][2] = {
    { "record", "Nur planen" },
    { "learn", "Mehr zu Lektionen" },
    { "new-window", NULL },
  };
  g_auto (GStrv) actions = NULL;

  g_assert_true (g_key_file_get_boolean (self->entry, "Desktop Entry", "DBusActivatable", NULL));
  actions = g_key_file_get_string_list (self->entry, "Desktop Entry", "Actions", NULL, NULL);
  g_assert_cmpuint (g_strv_length (actions), ==, G_N_ELEMENTS (results));
  set_language (self, "de");
  g_assert_cmpuint (get_process (self), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *group = g_strconcat ("Desktop Action ", results[i][0], NULL);
      g_autofree char *title = g_key_file_get_locale_string (self->entry, group, "Name", "de",
                                                             NULL);
      gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
      guint n_windows = i > 0 ? count_windows (self) : 0;

      g_assert_cmpstr (actions[i], ==, results[i][0]);
      g_assert_nonnull (title);
      activate_action (self, actions[i]);
      if (i == 0)
        read_window (self);
      if (results[i][1] != NULL)
        g_assert_true (driver_wait_for (&self->driver, results[i][1]));
      while (results[i][1] == NULL && count_windows (self) == n_windows
             && g_get_monotonic_time () < end)
        g_usleep (20000);
      if (results[i][1] == NULL)
        g_assert_cmpuint (count_windows (self), ==, n_windows + 1);
    }
  activate_action (self, "quit");
  wait_until_ended (self);
  set_language (self, "C");
}

int
main (int argc, char *argv[])
{
  if (!driver_init (&argc, &argv))
    return 0;

  g_test_add ("/window/installed/actions", Desktop, NULL, set_up, test_actions, tear_down);
  g_test_add ("/window/installed/files", Desktop, NULL, set_up, test_files, tear_down);
  return g_test_run ();
}
