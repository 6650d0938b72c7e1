/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: finds the command and leaves the rest to it. */
#include "config.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/completion.h"
#include "engine/backend.h"
#include "engine/shipped.h"

typedef struct
{
  const char *name;
  const char *summary;
  int (*run) (int argc, char **argv);
} Command;

static const Command commands[] = {
  { "record", N_ ("run a model and write a trace"), bs_cli_record },
  { "import", N_ ("schedule graphs of another program and write a trace"), bs_cli_import },
  { "schedule", N_ ("schedule only, a row a mini-batch"), bs_cli_schedule },
  { "compare", N_ ("policies, recordings or their branches side by side"), bs_cli_compare },
  { "train", N_ ("learn a policy and save it"), bs_cli_train },
  { "info", N_ ("what a trace holds, or what a model is made of"), bs_cli_info },
  { "plan", N_ ("the memory plans of a model's cells, and why they are so"), bs_cli_plan },
  { "steps", N_ ("the decisions of a trace"), bs_cli_steps },
  { "inspect", N_ ("the full state at a decision"), bs_cli_inspect },
  { "lesson", N_ ("lists, checks and prints lessons"), bs_cli_lesson },
  { "whatif", N_ ("a decision changed, and what that would have come to"), bs_cli_whatif },
  { "notes", N_ ("what is kept beside a trace: notes, bookmarks, branches"), bs_cli_notes },
  { "verify", N_ ("whether traces can be had again, bit for bit"), bs_cli_verify },
  { "query", N_ ("a question in SQL about a trace, or a recipe for one"), bs_cli_query },
  { "report", N_ ("a report of a trace"), bs_cli_report },
  { "export", N_ ("a picture, graph or table of a trace, or the parameters of a model, as a file"),
    bs_cli_export },
  { "backends", N_ ("what this machine can run, and why not the rest"), bs_cli_backends },
  { "bench", N_ ("speed on this machine, beside what the machine can do"), bs_cli_bench },
};

static void
append_commands (GString *out)
{
  g_string_append (out, _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (out, "\n  %-10s %s", commands[i].name, _ (commands[i].summary));
}

static int
print_help (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, _ ("Usage: %s COMMAND [OPTIONS]"), BS_CLI_NAME);
  g_string_append (out, "\n\n");
  g_string_append (out, _ ("Records, inspects and exports the scheduling of dynamic neural "
                           "networks, without a display."));
  g_string_append (out, "\n\n");
  append_commands (out);
  g_string_append (out, "\n\n");
  g_string_append_printf (out, _ ("Options:\n"
                                  "  -h, --help   show this help; after a command, its options\n"
                                  "  --version    show the version"));
  g_string_append (out, "\n\n");
  g_string_append (out, _ ("Exit status: 0 done, 1 a gate or verification failed, 2 bad usage or "
                           "input, 130 interrupted."));
  g_string_append_c (out, '\n');

  return bs_cli_finish (NULL, out);
}

static int
print_version (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "%s %s\n", BS_CLI_NAME, BS_VERSION);

  return bs_cli_finish (NULL, out);
}

/* @words: (array zero-terminated=1): after the program, of which the last one is being written */
static int
print_completions (const char *const *words)
{
  static const char *const options[] = { "--help", "--version" };
  g_autoptr (GString) out = g_string_new (NULL);

  if (words[0] != NULL && words[1] == NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        bs_cli_complete_word (out, words[0], commands[i].name, _ (commands[i].summary));
      for (guint i = 0; i < G_N_ELEMENTS (options) && words[0][0] == '-'; i++)
        bs_cli_complete_word (out, words[0], options[i], NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands) && words[0] != NULL && words[1] != NULL; i++)
    if (strcmp (words[0], commands[i].name) == 0)
      bs_cli_complete (commands[i].run, words, out);

  return bs_cli_finish (NULL, out);
}

static int
complain_command (const char *name)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_commands (out);
  if (name == NULL)
    bs_cli_complain (_ ("A command is missing"));
  else if (name[0] == '-')
    bs_cli_complain (_ ("Unknown option “%s”; options of a command follow its name"), name);
  else
    bs_cli_complain (_ ("Unknown command “%s”"), name);
  bs_cli_note ("%s", out->str);
  bs_cli_note (_ ("“%s COMMAND --help” lists the options of a command."), BS_CLI_NAME);

  return BS_CLI_BAD;
}

int
main (int argc, char **argv)
{
  g_autofree char *locale = bs_shipped_locale ();

  bs_backend_prepare ();
  setlocale (LC_ALL, "");
  /* what one program prints another reads: no decimal commas */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, locale);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* writes to a reader that went away then fail, quietly */
  signal (SIGPIPE, SIG_IGN);
  /* a file that may not grow is then an error, like a full disk */
  signal (SIGXFSZ, SIG_IGN);
  g_set_prgname (BS_CLI_NAME);

  if (argc < 2)
    return complain_command (NULL);
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    return print_help ();
  if (strcmp (argv[1], "--version") == 0)
    return print_version ();

  if (strcmp (argv[1], BS_CLI_COMPLETE) == 0)
    return print_completions ((const char *const *) argv + 2);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (strcmp (argv[1], commands[i].name) == 0)
        return commands[i].run (argc - 1, argv + 1);
    }

  return complain_command (argv[1]);
}
