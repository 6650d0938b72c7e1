/* SPDX-License-Identifier: Apache-2.0 */
/* po/POTFILES lists every file with text to translate, and nothing else, in order. */
#include "config.h"

#include <string.h>

#include "tests/house/tree.h"

#define DATA_FILES ".ui .desktop.in .metainfo.xml.in .mime.xml.in .gschema.xml"

static gboolean
needs_translation (const char *path, const char *text)
{
  /* What marks text in C: _, N_, C_, NC_ and their plural and explicit forms. */
  static const char pattern[] =
      "(^|[^A-Za-z0-9_])(_|N_|C_|NC_|ngettext|g_dngettext|g_dgettext|g_dpgettext2?) ?\\(\\s*"
      "(NULL, ?|GETTEXT_PACKAGE, ?)?\"";

  if (g_str_has_prefix (path, "tests/"))
    return FALSE;
  if (tree_has_suffix (path, DATA_FILES))
    return TRUE;

  return tree_has_suffix (path, ".c .h") && g_regex_match_simple (pattern, text, 0, 0);
}

static void
test_finds (void)
{
  g_assert_true (needs_translation ("a/b.c", "x = _ (\"text\");"));
  g_assert_true (needs_translation ("a/b.c", "x = _(\"text\");"));
  g_assert_true (needs_translation ("a/b.c", "_ (\n    \"text\")"));
  g_assert_true (needs_translation ("a/b.c", "{ N_ (\"text\") }"));
  g_assert_true (needs_translation ("a/b.c", "C_ (\"context\", \"text\")"));
  g_assert_true (needs_translation ("a/b.c", "ngettext (\"one\", \"many\", n)"));
  g_assert_true (needs_translation ("a/b.ui", ""));
  g_assert_true (needs_translation ("data/x.desktop.in", ""));
  g_assert_true (needs_translation ("data/x.gschema.xml", ""));
  g_assert_false (needs_translation ("a/b.c", "get_ (\"text\"); PRINT_ (\"text\")"));
  g_assert_false (needs_translation ("a/b.c", "puts (\"text\");"));
  g_assert_false (needs_translation ("tests/b.c", "_ (\"text\")"));
}

static GPtrArray *
read_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = tree_read_file ("po/POTFILES");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] != '#' && lines[i][0] != '\0')
        g_ptr_array_add (list, g_strdup (lines[i]));
    }

  return list;
}

/* xgettext knows what PRIu64 stands for, and ends a text before any other macro. */
static gboolean
is_cut_short (const char *text)
{
  return g_regex_match_simple ("(^|[^A-Za-z0-9_])(_|N_|C_|ngettext) ?\\((\\s*(\"[^\"]*\"|PRI\\w+))+"
                               "\\s*(G_\\w+|[A-Z_]{4,})\\s*[\",)]",
                               text, 0, 0);
}

static void
test_whole (void)
{
  g_autoptr (GPtrArray) list = read_list ();
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);

  g_assert_true (is_cut_short ("_ (\"at most %\" G_GUINT64_FORMAT \" bytes\")"));
  g_assert_true (is_cut_short ("_ (\"at most %\" G_GSIZE_FORMAT)"));
  g_assert_false (is_cut_short ("_ (\"at most %\" PRIu64 \" bytes\")"));
  g_assert_false (is_cut_short ("printf (_ (\"at most %u\"), MAX_BYTES)"));
  for (guint i = 0; i < list->len; i++)
    {
      g_autofree char *text = tree_read_file (list->pdata[i]);

      if (is_cut_short (text))
        g_ptr_array_add (problems, g_strdup_printf ("%s has a text with a macro within that "
                                                    "translators never see; use PRIu64",
                                                    (const char *) list->pdata[i]));
    }
  tree_report (problems);
}

static void
test_complete (void)
{
  g_autoptr (GPtrArray) files = tree_list_files ();
  g_autoptr (GPtrArray) list = read_list ();
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = files->pdata[i];
      g_autofree char *text = NULL;

      if (!tree_has_suffix (path, ".c .h " DATA_FILES))
        continue;
      text = tree_read_file (path);
      if (needs_translation (path, text)
          && !g_ptr_array_find_with_equal_func (list, path, g_str_equal, NULL))
        g_ptr_array_add (problems, g_strdup_printf ("%s is missing in po/POTFILES", path));
    }
  tree_report (problems);
}

static void
test_exact (void)
{
  g_autoptr (GPtrArray) list = read_list ();
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);

  g_assert_cmpuint (list->len, >, 0);
  for (guint i = 0; i < list->len; i++)
    {
      const char *path = list->pdata[i];
      g_autofree char *text = NULL;

      if (i > 0 && strcmp (list->pdata[i - 1], path) >= 0)
        g_ptr_array_add (problems, g_strdup_printf ("%s is out of order", path));
      if (!tree_exists (path))
        {
          g_ptr_array_add (problems, g_strdup_printf ("%s does not exist", path));
          continue;
        }
      text = tree_read_file (path);
      if (!needs_translation (path, text))
        g_ptr_array_add (problems, g_strdup_printf ("%s has nothing to translate", path));
    }
  tree_report (problems);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/house/translations/finds", test_finds);
  g_test_add_func ("/house/translations/complete", test_complete);
  g_test_add_func ("/house/translations/exact", test_exact);
  g_test_add_func ("/house/translations/whole", test_whole);

  return g_test_run ();
}
