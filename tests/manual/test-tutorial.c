/* SPDX-License-Identifier: Apache-2.0 */
/* A reader of the tutorial gets what it says: each of its commands runs, prints what stands below it, and every
 * figure in its words is asked of the programs again. How pages are marked for that is in HACKING.md. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tests/cli/harness.h"
#include "tests/manual/help-text.h"

/* @text with @space for all blanks that numbers are grouped with. */
static char *
with_spaces (const char *text, const char *space)
{
  static const char *const blanks[] = { " ", "\302\240", "\342\200\211", "\342\200\257" };
  g_autoptr (GString) string = g_string_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (blanks); i++)
    if (!g_str_equal (blanks[i], space))
      g_string_replace (string, blanks[i], space, 0);

  return g_strdup (string->str);
}

/* Lines of a screen as they are compared: runs of blanks are one, since columns are as wide as times are long. */
static GPtrArray *
split_lines (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *plain = with_spaces (text, " ");
  g_auto (GStrv) split = g_strsplit (plain, "\n", -1);

  for (guint i = 0; split[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit_set (g_strstrip (split[i]), " \t", -1);
      g_autoptr (GString) line = g_string_new (NULL);

      for (guint w = 0; words[w] != NULL; w++)
        if (*words[w] != '\0')
          g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", words[w]);
      if (line->len > 0)
        g_ptr_array_add (lines, g_strdup (line->str));
    }

  return lines;
}

/* Whether a line is as shown, where … stands for anything. */
static gboolean
line_matches (const char *shown, const char *printed)
{
  g_auto (GStrv) parts = g_strsplit (shown, "…", -1);
  g_autoptr (GString) pattern = g_string_new ("^");

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *escaped = g_regex_escape_string (parts[i], -1);

      g_string_append_printf (pattern, "%s%s", i > 0 ? ".*" : "", escaped);
    }
  g_string_append_c (pattern, '$');

  return g_regex_match_simple (pattern->str, printed, 0, 0);
}

/* Whether @printed from @p on is @shown from @s on; a line that is … alone stands for any number of lines. */
static gboolean
lines_match (GPtrArray *shown, guint s, GPtrArray *printed, guint p, guint *furthest)
{
  for (; s < shown->len; s++, p++)
    {
      const char *line = g_ptr_array_index (shown, s);

      *furthest = MAX (*furthest, s);
      if (g_str_equal (line, "…"))
        {
          for (guint next = p; next <= printed->len; next++)
            if (lines_match (shown, s + 1, printed, next, furthest))
              return TRUE;
          return FALSE;
        }
      if (p >= printed->len || !line_matches (line, g_ptr_array_index (printed, p)))
        return FALSE;
    }

  return p == printed->len;
}

static void
check_output (const HelpElement *input, const char *shown_text, const Ran *ran)
{
  g_autofree char *all = g_strconcat (ran->out, "\n", ran->err, NULL);
  g_autoptr (GPtrArray) shown = split_lines (shown_text), printed = split_lines (all);
  guint furthest = 0;

  if (lines_match (shown, 0, printed, 0, &furthest))
    return;
  g_test_message ("line %u: “%s” does not print “%s”, but\n%s", input->line, input->text->str,
                  furthest < shown->len ? (char *) g_ptr_array_index (shown, furthest) : "", all);
  g_test_fail ();
}

static char **
parse_command (const HelpElement *element, const char *command)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_shell_parse_argv (command, NULL, &words, &error))
    g_error ("line %u: %s", element->line, error->message);

  return g_steal_pointer (&words);
}

/* A screen is commands, each with what it prints below it. */
static void
run_command (const HelpElement *input, const char *shown)
{
  g_auto (GStrv) words = parse_command (input, input->text->str);
  const char *expected = help_element_get (input, "bs:status");
  g_autoptr (Ran) ran = NULL;

  g_assert_cmpstr (words[0], ==, "batchscope-cli");
  ran = harness_run_words ((const char *const *) words + 1);
  if (ran->status != (expected != NULL ? atoi (expected) : 0))
    {
      g_test_message ("line %u: “%s” ends with status %d: %s", input->line, input->text->str,
                      ran->status, ran->err);
      g_test_fail ();
    }
  check_output (input, shown, ran);
  for (guint i = 1; words[i] != NULL; i++)
    if (g_str_equal (words[i], "-o"))
      {
        g_autofree char *made = harness_read (words[i + 1], NULL);

        g_assert_cmpuint (strlen (made), >, 0);
      }
}

static void
test_commands (gconstpointer data)
{
  const HelpText *page = data;
  guint ran = 0;

  for (guint i = 0; i < page->elements->len; i++)
    {
      const HelpElement *input = g_ptr_array_index (page->elements, i);
      g_autoptr (GString) shown = g_string_new (NULL);

      if (!g_str_equal (input->name, "input") || help_element_find (input, "screen") == NULL)
        continue;
      for (guint k = i + 1; k < page->elements->len; k++)
        {
          const HelpElement *next = g_ptr_array_index (page->elements, k);

          if (next->parent != input->parent || g_str_equal (next->name, "input"))
            break;
          if (g_str_equal (next->name, "output")
              && g_strcmp0 (help_element_get (next, "style"), "prompt") != 0)
            g_string_append (shown, next->text->str);
        }
      run_command (input, shown->str);
      ran++;
    }
  g_assert_cmpuint (ran, >, 0);
}

/* Whether a row has all values of @keys: key=value,key=value */
static gboolean
row_is (GPtrArray *csv, guint row, const char *keys)
{
  g_auto (GStrv) split = g_strsplit (keys, ",", -1);

  for (guint i = 0; split[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (split[i], "=", 2);

      if (!g_str_equal (harness_cell (csv, row, pair[0]), pair[1]))
        return FALSE;
    }

  return TRUE;
}

/* "key=value:column" is that column of the first row where key is value, "column" that of the first row. */
static const char *
find_cell (GPtrArray *csv, const char *where)
{
  const char *colon = where != NULL ? strrchr (where, ':') : NULL;
  const char *column = colon != NULL ? colon + 1 : where;
  g_autofree char *keys = colon != NULL ? g_strndup (where, (gsize) (colon - where)) : NULL;

  if (column == NULL)
    column = ((GStrv) g_ptr_array_index (csv, 0))[0];
  for (guint r = 1; r < csv->len; r++)
    if (keys == NULL || row_is (csv, r, keys))
      return harness_cell (csv, r, column);

  return NULL;
}

/* Figures as they are written in words: thousands with a thin space, shares in per cent. */
static char *
write_figure (const char *cell, const char *as)
{
  double number = g_ascii_strtod (cell, NULL);

  if (g_strcmp0 (as, "percent") == 0)
    return g_strdup_printf ("%.0f %%", 100 * fabs (number));
  if (g_strcmp0 (as, "size") == 0)
    return g_strdup_printf ("%.0f", fabs (number));
  if (g_strcmp0 (as, "tenths") == 0)
    return g_strdup_printf ("%.1f", number);

  return g_strdup (cell);
}

/* What a command says as CSV; the same command is asked once. */
static GPtrArray *
ask (const HelpElement *element, GHashTable *answers)
{
  const char *command = help_element_get (element, "bs:run");
  GPtrArray *csv = g_hash_table_lookup (answers, command);
  g_auto (GStrv) words = NULL;
  g_autofree char *all = NULL;
  g_autoptr (Ran) ran = NULL;

  if (csv != NULL)
    return csv;
  all = g_strconcat (command, " --format csv", NULL);
  words = parse_command (element, all);
  ran = harness_run_words ((const char *const *) words);
  if (ran->status != 0)
    g_error ("line %u: %s", element->line, ran->err);
  csv = harness_csv (ran->out);
  g_hash_table_insert (answers, g_strdup (command), csv);

  return csv;
}

static void
check_figure (const HelpElement *element, GHashTable *answers)
{
  const char *where = help_element_get (element, "bs:cell");
  const char *cell = find_cell (ask (element, answers), where);
  g_autofree char *found = with_spaces (element->text->str, ""), *figure = NULL, *expected = NULL;

  if (cell == NULL)
    g_error ("line %u: no row is %s", element->line, where);
  figure = write_figure (cell, help_element_get (element, "bs:as"));
  expected = with_spaces (figure, "");
  if (g_str_equal (expected, found))
    return;
  g_test_message ("line %u: the text says “%s”, “%s” says “%s”", element->line, element->text->str,
                  help_element_get (element, "bs:run"), figure);
  g_test_fail ();
}

static void
test_figures (gconstpointer data)
{
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                          (GDestroyNotify) g_ptr_array_unref);
  const HelpText *page = data;
  guint checked = 0;

  for (guint i = 0; i < page->elements->len; i++)
    {
      const HelpElement *element = g_ptr_array_index (page->elements, i);

      if (help_element_get (element, "bs:run") == NULL)
        continue;
      check_figure (element, answers);
      checked++;
    }
  g_assert_cmpuint (checked, >, 0);
}

/* A number in words is asked for, or given by the text (bs:given), never only claimed. */
static gboolean
is_marked (const HelpElement *element)
{
  static const char *const commands[] = { "screen", "cmd", "key", "code", "file", "info" };

  for (const HelpElement *e = element; e != NULL; e = e->parent)
    if (help_element_get (e, "bs:run") != NULL || help_element_get (e, "bs:given") != NULL)
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (help_element_find (element, commands[i]) != NULL)
      return TRUE;

  return FALSE;
}

static void
test_claims (gconstpointer data)
{
  const HelpText *page = data;

  for (guint i = 0; i < page->pieces->len; i++)
    {
      const HelpPiece *piece = g_ptr_array_index (page->pieces, i);

      if (g_regex_match_simple ("(?<![a-z])[0-9]", piece->text, 0, 0)
          && !is_marked (piece->element))
        {
          g_test_message ("line %u: a number that nothing checks: “%s”", piece->line, piece->text);
          g_test_fail ();
        }
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = help_folder ();
  g_autofree char *path = g_build_filename (folder, "tutorial.page", NULL);
  g_autoptr (HelpText) page = NULL;

  harness_init (&argc, &argv);
  page = help_text_read (path);

  g_test_add_data_func ("/manual/tutorial/commands", page, test_commands);
  g_test_add_data_func ("/manual/tutorial/figures", page, test_figures);
  g_test_add_data_func ("/manual/tutorial/claims", page, test_claims);

  return harness_finish ();
}
