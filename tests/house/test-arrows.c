/* SPDX-License-Identifier: Apache-2.0 */
/* The rooms of the house and the arrows between them: a lower room includes nothing of a higher
 * one, and no library that belongs higher up. */
#include "config.h"

#include <string.h>

#include "tests/house/tree.h"

typedef struct
{
  const char *room;
  const char *may_use;     /* folders of this project */
  const char *may_not_use; /* beginnings of system headers */
} Rule;

#define GUI "gtk/ gdk/ gsk/ graphene adwaita.h gdk-pixbuf/"

static const Rule rules[] = {
  { "engine/", "engine/", "sqlite3 json-glib/ cairo pango/ " GUI },
  { "profiles/", "engine/ profiles/", "cairo pango/ cblas openblas " GUI },
  { "viz/", "engine/ profiles/ viz/", "sqlite3 json-glib/ cblas openblas " GUI },
  { "app/cli/", "engine/ profiles/ viz/ app/cli/", "sqlite3 cblas openblas " GUI },
  { "app/thumbnailer/", "engine/ profiles/ viz/", "sqlite3 json-glib/ cblas openblas " GUI },
  { "app/window/", "engine/ profiles/ viz/ app/window/", "sqlite3 cblas openblas" },
  { "data/", "data/", "sqlite3 json-glib/ cairo pango/ cblas openblas " GUI },
};

static gboolean
has_prefix (const char *text, const char *prefixes)
{
  g_auto (GStrv) list = g_strsplit (prefixes, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      if (list[i][0] != '\0' && g_str_has_prefix (text, list[i]))
        return TRUE;
    }

  return FALSE;
}

static void
check_include (const char *path, const Rule *rule, char quote, const char *name,
               GPtrArray *problems)
{
  if (quote == '<')
    {
      if (has_prefix (name, rule->may_not_use))
        g_ptr_array_add (
            problems, g_strdup_printf ("%s: <%s> does not belong in %s", path, name, rule->room));
      return;
    }
  /* What glib-compile-resources writes is in the build folder. */
  if (g_str_equal (name, "config.h")
      || (strchr (name, '/') == NULL && g_str_has_suffix (name, "-resources.h")))
    return;
  if (!has_prefix (name, rule->may_use))
    g_ptr_array_add (problems,
                     g_strdup_printf ("%s: %s may not use \"%s\"", path, rule->room, name));
  else if (!tree_exists (name))
    g_ptr_array_add (problems,
                     g_strdup_printf ("%s: \"%s\" is not a path from the root", path, name));
}

static void
check_text (const char *path, const char *text, GPtrArray *problems)
{
  g_autoptr (GRegex) include = g_regex_new ("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]",
                                            G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  const Rule *rule = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      if (g_str_has_prefix (path, rules[i].room))
        rule = &rules[i];
    }
  if (rule == NULL)
    {
      /* Tests may use what they like. */
      if (!g_str_has_prefix (path, "tests/"))
        g_ptr_array_add (problems, g_strdup_printf ("%s: stands in no room", path));
      return;
    }

  g_regex_match (include, text, 0, &match);
  while (g_match_info_matches (match))
    {
      g_autofree char *quote = g_match_info_fetch (match, 1);
      g_autofree char *name = g_match_info_fetch (match, 2);

      check_include (path, rule, quote[0], name, problems);
      g_match_info_next (match, NULL);
    }
}

/* The check itself must see what it is there for. */
static void
test_finds (void)
{
  static const struct
  {
    const char *path, *text;
    guint problems;
  } cases[] = {
    { "engine/graph.c", "#include \"config.h\"\n#include \"engine/graph.h\"\n#include <glib.h>\n",
      0 },
    { "engine/graph.c", "#include \"profiles/trace/trace.h\"\n", 1 },
    { "engine/graph.c", "#  include <sqlite3.h>\n", 1 },
    { "engine/graph.c", "#include <json-glib/json-glib.h>\n#include <cairo.h>\n", 2 },
    { "engine/policies/x.c", "#include <gtk/gtk.h>\n", 1 },
    { "engine/graph.c", "#include \"graph.h\"\n", 1 },
    { "engine/graph.c", "#include \"engine/no-such-file.h\"\n", 1 },
    { "profiles/trace/trace.c", "#include <sqlite3.h>\n#include \"engine/graph.h\"\n", 0 },
    { "profiles/trace/trace.c", "#include \"viz/style.h\"\n", 1 },
    { "profiles/trace/trace.c", "#include <cairo-svg.h>\n#include <pango/pangocairo.h>\n", 2 },
    { "viz/style.c", "#include <cairo.h>\n#include \"profiles/trace/trace.h\"\n", 0 },
    { "viz/style.c", "#include <gtk/gtk.h>\n#include <adwaita.h>\n#include <sqlite3.h>\n", 3 },
    { "app/cli/main.c", "#include \"viz/style.h\"\n", 0 },
    { "app/cli/main.c", "#include <gtk/gtk.h>\n#include \"app/window/window.h\"\n", 2 },
    { "app/window/main.c", "#include <gtk/gtk.h>\n#include \"viz/style.h\"\n", 0 },
    { "attic/main.c", "", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

      g_test_message ("case %u", i);
      check_text (cases[i].path, cases[i].text, problems);
      g_assert_cmpuint (problems->len, ==, cases[i].problems);
    }
}

static void
test_room (gconstpointer user_data)
{
  const char *room = user_data;
  g_autoptr (GPtrArray) files = tree_list_files ();
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = files->pdata[i];
      g_autofree char *text = NULL;

      if (!tree_has_suffix (path, ".c .h") || !g_str_has_prefix (path, room))
        continue;
      text = tree_read_file (path);
      check_text (path, text, problems);
      n++;
    }
  g_test_message ("%u files", n);
  g_assert_cmpuint (n, >, 0);
  tree_report (problems);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/house/arrows/finds", test_finds);
  g_test_add_data_func ("/house/arrows/engine", "engine/", test_room);
  g_test_add_data_func ("/house/arrows/profiles", "profiles/", test_room);
  g_test_add_data_func ("/house/arrows/viz", "viz/", test_room);
  g_test_add_data_func ("/house/arrows/cli", "app/cli/", test_room);
  g_test_add_data_func ("/house/arrows/thumbnailer", "app/thumbnailer/", test_room);
  g_test_add_data_func ("/house/arrows/window", "app/window/", test_room);
  g_test_add_data_func ("/house/arrows/data", "data/", test_room);
  /* A source file outside of every room has nowhere to belong. */
  g_test_add_data_func ("/house/arrows/all", "", test_room);

  return g_test_run ();
}
