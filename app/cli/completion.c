/* SPDX-License-Identifier: Apache-2.0 */
/* What can stand next on a command line. */
#include "config.h"

#include "app/cli/completion.h"

#include <string.h>

#include "engine/backend.h"
#include "engine/planning/planner.h"
#include "engine/policy.h"
#include "engine/shipped.h"
#include "engine/state.h"
#include "profiles/comparison/comparison-tables.h"
#include "profiles/query/recipes.h"
#include "profiles/recording/recorder.h"
#include "profiles/report/report.h"
#include "profiles/tables/table-list.h"

/* Names that an option takes where its help mentions them: not every command takes every one. */
static const char *const formats[] = { "text",        "csv",    "json", "html",   "pdf",
                                       "png",         "svg",    "dot",  "chrome", "perfetto",
                                       "safetensors", "bundle", NULL };
static const char *const views[] = { "fsm",      "graph",        "strip",    "memory", "pq-tree",
                                     "liveness", "outer-memory", "timeline", NULL };
static const char *const papers[] = { "a4", "letter", NULL };

static gboolean asked;
static char *help; /* of the command, once it was asked */

typedef struct
{
  char *name;   /* with its dashes */
  char *letter; /* (nullable): likewise */
  char *value;  /* (nullable): what it takes, as the help calls it */
  char *about;
} Option;

static void
option_free (gpointer data)
{
  Option *self = data;

  g_free (self->name);
  g_free (self->letter);
  g_free (self->value);
  g_free (self->about);
  g_free (self);
}

gboolean
bs_cli_completion_take (GOptionContext *context)
{
  if (!asked)
    return FALSE;

  g_free (help);
  help = g_option_context_get_help (context, FALSE, NULL);
  return TRUE;
}

/* GOption tells its tables to nobody, but has one form for its help. */
static GPtrArray *
list_options (void)
{
  g_autoptr (GRegex)
      line = g_regex_new ("^  (?:(-[a-zA-Z?]), )?(--[a-z][a-z0-9-]*)(?:=(\\S+))?(?: +(.*))?$",
                          G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GPtrArray *options = g_ptr_array_new_with_free_func (option_free);

  g_regex_match (line, help != NULL ? help : "", 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      Option *option = g_new0 (Option, 1);

      option->letter = g_match_info_fetch (match, 1);
      option->name = g_match_info_fetch (match, 2);
      option->value = g_match_info_fetch (match, 3);
      option->about = g_match_info_fetch (match, 4);
      g_ptr_array_add (options, option);
    }

  return options;
}

static const Option *
find_option (GPtrArray *options, const char *word)
{
  for (guint i = 0; i < options->len; i++)
    {
      const Option *option = g_ptr_array_index (options, i);

      if (g_strcmp0 (option->name, word) == 0
          || (option->letter[0] != '\0' && g_strcmp0 (option->letter, word) == 0))
        return option;
    }

  return NULL;
}

void
bs_cli_complete_word (GString *out, const char *begun, const char *word, const char *about)
{
  if (g_str_has_prefix (word, begun))
    g_string_append_printf (out, "%s\t%s\n", word, about != NULL ? about : "");
}

static void
add_all (GPtrArray *values, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (values, g_strdup (names[i]));
}

typedef const char *(*NameFunc) (guint i);

static const char *
encoding_name (guint i)
{
  return bs_encoding_to_string ((BsEncoding) i);
}

static const char *
planner_name (guint i)
{
  return bs_planner_to_string ((BsPlanner) i);
}

static const char *
overflow_name (guint i)
{
  return bs_overflow_to_string ((BsOverflow) i);
}

static const char *
section_name (guint i)
{
  return bs_report_section_to_string ((BsReportSection) i);
}

static const char *
part_name (guint i)
{
  return bs_comparison_part_to_string ((BsComparisonPart) i);
}

static const char *
recipe_name (guint i)
{
  return bs_recipes[i].name;
}

static const struct
{
  const char *option;
  NameFunc name;
  guint n; /* 0: until there is none */
} lists[] = {
  { "--encoding", encoding_name, BS_N_ENCODINGS },
  { "--planner", planner_name, BS_N_PLANNERS },
  { "--overflow", overflow_name, BS_OVERFLOW_WAIT + 1 },
  { "--section", section_name, BS_N_REPORT_SECTIONS },
  { "--by", part_name, BS_N_COMPARISON_PARTS },
  { "--recipe", recipe_name, 0 },
};

static void
add_mentioned (GPtrArray *values, const char *const *names, const char *about)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *pattern = g_strdup_printf ("(^|[^\\w-])%s($|[^\\w-])", names[i]);

      if (g_regex_match_simple (pattern, about, 0, 0))
        g_ptr_array_add (values, g_strdup (names[i]));
    }
}

/* Returns: whether a file will do as well. */
static gboolean
list_values (const Option *option, GPtrArray *values)
{
  static const char *const files[] = { "FILE", "FOLDER", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; g_str_equal (option->name, lists[i].option); j++)
      {
        if (lists[i].n > 0 ? j >= lists[i].n : lists[i].name (j) == NULL)
          break;
        g_ptr_array_add (values, g_strdup (lists[i].name (j)));
      }
  if (g_str_equal (option->name, "--policy"))
    {
      add_all (values, bs_policy_names ());
      g_ptr_array_add (values, g_strdup ("fsm"));
      return TRUE;
    }
  if (g_str_equal (option->name, "--workload"))
    {
      g_auto (GStrv) models = bs_shipped_models ();

      add_all (values, (const char *const *) models);
    }
  if (g_str_equal (option->name, "--backend"))
    add_all (values, bs_backend_names ());
  if (g_str_equal (option->name, "--table"))
    add_all (values, bs_table_list_get_names ());
  if (g_str_equal (option->name, "--format"))
    add_mentioned (values, formats, option->about);
  if (g_str_equal (option->name, "--view"))
    add_mentioned (values, views, option->about);
  if (g_str_equal (option->name, "--paper"))
    add_mentioned (values, papers, option->about);

  return g_strv_contains (files, option->value);
}

/* @begun: of the value; @before: what stands before it in the same word */
static void
complete_value (const Option *option, const char *begun, const char *before, GString *out)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  gboolean files = list_values (option, values);
  const char *comma = g_str_equal (option->value, "LIST") ? strrchr (begun, ',') : NULL;
  g_autofree char *kept = g_strndup (begun, comma != NULL ? (gsize) (comma + 1 - begun) : 0);
  const char *last = comma != NULL ? comma + 1 : begun;

  for (guint i = 0; i < values->len; i++)
    {
      const char *value = g_ptr_array_index (values, i);

      if (g_str_has_prefix (value, last))
        g_string_append_printf (out, "%s%s%s\t\n", before, kept, value);
    }
  if (files)
    g_string_append (out, BS_CLI_COMPLETE_FILES "\n");
}

void
bs_cli_complete (BsCliCommand command, const char *const *words, GString *out)
{
  char *arguments[] = { (char *) words[0], (char *) "--help", NULL };
  guint n_words = g_strv_length ((char **) words);
  const char *word = words[n_words - 1], *equals = strchr (word, '=');
  g_autoptr (GPtrArray) options = NULL;
  const Option *option;
  gboolean only_files = FALSE;

  asked = TRUE;
  command (1, arguments);
  options = list_options ();
  for (guint i = 1; i + 1 < n_words; i++)
    only_files = only_files || g_str_equal (words[i], "--");

  option = n_words > 2 && !only_files ? find_option (options, words[n_words - 2]) : NULL;
  if (option != NULL && option->value[0] != '\0')
    complete_value (option, word, "", out);
  else if (only_files || word[0] != '-')
    g_string_append (out, BS_CLI_COMPLETE_FILES "\n");
  else if (equals != NULL)
    {
      g_autofree char *name = g_strndup (word, (gsize) (equals - word));
      g_autofree char *before = g_strndup (word, (gsize) (equals + 1 - word));

      option = find_option (options, name);
      if (option != NULL && option->value[0] != '\0')
        complete_value (option, equals + 1, before, out);
    }
  else
    for (guint i = 0; i < options->len; i++)
      {
        option = g_ptr_array_index (options, i);
        bs_cli_complete_word (out, word, option->name, option->about);
      }
  g_clear_pointer (&help, g_free);
}
