/* SPDX-License-Identifier: Apache-2.0 */
/* What the window remembers. */
#include "config.h"

#include "app/window/shell/settings.h"

#include <adwaita.h>

#include "engine/shipped.h"

/* What came with this very program, or else what the desktop knows. */
static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *known = g_settings_schema_source_get_default ();
  g_autofree char *compiled = bs_shipped_schemas ();
  g_autofree char *folder = compiled != NULL ? g_path_get_dirname (compiled) : NULL;
  g_autoptr (GSettingsSchemaSource) source = NULL;

  if (folder != NULL)
    source = g_settings_schema_source_new_from_directory (folder, known, FALSE, NULL);
  if (source != NULL)
    known = source;

  return known != NULL ? g_settings_schema_source_lookup (known, BS_SETTINGS_ID, TRUE) : NULL;
}

GSettings *
bs_settings_get (void)
{
  static GSettings *settings;
  static gboolean looked;

  if (!looked)
    {
      g_autoptr (GSettingsSchema) schema = find_schema ();

      looked = TRUE;
      /* g_settings_new() aborts when the schema is not installed. */
      if (schema != NULL)
        settings = g_settings_new_full (schema, NULL, NULL);
    }

  return settings;
}

gboolean
bs_settings_get_flag (const char *key, gboolean fallback)
{
  GSettings *settings = bs_settings_get ();

  return settings != NULL ? g_settings_get_boolean (settings, key) : fallback;
}

double
bs_settings_get_number (const char *key, double fallback)
{
  GSettings *settings = bs_settings_get ();

  return settings != NULL ? g_settings_get_double (settings, key) : fallback;
}

static void
apply_motion (GSettings *settings)
{
  GtkSettings *desktop = gtk_settings_get_default ();

  if (g_settings_get_boolean (settings, "reduce-motion"))
    g_object_set (desktop, "gtk-enable-animations", FALSE, NULL);
  else
    gtk_settings_reset_property (desktop, "gtk-enable-animations");
}

static void
apply_colors (GSettings *settings)
{
  g_autofree char *scheme = g_settings_get_string (settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_str_equal (scheme, "light")  ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                      : g_str_equal (scheme, "dark") ? ADW_COLOR_SCHEME_FORCE_DARK
                                                                     : ADW_COLOR_SCHEME_DEFAULT);
}

void
bs_settings_apply (void)
{
  GSettings *settings = bs_settings_get ();

  if (settings == NULL)
    return;

  g_signal_connect (settings, "changed::reduce-motion", G_CALLBACK (apply_motion), NULL);
  g_signal_connect (settings, "changed::color-scheme", G_CALLBACK (apply_colors), NULL);
  /* The desktop's own answers stand where nothing else was said. */
  if (g_settings_get_boolean (settings, "reduce-motion"))
    apply_motion (settings);
  apply_colors (settings);
}

static gboolean
close_request_cb (GtkWindow *window, gpointer user_data)
{
  GSettings *settings = bs_settings_get ();
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_boolean (settings, "maximized", gtk_window_is_maximized (window));
  if (width > 0 && height > 0)
    g_settings_set (settings, "window-size", "(ii)", width, height);
  return GDK_EVENT_PROPAGATE;
}

void
bs_settings_bind_window (GtkWindow *window)
{
  GSettings *settings = bs_settings_get ();
  int width = 1440, height = 900;

  g_return_if_fail (GTK_IS_WINDOW (window));

  if (settings == NULL)
    {
      gtk_window_set_default_size (window, width, height);
      return;
    }

  g_settings_get (settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (window, CLAMP (width, 360, 16384), CLAMP (height, 320, 16384));
  if (g_settings_get_boolean (settings, "maximized"))
    gtk_window_maximize (window);
  g_signal_connect (window, "close-request", G_CALLBACK (close_request_cb), NULL);
}

/* A crash loses no more than what was moved within this time. */
#define SAVE_MS 500

typedef struct
{
  GtkPaned *paned;
  char *key;
  gboolean end, restored;
  int size;  /* 0: as it is by nature, until somebody moves the handle */
  int whole; /* width or height when a handle was somewhere else last */
  guint save_source;
} PanedBinding;

static void
paned_binding_free (gpointer data, GClosure *closure)
{
  PanedBinding *binding = data;

  g_clear_handle_id (&binding->save_source, g_source_remove);
  g_free (binding->key);
  g_free (binding);
}

/* The way that the handle goes. */
static int
length_of (const PanedBinding *binding, GtkWidget *widget)
{
  GtkOrientation orientation = gtk_orientable_get_orientation (GTK_ORIENTABLE (binding->paned));

  return gtk_widget_get_size (widget, orientation);
}

static void
restore_paned_cb (GtkPaned *paned, GParamSpec *pspec, PanedBinding *binding)
{
  int whole = length_of (binding, GTK_WIDGET (paned));
  int max = 0;

  /* From the far edge only once there is one. */
  g_object_get (paned, "max-position", &max, NULL);
  if (binding->restored || binding->size == 0 || whole <= 0 || max <= 0 || max == G_MAXINT)
    return;

  binding->restored = TRUE;
  gtk_paned_set_position (paned, CLAMP (whole - binding->size, 0, max));
}

static void
save_paned (PanedBinding *binding)
{
  GSettings *settings = bs_settings_get ();
  GtkWidget *start = gtk_paned_get_start_child (binding->paned);
  int size = start != NULL ? length_of (binding, start) : 0;

  /* With the handle, so that it comes back to the same place. */
  if (binding->end)
    size = length_of (binding, GTK_WIDGET (binding->paned))
           - gtk_paned_get_position (binding->paned);

  g_clear_handle_id (&binding->save_source, g_source_remove);
  if (size > 0 && settings != NULL && size != g_settings_get_int (settings, binding->key))
    g_settings_set_int (settings, binding->key, size);
}

static gboolean
save_paned_cb (gpointer user_data)
{
  PanedBinding *binding = user_data;

  binding->save_source = 0;
  save_paned (binding);
  return G_SOURCE_REMOVE;
}

static void
moved_cb (GtkPaned *paned, GParamSpec *pspec, PanedBinding *binding)
{
  int whole = length_of (binding, GTK_WIDGET (paned));
  gboolean resized = whole != binding->whole, set;

  /* Only people move a handle where the window stays as it is, or one that nobody has set. */
  binding->whole = whole;
  g_object_get (paned, "position-set", &set, NULL);
  if (resized || !set)
    return;

  g_clear_handle_id (&binding->save_source, g_source_remove);
  binding->save_source = g_timeout_add (SAVE_MS, save_paned_cb, binding);
}

static void
unmap_cb (GtkWidget *paned, PanedBinding *binding)
{
  if (binding->save_source != 0)
    save_paned (binding);
}

void
bs_settings_bind_paned (GtkPaned *paned, const char *key, gboolean end)
{
  GSettings *settings = bs_settings_get ();
  PanedBinding *binding = g_new0 (PanedBinding, 1);

  binding->paned = paned;
  binding->key = g_strdup (key);
  binding->end = end;
  binding->size = settings != NULL ? g_settings_get_int (settings, key) : 0;
  if (!end && binding->size > 0)
    gtk_paned_set_position (paned, binding->size);
  else if (end)
    g_signal_connect (paned, "notify::max-position", G_CALLBACK (restore_paned_cb), binding);
  g_signal_connect (paned, "notify::position", G_CALLBACK (moved_cb), binding);
  g_signal_connect_data (paned, "unmap", G_CALLBACK (unmap_cb), binding, paned_binding_free, 0);
}
