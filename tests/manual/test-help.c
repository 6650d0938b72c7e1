/* SPDX-License-Identifier: Apache-2.0 */
/* The help names only what there is: its own pages and pictures, labels and messages of the programs, commands with
 * their options, manual pages, and conditions that can be asked. */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "tests/cli/harness.h"
#include "tests/manual/help-text.h"

#define MOST_BYTES 1500000
#define NAMESPACE "http://projectmallard.org/1.0/"

static GPtrArray *pages; /* HelpText */
static char *source;     /* all words of the programs, without the marks of mnemonics */

static void
complain (const HelpText *page, const HelpElement *element, const char *what)
{
  g_autofree char *name = g_path_get_basename (page->path);

  g_test_message ("%s, line %u: %s: “%s”", name, element->line, what, element->text->str);
  g_test_fail ();
}

/* Calls @check for all elements of a name. */
static void
for_each (const char *name, void (*check) (const HelpText *, const HelpElement *))
{
  guint n = 0;

  for (guint i = 0; i < pages->len; i++)
    {
      const HelpText *page = g_ptr_array_index (pages, i);

      for (guint k = 0; k < page->elements->len; k++)
        {
          const HelpElement *element = g_ptr_array_index (page->elements, k);

          if (!g_str_equal (element->name, name))
            continue;
          check (page, element);
          n++;
        }
    }
  g_assert_cmpuint (n, >, 0);
}

/* Whether there is a page, or with # behind it a section of it. */
static gboolean
is_there (const HelpText *from, const char *xref)
{
  g_auto (GStrv) parts = g_strsplit (xref, "#", 2);

  for (guint i = 0; i < pages->len; i++)
    {
      const HelpText *page = g_ptr_array_index (pages, i);
      const HelpElement *root = g_ptr_array_index (page->elements, 0);

      if (*parts[0] != '\0' ? !g_str_equal (help_element_get (root, "id"), parts[0]) : page != from)
        continue;
      if (parts[1] == NULL)
        return TRUE;
      for (guint k = 1; k < page->elements->len; k++)
        {
          const HelpElement *element = g_ptr_array_index (page->elements, k);

          if (g_str_equal (element->name, "section")
              && g_strcmp0 (help_element_get (element, "id"), parts[1]) == 0)
            return TRUE;
        }
    }

  return FALSE;
}

static void
check_link (const HelpText *page, const HelpElement *link)
{
  const char *xref = help_element_get (link, "xref");

  if (xref == NULL || !is_there (page, xref))
    complain (page, link, xref != NULL ? xref : "a link without xref");
}

/* Its name is that of its file, a section of the index leads to it, and it says what it is about. */
static void
check_page (const HelpText *page, const HelpElement *root)
{
  g_autofree char *name = g_path_get_basename (page->path);
  g_autofree char *expected = g_strconcat (help_element_get (root, "id"), ".page", NULL);
  gboolean led_to = g_str_equal (name, "index.page"), described = FALSE;

  g_assert_cmpstr (help_element_get (root, "xmlns"), ==, NAMESPACE);
  g_assert_cmpstr (name, ==, expected);
  for (guint i = 0; i < page->elements->len; i++)
    {
      const HelpElement *element = g_ptr_array_index (page->elements, i);

      if (g_str_equal (element->name, "desc"))
        described = TRUE;
      if (g_str_equal (element->name, "link")
          && g_strcmp0 (help_element_get (element, "type"), "guide") == 0)
        led_to = TRUE;
    }
  if (!led_to || !described)
    complain (page, root, "no way leads here, or nothing is said of it");
}

static void
test_links (void)
{
  for_each ("page", check_page);
  for_each ("link", check_link);
}

static GHashTable *shown;

static void
check_picture (const HelpText *page, const HelpElement *media)
{
  const char *src = help_element_get (media, "src");
  g_autofree char *folder = help_folder ();
  g_autofree char *path = g_build_filename (folder, src, NULL);

  g_hash_table_add (shown, g_strdup (src));
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    complain (page, media, src);
  /* For those who do not see it. */
  if (strlen (media->text->str) < 20)
    complain (page, media, "no words for a picture");
}

/* All pictures are there, are looked at, and all of it is small. */
static void
test_pictures (void)
{
  g_autofree char *folder = help_folder ();
  g_autofree char *figures = g_build_filename (folder, "figures", NULL);
  g_autoptr (GDir) dir = g_dir_open (figures, 0, NULL);
  const char *name;
  gsize bytes = 0;

  shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for_each ("media", check_picture);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *src = g_strconcat ("figures/", name, NULL);
      g_autofree char *path = g_build_filename (folder, src, NULL);
      GStatBuf info;

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      bytes += (gsize) info.st_size;
      if (!g_hash_table_contains (shown, src))
        g_test_fail_printf ("no page shows %s", src);
    }
  for (guint i = 0; i < pages->len; i++)
    {
      const HelpText *page = g_ptr_array_index (pages, i);
      GStatBuf info;

      g_assert_cmpint (g_stat (page->path, &info), ==, 0);
      bytes += (gsize) info.st_size;
    }
  g_assert_cmpuint (bytes, <, MOST_BYTES);
  g_hash_table_unref (shown);
}

/* Blanks are one, and mnemonics and quotes have no marks. */
static char *
plain (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isspace (*c))
      g_string_append (out, out->len > 0 && out->str[out->len - 1] == ' ' ? "" : " ");
    else if (*c != '_')
      g_string_append_c (out, *c);

  return g_strdup (g_strstrip (out->str));
}

static void
check_label (const HelpText *page, const HelpElement *gui)
{
  g_autofree char *label = plain (gui->text->str);
  g_autofree char *in_code = g_strdup_printf ("\"%s\"", label);
  g_autofree char *in_ui = g_strdup_printf (">%s<", label);

  if (strstr (source, in_code) == NULL && strstr (source, in_ui) == NULL)
    complain (page, gui, "the window has no such label");
}

static void
test_labels (void)
{
  for_each ("gui", check_label);
}

/* An … stands for what differs. */
static void
check_message (const HelpText *page, const HelpElement *code)
{
  g_autofree char *message = NULL;
  g_auto (GStrv) parts = NULL;

  if (!g_str_has_suffix (page->path, "troubleshooting.page")
      || !g_str_equal (code->parent->name, "title"))
    return;
  message = plain (code->text->str);
  parts = g_strsplit (message, "…", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (strstr (source, parts[i]) == NULL)
      complain (page, code, "no program says so");
}

/* What the breakpoints' page lists can be asked of a trace. */
static void
check_condition (const HelpText *page, const HelpElement *code)
{
  if (!g_str_has_suffix (page->path, "breakpoints.page"))
    return;
  g_free (harness_ok ("steps", "run.bscope", "--count", "--where", code->text->str, NULL));
}

static void
test_messages (void)
{
  for_each ("code", check_message);
}

static void
test_conditions (void)
{
  g_free (harness_ok ("record", "--workload", "lattice-lstm", "--batch-size", "2", "--policy",
                      "sufficient", "--schedule-only", "-o", "run.bscope", NULL));
  for_each ("code", check_condition);
}

static void
check_option (const HelpText *page, const HelpElement *cmd, const char *command, const char *option)
{
  g_autofree char *help = harness_ok (command, "--help", NULL);
  g_auto (GStrv) name = g_strsplit (option, "=", 2);
  g_autofree char *pattern = g_strdup_printf ("(^|[ ,])%s($|[ ,=])", name[0]);

  if (!g_regex_match_simple (pattern, help, G_REGEX_MULTILINE, 0))
    complain (page, cmd, "the command has no such option");
}

static void
check_command (const HelpText *page, const HelpElement *cmd)
{
  g_auto (GStrv) words = NULL;
  guint first = 0;

  if (!g_shell_parse_argv (cmd->text->str, NULL, &words, NULL))
    g_error ("%s: %s", page->path, cmd->text->str);
  if (g_str_equal (words[0], "man"))
    {
      static const char *const sections[] = { "1", "5", "3" };
      gboolean found = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
        {
          g_autofree char *name = g_strdup_printf ("%s.%s", words[1], sections[i]);
          g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), name, NULL);

          found = found || g_file_test (path, G_FILE_TEST_EXISTS);
        }
      if (!found)
        complain (page, cmd, "there is no such manual page");
      return;
    }
  if (g_str_equal (words[0], "batchscope"))
    return;
  if (g_str_equal (words[0], "batchscope-cli"))
    first++;
  /* An option alone, or a value of one, is of the command that was named before. */
  if (words[first] == NULL || g_str_equal (words[first], "COMMAND")
      || !g_regex_match_simple ("^[a-z]+$", words[first], 0, 0)
      || g_str_equal (words[first], "perfetto"))
    return;
  g_free (harness_ok (words[first], "--help", NULL));
  for (guint i = first + 1; words[i] != NULL; i++)
    if (*words[i] == '-')
      check_option (page, cmd, words[first], words[i]);
}

static void
test_command_names (void)
{
  for_each ("cmd", check_command);
}

/* Texts in several pieces become one. */
static void
read_source (const char *folder, GString *all)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        read_source (path, all);
      else if ((g_str_has_suffix (name, ".c") || g_str_has_suffix (name, ".ui"))
               && g_file_get_contents (path, &text, NULL, NULL))
        {
          g_autoptr (GRegex) seam = g_regex_new ("\"\\s*\\n\\s*\"", 0, 0, NULL);
          g_autofree char *joined = g_regex_replace_literal (seam, text, -1, 0, "", 0, NULL);
          g_autofree char *words = plain (joined);

          g_string_append (all, words);
        }
    }
}

int
main (int argc, char *argv[])
{
  static const char *const rooms[] = { "engine", "profiles", "viz", "app" };
  g_autoptr (GString) all = g_string_new (NULL);
  int status;

  harness_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
    {
      g_autofree char *folder = g_build_filename (g_getenv ("BATCHSCOPE_SOURCE_DIR"), rooms[i],
                                                  NULL);

      read_source (folder, all);
    }
  source = all->str;
  pages = help_pages ();

  g_test_add_func ("/manual/help/links", test_links);
  g_test_add_func ("/manual/help/pictures", test_pictures);
  g_test_add_func ("/manual/help/labels", test_labels);
  g_test_add_func ("/manual/help/messages", test_messages);
  g_test_add_func ("/manual/help/conditions", test_conditions);
  g_test_add_func ("/manual/help/commands", test_command_names);

  status = harness_finish ();
  g_ptr_array_unref (pages);

  return status;
}
