/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every source file: a licence, a size, tidy text, and nothing of the place where it
 * was written. */
#include "config.h"

#include <string.h>

#include "tests/house/tree.h"

#define MAX_LINES 800
#define C_FILES ".c .h"
#define TEXT_FILES                                                                                 \
  ".c .h .ui .css .build .txt .in .xml .svg .sh .md .1 .5 .json .model Makefile .ci/run "          \
  ".ci/check "                                                                                     \
  ".ci/install-packages .clang-format .editorconfig .gitignore NEWS POTFILES LINGUAS"

/* Data, prose and lists carry no licence line of their own; those of Debian stand in debian/copyright. */
static gboolean
needs_licence (const char *path)
{
  if (g_str_has_prefix (path, "debian/"))
    return g_str_equal (path, "debian/rules")
           || (g_str_has_prefix (path, "debian/tests/") && !g_str_has_suffix (path, "/control"));
  if (tree_has_suffix (
          path, ".md NEWS LICENSE POTFILES LINGUAS .json .txt .po .pot .graph .types .en .xx"))
    return g_str_equal (path, "meson_options.txt");

  return !tree_has_suffix (path, ".gitignore .png .trace");
}

static void
check_licence (const char *path, const char *text, GPtrArray *problems)
{
  static const char line[] = "SPDX-License-Identifier: Apache-2.0";
  const char *place = strstr (text, line);
  guint n = 0;

  for (const char *p = text; place != NULL && p < place; p++)
    n += *p == '\n';
  if (needs_licence (path) && (place == NULL || n > 2))
    g_ptr_array_add (problems, g_strdup_printf ("%s: no licence in its first lines", path));
}

static void
check_length (const char *path, const char *text, GPtrArray *problems)
{
  guint n = 0;

  if (!tree_has_suffix (path, C_FILES " .build .ui .css .sh Makefile .ci/run .ci/check"))
    return;
  for (const char *p = text; *p != '\0'; p++)
    n += *p == '\n';
  if (n > MAX_LINES)
    g_ptr_array_add (problems, g_strdup_printf ("%s: %u lines, at most %u", path, n, MAX_LINES));
}

static void
check_tidy (const char *path, const char *text, GPtrArray *problems)
{
  static const char config[] = "#include \"config.h\"";
  const char *first;

  if (!tree_has_suffix (path, TEXT_FILES))
    return;
  if (!g_utf8_validate (text, -1, NULL))
    g_ptr_array_add (problems, g_strdup_printf ("%s: not UTF-8", path));
  if (g_regex_match_simple ("[ \t\r]$", text, G_REGEX_MULTILINE, 0))
    g_ptr_array_add (problems, g_strdup_printf ("%s: blanks at the end of a line", path));
  if (text[0] != '\0' && !g_str_has_suffix (text, "\n"))
    g_ptr_array_add (problems, g_strdup_printf ("%s: no newline at its end", path));
  if (!g_str_has_suffix (path, "Makefile") && strchr (text, '\t') != NULL)
    g_ptr_array_add (problems, g_strdup_printf ("%s: a tab", path));
  /* Examples are built elsewhere. */
  /* Others have nothing but what is installed. */
  if (!g_str_has_suffix (path, ".c") || g_str_has_prefix (path, "data/examples/")
      || g_str_equal (path, "tests/house/library-user.c"))
    return;
  first = strstr (text, "#include");
  if (first != NULL && !g_str_has_prefix (first, config))
    g_ptr_array_add (problems, g_strdup_printf ("%s: config.h comes first", path));
}

/* Spelt in parts, so that this file does not find itself. */
static void
check_words (const char *path, const char *text, GPtrArray *problems)
{
  static const char *const words[] = {
    "(^|[^A-Za-z0-9_.])/"
    "(work|root|home)/",
    "\\b(TO"
    "DO|FIX"
    "ME|XX"
    "X)\\b",
    "\\b[Ii]ss"
    "ues? #?[0-9]",
    /* Only well-known places, so that no mirror or registry slips in. */
    "\\b(https?|ftp)://(?!(www\\.apache\\.org|www\\.w3\\.org|www\\.freedesktop\\.org|arxiv\\.org"
    "|doi\\.org|www\\.gtk\\.org|docs\\.gtk\\.org|mesonbuild\\.com|www\\.sqlite\\.org"
    "|graphviz\\.org|projectmallard\\.org|www\\.debian\\.org|github\\.com/OpenMathLib)\\b)",
  };

  if (g_str_equal (path, "LICENSE"))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (words[i], G_REGEX_MULTILINE, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;

      g_assert_nonnull (regex);
      if (g_regex_match (regex, text, 0, &match))
        {
          g_autofree char *found = g_match_info_fetch (match, 0);

          g_ptr_array_add (problems,
                           g_strdup_printf ("%s: '%s' does not belong here", path, found));
        }
    }
}

/* GTK gives symbolic icons the colour of the text, but to what is filled only. */
static void
check_icon (const char *path, const char *text, GPtrArray *problems)
{
  if (g_str_has_suffix (path, "-symbolic.svg") && strstr (text, "stroke") != NULL)
    g_ptr_array_add (problems, g_strdup_printf ("%s: a stroke, which keeps its colour", path));
}

typedef void (*Check) (const char *path, const char *text, GPtrArray *problems);

static void
assert_finds (Check check, const char *path, const char *text, guint n)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  g_test_message ("%s, %u problems", path, n);
  check (path, text, problems);
  g_assert_cmpuint (problems->len, ==, n);
}

static void
test_finds (void)
{
  g_autofree char *lines = g_strnfill (MAX_LINES + 1, '\n');

  assert_finds (check_licence, "a.c", "/* SPDX-License-Identifier: Apache-2.0 */\n", 0);
  assert_finds (check_licence, "a.c", "int x;\n", 1);
  assert_finds (check_licence, "a.c", "\n\n\n/* SPDX-License-Identifier: Apache-2.0 */\n", 1);
  assert_finds (check_licence, "README.md", "text\n", 0);
  assert_finds (check_licence, "meson_options.txt", "text\n", 1);
  assert_finds (check_licence, "debian/control", "Source: x\n", 0);
  assert_finds (check_licence, "debian/rules", "#!/usr/bin/make -f\n", 1);
  assert_finds (check_length, "a.c", lines, 1);
  assert_finds (check_length, "a.c", lines + 1, 0);
  assert_finds (check_tidy, "a.c", "#include \"config.h\"\n#include <glib.h>\n", 0);
  assert_finds (check_tidy, "a.c", "#include <glib.h>\n#include \"config.h\"\n", 1);
  assert_finds (check_tidy, "a.h", "int x; \n", 1);
  assert_finds (check_tidy, "a.h", "int x;", 1);
  assert_finds (check_tidy, "a.h", "\tint x;\n", 1);
  assert_finds (check_tidy, "Makefile", "\tx\n", 0);
  assert_finds (check_icon, "a-symbolic.svg", "<path stroke=\"#000\"/>", 1);
  assert_finds (check_icon, "a-symbolic.svg", "<path fill=\"#000\"/>", 0);
  assert_finds (check_icon, "a.svg", "<path stroke=\"#000\"/>", 0);
  assert_finds (check_words, "a.c",
                "open (\"/wo"
                "rk/x\")",
                1);
  assert_finds (check_words, "a.c",
                "TO"
                "DO: later",
                1);
  assert_finds (check_words, "a.c",
                "see iss"
                "ue 2",
                1);
  assert_finds (check_words, "a.c",
                "http:"
                "//packages.example.org/x",
                1);
  assert_finds (check_words, "a.c", "https://arxiv.org/abs/2302.03851 at work/root", 0);
}

static void
test_files (gconstpointer user_data)
{
  Check check = (Check) user_data;
  g_autoptr (GPtrArray) files = tree_list_files ();
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *text = tree_read_file (files->pdata[i]);

      check (files->pdata[i], text, problems);
    }
  tree_report (problems);
}

/* Every module is on the map of HACKING.md, and every path that the map names is there. */
static void
test_map (void)
{
  g_autoptr (GPtrArray) files = tree_list_files ();
  g_autoptr (GRegex)
      named = g_regex_new ("`((engine|profiles|viz|app|data|tests|po|\\.ci)/[A-Za-z0-9_./-]+"
                           "|Makefile|README\\.md|NEWS|LICENSE)`",
                           0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *map = tree_read_file ("HACKING.md");
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);

  g_assert_nonnull (named);
  for (guint i = 0; i < files->len; i++)
    {
      const char *path = files->pdata[i];
      const char *dot = strrchr (path, '.');
      g_autofree char *module = NULL;

      if (!tree_has_suffix (path, C_FILES) || g_str_has_prefix (path, "tests/"))
        continue;
      module = g_strdup_printf ("`%.*s`", (int) (dot - path), path);
      if (strstr (map, module) == NULL)
        g_ptr_array_add (problems, g_strdup_printf ("%s is not on the map: %s", module, path));
    }

  g_regex_match (named, map, 0, &match);
  while (g_match_info_matches (match))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);
      g_autofree char *source = g_strconcat (name, ".c", NULL);
      g_autofree char *header = g_strconcat (name, ".h", NULL);
      g_autofree char *full = g_build_filename (tree_get_root (), name, NULL);

      if (!tree_exists (source) && !tree_exists (header) && !g_file_test (full, G_FILE_TEST_EXISTS))
        g_ptr_array_add (problems,
                         g_strdup_printf ("HACKING.md names %s, which is not there", name));
      g_match_info_next (match, NULL);
    }
  tree_report (problems);
}

/* What the window is made of is built into it: a file that is not fails at run time only. */
static void
test_resources (void)
{
  static const char folder[] = "app/window/";
  g_autoptr (GPtrArray) files = tree_list_files ();
  g_autofree char *list = tree_read_file ("app/window/window.gresource.xml");
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = files->pdata[i];
      g_autofree char *entry = NULL;

      if (!g_str_has_prefix (path, folder) || !tree_has_suffix (path, ".ui .svg .css"))
        continue;
      entry = g_strdup_printf (">%s</file>", path + strlen (folder));
      if (strstr (list, entry) == NULL)
        g_ptr_array_add (problems, g_strdup_printf ("%s is no resource of the window", path));
      n++;
    }
  g_assert_cmpuint (n, >, 20);
  tree_report (problems);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/house/sources/finds", test_finds);
  g_test_add_data_func ("/house/sources/licence", check_licence, test_files);
  g_test_add_data_func ("/house/sources/length", check_length, test_files);
  g_test_add_data_func ("/house/sources/tidy", check_tidy, test_files);
  g_test_add_data_func ("/house/sources/words", check_words, test_files);
  g_test_add_data_func ("/house/sources/icons", check_icon, test_files);
  g_test_add_func ("/house/sources/map", test_map);
  g_test_add_func ("/house/sources/resources", test_resources);

  return g_test_run ();
}
