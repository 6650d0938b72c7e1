/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a running program as a screen reader does. Every question is a round trip, and a page has
 * a thousand things: all that is known is asked for at once, and only what is new is asked one by one. */
#include "config.h"

#include "tests/window/accessible.h"

#include <atspi/atspi-enum-types.h>
#include <math.h>

#define CALL_MS 20000
#define ROOT_PATH "/org/a11y/atspi/accessible/root"
#define ACCESSIBLE "org.a11y.atspi.Accessible"
/* Deeper than any window of ours: a loop in the tree must not hang a test. */
#define MAX_DEPTH 64

struct _BsReader
{
  GDBusConnection *bus;
  char *program; /* its name on the bus */
  guint listener;
  AtspiRole role;   /* of what is listened to */
  GPtrArray *heard; /* of char * */
  guint focus_listener;
  char *focused; /* (nullable) */
};

/* All that the program has told of itself. */
typedef struct
{
  GHashTable *things;   /* of BsSeen, by path */
  GHashTable *children; /* of GPtrArray of Child, by path */
  GHashTable *counts;   /* how many children there are, by path */
} Tree;

typedef struct
{
  int index;
  const char *path;
} Child;

static void
seen_free (gpointer data)
{
  BsSeen *seen = data;

  g_free (seen->path);
  g_free (seen->name);
  g_free (seen->description);
  g_free (seen);
}

static void
tree_clear (Tree *self)
{
  g_clear_pointer (&self->children, g_hash_table_unref);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_clear_pointer (&self->things, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tree, tree_clear)

static GVariant *
call (GDBusConnection *bus, const char *whose, const char *path, const char *interface,
      const char *method, GVariant *arguments)
{
  return g_dbus_connection_call_sync (bus, whose, path, interface, method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, NULL);
}

static GVariant *
get_property (GDBusConnection *bus, const char *whose, const char *path, const char *interface,
              const char *property)
{
  g_autoptr (GVariant) out = call (bus, whose, path, "org.freedesktop.DBus.Properties", "Get",
                                   g_variant_new ("(ss)", interface, property));
  GVariant *value = NULL;

  if (out != NULL && g_variant_is_of_type (out, G_VARIANT_TYPE ("(v)")))
    g_variant_get (out, "(v)", &value);

  return value;
}

static int
compare_children (gconstpointer a, gconstpointer b)
{
  return ((const Child *) a)->index - ((const Child *) b)->index;
}

/* What the program says of all things that anybody has asked for before. */
static gboolean
tree_read (Tree *self, BsReader *reader)
{
  g_autoptr (GVariant) out = call (reader->bus, reader->program, "/org/a11y/atspi/cache",
                                   "org.a11y.atspi.Cache", "GetItems", NULL);
  g_autoptr (GVariantIter) items = NULL;
  const char *path, *parent, *name, *description;
  int index, n_children;
  guint role;
  GVariant *states;

  tree_clear (self);
  self->things = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, seen_free);
  self->counts = g_hash_table_new (g_str_hash, g_str_equal);
  self->children = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_array_unref);
  if (out == NULL || !g_variant_is_of_type (out, G_VARIANT_TYPE ("(a((so)(so)(so)iiassusau))")))
    return FALSE;

  g_variant_get (out, "(a((so)(so)(so)iiassusau))", &items);
  while (g_variant_iter_next (items, "((&s&o)(&s&o)(&s&o)ii@as&su&s@au)", NULL, &path, NULL, NULL,
                              NULL, &parent, &index, &n_children, NULL, &name, &role, &description,
                              &states))
    {
      BsSeen *seen = g_new0 (BsSeen, 1);
      GArray *children = g_hash_table_lookup (self->children, parent);
      gsize n_words;
      const guint32 *words = g_variant_get_fixed_array (states, &n_words, sizeof *words);
      Child child;

      seen->path = g_strdup (path);
      seen->name = g_strdup (name);
      seen->description = g_strdup (description);
      seen->role = role;
      seen->states = n_words == 2 ? words[0] | (guint64) words[1] << 32 : 0;
      g_variant_unref (states);
      g_hash_table_replace (self->things, seen->path, seen);
      g_hash_table_insert (self->counts, seen->path, GINT_TO_POINTER (n_children));
      if (children == NULL)
        {
          children = g_array_new (FALSE, FALSE, sizeof (Child));
          g_hash_table_insert (self->children, g_strdup (parent), children);
        }
      child = (Child){ .index = index, .path = seen->path };
      g_array_append_val (children, child);
    }

  return TRUE;
}

/* Asks for children: the things of a program exist for us as soon as somebody has asked for them. */
typedef struct
{
  guint n_open;
} Asking;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant)
      out = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  Asking *asking = user_data;

  asking->n_open--;
}

static void
ask (BsReader *reader, const char *path, Asking *asking)
{
  asking->n_open++;
  g_dbus_connection_call (reader->bus, reader->program, path, ACCESSIBLE, "GetChildren", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, asked_cb, asking);
}

/* Moves what shows under @path from @tree to @out, and asks once for the children that are unknown. */
static void
collect (BsReader *reader, Tree *tree, const char *path, guint depth, GHashTable *asked,
         Asking *asking, GPtrArray *out)
{
  BsSeen *seen = g_hash_table_lookup (tree->things, path);
  GArray *children = g_hash_table_lookup (tree->children, path);
  guint n_known = children != NULL ? children->len : 0;

  if (seen == NULL || depth > MAX_DEPTH || (depth > 1 && !bs_seen_is (seen, ATSPI_STATE_VISIBLE)))
    return;

  g_hash_table_steal (tree->things, path);
  seen->depth = depth;
  g_ptr_array_add (out, seen);
  if ((depth == 0 || n_known < GPOINTER_TO_UINT (g_hash_table_lookup (tree->counts, path)))
      && g_hash_table_add (asked, g_strdup (path)))
    ask (reader, path, asking);

  if (children != NULL)
    g_array_sort (children, compare_children);
  for (guint i = 0; i < n_known; i++)
    collect (reader, tree, g_array_index (children, Child, i).path, depth + 1, asked, asking, out);
}

GPtrArray *
bs_look (BsReader *self)
{
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *out = g_ptr_array_new_with_free_func (seen_free);

  for (guint round = 0; round < MAX_DEPTH; round++)
    {
      g_auto (Tree) tree = { 0 };
      Asking asking = { 0 };

      g_ptr_array_set_size (out, 0);
      /* Things go away while one looks: what cannot be asked is not there. */
      if (!tree_read (&tree, self))
        break;
      collect (self, &tree, ROOT_PATH, 0, asked, &asking, out);
      if (asking.n_open == 0)
        break;
      while (asking.n_open > 0)
        g_main_context_iteration (NULL, TRUE);
    }

  return out;
}

/* The bus of screen readers has an address of its own. */
static GDBusConnection *
connect_to_bus (void)
{
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) out = session != NULL ? call (session, "org.a11y.Bus", "/org/a11y/bus",
                                                     "org.a11y.Bus", "GetAddress", NULL)
                                             : NULL;
  const char *address;

  if (out == NULL)
    return NULL;

  g_variant_get (out, "(&s)", &address);
  return g_dbus_connection_new_for_address_sync (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, NULL);
}

/* Whether @program is called @name and shows a window. */
static gboolean
is_program (GDBusConnection *bus, const char *program, const char *name)
{
  g_autoptr (GVariant) its_name = get_property (bus, program, ROOT_PATH, ACCESSIBLE, "Name");
  g_autoptr (GVariant) windows = get_property (bus, program, ROOT_PATH, ACCESSIBLE, "ChildCount");

  return its_name != NULL && windows != NULL
         && g_str_equal (g_variant_get_string (its_name, NULL), name)
         && g_variant_get_int32 (windows) > 0;
}

static char *
find_program (GDBusConnection *bus, const char *name)
{
  g_autoptr (GVariant)
      out = call (bus, "org.a11y.atspi.Registry", ROOT_PATH, ACCESSIBLE, "GetChildren", NULL);
  g_autoptr (GVariantIter) programs = NULL;
  const char *program;

  if (out == NULL)
    return NULL;

  g_variant_get (out, "(a(so))", &programs);
  while (g_variant_iter_next (programs, "(&s&o)", &program, NULL))
    if (is_program (bus, program, name))
      return g_strdup (program);

  return NULL;
}

static void
state_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
          const char *signal, GVariant *arguments, gpointer user_data)
{
  BsReader *self = user_data;
  const char *state;
  int is_so;

  g_variant_get_child (arguments, 0, "&s", &state);
  g_variant_get_child (arguments, 1, "i", &is_so);
  if (!g_str_equal (state, "focused") || !is_so)
    return;

  g_free (self->focused);
  self->focused = g_strdup (path);
}

char *
bs_reader_take_focused (BsReader *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;

  return g_steal_pointer (&self->focused);
}

BsReader *
bs_reader_new (const char *name, guint seconds)
{
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  g_autoptr (GDBusConnection) bus = connect_to_bus ();
  char *program = NULL;
  BsReader *self;

  while (bus != NULL && (program = find_program (bus, name)) == NULL
         && g_get_monotonic_time () < end)
    g_usleep (20000);
  if (program == NULL)
    return NULL;

  self = g_new0 (BsReader, 1);
  self->bus = g_steal_pointer (&bus);
  self->program = program;
  self->focus_listener = g_dbus_connection_signal_subscribe (
      self->bus, program, "org.a11y.atspi.Event.Object", "StateChanged", NULL, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, state_cb, self, NULL);
  return self;
}

void
bs_reader_free (BsReader *self)
{
  g_dbus_connection_signal_unsubscribe (self->bus, self->focus_listener);
  g_clear_object (&self->bus);
  g_free (self->program);
  g_free (self->focused);
  g_free (self);
}

gboolean
bs_reader_get_extents (BsReader *self, const BsSeen *what, int *x, int *y, int *width, int *height)
{
  g_autoptr (GVariant) out = call (self->bus, self->program, what->path, "org.a11y.atspi.Component",
                                   "GetExtents", g_variant_new ("(u)", ATSPI_COORD_TYPE_WINDOW));

  if (out == NULL)
    return FALSE;

  g_variant_get (out, "((iiii))", x, y, width, height);
  return *width > 0 && *height > 0;
}

gboolean
bs_reader_shows (BsReader *self, GPtrArray *seen, const BsSeen *what)
{
  guint depth = what->depth + 1;

  for (guint i = bs_seen_index (seen, what) + 1; i > 0; i--)
    {
      const BsSeen *one = g_ptr_array_index (seen, i - 1);
      int x, y, width = 1, height = 1;

      if (one->depth >= depth)
        continue;
      depth = one->depth;
      if (!bs_reader_get_extents (self, one, &x, &y, &width, &height) && width == 0 && height == 0)
        return FALSE;
      if (one->role == ATSPI_ROLE_FRAME)
        break;
    }

  return TRUE;
}

double
bs_reader_get_value (BsReader *self, const BsSeen *what)
{
  g_autoptr (GVariant) value = get_property (self->bus, self->program, what->path,
                                             "org.a11y.atspi.Value", "CurrentValue");

  return value != NULL ? g_variant_get_double (value) : NAN;
}

/* Adds the new name of a thing that is listened to. */
static void
changed_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
            const char *signal, GVariant *arguments, gpointer user_data)
{
  BsReader *self = user_data;
  const char *property;
  g_autoptr (GVariant) out = NULL, value = NULL;
  guint role = 0;

  g_variant_get_child (arguments, 0, "&s", &property);
  if (!g_str_equal (property, "accessible-name"))
    return;

  out = call (bus, self->program, path, ACCESSIBLE, "GetRole", NULL);
  if (out != NULL)
    g_variant_get (out, "(u)", &role);
  g_variant_get_child (arguments, 3, "v", &value);
  if (role == self->role && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    g_ptr_array_add (self->heard, g_variant_dup_string (value, NULL));
}

void
bs_reader_listen (BsReader *self, AtspiRole role)
{
  self->role = role;
  self->heard = g_ptr_array_new_with_free_func (g_free);
  self->listener = g_dbus_connection_signal_subscribe (
      self->bus, self->program, "org.a11y.atspi.Event.Object", "PropertyChange", NULL, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, changed_cb, self, NULL);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

GPtrArray *
bs_reader_hear (BsReader *self, guint ms)
{
  gboolean is_up = FALSE;

  g_timeout_add (ms, time_is_up_cb, &is_up);
  while (!is_up)
    g_main_context_iteration (NULL, TRUE);
  g_dbus_connection_signal_unsubscribe (self->bus, self->listener);

  return g_steal_pointer (&self->heard);
}

gboolean
bs_seen_is (const BsSeen *seen, AtspiStateType state)
{
  return (seen->states >> state & 1) != 0;
}

const BsSeen *
bs_seen_find (GPtrArray *seen, int role, const char *name)
{
  for (guint i = 0; i < seen->len; i++)
    {
      const BsSeen *one = g_ptr_array_index (seen, i);

      if ((role < 0 || (int) one->role == role) && g_str_equal (one->name, name))
        return one;
    }

  return NULL;
}

const BsSeen *
bs_seen_find_focused (GPtrArray *seen)
{
  for (guint i = 0; i < seen->len; i++)
    if (bs_seen_is (g_ptr_array_index (seen, i), ATSPI_STATE_FOCUSED))
      return g_ptr_array_index (seen, i);

  return NULL;
}

guint
bs_seen_index (GPtrArray *seen, const BsSeen *what)
{
  guint index = 0;

  g_assert_true (g_ptr_array_find (seen, what, &index));
  return index;
}

guint
bs_seen_end (GPtrArray *seen, const BsSeen *what)
{
  guint i = bs_seen_index (seen, what) + 1;

  while (i < seen->len && ((const BsSeen *) g_ptr_array_index (seen, i))->depth > what->depth)
    i++;

  return i;
}

char *
bs_seen_print (GPtrArray *seen)
{
  g_autoptr (GEnumClass) roles = g_type_class_ref (ATSPI_TYPE_ROLE);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < seen->len; i++)
    {
      const BsSeen *one = g_ptr_array_index (seen, i);
      const GEnumValue *role = g_enum_get_value (roles, (int) one->role);

      g_string_append_printf (out, "%*s%s '%s'%s", (int) one->depth * 2, "",
                              role != NULL ? role->value_nick : "?", one->name,
                              bs_seen_is (one, ATSPI_STATE_FOCUSED) ? " *" : "");
      if (one->description[0] != '\0')
        g_string_append_printf (out, " (%s)", one->description);
      g_string_append_c (out, '\n');
    }

  return g_string_free (out, FALSE);
}
