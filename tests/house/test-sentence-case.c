/* SPDX-License-Identifier: Apache-2.0 */
/* Titles, buttons and menus of the window are written like sentences: only the first word, and names,
 * begin with a capital. */
#include "config.h"

#include <string.h>

#include "tests/house/tree.h"

static const char *const names[] = { "Batchscope", "Ctrl",    "Shift",  "Alt",    "Enter",
                                     "Escape",     "Esc",     "Delete", "Return", "Home",
                                     "End",        "Space",   "Left",   "Right",  "Down",
                                     "Debug",      "Compare", "Yelp",   NULL };

/* Returns: (transfer full) (nullable): the first word of @text that has a capital without need. A text
 * with sentences may begin one anywhere after a stop. */
static char *
find_capital (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n/", -1);
  gboolean first = TRUE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      /* Mnemonics and what stands around a word do not count. */
      g_auto (GStrv) parts = g_strsplit (words[i], "_", -1);
      g_autofree char *word = g_strjoinv ("", parts);
      char *begin = word + strspn (word, "(\"“");
      gsize n = strspn (begin, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
      char *rest = begin + n;
      gboolean ends = strpbrk (rest, ".:;?!,)+") != NULL || strstr (rest, "…") != NULL;

      if (!first && n > 1 && g_ascii_isupper (begin[0]) && g_ascii_islower (begin[1]))
        {
          begin[n] = '\0';
          if (!g_strv_contains (names, begin))
            return g_strdup (begin);
        }
      first = (first && n == 0) || (ends && strchr (rest, ',') == NULL);
    }

  return NULL;
}

static void
test_finds (void)
{
  static const char *const good[] = { "_Save picture…",   "Go to its _batch",    "About Batchscope",
                                      "Table as CS_V",    "Try it. Then stop.",  "Cancel (Escape)",
                                      "Next (Alt+Right)", "PQ-tree, whole plan", "Ends at",
                                      "◆ Branch" };
  static const char *const bad[] = { "_Save Picture…", "Go to Its _Batch", "Stop and _Keep",
                                     "No Traces Yet", "Copy T_able" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *word = find_capital (good[i]);

      g_assert_cmpstr (word, ==, NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *word = find_capital (bad[i]);

      g_assert_nonnull (word);
    }
}

static void
add_problems (GPtrArray *problems, const char *path, const char *source, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, source, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *text = g_match_info_fetch (match, 1);
      g_autofree char *word = find_capital (text);

      if (word != NULL)
        g_ptr_array_add (problems,
                         g_strdup_printf ("%s: “%s” has a capital in “%s”", path, word, text));
    }
}

static void
test_window (void)
{
  g_autoptr (GPtrArray) files = tree_list_files ();
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = files->pdata[i];
      g_autofree char *source = NULL;

      if (!g_str_has_prefix (path, "app/window/") || !tree_has_suffix (path, ".c .ui"))
        continue;

      source = tree_read_file (path);
      if (tree_has_suffix (path, ".ui"))
        add_problems (problems, path, source, "translatable=\"yes\"[^>]*>([^<]*)<");
      else
        add_problems (problems, path, source, "\\bN?_ \\(\"([^\"]*)\"");
    }
  tree_report (problems);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/house/sentence-case/finds", test_finds);
  g_test_add_func ("/house/sentence-case/window", test_window);
  return g_test_run ();
}
