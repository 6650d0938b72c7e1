/* SPDX-License-Identifier: Apache-2.0 */
/* What is open, as kept in a file. */
#include "config.h"

#include "app/window/shell/session.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"

#define VERSION 1

/* More than anybody opens. */
#define MAX_WINDOWS 16
#define MAX_TABS 100
#define MAX_TEXT 4096
#define MAX_ZOOM 1000.0

static void
window_free (gpointer data)
{
  BsSessionWindow *self = data;

  g_ptr_array_unref (self->tabs);
  g_free (self);
}

BsSession *
bs_session_new (void)
{
  BsSession *self = g_new0 (BsSession, 1);

  self->windows = g_ptr_array_new_with_free_func (window_free);
  return self;
}

void
bs_session_free (BsSession *self)
{
  g_ptr_array_unref (self->windows);
  g_free (self);
}

BsSessionTab *
bs_session_tab_new (const char *uri)
{
  BsSessionTab *self = g_new0 (BsSessionTab, 1);

  self->uri = g_strdup (uri);
  self->decision = 1;
  return self;
}

void
bs_session_tab_free (BsSessionTab *self)
{
  g_free (self->uri);
  g_free (self->view);
  g_free (self->branch);
  g_free (self);
}

BsSessionWindow *
bs_session_add_window (BsSession *self)
{
  BsSessionWindow *window = g_new0 (BsSessionWindow, 1);

  window->tabs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_session_tab_free);
  g_ptr_array_add (self->windows, window);
  return window;
}

static void
set_integer (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
set_text (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
build_tab (JsonBuilder *builder, const BsSessionTab *tab)
{
  json_builder_begin_object (builder);
  set_text (builder, "uri", tab->uri);
  set_text (builder, "view", tab->view);
  set_integer (builder, "decision", tab->decision);
  set_text (builder, "branch", tab->branch);
  if (tab->zoom > 0)
    {
      json_builder_set_member_name (builder, "zoom");
      json_builder_add_double_value (builder, tab->zoom);
    }
  json_builder_end_object (builder);
}

static void
build_window (JsonBuilder *builder, const BsSessionWindow *window)
{
  json_builder_begin_object (builder);
  set_integer (builder, "width", window->width);
  set_integer (builder, "height", window->height);
  json_builder_set_member_name (builder, "maximized");
  json_builder_add_boolean_value (builder, window->maximized);
  set_integer (builder, "selected", window->selected);
  json_builder_set_member_name (builder, "tabs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < window->tabs->len; i++)
    build_tab (builder, g_ptr_array_index (window->tabs, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

char *
bs_session_to_text (const BsSession *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  set_integer (builder, "version", VERSION);
  set_integer (builder, "starts", self->n_starts);
  json_builder_set_member_name (builder, "windows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->windows->len; i++)
    {
      const BsSessionWindow *window = g_ptr_array_index (self->windows, i);

      if (window->tabs->len > 0)
        build_window (builder, window);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/* Values of any other kind count as not there. */
static JsonNode *
get_value (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

static gint64
get_integer (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 fallback)
{
  JsonNode *node = get_value (object, name);
  gint64 value;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return fallback;

  value = json_node_get_int (node);
  return value >= min && value <= max ? value : fallback;
}

static char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = get_value (object, name);
  const char *text;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  text = json_node_get_string (node);
  return strlen (text) <= MAX_TEXT && g_utf8_validate (text, -1, NULL) ? g_strdup (text) : NULL;
}

static double
get_zoom (JsonObject *object)
{
  JsonNode *node = get_value (object, "zoom");
  double zoom = 0;

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_DOUBLE)
    zoom = json_node_get_double (node);

  return isfinite (zoom) && zoom > 0 && zoom <= MAX_ZOOM ? zoom : 0;
}

static BsSessionTab *
parse_tab (JsonObject *object)
{
  g_autofree char *uri = get_text (object, "uri");
  BsSessionTab *tab;

  if (uri == NULL || !g_uri_is_valid (uri, G_URI_FLAGS_PARSE_RELAXED, NULL))
    return NULL;

  tab = bs_session_tab_new (uri);
  tab->view = get_text (object, "view");
  tab->branch = get_text (object, "branch");
  tab->decision = (guint32) get_integer (object, "decision", 1, G_MAXUINT32, 1);
  tab->zoom = get_zoom (object);
  return tab;
}

/* The objects of the array @name, and no more than @max of them. */
static GPtrArray *
get_objects (JsonObject *object, const char *name, guint max)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                  : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;
  GPtrArray *objects = g_ptr_array_new ();

  for (guint i = 0; i < n && objects->len < max; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        g_ptr_array_add (objects, json_node_get_object (element));
    }

  return objects;
}

static void
parse_window (BsSession *self, JsonObject *object)
{
  g_autoptr (GPtrArray) tabs = get_objects (object, "tabs", MAX_TABS);
  JsonNode *maximized = get_value (object, "maximized");
  BsSessionWindow *window = bs_session_add_window (self);

  for (guint i = 0; i < tabs->len; i++)
    {
      BsSessionTab *tab = parse_tab (g_ptr_array_index (tabs, i));

      if (tab != NULL)
        g_ptr_array_add (window->tabs, tab);
    }
  if (window->tabs->len == 0)
    {
      g_ptr_array_set_size (self->windows, (int) self->windows->len - 1);
      return;
    }

  window->width = (int) get_integer (object, "width", 1, 16384, 0);
  window->height = (int) get_integer (object, "height", 1, 16384, 0);
  window->selected = (guint) get_integer (object, "selected", 0, window->tabs->len - 1, 0);
  window->maximized = maximized != NULL && json_node_get_value_type (maximized) == G_TYPE_BOOLEAN
                      && json_node_get_boolean (maximized);
}

/* JSON-GLib goes as deep as a text does: brackets are counted first. */
static gboolean
is_shallow (const char *text, gsize length)
{
  int depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      depth += text[i] == '[' || text[i] == '{';
      depth -= text[i] == ']' || text[i] == '}';
      if (depth > 64)
        return FALSE;
    }

  return TRUE;
}

BsSession *
bs_session_parse (const char *text, gssize length, GError **error)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (BsSession) self = NULL;
  g_autoptr (GPtrArray) windows = NULL;
  JsonNode *root;
  JsonObject *object;
  gint64 version;

  if (n > BS_SESSION_MAX_BYTES)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("The session is too long"));
      return NULL;
    }

  root = is_shallow (text, n) && g_utf8_validate_len (text, n, NULL)
                 && json_parser_load_from_data (parser, text, (gssize) n, NULL)
             ? json_parser_get_root (parser)
             : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("The session cannot be read"));
      return NULL;
    }

  object = json_node_get_object (root);
  version = get_integer (object, "version", 0, G_MAXINT64, 0);
  if (version != VERSION)
    {
      g_set_error (error, BS_ERROR, version > VERSION ? BS_ERROR_VERSION : BS_ERROR_SYNTAX,
                   _ ("The session is of another version of this program"));
      return NULL;
    }

  self = bs_session_new ();
  self->n_starts = (guint) get_integer (object, "starts", 0, G_MAXINT, 0);
  windows = get_objects (object, "windows", MAX_WINDOWS);
  for (guint i = 0; i < windows->len; i++)
    parse_window (self, g_ptr_array_index (windows, i));

  return g_steal_pointer (&self);
}
