/* SPDX-License-Identifier: Apache-2.0 */
/* Policies as JSON files. They are written by hand, a state a line, so that two of them can be
 * compared line by line; they are read strictly. */
#include "config.h"

#include "profiles/files/policy-file.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <stdlib.h>

#include "engine/byte-order-mark.h"
#include "engine/error.h"
#include "profiles/files/json-check.h"
#include "profiles/files/json-writer.h"

#define FORMAT_NAME "batchscope-policy"
#define MAX_DEPTH 8
#define MAX_LETTER 5

/* Where in the text a value stands, for messages. */
typedef struct
{
  const char *name;
  GString *path;
  GError **error;
} Place;

static gboolean fail (Place *place, BsError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (Place *place, BsError code, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  if (place->path->len > 0)
    g_set_error (place->error, BS_ERROR, code, "%s: %s: %s", place->name, place->path->str, what);
  else
    g_set_error (place->error, BS_ERROR, code, "%s: %s", place->name, what);

  return FALSE;
}

static gsize
enter_member (Place *place, const char *member)
{
  gsize length = place->path->len;

  g_string_append_printf (place->path, length > 0 ? ".%s" : "%s", member);

  return length;
}

static gsize
enter_element (Place *place, guint index)
{
  gsize length = place->path->len;

  g_string_append_printf (place->path, "[%u]", index);

  return length;
}

static void
leave (Place *place, gsize length)
{
  g_string_truncate (place->path, length);
}

/* Checks that the node is an object with these members only; those whose name begins with a
 * question mark may be missing. */
static JsonObject *
get_object (Place *place, JsonNode *node, const char *const *names)
{
  g_autoptr (GList) members = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail (place, BS_ERROR_SYNTAX, _ ("an object is expected"));
      return NULL;
    }

  object = json_node_get_object (node);
  members = json_object_get_members (object);
  for (GList *l = members; l != NULL; l = l->next)
    {
      gboolean known = FALSE;

      for (guint i = 0; names[i] != NULL && !known; i++)
        known = g_str_equal (names[i] + (names[i][0] == '?'), l->data);
      if (!known)
        {
          fail (place, BS_ERROR_SYNTAX, _ ("there is an unknown member “%s”"),
                (const char *) l->data);
          return NULL;
        }
    }
  for (guint i = 0; names[i] != NULL; i++)
    if (names[i][0] != '?' && !json_object_has_member (object, names[i]))
      {
        fail (place, BS_ERROR_SYNTAX, _ ("the member “%s” is missing"), names[i]);
        return NULL;
      }

  return object;
}

static const char *
get_string (Place *place, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  gsize length = enter_member (place, member);
  const char *text = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_get_string (node);
  else
    fail (place, BS_ERROR_SYNTAX, _ ("a string is expected"));
  leave (place, length);

  return text;
}

static JsonArray *
get_array (Place *place, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  gsize length;

  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);

  length = enter_member (place, member);
  fail (place, BS_ERROR_SYNTAX, _ ("an array is expected"));
  leave (place, length);

  return NULL;
}

static gboolean
get_integer (Place *place, JsonObject *object, const char *member, gint64 *value)
{
  JsonNode *node = json_object_get_member (object, member);
  gsize length = enter_member (place, member);
  gboolean ok = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;

  if (ok)
    *value = json_node_get_int (node);
  else
    fail (place, BS_ERROR_SYNTAX, _ ("an integer is expected"));
  if (ok && *value < 0)
    ok = fail (place, BS_ERROR_RANGE, _ ("a negative number makes no sense here"));
  leave (place, length);

  return ok;
}

static gboolean
get_real (Place *place, JsonObject *object, const char *member, double *value)
{
  JsonNode *node = json_object_get_member (object, member);
  gsize length = enter_member (place, member);
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  gboolean ok = type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;

  if (ok)
    *value = type == G_TYPE_INT64 ? (double) json_node_get_int (node) : json_node_get_double (node);
  else
    fail (place, BS_ERROR_SYNTAX, _ ("a number is expected"));
  if (ok && !isfinite (*value))
    ok = fail (place, BS_ERROR_RANGE, _ ("the number is too large"));
  leave (place, length);

  return ok;
}

/* The combinations of marks by name; a state has no name for none of them. */
static const char *const mark_names[BS_N_MARKS] = {
  [0] = "plain",
  [BS_MARK_LOWERS_BOUND] = "lowers_bound",
  [BS_MARK_LEADS] = "leads",
  [BS_MARK_LOWERS_BOUND | BS_MARK_LEADS] = "lowers_bound+leads",
};

static const char *
state_mark_name (guint marks)
{
  return marks == 0 ? "" : mark_names[marks % BS_N_MARKS];
}

/* What states that are not in the table are made up of. */
static gboolean
read_type_facts (Place *place, JsonObject *object, BsFsmType *facts)
{
  static const char *const names[] = { "?plain", "?lowers_bound", "?leads", "?lowers_bound+leads",
                                       NULL };
  JsonObject *priorities;
  gint64 component;
  gsize length;

  if (!get_integer (place, object, "component", &component))
    return FALSE;
  /* no more components than types */
  if (component >= BS_MAX_TYPES)
    return fail (place, BS_ERROR_RANGE, _ ("a component is a number up to %u"), BS_MAX_TYPES - 1);
  facts->component = (guint16) component;

  length = enter_member (place, "priorities");
  priorities = get_object (place, json_object_get_member (object, "priorities"), names);
  for (guint i = 0; priorities != NULL && i < BS_N_MARKS; i++)
    if (json_object_has_member (priorities, mark_names[i])
        && !get_real (place, priorities, mark_names[i], &facts->priority[i]))
      return FALSE;
  leave (place, length);

  return priorities != NULL;
}

static gboolean
read_type (Place *place, JsonNode *node, BsFsm *fsm)
{
  static const char *const plain[] = { "name", "letter", "shape", NULL };
  static const char *const marked[] = {
    "name", "letter", "shape", "component", "priorities", NULL
  };
  gboolean is_marked = fsm->states->encoding == BS_ENCODING_MARKED;
  JsonObject *object = get_object (place, node, is_marked ? marked : plain);
  const char *name, *letter, *shape_name;
  BsShape shape;

  if (object == NULL || (name = get_string (place, object, "name")) == NULL
      || (letter = get_string (place, object, "letter")) == NULL
      || (shape_name = get_string (place, object, "shape")) == NULL)
    return FALSE;

  if (name[0] == '\0')
    return fail (place, BS_ERROR_RANGE, _ ("the name of a type is empty"));
  /* with many types the letters that are made up are numbers */
  if (letter[0] == '\0' || g_utf8_strlen (letter, -1) > MAX_LETTER)
    return fail (place, BS_ERROR_RANGE, _ ("a letter is one to %d characters"), MAX_LETTER);
  if (!bs_shape_from_string (shape_name, &shape))
    return fail (place, BS_ERROR_UNSUPPORTED, _ ("there is no shape “%s”"), shape_name);
  if (bs_type_table_lookup (fsm->types, name) >= 0)
    return fail (place, BS_ERROR_RANGE, _ ("the type “%s” is there twice"), name);
  if (bs_type_table_intern (fsm->types, name, letter, shape) >= BS_MAX_TYPES)
    return fail (place, BS_ERROR_RANGE, _ ("there are more than %u types"), BS_MAX_TYPES);

  return !is_marked
         || read_type_facts (place, object, bs_fsm_peek_type (fsm, fsm->types->n_types - 1));
}

/* The id of a type that is told by its name. */
static gboolean
find_type (Place *place, const BsFsm *fsm, const char *name, guint16 *type)
{
  int id = bs_type_table_lookup (fsm->types, name);

  if (id < 0)
    return fail (place, BS_ERROR_NOT_FOUND, _ ("“%s” is not among the types of the policy"), name);
  *type = id;

  return TRUE;
}

static gboolean
read_ready (Place *place, JsonArray *ready, const BsFsm *fsm, GArray *key)
{
  guint n = json_array_get_length (ready);
  gsize start = enter_member (place, "ready");

  if (n == 0)
    return fail (place, BS_ERROR_RANGE, _ ("a state has at least one ready type"));

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (ready, i);
      gsize length = enter_element (place, i);
      guint16 type = 0;

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return fail (place, BS_ERROR_SYNTAX, _ ("a string is expected"));
      if (!find_type (place, fsm, json_node_get_string (node), &type))
        return FALSE;
      for (guint k = 0; k < key->len; k++)
        if (g_array_index (key, guint16, k) == type)
          return fail (place, BS_ERROR_RANGE, _ ("the type “%s” is there twice"),
                       json_node_get_string (node));
      g_array_append_val (key, type);
      leave (place, length);
    }
  leave (place, start);

  return TRUE;
}

static gboolean
read_most (Place *place, JsonObject *object, const BsFsm *fsm, GArray *key)
{
  guint length = key->len + 1;
  gboolean has_most = bs_state_n_ready (fsm->states->encoding, length) == key->len
                      && bs_state_n_types (fsm->states->encoding, length) == length;
  const char *name;
  guint16 type = 0;
  gboolean ready = FALSE;

  if (has_most != json_object_has_member (object, "most"))
    return fail (place, BS_ERROR_SYNTAX,
                 has_most ? _ ("the member “%s” is missing")
                          : _ ("there is an unknown member “%s”"),
                 "most");
  if (!has_most)
    return TRUE;

  name = get_string (place, object, "most");
  if (name == NULL || !find_type (place, fsm, name, &type))
    return FALSE;
  for (guint i = 0; i < key->len; i++)
    ready |= g_array_index (key, guint16, i) == type;
  if (!ready)
    return fail (place, BS_ERROR_RANGE, _ ("the most frequent type, “%s”, is not ready"), name);
  g_array_append_val (key, type);

  return TRUE;
}

/* In a marked state the marks of each ready type. */
static gboolean
read_marks (Place *place, JsonObject *object, const BsFsm *fsm, GArray *key)
{
  gboolean is_marked = fsm->states->encoding == BS_ENCODING_MARKED;
  guint n_ready = key->len;
  JsonArray *marks;
  gsize start;

  if (is_marked != json_object_has_member (object, "marks"))
    return fail (place, BS_ERROR_SYNTAX,
                 is_marked ? _ ("the member “%s” is missing")
                           : _ ("there is an unknown member “%s”"),
                 "marks");
  if (!is_marked)
    return TRUE;
  if ((marks = get_array (place, object, "marks")) == NULL)
    return FALSE;

  start = enter_member (place, "marks");
  if (json_array_get_length (marks) != n_ready)
    return fail (place, BS_ERROR_RANGE, _ ("there must be marks for each ready type"));
  for (guint i = 0; i < n_ready; i++)
    {
      JsonNode *node = json_array_get_element (marks, i);
      gsize length = enter_element (place, i);
      guint16 mark = 0;

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return fail (place, BS_ERROR_SYNTAX, _ ("a string is expected"));
      while (mark < BS_N_MARKS
             && !g_str_equal (state_mark_name (mark), json_node_get_string (node)))
        mark++;
      if (mark == BS_N_MARKS)
        return fail (place, BS_ERROR_UNSUPPORTED, _ ("there are no marks “%s”"),
                     json_node_get_string (node));
      g_array_append_val (key, mark);
      leave (place, length);
    }
  leave (place, start);

  return TRUE;
}

static gboolean
read_actions (Place *place, JsonArray *array, BsFsm *fsm, guint32 state)
{
  static const char *const names[] = { "type", "q", "visits", NULL };
  gsize start = enter_member (place, "actions");
  guint n_actions;
  BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n_actions);

  if (json_array_get_length (array) != n_actions)
    return fail (place, BS_ERROR_RANGE,
                 _ ("there must be one action for each ready type, in the same order"));

  for (guint i = 0; i < n_actions; i++)
    {
      gsize length = enter_element (place, i);
      JsonObject *object = get_object (place, json_array_get_element (array, i), names);
      const char *name;
      guint16 type = 0;
      gint64 visits = 0;

      if (object == NULL || (name = get_string (place, object, "type")) == NULL
          || !find_type (place, fsm, name, &type) || !get_real (place, object, "q", &actions[i].q)
          || !get_integer (place, object, "visits", &visits))
        return FALSE;
      if (type != actions[i].type)
        return fail (place, BS_ERROR_RANGE,
                     _ ("there must be one action for each ready type, in the same order"));
      actions[i].visits = (guint64) visits;
      leave (place, length);
    }
  leave (place, start);

  return TRUE;
}

static gboolean
read_state (Place *place, JsonNode *node, BsFsm *fsm)
{
  static const char *const names[] = { "ready", "?most", "?marks", "actions", NULL };
  g_autoptr (GArray) key = g_array_new (FALSE, FALSE, sizeof (guint16));
  JsonObject *object = get_object (place, node, names);
  guint32 n_states = fsm->states->n_states;
  JsonArray *ready, *actions;

  if (object == NULL || (ready = get_array (place, object, "ready")) == NULL
      || (actions = get_array (place, object, "actions")) == NULL
      || !read_ready (place, ready, fsm, key) || !read_most (place, object, fsm, key)
      || !read_marks (place, object, fsm, key))
    return FALSE;

  if (bs_fsm_intern_state (fsm, (const guint16 *) (gpointer) key->data, key->len) != n_states)
    return fail (place, BS_ERROR_RANGE, _ ("the state is there twice"));

  return read_actions (place, actions, fsm, n_states);
}

/* Format and version, before anything else is judged. */
static gboolean
check_format (Place *place, JsonNode *root)
{
  JsonObject *object;
  JsonNode *format, *version;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return fail (place, BS_ERROR_UNSUPPORTED, _ ("this is not a Batchscope policy"));

  object = json_node_get_object (root);
  format = json_object_get_member (object, "format");
  if (format == NULL || !JSON_NODE_HOLDS_VALUE (format)
      || json_node_get_value_type (format) != G_TYPE_STRING
      || !g_str_equal (json_node_get_string (format), FORMAT_NAME))
    return fail (place, BS_ERROR_UNSUPPORTED, _ ("this is not a Batchscope policy"));

  version = json_object_get_member (object, "version");
  if (version == NULL || !JSON_NODE_HOLDS_VALUE (version)
      || json_node_get_value_type (version) != G_TYPE_INT64 || json_node_get_int (version) < 1)
    return fail (place, BS_ERROR_SYNTAX, _ ("the member “%s” is missing"), "version");
  if (json_node_get_int (version) > BS_POLICY_FILE_VERSION)
    return fail (place, BS_ERROR_VERSION,
                 _ ("made by a newer version of Batchscope (format %lld, this program reads up to "
                    "%d); update the program to use it"),
                 (long long) json_node_get_int (version), BS_POLICY_FILE_VERSION);

  return TRUE;
}

/* How it was learned, as far as it matters for going on. */
static gboolean
read_learning (Place *place, JsonObject *object, BsFsm *fsm)
{
  JsonNode *safe = json_object_get_member (object, "act_when_safe");
  gint64 episodes = 0;

  if (safe != NULL)
    {
      gsize length = enter_member (place, "act_when_safe");

      if (!JSON_NODE_HOLDS_VALUE (safe) || json_node_get_value_type (safe) != G_TYPE_BOOLEAN)
        return fail (place, BS_ERROR_SYNTAX, _ ("true or false is expected"));
      fsm->act_when_safe = json_node_get_boolean (safe);
      leave (place, length);
    }
  if (json_object_has_member (object, "episodes")
      && !get_integer (place, object, "episodes", &episodes))
    return FALSE;
  if (episodes > G_MAXUINT32)
    return fail (place, BS_ERROR_RANGE, _ ("there are too many episodes"));
  fsm->episodes = (guint32) episodes;

  return TRUE;
}

static BsFsm *
read_policy (Place *place, JsonNode *root)
{
  static const char *const names[] = { "format", "version",        "encoding",
                                       "?about", "?act_when_safe", "?episodes",
                                       "types",  "states",         NULL };
  g_autoptr (BsFsm) fsm = NULL;
  const char *encoding_name;
  BsEncoding encoding;
  JsonObject *object;
  JsonArray *types, *states;

  if (!check_format (place, root) || (object = get_object (place, root, names)) == NULL
      || (encoding_name = get_string (place, object, "encoding")) == NULL
      || (types = get_array (place, object, "types")) == NULL
      || (states = get_array (place, object, "states")) == NULL)
    return NULL;
  if (!bs_encoding_from_string (encoding_name, &encoding))
    {
      fail (place, BS_ERROR_UNSUPPORTED, _ ("there is no encoding “%s”"), encoding_name);
      return NULL;
    }

  fsm = bs_fsm_new (encoding);
  if (!read_learning (place, object, fsm))
    return NULL;
  for (guint i = 0; i < json_array_get_length (types); i++)
    {
      gsize length = enter_member (place, "types");

      enter_element (place, i);
      if (!read_type (place, json_array_get_element (types, i), fsm))
        return NULL;
      leave (place, length);
    }
  for (guint i = 0; i < json_array_get_length (states); i++)
    {
      gsize length = enter_member (place, "states");

      enter_element (place, i);
      if (!read_state (place, json_array_get_element (states, i), fsm))
        return NULL;
      leave (place, length);
    }

  return g_steal_pointer (&fsm);
}

BsFsm *
bs_policy_file_parse (const char *name, const char *text, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GString) path = NULL;
  g_autoptr (GError) parse_error = NULL;
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  Place place = { .name = name, .error = error };

  if (!bs_json_check (name, text, n, MAX_DEPTH, error))
    return NULL;

  path = g_string_new (NULL);
  place.path = path;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize) n, &parse_error))
    {
      fail (&place, BS_ERROR_SYNTAX, "%s", parse_error->message);
      return NULL;
    }

  return read_policy (&place, json_parser_get_root (parser));
}

BsFsm *
bs_policy_file_load (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *text = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) read_error = NULL;
  const char *start;
  gsize length;

  /* A pipe or a device could be endless. */
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("“%s” is not a regular file, so it cannot be a Batchscope policy"), name);
      return NULL;
    }
  if (!g_file_load_contents (file, NULL, &text, &length, NULL, &read_error))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not read “%s”: %s"), name,
                   read_error->message);
      return NULL;
    }

  start = text;
  bs_skip_byte_order_mark (&start, text + length);
  /* Most likely another kind of file, such as a trace or a model. */
  if (start[strspn (start, " \t\r\n")] != '{')
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("“%s” is not a Batchscope policy: that is an object in JSON"), name);
      return NULL;
    }

  return bs_policy_file_parse (name, start, text + length - start, error);
}

static void
append_state (GString *out, const BsFsm *fsm, guint32 state)
{
  const BsTypeTable *types = fsm->types;
  guint length, n_actions;
  const guint16 *key = bs_state_table_get (fsm->states, state, &length);
  const BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n_actions);
  guint n_ready = bs_state_n_ready (fsm->states->encoding, length);
  guint n_types = bs_state_n_types (fsm->states->encoding, length);

  g_string_append (out, state > 0 ? ",\n    {\"ready\": [" : "\n    {\"ready\": [");
  for (guint i = 0; i < n_ready; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      bs_json_append_string (out, types->types[key[i]].name);
    }
  g_string_append_c (out, ']');
  if (n_ready < n_types)
    {
      g_string_append (out, ", \"most\": ");
      bs_json_append_string (out, types->types[key[n_ready]].name);
    }
  if (n_types < length)
    g_string_append (out, ", \"marks\": [");
  for (guint i = n_types; i < length; i++)
    g_string_append_printf (out, i > n_types ? ", \"%s\"" : "\"%s\"", state_mark_name (key[i]));
  g_string_append (out, n_types < length ? "], \"actions\": [" : ", \"actions\": [");
  for (guint i = 0; i < n_actions; i++)
    {
      g_string_append (out, i > 0 ? ", {\"type\": " : "{\"type\": ");
      bs_json_append_string (out, types->types[actions[i].type].name);
      g_string_append (out, ", \"q\": ");
      bs_json_append_real (out, actions[i].q);
      g_string_append_printf (out, ", \"visits\": %" G_GUINT64_FORMAT "}", actions[i].visits);
    }
  g_string_append (out, "]}");
}

static void
append_type_facts (GString *out, const BsFsmType *facts)
{
  const char *separator = "";

  g_string_append_printf (out, ", \"component\": %u, \"priorities\": {", facts->component);
  for (guint i = 0; i < BS_N_MARKS; i++)
    {
      if (isnan (facts->priority[i]))
        continue;
      g_string_append_printf (out, "%s\"%s\": ", separator, mark_names[i]);
      bs_json_append_real (out, facts->priority[i]);
      separator = ", ";
    }
  g_string_append_c (out, '}');
}

char *
bs_policy_file_to_string (const BsFsm *fsm, const char *const *about)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out,
                          "{\n  \"format\": \"%s\",\n  \"version\": %d,\n  \"encoding\": \"%s\",\n"
                          "  \"about\": {",
                          FORMAT_NAME, BS_POLICY_FILE_VERSION,
                          bs_encoding_to_string (fsm->states->encoding));
  for (guint i = 0; about != NULL && about[i] != NULL && about[i + 1] != NULL; i += 2)
    {
      g_string_append (out, i > 0 ? ",\n    " : "\n    ");
      bs_json_append_string (out, about[i]);
      g_string_append (out, ": ");
      bs_json_append_string (out, about[i + 1]);
    }
  g_string_append (out, about != NULL && about[0] != NULL ? "\n  },\n" : "},\n");
  if (fsm->act_when_safe)
    g_string_append (out, "  \"act_when_safe\": true,\n");
  if (fsm->episodes > 0)
    g_string_append_printf (out, "  \"episodes\": %u,\n", fsm->episodes);
  g_string_append (out, "  \"types\": [");
  for (guint i = 0; i < fsm->types->n_types; i++)
    {
      const BsType *type = &fsm->types->types[i];

      g_string_append (out, i > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ");
      bs_json_append_string (out, type->name);
      g_string_append (out, ", \"letter\": ");
      bs_json_append_string (out, type->letter);
      g_string_append_printf (out, ", \"shape\": \"%s\"", bs_shape_to_string (type->shape));
      if (fsm->states->encoding == BS_ENCODING_MARKED)
        append_type_facts (out, bs_fsm_peek_type ((BsFsm *) fsm, i));
      g_string_append_c (out, '}');
    }
  g_string_append (out,
                   fsm->types->n_types > 0 ? "\n  ],\n  \"states\": [" : "],\n  \"states\": [");
  for (guint32 state = 0; state < fsm->states->n_states; state++)
    append_state (out, fsm, state);
  g_string_append (out, fsm->states->n_states > 0 ? "\n  ]\n}\n" : "]\n}\n");

  return g_string_free (out, FALSE);
}

gboolean
bs_policy_file_save (const BsFsm *fsm, const char *const *about, const char *path, GError **error)
{
  g_autofree char *text = bs_policy_file_to_string (fsm, about);
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *target = NULL;
  g_autoptr (GError) write_error = NULL;

  /* The file is written beside it and renamed: a device must not be replaced that way, and a link
   * has to stay one. */
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      target = realpath (path, NULL);
      if (target == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
        {
          g_set_error (error, BS_ERROR, BS_ERROR_IO,
                       _ ("“%s” is not a regular file; choose another file name"), name);
          return FALSE;
        }
    }
  if (!g_file_set_contents_full (target != NULL ? target : path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0666, &write_error))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not write “%s”: %s"), name,
                   write_error->message);
      return FALSE;
    }

  return TRUE;
}
