/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs as JSON, read value by value: a file may have millions of nodes. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/files/graph-import-private.h"
#include "profiles/files/graph-order.h"
#include "profiles/files/json-check.h"
#include "profiles/files/json-reader.h"

#define MAX_DEPTH 8
#define MAX_LETTER 5
/* What an array of ours holds without a thought about its size in bytes. */
#define MAX_NODES (1u << 28)
#define MAX_SHOWN 8
#define NOWHERE G_MAXUINT32

/* Where a value stands, for messages; kept as numbers, since there are millions of places. */
typedef struct
{
  guint32 graph; /* of `graphs`; NOWHERE: the file is one graph */
  const char *list;
  guint32 index;
  const char *member;
  guint32 item;
} Place;

typedef struct
{
  BsGraphImport *import;
  const char *name, *text;
  BsJsonReader reader;
  Place place;
  GString *key, *string;
  GHashTable *ids;         /* name of a type of this file -> its index here */
  GArray *types;           /* guint: ids in the table, by index */
  GPtrArray *vocabularies; /* (element-type utf8): (nullable) of types, as the file says */
  GArray *graphs;          /* BsImportedGraph */
  GError **error;
} Parser;

/* The nodes of a graph as they are listed. */
typedef struct
{
  GArray *type, *instance, *datum; /* guint32 */
  GArray *start;                   /* guint32: [n + 1] offsets into inputs */
  GArray *inputs;                  /* guint32 */
  GPtrArray *names;                /* (nullable) of instances */
  GHashTable *instances;           /* name of an instance -> its number */
} Nodes;

static gboolean fail (Parser *self, BsError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (Parser *self, BsError code, const char *format, ...)
{
  g_autoptr (GString) where = g_string_new ("$");
  g_autofree char *what = NULL;
  const char *line_start = self->text;
  guint line = 1;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  if (self->place.graph != NOWHERE)
    g_string_append_printf (where, ".graphs[%u]", self->place.graph);
  if (self->place.list != NULL)
    g_string_append_printf (where, ".%s", self->place.list);
  if (self->place.index != NOWHERE)
    g_string_append_printf (where, "[%u]", self->place.index);
  if (self->place.member != NULL)
    g_string_append_printf (where, ".%s", self->place.member);
  if (self->place.item != NOWHERE)
    g_string_append_printf (where, "[%u]", self->place.item);
  if (self->reader.at == NULL)
    {
      g_set_error (self->error, BS_ERROR, code, "%s: %s: %s", self->name, where->str, what);
      return FALSE;
    }

  for (const char *p = self->text; p < self->reader.at; p++)
    if (*p == '\n')
      {
        line++;
        line_start = p + 1;
      }
  g_set_error (self->error, BS_ERROR, code, "%s:%u:%u: %s: %s", self->name, line,
               (guint) (self->reader.at - line_start) + 1, where->str, what);

  return FALSE;
}

/* Enters an array or an object. */
static gboolean
enter (Parser *self, char kind)
{
  if (bs_json_reader_peek (&self->reader) != kind)
    return fail (self, BS_ERROR_SYNTAX,
                 kind == '{' ? _ ("an object is expected") : _ ("an array is expected"));
  bs_json_reader_enter (&self->reader);

  return TRUE;
}

/* The next member of an object, its value next: its index among the names, -1 at the end, or -2
 * with an error. */
static int
next_member (Parser *self, const char *const *names, guint32 *seen)
{
  BsJsonReader before;
  int member = 0;

  if (!bs_json_reader_more (&self->reader))
    return -1;

  before = self->reader;
  bs_json_reader_key (&self->reader, self->key);
  while (names[member] != NULL && !g_str_equal (names[member], self->key->str))
    member++;
  if (names[member] != NULL && (*seen >> member & 1) == 0)
    {
      *seen |= 1u << member;
      bs_json_reader_peek (&self->reader);
      return member;
    }

  self->reader = before;
  fail (self, BS_ERROR_SYNTAX,
        names[member] == NULL ? _ ("there is an unknown member “%s”")
                              : _ ("the member “%s” is there twice"),
        self->key->str);

  return -2;
}

static gboolean
read_string (Parser *self)
{
  if (bs_json_reader_peek (&self->reader) != '"')
    return fail (self, BS_ERROR_SYNTAX, _ ("a string is expected"));
  bs_json_reader_string (&self->reader, self->string);

  return TRUE;
}

/* A whole number up to @max. */
static gboolean
read_number (Parser *self, guint32 max, guint32 *number)
{
  char first = bs_json_reader_peek (&self->reader);
  BsJsonReader before = self->reader;
  gint64 value = 0;
  gboolean integer = (g_ascii_isdigit (first) || first == '-')
                     && bs_json_reader_integer (&self->reader, &value);

  if (integer && value >= 0 && value <= max)
    {
      *number = (guint32) value;
      return TRUE;
    }

  self->reader = before;
  if (!integer)
    return fail (self, BS_ERROR_SYNTAX, _ ("a whole number is expected"));

  return fail (self, BS_ERROR_RANGE, _ ("%lld is out of range: 0 to %u is expected"),
               (long long) value, max);
}

static gboolean
read_null (Parser *self)
{
  gboolean is_null = bs_json_reader_peek (&self->reader) == 'n';

  if (is_null)
    bs_json_reader_skip (&self->reader);

  return is_null;
}

static gboolean
missing (Parser *self, const char *member)
{
  return fail (self, BS_ERROR_SYNTAX, _ ("the member “%s” is missing"), member);
}

static gboolean
read_type (Parser *self)
{
  static const char *const names[] = { "name", "letter", "shape", "vocabulary", NULL };
  g_autofree char *name = NULL, *letter = NULL, *vocabulary = NULL;
  BsShape shape = BS_SHAPE_CELL;
  guint32 seen = 0;
  guint id;
  int member;

  if (!enter (self, '{'))
    return FALSE;

  while ((member = next_member (self, names, &seen)) >= 0)
    {
      self->place.member = names[member];
      if (!read_string (self))
        return FALSE;
      if (member == 0)
        name = g_strdup (self->string->str);
      else if (member == 1)
        letter = g_strdup (self->string->str);
      else if (member == 3)
        vocabulary = g_strdup (self->string->str);
      if (member <= 1 && self->string->len == 0)
        return fail (self, BS_ERROR_RANGE, _ ("the text is empty"));
      if (member == 1 && g_utf8_strlen (letter, -1) > MAX_LETTER)
        return fail (self, BS_ERROR_RANGE, _ ("a letter is one to %d characters"), MAX_LETTER);
      if (member == 2 && !bs_shape_from_string (self->string->str, &shape))
        return fail (self, BS_ERROR_UNSUPPORTED,
                     _ ("there is no shape “%s”; cell, elementwise, projection, loss, lookup or "
                        "reduce is expected"),
                     self->string->str);
      self->place.member = NULL;
    }
  if (member == -2)
    return FALSE;
  if (name == NULL)
    return missing (self, "name");
  if (g_hash_table_contains (self->ids, name))
    return fail (self, BS_ERROR_RANGE, _ ("the type “%s” is there twice"), name);

  id = bs_type_table_intern (self->import->types, name, letter, shape);
  if (id >= BS_MAX_TYPES)
    return fail (self, BS_ERROR_RANGE, _ ("there are more than %u types"), BS_MAX_TYPES);
  g_hash_table_insert (self->ids, g_steal_pointer (&name), GUINT_TO_POINTER (self->types->len));
  g_array_append_val (self->types, id);
  g_ptr_array_add (self->vocabularies, g_steal_pointer (&vocabulary));

  return TRUE;
}

static gboolean
read_types (Parser *self)
{
  self->place.list = "types";
  if (!enter (self, '['))
    return FALSE;

  for (self->place.index = 0; bs_json_reader_more (&self->reader); self->place.index++)
    if (!read_type (self))
      return FALSE;
  self->place.list = NULL;
  self->place.index = NOWHERE;
  bs_graph_import_grow_types (self->import);

  return TRUE;
}

/* The number that stands for a node's name or number, and what kind its type's data are. */
static gboolean
set_datum (Parser *self, guint32 type, const char *name, guint32 number, guint32 *datum)
{
  guint id = g_array_index (self->types, guint, type);
  int *own = &g_array_index (self->import->type_vocabulary, int, id);
  const char *wanted = g_ptr_array_index (self->vocabularies, type);
  BsImportedVocabulary *vocabulary;

  *datum = BS_NO_DATUM;
  if (name == NULL && number == BS_NO_DATUM)
    return TRUE;

  if (*own < 0)
    *own = (int) bs_graph_import_vocabulary (self->import, wanted != NULL ? wanted
                                                           : name != NULL ? "names"
                                                                          : "numbers");
  vocabulary = g_ptr_array_index (self->import->vocabularies, (guint) *own);
  if (vocabulary->n > 0 && (name != NULL) != (vocabulary->strings != NULL))
    return fail (self, BS_ERROR_RANGE,
                 name != NULL ? _ ("“%s” has a name, but other nodes of its vocabulary, “%s”, "
                                   "have only a datum; give them names, too")
                              : _ ("“%s” has a datum and no name, but other nodes of its "
                                   "vocabulary, “%s”, have names; give it one, too"),
                 self->import->types->types[id].name, vocabulary->name);

  if (name != NULL)
    *datum = bs_graph_import_intern (vocabulary, name);
  else
    {
      *datum = number;
      vocabulary->n = MAX (vocabulary->n, number + 1);
    }

  return TRUE;
}

static gboolean
read_node_type (Parser *self, guint32 *type)
{
  gpointer index;

  if (bs_json_reader_peek (&self->reader) != '"')
    {
      if (self->types->len == 0)
        return fail (self, BS_ERROR_NOT_FOUND, _ ("the file has no types"));
      return read_number (self, self->types->len - 1, type);
    }

  bs_json_reader_string (&self->reader, self->string);
  if (!g_hash_table_lookup_extended (self->ids, self->string->str, NULL, &index))
    return fail (self, BS_ERROR_NOT_FOUND, _ ("“%s” is not among the types of the file"),
                 self->string->str);
  *type = GPOINTER_TO_UINT (index);

  return TRUE;
}

static gboolean
read_node_instance (Parser *self, const Nodes *nodes, guint32 *instance)
{
  gpointer index;

  if (bs_json_reader_peek (&self->reader) != '"')
    return read_number (self, nodes->names->len > 0 ? nodes->names->len - 1 : MAX_NODES - 1,
                        instance);

  bs_json_reader_string (&self->reader, self->string);
  if (!g_hash_table_lookup_extended (nodes->instances, self->string->str, NULL, &index))
    return fail (self, BS_ERROR_NOT_FOUND, _ ("“%s” is not among the instances of the graph"),
                 self->string->str);
  *instance = GPOINTER_TO_UINT (index);

  return TRUE;
}

static gboolean
read_node_inputs (Parser *self, Nodes *nodes)
{
  if (!enter (self, '['))
    return FALSE;

  for (self->place.item = 0; bs_json_reader_more (&self->reader); self->place.item++)
    {
      guint32 input;

      if (nodes->inputs->len == MAX_NODES)
        return fail (self, BS_ERROR_RANGE, _ ("a graph can have at most %u inputs"), MAX_NODES);
      if (!read_number (self, MAX_NODES - 1, &input))
        return FALSE;
      g_array_append_val (nodes->inputs, input);
    }
  self->place.item = NOWHERE;

  return TRUE;
}

static gboolean
read_node (Parser *self, Nodes *nodes)
{
  enum
  {
    TYPE,
    INPUTS,
    INSTANCE,
    NAME,
    DATUM,
    NODE,
    DEPTH,
    DECISION,
    STATE
  };
  static const char *const names[] = { "type", "inputs", "instance", "name",  "datum",
                                       "node", "depth",  "decision", "state", NULL };
  guint32 seen = 0, type = 0, instance = 0, number = BS_NO_DATUM, datum, node = self->place.index;
  g_autofree char *name = NULL;
  int member;

  if (!enter (self, '{'))
    return FALSE;

  while ((member = next_member (self, names, &seen)) >= 0)
    {
      gboolean ok = TRUE;

      self->place.member = names[member];
      if (member == TYPE)
        ok = read_node_type (self, &type);
      else if (member == INPUTS)
        ok = read_node_inputs (self, nodes);
      else if (member == INSTANCE)
        ok = read_node_instance (self, nodes, &instance);
      else if (member == NAME && !read_null (self) && (ok = read_string (self)))
        name = g_strdup (self->string->str);
      else if (member == DATUM && !read_null (self))
        ok = read_number (self, BS_NO_DATUM - 1, &number);
      else if (member == NODE && (ok = read_number (self, G_MAXUINT32, &node))
               && node != self->place.index)
        ok = fail (self, BS_ERROR_RANGE, _ ("%u is not the place of the node in the list, %u"),
                   node, self->place.index);
      else if (member >= DEPTH)
        bs_json_reader_skip (&self->reader); /* of an export: found anew */
      if (!ok)
        return FALSE;
      self->place.member = NULL;
    }
  if (member == -2)
    return FALSE;
  if ((seen >> TYPE & 1) == 0)
    return missing (self, "type");
  if (!set_datum (self, type, name, number, &datum))
    return FALSE;

  type = g_array_index (self->types, guint, type);
  g_array_append_val (nodes->type, type);
  g_array_append_val (nodes->instance, instance);
  g_array_append_val (nodes->datum, datum);
  g_array_append_val (nodes->start, nodes->inputs->len);

  return TRUE;
}

static gboolean
read_nodes (Parser *self, Nodes *nodes)
{
  self->place.list = "nodes";
  if (!enter (self, '['))
    return FALSE;

  for (self->place.index = 0; bs_json_reader_more (&self->reader); self->place.index++)
    {
      if (nodes->type->len == MAX_NODES)
        return fail (self, BS_ERROR_RANGE, _ ("a graph can have at most %u nodes"), MAX_NODES);
      if (!read_node (self, nodes))
        return FALSE;
    }
  self->place.index = NOWHERE;
  if (nodes->type->len == 0)
    return fail (self, BS_ERROR_RANGE, _ ("a graph has at least one node"));

  return TRUE;
}

static gboolean
read_instances (Parser *self, Nodes *nodes)
{
  self->place.list = "instances";
  if (!enter (self, '['))
    return FALSE;

  for (self->place.index = 0; bs_json_reader_more (&self->reader); self->place.index++)
    {
      char *name;

      if (read_null (self))
        g_string_truncate (self->string, 0);
      else if (!read_string (self))
        return FALSE;
      name = g_strdup (self->string->str);
      if (name[0] == '\0')
        {
          g_ptr_array_add (nodes->names, name);
          continue;
        }
      if (g_hash_table_contains (nodes->instances, name))
        {
          fail (self, BS_ERROR_RANGE, _ ("the instance “%s” is there twice"), name);
          g_free (name);
          return FALSE;
        }
      g_hash_table_insert (nodes->instances, name, GUINT_TO_POINTER (nodes->names->len));
      g_ptr_array_add (nodes->names, name);
    }
  self->place.list = NULL;
  self->place.index = NOWHERE;

  return TRUE;
}

/* Whether nodes read only nodes that there are, and each other in the order of the list. */
static gboolean
check_inputs (Parser *self, const Nodes *nodes, gboolean *sorted)
{
  const guint32 *inputs = (const guint32 *) (gpointer) nodes->inputs->data;
  const guint32 *start = (const guint32 *) (gpointer) nodes->start->data;
  guint32 n = nodes->type->len;

  *sorted = TRUE;
  self->reader.at = NULL;
  for (guint32 node = 0; node < n; node++)
    {
      self->place.index = node;
      if (g_array_index (nodes->instance, guint32, node) >= n)
        {
          self->place.member = "instance";
          return fail (self, BS_ERROR_RANGE,
                       _ ("%u is out of range: there are no more instances than nodes, %u"),
                       g_array_index (nodes->instance, guint32, node), n);
        }
      for (guint32 k = start[node]; k < start[node + 1]; k++)
        {
          if (inputs[k] >= n)
            {
              self->place.member = "inputs";
              self->place.item = k - start[node];
              return fail (self, BS_ERROR_NOT_FOUND,
                           _ ("there is no node %u: the graph has nodes 0 to %u"), inputs[k],
                           n - 1);
            }
          *sorted &= inputs[k] < node;
        }
    }
  self->place.index = NOWHERE;

  return TRUE;
}

static gboolean
report_cycle (Parser *self, const GArray *cycle)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint32 first = g_array_index (cycle, guint32, 0);

  for (guint i = 0; i < MIN (cycle->len, MAX_SHOWN); i++)
    g_string_append_printf (list, "%u → ", g_array_index (cycle, guint32, i));
  if (cycle->len > MAX_SHOWN)
    g_string_append (list, "… → ");
  g_string_append_printf (list, "%u", first);
  self->place.index = first;

  return fail (self, BS_ERROR_RANGE, _ ("the nodes wait for each other, each for the next: %s"),
               list->str);
}

static BsGraph *
build_graph (Parser *self, Nodes *nodes)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) cycle = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint32 *order = NULL, *number = NULL;
  guint32 *inputs = (guint32 *) (gpointer) nodes->inputs->data;
  guint32 n = nodes->type->len;
  gboolean sorted;
  BsGraph *graph;

  if (!check_inputs (self, nodes, &sorted))
    return NULL;
  if (!sorted)
    {
      order = bs_graph_order_find (n, (const guint32 *) (gpointer) nodes->start->data, inputs,
                                   cycle);
      if (order == NULL)
        {
          report_cycle (self, cycle);
          return NULL;
        }
      number = g_new (guint32, n);
      for (guint32 i = 0; i < n; i++)
        number[order[i]] = i;
      for (guint32 k = 0; k < nodes->inputs->len; k++)
        inputs[k] = number[inputs[k]];
    }

  for (guint32 i = 0; i < n; i++)
    {
      guint32 node = order != NULL ? order[i] : i,
              first = g_array_index (nodes->start, guint32, node);

      bs_graph_builder_add (builder, g_array_index (nodes->type, guint32, node),
                            g_array_index (nodes->instance, guint32, node),
                            g_array_index (nodes->datum, guint32, node), inputs + first,
                            g_array_index (nodes->start, guint32, node + 1) - first);
    }
  graph = bs_graph_builder_finish (builder, &error);
  if (graph == NULL)
    fail (self, BS_ERROR_RANGE, "%s", error->message);

  return graph;
}

/* The names of the instances that the graph has. */
static char **
take_instances (Nodes *nodes, guint32 n)
{
  char **names;
  gboolean any = FALSE;

  for (guint i = 0; i < nodes->names->len; i++)
    any |= ((const char *) g_ptr_array_index (nodes->names, i))[0] != '\0';
  if (!any)
    return NULL;

  names = g_new0 (char *, (gsize) n + 1);
  for (guint32 i = 0; i < n; i++)
    names[i] = g_strdup (g_ptr_array_index (nodes->names, i));

  return names;
}

/* Reads the nodes and instances at these places. */
static gboolean
read_graph (Parser *self, BsJsonReader at_nodes, BsJsonReader at_instances)
{
  g_autoptr (GArray) type = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) instance = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) datum = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) start = g_array_new (FALSE, TRUE, sizeof (guint32));
  g_autoptr (GArray) inputs = g_array_sized_new (FALSE, FALSE, sizeof (guint32), 1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) instances = g_hash_table_new (g_str_hash, g_str_equal);
  Nodes nodes = { type, instance, datum, start, inputs, names, instances };
  BsImportedGraph graph = { 0 };

  g_array_set_size (start, 1);
  self->reader = at_instances;
  if (at_instances.at != NULL && !read_instances (self, &nodes))
    return FALSE;
  self->reader = at_nodes;
  if (!read_nodes (self, &nodes) || (graph.graph = build_graph (self, &nodes)) == NULL)
    return FALSE;
  graph.instances = take_instances (&nodes, graph.graph->n_instances);
  g_array_append_val (self->graphs, graph);
  self->place.list = NULL;

  return TRUE;
}

static gboolean
read_graphs (Parser *self)
{
  static const char *const names[] = { "nodes",       "instances", "mini_batch", "decision",
                                       "lower_bound", "stages",    NULL };
  BsJsonReader at[G_N_ELEMENTS (names)];

  self->place.list = "graphs";
  if (!enter (self, '['))
    return FALSE;

  for (guint32 i = 0; bs_json_reader_more (&self->reader); i++)
    {
      BsJsonReader end;
      guint32 seen = 0;
      int member;

      memset (at, 0, sizeof at);
      self->place = (Place){ i, NULL, NOWHERE, NULL, NOWHERE };
      if (!enter (self, '{'))
        return FALSE;
      while ((member = next_member (self, names, &seen)) >= 0)
        {
          at[member] = self->reader;
          bs_json_reader_skip (&self->reader);
        }
      if (member == -2)
        return FALSE;
      if (at[0].at == NULL)
        return missing (self, names[0]);
      end = self->reader;
      if (!read_graph (self, at[0], at[1]))
        return FALSE;
      self->reader = end;
    }
  if (self->graphs->len == 0)
    return fail (self, BS_ERROR_RANGE, _ ("the file has no graph"));

  return TRUE;
}

static gboolean
check_format (Parser *self, BsJsonReader format, BsJsonReader version)
{
  guint32 number;

  self->reader.at = self->text;
  if (format.at != NULL && bs_json_reader_peek (&format) == '"')
    bs_json_reader_string (&format, self->string);
  if (!g_str_equal (self->string->str, BS_GRAPH_FORMAT))
    return fail (self, BS_ERROR_UNSUPPORTED,
                 _ ("this is not a Batchscope graph: the member “format” must be “%s”"),
                 BS_GRAPH_FORMAT);
  if (version.at == NULL)
    return missing (self, "version");
  self->reader = version;
  self->place.member = "version";
  if (!read_number (self, G_MAXUINT32, &number))
    return FALSE;
  if (number > BS_GRAPH_FORMAT_VERSION)
    return fail (self, BS_ERROR_VERSION,
                 _ ("made by a newer version of Batchscope (format %u, this program reads up to "
                    "%d); update the program to use it"),
                 number, BS_GRAPH_FORMAT_VERSION);
  self->place.member = NULL;

  return TRUE;
}

static gboolean
read_file (Parser *self)
{
  enum
  {
    FORMAT,
    VERSION,
    TYPES,
    GRAPHS,
    NODES,
    INSTANCES
  };
  static const char *const names[] = { "format",      "version",   "types",      "graphs",
                                       "nodes",       "instances", "mini_batch", "decision",
                                       "lower_bound", "stages",    NULL };
  BsJsonReader at[G_N_ELEMENTS (names)] = { 0 };
  guint32 seen = 0;
  int member;

  if (!enter (self, '{'))
    return FALSE;
  /* The order of members says nothing: types may follow the nodes. */
  while ((member = next_member (self, names, &seen)) >= 0)
    {
      at[member] = self->reader;
      bs_json_reader_skip (&self->reader);
    }
  if (member == -2 || !check_format (self, at[FORMAT], at[VERSION]))
    return FALSE;
  if (at[TYPES].at == NULL)
    return missing (self, names[TYPES]);
  if ((at[GRAPHS].at == NULL) == (at[NODES].at == NULL))
    return fail (self, BS_ERROR_SYNTAX,
                 _ ("one of the members “nodes” (of one graph) and “graphs” is expected"));
  if (at[GRAPHS].at != NULL && at[INSTANCES].at != NULL)
    return fail (self, BS_ERROR_SYNTAX, _ ("instances belong to a graph, into “graphs”"));

  self->reader = at[TYPES];
  if (!read_types (self))
    return FALSE;
  self->reader = at[GRAPHS];

  return at[GRAPHS].at != NULL ? read_graphs (self) : read_graph (self, at[NODES], at[INSTANCES]);
}

static void
graph_clear (gpointer data)
{
  BsImportedGraph *self = data;

  bs_graph_unref (self->graph);
  g_strfreev (self->instances);
}

gboolean
bs_graph_import_add_json (BsGraphImport *self, const char *name, const char *text, gsize length,
                          GError **error)
{
  g_autoptr (GString) key = g_string_new (NULL);
  g_autoptr (GString) string = g_string_new (NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) types = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) vocabularies = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) graphs = g_array_new (FALSE, FALSE, sizeof (BsImportedGraph));
  Parser parser = { .import = self,
                    .name = name,
                    .text = text,
                    .reader = { text },
                    .place = { NOWHERE, NULL, NOWHERE, NULL, NOWHERE },
                    .key = key,
                    .string = string,
                    .ids = ids,
                    .types = types,
                    .vocabularies = vocabularies,
                    .graphs = graphs,
                    .error = error };

  g_array_set_clear_func (graphs, graph_clear);
  if (!bs_json_check (name, text, length, MAX_DEPTH, error) || !read_file (&parser))
    return FALSE;

  /* They are the import's now. */
  g_array_append_vals (self->graphs, graphs->data, graphs->len);
  g_array_set_clear_func (graphs, NULL);

  return TRUE;
}
