/* SPDX-License-Identifier: Apache-2.0 */
/* What `inspect` says of a decision, of nodes, types and values agrees with itself, all the way
 * through a trace. */
#include "config.h"

#include <string.h>

#include "tests/cli/harness.h"

#define TRACE "t.bscope"

static void
record (void)
{
  g_free (harness_ok ("record", "--workload", "tree-lstm", "--batch-size", "2", "--batches", "2",
                      "--model-size", "16", "--policy", "agenda", "-o", TRACE, NULL));
}

static JsonNode *
inspect (const char *option, guint value, guint decision)
{
  g_autofree char *decision_text = g_strdup_printf ("%u", decision);
  g_autofree char *value_text = g_strdup_printf ("%u", value);
  g_autofree char *text = harness_ok ("inspect", TRACE, "--format", "json", "--decision",
                                      decision_text, option, value_text, NULL);

  return harness_parse_json (text);
}

static gint64
get (JsonObject *object, const char *member)
{
  g_assert_true (json_object_has_member (object, member));

  return json_object_get_null_member (object, member) ? -1
                                                      : json_object_get_int_member (object, member);
}

/* The values that are alive, by node; the node of each has an entry. */
static GHashTable *
list_values (guint decision, gint64 *bytes)
{
  g_autofree char *number = g_strdup_printf ("%u", decision);
  g_autofree char *text = harness_ok ("inspect", TRACE, "--values", "--format", "csv", "--decision",
                                      number, NULL);
  g_autoptr (GPtrArray) csv = harness_csv (text);
  GHashTable *nodes = g_hash_table_new (NULL, NULL);

  *bytes = 0;
  for (guint i = 1; i < csv->len; i++)
    {
      g_hash_table_add (nodes, GINT_TO_POINTER (harness_number (csv, i, "node") + 1));
      *bytes += harness_number (csv, i, "bytes");
      g_assert_cmpint (harness_number (csv, i, "computed"), <, decision);
      if (g_str_equal (harness_cell (csv, i, "result"), "false"))
        g_assert_cmpint (harness_number (csv, i, "last_read"), >=, decision);
      g_assert_cmpint (harness_number (csv, i, "place"), >=, 0);
    }

  return nodes;
}

/* Each member of a batch: executed by it, its inputs alive, and read by it. */
static void
check_members (JsonObject *state, guint decision, GHashTable *values)
{
  JsonArray *members = json_object_get_array_member (state, "members");

  for (guint i = 0; i < json_array_get_length (members); i++)
    {
      JsonArray *inputs = json_object_get_array_member (json_array_get_object_element (members, i),
                                                        "inputs");

      for (guint k = 0; k < json_array_get_length (inputs); k++)
        g_assert_true (g_hash_table_contains (
            values, GINT_TO_POINTER (json_array_get_int_element (inputs, k) + 1)));
    }
  for (guint i = 0; i < MIN (json_array_get_length (members), 2); i++)
    {
      JsonObject *member = json_array_get_object_element (members, i);
      guint node = (guint) json_object_get_int_member (member, "node");
      g_autoptr (JsonNode) found = inspect ("--node", node, decision);
      JsonObject *object = json_node_get_object (found);

      g_assert_cmpint (get (object, "node"), ==, node);
      g_assert_cmpint (get (object, "executed"), ==, decision);
      g_assert_cmpint (get (object, "place_in_batch"), ==, i);
      g_assert_cmpint (get (object, "ready"), <=, decision);
      g_assert_cmpint (get (object, "mini_batch"), ==, get (state, "mini_batch"));
      g_assert_cmpstr (json_object_get_string_member (object, "type"), ==,
                       json_object_get_string_member (state, "type"));
      g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "forming");
    }
}

static void
check_memory (JsonObject *state, gint64 bytes)
{
  JsonObject *memory = json_object_get_object_member (state, "memory");

  g_assert_cmpint (get (memory, "bytes"), ==, bytes);
  g_assert_cmpint (get (memory, "forming_bytes"), >, 0);
  g_assert_cmpint (get (memory, "peak_bytes"), >=, bytes);
  g_assert_cmpint (get (memory, "most_bytes"), >=, get (memory, "peak_bytes"));
  g_assert_cmpint (get (memory, "room_bytes"), >=, get (memory, "most_bytes"));
}

/* What was said to be next is what is. */
static void
check_next (JsonObject *before, JsonObject *state)
{
  JsonObject *next = json_object_get_object_member (before, "next");

  g_assert_cmpint (get (next, "decision"), ==, get (state, "decision"));
  g_assert_cmpint (get (next, "mini_batch"), ==, get (state, "mini_batch"));
  g_assert_cmpint (get (next, "batch_size"), ==, get (state, "batch_size"));
  g_assert_cmpstr (json_object_get_string_member (next, "type"), ==,
                   json_object_get_string_member (state, "type"));
}

static void
test_states (void)
{
  g_autoptr (JsonNode) before = NULL;
  guint n;

  record ();
  for (guint decision = 1;; decision++)
    {
      g_autofree char *number = g_strdup_printf ("%u", decision);
      g_autofree char *text = harness_ok ("inspect", TRACE, "--format", "json", "--decision",
                                          number, NULL);
      g_autoptr (JsonNode) node = harness_parse_json (text);
      JsonObject *state = json_node_get_object (node);

      n = (guint) get (state, "n_decisions");
      if (decision % 5 == 2)
        {
          gint64 bytes;
          g_autoptr (GHashTable) values = list_values (decision, &bytes);

          check_members (state, decision, values);
          check_memory (state, bytes);
        }
      g_assert_cmpint (get (state, "batches_left"), ==,
                       get (state, "batches") - get (state, "batches_run"));
      g_assert_cmpint (get (state, "fewest_left"), <=, get (state, "batches_left"));
      g_assert_cmpint (get (json_object_get_object_member (state, "so_far"), "batches"), ==,
                       get (state, "batches_run"));
      if (get (state, "batches_run") == 0)
        g_assert_cmpint (get (state, "fewest_left"), ==, get (state, "lower_bound"));
      if (before != NULL)
        check_next (json_node_get_object (before), state);
      g_clear_pointer (&before, json_node_unref);
      before = g_steal_pointer (&node);
      if (decision == n)
        break;
    }
  g_assert_true (json_object_get_null_member (json_node_get_object (before), "next"));
}

/* How many nodes of a type are ready, and when that is said to change. */
static void
test_types (void)
{
  static const char *const types[] = { "leaf", "loss" };

  record ();
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      gint64 ready = 0, last = -1, expected = 0;

      for (guint decision = 1, n = 1; decision <= n; decision++)
        {
          g_autofree char *number = g_strdup_printf ("%u", decision);
          g_autofree char *text = harness_ok ("inspect", TRACE, "--type", types[i], "--decision",
                                              number, "--format", "csv", NULL);
          g_autoptr (GPtrArray) csv = harness_csv (text);
          gint64 now = harness_number (csv, 1, "ready");

          g_assert_cmpuint (csv->len, ==, 2);
          g_assert_cmpstr (harness_cell (csv, 1, "type"), ==, types[i]);
          g_assert_cmpint (harness_number (csv, 1, "decision"), ==, decision);
          if (now != ready)
            g_assert_cmpint (harness_number (csv, 1, "last_change"), ==, decision);
          if (expected > 0 && decision == expected)
            g_assert_cmpint (harness_number (csv, 1, "last_change"), ==, decision);
          else if (decision > 1 && last >= 0)
            g_assert_cmpint (harness_number (csv, 1, "last_change"), ==, last);
          ready = now;
          if (harness_cell (csv, 1, "last_change")[0] != '\0')
            last = harness_number (csv, 1, "last_change");
          if (harness_cell (csv, 1, "next_change")[0] != '\0')
            {
              expected = harness_number (csv, 1, "next_change");
              g_assert_cmpint (expected, >, decision);
              n = (guint) expected;
            }
        }
      g_assert_cmpint (last, >, 1);
    }
}

/* The first nodes are words, read later; in text all is said in words. */
static void
test_text (void)
{
  g_autofree char *state = NULL, *node = NULL, *values = NULL;

  record ();
  state = harness_ok ("inspect", TRACE, "--decision", "2", NULL);
  g_assert_nonnull (strstr (state, "\nNext: Decision 3 of"));
  g_assert_nonnull (strstr (state, "\nLeft: "));
  g_assert_nonnull (strstr (state, "values alive"));
  node = harness_ok ("inspect", TRACE, "--node", "0", NULL);
  g_assert_true (g_str_has_prefix (node, "Node 0 of mini-batch 0: "));
  g_assert_nonnull (strstr (node, "\nExecuted: by decision "));
  g_assert_nonnull (strstr (node, "\nRead by decisions: "));
  values = harness_ok ("inspect", TRACE, "--values", "--decision", "2", NULL);
  g_assert_nonnull (strstr (values, "leaf"));
}

/* Nothing was computed: how large values are is not known, and nobody says so. */
static void
test_counted (void)
{
  static const char graph[] = "4\n1 0\n1 1 0\n1 1 1\n2 2 1 2\n";
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *memory;

  harness_write ("g.txt", graph, -1);
  g_free (harness_ok ("record", "--graph", "g.txt", "--policy", "agenda", "-o", "g.bscope", NULL));
  text = harness_ok ("inspect", "g.bscope", "--decision", "4", "--format", "json", NULL);
  node = harness_parse_json (text);
  memory = json_object_get_object_member (json_node_get_object (node), "memory");
  g_assert_cmpint (get (memory, "values"), ==, 2);
  g_assert_true (json_object_get_null_member (memory, "bytes"));
  g_assert_true (json_object_get_null_member (memory, "room_bytes"));
}

#define REFUSES(part, ...)                                                                         \
  harness_refuses ((const char *const[]){ "inspect", TRACE, __VA_ARGS__, NULL },                   \
                   (const char *const[]){ part, NULL })

static void
test_refused (void)
{
  record ();
  REFUSES ("has no node 100000", "--node", "100000");
  REFUSES ("--node", "--node", "-1");
  REFUSES ("no type “word”", "--type", "word");
  REFUSES ("ask one of them", "--node", "1", "--values");
  REFUSES ("ask one of them", "--type", "leaf", "--node", "1");
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/inspect/states", test_states);
  g_test_add_func ("/inspect/types", test_types);
  g_test_add_func ("/inspect/text", test_text);
  g_test_add_func ("/inspect/counted", test_counted);
  g_test_add_func ("/inspect/refused", test_refused);

  return harness_finish ();
}
