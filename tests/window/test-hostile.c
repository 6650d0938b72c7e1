/* SPDX-License-Identifier: Apache-2.0 */
/* Traces and notes that somebody made to break the window: opened, and walked through. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "engine/graph.h"
#include "profiles/replay/sidecar.h"
#include "tests/profiles/live-run.h"
#include "tests/profiles/trace-place.h"
#include "tests/window/fixture.h"

#define PATIENCE_MS 20000

static const char *const strange[] = { "<b>&amp;",      "</span>", "a\nb\tc\x01", "%s%n",
                                       "\xe2\x80\xaex", "",        "'; --",       "&" };

static void
show (BsTrace *trace)
{
  PageFixture fixture;

  page_fixture_init (&fixture, trace);
  test_walk (fixture.page);
  page_fixture_clear (&fixture);
}

static char *
make_long_name (void)
{
  GString *name = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append (name, "<i>&\xe2\x80\xae \xd7\xa9");
  return g_string_free (name, FALSE);
}

/* A chain of nodes of types whose names are no names. */
static BsGraph *
make_strange (BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *name = make_long_name ();
  guint32 last = 0;
  BsGraph *graph;

  for (guint i = 0; i < 24; i++)
    {
      guint k = i % (G_N_ELEMENTS (strange) + 1);
      guint type = bs_type_table_intern (types, k < G_N_ELEMENTS (strange) ? strange[k] : name,
                                         NULL, BS_SHAPE_CELL);

      last = bs_graph_builder_add (builder, type, 0, BS_NO_DATUM, &last, i % 5 == 0 ? 0 : 1);
    }
  graph = bs_graph_builder_finish (builder, &error);
  g_assert_no_error (error);
  return graph;
}

/* One node and nothing else. */
static BsGraph *
make_least (BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  guint type = bs_type_table_intern (types, "x", NULL, BS_SHAPE_LOSS);

  bs_graph_builder_add (builder, type, 0, BS_NO_DATUM, NULL, 0);
  return bs_graph_builder_finish (builder, NULL);
}

/* Every node has a type of its own. */
static BsGraph *
make_types (BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();

  for (guint32 i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("type %u", i);
      guint type = bs_type_table_intern (types, name, NULL, BS_SHAPE_CELL);
      guint32 inputs[] = { i / 2, i / 3 };

      bs_graph_builder_add (builder, type, 0, BS_NO_DATUM, inputs, i < 60 ? 0 : 2);
    }
  return bs_graph_builder_finish (builder, NULL);
}

static void
test_graphs (gconstpointer data)
{
  const BsFakeOptions options = { .n_mini_batches = 1,
                                  .n_instances = 1,
                                  .encoding = BS_ENCODING_SORT,
                                  .make = (BsGraph * (*) (BsTypeTable *) ) data };
  g_autoptr (BsTrace) trace = bs_fake_trace_new (&options);

  show (trace);
}

/* @notes: what is in the list @list, @n times, with numbers of their own; %u of @item is the number. */
static char *
make_notes (BsTrace *trace, const char *list, const char *before, const char *text,
            const char *after, guint n)
{
  g_autofree char *identity = bs_trace_identify (trace);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out,
                          "{\"format\": \"batchscope-notes\", \"version\": 1, \"trace\": \"%s\", "
                          "\"next_id\": %u, \"view\": [[1e308, {\"zoom\": \"x\"}]], \"%s\": [",
                          identity, n + 1, list);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s{\"id\": %u, %s%s%s}", i > 0 ? ", " : "", i + 1, before, text,
                            after);
  g_string_append (out, "]}");
  return g_string_free (out, FALSE);
}

/* The page of a file stays one whatever is beside the file. */
static void
open_with (const char *path, const char *notes)
{
  g_autofree char *notes_path = g_strconcat (path, BS_SIDECAR_SUFFIX, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *window = adw_window_new ();
  GtkWidget *overlay = adw_toast_overlay_new ();
  BsTracePage *page = BS_TRACE_PAGE (bs_trace_page_new (file));
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  g_assert_true (g_file_set_contents (notes_path, notes, -1, NULL));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (page));
  adw_window_set_content (ADW_WINDOW (window), overlay);
  gtk_window_set_default_size (GTK_WINDOW (window), 1300, 850);
  gtk_window_present (GTK_WINDOW (window));
  while (bs_trace_page_get_debugger (page) == NULL && g_get_monotonic_time () < end)
    test_spin (5);
  g_assert_nonnull (bs_trace_page_get_debugger (page));
  test_walk (page);
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (GTK_WINDOW (window));
  while (page != NULL && g_get_monotonic_time () < end)
    test_spin (5);
  g_assert_null (page);
  g_unlink (notes_path);
}

static void
test_notes (void)
{
  const LiveOptions options = { "tree-gru", "agenda", 2, 1, FALSE, BS_PLANNER_FULL };
  g_autofree char *long_text = g_strnfill (60000, '(');
  g_autofree char *name = g_strnfill (190, 'W');
  const struct
  {
    const char *list, *before, *text, *after;
    guint n;
  } cases[] = {
    { "breakpoints", "\"predicate\": \"", long_text, "\", \"enabled\": true", 2 },
    { "breakpoints", "\"predicate\": \"batch_size > ", "0", "\", \"enabled\": true", 3000 },
    { "breakpoints", "\"predicate\": \"<b>&", "", "\", \"enabled\": true", 3 },
    { "bookmarks", "\"decision\": 4294967294, \"name\": \"", name, "\"", 3 },
    { "bookmarks", "\"decision\": 1, \"name\": \"</b>&", "\\u202e", "\"", 2000 },
    { "branches", "\"name\": \"<b>", "\", \"decision\": 4294967294, \"type\": \"nothing",
      "\", \"batches\": 1, \"created\": \"\"", 1 },
    { "branches", "\"name\": \"x", "\", \"decision\": 2, \"type\": \"<b>",
      "\", \"policy\": \"&\", \"batches\": 4294967295, \"created\": \"never\"", 1 },
    { "notes", "\"decision\": 0, \"text\": \"", "\\u0001", "\", \"created\": \"\"", 10 },
    { "nothing", "\"a\": ", "[]", "", 1 },
  };
  TracePlace place;
  g_autoptr (BsTrace) trace = NULL;

  trace_place_init (&place, NULL);
  live_run_free (live_run_new (&options, place.path));
  trace = trace_place_load (place.path);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *notes = make_notes (trace, cases[i].list, cases[i].before, cases[i].text,
                                           cases[i].after, cases[i].n);

      open_with (place.path, notes);
    }
  open_with (place.path, "{");
  open_with (place.path, "[]");
  trace_place_clear (&place);
}

int
main (int argc, char *argv[])
{
  if (!test_init (&argc, &argv))
    return 0;

  g_test_add_data_func ("/window/hostile/names", make_strange, test_graphs);
  g_test_add_data_func ("/window/hostile/least", make_least, test_graphs);
  g_test_add_data_func ("/window/hostile/types", make_types, test_graphs);
  g_test_add_func ("/window/hostile/notes", test_notes);

  return g_test_run ();
}
